/**
 * Outbound transactions: accept, claim and cancel. The rows hold the guarantees: only a pair's first unfinished message
 * has a `due_at`, so only it can be claimed (promise 3), and not before the pair's bucket allows (promise 4). A claim
 * writes the process's lease, which a settle must find again. A claim is not yet an attempt, which begins before its
 * request is written, so that no double is silent (promise 5, attempts.ts).
 */
import type { WithheldKind } from '../../model/consent/suppression.ts'
import { referenceOf } from '../../model/message/reference.ts'
import { otherSpelling } from '../../model/user/phone.ts'
import { findConversation } from '../conversations/identity.ts'
import { knownRecipients, recipientWithInbound } from '../conversations/recipients.ts'
import { cappedAmong, type MarkName, suppressedAmong } from '../conversations/suppressed.ts'
import type { Concurrency } from '../sql/engine.ts'
import type { Transaction } from '../sql/transaction.ts'
import type { Beginning } from './begun.ts'
import { enqueueAll } from './enqueue.ts'
import { dueMessage } from './hand-over.ts'
import { earlierAnswer, recordKey } from './idempotency.ts'
import type { AcceptInput, AcceptResult, ClaimedMessage, NewMessage } from './records.ts'
import { badReference } from './references.ts'
import { scheduleAll } from './schedule.ts'
import { isRefused, type WindowSight, windowSight } from './window-sight.ts'

/**
 * Accepts may interleave within one commit: one statement each settles a key and a place in the pair, and no accept
 * writes what a window is read from. They must not where one reads what another creates: the conversation of a number
 * with two spellings. What ends, is reported or is delivered may be written after them, unless it tells which spelling
 * works, which message is referred to, or how much marketing a person has had.
 */
export function acceptConcurrency({ messages }: AcceptInput): Concurrency {
  const isExclusive = messages.some(({ userId, isAnswer }) => isAnswer || otherSpelling(userId) !== undefined)
  const overtakes =
    !isExclusive && messages.every(({ content, isMarketing }) => !isMarketing && referenceOf(content) === undefined)
  return { ...(isExclusive ? {} : { group: 'accept' }), cost: messages.length, overtakes }
}

/**
 * Takes a message that is due now; `lease`: this process's lease on the bot's lanes. `mayBegin`: the lane has a place
 * for it, so that its attempt begins here.
 */
export type HandOver = { lease: number; take(message: ClaimedMessage): void; mayBegin: boolean }

/** `markName`: keyed hash of a person's name, by which those are known who were erased. */
export function* accept(input: AcceptInput, markName: MarkName, handOver?: HandOver): Transaction<AcceptResult> {
  const { botId, acceptedAt, messages, idempotency, numberSince, sendAt = acceptedAt } = input
  const isForLater = sendAt > acceptedAt
  const windowRule = isForLater ? 'off' : (input.windowRule ?? 'off')
  let sight: Sight = { window: 'open' }
  if (messages.some(({ isMarketing }) => isMarketing)) {
    const earlier = idempotency && (yield* earlierAnswer(idempotency, acceptedAt))
    if (earlier) return earlier
    const by = yield* withheldFromAll(input, markName)
    if (by) return { kind: 'withheld', by }
  }
  if (windowRule !== 'off' || messages.some(({ content }) => referenceOf(content) !== undefined)) {
    const earlier = idempotency && (yield* earlierAnswer(idempotency, acceptedAt))
    if (earlier) return earlier
    const bad = yield* badReference(botId, messages, acceptedAt)
    if (bad) return bad
    if (windowRule !== 'off') sight = yield* sightOf(botId, messages, acceptedAt, numberSince)
  }
  const { window, userIds } = sight
  if (isRefused(windowRule, window)) return { kind: 'window_closed' }
  const earlier = idempotency && (yield* recordKey(idempotency, acceptedAt))
  if (earlier) return earlier
  if (isForLater) {
    yield* scheduleAll(botId, messages, { sendAt, now: acceptedAt })
    return { kind: 'accepted' }
  }
  const placed = yield* enqueueAll(
    botId,
    messages.map((message) => ({ message })),
    acceptedAt,
    { userIds, begin: beginningOf(input, handOver) },
  )
  const due = placed && handOver && (yield* dueMessage(input, placed, handOver.lease))
  if (due) handOver.take(due)
  return window === 'open' ? { kind: 'accepted' } : { kind: 'accepted', isWindowClosed: true }
}

function beginningOf({ leavesFrom }: AcceptInput, handOver: HandOver | undefined): Beginning | undefined {
  return handOver?.mayBegin && leavesFrom !== undefined ? { lease: handOver.lease, leavesFrom } : undefined
}

/**
 * Marketing that nobody of its people may get. Where others may, it is accepted, and ends for the rest as it would
 * leave (outbound/consent.ts).
 */
function* withheldFromAll(
  { botId, messages, marketingCap, acceptedAt }: AcceptInput,
  markName: MarkName,
): Transaction<WithheldKind | undefined> {
  const userIds = yield* knownRecipients(
    botId,
    messages.map(({ userId }) => userId),
  )
  const suppressed = yield* suppressedAmong(botId, userIds, markName)
  const others = userIds.filter((userId) => !suppressed.has(userId))
  if (others.length === 0) return 'SUPPRESSED'
  const capped = yield* cappedAmong(botId, others, marketingCap, acceptedAt)
  return others.every((userId) => capped.has(userId)) ? 'MARKETING_CAP' : undefined
}

/** `userIds`: to whom the messages go, where that was found on the way. */
type Sight = { window: WindowSight; userIds?: string[] }

/** The worst of several people's windows: closed before unheard. */
function* sightOf(
  botId: string,
  messages: NewMessage[],
  now: number,
  numberSince: number | undefined,
): Transaction<Sight> {
  const identifiers = [...new Set(messages.map((message) => message.userId))]
  const found = new Map<string, string>()
  let window: WindowSight = 'open'
  for (const identifier of identifiers) {
    const lastInboundAt = yield* lastInboundOf(botId, identifier, found)
    const seen = windowSight(lastInboundAt, now, numberSince)
    if (seen === 'closed') return { window: 'closed' }
    if (seen === 'unheard') window = seen
  }
  if (found.size < identifiers.length) return { window }
  return { window, userIds: messages.map(({ userId }) => found.get(userId) ?? userId) }
}

/** `found`: takes the user of a number with one spelling. */
function* lastInboundOf(
  botId: string,
  identifier: string,
  found: Map<string, string>,
): Transaction<number | null | undefined> {
  if (otherSpelling(identifier) !== undefined) return (yield* findConversation(botId, identifier))?.last_inbound_at
  const { userId, lastInboundAt } = yield* recipientWithInbound(botId, identifier)
  found.set(identifier, userId)
  return lastInboundAt
}
