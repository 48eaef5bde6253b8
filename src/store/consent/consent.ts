/**
 * What a person wants of marketing messages, written from any of its sources: the newest wish stands, in whatever order
 * they are reported. A person has one entry in the list of a bot; a wish to get messages again leaves it as `resumed`,
 * so that what Meta repeats later does not undo it.
 */
import { type ConsentState, type SuppressionSource, stoppedCode } from '../../model/consent/suppression.ts'
import type { EventBody } from '../../model/events/schemas.ts'
import type { Failure } from '../../model/outcome/decide.ts'
import { personKey } from '../../model/user/phone.ts'
import { insertSuppression, keysOf, namesOf, type SuppressionRow } from '../conversations/suppressed.ts'
import { personChanged } from '../events/changes.ts'
import { type EventContext, emitEvent } from '../events/events.ts'
import { rowsOf } from '../sql/rows.ts'
import { query, type Transaction } from '../sql/transaction.ts'

export type Wish = {
  /** Empty: of all bots. */
  botId: string
  /** As their rows have it. */
  userId: string
  /** Further names of the person. */
  names?: readonly string[]
  state: ConsentState
  source: SuppressionSource
  detail?: string | undefined
  saidAt: number
  now: number
  /** The person's message that said so. */
  messageId?: string
}

/**
 * `changed`: the person was of another state, or, without an entry, asked for it. `again`: nothing new. `late`: a newer
 * wish stands.
 */
export type WishResult = 'changed' | 'again' | 'late'

export function* setConsent(context: EventContext, wish: Wish): Transaction<WishResult> {
  const { botId, userId, state, saidAt } = wish
  const names = [...(botId === '' ? [userId] : yield* namesOf(botId, userId)), ...(wish.names ?? [])]
  const known = yield* entriesOf(botId, keysOf(names, context.markName))
  const newest = known.toSorted((one, other) => other.said_at - one.said_at)[0]
  if (newest !== undefined && !isInForce(wish, newest)) return 'late'
  const isStopped = known.some((one) => one.state === 'stopped')
  if (newest?.state === state && isStopped === (state === 'stopped')) {
    yield* query('update suppressions set said_at = $2 where seq = $1', newest.seq, Math.max(saidAt, newest.said_at))
    return 'again'
  }
  for (const { seq } of known) yield* query('delete from suppressions where seq = $1', seq)
  yield* insertSuppression({
    id: context.newId('sup'),
    bot_id: botId,
    name: personKey(userId),
    user_id: userId,
    state,
    source: wish.source,
    detail: wish.detail ?? null,
    said_at: Math.max(saidAt, newest?.said_at ?? 0),
    changed_at: wish.now,
  })
  // A word that asks for messages changes nothing for somebody who gets them.
  if (!isStopped && state === 'resumed' && wish.source === 'word') return 'again'
  if (botId !== '') yield* emitConsent(context, wish)
  return 'changed'
}

/**
 * Whether the wish stands beside the one before it. Somebody here knows what stands when they change it, and a message
 * comes once, behind those before it; Meta's switch has whole seconds and may be reported again: then the one that
 * stops stands.
 */
function isInForce({ source, state, saidAt }: Wish, before: SuppressionRow): boolean {
  if (source === 'api' || source === 'csv') return true
  if (saidAt !== before.said_at) return saidAt > before.said_at
  return source === 'word' || state === 'stopped' || before.state === 'resumed'
}

function entriesOf(botId: string, keys: readonly string[]): Transaction<SuppressionRow[]> {
  return query<SuppressionRow>(
    `select suppressions.* from rows($2, name text) as given join suppressions on suppressions.name = given.name
     where suppressions.bot_id = $1`,
    botId,
    rowsOf(keys.map((key) => [key])),
  )
}

function* emitConsent(
  context: EventContext,
  { botId, userId, state, source, detail, saidAt, now, messageId }: Wish,
): Transaction<void> {
  const id = context.newId('evt')
  const body: EventBody<'consent'> = {
    event: 'consent',
    eventId: id,
    botId,
    userId,
    timestamp: now,
    state,
    source,
    ...(detail === undefined ? {} : { detail }),
    saidAt,
    ...(messageId === undefined ? {} : { messageId }),
  }
  yield* emitEvent(context, { id, botId, userId, ...(messageId && { messageId }), type: 'consent', at: now, body })
  yield personChanged(botId, userId)
}

/** Whether Meta refused a message because its person wants no marketing. */
export function isOfStopped(error: Failure | undefined): boolean {
  return error !== undefined && 'code' in error && error.code === stoppedCode
}

/** Meta refuses marketing to this person: it is not tried again until they want it. */
export function* noteRefusedMarketing(
  context: EventContext,
  { bot_id: botId, user_id: userId }: { bot_id: string; user_id: string },
  { at, now }: { at: number; now: number },
): Transaction<void> {
  const detail = String(stoppedCode)
  yield* setConsent(context, { botId, userId, state: 'stopped', source: 'refusal', detail, saidAt: at, now })
}
