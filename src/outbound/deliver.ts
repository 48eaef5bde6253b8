/**
 * Takes one claimed message one step further: the channel reports what happened, `decide` says what that means,
 * `settle` writes it. Every ending, good or bad, is a settle.
 */
import type { Bot } from '../model/bot/bot.ts'
import { type Decision, decide, type RetryPolicy } from '../model/outcome/decide.ts'
import type { Outcome } from '../model/outcome/outcome.ts'
import type { Span, SpanKind, Tracing } from '../model/trace.ts'
import { retryUntilStored } from '../queue/retry-until-stored.ts'
import type { ClaimedMessage } from '../store/messages/records.ts'
import type { Store } from '../store/store.ts'
import { againstMarketing } from './consent.ts'
import { type Against, againstSending } from './former-identity.ts'

export type DeliverDeps = {
  store: Pick<Store, 'bot' | 'settle' | 'templatesNamed' | 'isLearning' | 'withheld'>
  /** False for a message whose row is still queued: no attempt has begun, and there is nothing to settle. */
  isClaimed(message: ClaimedMessage): boolean
  /** Never throws. */
  send(bot: Bot, message: ClaimedMessage): Promise<Outcome>
  clock: () => number
  random: () => number
  policy: RetryPolicy
  /** Called for every settled attempt. */
  observe(message: ClaimedMessage, outcome: Outcome, decision: Decision): void
  onStoreError(error: unknown, message: ClaimedMessage): void
  /** Aborted when the process stops waiting for the store. */
  signal: AbortSignal
  tracing?: Tracing | undefined
}

/** `restUntil`: until when the lane must rest, because the number, and not only this message, was refused. */
export type Delivered = { outcome: Outcome; restUntil?: number }

export async function deliver(deps: DeliverDeps, message: ClaimedMessage): Promise<Delivered> {
  const bot = await deps.store.bot(message.botId).catch(() => undefined)
  const looked = await lookedAt(deps, bot, message)
  if (looked === undefined) return { outcome: { kind: 'unreachable', reason: 'the store is unavailable' } }
  const { against } = looked
  const lane = beginSpan(deps, 'lane', 'consumer', message, message.traceparent)
  const outcome = against ? against.outcome : await sent(deps, bot, message, lane)
  const decision = against?.decision ?? decide(message, outcome, deps.policy, deps.clock(), deps.random())
  if (!deps.isClaimed(message)) {
    lane?.end({ attributes: { 'recado.decision': 'left to a claim' } })
    return { outcome }
  }
  const onError = (error: unknown) => deps.onStoreError(error, message)
  // If the process gives up, recovery at the next start treats the attempt as unknown.
  await retryUntilStored({ signal: deps.signal, onError }, () => deps.store.settle(message, decision, deps.clock()))
  deps.observe(message, outcome, decision)
  lane?.end({ attributes: { 'recado.decision': decision.kind } })
  return { outcome, restUntil: decision.kind === 'again' ? decision.laneRestUntil : undefined }
}

/**
 * Whether the message may leave. Nothing leaves while the store does not say so; undefined: the process gives up, and
 * the next start finds the message as one whose attempt never began.
 */
async function lookedAt(
  deps: DeliverDeps,
  bot: Bot | undefined,
  message: ClaimedMessage,
): Promise<{ against?: Against | undefined } | undefined> {
  if (bot === undefined) return {}
  const onError = (error: unknown) => deps.onStoreError(error, message)
  return retryUntilStored({ signal: deps.signal, onError }, async () => ({
    against: (await againstSending(deps, bot, message)) ?? (await againstMarketing(deps, bot, message)),
  }))
}

async function sent(
  deps: DeliverDeps,
  bot: Bot | undefined,
  message: ClaimedMessage,
  lane: Span | undefined,
): Promise<Outcome> {
  if (bot === undefined) return { kind: 'unreachable', reason: 'the bot does not exist' }
  const span = beginSpan(deps, 'graph', 'client', message, lane?.traceparent)
  const outcome = await deps.send(bot, message)
  span?.end({
    attributes: { 'recado.outcome': outcome.kind },
    error: outcome.kind === 'sent' ? undefined : outcome.kind,
  })
  return outcome
}

function beginSpan(
  { tracing }: DeliverDeps,
  name: string,
  kind: SpanKind,
  { id, botId, attempt }: ClaimedMessage,
  parent: string | undefined,
): Span | undefined {
  if (tracing === undefined) return undefined
  const attributes = { 'recado.bot': botId, 'recado.message': id, 'recado.attempt': attempt }
  return tracing.begin(name, { kind, parent, attributes })
}
