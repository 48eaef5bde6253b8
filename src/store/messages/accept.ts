/**
 * Outbound transactions: accept, claim and cancel. The rows hold the guarantees: only a pair's first unfinished message
 * has a `due_at`, so only it can be claimed (promise 3), and not before the pair's bucket allows (promise 4). A claim
 * writes the process's lease, which a settle must find again. A claim is not yet an attempt, which begins before its
 * request is written, so that no double is silent (promise 5, attempts.ts).
 */
import type { Content } from '../../model/content.ts'
import type { KnownFile } from '../../model/document-name.ts'
import { otherSpelling } from '../../model/phone.ts'
import { isWindowOpen, type WindowRule, windowEndsAt } from '../../model/user.ts'
import { isAlive } from '../bots/deleted-bots.ts'
import { conversationOf } from '../conversations/identity.ts'
import { pairHeadStartMs } from '../conversations/queue-head.ts'
import type { TellContext } from '../events/events.ts'
import type { WriteManner } from '../sql/engine.ts'
import { type MessageRow, messageBy, type OutgoingMessage, outgoingColumns } from '../sql/message-row.ts'
import { parse, row, rows, type Transaction } from '../sql/transaction.ts'
import type {
  AcceptInput,
  AcceptResult,
  CancelResult,
  Claim,
  ClaimedMessage,
  ClaimInput,
  IdempotencyRecord,
  NewMessage,
} from '../store.ts'
import { sentFrom } from './attempts.ts'
import { enqueueAll } from './enqueue.ts'
import { recipientsOf } from './spelling.ts'
import { end } from './transitions.ts'

/**
 * Accepts may interleave within one commit: one statement each settles a key and a place in the pair, and no accept
 * writes what a window is read from. They must not where one reads what another creates: the conversation of a number
 * with two spellings.
 */
export function mannerOfAccept({ messages }: AcceptInput): WriteManner {
  const isAlone = messages.some(({ userId, isAnswer }) => isAnswer || otherSpelling(userId) !== undefined)
  return { kind: isAlone ? undefined : 'accept', weight: messages.length }
}

export function* accept(input: AcceptInput): Transaction<AcceptResult> {
  const { botId, acceptedAt, messages, idempotency, windowRule = 'off', numberSince } = input
  let window: WindowSight = 'open'
  if (windowRule !== 'off') {
    const earlier = idempotency && (yield* earlierAnswer(idempotency, acceptedAt))
    if (earlier) return earlier
    window = yield* windowOf(botId, messages, acceptedAt, numberSince)
  }
  if (isRefused(windowRule, window)) return { kind: 'window_closed' }
  const earlier = idempotency && (yield* recordKey(idempotency, acceptedAt))
  if (earlier) return earlier
  yield* enqueueAll(
    botId,
    messages.map((message) => ({ message })),
    acceptedAt,
  )
  return window === 'open' ? { kind: 'accepted' } : { kind: 'accepted', isWindowClosed: true }
}

/** `unheard`: the person has never written to this number, as far as the gateway knows. */
type WindowSight = 'open' | 'closed' | 'unheard'

function isRefused(rule: WindowRule, window: WindowSight): boolean {
  if (rule === 'enforce') return window !== 'open'
  return rule === 'known' && window === 'closed'
}

/**
 * When the person last wrote. Runs for every session message, so for a number with one spelling it is one statement.
 */
function* heardAt(botId: string, userId: string): Transaction<number | null | undefined> {
  if (otherSpelling(userId) !== undefined) return (yield* conversationOf(botId, userId))?.last_inbound_at
  const heard = yield* row<{ at: number | null }>(
    `select coalesce(
       (select last_inbound_at from conversations where bot_id = $1 and user_id = $2),
       (select max(last_inbound_at) from conversations where bot_id = $1 and wa_id = $2),
       (select max(last_inbound_at) from conversations where bot_id = $1 and scoped_id = $2)) as at`,
    botId,
    userId,
  )
  return heard?.at
}

/** The worst of several people's windows: closed before unheard. */
function* windowOf(
  botId: string,
  messages: NewMessage[],
  now: number,
  numberSince: number | undefined,
): Transaction<WindowSight> {
  let window: WindowSight = 'open'
  for (const userId of new Set(messages.map((message) => message.userId))) {
    const lastInboundAt = yield* heardAt(botId, userId)
    if (isWindowOpen(lastInboundAt, now, numberSince)) continue
    if (windowEndsAt(lastInboundAt, numberSince) !== undefined) return 'closed'
    window = 'unheard'
  }
  return window
}

const keyLifeMs = 24 * 3_600_000

/** The earlier response under the same key (promise 2). */
export function* earlierAnswer(record: IdempotencyRecord, now: number): Transaction<AcceptResult | undefined> {
  const earlier = yield* row<{ fingerprint: string; answer: string; created_at: number }>(
    'select fingerprint, answer, created_at from idempotency where client_id = $1 and key = $2',
    record.clientId,
    record.key,
  )
  if (!earlier || earlier.created_at <= now - keyLifeMs) return undefined
  return earlier.fingerprint === record.fingerprint
    ? { kind: 'replayed', answer: earlier.answer }
    : { kind: 'conflict' }
}

