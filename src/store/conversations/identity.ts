/**
 * Resolves identifiers to people. A person keeps the id under which the bot first knew them; every other identifier
 * (the other spelling of a number, Meta's name for them, their business-scoped id, a name they gave up) leads to it.
 */
import type { Person } from '../../model/inbound/inbound.ts'
import { isDigitsPhone, otherSpelling, personKey } from '../../model/user/phone.ts'
import type { EventContext } from '../events/events.ts'
import { perRow } from '../sql/per-row.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { mergeConversations, rename } from './merge.ts'
import type { ConversationRow } from './row.ts'

/** The conversation of an identifier: the exact id first, which is the common case and costs one query. */
export function* findConversation(botId: string, identifier: string): Transaction<ConversationRow | undefined> {
  const exact = yield* queryOne<ConversationRow>(
    perRow('select * from conversations where bot_id = $1 and user_id = $2'),
    botId,
    identifier,
  )
  if (exact) return exact
  const { present, former } = yield* findCandidates(botId, identifier, identifier)
  return present[0] ?? former[0]?.owner
}

/**
 * All identifiers that lead to a person now: their id, number in both spellings and scoped id, and given-up ones that
 * no other person has since. Empty if the bot does not know the id.
 */
export function* identifiersOfPerson(botId: string, userId: string): Transaction<string[]> {
  const known = yield* findConversation(botId, userId)
  if (!known) return []
  const former = yield* query<{ name: string }>(
    'select name from former_names where bot_id = $1 and user_id = $2',
    botId,
    known.user_id,
  )
  const had = [
    known.user_id,
    known.wa_id,
    known.scoped_id,
    ...former.map(({ name: identifier }) => identifier),
  ].flatMap((one) => one ?? [])
  const theirs: string[] = []
  for (const identifier of new Set(had.flatMap((one) => [one, otherSpelling(one) ?? one]))) {
    const owner = yield* findConversation(botId, identifier)
    if (owner?.user_id === known.user_id) theirs.push(identifier)
  }
  return theirs
}

/** The present owners of an identifier, likeliest first, and its former owners, latest first. */
export type Candidates = { present: ConversationRow[]; former: FormerIdentifier[] }
export type FormerIdentifier = { identifier: string; until: number; owner: ConversationRow }

/**
 * Everyone to whom a number, in both spellings, or a scoped id leads. One subquery for each identifier: for conditions
 * joined by `or`, SQLite scans all the bot's people.
 */
export function* findCandidates(
  botId: string,
  phone: string | undefined,
  scopedId: string | undefined,
): Transaction<Candidates> {
  const other = phone === undefined ? undefined : (otherSpelling(phone) ?? phone)
  const found = yield* query<ConversationRow & { former_name: string; until_at: number }>(
    `select * from (
       select conversations.*, '' as former_name, 0 as until_at from conversations
         where bot_id = $1 and user_id in ($2, $3, $4)
       union all select conversations.*, '', 0 from conversations where bot_id = $1 and wa_id in ($2, $3)
       union all select conversations.*, '', 0 from conversations where bot_id = $1 and scoped_id = $4
       union all select conversations.*, former_names.name, former_names.until_at from former_names
         join conversations on conversations.bot_id = former_names.bot_id
           and conversations.user_id = former_names.user_id
         where former_names.bot_id = $1 and former_names.name in ($2, $3, $4)) as named
     order by case user_id when $2 then 0 when $3 then 1 else case when wa_id in ($2, $3) then 2 else 3 end end,
       until_at desc`,
    botId,
    phone,
    other,
    scopedId,
  )
  const present: ConversationRow[] = []
  const former: FormerIdentifier[] = []
  for (const { former_name, until_at, ...one } of found) {
    if (former_name !== '') former.push({ identifier: former_name, until: until_at, owner: one })
    else if (present.every(({ user_id }) => user_id !== one.user_id)) present.push(one)
  }
  return { present, former: former.toSorted((one, later) => later.until - one.until) }
}

/** A person as the bot knows them, and the identifiers to save with their message. */
export type Identified = { userId: string; known?: ConversationRow; phone?: string; scopedId?: string }

/**
 * Finds the user that a person is, by all identifiers that Meta gives, and saves new ones. Merges two conversations
 * that turn out to be the same person's. `at`: Meta's time of the identifying item, since numbers change owners: a
 * number belongs to its owner at that time. `known` is missing if the bot does not know the person.
 */
