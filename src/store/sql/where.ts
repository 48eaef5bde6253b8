/**
 * The conditions of a statement with optional filters: text and values grow together, and the parameter numbers fit
 * wherever the conditions are inserted.
 */
import type { Value } from './transaction.ts'

export type Where = {
  values: Value[]
  /** `condition` receives the number of its first value. */
  add(condition: (n: number) => string, ...values: Value[]): void
  /** The text, with its numbers shifted by `shift`. */
  text(shift?: number): string
}

export function createWhere(): Where {
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
