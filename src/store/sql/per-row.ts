/**
 * Statements that the transactions of a turn may ask together: each concerns rows of its own, so PostgreSQL gets one
 * statement for all of them (store/postgres/merged.ts). Elsewhere they run as they are.
 */

export type PerRow = {
  /**
   * Parameters, from 1, that name what the statement reads and writes: those that agree in all of them run one after the
   * other. A `select` needs none.
   */
  by?: readonly number[]
  /** For an insert that returns something: a column that equals the parameter, and no other row's. */
  answer?: readonly [column: string, parameter: number]
}

const rules = new Map<string, PerRow>()

/** Returns the text. It has its own rows only if `rule` names them: the callers' concurrency guarantees the rest. */
export function perRow(text: string, rule: PerRow = {}): string {
  if (!rules.has(text)) rules.set(text, rule)
  return text
}

export function ruleOf(text: string): PerRow | undefined {
  return rules.get(text)
}
