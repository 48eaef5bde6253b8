/**
 * Handles a person's change of identifiers: the whole conversation moves to the new ones (state, memory, skill, window,
 * history, pace and the order of the queue), and the given-up names lead to it (docs/design/identity.md, "A person's
 * names change hands").
 */
import type { Renaming } from '../../model/inbound/inbound.ts'
import { isDigitsPhone, otherSpelling } from '../../model/user/phone.ts'
import type { EventContext } from '../events/events.ts'
import { queryOne, type Transaction } from '../sql/transaction.ts'
import { reclaimIdentifier, releaseIdentifier } from './former-names.ts'
import { findCandidates, isSameNumber, loseNumber, scopedIdOf, writeIdentifiers } from './identity.ts'
import { mergeConversations, moveAll, rename } from './merge.ts'
import { makeConversation } from './recipients.ts'
import type { ConversationRow } from './row.ts'

export type Followed = { known: ConversationRow; formerIds: string[] }

/**
 * `at`: Meta's time of the change. Changes may be reported twice, together with another report of the same, or in the
 * wrong order.
 */
export function* follow(
  context: EventContext,
  botId: string,
  renaming: Renaming,
  at: number,
  now: number,
): Transaction<Followed> {
  const before = yield* formerHolder(botId, renaming, at)
  const after = yield* currentHolder(context, botId, renaming, before.known, at, now)
  const all = [...before.known, ...after.known].filter(isFirst)
  const number = numberNow(renaming, all, after.known)
  const [ahead] = after.isFurther ? after.known : []
  const further: NowNames | undefined = ahead && [ahead.wa_id, ahead.scoped_id]
  const target = ahead?.user_id ?? number ?? renaming.to.scopedId ?? ''
  const formerIds = before.known.map(({ user_id }) => user_id).filter((id) => id !== target)
  const given = givenUp(renaming, before.known)
  const person = yield* gather(context, botId, all, target, now)
  for (const identifier of given) {
    if (identifier !== target && all.every(({ user_id }) => user_id !== identifier))
      yield* moveStray(context, botId, identifier, target, now)
  }
  yield* writeIdentifiers(person, ...(further ?? currentIdentifiers(renaming, person, number, before)))
  const held = identifiersOf(person)
  for (const identifier of given)
    if (!held.includes(identifier)) yield* releaseIdentifier(botId, person.user_id, identifier, at)
  for (const identifier of held) yield* reclaimIdentifier(botId, person.user_id, identifier)
  return { known: person, formerIds }
}

type Was = { known: ConversationRow[]; isFollowed: boolean }

/**
 * The person before the change: by the former id, then by the former number, its present owner or one who gave it up
 * after this change; not one who received it since.
 */
function* formerHolder(botId: string, { from, keepsNumber }: Renaming, at: number): Transaction<Was> {
  const { present, former } = yield* findCandidates(botId, from.phone, from.scopedId)
  const parents = from.parentId === undefined ? [] : (yield* findCandidates(botId, undefined, from.parentId)).present
  const byId = present.filter((one) => from.scopedId !== undefined && scopedIdOf(one) === from.scopedId)
  const byFormerId = former.filter(({ identifier }) => identifier === from.scopedId)
  const byNumber = present.filter((one) => {
    const id = scopedIdOf(one)
    return id === undefined || (from.scopedId === undefined && (one.last_inbound_at ?? 0) <= at)
  })
  const isOfId = byId.length > 0 || byFormerId.length > 0
  const byFormerNumber = isOfId
    ? []
    : former.filter(({ identifier, until }) => identifier !== from.scopedId && until >= at)
  const followed = [...byFormerId, ...byFormerNumber].map(({ owner }) => owner)
  const mayBeTheirs = keepsNumber && isOfId ? [] : byNumber
  return { known: [...byId, ...parents, ...mayBeTheirs, ...followed].filter(isFirst), isFollowed: followed.length > 0 }
}

type Is = { known: ConversationRow[]; isFurther: boolean }

/**
 * The owner of the new names: either the person, who may have written under them first, or a previous owner of the
 * number, who loses it. If the person has given up the new name too, by a later change reported before this one, they
 * have already moved further.
 */
