/**
 * The body of POST /v1/hsm/file (jelou-api.md, 8.1), as JSON or as form fields: the campaign's own fields are parsed
 * here, the fields of the template send are kept for the rows, which validate them as a single send would. With the
 * file's header it also maps columns to variables. Pure.
 */

import type { Checked, Violation } from '../errors/violation.ts'
import type { AllowPrivate } from '../media/media.ts'
import { present, type Reader, readList, readOptionalText, readRoot, readText, report } from '../request/check.ts'
import { instantOf } from '../request/instant.ts'
import { readJson } from '../request/nesting.ts'
import type { TemplateDefinition } from '../template/definition.ts'
import type { FitNotice } from '../template/hold.ts'
import { shapeOf } from '../template/shape.ts'
import { columnNames, placeValues } from '../template/values.ts'
import { type CampaignSnapshot, columnsIn, type Filled, fillRow, isFilledByColumn } from './campaign.ts'
import type { CsvHeader } from './csv.ts'
import { looksLikeDestination } from './phone.ts'

export type CampaignRequest = {
  name: string
  elementName: string
  botId: string
  language?: string
  fileUrl?: string
  scheduledAt?: number
  /** Absent: the columns in their order. */
  params?: { param: string; column: string }[]
  /** The raw fields of a template send. */
  request: Record<string, unknown>
}

/** Fields of a template send that a campaign takes over. */
const sendFields = [
  'elementName',
  'language',
  'type',
  'mediaUrl',
  'filename',
  'fileName',
  'headerParameters',
  'buttonParameters',
  'buttonPayloads',
  'dynamicUrlParameter',
  'actions',
  'ltoParams',
  'expirationTime',
  'cards',
  'thumbnailProduct',
  'coordinates',
  'product',
  'orderStatus',
  'bidMultiplier',
  'bid_spec',
] as const

/** In a form every value is a text; values that look like JSON are parsed as JSON. */
export function readForm(fields: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, text]) => [key, formValue(text)]))
}

function formValue(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text
  return readJson(text) ?? text
}

export function parseCampaignRequest(body: unknown, now: number): Checked<CampaignRequest> {
  const violations: Violation[] = []
  const root = readRoot(body, violations)
  if (root === undefined) return { ok: false, violations }
  const value = present<CampaignRequest>({
    name: readText(root, 'campaignName', 200),
    elementName: readText(root, 'elementName', 512),
    botId: readText(root, 'botId'),
    language: readOptionalText(root, 'language'),
    fileUrl: readOptionalText(root, 'fileUrl', 2048),
    scheduledAt: readSchedule(root, now),
    params: readMapping(root),
    request: Object.fromEntries(
      sendFields.flatMap((key) => (root.fields[key] === undefined ? [] : [[key, root.fields[key]]])),
    ),
  })
  return violations.length > 0 ? { ok: false, violations } : { ok: true, value }
}

/** Clocks differ, and filling in a form takes time; an earlier instant is a mistake that must not be sent at once. */
const lateMs = 5 * 60_000

function readSchedule(root: Reader, now: number): number | undefined {
  const text = readOptionalText(root, 'scheduledAt')
  if (text === undefined) return undefined
  const at = instantOf(text)
  if (at === undefined) report(root, 'scheduledAt', 'format', { expected: '2027-11-07T05:31:56Z' })
  else if (at < now - lateMs) report(root, 'scheduledAt', 'future')
  else return at
  return undefined
}

export const maxParameters = 100

/** `param` is the number of a variable, from 1 as templates count, or its name. */
function readMapping(root: Reader): CampaignRequest['params'] {
  const items = readList(root, 'params', { min: 0, max: maxParameters })
  if (items.length === 0) return undefined
  return items.map((item) => {
    const { param } = item.fields
    if (typeof param !== 'number') return { param: readText(item, 'param'), column: readText(item, 'column') }
    if (!Number.isInteger(param) || param < 1) report(item, 'param', 'range', { min: 1, max: maxParameters })
    return { param: String(param), column: readText(item, 'column') }
  })
}

// ── with the file's header ──────────────────────────────────

export type SnapshotInput = {
  request: CampaignRequest
  definition: TemplateDefinition
  header: CsvHeader
  /** Names that people gave to the template's variables. */
  labels?: readonly string[]
  /** The request field that the file came by. */
  field?: string
  now: number
  allowPrivateMedia?: AllowPrivate
}

/** The snapshot that the campaign sends; or the errors that no row can fix. */
export function snapshotOf(input: SnapshotInput): Checked<CampaignSnapshot> & { notices?: FitNotice[] } {
  const { request, definition, header, now } = input
  const violations: Violation[] = []
  const places = placesOf(input, violations)
  const named = columnsIn(request.request).map((name) => ({
    name,
    index: columnIndex(header, name, 'request', violations),
  }))
  if (violations.length > 0) return { ok: false, violations }
  const columns = [...places, ...named].filter((one, at, all) => all.findIndex(({ name }) => name === one.name) === at)
  const snapshot: CampaignSnapshot = {
    definition,
    request: request.request,
    columns,
    parameters: places.map(({ name }) => columns.findIndex((column) => column.name === name)),
    width: header.columns.length,
    separator: header.separator,
    headerLine: header.line,
    readAt: Math.max(now, request.scheduledAt ?? now),
  }
  const sample = fillSample(snapshot, input)
  const misfits = misfitsOf(snapshot, input, sample)
  if (misfits.length > 0) return { ok: false, violations: misfits }
  const notices = sample.ok ? sample.value.notices : undefined
  return { ok: true, value: snapshot, ...(notices ? { notices } : {}) }
}

