/**
 * A campaign: a set of notifications that came as a file. Its content is frozen when it is accepted (template,
 * language, settings, mapping of columns); a row of the file fills it. Rows are validated alike when the file is read,
 * before anything is sent, and when the row becomes a message. Pure.
 */

import type { Checked, Violation } from '../errors/violation.ts'
import type { AllowPrivate } from '../media/media.ts'
import type { Actions, TemplateContent } from '../message/content.ts'
import { isObject } from '../request/check.ts'
import { skillPath, skillViolations } from '../skill/named-skill.ts'
import type { TemplateDefinition } from '../template/definition.ts'
import { fitTemplate } from '../template/fit.ts'
import type { FitNotice } from '../template/hold.ts'
import { parseHsmRequest } from '../template/request.ts'
import { formulaText } from '../text/csv.ts'
import type { CsvRow } from './csv.ts'
import { readDestination } from './phone.ts'
import type { RowReason, RowRule } from './reason.ts'

/**
 * States:
 *
 *   importing -> scheduled -> running -> completed
 *   any of the first three <-> paused
 *   any of these four -> canceled        importing -> failed (the file was lost)
 *   completed -> running                 by a retry of the failed
 */
export const campaignStates = [
  'importing',
  'scheduled',
  'running',
  'paused',
  'completed',
  'canceled',
  'failed',
] as const
export type CampaignState = (typeof campaignStates)[number]

/** The first four are the compatible API's (jelou-api.md, 8.2); it has no word for the others. */
export const campaignStatuses = [
  'COMPLETED',
  'PENDING',
  'IN_PROGRESS',
  'SCHEDULED',
  'PAUSED',
  'CANCELED',
  'FAILED',
] as const
export type CampaignStatus = (typeof campaignStatuses)[number]

export const statusOfState = {
  importing: 'PENDING',
  scheduled: 'SCHEDULED',
  running: 'IN_PROGRESS',
  paused: 'PAUSED',
  completed: 'COMPLETED',
  canceled: 'CANCELED',
  failed: 'FAILED',
} as const satisfies Record<CampaignState, CampaignStatus>

/** A campaign's content and the layout of its file. JSON: stored as it is. */
export type CampaignSnapshot = {
  definition: TemplateDefinition
  /** The account of that template. Absent: the bot's account at that time. */
  wabaId?: string
  /** A template send without destinations and parameters; its texts may hold `{{column}}`. */
  request: Record<string, unknown>
  /** The columns whose values a row keeps, in this order. */
  columns: { name: string; index: number }[]
  /** For each variable of the body, which of `columns` fills it. */
  parameters: number[]
  /** Of the file: number of columns in the header, separator, and the header's line. */
  width: number
  separator: string
  headerLine: number
  /** The instant at which instants in the request were checked to be in the future. */
  readAt: number
}

export type Filled = { content: TemplateContent; actions?: Actions; expiresAt?: number; notices?: FitNotice[] }

export type ValidatedRow = {
  line: number
  /** As in the file when it is not a destination. */
  destination: string
  values: string[]
} & ({ kind: 'good'; filled: Filled } | { kind: 'bad'; reasons: RowReason[] })

const maxReasons = 3
const longestShown = 64

/**
 * One row of the file: its recipient and values, or why it is not sent. `hasSkill`: used when each row names the skill
 * that it sets.
 */
export function validateRow(
  snapshot: CampaignSnapshot,
  row: CsvRow,
  allowPrivate?: AllowPrivate,
  hasSkill: (id: string) => boolean = () => true,
): ValidatedRow {
  const { line } = row
  if ('fault' in row) return { kind: 'bad', line, destination: '', values: [], reasons: [reasonOf('row', row.fault)] }
  const [first = ''] = row.cells
  const values = snapshot.columns.map(({ index }) => formulaText((row.cells[index] ?? '').trim()))
  const reading = readDestination(first.trim())
  const destination = reading.ok ? reading.value : first.trim().slice(0, longestShown)
  const bad = (reasons: RowReason[]): ValidatedRow => ({ kind: 'bad', line, destination, values, reasons })
  if (!reading.ok) return bad([reasonOf('destination', reading.rule)])
  const shape = misshapen(snapshot, row.cells)
  if (shape !== undefined) return bad([shape])
  const filled = fillRow(snapshot, destination, values, allowPrivate)
  if (!filled.ok) return bad(filled.violations.slice(0, maxReasons))
  const strange = skillViolations(filled.value.actions, hasSkill, snapshot.request)
  return strange.length > 0 ? bad(strange) : { kind: 'good', line, destination, values, filled: filled.value }
}

/** Whether each row names its own skill. */
export function areSkillsByRow({ request }: CampaignSnapshot): boolean {
  return isFilledByColumn(request, skillPath(request))
}

/** One address serves all rows, so its failure concerns all. */
export function isOneFile({ request }: Pick<CampaignSnapshot, 'request'>): boolean {
  const cards = Array.isArray(request.cards) ? request.cards : []
  const addresses = [request, ...cards].map((one) => (one as Record<string, unknown> | null)?.mediaUrl)
  const given = addresses.filter((address) => typeof address === 'string' && address !== '')
  return given.length > 0 && columnsIn({ given }).length === 0
}

function reasonOf(path: string, rule: RowRule): RowReason {
  return { path, rule }
}

/**
 * A value that contains the separator would shift the others into the wrong variables; empty cells at the end are
 * harmless.
 */
