/**
 * The end of deliveries that succeeded at their first attempt, as nearly all do: all of a bot that end within a turn of
 * the event loop are two statements, whatever their number. A line has one delivery in flight, so that none of them
 * waits for another.
 */
import { promoteBehind } from '../events/delivery-queue.ts'
import type { EventContext } from '../events/events.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { rowsOf } from '../sql/rows.ts'
import type { Runner } from '../sql/runner.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import type { DeliveryAttempt } from './records.ts'

/** `attempt`: the first. */
export type Delivered = { seq: number; botId: string; attempt: DeliveryAttempt; now: number }

/** Resolves once it is stored. */
export type StoreDelivered = (delivered: Delivered) => Promise<void>

/** As many as a group of writes has (store/sql/fair-queue.ts). */
const maxTogether = 256

type Batch = { delivered: Delivered[]; stored: Promise<void> }

export function createDelivered({
  leases,
  writeAndEmit,
}: Pick<Runner<EventContext>, 'leases' | 'writeAndEmit'>): StoreDelivered {
  const open = new Map<string, Batch>()

  async function store(botId: string, delivered: Delivered[]): Promise<void> {
    const lease = leases.held(botId)
    await new Promise((turn) => setImmediate(turn))
    if (open.get(botId)?.delivered === delivered) open.delete(botId)
    const end = (context: EventContext) => leases.guard(botId, lease, undefined, () => endAll(context, delivered))
    await writeAndEmit([botId], end, { group: 'delivered', key: botId, cost: delivered.length, mayWait: true })
  }

  return (one) => {
    let batch = open.get(one.botId)
    if (batch === undefined || batch.delivered.length >= maxTogether) {
      const delivered: Delivered[] = []
      batch = { delivered, stored: store(one.botId, delivered) }
      open.set(one.botId, batch)
    }
    batch.delivered.push(one)
    return batch.stored
  }
}

function* endAll(context: EventContext, delivered: readonly Delivered[]): Transaction<void> {
  yield* query(
    `update deliveries set state = 'delivered', due_at = null, attempt = 1, first_started_at = given.started_at,
       first_duration_ms = given.duration_ms, first_status = given.status, first_answer = given.answer
     from rows($1, seq bigint, started_at bigint, duration_ms integer, status integer, answer text) as given
     where deliveries.seq = given.seq and ${unindexed('deliveries.state')} = 'waiting'
       and deliveries.seq >= $openDeliveries`,
    rowsOf(
      delivered.map(({ seq, attempt }) => [
        seq,
        attempt.startedAt,
        Math.round(attempt.durationMs),
        attempt.status,
        attempt.answer,
      ]),
    ),
  )
  const now = Math.max(...delivered.map((one) => one.now))
  yield* promoteBehind(
    context,
    delivered.map(({ seq }) => seq),
    now,
  )
}
