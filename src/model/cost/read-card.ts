/**
 * Rate cards as an operator brings them: a list of rates as JSON, or CSV, long (a line for each rate) or wide (a column
 * for each category). Every mistake is told with its line. Pure.
 */
import { createCsvReader, readHeader } from '../campaign/csv.ts'
import type { Checked, Violation } from '../errors/violation.ts'
import { isDay } from '../request/instant.ts'
import { readRate } from './amount.ts'
import { readMarket } from './market.ts'
import { categories, isKnownCategory } from './pricing.ts'
import { cardBounds, type Rate, type RateCard } from './rate-card.ts'

/** As written: nothing is read yet. */
export type WrittenRate = {
  effectiveDate?: string
  currency?: string
  market?: string
  category?: string
  rate?: string | number
  from?: string | number
  to?: string | number
}

type Told = { source: string; effectiveDate?: string | undefined; now: number }

/** Told at once; the others when these are mended. */
const maxViolations = 100

/** Cards by day and currency, in their order. `pathOf`: names the rate at an index. */
export function readRates(
  written: readonly WrittenRate[],
  told: Told,
  pathOf = (index: number) => `rates.${index}`,
): Checked<RateCard[]> {
  const violations: Violation[] = []
  const cards = new Map<string, RateCard>()
  const seen = new Map<string, string>()
  for (const [index, one] of written.entries()) {
    if (violations.length >= maxViolations) break
    const read = readOne({ ...one, effectiveDate: one.effectiveDate || told.effectiveDate }, pathOf(index), violations)
    if (read === undefined) continue
    const { effectiveDate, currency, rate } = read
    const key = `${effectiveDate} ${currency}`
    const place = `${key} ${rate.market} ${rate.category} ${rate.from ?? 0}`
    const other = seen.get(place)
    if (other !== undefined) violations.push({ path: pathOf(index), rule: 'duplicate', args: { other } })
    seen.set(place, pathOf(index))
    const card = cards.get(key) ?? { effectiveDate, currency, source: told.source, rates: [], updatedAt: told.now }
    card.rates.push(rate)
    cards.set(key, card)
  }
  if (written.length === 0) violations.push({ path: 'rates', rule: 'too_few', args: { actual: 0, limit: 1 } })
  return violations.length > 0 ? { ok: false, violations } : { ok: true, value: [...cards.values()] }
}

function readOne(written: WrittenRate, path: string, violations: Violation[]) {
  const before = violations.length
  const wrong = (name: string, expected: string) =>
    violations.push({ path: `${path}.${name}`, rule: 'format', args: { expected } })
  const effectiveDate = String(written.effectiveDate ?? '').trim()
  if (!isDay(effectiveDate)) wrong('effectiveDate', '2026-10-01')
  const currency = String(written.currency ?? '')
    .trim()
    .toUpperCase()
  if (!/^[A-Z]{3}$/.test(currency)) wrong('currency', 'USD')
  const market = readMarket(String(written.market ?? ''))
  if (market === undefined) wrong('market', 'BR, Brazil, Rest of Latin America')
  const category = readCategory(String(written.category ?? ''))
  if (category === undefined)
    violations.push({ path: `${path}.category`, rule: 'one_of', args: { values: categories.join(', ') } })
  const millionths = readRate(written.rate ?? '')
  if (millionths === undefined) wrong('rate', '0.0625')
  const [from, to] = [readVolume(written.from), readVolume(written.to)]
  if (from === false) wrong('from', '1')
  if (to === false) wrong('to', '100000')
  if (violations.length > before || market === undefined || category === undefined || millionths === undefined)
    return undefined
  const tier = { ...(from ? { from } : {}), ...(to ? { to } : {}) }
  return { effectiveDate, currency, rate: { market, category, millionths, ...tier } satisfies Rate }
}

/** `Authentication-International` as `authentication_international`. */
function readCategory(text: string): string | undefined {
  const word = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '_')
  const spelt = word.replace(/^authentication[_-]international$/, 'authentication-international')
  return isKnownCategory(spelt) ? spelt : undefined
}

/** Undefined: none, or without an end. */
function readVolume(value: string | number | undefined): number | undefined | false {
  const text = String(value ?? '').trim()
  if (text === '' || /^(?:∞|unlimited|null)$/i.test(text)) return undefined
  return /^[0-9]{1,12}$/.test(text) ? Number(text) : false
}

/** A file's columns under our names; each has others that tables in public have. */
const columns: Readonly<Record<string, keyof WrittenRate>> = {
  effective_date: 'effectiveDate',
  effectivedate: 'effectiveDate',
  date: 'effectiveDate',
  currency: 'currency',
  market: 'market',
  country: 'market',
  category: 'category',
  rate: 'rate',
  price: 'rate',
  from: 'from',
  tier_from: 'from',
  to: 'to',
  tier_to: 'to',
}

export function readCardFile(text: string, told: Told): Checked<RateCard[]> {
  const body = text.replace(/^\ufeff/, '')
  const header = readHeader(body, true)
  const names = header?.columns.map((name) => name.toLowerCase().replaceAll(/\s+/g, '_')) ?? []
  const places = names.map((name) => columns[name])
  const wide = names.map((name) => (columns[name] === undefined ? readCategory(name) : undefined))
  const isLong = places.includes('rate') && places.includes('category')
  const missing = [...(isLong ? [] : wide.some(Boolean) ? [] : ['category', 'rate']), 'market', 'currency'].filter(
    (name) => !places.includes(name as keyof WrittenRate),
  )
  if (header === undefined || missing.length > 0)
    return { ok: false, violations: missing.map((name) => ({ path: `line.1.${name}`, rule: 'required' })) }
  const reader = createCsvReader(header.separator)
  const rows = [...reader.push(body), ...reader.end()].filter(({ line }) => line > header.line)
  const written: WrittenRate[] = []
  const lines: number[] = []
  for (const row of rows) {
    if ('fault' in row)
      return { ok: false, violations: [{ path: `line.${row.line}`, rule: 'format', args: { expected: 'CSV' } }] }
    const of = (name: keyof WrittenRate) => row.cells[places.indexOf(name)]?.trim() ?? ''
    const shared = { effectiveDate: of('effectiveDate'), currency: of('currency'), market: of('market') }
    const all: WrittenRate[] = isLong
      ? [{ ...shared, category: of('category'), rate: of('rate'), from: of('from'), to: of('to') }]
      : wide.flatMap((category, at) => (category ? [{ ...shared, category, rate: row.cells[at]?.trim() ?? '' }] : []))
    // Where a comma separates no cells, it is that of the decimals.
    if (header.separator !== ',') for (const one of all) one.rate = String(one.rate).replace(/^(\d+),(\d+)$/, '$1.$2')
    // Blank or n/a: not offered there.
    for (const one of all.filter(({ rate }) => !/^(?:|n\/?a|-|–)$/i.test(String(rate)))) {
      written.push(one)
      lines.push(row.line)
    }
    if (written.length > cardBounds.rates) return { ok: false, violations: [tooMany(written.length)] }
  }
  return readRates(written, told, (index) => `line.${lines[index]}`)
}

export function tooMany(actual: number): Violation {
  return { path: 'rates', rule: 'too_many', args: { actual, limit: cardBounds.rates } }
}
