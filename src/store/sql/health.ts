/**
 * Tracks whether the store accepts work, and notifies once when trouble begins and once when it is over, however many
 * transactions were refused meanwhile. The databases report how their work ended.
 */

export type HealthNews =
  /** `cause`: the first failure. */
  | { kind: 'trouble'; cause: unknown }
  /** `refused`: the number of transactions refused meanwhile. */
  | { kind: 'recovered'; afterMs: number; refused: number }

export type Health = {
  worked(): void
  failed(cause: unknown, refused?: number): void
}

/** A full disk still accepts small writes: trouble is over after this time without a refusal. */
const calmMs = 3_000

export function createHealth(
  notify: (news: HealthNews) => void = () => {},
  clock: () => number = () => performance.now(),
): Health {
  let trouble: { since: number; lastAt: number; refused: number } | undefined
  return {
    worked() {
      if (trouble === undefined || clock() - trouble.lastAt < calmMs) return
      const { since, lastAt, refused } = trouble
      trouble = undefined
      notify({ kind: 'recovered', afterMs: Math.round(lastAt - since), refused })
    },
    failed(cause, refused = 1) {
      const now = clock()
      if (trouble === undefined) notify({ kind: 'trouble', cause })
      trouble = { since: trouble?.since ?? now, lastAt: now, refused: (trouble?.refused ?? 0) + refused }
    },
  }
}
