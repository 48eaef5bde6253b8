/**
 * All differences between SQLite's and PostgreSQL's reading of our SQL: types of parameters, results and columns. So
 * the transactions of this folder are written once.
 */
import { type Floors, floorName } from '../sql/partition-bounds.ts'
import type { Statement, Value } from '../sql/transaction.ts'

/** A statement as sent to PostgreSQL; a name stands for one text on every connection, which caches it. */
export type Prepared = { name?: string; text: string; values: string[] }

/** A statement of many rows has more forms than are worth caching: further ones are prepared for one use. */
const mostForms = 64

/**
 * PostgreSQL must know each parameter's type before its value and cannot infer it from `$1 is null`: numbers and texts
 * get casts, and a null is written into the text, since it fits every type. So a text has one form for each combination
 * of nulls that occurs.
 */
export function makePreparer(): (statement: Statement, floors: Floors) => Prepared {
  const forms = new Map<string, Map<string, Form>>()
  let count = 0
  return ({ text, values }, floors) => {
    let byShape = forms.get(text)
    if (!byShape) {
      byShape = new Map()
      forms.set(text, byShape)
    }
    const shape = shapeOf(values)
    let form = byShape.get(shape)
    if (!form) {
      const isKept = byShape.size < mostForms
      form = { name: isKept ? `recado_${++count}` : undefined, ...typed(text, shape) }
      if (isKept) byShape.set(shape, form)
    }
    const given = valuesOf(values)
    for (const floor of form.floors) given.push(String(floors[floor]))
    return { name: form.name, text: form.text, values: given }
  }
}

type Form = WithFloors & { name: string | undefined }

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

/** Renumbers the remaining parameters, and appends the partition bounds. */
function typed(text: string, shape: string): WithFloors {
  const places: (number | undefined)[] = []
  let next = 0
  for (const letter of shape) places.push(letter === 'n' ? undefined : ++next)
  const numbered = text.replace(/\$(\d+)/g, (_, digits: string) => {
    const index = Number(digits) - 1
    const place = places[index]
    return place === undefined ? 'null' : `$${place}::${casts[shape[index] ?? 't']}`
  })
  return numberFloors(numbered, next)
}

export type WithFloors = { text: string; floors: (keyof Floors)[] }

/** Numbers them after the `taken` existing parameters. */
export function numberFloors(text: string, taken: number): WithFloors {
  const floors = [...new Set(text.match(floorName))]
  return {
    text: text.replace(floorName, (name) => `$${taken + 1 + floors.indexOf(name)}::bigint`),
    floors: floors.map((name) => name.slice(1) as keyof Floors),
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
