/**
 * Outbound transactions: accept, claim and cancel. The rows hold the guarantees: only a pair's first unfinished message
 * has a `due_at`, so only it can be claimed (promise 3), and not before the pair's bucket allows (promise 4). A claim
 * writes the process's lease, which a settle must find again. A claim is not yet an attempt, which begins before its
 * request is written, so that no double is silent (promise 5, attempts.ts).
 */
import { referenceOf } from '../../model/message/reference.ts'
import { otherSpelling } from '../../model/user/phone.ts'
import { isWindowOpen, type WindowRule, windowEndsAt } from '../../model/user/user.ts'
import { findConversation } from '../conversations/identity.ts'
import type { Concurrency } from '../sql/engine.ts'
import { perRow } from '../sql/per-row.ts'
import { queryOne, type Transaction } from '../sql/transaction.ts'
import { enqueueAll } from './enqueue.ts'
import { dueMessage } from './hand-over.ts'
import { earlierAnswer, recordKey } from './idempotency.ts'
import type { AcceptInput, AcceptResult, ClaimedMessage, NewMessage } from './records.ts'
import { badReference } from './references.ts'

/**
 * Accepts may interleave within one commit: one statement each settles a key and a place in the pair, and no accept
 * writes what a window is read from. They must not where one reads what another creates: the conversation of a number
 * with two spellings.
 */
export function acceptConcurrency({ messages }: AcceptInput): Concurrency {
  const isExclusive = messages.some(({ userId, isAnswer }) => isAnswer || otherSpelling(userId) !== undefined)
  return { group: isExclusive ? undefined : 'accept', cost: messages.length }
}

/** Takes a message that is due now; `lease`: this process's lease on the bot's lanes. */
export type HandOver = { lease: number; take(message: ClaimedMessage): void }

export function* accept(input: AcceptInput, handOver?: HandOver): Transaction<AcceptResult> {
  const { botId, acceptedAt, messages, idempotency, windowRule = 'off', numberSince } = input
  let window: WindowSight = 'open'
  if (windowRule !== 'off' || messages.some(({ content }) => referenceOf(content) !== undefined)) {
    const earlier = idempotency && (yield* earlierAnswer(idempotency, acceptedAt))
    if (earlier) return earlier
    const bad = yield* badReference(botId, messages, acceptedAt)
    if (bad) return bad
    if (windowRule !== 'off') window = yield* windowOf(botId, messages, acceptedAt, numberSince)
  }
  if (isRefused(windowRule, window)) return { kind: 'window_closed' }
  const earlier = idempotency && (yield* recordKey(idempotency, acceptedAt))
  if (earlier) return earlier
  const placed = yield* enqueueAll(
    botId,
    messages.map((message) => ({ message })),
    acceptedAt,
  )
  const due = placed && handOver && (yield* dueMessage(input, placed, handOver.lease))
  if (due) handOver.take(due)
  return window === 'open' ? { kind: 'accepted' } : { kind: 'accepted', isWindowClosed: true }
}

/** `unheard`: the person has never written to this number, as far as the gateway knows. */
type WindowSight = 'open' | 'closed' | 'unheard'

function isRefused(rule: WindowRule, window: WindowSight): boolean {
  if (rule === 'enforce') return window !== 'open'
  return rule === 'known' && window === 'closed'
}

const lastInbound = perRow(`select coalesce(
    (select last_inbound_at from conversations where bot_id = $1 and user_id = $2),
    (select max(last_inbound_at) from conversations where bot_id = $1 and wa_id = $2),
    (select max(last_inbound_at) from conversations where bot_id = $1 and scoped_id = $2)) as at`)

/**
 * When the person last wrote. Runs for every session message, so for a number with one spelling it is one statement.
 */
function* reportedAt(botId: string, userId: string): Transaction<number | null | undefined> {
  if (otherSpelling(userId) !== undefined) return (yield* findConversation(botId, userId))?.last_inbound_at
  const received = yield* queryOne<{ at: number | null }>(lastInbound, botId, userId)
  return received?.at
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
    const lastInboundAt = yield* reportedAt(botId, userId)
    if (isWindowOpen(lastInboundAt, now, numberSince)) continue
    if (windowEndsAt(lastInboundAt, numberSince) !== undefined) return 'closed'
    window = 'unheard'
  }
  return window
}
