/**
 * The digits of Meta's phone number ids, learnt from webhooks that have both: some fields name a number only by its
 * digits.
 */
import type { Fact } from '../../model/inbound/inbound.ts'
import { otherSpelling } from '../../model/user/phone.ts'
import { query, type Transaction } from '../sql/transaction.ts'

/** The digits by which facts name a number without its id. */
export function digitsNamed(facts: Fact[]): string[] {
  const named = facts.flatMap((fact) => {
    const isByDigits = fact.kind === 'account' && fact.phoneNumberId === undefined
    return isByDigits && fact.displayNumber !== undefined ? [fact.displayNumber] : []
  })
  return [...new Set(named)]
}

/** The ids of numbers with these digits, in either spelling. */
export function* numbersOf(digits: string[]): Transaction<Map<string, string>> {
  const found = new Map<string, string>()
  for (const one of digits) {
    const known = yield* query<{ phone_number_id: string; digits: string }>(
      'select phone_number_id, digits from numbers where digits in ($1, $2)',
      one,
      otherSpelling(one) ?? one,
    )
    for (const { phone_number_id, digits: theirs } of known) found.set(phone_number_id, theirs)
  }
  return found
}

/** Written once for each number and process, so hardly ever. */
export function* learnNumbers(numbers: ReadonlyMap<string, string>, seenAt: number): Transaction<void> {
  for (const [phoneNumberId, digits] of numbers) {
    yield* query(
      `insert into numbers (phone_number_id, digits, seen_at) values ($1, $2, $3)
       on conflict (phone_number_id) do update set digits = $2, seen_at = $3`,
      phoneNumberId,
      digits,
      seenAt,
    )
  }
}
