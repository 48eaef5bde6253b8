/** The users to whom messages for identifiers go: asked for every accepted message, in as few statements as can be. */
import { otherSpelling, personKey } from '../../model/user/phone.ts'
import { perRow } from '../sql/per-row.ts'
import { executeMany, query, queryOne, type Transaction } from '../sql/transaction.ts'

/**
 * The users to whom messages go, in the order of the identifiers: two bulk statements, one for numbers with one
 * spelling and one for those with two.
 */
export function* resolveRecipients(botId: string, identifiers: string[]): Transaction<string[]> {
  const known = yield* foundRecipients(botId, identifiers)
  /** New numbers with two spellings: several messages of one request may be for one person. */
  const made = new Map<string, string>()
  const userIds = identifiers.map((identifier) => {
    const userId = known.get(identifier)
    if (typeof userId === 'string' || otherSpelling(identifier) === undefined) return userId ?? identifier
    const first = made.get(personKey(identifier)) ?? identifier
    made.set(personKey(identifier), first)
    return first
  })
  // Such a number gets its conversation now: the other spelling, accepted a moment later, must find it.
  yield* executeMany(
    makingConversation,
    [...made.values()].map((identifier) => [botId, identifier]),
  )
  return userIds
}

/** As `resolveRecipients`, for those who may get nothing: makes no conversations. */
export function* knownRecipients(botId: string, identifiers: string[]): Transaction<string[]> {
  const found = yield* foundRecipients(botId, identifiers)
  return identifiers.map((identifier) => found.get(identifier) ?? identifier)
}

function* foundRecipients(botId: string, identifiers: string[]): Transaction<Map<string, string | null>> {
  const known = new Map<string, string | null>()
  for (const [text, isAmbiguous] of [
    [knownAs, false],
    [knownAsEither, true],
  ] as const) {
    const some = identifiers.filter((identifier) => (otherSpelling(identifier) !== undefined) === isAmbiguous)
    const found = yield* executeMany<{ user_id: string | null }>(
      text,
      some.map((identifier) => [botId, identifier, ...(isAmbiguous ? [otherSpelling(identifier)] : [])]),
    )
    for (const [index, identifier] of some.entries()) known.set(identifier, found[index]?.user_id ?? null)
  }
  return known
}

/** At most four lookups. */
const knownUser = `coalesce(
    (select user_id from conversations where bot_id = $1 and user_id = $2),
    (select user_id from conversations where bot_id = $1 and wa_id = $2 limit 1),
    (select user_id from conversations where bot_id = $1 and scoped_id = $2 limit 1),
    (select user_id from former_names where bot_id = $1 and name = $2 order by until_at desc limit 1)) as user_id`

const knownAs = perRow(`select ${knownUser}`)

const knownWithInbound = perRow(`select ${knownUser}, coalesce(
    (select last_inbound_at from conversations where bot_id = $1 and user_id = $2),
    (select max(last_inbound_at) from conversations where bot_id = $1 and wa_id = $2),
    (select max(last_inbound_at) from conversations where bot_id = $1 and scoped_id = $2)) as last_inbound_at`)

/**
 * The user to whom messages for a number with one spelling go, and when they last wrote. Runs for every session message
 * that is accepted, so it is one statement.
 */
export function* recipientWithInbound(
  botId: string,
  identifier: string,
): Transaction<{ userId: string; lastInboundAt: number | null }> {
  const found = yield* queryOne<{ user_id: string | null; last_inbound_at: number | null }>(
    knownWithInbound,
    botId,
    identifier,
  )
  return { userId: found?.user_id ?? identifier, lastInboundAt: found?.last_inbound_at ?? null }
}

/** The same for a number with two spellings, the given one first. */
const knownAsEither = `select coalesce(
    (select user_id from conversations where bot_id = $1 and user_id = $2),
    (select user_id from conversations where bot_id = $1 and user_id = $3),
    (select user_id from conversations where bot_id = $1 and wa_id = $2 limit 1),
    (select user_id from conversations where bot_id = $1 and wa_id = $3 limit 1),
    (select user_id from former_names where bot_id = $1 and name = $2 order by until_at desc limit 1),
    (select user_id from former_names where bot_id = $1 and name = $3 order by until_at desc limit 1)) as user_id`

const makingConversation =
  'insert into conversations (bot_id, user_id) values ($1, $2) on conflict (bot_id, user_id) do nothing'

export function* makeConversation(botId: string, userId: string): Transaction<void> {
  yield* query(makingConversation, botId, userId)
}
