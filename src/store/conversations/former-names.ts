/**
 * Names that people gave up: a number that later belongs to another person, and the scoped id that went with it. They
 * resolve to their former owner, for content written before the change, and for sending until another person appears.
 */
import { rows, type Transaction } from '../sql/transaction.ts'

/** `until`: Meta's time of the change, ms. */
export function* giveUpName(botId: string, userId: string, name: string, until: number): Transaction<void> {
  const before = yield* rows<{ until_at: number }>(
    'delete from former_names where bot_id = $1 and name = $2 and user_id = $3 returning until_at',
    botId,
    name,
    userId,
  )
  yield* rows(
    'insert into former_names (bot_id, name, user_id, until_at) values ($1, $2, $3, $4)',
    botId,
    name,
    userId,
    Math.max(until, ...before.map(({ until_at }) => until_at)),
  )
}

/** Removes the record, since the person has the name again. */
export function* takeNameBack(botId: string, userId: string, name: string): Transaction<void> {
  yield* rows('delete from former_names where bot_id = $1 and name = $2 and user_id = $3', botId, name, userId)
}

/** Points the former names to the person's new id. */
export function* passFormerNames(botId: string, from: string, to: string): Transaction<void> {
  const passed = yield* rows<{ name: string; until_at: number }>(
    'delete from former_names where bot_id = $1 and user_id = $2 returning name, until_at',
    botId,
    from,
  )
  for (const { name, until_at } of passed) yield* giveUpName(botId, to, name, until_at)
}
