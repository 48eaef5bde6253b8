/**
 * Who a name stands for. A person keeps the id under which the bot met them; every other name (the other spelling of a number, what
 * Meta calls them, their business-scoped id) leads to it. Called by the outbound and ingest transactions.
 */
import type { Person } from '../model/inbound.ts'
import { isDigitsPhone, otherSpelling } from '../model/phone.ts'
import type { TellContext } from './events.ts'
import { forEach, row, rows, type Transaction } from './transaction.ts'
import { unite } from './unite.ts'

export type ConversationRow = {
  bot_id: string
  user_id: string
  wa_id: string | null
  scoped_id: string | null
  name: string | null
  last_inbound_at: number | null
  last_notification_seq: number | null
  pair_empty_at: number
  memory: string | null
  skill_id: string | null
  state: string
  state_until: number | null
}

/** The conversation that a name leads to: the exact one first, which is the common case and costs one look. */
export function* conversationOf(botId: string, name: string): Transaction<ConversationRow | undefined> {
  const exact = yield* row<ConversationRow>(
    'select * from conversations where bot_id = $1 and user_id = $2',
    botId,
    name,
  )
  return exact ?? (yield* conversationsNamed(botId, name, name))[0]
}

/**
 * All that a number, in both spellings, or a scoped id leads to, the likeliest first. One look for each name: of conditions joined by `or`
 * SQLite makes a walk through the bot's people.
 */
function* conversationsNamed(
  botId: string,
  phone: string | undefined,
  scopedId: string | undefined,
): Transaction<ConversationRow[]> {
  const other = phone === undefined ? undefined : (otherSpelling(phone) ?? phone)
  const found = yield* rows<ConversationRow>(
    `select * from (
       select * from conversations where bot_id = $1 and user_id in ($2, $3, $4)
       union all select * from conversations where bot_id = $1 and wa_id in ($2, $3)
       union all select * from conversations where bot_id = $1 and scoped_id = $4) as named
     order by case user_id when $2 then 0 when $3 then 1 else case when wa_id in ($2, $3) then 2 else 3 end end`,
    botId,
    phone,
    other,
    scopedId,
  )
  return found.filter(({ user_id }, index) => found.findIndex((one) => one.user_id === user_id) === index)
}

/** The users that messages are for, each in the place of its name. */
export function* addressees(botId: string, names: string[]): Transaction<string[]> {
  const known = yield* forEach<{ user_id: string | null }>(
    knownAs,
    names.map((name) => [botId, name]),
  )
  const userIds: string[] = []
  for (const [index, name] of names.entries()) {
    const isSpeltOnce = otherSpelling(name) === undefined
    userIds.push(isSpeltOnce ? (known[index]?.user_id ?? name) : yield* addresseeSpeltTwice(botId, name))
  }
  return userIds
}

/** Such a number gets its conversation now: the other spelling, accepted a moment later, must find it. */
function* addresseeSpeltTwice(botId: string, name: string): Transaction<string> {
  const known = yield* conversationOf(botId, name)
  if (!known) yield* makeConversation(botId, name)
  return known?.user_id ?? name
}

/** Runs for every message that is accepted, so it is one statement of three looks at most. */
const knownAs = `select coalesce(
    (select user_id from conversations where bot_id = $1 and user_id = $2),
    (select user_id from conversations where bot_id = $1 and wa_id = $2 limit 1),
    (select user_id from conversations where bot_id = $1 and scoped_id = $2 limit 1)) as user_id`

export function* makeConversation(botId: string, userId: string): Transaction<void> {
  yield* rows(
    'insert into conversations (bot_id, user_id) values ($1, $2) on conflict (bot_id, user_id) do nothing',
    botId,
    userId,
  )
}

/**
 * The user that a person is to the bot, by all that Meta tells of them; what is new of it is noted. Two conversations that turn out to be
 * one person's are made one. Undefined when the bot does not know them.
 */
export function* meet(
  context: TellContext,
  botId: string,
  { phone, scopedId }: Person,
  now: number,
): Transaction<ConversationRow | undefined> {
  const named = yield* conversationsNamed(botId, phone, scopedId)
  // Somebody else's number may have become theirs: the scoped id tells.
  const theirs = named.filter((one) => scopedId === undefined || (scopedIdOf(one) ?? scopedId) === scopedId)
  const [first, ...others] = theirs.length > 0 ? theirs : named.slice(0, 1)
  if (!first) return undefined
  let known = first
  for (const other of others) if (mayBeOne(known, other)) known = yield* unite(context, known, other, now)
  yield* noteNames(known, phone, scopedId)
  return known
}

/** Meta took a message to `userId` as one to `name`: both are one person. Answers the id that the user has from now on. */
export function* learnName(
  context: TellContext,
  botId: string,
  userId: string,
  name: string,
  now: number,
): Transaction<string> {
  const first = yield* row<ConversationRow>(
    'select * from conversations where bot_id = $1 and user_id = $2',
    botId,
    userId,
  )
  if (!first || first.wa_id === name || first.scoped_id === name) return userId
  const [phone, scopedId] = isDigitsPhone(name) ? [name, undefined] : [undefined, name]
  let known = first
  for (const other of yield* conversationsNamed(botId, phone, scopedId)) {
    if (other.user_id !== known.user_id && mayBeOne(known, other)) known = yield* unite(context, known, other, now)
  }
  yield* noteNames(known, phone, scopedId)
  return known.user_id
}

/** Two scoped ids are two people, one of whom has the other's former number. */
function mayBeOne(one: ConversationRow, other: ConversationRow): boolean {
  const [a, b] = [scopedIdOf(one), scopedIdOf(other)]
  return a === undefined || b === undefined || a === b
}

function scopedIdOf({ user_id, scoped_id }: ConversationRow): string | undefined {
  return scoped_id ?? (isDigitsPhone(user_id) ? undefined : user_id)
}

function* noteNames(
  known: ConversationRow,
  phone: string | undefined,
  scopedId: string | undefined,
): Transaction<void> {
  const hasNewPhone = phone !== undefined && phone !== known.wa_id && (phone !== known.user_id || known.wa_id !== null)
  const hasNewScopedId = scopedId !== undefined && scopedId !== known.scoped_id && scopedId !== known.user_id
  if (!hasNewPhone && !hasNewScopedId) return
  known.wa_id = hasNewPhone ? phone : known.wa_id
  known.scoped_id = hasNewScopedId ? scopedId : known.scoped_id
  yield* rows(
    'update conversations set wa_id = $3, scoped_id = $4 where bot_id = $1 and user_id = $2',
    known.bot_id,
    known.user_id,
    known.wa_id,
    known.scoped_id,
  )
}
