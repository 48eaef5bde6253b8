/**
 * The lines in which deliveries wait, one for each endpoint and person or subject (model/event-kinds.ts): only the first that waits in a line
 * has a `due_at`, and whoever ends lets the next go. The column `user_id` of deliveries names the line: a person's id, or a subject, which
 * has a colon. Called by tell, settle and replay, in their transactions.
 */
import { longestGatherMs } from '../model/gather.ts'
import { forEach, row, rows, type Transaction } from './transaction.ts'
import { unindexed } from './unindexed.ts'

export type NewDelivery = {
  eventSeq: number
  endpointId: string
  line: string
  now: number
  /** It may wait so long for what the person writes next, ms. */
  holdMs?: number
  /** Not sooner than then, wherever it stands in its line. */
  notBefore?: number
  /** Not worth delivering from then on. */
  expiresAt?: number
}

/** One that was deleted meanwhile, perhaps elsewhere, would be waited for by nobody. */
const whereThere = 'where exists (select 1 from endpoints where id = $2)'

/**
 * Due at once if nothing of the same line waits before it. With `holdMs` each message holds the first that still waits a little longer, up to
 * a minute in all.
 */
export function* enqueueDelivery(delivery: NewDelivery): Transaction<void> {
  const { eventSeq, endpointId, line, now, holdMs = 0, notBefore, expiresAt } = delivery
  if (holdMs > 0) return yield* enqueueHeld({ ...delivery, holdMs })
  yield* rows(
    `insert into deliveries (event_seq, endpoint_id, user_id, state, expires_at, not_before, due_at)
     select $1, $2, $3, 'waiting', $5, $6, case when exists (
       select 1 from deliveries where endpoint_id = $2 and user_id = $3 and state = 'waiting' and seq >= $openDeliveries
     ) then null else $4 end ${whereThere}`,
    eventSeq,
    endpointId,
    line,
    notBefore ?? now,
    expiresAt,
    notBefore,
  )
}

/**
 * Events that go again to one endpoint, in their order: asked for by somebody, whatever their age, so they have the usual time. One statement
 * for all: behind an earlier one of its line in here there is nothing to look for. Not `exists`, of which PostgreSQL may make one look at all
 * that waits.
 */
export function* enqueueAgain(
  endpointId: string,
  again: readonly { eventSeq: number; line: string }[],
  now: number,
): Transaction<void> {
  const met = new Set<string>()
  yield* forEach(
    `insert into deliveries (event_seq, endpoint_id, user_id, state, due_at)
     values ($1, $2, $3, 'waiting', case when $5 = 0 or (
       select 1 from deliveries where endpoint_id = $2 and user_id = $3 and state = 'waiting' and seq >= $openDeliveries limit 1
     ) is not null then null else $4 end)`,
    again.map(({ eventSeq, line }) => [eventSeq, endpointId, line, now, met.size < met.add(line).size ? 1 : 0]),
  )
}

function* enqueueHeld(delivery: NewDelivery & { holdMs: number }): Transaction<void> {
  const { eventSeq, endpointId, line, now, holdMs } = delivery
  const first = yield* row<{ seq: number; held_since: number | null; attempt: number }>(
    `select seq, held_since, attempt from deliveries where endpoint_id = $1 and user_id = $2 and state = 'waiting'
       and seq >= $openDeliveries order by seq limit 1`,
    endpointId,
    line,
  )
  yield* rows(
    `insert into deliveries (event_seq, endpoint_id, user_id, state, due_at, held_since)
     select $1, $2, $3, 'waiting', $4, $5 ${whereThere}`,
    eventSeq,
    endpointId,
    line,
    first ? null : now + holdMs,
    now,
  )
  // One that was tried already has waited for its receiver, not for the person.
  if (!first?.held_since || first.attempt > 0) return
  yield* rows(
    'update deliveries set due_at = case when due_at is null then null else $2 end where seq = $1',
    first.seq,
    Math.min(now + holdMs, first.held_since + longestGatherMs),
  )
}

export type Line = { endpoint_id: string; user_id: string }

/** Answers whose turn it is then, by the row as it is now: the person may have another id than when the lane took it (unite.ts). */
export function endDelivery(
  seq: number,
  state: 'delivered' | 'given_up' | 'expired',
  attempt: number,
): Transaction<Line | undefined> {
  return row<Line>(
    'update deliveries set state = $2, due_at = null, attempt = $3 where seq = $1 returning endpoint_id, user_id',
    seq,
    state,
    attempt,
  )
}

export function* promoteNext(line: Line | undefined, now: number): Transaction<void> {
  if (!line) return
  yield* rows(
    `update deliveries set due_at = case when not_before > $3 then not_before else $3 end
     where seq = (
         select seq from deliveries where endpoint_id = $1 and user_id = $2 and state = 'waiting'
           and seq >= $openDeliveries order by seq limit 1)
       and due_at is null and seq >= $openDeliveries`,
    line.endpoint_id,
    line.user_id,
    now,
  )
}

/** It goes again at `dueAt`, or ends then when its time is over before: so the next of its line does not wait for that. */
export function* postpone(seq: number, dueAt: number, attempt: number): Transaction<void> {
  yield* rows(
    `update deliveries set attempt = $3,
       due_at = case when due_at is null then null when expires_at < $2 then expires_at else $2 end
     where seq = $1 and ${unindexed('state')} = 'waiting'`,
    seq,
    dueAt,
    attempt,
  )
}

/** They have waited long enough: from now on their events' bodies are as they are posted, at every attempt. */
export function* endHolds(seqs: number[]): Transaction<void> {
  for (const seq of seqs) yield* rows('update deliveries set not_before = null where seq = $1', seq)
}

/** What was held for something that has come goes; what stands behind others waits for them only. Answers whose it is. */
export function releaseHeld(messageId: string, now: number): Transaction<{ endpoint_id: string }[]> {
  return rows<{ endpoint_id: string }>(
    `update deliveries set not_before = null, due_at = case when due_at > $2 and attempt = 0 then $2 else due_at end
     where event_seq in (select seq from events where message_id = $1 and type = 'message')
       and not_before is not null and state = 'waiting' returning endpoint_id`,
    messageId,
    now,
  )
}
