/**
 * Counts of campaign messages that retention purged, stored with the campaign so that its figures stay the same. Single
 * rows are added when they are deleted (store/retention/sweeps.ts); a partition is counted as a whole, once, before it
 * is dropped (store/postgres/partitions.ts).
 */
import type { State } from '../../model/message/lifecycle.ts'
import { codeOf } from '../sql/message-row.ts'
import { json, parse, query, queryOne, type Transaction } from '../sql/transaction.ts'

export type ArchivedCounts = {
  states: Partial<Record<State, number>>
  replied: number
  /** By error code, taken from the beginning of the failure's JSON. */
  failures: Record<string, number>
}

export type ArchivedMessage = {
  campaign_id: string | null
  state: State
  replied_at: number | null
  error: string | null
}

/** Adds messages deleted in this transaction. */
export function* addArchived(removed: ArchivedMessage[]): Transaction<void> {
  const groups = new Map<string, ArchivedGroup[]>()
  for (const { campaign_id: id, state, replied_at, error } of removed) {
    if (id === null) continue
    const group = groups.get(id) ?? []
    group.push({ state, replied: replied_at === null ? 0 : 1, head: error, n: 1 })
    groups.set(id, group)
  }
  for (const [id, group] of groups) yield* merge(id, group, 0)
}

type ArchivedGroup = { state: State; replied: number; head: string | null; n: number }

/** Counts messages from `lower` up to `upper` that are about to be purged; from then on the live count skips them. */
export function* countArchived(lower: number, upper: number): Transaction<void> {
  const found = yield* query<ArchivedGroup & { campaign_id: string }>(
    `select campaign_id, state, case when replied_at is null then 0 else 1 end as replied, substr(error, 1, 34) as head,
       count(*) as n
     from messages where campaign_id is not null and seq >= $1 and seq < $2
     group by campaign_id, state, case when replied_at is null then 0 else 1 end, substr(error, 1, 34)`,
    lower,
    upper,
  )
  for (const [id, group] of Map.groupBy(found, ({ campaign_id }) => campaign_id)) yield* merge(id, group, upper)
}

function* merge(id: string, groups: ArchivedGroup[], below: number): Transaction<void> {
  const campaign = yield* queryOne<{ past_counts: string | null; past_below: number }>(
    'select past_counts, past_below from campaigns where id = $1',
    id,
  )
  if (!campaign || (below > 0 && campaign.past_below >= below)) return
  const counts = parse<ArchivedCounts>(campaign.past_counts) ?? { states: {}, replied: 0, failures: {} }
  for (const { state, replied, head, n } of groups) {
    counts.states[state] = (counts.states[state] ?? 0) + n
    if (replied && (state === 'sent' || state === 'delivered' || state === 'read')) counts.replied += n
    if (state === 'failed') counts.failures[codeOf(head)] = (counts.failures[codeOf(head)] ?? 0) + n
  }
  yield* query(
    'update campaigns set past_counts = $2, past_below = $3 where id = $1',
    id,
    json(counts),
    Math.max(campaign.past_below, below),
  )
}
