/**
 * Names that people gave up: a number that later belongs to another person, and the scoped id that went with it. They
 * resolve to their former owner, for content written before the change, and for sending until another person appears.
 */
import { query, type Transaction } from '../sql/transaction.ts'

/** `until`: Meta's time of the change, ms. */
export function* releaseIdentifier(
  botId: string,
  userId: string,
  identifier: string,
  until: number,
): Transaction<void> {
  const before = yield* query<{ until_at: number }>(
    'delete from former_names where bot_id = $1 and name = $2 and user_id = $3 returning until_at',
    botId,
    identifier,
    userId,
  )
  yield* query(
    'insert into former_names (bot_id, name, user_id, until_at) values ($1, $2, $3, $4)',
    botId,
    identifier,
    userId,
    Math.max(until, ...before.map(({ until_at }) => until_at)),
  )
}

/** Removes the record, since the person has the name again. */
export function* reclaimIdentifier(botId: string, userId: string, identifier: string): Transaction<void> {
  yield* query('delete from former_names where bot_id = $1 and name = $2 and user_id = $3', botId, identifier, userId)
}

/** Points the former names to the person's new id. */
export function* transferFormerIdentifiers(botId: string, from: string, to: string): Transaction<void> {
  const passed = yield* query<{ name: string; until_at: number }>(
    'delete from former_names where bot_id = $1 and user_id = $2 returning name, until_at',
    botId,
    from,
  )
  for (const { name: identifier, until_at } of passed) yield* releaseIdentifier(botId, to, identifier, until_at)
}