type Place = { name: string; index: number }

/**
 * The column of each variable, in order: as mapped, as the header names it, or the columns after the phone in their
 * order.
 */
function placesOf(
  { request: { params }, definition, header, labels = [], field = 'file' }: SnapshotInput,
  violations: Violation[],
): Place[] {
  const shape = shapeOf(definition).body
  const expected = shape.variables.length
  const count = (path: string, actual: number) => violations.push(...parameterCount(definition, path, expected, actual))
  if (params === undefined) {
    const places = shape.variables.map((_, at) => ({ name: header.columns[at + 1] ?? '', index: at + 1 }))
    const actual = header.columns.length - 1
    if (actual < expected) count(field, actual)
    const named = placesByName(header, columnNames(definition, labels))
    if (named?.every((position) => position !== undefined)) return named
    const astray = named?.flatMap((position, at) => (position && position.index !== at + 1 ? [at] : [])) ?? []
    if (named && astray.length > 0)
      violations.push(...missingColumns(header, field, columnNames(definition, labels), named))
    // By order, two columns of the same name are still two columns.
    return places.map((position, at) =>
      isTwice(header, position.name) ? { ...position, name: `${position.name}#${at + 1}` } : position,
    )
  }
  const placed = placeValues(
    params.map(({ param }) => param),
    definition,
    { path: 'params', labels },
  )
  if (!placed.ok) {
    violations.push(...placed.violations)
    return []
  }
  const places = shape.variables.map((variable, at) => {
    const mapped = params.filter(({ param }) => param === String(at + 1) || param === variable || param === labels[at])
    return mapped.length === 1 ? mapped[0] : undefined
  })
  if (params.length !== expected || places.includes(undefined)) count('params', params.length)
  return places.map((position) => {
    const name = position?.column ?? ''
    return { name, index: position ? columnIndex(header, name, 'params', violations) : -1 }
  })
}

/** The columns below the phone that bear the names; undefined when the header has none of them. */
function placesByName({ columns }: CsvHeader, names: string[]): (Place | undefined)[] | undefined {
  const places = names.map((name) => {
    const found = columns.flatMap((column, at) => (at > 0 && folded(column) === folded(name) ? [at] : []))
    const [index] = found
    return index === undefined || found.length > 1 ? undefined : { name: columns[index] ?? '', index }
  })
  return names.length > 0 && places.some((position) => position !== undefined) ? places : undefined
}

/** Some variables have a column of their name in another position, so the others cannot go by order. */
function missingColumns(
  { columns }: CsvHeader,
  path: string,
  names: string[],
  places: (Place | undefined)[],
): Violation[] {
  const available = columns.join(', ').slice(0, 500)
  const missing = names.filter((_, at) => places[at] === undefined)
  return missing.map((column) => ({ path, rule: 'csv_column', args: { column, available } }))
}

function folded(name: string): string {
  return name.trim().normalize('NFC').toLowerCase()
}

function parameterCount(
  { elementName: template }: TemplateDefinition,
  path: string,
  expected: number,
  actual: number,
): Violation[] {
  const args = { component: 'body', template, expected, actual }
  return [
    { path, rule: 'parameter_count' },
    { path, rule: 'parameter_count_detail', args },
  ]
}

function isTwice({ columns }: CsvHeader, name: string): boolean {
  return name === '' || columns.filter((column) => column === name).length > 1
}

/** Exact, else case-insensitive: spreadsheets and people do not preserve case. */
function columnIndex({ columns }: CsvHeader, name: string, path: string, violations: Violation[]): number {
  const matches = (fold: (text: string) => string) =>
    columns.flatMap((column, index) => (fold(column) === fold(name) ? [index] : []))
  const exact = matches((text) => text.trim().normalize('NFC'))
  const found = exact.length > 0 ? exact : matches((text) => text.trim().normalize('NFC').toLowerCase())
  if (found.length === 1 && found[0] !== undefined) return found[0]
  const rule = found.length > 1 ? 'csv_column_twice' : 'csv_column'
  violations.push({ path, rule, args: { column: name, available: columns.join(', ').slice(0, 500) } })
  return -1
}

/**
 * Checks a row of harmless values against the template: a failure is an error of the request, unless a column fills the
 * value.
 */
function fillSample(snapshot: CampaignSnapshot, { allowPrivateMedia }: SampleInput): Checked<Filled> {
  const values = snapshot.columns.map(() => '1')
  return fillRow(snapshot, '12025550123', values, allowPrivateMedia)
}

type SampleInput = { allowPrivateMedia?: AllowPrivate | undefined }

/** Errors that no row can fix. */
export function misfitsOf(
  snapshot: CampaignSnapshot,
  input: SampleInput,
  sample = fillSample(snapshot, input),
): Violation[] {
  return sample.ok ? [] : sample.violations.filter(({ path }) => !isFilledByColumn(snapshot.request, path))
}

/** Notices on a header that is readable all the same. */
export function headerNotices({ columns }: CsvHeader): string[] {
  const strange = columns.filter((column) => !/^\w+$/.test(column))
  return strange.map(
    (column) => `The name of column "${column}" has characters other than letters, digits and underscores.`,
  )
}

/** The first line names columns and is not already a row. */
export function isHeader(header: CsvHeader | undefined): header is CsvHeader {
  return header !== undefined && !looksLikeDestination(header.columns[0] ?? '')
}
