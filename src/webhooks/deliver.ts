/**
 * One attempt to deliver events to one endpoint: read the current endpoint and secret, sign, post, decide, settle. An
 * endpoint that takes batches gets all of them in one post, with what waits behind them; others get one at a time.
 * Never throws, and logs neither secrets nor bodies. Delivery is at least once (promise 8): an attempt that was not
 * settled when the process ended is made again.
 */
import type { GuardedRequest, RequestResult } from '../egress/request.ts'
import type { Bot, Endpoint } from '../model/bot/bot.ts'
import type { Tracing } from '../model/trace.ts'
import { retryUntilStored } from '../queue/retry-until-stored.ts'
import { sleep } from '../queue/sleep.ts'
import type { Delivery, DeliveryDecision, Ended } from '../store/deliveries/records.ts'
import type { Store } from '../store/store.ts'
import { batchOf, limitAt, takeBehind } from './batch.ts'
import { panelPost } from './panel.ts'
import { type Post, postEvent, reasonOfStatus } from './post.ts'
import { decideDelivery } from './schedule.ts'

export type DeliverDeps = {
  request: GuardedRequest
  store: Pick<Store, 'settleDeliveries' | 'endpoint' | 'bot' | 'leavingBot'>
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
    posted?: (about: { botId: string; endpointId: string }) => void
    switchedOff?: (bot: string, reason: 'gone' | 'failing') => void
  }
}
export type DeliverLog = Record<'debug' | 'warn' | 'error', (facts: object, text: string) => void>

/** Up to `limit` deliveries that wait behind these in their lines; they are in flight from then on. */
export type ClaimBehind = (heads: readonly Delivery[], limit: number) => Promise<Delivery[]>

/** Of one endpoint, each of another line. */
export type Claimed = readonly [Delivery, ...Delivery[]]

/** How long an event of a disabled endpoint rests. It waits; it is not given up. */
const disabledRestMs = 10 * 60_000

const failedRestMs = 1_000

const expiredReason = 'not posted: the time in which this kind of event is worth delivering has passed'
const lostReason = 'not posted: the event is no longer stored'

/** `behind`: for an endpoint that takes batches. Returns true when the receiver is overloaded or unreachable. */
export async function deliver(deps: DeliverDeps, claimed: Claimed, behind?: ClaimBehind): Promise<boolean> {
  const onError = (err: unknown) =>
    deps.log.error({ ...namesOf(claimed[0]), err }, 'webhook attempt could not be settled')
  try {
    const startedAt = deps.clock()
    const attempted = await attempt(deps, { claimed, behind }, startedAt)
    const now = deps.clock()
    const durationMs = Math.max(0, now - startedAt)
    const ended = attempted.map((one) => endedOf(one, startedAt, durationMs))
    for (const one of ended) report(deps, one)
    const [first, ...others] = ended
    if (first === undefined) return false
    if (
      await retryUntilStored({ signal: deps.signal, onError }, () =>
        deps.store.settleDeliveries([first, ...others], now),
      )
    )
      switchedOff(deps, ended)
    return attempted.some(({ isOverload }) => isOverload)
  } catch (error) {
    onError(error)
    // Without the pause the lane would claim it again at once.
    await sleep(failedRestMs, deps.signal)
    return false
  }
}

function switchedOff(deps: DeliverDeps, ended: readonly Ended[]): void {
  const cause = ended.find(({ decision: { kind } }) => kind === 'endpoint_gone' || kind === 'given_up')
  if (cause === undefined) return
  const { delivery, decision } = cause
  const reason = decision.kind === 'endpoint_gone' ? 'gone' : 'failing'
  deps.metrics?.switchedOff?.(delivery.botId, reason)
  deps.log.error({ ...namesOf(delivery), reason }, 'webhook disabled: its events wait until it is resumed')
  deps.onSwitchedOff?.(delivery.endpointId, delivery.botId)
}

/**
 * `reason`: the gateway's own, when the event was not delivered; `answer`: the receiver's body; `batch`: how many
 * events the post had, for an endpoint that takes several.
 */
type Attempted = {
  delivery: Delivery
  decision: DeliveryDecision
  status?: number
  reason?: string
  answer?: string
  batch?: number
  isOverload?: boolean
}

function endedOf({ delivery, decision, ...said }: Attempted, startedAt: number, durationMs: number): Ended {
  const { status, reason, answer = '', batch } = said
  const attempt = { attempt: delivery.attempt, startedAt, durationMs, status, reason, answer }
  return { delivery, attempt: batch === undefined ? attempt : { ...attempt, batch }, decision }
}

async function attempt(
  deps: DeliverDeps,
  { claimed, behind }: { claimed: Claimed; behind: ClaimBehind | undefined },
  startedAt: number,
): Promise<Attempted[]> {
  const [{ endpointId, botId }, ...further] = claimed
  const endpoint = await deps.store.endpoint(endpointId)
  const bot = await signerOf(deps, botId)
  const known = { endpoint, bot, now: startedAt }
  if (further.length === 0 && endpoint !== undefined && bot !== undefined && !endpoint.isBatch) {
    const ended = unpostedOf(claimed[0], known)
    return ended.length > 0 ? ended : postAll(deps, claimed, { endpoint, bot, now: startedAt })
  }
  const unposted = claimed.flatMap((delivery) => unpostedOf(delivery, known))
  const [first, ...others] = claimed.filter((one) => !unposted.some(({ delivery }) => delivery === one))
  if (first === undefined || endpoint === undefined || bot === undefined) return unposted
  const to = { endpoint, bot, now: startedAt }
  const alone = (delivery: Delivery) => postAll(deps, [delivery], to)
  if (!endpoint.isBatch) return [...unposted, ...(await Promise.all([first, ...others].map(alone))).flat()]
  const waiting = await behindOf(behind, [first, ...others])
  const gone = waiting.flatMap((delivery) => unpostedOf(delivery, known))
  const live = waiting.filter((one) => !gone.some(({ delivery }) => delivery === one))
  return [...unposted, ...gone, ...(await postAll(deps, [first, ...others, ...live], to))]
}

