/**
 * What became of a campaign's messages that retention took: counted with the campaign, so that its figures stay as they were. Rows add
 * themselves when they go (retention-rows.ts); of a partition all are counted before it goes, once (postgres/partitions.ts).
 */
import type { State } from '../model/lifecycle.ts'
import { json, parse, row, rows, type Transaction } from './transaction.ts'

export type PastCounts = {
  states: Partial<Record<State, number>>
  replied: number
  /** By the beginning of the failure's JSON: its code. */
  failures: Record<string, number>
}

export type PastMessage = { campaign_id: string | null; state: State; replied_at: number | null; error: string | null }

/** Messages that go in this transaction. */
export function* addPast(gone: PastMessage[]): Transaction<void> {
  const groups = new Map<string, PastGroup[]>()
  for (const { campaign_id: id, state, replied_at, error } of gone) {
    if (id === null) continue
    const group = groups.get(id) ?? []
    group.push({ state, replied: replied_at === null ? 0 : 1, head: error, n: 1 })
    groups.set(id, group)
  }
  for (const [id, group] of groups) yield* merge(id, group, 0)
}

type PastGroup = { state: State; replied: number; head: string | null; n: number }

/** Messages from `lower` up to `upper` that go soon: counted, and from then on not where they still stand. */
export function* countPast(lower: number, upper: number): Transaction<void> {
  const found = yield* rows<PastGroup & { campaign_id: string }>(
    `select campaign_id, state, case when replied_at is null then 0 else 1 end as replied, substr(error, 1, 34) as head,
       count(*) as n
     from messages where campaign_id is not null and seq >= $1 and seq < $2
     group by campaign_id, state, case when replied_at is null then 0 else 1 end, substr(error, 1, 34)`,
    lower,
    upper,
  )
  for (const [id, group] of Map.groupBy(found, ({ campaign_id }) => campaign_id)) yield* merge(id, group, upper)
}

function* merge(id: string, groups: PastGroup[], below: number): Transaction<void> {
  const campaign = yield* row<{ past_counts: string | null; past_below: number }>(
    'select past_counts, past_below from campaigns where id = $1',
    id,
  )
  if (!campaign || (below > 0 && campaign.past_below >= below)) return
  const counts = parse<PastCounts>(campaign.past_counts) ?? { states: {}, replied: 0, failures: {} }
  for (const { state, replied, head, n } of groups) {
    counts.states[state] = (counts.states[state] ?? 0) + n
    if (replied && (state === 'sent' || state === 'delivered' || state === 'read')) counts.replied += n
    if (state === 'failed') counts.failures[codeOf(head)] = (counts.failures[codeOf(head)] ?? 0) + n
  }
  yield* rows(
    'update campaigns set past_counts = $2, past_below = $3 where id = $1',
    id,
    json(counts),
    Math.max(campaign.past_below, below),
  )
}

/** Of a failure's JSON, or of its beginning. */
export function codeOf(error: string | null): string {
  return /^\{"(?:code|key)":"?(\w+)/.exec(error ?? '')?.[1] ?? 'UNKNOWN'
}
