/**
 * The names that a part of a request may have, derived from its JSON schema, and the names in a value that the schema
 * does not know: misspelt, known but without effect there, or unknown. Schemas are the one source: a route accepts the
 * fields that its schema shows. Pure.
 */

import type { Violation } from '../errors/violation.ts'
import { isObject } from './check.ts'
import { formOf, nearest } from './near-words.ts'

/** The parts of a schema that are read. `x-meant-by`: names of the field elsewhere, which callers use for it. */
export type WordSchema = {
  type?: unknown
  properties?: Record<string, WordSchema>
  required?: readonly string[]
  items?: WordSchema
  anyOf?: readonly WordSchema[]
  oneOf?: readonly WordSchema[]
  not?: WordSchema
  const?: unknown
  enum?: readonly unknown[]
  additionalProperties?: unknown
  patternProperties?: unknown
  'x-meant-by'?: readonly string[]
}

export type Words = ObjectWords | ListWords | UnionWords
type ListWords = { kind: 'list'; item: Words }
type UnionWords = {
  kind: 'union'
  forms: Words[]
  objects: ObjectWords[]
  /** By the first tag, where all objects have the same one: of 25 forms of messages, those of the value's type. */
  byTag?: { name: string; objects: Map<string, ObjectWords[]> }
}
type ObjectWords = {
  kind: 'object'
  fields: Map<string, Words | undefined>
  /** From the normalized form of a field's name elsewhere to the field. */
  meantBy: Map<string, string>
  /** `open`: further names are the caller's own, or Meta's. `closed`: none. */
  extra: 'open' | 'closed' | 'stray'
  /** Required names with a fixed set of values, by which a value selects this form. In lower case. */
  tags: [name: string, values: string[]][]
  required: string[]
  /** The value is not of this form when all names of one of these lists are present. */
  not: (readonly string[])[]
}

/** Names known elsewhere, and where: without effect here. */
export type Elsewhere = ReadonlyMap<string, string>

/** `refused` are wrong for every caller; `unknown` are tolerated, unless the caller asks for a report. */
export type Strays = { refused: Violation[]; unknown: string[] }

/** Undefined: the schema names nothing. */
export function wordsOf(schema: WordSchema | undefined): Words | undefined {
  if (schema === undefined) return undefined
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives !== undefined) return unionOf(alternatives)
  if (schema.items !== undefined) {
    const item = wordsOf(schema.items)
    return item && { kind: 'list', item }
  }
  return schema.properties === undefined ? undefined : objectOf(schema, schema.properties)
}

function unionOf(alternatives: readonly WordSchema[]): Words | undefined {
  const forms = alternatives.flatMap((one) => wordsOf(one) ?? [])
  if (forms.length <= 1) return forms[0]
  const objects = forms.filter((one) => one.kind === 'object')
  const byTag = byFirstTag(objects)
  return { kind: 'union', forms, objects, ...(byTag && { byTag }) }
}

function byFirstTag(objects: ObjectWords[]): UnionWords['byTag'] {
  const name = objects[0]?.tags[0]?.[0]
  if (name === undefined || objects.some(({ tags }) => tags[0]?.[0] !== name)) return undefined
  const values = new Set(objects.flatMap(({ tags }) => tags[0]?.[1] ?? []))
  const having = (value: string) => objects.filter(({ tags }) => tags[0]?.[1].includes(value))
  return { name, objects: new Map([...values].map((value) => [value, having(value)])) }
}

function objectOf(schema: WordSchema, properties: Record<string, WordSchema>): ObjectWords {
  const entries = Object.entries(properties)
  return {
    kind: 'object',
    fields: new Map(entries.map(([name, field]) => [name, wordsOf(field)])),
    meantBy: new Map(entries.flatMap(([name, field]) => (field['x-meant-by'] ?? []).map((by) => [formOf(by), name]))),
    extra: extraOf(schema.additionalProperties),
    tags: entries.flatMap(([name, field]) => (schema.required?.includes(name) ? tagOf(name, field) : [])),
    required: [...(schema.required ?? [])],
    not: (schema.not?.anyOf ?? [schema.not ?? {}]).flatMap((one) => (one.required ? [one.required] : [])),
  }
}

