/**
 * Numbers of repetitions: `npm test` uses the lesser one, `npm run test:long` the greater. Only where the result does
 * not depend on the number: a property that begins or breaks at a size is tested at that size.
 */
export function times(usual: number, long: number): number {
  return process.env.RECADO_TEST_LONG === '1' ? long : usual
}
