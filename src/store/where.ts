/**
 * The conditions of a statement whose filters may be there or not: text and values grow together, and the numbers of the values fit
 * wherever the conditions are put. Called by the lists.
 */
import type { Value } from './transaction.ts'

export type Where = {
  readonly values: Value[]
  /** `condition` gets the number of its first value. */
  add(condition: (n: number) => string, ...values: Value[]): void
  /** Its numbers counted on from `shift`. */
  text(shift?: number): string
}

export function makeWhere(): Where {
  const parts: { condition: (n: number) => string; first: number }[] = []
  const values: Value[] = []
  return {
    values,
    add(condition, ...more) {
      parts.push({ condition, first: values.length + 1 })
      values.push(...more)
    },
    text: (shift = 0) => parts.map(({ condition, first }) => condition(first + shift)).join(' and '),
  }
}