function* currentHolder(
  context: EventContext,
  botId: string,
  { to }: Renaming,
  before: ConversationRow[],
  at: number,
  now: number,
): Transaction<Is> {
  const { present, former } = yield* findCandidates(botId, to.phone, to.scopedId)
  const further = former.find(({ identifier, until }) => identifier === to.scopedId || until > at)
  if (further) return { known: [further.owner], isFurther: true }
  const known: ConversationRow[] = []
  for (const one of present) {
    const id = scopedIdOf(one)
    const wroteBefore = one.last_inbound_at !== null && one.last_inbound_at < at
    const isOther = id === undefined || to.scopedId === undefined ? wroteBefore : id !== to.scopedId
    if (!isOther || before.some(({ user_id }) => user_id === one.user_id)) known.push(one)
    else yield* loseNumber(context, one, to.phone ?? '', now)
  }
  return { known, isFurther: false }
}

/**
 * The number after the change: as reported, or as known from the owner of the new names; the old one is kept only if
 * just the id changes.
 */
function numberNow(
  { from, to, keepsNumber }: Renaming,
  all: ConversationRow[],
  after: ConversationRow[],
): string | undefined {
  const numbers = (keepsNumber ? all : after).map(numberOf).filter((number) => number !== undefined)
  if (to.phone !== undefined) return numbers.find((number) => isSameNumber(number, to.phone ?? '')) ?? to.phone
  return numbers[0] ?? (keepsNumber ? from.phone : undefined)
}

function numberOf({ user_id, wa_id }: ConversationRow): string | undefined {
  return isDigitsPhone(user_id) ? user_id : (wa_id ?? undefined)
}

function* gather(
  context: EventContext,
  botId: string,
  all: ConversationRow[],
  target: string,
  now: number,
): Transaction<ConversationRow> {
  const [first, ...others] = all
  if (!first) {
    yield* makeConversation(botId, target)
    const made = yield* queryOne<ConversationRow>(
      'select * from conversations where bot_id = $1 and user_id = $2',
      botId,
      target,
    )
    if (!made) throw new Error('the conversation that was just created is missing')
    return made
  }
  let person = first
  for (const other of others) person = yield* mergeConversations(context, person, other, now)
  return yield* rename(context, person, target, now)
}

/** Moves what waits under a name without a conversation. A name that another person has by now is left alone. */
function* moveStray(
  context: EventContext,
  botId: string,
  identifier: string,
  target: string,
  now: number,
): Transaction<void> {
  const taken = yield* queryOne(
    'select 1 as found from conversations where bot_id = $1 and user_id = $2',
    botId,
    identifier,
  )
  if (!taken) yield* moveAll(context, botId, identifier, target, now)
}

/** A number is given up with its id, even if the new id is not reported. */
function givenUp({ from, keepsNumber }: Renaming, before: ConversationRow[]): string[] {
  const identifiers = [
    from.scopedId,
    from.parentId,
    ...before.map(scopedIdOf),
    ...(keepsNumber ? [] : [from.phone, ...before.flatMap(({ user_id, wa_id }) => [user_id, wa_id])]),
  ]
  return [...new Set(identifiers.filter((identifier) => identifier !== undefined && identifier !== null))]
}

type NowNames = [phone: string | null, scopedId: string | null]

function currentIdentifiers(
  { to, keepsNumber }: Renaming,
  person: ConversationRow,
  number: string | undefined,
  before: Was,
): NowNames {
  const isSame = number !== undefined && person.wa_id !== null && isSameNumber(number, person.wa_id)
  const keepsId = keepsNumber || before.isFollowed
  return [isSame ? person.wa_id : (number ?? null), to.scopedId ?? (keepsId ? person.scoped_id : null)]
}

/** Includes the other spelling of a number, which does not count as a former name. */
function identifiersOf({ user_id, wa_id, scoped_id }: ConversationRow): string[] {
  const identifiers = [user_id, wa_id, scoped_id].filter((identifier) => identifier !== null)
  return [...new Set(identifiers.flatMap((identifier) => [identifier, otherSpelling(identifier) ?? identifier]))]
}

function isFirst(one: ConversationRow, index: number, all: ConversationRow[]): boolean {
  return all.findIndex(({ user_id }) => user_id === one.user_id) === index
}
