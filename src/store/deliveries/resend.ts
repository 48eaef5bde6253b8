/**
 * One delivery again, on request: as a new delivery behind what waits in its line, so that the record of the former one
 * stays. Where its event waits for the endpoint already, that one is tried at once instead.
 */
import { enqueueAgain } from '../events/delivery-queue.ts'
import type { EventContext } from '../events/events.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

type Ended = { event_seq: number; line: string }

/** The number of the delivery that waits now. */
export function* resend(
  context: EventContext,
  { seq, endpointId }: { seq: number; endpointId: string },
  now: number,
): Transaction<number | undefined> {
  const found = yield* queryOne<Ended>(
    `select event_seq, deliveries.user_id as line from deliveries join events on events.seq = deliveries.event_seq
     where deliveries.seq = $1 and ${unindexed('endpoint_id')} = $2 and ${unindexed('events.bot_id')} <> ''`,
    seq,
    endpointId,
  )
  const endpoint = yield* queryOne('select id from endpoints where id = $1', endpointId)
  if (!found || !endpoint) return undefined
  const before = yield* waiting(found.event_seq, endpointId)
  if (before === undefined) yield* enqueueAgain(endpointId, [{ eventSeq: found.event_seq, line: found.line }], now)
  else
    yield* query('update deliveries set due_at = $2 where seq = $1 and due_at > $2 and not_before is null', before, now)
  context.wake({ kind: 'deliveries', id: endpointId })
  return before ?? (yield* waiting(found.event_seq, endpointId))
}

function* waiting(eventSeq: number, endpointId: string): Transaction<number | undefined> {
  const found = yield* queryOne<{ seq: number }>(
    `select seq from deliveries where event_seq = $1 and ${unindexed('endpoint_id')} = $2
       and ${unindexed('state')} = 'waiting' limit 1`,
    eventSeq,
    endpointId,
  )
  return found?.seq
}
