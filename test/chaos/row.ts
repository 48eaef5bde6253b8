/** A row as any database gives it. */

export type Row = Record<string, unknown>
