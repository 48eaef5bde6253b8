/**
 * The webhook half at work: a lane per endpoint, so that a slow or dead one delays only itself (promise 8). Started and stopped by
 * app.ts; woken when an event is stored, when an endpoint changes, and by the poll.
 */
import { makeLane } from '../queue/lane.ts'
import { makeLanes } from '../queue/lanes.ts'
import type { Delivery, Store } from '../store/store.ts'
import { type DeliverDeps, deliverOne } from './deliver.ts'

export type WebhookDispatchDeps = Omit<DeliverDeps, 'store' | 'signal' | 'onSwitchedOff'> & {
  /** Share of its places that a lane may use just now. */
  share: () => number
  store: Pick<Store, 'ownBots' | 'endpoints' | 'claimDeliveries' | 'settleDelivery' | 'endpoint' | 'bot'>
}

export type WebhookDispatch = {
  wake(endpointId: string): void
  /** Endpoints came, went, or were switched. */
  renew(): Promise<void>
  /** Its lanes turn. */
  isRunning(): boolean
  /** Nothing new starts; what is in flight may end within `timeoutMs`, else it is posted again after the next start. */
  stop(timeoutMs: number): Promise<boolean>
}

/** Posts in flight per endpoint; order per user holds whatever the number. */
const postsInFlight = 32
const pollMs = 1_000
const stalledMs = 10 * pollMs

export async function startWebhookDispatch(deps: WebhookDispatchDeps): Promise<WebhookDispatch> {
  const aborter = new AbortController()
  const { signal } = aborter
  const onError = (err: unknown) => deps.log.error({ err }, 'lanes not renewed')
  // Its lane ends: it would only look at what waits, again and again.
  const onSwitchedOff = () => void renew().catch(onError)
  const lanes = makeLanes((endpointId) => endpointLane({ ...deps, signal, onSwitchedOff }, endpointId))

  async function renew(): Promise<void> {
    const bots = await deps.store.ownBots()
    const endpoints = (await Promise.all(bots.map((bot) => deps.store.endpoints(bot.id)))).flat()
    await lanes.keep(endpoints.filter((endpoint) => endpoint.disabledAt === undefined).map((endpoint) => endpoint.id))
  }

  await renew()
  return {
    wake: (endpointId) => lanes.wake(endpointId),
    renew,
    isRunning: () => lanes.haveTurnedWithin(stalledMs),
    async stop(timeoutMs) {
      const isDrained = await lanes.stop(timeoutMs)
      aborter.abort()
      return isDrained
    },
  }
}

type LaneDeps = WebhookDispatchDeps & Pick<DeliverDeps, 'signal' | 'onSwitchedOff'>

function endpointLane(deps: LaneDeps, endpointId: string) {
  const inFlight = new Set<number>()
  return makeLane<Delivery>(
    {
      clock: deps.clock,
      async claim(limit) {
        const { deliveries, nextDueAt } = await deps.store.claimDeliveries({
          endpointId,
          limit,
          now: deps.clock(),
          inFlight,
        })
        for (const delivery of deliveries) inFlight.add(delivery.seq)
        return { items: deliveries, nextDueAt }
      },
      async work(delivery) {
        await deliverOne(deps, delivery)
        inFlight.delete(delivery.seq)
      },
      onError: (error) => deps.log.error({ err: error, endpointId }, 'store out of reach'),
    },
    { concurrency: postsInFlight, share: deps.share, pollMs },
  )
}
