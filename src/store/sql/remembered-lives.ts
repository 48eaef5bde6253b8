/**
 * What texts do to the lives of messages, for a store with a single writer, which may remember them: a life is needed
 * when its attempt ends and at each of three statuses, within moments. A text that updates or deletes messages and has
 * no rule makes the store forget all of them, so a rule only ever saves a read.
 */
import type { Row, Value } from './transaction.ts'

/**
 * Columns of the row whose `seq` is the first value; or none of any row; or of the rows whose `seq` it returns: any
 * (`returned`), or those that it computes. `lives`: it returns `lifeColumns`, as they are now.
 */
export type LifeChanges =
  | ((values: readonly Value[]) => Row)
  | 'none'
  | 'returned'
  | 'lives'
  | { returned: (values: readonly Value[], row: Row) => Row }

/**
 * `reads`: `lifeColumns` of the row that has the first value there; by wamid of the bot that is the second one.
 * `inserts`: those of the row whose `seq` it returns, without that.
 */
export type LifeRule =
  | { reads: 'seq' | 'wamid' }
  | { changes: LifeChanges }
  | { inserts: (values: readonly Value[]) => Row }

const rules = new Map<string, LifeRule>()

/** Returns the text. */
export function lifeRule(text: string, rule: LifeRule): string {
  rules.set(text, rule)
  return text
}

export function lifeRuleOf(text: string): LifeRule | undefined {
  return rules.get(text)
}
