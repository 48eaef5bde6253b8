/**
 * One statement for each of many rows of values, as PostgreSQL gets it: once, with an array for each value that differs between the rows.
 * Ten thousand statements cost both sides parsing and an answer each, and whoever else writes waits behind them. Pure. Called by
 * connection.ts.
 */
import type { Floors } from '../floors.ts'
import type { Each, Value } from '../transaction.ts'
import { casts, givenAs, letterOf, numberFloors, type WithFloors } from './dialect.ts'

export type PreparedEach = { name?: string; text: string; values: (string | (string | null)[])[] }

/** Rows in one statement: some megabytes with the longest messages. */
export const mostRows = 500

/** As many are kept on every connection. */
const mostForms = 64

export function makeEachPreparer(): (each: Each, floors: Floors) => PreparedEach {
  const forms = new Map<string, WithFloors & { name?: string }>()
  return ({ text, each }, floors) => {
    const columns = columnsOf(each)
    const key = `${columns.map(({ letter, isArray }) => (isArray ? letter.toUpperCase() : letter)).join('')} ${text}`
    let form = forms.get(key)
    if (!form) {
      const isKept = forms.size < mostForms
      form = { name: isKept ? `recado_each_${forms.size + 1}` : undefined, ...written(text, columns) }
      if (isKept) forms.set(key, form)
    }
    const given = columns.flatMap((column) => (column.letter === 'n' ? [] : [column.given]))
    return { name: form.name, text: form.text, values: [...given, ...form.floors.map((name) => String(floors[name]))] }
  }
}

/** What the rows have in one place. `n`: null in all of them. */
type Column = { letter: 'n' | 't' | 'i' | 'f'; isArray: boolean; given: string | (string | null)[] }

function columnsOf(each: readonly Value[][]): Column[] {
  const [first = []] = each
  const differing = first.map((value, place) => each.some((values) => values[place] !== value))
  // There must be something to count the rows by.
  if (!differing.includes(true)) differing[0] = true
  return first.map((value, place) => {
    if (!differing[place])
      return { letter: letterOf(value), isArray: false, given: value === null ? '' : givenAs(value) }
    const all = each.map((values) => values[place] ?? null)
    const letters = new Set(all.map(letterOf))
    const letter = (['t', 'f', 'i'] as const).find((one) => letters.has(one)) ?? 't'
    return { letter, isArray: true, given: all.map((one) => (one === null ? null : givenAs(one))) }
  })
}

const insertion = /^\s*(insert into \w+ \([^)]*\))\s+values \((.*?)\)(\s+on conflict .*)?$/s

/**
 * Of an `exists` for each of many rows PostgreSQL makes one look at all that could answer it, when it expects that to cost less: all that
 * waits for a bot, under the bot's lock. Of a look for the first one it does not.
 */
const lookAtAll = /\bexists\s*\(/i

/** `insert … values (…)` becomes `insert … select … from` the rows, and a `select` gets that behind it; so each row keeps its place. */
function written(text: string, columns: Column[]): WithFloors {
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
  return numberFloors(whole, taken)
}