/**
 * Records the key, or returns the earlier response under it; of two concurrent calls the second waits for the first's
 * commit and finds it.
 */
export function* recordKey(record: IdempotencyRecord, now: number): Transaction<AcceptResult | undefined> {
  const noted = yield* row(
    `insert into idempotency (client_id, key, fingerprint, answer, created_at) values ($1, $2, $3, $4, $5)
     on conflict (client_id, key) do update set fingerprint = $3, answer = $4, created_at = $5
       where idempotency.created_at <= $6 returning key`,
    record.clientId,
    record.key,
    record.fingerprint,
    record.answer,
    now,
    now - keyLifeMs,
  )
  return noted ? undefined : yield* earlierAnswer(record, now)
}

/** `lease`: this process's lease on the bot's lanes. */
export function* claim(lease: number, { botId, limit, now }: ClaimInput): Transaction<Claim> {
  const claimed = yield* rows<OutgoingMessage>(
    `update messages set state = 'sending', due_at = null, attempt = attempt + 1, lease = $4
     where seq in (
       select seq from messages
       where bot_id = $1 and due_at is not null and due_at <= $2 and (expires_at is null or expires_at > $2)
         and seq >= $openMessages and ${isAlive('$1')}
       order by due_at limit $3) and seq >= $openMessages
     returning ${outgoingColumns}`,
    botId,
    now,
    limit,
    lease,
  )
  claimed.sort((one, other) => one.seq - other.seq)
  const recipients = yield* recipientsOf(claimed, now)
  const numbers = yield* sentFrom(claimed)
  const messages = claimed.map((message, index) => ({
    ...claimedMessage(message, recipients[index] ?? {}, lease),
    ...(numbers[index] ? { sentFrom: numbers[index] } : {}),
  }))
  if (claimed.length === limit) return { messages, nextDueAt: now }
  return { messages, nextDueAt: yield* nextDueAt(botId, now) }
}

/** Skips expired messages, which the sweep ends: a lane waiting for one would loop. */
function* nextDueAt(botId: string, now: number): Transaction<number | undefined> {
  const next = yield* row<{ due_at: number }>(
    `select due_at from messages
     where bot_id = $1 and due_at is not null and (expires_at is null or expires_at > $2) and seq >= $openMessages
     order by due_at limit 1`,
    botId,
    now,
  )
  return next?.due_at
}

function claimedMessage(
  message: OutgoingMessage,
  recipient: ClaimedMessage['recipient'],
  lease: number,
): ClaimedMessage {
  const files = parse<[string, KnownFile][]>(message.files)
  return {
    seq: message.seq,
    id: message.id,
    botId: message.bot_id,
    userId: message.user_id,
    recipient,
    kind: message.kind,
    content: JSON.parse(message.content) as Content,
    ...(files ? { files: new Map(files) } : {}),
    acceptedAt: message.accepted_at,
    attempt: message.attempt,
    retries: message.retries,
    throttles: message.throttles,
    possibleDouble: message.possible_double > 0,
    lease,
  }
}

export function* cancel(
  context: TellContext,
  botId: string,
  messageId: string,
  now: number,
): Transaction<CancelResult> {
  const message = yield* messageBy<MessageRow>('id', messageId, botId)
  if (!message) return { kind: 'not_found' }
  if (message.state !== 'queued') return { kind: 'too_late', state: message.state }
  yield* end(context, message, 'canceled', 'canceled', now)
  return { kind: 'canceled' }
}

/** The position after a batch. */
export type HastenPlace = { dueAt: number; seq: number }

/**
 * Makes messages that wait for a retry due now, or as soon as their pair's pace allows, because the cause may be fixed.
 * Takes up to `limit`, latest first, so that those that wait again meanwhile are behind the position. Returns the
 * position if there are more.
 */
export function* hasten(
  botId: string,
  now: number,
  limit: number,
  after: HastenPlace = { dueAt: Number.MAX_SAFE_INTEGER, seq: Number.MAX_SAFE_INTEGER },
): Transaction<HastenPlace | undefined> {
  const found = yield* rows<{ seq: number; due_at: number }>(
    `select seq, due_at from messages
     where bot_id = $1 and due_at is not null and due_at > $2 and (due_at, seq) < ($3, $4) and seq >= $openMessages
     order by due_at desc, seq desc limit $5`,
    botId,
    now,
    after.dueAt,
    after.seq,
    limit,
  )
  const last = found.at(-1)
  if (!last) return undefined
  yield* rows(
    `update messages set due_at = coalesce(
         (select case when pair_empty_at - $3 > $2 then pair_empty_at - $3 else $2 end
          from conversations where bot_id = $1 and conversations.user_id = messages.user_id), $2)
     where bot_id = $1 and due_at is not null and due_at > $2 and (due_at, seq) >= ($4, $5) and (due_at, seq) <= ($6, $7)
       and seq >= $openMessages`,
    botId,
    now,
    pairHeadStartMs,
    last.due_at,
    last.seq,
    found[0]?.due_at,
    found[0]?.seq,
  )
  return found.length === limit ? { dueAt: last.due_at, seq: last.seq } : undefined
}
