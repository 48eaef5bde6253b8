/** The store's webhook methods: claims and settles of deliveries, and batched work on all deliveries of an endpoint. */
import type { NewId } from '../../model/ids.ts'
import type { Keep } from '../../model/retention.ts'
import { endHolds } from '../events/delivery-queue.ts'
import { eventBody, type TellContext } from '../events/events.ts'
import type { SettingsCache } from '../settings/cache.ts'
import type { Engine, WriteManner } from '../sql/engine.ts'
import type { Transaction } from '../sql/transaction.ts'
import type { Store } from '../store.ts'
import * as deliveries from './deliveries.ts'
import { makeEndpointMarks } from './endpoint-health.ts'
import * as tasks from './endpoint-tasks.ts'
import type { makePieces } from './task-runner.ts'

export type DeliveryStore = Pick<Store, 'claimDeliveries' | 'settleDelivery' | 'eventBody' | 'replay' | 'endpointTasks'>

export type DeliveryStoreDeps = Pick<Engine, 'write' | 'read' | 'leases'> & {
  deps: { newId: NewId }
  keep: Keep
  cache: SettingsCache
  /** A write that may emit events. */
  telling<T>(
    botIds: readonly string[],
    transaction: (context: TellContext) => Transaction<T>,
    manner?: WriteManner,
  ): Promise<T>
  /** A write for a bot that was looked up. */
  writeFor<T>(botId: string, transaction: () => Transaction<T>): Promise<T>
  leased<T>(botId: string, otherwise: T, transaction: () => Transaction<T>): Promise<T>
  pieces: ReturnType<typeof makePieces>
  botOfEndpoint(endpointId: string): string
}

export function deliveryStore(given: DeliveryStoreDeps): DeliveryStore {
  const { write, read, leases, deps, keep, cache, telling, writeFor, leased, pieces, botOfEndpoint } = given
  const marks = makeEndpointMarks()
  return {
    async claimDeliveries(input) {
      const botId = botOfEndpoint(input.endpointId)
      const claim = () =>
        leased(botId, { deliveries: [], overdue: [] }, () => deliveries.claimDeliveries({ ...input, botId }))
      const first = await claim()
      if (first.overdue.length > 0) await write([botId], () => endHolds(first.overdue))
      const { overdue: _, ...claimed } = first.overdue.length > 0 ? await claim() : first
      return claimed
    },
    async settleDelivery(delivery, attempt, decision, now) {
      const { botId, endpointId } = delivery
      const lease = leases.held(botId)
      const settle = (isMarked: boolean) => {
        const settling = { delivery, attempt, decision, isMarked }
        const work = (context: TellContext) => deliveries.settleDelivery(context, settling, now)
        const guarded = (context: TellContext) => leases.guard(botId, lease, undefined, () => work(context))
        return telling([botId], guarded, deliveries.mannerOfDelivery(delivery, decision))
      }
      const endpoint = cache.directory.endpoints.get(endpointId)
      const isOff = await (decision.kind === 'expired'
        ? settle(false)
        : marks.marking(endpoint, lease, decision.kind !== 'delivered', settle))
      if (isOff) await cache.changed()
      return isOff
    },
    eventBody: (eventId) => read(() => eventBody(eventId)),
    async replay({ endpointId, now, isMissing = false, ...range }) {
      const task = { id: deps.newId('tsk'), botId: botOfEndpoint(endpointId), endpointId }
      const fromAt = keep.eventsMs === 0 ? range.fromAt : Math.max(range.fromAt, now - keep.eventsMs)
      // Excludes events that happen while it runs.
      const toAt = Math.min(range.toAt, now + 1)
      const begin = () => tasks.beginTask({ ...task, kind: 'replay', fromAt, toAt, isMissing, startedAt: now })
      await writeFor(task.botId, begin)
      return (await pieces.run(task)).done
    },
    endpointTasks: (of) => read(() => tasks.openTasks(of)),
  }
}