/** The last events of a deleted bot are signed as those before. */
async function signerOf({ store }: DeliverDeps, botId: string): Promise<Bot | undefined> {
  return (await store.leavingBot(botId)) ?? (await store.bot(botId))
}

type Known = { endpoint: Endpoint | undefined; bot: Bot | undefined; now: number }
type Target = { endpoint: Endpoint; bot: Bot; now: number }

/** Empty if it is to be posted. */
function unpostedOf(delivery: Delivery, { endpoint, bot, now }: Known): Attempted[] {
  const ends = (decision: DeliveryDecision, reason: string) => [{ delivery, decision, reason }]
  if (endpoint === undefined) return ends({ kind: 'given_up' }, 'the endpoint was deleted')
  if (bot === undefined) return ends({ kind: 'given_up' }, 'the bot was deleted')
  if (delivery.isLost) return ends({ kind: 'expired' }, lostReason)
  const { expiresAt = Number.POSITIVE_INFINITY } = delivery
  if (now >= expiresAt) return ends({ kind: 'expired' }, expiredReason)
  if (endpoint.disabledAt === undefined) return []
  return ends({ kind: 'again', dueAt: now + disabledRestMs }, 'the endpoint is disabled')
}

async function behindOf(behind: ClaimBehind | undefined, heads: Claimed): Promise<Delivery[]> {
  const room = limitAt(heads[0].attempt) - heads.length
  return behind === undefined || room <= 0 ? [] : takeBehind(heads, await behind(heads, room))
}

/** One post, whose answer is that for each. */
async function postAll(deps: DeliverDeps, deliveries: Claimed, to: Target): Promise<Attempted[]> {
  const post = to.endpoint.isBatch ? batchOf(deliveries) : panelPost(deliveries[0], to)
  deps.metrics?.posted?.(deliveries[0])
  const result = await postTraced(deps, { post, about: deliveries[0] }, to)
  const { maxAttempts, resumedAt = 0, isBatch } = to.endpoint
  // One for all, so that they are due together again.
  const random = deps.random()
  return deliveries.map((delivery) => {
    const { attempt } = delivery
    // Events that waited while the endpoint was disabled have their full time from its resumption.
    const createdAt = Math.max(delivery.createdAt, resumedAt)
    const decision = decideDelivery({ attempt, createdAt, answer: result, maxAttempts }, deps.clock(), random)
    return { delivery, ...saidBy(result, decision), ...(isBatch && { batch: deliveries.length }) }
  })
}

function saidBy(result: RequestResult, decision: DeliveryDecision): Omit<Attempted, 'delivery'> {
  if (result.kind === 'failed') return { decision, reason: result.reason, isOverload: !result.private }
  const { status } = result
  const reason = decision.kind === 'delivered' ? undefined : reasonOfStatus(status)
  return { decision, status, reason, answer: storable(result.body), isOverload: overloadStatuses.has(status) }
}

/** Overloaded or down: RFC 6585 and RFC 9110. */
const overloadStatuses = new Set([429, 502, 503, 504])

/** The receiver's own spans come under this attempt's, or under the trace of the first event. */
async function postTraced(
  deps: DeliverDeps,
  { post, about }: { post: Post; about: Delivery },
  to: Target,
): Promise<RequestResult> {
  if (deps.tracing === undefined) return postEvent(deps, post, to)
  const { botId, eventId, type, attempt, traceparent: parent } = about
  const attributes = { 'recado.bot': botId, 'recado.event': eventId, 'recado.type': type, 'recado.attempt': attempt }
  const span = deps.tracing.begin('webhook', { kind: 'client', parent, attributes })
  const result = await postEvent(deps, { ...post, traceparent: span.traceparent }, to)
  if (result.kind === 'failed') span.end({ error: result.reason })
  else
    span.end({
      attributes: { 'http.response.status_code': result.status },
      error: result.status >= 300 ? reasonOfStatus(result.status) : undefined,
    })
  return result
}

/** PostgreSQL accepts no NUL in a text. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}

function report(deps: DeliverDeps, { delivery, attempt, decision }: Ended): void {
  const { status, reason, durationMs, batch } = attempt
  deps.metrics?.attempted(decision.kind, durationMs, delivery)
  const facts = { ...namesOf(delivery), attempt: attempt.attempt, decision: decision.kind, status, reason, durationMs }
  const all = batch === undefined ? facts : { ...facts, batch }
  if (decision.kind === 'delivered') deps.log.debug(all, 'webhook delivered')
  else deps.log.warn(all, 'webhook not delivered')
}

function namesOf({ eventId, messageId, endpointId, botId }: Delivery) {
  return { eventId, messageId, endpointId, botId }
}