function misshapen({ width, columns }: CampaignSnapshot, cells: string[]): RowReason | undefined {
  let actual = cells.length
  while (actual > width && cells[actual - 1]?.trim() === '') actual--
  if (actual > width) return { path: 'row', rule: 'row_long', args: { actual, expected: width } }
  const needed = columns.reduce((max, { index }) => Math.max(max, index + 1), 1)
  if (actual < needed) return { path: 'row', rule: 'row_short', args: { actual, expected: needed } }
  return undefined
}

/** The send that a row produces; an invalid value is reported under its column's name. */
export function fillRow(
  snapshot: CampaignSnapshot,
  destination: string,
  values: string[],
  allowPrivateMedia?: AllowPrivate,
): Checked<Filled> {
  const body = {
    ...withColumns(snapshot.request, (name) => values[snapshot.columns.findIndex((column) => column.name === name)]),
    destinations: [destination],
    parameters: snapshot.parameters.map((position) => values[position] ?? ''),
  }
  const left = leftoverIn(body)
  if (left !== undefined) return { ok: false, violations: [underColumn(snapshot, left)] }
  const parsed = parseHsmRequest(body, { now: snapshot.readAt, allowPrivateMedia })
  if (!parsed.ok) return { ok: false, violations: parsed.violations.map((one) => underColumn(snapshot, one)) }
  const fitted = fitTemplate(parsed.value, snapshot.definition, areButtonsByRow(snapshot.request))
  if (!fitted.ok) return { ok: false, violations: fitted.violations.map((one) => underColumn(snapshot, one)) }
  const { actions, expiresAt } = parsed.value
  return { ok: true, value: { content: fitted.value, actions, expiresAt, notices: fitted.notices } }
}

function underColumn({ columns, parameters }: CampaignSnapshot, violation: Violation): Violation {
  const position = /^parameters\.(\d+)$/.exec(violation.path)?.[1]
  const name = position === undefined ? undefined : columns[parameters[Number(position)] ?? -1]?.name
  return name === undefined ? violation : { ...violation, path: name }
}

const byRow = new WeakMap<object, boolean>()

/**
 * Whether each row names the buttons for its payloads: an unknown name is then an error of the row. Cached per request.
 */
function areButtonsByRow(request: Record<string, unknown>): boolean {
  const before = byRow.get(request)
  if (before !== undefined) return before
  const cards = Array.isArray(request.cards) ? request.cards : []
  const lists = [
    request.buttonPayloads,
    request.buttonParameters,
    ...cards.map((card) => isObject(card) && card.buttonParameters),
  ]
  const actions = lists.flatMap((list) => (Array.isArray(list) ? list : [])).flatMap(actionsOf)
  const found = columnsIn({ actions }).length > 0
  byRow.set(request, found)
  return found
}

function actionsOf(item: unknown): unknown[] {
  if (!isObject(item)) return []
  return [item.action, isObject(item.payload) ? item.payload.action : undefined]
}

/** Any column name between the braces; without nested braces one pass finds them all. */
const placeholder = /\{\{([^{}]*)\}\}/g

const nameIn = (inner: string) => inner.trim().normalize('NFC')

/** The request with the row's values in its texts; the same object when there is nothing to fill. */
function withColumns(
  request: Record<string, unknown>,
  valueIn: (column: string) => string | undefined,
): Record<string, unknown> {
  return columnsIn(request).length === 0 ? request : (mapTexts(request, valueIn) as Record<string, unknown>)
}

const known = new WeakMap<object, string[]>()

/** The columns that the request's texts name. Needed for every row of a request, so cached per request. */
export function columnsIn(request: Record<string, unknown>): string[] {
  const before = known.get(request)
  if (before !== undefined) return before
  const names = new Set<string>()
  for (const { text } of textsOf(request, '')) {
    for (const [, inner = ''] of text.matchAll(placeholder)) names.add(nameIn(inner))
  }
  known.set(request, [...names])
  return [...names]
}

/** `{{nombre}}`, and `{{nombre}` or `{nombre}}`, which lack a brace. JSON, which has quotes, is neither. */
const leftover = /\{\{[^{}]{0,200}\}\}?|\{[\p{L}\p{N} _.-]{1,60}\}\}/u

/** A placeholder that nothing fills and people would see: in a text of the request, in a key, or in a row's value. */
export function leftoverIn(value: unknown, path = ''): Violation | undefined {
  for (const { path: at, text, isKey } of textsOf(value, path)) {
    const found = leftover.exec(text)?.[0]
    if (found === undefined) continue
    const isJson = !isKey && /^\{\{?\s*["}]/.test(found)
    if (!isJson) return { path: at, rule: 'placeholder_left', args: { actual: found.slice(0, 60) } }
  }
  return undefined
}

type PlacedText = { path: string; text: string; isKey?: boolean }

function* textsOf(value: unknown, path: string): Generator<PlacedText> {
  if (typeof value === 'string') yield { path, text: value }
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) {
    const below = path === '' ? key : `${path}.${key}`
    if (!Array.isArray(value)) yield { path: below, text: key, isKey: true }
    yield* textsOf(item, below)
  }
}

/** Whether the text at a path of the request, as a violation names it, depends on the row. */
export function isFilledByColumn(request: Record<string, unknown>, path: string): boolean {
  const value = path
    .split('.')
    .reduce<unknown>((held, key) => (held as Record<string, unknown> | undefined)?.[key], request)
  return value !== undefined && columnsIn({ value }).length > 0
}

function mapTexts(value: unknown, valueIn: (column: string) => string | undefined): unknown {
  if (typeof value === 'string')
    return value.replaceAll(placeholder, (all, inner: string) => valueIn(nameIn(inner)) ?? all)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, valueIn))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, valueIn)]))
}
