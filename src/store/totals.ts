/**
 * Totals of long lists without counting them again each time: rows come at the young end only, so what was counted up to an instant
 * stays counted, and only what came since is. Bounded; forgotten when retention takes rows. Used by the stores for their lists.
 */

export type Span = { fromAt?: number; toAt?: number }

export type Counting = {
  count(span: Span): Promise<number>
  /** The youngest row's instant. */
  newestAt(): Promise<number | undefined>
}

export type Totals = {
  /** `key` names the filter, its span included. */
  total(key: string, span: Span, counting: Counting): Promise<number>
  forget(): void
}

const mostKept = 1_000
/** Counting so many takes a few milliseconds; more are worth remembering. */
const cheap = 20_000
/** A row may be committed a little later than it says, and machines' clocks differ. */
const unsettledMs = 10 * 60_000

export function makeTotals(): Totals {
  const kept = new Map<string, { upTo: number; count: number }>()

  /** Moves the settled end of the count on, for the next time. */
  async function settle(key: string, span: Span, { count, newestAt }: Counting): Promise<void> {
    const newest = await newestAt()
    if (newest === undefined) return
    const before = kept.get(key)
    const upTo = Math.min(newest - unsettledMs, span.toAt ?? Number.POSITIVE_INFINITY)
    if (upTo <= (before?.upTo ?? span.fromAt ?? 0)) return
    const more = await count({ fromAt: before?.upTo ?? span.fromAt, toAt: upTo })
    const [oldest] = kept.keys()
    if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest)
    kept.set(key, { upTo, count: (before?.count ?? 0) + more })
  }

  return {
    async total(key, span, counting) {
      const known = kept.get(key)
      const more = await counting.count(known ? { ...span, fromAt: known.upTo } : span)
      if (more > cheap) await settle(key, span, counting)
      return (known?.count ?? 0) + more
    },
    forget: () => kept.clear(),
  }
}
