/**
 * The end of deliveries that succeeded, as nearly all do, and nearly all at their first attempt: all of a bot that end
 * within a turn of the event loop are two statements, whatever their number. The deliveries of one post end together,
 * so that none of its lines goes on before all of them have ended.
 */
import { promoteBehind } from '../events/delivery-queue.ts'
import type { EventContext } from '../events/events.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { rowsOf } from '../sql/rows.ts'
import type { Runner } from '../sql/runner.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import { type NewAttempt, noteAttempts } from './attempts.ts'

/** Of one post. */
export type Delivered = { botId: string; ended: readonly NewAttempt[]; now: number }

/** Resolves once it is stored. */
export type StoreDelivered = (delivered: Delivered) => Promise<void>

/** As many as a group of writes has (store/sql/fair-queue.ts). */
const maxTogether = 256

type Batch = { ended: NewAttempt[]; now: number }

export function createDelivered({
  leases,
  writeAndEmit,
}: Pick<Runner<EventContext>, 'leases' | 'writeAndEmit'>): StoreDelivered {
  const open = new Map<string, { batch: Batch; stored: Promise<void> }>()

  async function store(botId: string, batch: Batch): Promise<void> {
    const lease = leases.held(botId)
    await new Promise((turn) => setImmediate(turn))
    if (open.get(botId)?.batch === batch) open.delete(botId)
    const end = (context: EventContext) =>
      leases.guard(botId, lease, undefined, () => endDelivered(context, batch.ended, batch.now))
    await writeAndEmit([botId], end, { group: 'delivered', key: botId, cost: batch.ended.length, mayWait: true })
  }

  return ({ botId, ended, now }) => {
    let last = open.get(botId)
    if (last === undefined || last.batch.ended.length + ended.length > maxTogether) {
      const batch: Batch = { ended: [], now }
      last = { batch, stored: store(botId, batch) }
      open.set(botId, last)
    }
    last.batch.ended.push(...ended)
    last.batch.now = Math.max(last.batch.now, now)
    return last.stored
  }
}

const given = [
  'seq bigint, attempt integer, started_at bigint, duration_ms integer',
  'status integer, answer text, batch integer',
].join(', ')

/** Each was delivered by this attempt, which is noted. The next ones of their lines are due. */
function* endDelivered(context: EventContext, ended: readonly NewAttempt[], now: number): Transaction<void> {
  const isFirst = ({ attempt }: NewAttempt) => attempt.attempt === 1
  yield* noteAttempts(ended.filter((one) => !isFirst(one)))
  yield* query(
    `update deliveries set state = 'delivered', due_at = null, attempt = given.attempt,
       first_started_at = given.started_at, first_duration_ms = given.duration_ms, first_status = given.status,
       first_answer = given.answer, first_batch = given.batch
     from rows($1, ${given}) as given
     where deliveries.seq = given.seq and ${unindexed('deliveries.state')} = 'waiting'
       and deliveries.seq >= $openDeliveries`,
    rowsOf(
      ended.map((one) => {
        const { seq, attempt } = one
        if (!isFirst(one)) return [seq, attempt.attempt, null, null, null, null, null]
        const { startedAt, durationMs, status, answer, batch } = attempt
        return [seq, 1, startedAt, Math.round(durationMs), status, answer, batch]
      }),
    ),
  )
  yield* promoteBehind(
    context,
    ended.map(({ seq }) => seq),
    now,
  )
}
