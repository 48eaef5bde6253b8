/**
 * One attempt to deliver one event to one endpoint: read the current endpoint and secret, sign, post, decide, settle.
 * Never throws, and logs neither secrets nor bodies. Delivery is at least once (promise 8): an attempt that was not
 * settled when the process ended is made again.
 */
import type { GuardedRequest, RequestResult } from '../egress/request.ts'
import type { Bot, Endpoint } from '../model/bot/bot.ts'
import type { Tracing } from '../model/trace.ts'
import { retryUntilStored } from '../queue/retry-until-stored.ts'
import { sleep } from '../queue/sleep.ts'
import type { Delivery, DeliveryDecision } from '../store/deliveries/records.ts'
import type { Store } from '../store/store.ts'
import { postEvent, reasonOfStatus } from './post.ts'
import { decideDelivery } from './schedule.ts'

export type DeliverDeps = {
  request: GuardedRequest
  store: Pick<Store, 'settleDelivery' | 'endpoint' | 'bot' | 'leavingBot'>
  clock: () => number
  /** Wall-clock time for signatures: receivers compare it with their own clock. */
  wall?: () => number
  /** In [0, 1). */
  random: () => number
  log: DeliverLog
  /** For a whole attempt. */
  timeoutMs: number
  /** Aborted when the process stops waiting for the store. */
  signal?: AbortSignal
  tracing?: Tracing | undefined
  /** Called when the response switched the endpoint off. */
  onSwitchedOff?: (endpointId: string, botId: string) => void
  metrics?: {
    attempted: (decision: DeliveryDecision['kind'], durationMs: number, about: Delivery) => void
    switchedOff?: (bot: string, reason: 'gone' | 'failing') => void
  }
}
export type DeliverLog = Record<'debug' | 'warn' | 'error', (facts: object, text: string) => void>

/** How long an event of a disabled endpoint rests. It waits; it is not given up. */
const disabledRestMs = 10 * 60_000

const failedRestMs = 1_000

const expiredReason = 'not posted: the time in which this kind of event is worth delivering has passed'
const lostReason = 'not posted: the event is no longer stored'

/** Returns true when the receiver is overloaded or unreachable. */
export async function deliverOne(deps: DeliverDeps, delivery: Delivery): Promise<boolean> {
  const onError = (err: unknown) =>
    deps.log.error({ ...namesOf(delivery), err }, 'webhook attempt could not be settled')
  try {
    const startedAt = deps.clock()
    const { decision, status, reason, answer = '', isOverload = false } = await createAttempt(deps, delivery, startedAt)
    const now = deps.clock()
    const durationMs = Math.max(0, now - startedAt)
    report(deps, delivery, { decision, status, reason }, durationMs)
    const record = { attempt: delivery.attempt, startedAt, durationMs, status, reason, answer }
    const settle = () => deps.store.settleDelivery(delivery, record, decision, now)
    if (await retryUntilStored({ ...deps, onError }, settle)) switchedOff(deps, delivery, decision)
    return isOverload
  } catch (error) {
    onError(error)
    // Without the pause the lane would claim it again at once.
    await sleep(failedRestMs, deps.signal)
    return false
  }
}

function switchedOff(deps: DeliverDeps, delivery: Delivery, decision: DeliveryDecision): void {
  const reason = decision.kind === 'endpoint_gone' ? 'gone' : 'failing'
  deps.metrics?.switchedOff?.(delivery.botId, reason)
  deps.log.error({ ...namesOf(delivery), reason }, 'webhook disabled: its events wait until it is resumed')
  deps.onSwitchedOff?.(delivery.endpointId, delivery.botId)
}

/** `reason`: the gateway's own, when the event was not delivered; `answer`: the receiver's body. */
type Attempted = {
  decision: DeliveryDecision
  status?: number
  reason?: string
  answer?: string
  isOverload?: boolean
}

async function createAttempt(deps: DeliverDeps, delivery: Delivery, startedAt: number): Promise<Attempted> {
  const [endpoint, bot] = await Promise.all([deps.store.endpoint(delivery.endpointId), signerOf(deps, delivery.botId)])
  if (endpoint === undefined) return { decision: { kind: 'given_up' }, reason: 'the endpoint was deleted' }
  if (bot === undefined) return { decision: { kind: 'given_up' }, reason: 'the bot was deleted' }
  if (delivery.isLost) return { decision: { kind: 'expired' }, reason: lostReason }
  const { expiresAt = Number.POSITIVE_INFINITY } = delivery
  if (startedAt >= expiresAt) return { decision: { kind: 'expired' }, reason: expiredReason }
  if (endpoint.disabledAt !== undefined) {
    const dueAt = startedAt + disabledRestMs
    return { decision: { kind: 'again', dueAt }, reason: 'the endpoint is disabled' }
  }
  const { attempt } = delivery
  const result = await postTraced(deps, delivery, { endpoint, bot, now: startedAt })
  const { maxAttempts } = endpoint
  // Events that waited while the endpoint was disabled have their full time from its resumption.
  const createdAt = Math.max(delivery.createdAt, endpoint.resumedAt ?? 0)
  const decision = decideDelivery({ attempt, createdAt, answer: result, maxAttempts }, deps.clock(), deps.random())
  if (result.kind === 'failed') return { decision, reason: result.reason, isOverload: !result.private }
  const { status } = result
  const reason = decision.kind === 'delivered' ? undefined : reasonOfStatus(status)
  return { decision, status, reason, answer: storable(result.body), isOverload: overloadStatuses.has(status) }
}

/** The last events of a deleted bot are signed as those before. */
async function signerOf({ store }: DeliverDeps, botId: string): Promise<Bot | undefined> {
  return (await store.leavingBot(botId)) ?? (await store.bot(botId))
}

/** Overloaded or down: RFC 6585 and RFC 9110. */
const overloadStatuses = new Set([429, 502, 503, 504])

/** The receiver's own spans come under this attempt's, or under the trace of the event. */
async function postTraced(
  deps: DeliverDeps,
  delivery: Delivery,
  to: { endpoint: Endpoint; bot: Bot; now: number },
): Promise<RequestResult> {
  const { botId, eventId, type, attempt, traceparent: parent } = delivery
  const attributes = { 'recado.bot': botId, 'recado.event': eventId, 'recado.type': type, 'recado.attempt': attempt }
  const span = deps.tracing?.begin('webhook', { kind: 'client', parent, attributes })
  const traced = span === undefined ? delivery : { ...delivery, traceparent: span.traceparent }
  const result = await postEvent(deps, traced, to)
  if (result.kind === 'failed') span?.end({ error: result.reason })
  else
    span?.end({
      attributes: { 'http.response.status_code': result.status },
      error: result.status >= 300 ? reasonOfStatus(result.status) : undefined,
    })
  return result
}

/** PostgreSQL accepts no NUL in a text. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}

function report(
  deps: DeliverDeps,
  delivery: Delivery,
  { decision, status, reason }: Attempted,
  durationMs: number,
): void {
  deps.metrics?.attempted(decision.kind, durationMs, delivery)
  const facts = { ...namesOf(delivery), attempt: delivery.attempt, decision: decision.kind, status, reason, durationMs }
  if (decision.kind === 'delivered') deps.log.debug(facts, 'webhook delivered')
  else deps.log.warn(facts, 'webhook not delivered')
}

function namesOf({ eventId, messageId, endpointId, botId }: Delivery) {
  return { eventId, messageId, endpointId, botId }
}
