/**
 * All differences between SQLite's and PostgreSQL's reading of our SQL: types of parameters, results and columns. So
 * the transactions of this folder are written once.
 */
import { boundName, type PartitionBounds } from '../sql/partition-bounds.ts'
import { writeRows } from '../sql/rows.ts'
import type { Statement, Value } from '../sql/transaction.ts'

/** A statement as sent to PostgreSQL; a name stands for one text on every connection, which caches it. */
export type Prepared = { name?: string; text: string; values: string[] }

/** A statement of many rows has more forms than are worth caching: further ones are prepared for one use. */
const maxForms = 64

/**
 * PostgreSQL must know each parameter's type before its value and cannot infer it from `$1 is null`: numbers and texts
 * get casts, and a null is written into the text, since it fits every type. So a text has one form for each combination
 * of nulls that occurs.
 */
export function createPreparer(): (statement: Statement, bounds: PartitionBounds) => Prepared {
  const forms = new Map<string, Map<string, Form>>()
  let count = 0
  return ({ text, values }, bounds) => {
    let byShape = forms.get(text)
    if (!byShape) {
      byShape = new Map()
      forms.set(text, byShape)
    }
    const shape = shapeOf(values)
    let form = byShape.get(shape)
    if (!form) {
      const isRetained = byShape.size < maxForms
      form = { name: isRetained ? `recado_${++count}` : undefined, ...typed(text, shape) }
      if (isRetained) byShape.set(shape, form)
    }
    const given = valuesOf(values)
    for (const bound of form.bounds) given.push(String(bounds[bound]))
    return { name: form.name, text: form.text, values: given }
  }
}

type Form = WithBounds & { name: string | undefined }

/** One letter for each value. */
function shapeOf(values: readonly Value[]): string {
  let shape = ''
  for (const value of values) shape += letterOf(value)
  return shape
}

/** A value's type in PostgreSQL: a key of `casts`, or `n` for none. */
export function letterOf(value: Value): 'n' | 't' | 'i' | 'f' {
  if (value === null) return 'n'
  if (typeof value === 'string') return 't'
  return Number.isInteger(value) ? 'i' : 'f'
}

export const casts: Record<string, string> = { t: 'text', i: 'bigint', f: 'double precision' }

/**
 * True of each row, and taken for rare: the planner expects one row, and looks up what belongs to each. Expecting a
 * hundred, it would read a partition in its first minute whole.
 */
const fewRows = "json_typeof(value) = 'array'"

/** Renumbers the remaining parameters, and appends the partition bounds. */
function typed(text: string, shape: string): WithBounds {
  const places: (number | undefined)[] = []
  let next = 0
  for (const letter of shape) places.push(letter === 'n' ? undefined : ++next)
  const listed = writeRows(
    text,
    (position, type) => `(value ->> ${position})::${type}`,
    (given) => `json_array_elements(${given}::json) as value where ${fewRows}`,
  )
  const numbered = listed.replace(/\$(\d+)/g, (_, digits: string) => {
    const index = Number(digits) - 1
    const position = places[index]
    return position === undefined ? 'null' : `$${position}::${casts[shape[index] ?? 't']}`
  })
  return numberBounds(numbered, next)
}

export type WithBounds = { text: string; bounds: (keyof PartitionBounds)[] }

/** Numbers them after the `taken` existing parameters. */
export function numberBounds(text: string, taken: number): WithBounds {
  const bounds = [...new Set(text.match(boundName))]
  return {
    text: text.replace(boundName, (name) => `$${taken + 1 + bounds.indexOf(name)}::bigint`),
    bounds: bounds.map((name) => name.slice(1) as keyof PartitionBounds),
  }
}

function valuesOf(values: readonly Value[]): string[] {
  const given: string[] = []
  for (const value of values) if (value !== null) given.push(givenAs(value))
  return given
}

/** PostgreSQL texts cannot hold NUL; an endpoint's response or a person's name may. */
export function givenAs(value: string | number): string {
  if (typeof value === 'number') return String(value)
  return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
}

/**
 * Every integer becomes a JavaScript number (times and counters stay far below 2^53), and a boolean becomes 1 or 0 as
 * in SQLite.
 */
const parsers: Record<number, (text: string) => unknown> = {
  16: (text) => (text === 't' ? 1 : 0),
  20: Number,
  21: Number,
  23: Number,
  700: Number,
  701: Number,
  1700: Number,
}

const asText = (text: string): unknown => text

export const resultTypes = { getTypeParser: (oid: number) => parsers[oid] ?? asText }
