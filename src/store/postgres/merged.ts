/**
 * The same statement of several transactions as one statement of PostgreSQL: a turn of thirty statuses asks six times
 * instead of a hundred and eighty. Parsing, binding and answering a statement costs both sides more than its row. Pure.
 */
import type { PartitionBounds } from '../sql/partition-bounds.ts'
import { type PerRow, ruleOf } from '../sql/per-row.ts'
import type { Asked } from '../sql/tallies.ts'
import type { Row, Statement, Value } from '../sql/transaction.ts'
import { casts, givenAs, letterOf, numberBounds, type WithBounds } from './dialect.ts'

export type MergedStatement = { text: string; merged: Value[][]; rule: PerRow }

/** What is asked at once. `of`: the positions of the steps that it answers. */
export type Batch = { of: number[]; asked: Asked | MergedStatement }

type Open = { of: number[]; merged: MergedStatement; named: Set<string> }

/** In the order of the first step of each. */
export function batchesOf(steps: readonly Asked[]): Batch[] {
  const batches: (Batch | Open)[] = []
  const open = new Map<string, Open>()
  for (const [position, step] of steps.entries()) {
    const one = singleOf(step)
    const rule = one && ruleOf(one.text)
    if (one === undefined || rule === undefined) {
      batches.push({ of: [position], asked: step })
      continue
    }
    const name = rule.by?.map((parameter) => one.values[parameter - 1]).join(' ')
    let batch = open.get(one.text)
    if (batch === undefined || (name !== undefined && batch.named.has(name))) {
      batch = { of: [], merged: { text: one.text, merged: [], rule }, named: new Set() }
      open.set(one.text, batch)
      batches.push(batch)
    }
    batch.of.push(position)
    batch.merged.merged.push(one.values)
    if (name !== undefined) batch.named.add(name)
  }
  return batches.map((batch) => ('asked' in batch ? batch : asBatch(batch, steps)))
}

function asBatch({ of, merged }: Open, steps: readonly Asked[]): Batch {
  const [only] = of
  const alone = of.length === 1 && only !== undefined ? steps[only] : undefined
  return { of, asked: alone ?? merged }
}

/** A bulk statement with a single row is an ordinary statement. */
function singleOf(step: Asked): Statement | undefined {
  if (Array.isArray(step)) return undefined
  if (!('each' in step)) return step.isExclusive ? undefined : step
  const [values, ...others] = step.each
  return values === undefined || others.length > 0 ? undefined : { text: step.text, values }
}

/** The rows of each of the merged statements, by position. */
export function answersOf({ merged, rule: { answer } }: MergedStatement, rows: readonly Row[]): Row[][] {
  const answers: Row[][] = merged.map(() => [])
  if (answer === undefined) {
    for (const { given_n: position, ...row } of rows) answers[Number(position) - 1]?.push(row)
    return answers
  }
  const positions = new Map(merged.map((values, position) => [String(values[answer[1] - 1]), position]))
  for (const { given_name: name, ...row } of rows) answers[positions.get(String(name)) ?? -1]?.push(row)
  return answers
}

// ── the text ────────────────────────────────────────────────

/** More forms, of texts and combinations of nulls, are prepared for one use. */
const maxForms = 512

export type PreparedMerged = { name?: string | undefined; text: string; values: (string | (string | null)[])[] }

export function createMergedPreparer(): (merged: MergedStatement, bounds: PartitionBounds) => PreparedMerged {
  const forms = new Map<string, WithBounds & { name: string | undefined }>()
  return ({ text, merged, rule }, bounds) => {
    const letters = lettersOf(merged)
    const key = `${letters.join('')} ${text}`
    let form = forms.get(key)
    if (!form) {
      const name = forms.size < maxForms ? `recado_merged_${forms.size + 1}` : undefined
      form = { name, ...written(text, letters, rule) }
      if (name !== undefined) forms.set(key, form)
    }
    const given = letters.flatMap((letter, position) =>
      letter === 'n' ? [] : [merged.map((values) => textOf(values[position]))],
    )
    return { name: form.name, text: form.text, values: [...given, ...form.bounds.map((name) => String(bounds[name]))] }
  }
}

