/**
 * Webhook workers: a lane per endpoint, so that a slow or dead one delays only itself (promise 8). Woken when an event
 * is stored, when an endpoint changes, and by the poll.
 */
import type { Bot } from '../model/bot/bot.ts'
import { createWindow, type Window } from '../model/scheduling/window.ts'
import { createHeld, type Held } from '../queue/held.ts'
import { trackInFlight } from '../queue/in-flight.ts'
import { createLane } from '../queue/lane.ts'
import { type LaneGroup, pollMs, startLaneGroup } from '../queue/lane-group.ts'
import { realTimers } from '../queue/timers.ts'
import type { Delivery } from '../store/deliveries/records.ts'
import type { PromotedDelivery } from '../store/events/wakeup.ts'
import type { Store } from '../store/store.ts'
import { besideOf, maxBatch } from './batch.ts'
import { createBehind } from './behind.ts'
import { type DeliverDeps, deliver } from './deliver.ts'

export type WebhookDispatchDeps = Omit<DeliverDeps, 'store' | 'signal' | 'onSwitchedOff'> & {
  /** Share of its slots that a lane may use at the moment. */
  concurrencyFactor: () => number
  store: Pick<
    Store,
    | 'ownBots'
    | 'ownBot'
    | 'ownLeavingBots'
    | 'ownEndpoints'
    | 'claimDeliveries'
    | 'claimBehind'
    | 'settleDeliveries'
    | 'endpoint'
    | 'bot'
    | 'leavingBot'
  >
}

/**
 * In flight per endpoint, as far as the bot's rate and the receiver's latency require; order per user holds whatever
 * the number.
 */
const leastPosts = 32
const maxPosts = 512
/**
 * What begins from memory need not be claimed and read again, which costs two statements each: a burst of a thousand
 * messages fits. Its bodies are bounded over all endpoints (queue/held.ts).
 */
const maxOffered = 4_096
/** A claim of so many reads for some 5 ms. */
const maxAhead = 256
/** Of an endpoint that takes batches: more only where full ones would not bring the bot's events in time. */
const leastBatches = 2
const maxBatches = 32
/** A message causes three statuses, and perhaps a reply. */
const eventsPerMessage = 4
const defaultRate = 80

export type WebhookDispatch = Omit<LaneGroup<Delivery>, 'offer'> & {
  hints: DeliveryHints
}

/** What the store says after a commit. */
export type DeliveryHints = {
  /** Posts a delivery that is due, without a claim; false if it must be claimed. */
  deliver(delivery: Delivery): boolean
  /** It waits behind another of its line. */
  holdBack(delivery: Delivery): void
  /** Posts one that waited so, without a claim; false if it must be claimed. */
  promote(promoted: PromotedDelivery): boolean
}

/** Lanes by endpoint. A post that does not end within a stop is repeated after the next start. */
export async function startWebhookDispatch(deps: WebhookDispatchDeps): Promise<WebhookDispatch> {
  const onError = (err: unknown) => deps.log.error({ err }, 'lanes could not be updated')
  // Ends the lane of a disabled endpoint, which would only poll its waiting events again and again.
  const onSwitchedOff = (_endpointId: string, botId: string) => void flow.syncBots([botId]).catch(onError)
  const bodies = createHeld<Delivery>(({ body }) => body.length)
  const behind = createBehind(realTimers.now)
  const flow = await startLaneGroup<Delivery>({
    // Deleted bots still emit the events that their deletion caused.
    store: { ownBots: async () => [...(await deps.store.ownBots()), ...(await deps.store.ownLeavingBots())] },
    keysOf(botId) {
      const endpoints = deps.store.ownEndpoints(botId)
      return endpoints.filter(({ disabledAt }) => disabledAt === undefined).map(({ id }) => id)
    },
    lane: (endpointId, botId, signal) =>
      endpointLane({ ...deps, bodies, claimed: behind.drop, signal, onSwitchedOff }, endpointId, botId),
  })
  return {
    ...flow,
    hints: {
      deliver: (delivery) => flow.offer(delivery.endpointId, delivery),
      holdBack: behind.hold,
      promote(promoted) {
        const delivery = behind.take(promoted)
        return delivery !== undefined && flow.offer(delivery.endpointId, delivery)
      },
    },
    claimAgain(endpointId) {
      behind.forget(endpointId)
      flow.claimAgain(endpointId)
    },
  }
}

/** Events that a bot emits at its full rate. */
function eventsPerSecond(bot: Bot | undefined): number {
  return (bot?.messagesPerSecond ?? defaultRate) * eventsPerMessage
}

type LaneDeps = WebhookDispatchDeps &
  Pick<DeliverDeps, 'signal' | 'onSwitchedOff'> & { bodies: Held<Delivery>; claimed(seq: number): void }

function endpointLane(deps: LaneDeps, endpointId: string, botId: string) {
  const { store, clock, concurrencyFactor, bodies, claimed } = deps
  const isBatch = () => store.ownEndpoints(botId).some(({ id, isBatch }) => id === endpointId && isBatch)
  const tracked = trackInFlight<Delivery, number>({
    keyOf: ({ seq }) => seq,
    async claim(limit, inFlight) {
      const found = await store.claimDeliveries({ endpointId, limit, now: clock(), inFlight })
      for (const { seq } of found.deliveries) claimed(seq)
      return { items: found.deliveries, nextDueAt: found.nextDueAt }
    },
    async work(delivery, others) {
      for (const one of [delivery, ...others]) bodies.release(one)
      const joined: Delivery[] = []
      const behind = async (heads: readonly Delivery[], limit: number) => {
        const found = await store.claimBehind({ endpointId, heads: heads.map(({ seq }) => seq), limit })
        for (const { seq } of found) claimed(seq)
        joined.push(...joinable(found, tracked.join))
        return joined
      }
      return deliver(deps, [delivery, ...others], behind).finally(() => tracked.leave(joined))
    },
  })
  return createLane<Delivery>(
    {
      clock,
      ...tracked,
      took(delivery) {
        if (!bodies.hold(delivery)) return false
        if (tracked.took(delivery)) return true
        bodies.release(delivery)
        return false
      },
      left(delivery) {
        bodies.release(delivery)
        tracked.left(delivery)
      },
      hasRoom: bodies.hasRoom,
      beside: (first, others) => (isBatch() ? besideOf(first, others) : []),
      onError: (error) => deps.log.error({ err: error, endpointId }, 'store operation failed'),
    },
    {
      concurrency: windowOf(() => eventsPerSecond(store.ownBot(botId)), isBatch),
      together: () => (isBatch() ? maxBatch : 1),
      concurrencyFactor,
      pollMs,
      isTold: true,
      maxOffered,
      maxAhead,
    },
  )
}

/** How many posts may be in the air, of one event each or of many. */
function windowOf(perSecond: () => number, isBatch: () => boolean): Window {
  const { now } = realTimers
  const alone = createWindow({ perSecond, least: leastPosts, max: maxPosts, now })
  const full = createWindow({ perSecond: () => perSecond() / maxBatch, least: leastBatches, max: maxBatches, now })
  const window = () => (isBatch() ? full : alone)
  return { limit: () => window().limit(), ended: (...took) => window().ended(...took) }
}

/** In their lines' order, each line up to the first that is in flight by itself. */
function joinable(found: readonly Delivery[], join: (delivery: Delivery) => boolean): Delivery[] {
  const closed = new Set<string>()
  return found.filter((delivery) => {
    if (!closed.has(delivery.userId) && join(delivery)) return true
    closed.add(delivery.userId)
    return false
  })
}
