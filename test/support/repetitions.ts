/**
 * How much of the same: `npm test` shows it with the lesser number, `npm run test:long` with the greater one. Only for what the number does not
 * bear on: what begins to hold, or to break, at a size is shown at that size.
 */
export function times(usual: number, long: number): number {
  return process.env.RECADO_TEST_LONG === '1' ? long : usual
}