export function* identify(
  context: EventContext,
  botId: string,
  { phone, scopedId }: Person,
  at: number,
  now: number,
  by: 'word' | 'status' = 'word',
): Transaction<Identified> {
  const { present, former } = yield* findCandidates(botId, phone, scopedId)
  const owner = formerOwner(former, present, scopedId, at)
  if (owner) return { userId: owner.user_id, known: owner }
  const theirs = present.filter((one) => scopedId === undefined || (scopedIdOf(one) ?? scopedId) === scopedId)
  const [first, ...more] = theirs
  // An id that only a status gives may be the number owner's own new one: their system message will tell.
  if (!first && by === 'status') return { userId: scopedId ?? phone ?? '' }
  // Another person had the number: it belongs to the one who wrote from it last.
  const others = present.filter((one) => !theirs.includes(one))
  const number = others.every((one) => (one.last_inbound_at ?? 0) < at) ? phone : undefined
  if (number !== undefined) for (const other of others) yield* loseNumber(context, other, number, now)
  if (!first) return { userId: number ?? scopedId ?? phone ?? '', phone: number, scopedId }
  let known = first
  for (const other of more) if (mayBeOne(known, other)) known = yield* mergeConversations(context, known, other, now)
  const isGivenUp = former.some(
    ({ identifier, owner: { user_id } }) => identifier !== scopedId && user_id === known.user_id,
  )
  const noted = isGivenUp ? undefined : number
  yield* saveIdentifiers(known, noted, scopedId)
  return { userId: known.user_id, known, phone: noted, scopedId }
}

/** The sender behind a name that someone gave up: an id stays theirs, a number was theirs until then. */
function formerOwner(
  former: FormerIdentifier[],
  present: ConversationRow[],
  scopedId: string | undefined,
  at: number,
): ConversationRow | undefined {
  if (former.length === 0) return undefined
  if (scopedId !== undefined && present.some((one) => scopedIdOf(one) === scopedId)) return undefined
  const byId = former.find(({ identifier }) => identifier === scopedId)
  return (byId ?? former.findLast(({ until }) => at < until))?.owner
}
/**
 * The number belongs to another person: its previous owner is known by their id from now on, and their pending messages
 * move there. Without an id they cannot be reached: the history stays under a name that belongs to no person.
 */
export function* loseNumber(
  context: EventContext,
  one: ConversationRow,
  phone: string,
  now: number,
): Transaction<void> {
  const identifier = scopedIdOf(one) ?? `${one.user_id}-${now}`
  const left = isSameNumber(one.user_id, phone) ? yield* rename(context, one, identifier, now) : one
  yield* writeIdentifiers(left, null, left.scoped_id)
}

/** Meta accepted a message to `userId` as one to `name`: both are one person. Returns the user's id from now on. */
export function* linkIdentifier(
  context: EventContext,
  botId: string,
  userId: string,
  identifier: string,
  now: number,
): Transaction<string> {
  const first = yield* queryOne<ConversationRow>(
    'select * from conversations where bot_id = $1 and user_id = $2',
    botId,
    userId,
  )
  if (!first || first.wa_id === identifier || first.scoped_id === identifier) return userId
  const [phone, scopedId] = isDigitsPhone(identifier) ? [identifier, undefined] : [undefined, identifier]
  const { present, former } = yield* findCandidates(botId, phone, scopedId)
  // An identifier given up while the message was in flight is no news.
  if (former.some(({ owner }) => owner.user_id === userId)) return userId
  let known = first
  for (const other of present) {
    if (other.user_id === known.user_id) continue
    if (!mayBeOne(known, other)) return known.user_id
    known = yield* mergeConversations(context, known, other, now)
  }
  yield* saveIdentifiers(known, phone, scopedId)
  return known.user_id
}

/** Two numbers that are not spellings of one belong to two people, unless Meta itself answered one with the other. */
export function mayBeIdentifiedBy(userId: string, identifier: string): boolean {
  return !isDigitsPhone(userId) || !isDigitsPhone(identifier) || isSameNumber(userId, identifier)
}

export function isSameNumber(one: string, other: string): boolean {
  return isDigitsPhone(one) && personKey(one) === personKey(other)
}

/** Two scoped ids are two people, one of whom has the other's former number. */
function mayBeOne(one: ConversationRow, other: ConversationRow): boolean {
  const [a, b] = [scopedIdOf(one), scopedIdOf(other)]
  return a === undefined || b === undefined || a === b
}

export function scopedIdOf({ user_id, scoped_id }: ConversationRow): string | undefined {
  return scoped_id ?? (isDigitsPhone(user_id) ? undefined : user_id)
}

function* saveIdentifiers(
  known: ConversationRow,
  phone: string | undefined,
  scopedId: string | undefined,
): Transaction<void> {
  const hasNewPhone = phone !== undefined && phone !== known.wa_id && (phone !== known.user_id || known.wa_id !== null)
  const hasNewScopedId = scopedId !== undefined && scopedId !== known.scoped_id && scopedId !== known.user_id
  if (!hasNewPhone && !hasNewScopedId) return
  yield* writeIdentifiers(known, hasNewPhone ? phone : known.wa_id, hasNewScopedId ? scopedId : known.scoped_id)
}

export function* writeIdentifiers(
  known: ConversationRow,
  phone: string | null,
  scopedId: string | null,
): Transaction<void> {
  known.wa_id = phone
  known.scoped_id = scopedId
  yield* query(
    'update conversations set wa_id = $3, scoped_id = $4 where bot_id = $1 and user_id = $2',
    known.bot_id,
    known.user_id,
    known.wa_id,
    known.scoped_id,
  )
}
