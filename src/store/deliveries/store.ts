/** The store's webhook methods: claims and settles of deliveries, and batched work on all deliveries of an endpoint. */
import type { Endpoint } from '../../model/bot/bot.ts'
import type { NewId } from '../../model/ids.ts'
import type { Retention } from '../../model/retention.ts'
import { endHolds } from '../events/delivery-queue.ts'
import { type EventContext, eventBody } from '../events/events.ts'
import type { DueInput } from '../sql/due-claims.ts'
import type { Runner } from '../sql/runner.ts'
import { createDelivered } from './delivered.ts'
import * as deliveries from './deliveries.ts'
import { createEndpointMarks } from './endpoint-health.ts'
import * as tasks from './endpoint-tasks.ts'
import type { Delivery, DeliveryClaim, Ended } from './records.ts'
import { resend } from './resend.ts'
import type { createPieces } from './task-runner.ts'

export type DeliveryStore = {
  /** Due heads by user, without those `inFlight` (their seqs). */
  claimDeliveries(input: DueInput<number> & { endpointId: string }): Promise<DeliveryClaim>
  /**
   * What waits behind `heads`, which the lane has claimed, in their lines: for the same post. At most `limit`, each
   * line's in its order.
   */
  claimBehind(input: deliveries.BehindInput): Promise<Delivery[]>
  /**
   * The deliveries of one post, or what kept one from being posted. True if it switched the endpoint off (a 410, or no
   * success for days); deliveries to be given up then stay.
   */
  settleDeliveries(ended: readonly [Ended, ...Ended[]], now: number): Promise<boolean | undefined>
  /** The full body of an event that was too large to post, as JSON, while the event is kept. */
  eventBody(eventId: string): Promise<string | undefined>
  /**
   * Delivers the endpoint's events of a range again, with unchanged ids, in batches between which other work
   * continues. Resolves to their number when done; `carryOn` continues after a crash. `isMissing`: instead, events
   * that the endpoint subscribes to now and has not received: never delivered, and not waiting. `chosen`: only events
   * whose last delivery ended so.
   */
  replay(input: ReplayInput): Promise<number>
  /**
   * The delivery's event again, behind what waits in its line; one that waits is tried at once. Undefined: the
   * delivery, its event or its endpoint does not exist.
   */
  resendDelivery(input: { seq: number; endpointId: string; now: number }): Promise<number | undefined>
  /** Running batched tasks and their progress. */
  endpointTasks(of: { endpointId?: string; botId?: string }): Promise<tasks.EndpointTask[]>
}

export type ReplayInput = {
  endpointId: string
  fromAt: number
  toAt: number
  isMissing?: boolean
  chosen?: tasks.Chosen
  now: number
}

export type DeliveryStoreDeps = Pick<
  Runner<EventContext>,
  'write' | 'read' | 'leases' | 'writeAndEmit' | 'writeFor' | 'readUnderLease'
> & {
  newId: NewId
  retention: Pick<Retention, 'eventsMs'>
  pieces: ReturnType<typeof createPieces>
  /** As this process knows it just now. */
  endpointOf(endpointId: string): Endpoint | undefined
  /** The cached settings have changed. */
  changed(): Promise<void>
}

export function deliveryStore(deps: DeliveryStoreDeps): DeliveryStore {
  const { write, read, leases, newId, retention, endpointOf, changed, writeAndEmit, writeFor, readUnderLease, pieces } =
    deps
  const botOfEndpoint = (endpointId: string) => endpointOf(endpointId)?.botId ?? ''
  const marks = createEndpointMarks()
  const delivered = createDelivered({ leases, writeAndEmit })
  return {
    async claimDeliveries(input) {
      const botId = botOfEndpoint(input.endpointId)
      const claim = () =>
        readUnderLease(botId, { deliveries: [], overdue: [] }, () => deliveries.claimDeliveries({ ...input, botId }))
      const first = await claim()
      if (first.overdue.length > 0) await write([botId], () => endHolds(first.overdue))
      const { overdue: _, ...claimed } = first.overdue.length > 0 ? await claim() : first
      return claimed
    },
    claimBehind(input) {
      const botId = botOfEndpoint(input.endpointId)
      return readUnderLease(botId, [], () => deliveries.claimBehind({ ...input, botId }))
    },
    async settleDeliveries(ended, now) {
      const { botId, endpointId } = ended[0].delivery
      const lease = leases.held(botId)
      const isArrived = ended.some(deliveries.isDelivered)
      const settle = (isMarked: boolean): Promise<boolean | undefined> => {
        if (ended.every(deliveries.isDelivered) && !isMarked)
          return delivered({ botId, ended: ended.flatMap(deliveries.eachOf), now }).then(() => false)
        const work = (context: EventContext) =>
          deliveries.settleDeliveries(context, { endpointId, ended, isMarked }, now)
        const guarded = (context: EventContext) => leases.guard(botId, lease, undefined, () => work(context))
        return writeAndEmit([botId], guarded, deliveries.deliveryConcurrency(ended))
      }
      const isUntried = ended.every((one) => one.decision.kind === 'expired')
      const isOff = await (isUntried ? settle(false) : marks.marking(endpointOf(endpointId), lease, !isArrived, settle))
      if (isOff) await changed()
      return isOff
    },
    eventBody: (eventId) => read(() => eventBody(eventId)),
    async replay({ endpointId, now, isMissing = false, chosen, ...range }) {
      const task = { id: newId('tsk'), botId: botOfEndpoint(endpointId), endpointId }
      const fromAt = retention.eventsMs === 0 ? range.fromAt : Math.max(range.fromAt, now - retention.eventsMs)
      // Excludes events that happen while it runs.
      const toAt = Math.min(range.toAt, now + 1)
      const begin = () => tasks.beginTask({ ...task, kind: 'replay', fromAt, toAt, isMissing, chosen, startedAt: now })
      await writeFor(task.botId, begin)
      return (await pieces.run(task)).done
    },
    resendDelivery: ({ seq, endpointId, now }) =>
      writeAndEmit([botOfEndpoint(endpointId)], (context) => resend(context, { seq, endpointId }, now)),
    endpointTasks: (of) => read(() => tasks.openTasks(of)),
  }
}
