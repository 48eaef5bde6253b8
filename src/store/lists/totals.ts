/**
 * Totals of long lists without counting everything each time: rows are added at the young end only, so the count up to
 * a time stays valid, and only later rows are counted. Bounded; cleared when retention deletes rows.
 */
import { deleteOldest } from '../../model/oldest.ts'

export type Span = { fromAt?: number; toAt?: number }

export type Counting = {
  count(span: Span): Promise<number>
  /** The youngest row's time. */
  newestAt(): Promise<number | undefined>
}

export type Totals = {
  /** `key` names the filter, including its span. */
  total(key: string, span: Span, counting: Counting): Promise<number>
  forget(): void
}

const maxRetained = 1_000
/** Counting this many takes a few milliseconds; more are worth caching. */
const cheap = 20_000
/** A row may be committed a little later than its time, and machines' clocks differ. */
const unsettledMs = 10 * 60_000

export function createTotals(): Totals {
  const stored = new Map<string, { upTo: number; count: number }>()

  /** Moves the settled end of the count forward, for the next time. */
  async function settle(key: string, span: Span, { count, newestAt }: Counting): Promise<void> {
    const newest = await newestAt()
    if (newest === undefined) return
    const before = stored.get(key)
    const upTo = Math.min(newest - unsettledMs, span.toAt ?? Number.POSITIVE_INFINITY)
    if (upTo <= (before?.upTo ?? span.fromAt ?? 0)) return
    const more = await count({ fromAt: before?.upTo ?? span.fromAt, toAt: upTo })
    deleteOldest(stored, maxRetained - 1)
    stored.set(key, { upTo, count: (before?.count ?? 0) + more })
  }

  return {
    async total(key, span, counting) {
      const known = stored.get(key)
      const more = await counting.count(known ? { ...span, fromAt: known.upTo } : span)
      if (more > cheap) await settle(key, span, counting)
      return (known?.count ?? 0) + more
    },
    forget: () => stored.clear(),
  }
}
