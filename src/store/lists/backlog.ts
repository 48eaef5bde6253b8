/** Totals of all that waits in the installation, and since when. Read off the hot path. */
import { queryOne, type Transaction } from '../sql/transaction.ts'

export type Backlog = {
  queued: number
  sending: number
  deliveries: number
  /** Rows of campaigns that are not messages yet. */
  campaignRows: number
  skillRuns: number
  /** Files being downloaded from Meta. */
  media: number
  oldestDueAt?: number
}

export function* backlog(): Transaction<Backlog> {
  const pending = yield* count(`select count(*) as n from messages where state in ('queued', 'sending')`)
  // Two queries, since each condition has its own index and no index has both.
  const inTheAir = yield* count('select count(*) as n from messages where lease is not null')
  const unknown = yield* count('select count(*) as n from messages where reconcile_at is not null and lease is null')
  const oldest = yield* queryOne<{ due_at: number | null }>(
    'select min(due_at) as due_at from messages where due_at is not null',
  )
  return {
    queued: pending - inTheAir - unknown,
    sending: inTheAir + unknown,
    deliveries: yield* waitingIn('deliveries'),
    campaignRows: yield* waitingIn('campaign_rows'),
    skillRuns: yield* waitingIn('skill_runs'),
    media: yield* count('select count(*) as n from media_files where due_at is not null'),
    oldestDueAt: oldest?.due_at ?? undefined,
  }
}

function waitingIn(table: 'deliveries' | 'campaign_rows' | 'skill_runs'): Transaction<number> {
  return count(`select count(*) as n from ${table} where state = 'waiting'`)
}

function* count(text: string): Transaction<number> {
  return Number((yield* queryOne<{ n: number }>(text))?.n ?? 0)
}
