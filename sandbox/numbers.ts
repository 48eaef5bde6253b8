/** The numbers of an account. */
import type { PhoneNumber } from './identity.ts'

export function numbersOf(
  world: { numbers: ReadonlyMap<string, PhoneNumber> },
  wabaId: string,
): readonly PhoneNumber[] {
  return [...world.numbers.values()].filter((number) => number.wabaId === wabaId)
}