function extraOf(additional: unknown): ObjectWords['extra'] {
  if (additional === false) return 'closed'
  return additional === true || isObject(additional) ? 'open' : 'stray'
}

function tagOf(name: string, { const: only, enum: some }: WordSchema): [string, string[]][] {
  const values = only === undefined ? some : [only]
  return values === undefined ? [] : [[name, values.map((value) => String(value).toLowerCase())]]
}

/** Every name at its top level. */
export function topNames(words: Words | undefined): string[] {
  if (words === undefined || words.kind === 'list') return []
  const objects = words.kind === 'object' ? [words] : words.objects
  return [...new Set(objects.flatMap((one) => [...one.fields.keys(), ...one.meantBy.keys()]))]
}

const maxStrays = 100

/** The value's unknown names. The caller bounds the depth; names beyond `maxStrays` count as unknown. */
export function straysIn(words: Words | undefined, value: unknown, elsewhere: Elsewhere = new Map()): Strays {
  const strays: Strays = { refused: [], unknown: [] }
  if (words !== undefined) look(words, value, '', { strays, elsewhere, evaluated: new Map() })
  return strays
}

type Look = {
  strays: Strays
  elsewhere: Elsewhere
  /** Keyed by the form's own names: ten thousand items of one form need one judgement per name. */
  evaluated: Map<Map<string, unknown>, Map<string, Evaluation>>
}

function look(words: Words, value: unknown, path: string, at: Look): void {
  if (Array.isArray(value)) {
    const list = words.kind === 'union' ? words.forms.find((one) => one.kind === 'list') : words
    if (list?.kind !== 'list') return
    for (const [index, item] of value.entries()) look(list.item, item, below(path, String(index)), at)
  } else if (isObject(value)) {
    if (words.kind === 'object') lookAtFields(words, [], value, path, at)
    if (words.kind === 'union') {
      const form = formFor(words, value)
      if (form) lookAtFields(form, words.objects, value, path, at)
    }
  }
}

/** The form that the value selects; where several remain, their names combined. */
function formFor({ objects, byTag }: UnionWords, value: Record<string, unknown>): ObjectWords | undefined {
  const tagged = byTag === undefined ? objects : (byTag.objects.get(String(value[byTag.name]).toLowerCase()) ?? [])
  const said = tagged.filter(({ tags }) =>
    tags.every(([name, values]) => values.includes(String(value[name]).toLowerCase())),
  )
  const some = said.filter((one) => !one.not.some((names) => hasAll(value, names)))
  const [first, ...others] = some
  if (first === undefined) return mergedOf(said.length > 0 ? said : objects)
  if (others.length === 0) return first
  const shared = first.required.filter((name) => others.every((one) => one.required.includes(name)))
  const whole = some.filter((one) =>
    hasAll(
      value,
      one.required.filter((name) => !shared.includes(name)),
    ),
  )
  const best = whole.toSorted((one, other) => other.required.length - one.required.length)[0]
  return best ?? mergedOf(some)
}

/** Nothing selects a form: a name known to any of them is known. */
function mergedOf(objects: ObjectWords[]): ObjectWords | undefined {
  const [first] = objects
  return (
    first && {
      ...first,
      fields: new Map(objects.toReversed().flatMap((one) => [...one.fields])),
      meantBy: new Map(objects.flatMap((one) => [...one.meantBy])),
      extra: objects.some((one) => one.extra === 'open') ? 'open' : first.extra,
    }
  )
}

function hasAll(value: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => value[name] !== undefined && value[name] !== null)
}