function textOf(value: Value | undefined): string | null {
  return value === null || value === undefined ? null : givenAs(value)
}

type Letter = ReturnType<typeof letterOf>

/** The type of each parameter over all rows; `n`: null in all of them. */
function lettersOf(merged: readonly Value[][]): Letter[] {
  const [first = []] = merged
  return first.map((_, position) => {
    const letters = new Set(merged.map((values) => letterOf(values[position] ?? null)))
    return (['t', 'f', 'i'] as const).find((letter) => letters.has(letter)) ?? 'n'
  })
}

/**
 * True of each row, and taken for rare: the planner expects one row and looks up what belongs to each. Expecting more,
 * it would read a partition in its first minute whole.
 */
const fewRows = 'one.n = abs(one.n)'

/** PostgreSQL may scan all that could match once, for an `exists` in each of many rows; for the first match it does not. */
const lookAtAll = /\bexists\s*\((?!select 1 from deleted_bots\b)/i

function written(text: string, letters: readonly Letter[], { answer }: PerRow): WithBounds {
  if (lookAtAll.test(text))
    throw new Error(`not exists but a select with limit 1, where it is asked for each of many: ${text}`)
  const arrays = letters.flatMap((letter, position) => (letter === 'n' ? [] : [{ letter, name: `p${position + 1}` }]))
  const given = arrays.map(({ letter }, index) => `$${index + 1}::${casts[letter]}[]`).join(', ')
  const names = arrays.map(({ name }) => `${name}, `).join('')
  const rows = `(select * from unnest(${given}) with ordinality as one (${names}n) where ${fewRows}) as given`
  const own = text.replace(/\$(\d+)/g, (_, digits: string) =>
    (letters[Number(digits) - 1] ?? 'n') === 'n' ? 'null' : `given.p${digits}`,
  )
  return numberBounds(join(own.trim(), rows, answer?.[0]), arrays.length)
}

/** `rows`: the table of given values. An insert that returns is answered by its column `named`, others by position. */
function join(text: string, rows: string, named: string | undefined): string {
  const kind = text.slice(0, 6)
  if (kind === 'select') return `select given.n as given_n, found.* from ${rows} cross join lateral (${text}) as found`
  const { before, where, returning } = clausesOf(text)
  if (kind === 'update') {
    const answered = returning === '' ? '' : ` returning given.n as given_n, ${returning}`
    return `${before} from ${rows} where ${where}${answered}`
  }
  if (returning !== '' && named === undefined)
    throw new Error(`the answer to one row cannot be told from another's: ${text}`)
  const [, into = '', values] = /^(insert into \w+ \([^)]*\))\s+(?:values \((.*)\)|select .*)$/s.exec(before) ?? []
  const selected = values === undefined ? before.slice(into.length).trim() : `select ${values}`
  const condition = where === '' ? '' : ` where ${where}`
  const answered = returning === '' ? '' : ` returning ${returning}, ${named} as given_name`
  return `${into} ${selected} from ${rows}${condition} order by given.n${answered}`
}

/** Divides a statement at the `where` and the `returning` of its own, which stand in no parentheses. */
function clausesOf(text: string): { before: string; where: string; returning: string } {
  const cuts: Record<string, number> = {}
  let depth = 0
  for (const { 0: found, index } of text.matchAll(/[()]|\b(?:where|returning)\b/g)) {
    if (found === '(') depth += 1
    else if (found === ')') depth -= 1
    else if (depth === 0) cuts[found] ??= index
  }
  const returningAt = cuts.returning ?? text.length
  const whereAt = cuts.where ?? returningAt
  return {
    before: text.slice(0, whereAt).trim(),
    where: text.slice(whereAt + 'where'.length, returningAt).trim(),
    returning: text.slice(returningAt + 'returning'.length).trim(),
  }
}
