/**
 * The webhook half at work: a lane per endpoint, so that a slow or dead one delays only itself (promise 8). Started and stopped by
 * app.ts; woken when an event is stored, when an endpoint changes, and by the poll.
 */
import { trackInFlight } from '../queue/in-flight.ts'
import { makeLane } from '../queue/lane.ts'
import { type LaneFlow, pollMs, startLaneFlow } from '../queue/lane-flow.ts'
import type { Delivery, Store } from '../store/store.ts'
import { type DeliverDeps, deliverOne } from './deliver.ts'

export type WebhookDispatchDeps = Omit<DeliverDeps, 'store' | 'signal' | 'onSwitchedOff'> & {
  /** Share of its places that a lane may use just now. */
  share: () => number
  store: Pick<
    Store,
    | 'ownBots'
    | 'ownLeavingBots'
    | 'endpoints'
    | 'claimDeliveries'
    | 'settleDelivery'
    | 'endpoint'
    | 'bot'
    | 'leavingBot'
  >
}

/** Posts in flight per endpoint; order per user holds whatever the number. */
const postsInFlight = 32

/** Lanes by endpoint. What does not end within a stop is posted again after the next start. */
export async function startWebhookDispatch(deps: WebhookDispatchDeps): Promise<LaneFlow> {
  const onError = (err: unknown) => deps.log.error({ err }, 'lanes not renewed')
  // Its lane ends: it would only look at what waits, again and again.
  const onSwitchedOff = () => void flow.renew().catch(onError)
  const flow = await startLaneFlow({
    async keys() {
      // Those that were deleted tell of what ended by it.
      const bots = [...(await deps.store.ownBots()), ...(await deps.store.ownLeavingBots())]
      const endpoints = (await Promise.all(bots.map((bot) => deps.store.endpoints(bot.id)))).flat()
      return endpoints.filter(({ disabledAt }) => disabledAt === undefined).map(({ id }) => id)
    },
    lane: (endpointId, signal) => endpointLane({ ...deps, signal, onSwitchedOff }, endpointId),
  })
  return flow
}

type LaneDeps = WebhookDispatchDeps & Pick<DeliverDeps, 'signal' | 'onSwitchedOff'>

function endpointLane(deps: LaneDeps, endpointId: string) {
  const { store, clock } = deps
  return makeLane<Delivery>(
    {
      clock,
      ...trackInFlight<Delivery, number>({
        keyOf: ({ seq }) => seq,
        async claim(limit, inFlight) {
          const claimed = await store.claimDeliveries({ endpointId, limit, now: clock(), inFlight })
          return { items: claimed.deliveries, nextDueAt: claimed.nextDueAt }
        },
        work: (delivery) => deliverOne(deps, delivery),
      }),
      onError: (error) => deps.log.error({ err: error, endpointId }, 'store out of reach'),
    },
    { concurrency: postsInFlight, share: deps.share, pollMs },
  )
}
