/**
 * One statement for many rows of values, sent to PostgreSQL once, with an array for each value that differs between the
 * rows. Ten thousand statements would cost both sides parsing and a response each, while other writes wait behind them.
 * Pure.
 */
import type { PartitionBounds } from '../sql/partition-bounds.ts'
import type { BulkStatement, Value } from '../sql/transaction.ts'
import { casts, givenAs, letterOf, numberBounds, type WithBounds } from './dialect.ts'

export type PreparedEach = { name?: string; text: string; values: (string | (string | null)[])[] }

/** Rows per statement: some megabytes with the longest messages. */
export const maxRows = 500

/** Maximum cached on every connection. */
const maxForms = 64

export function createEachPreparer(): (each: BulkStatement, bounds: PartitionBounds) => PreparedEach {
  const forms = new Map<string, WithBounds & { name?: string }>()
  return ({ text, each }, bounds) => {
    const columns = columnsOf(each)
    const key = `${columns.map(({ letter, isArray }) => (isArray ? letter.toUpperCase() : letter)).join('')} ${text}`
    let form = forms.get(key)
    if (!form) {
      const isRetained = forms.size < maxForms
      form = { name: isRetained ? `recado_each_${forms.size + 1}` : undefined, ...written(text, columns) }
      if (isRetained) forms.set(key, form)
    }
    const given = columns.flatMap((column) => (column.letter === 'n' ? [] : [column.given]))
    return { name: form.name, text: form.text, values: [...given, ...form.bounds.map((name) => String(bounds[name]))] }
  }
}

/** The values of one parameter over all rows. `n`: null in all of them. */
type Column = { letter: 'n' | 't' | 'i' | 'f'; isArray: boolean; given: string | (string | null)[] }

function columnsOf(each: readonly Value[][]): Column[] {
  const [first = []] = each
  const differing = first.map((value, position) => each.some((values) => values[position] !== value))
  // At least one array is needed to count the rows.
  if (!differing.includes(true)) differing[0] = true
  return first.map((value, position) => {
    if (!differing[position])
      return { letter: letterOf(value), isArray: false, given: value === null ? '' : givenAs(value) }
    const all = each.map((values) => values[position] ?? null)
    const letters = new Set(all.map(letterOf))
    const letter = (['t', 'f', 'i'] as const).find((one) => letters.has(one)) ?? 't'
    return { letter, isArray: true, given: all.map((one) => (one === null ? null : givenAs(one))) }
  })
}

const insertion = /^\s*(insert into \w+ \([^)]*\))\s+values \((.*?)\)(\s+on conflict .*)?$/s

/**
 * For an `exists` in each of many rows, PostgreSQL may scan once all rows that could match, if it expects that to be
 * cheaper: all that waits for a bot, under the bot's lock. For a lookup of the first one it does not.
 */
const lookAtAll = /\bexists\s*\(/i

/**
 * Rewrites `insert … values (…)` to `insert … select … from unnest(…)`, and appends the same `from` to a `select`; row
 * order is preserved.
 */
function written(text: string, columns: Column[]): WithBounds {
  if (lookAtAll.test(text))
    throw new Error(`not exists but a select with limit 1, where it is asked for each of many: ${text}`)
  let taken = 0
  const places = columns.map(({ letter }) => (letter === 'n' ? 0 : ++taken))
  const own = (part: string) =>
    part.replace(/\$(\d+)/g, (_, digits: string) => {
      const column = columns[Number(digits) - 1]
      if (column === undefined || column.letter === 'n') return 'null'
      return column.isArray ? `given.p${digits}` : `$${places[Number(digits) - 1]}::${casts[column.letter]}`
    })
  const arrays = columns.flatMap(({ letter, isArray }, index) => (isArray ? [{ letter, index }] : []))
  const given = arrays.map(({ letter, index }) => `$${places[index]}::${casts[letter]}[]`).join(', ')
  const names = arrays.map(({ index }) => `p${index + 1}, `).join('')
  const from = `from unnest(${given}) with ordinality as given (${names}n) order by n`
  const [, into, expressions, conflict = ''] = insertion.exec(text) ?? []
  const whole =
    into === undefined || expressions === undefined
      ? `${own(text)} ${from}`
      : `${into} select ${own(expressions)} ${from}${own(conflict)}`
  return numberBounds(whole, taken)
}
