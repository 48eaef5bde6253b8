/**
 * Whether the store takes work, as the operator should hear of it: once when trouble begins and once when it is over, however many were
 * refused meanwhile. Fed by the databases with how their work ended, told to the log and the metrics by app.ts.
 */

export type HealthNews =
  /** `cause`: the failure that it began with. */
  | { kind: 'trouble'; cause: unknown }
  /** `refused`: how many transactions were refused meanwhile. */
  | { kind: 'recovered'; afterMs: number; refused: number }

export type Health = {
  worked(): void
  failed(cause: unknown, refused?: number): void
}

/** A full disk still takes what fits into it: trouble is over when nothing was refused for so long. */
const calmMs = 3_000

export function makeHealth(
  tell: (news: HealthNews) => void = () => {},
  clock: () => number = () => performance.now(),
): Health {
  let trouble: { since: number; lastAt: number; refused: number } | undefined
  return {
    worked() {
      if (trouble === undefined || clock() - trouble.lastAt < calmMs) return
      const { since, lastAt, refused } = trouble
      trouble = undefined
      tell({ kind: 'recovered', afterMs: Math.round(lastAt - since), refused })
    },
    failed(cause, refused = 1) {
      const now = clock()
      if (trouble === undefined) tell({ kind: 'trouble', cause })
      trouble = { since: trouble?.since ?? now, lastAt: now, refused: (trouble?.refused ?? 0) + refused }
    },
  }
}