function lookAtFields(
  form: ObjectWords,
  siblings: ObjectWords[],
  value: Record<string, unknown>,
  path: string,
  at: Look,
): void {
  for (const name in value) {
    const inner = value[name]
    if (form.fields.has(name)) {
      const words = form.fields.get(name)
      if (words !== undefined) look(words, inner, below(path, name), at)
    } else if (inner !== null && inner !== undefined) {
      note(evaluationOf(name, form, siblings, path, at), { name, value, path: below(path, name), form }, at.strays)
    }
  }
}

type Evaluation =
  | { kind: 'meant'; name: string; isSameForm: boolean }
  | { kind: 'elsewhere'; other: string }
  | { kind: 'unknown' }

function evaluationOf(name: string, form: ObjectWords, siblings: ObjectWords[], path: string, at: Look): Evaluation {
  const evaluated = at.evaluated.get(form.fields) ?? new Map<string, Evaluation>()
  at.evaluated.set(form.fields, evaluated)
  const before = evaluated.get(name)
  if (before !== undefined) return before
  // Unbounded, the names of one request would cost their number times the schema's; the bound is far above what any
  // program sends.
  const evaluation: Evaluation =
    evaluated.size < maxStrays
      ? evaluate(name, form, siblings, path === '' ? at.elsewhere : new Map())
      : { kind: 'unknown' }
  if (evaluated.size < maxStrays) evaluated.set(name, evaluation)
  return evaluation
}

function evaluate(name: string, form: ObjectWords, siblings: ObjectWords[], elsewhere: Elsewhere): Evaluation {
  const meant = form.meantBy.get(formOf(name))
  if (meant !== undefined) return { kind: 'meant', name: meant, isSameForm: false }
  const others = new Map([...elsewhere, ...namesOfSiblings(siblings)])
  const other = others.get(name)
  if (other !== undefined) return { kind: 'elsewhere', other }
  const near = nearest(name, form.fields.keys())
  if (near !== undefined) return { kind: 'meant', ...near }
  if (form.extra === 'open') return { kind: 'unknown' }
  const far = nearest(name, others.keys())
  return far === undefined ? { kind: 'unknown' } : { kind: 'elsewhere', other: `${far.name}, ${others.get(far.name)}` }
}

/** Each with the forms that have it: `type: quick_reply`. */
function namesOfSiblings(siblings: ObjectWords[]): [string, string][] {
  const owners = new Map<string, Set<string>>()
  for (const one of siblings) {
    const [tag] = one.tags
    const label = tag === undefined ? '' : `${tag[0]}: ${tag[1][0]}`
    for (const name of one.fields.keys()) owners.set(name, (owners.get(name) ?? new Set()).add(label))
  }
  return [...owners].map(([name, labels]) => [name, [...labels].filter((label) => label !== '').join(', ') || '–'])
}

type Found = { name: string; value: Record<string, unknown>; path: string; form: ObjectWords }

/** An empty value requests nothing, and a value repeated in its right place does no harm. */
function note(evaluation: Evaluation, { name, value, path, form }: Found, { refused, unknown }: Strays): void {
  const given = value[name]
  const isLeftOut = isBlank(given) || (evaluation.kind === 'meant' && isSaidAsWell(evaluation, value, given))
  if (isLeftOut || evaluation.kind === 'unknown') {
    if (form.extra === 'stray' && unknown.length < maxStrays) unknown.push(path)
    if (form.extra === 'closed' && refused.length < maxStrays) refused.push({ path, rule: 'unknown_field' })
  } else if (refused.length < maxStrays) {
    refused.push(
      evaluation.kind === 'meant'
        ? { path, rule: 'misspelled', args: { meant: evaluation.name } }
        : { path, rule: 'no_effect', args: { other: evaluation.other } },
    )
  }
}

function isSaidAsWell(
  { name, isSameForm }: { name: string; isSameForm: boolean },
  value: Record<string, unknown>,
  given: unknown,
): boolean {
  const said = value[name]
  if (said === undefined || said === null) return false
  return !isSameForm || JSON.stringify(said) === JSON.stringify(given)
}

function isBlank(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === ''
  if (typeof value !== 'object' || value === null) return false
  for (const _ in value) return false
  return true
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
