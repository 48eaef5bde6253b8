/**
 * What Meta counts of an account's templates (meta-2026.md, section 11.2). The names of parameters and members are
 * unverified at Meta: a figure that is missing counts 0, figures of several products of one day are added up, instants
 * are read as seconds or as texts of them, cost as a list or an object, and a button is named by `button_content` or
 * `button_text`. Works on functions that get a path; in production the client's.
 */
import { idOf, type Json, listOf, numberOf, objectOf, textOf } from '../../../model/json.ts'
import type { TemplateClicks, TemplateCost, TemplateDay } from '../../../model/template/insights.ts'
import type { Failed } from '../outcomes/outcomes.ts'
import { type GraphResult, nextCursor } from './account.ts'
import type { Calls } from './number-settings.ts'
import { type DoneResult, doneOf } from './templates.ts'

/** Templates of one request. */
export const insightsAtOnce = 10
/** Ten templates of 90 days; more pages than this mean a server that loops. */
const maxPages = 50

export type CountedDay = TemplateDay & { metaId: string }
export type InsightsAnswer = { kind: 'ok'; days: CountedDay[] } | { kind: 'failed'; outcome: Failed }
export type InsightsSwitch = { kind: 'ok'; isOn: boolean } | { kind: 'failed'; outcome: Failed }

export type TemplateInsights = {
  /** Whether the account counts its templates. */
  isOn(): Promise<InsightsSwitch>
  /** For ever: Meta does not take it back. */
  enable(): Promise<DoneResult>
  /** At most `insightsAtOnce` templates, and 90 days. */
  read(asked: { metaIds: readonly string[]; from: number; to: number }): Promise<InsightsAnswer>
}

export function templateInsights({ get, post }: Pick<Calls, 'get' | 'post'>, wabaId: string): TemplateInsights {
  return {
    async isOn() {
      const result = await get(`/${wabaId}?fields=is_enabled_for_insights`)
      return result.kind === 'failed' ? result : { kind: 'ok', isOn: result.json.is_enabled_for_insights === true }
    },
    enable: async () => doneOf(await post(`/${wabaId}?is_enabled_for_insights=true`, {})),
    read: (asked) => read(get, wabaId, asked),
  }
}

async function read(
  get: (path: string) => Promise<GraphResult>,
  wabaId: string,
  { metaIds, from, to }: { metaIds: readonly string[]; from: number; to: number },
): Promise<InsightsAnswer> {
  const found = new Map<string, CountedDay>()
  const query = new URLSearchParams({
    start: String(Math.floor(from / 1_000)),
    end: String(Math.floor(to / 1_000)),
    granularity: 'DAILY',
    metric_types: '[COST,CLICKED,DELIVERED,READ,SENT]',
    template_ids: `[${metaIds.join(',')}]`,
  })
  for (let page = 0; page < maxPages; page++) {
    const result = await get(`/${wabaId}/template_analytics?${query}`)
    if (result.kind === 'failed') return result
    const items = listOf(result.json.data)
    if (items === undefined) return { kind: 'failed', outcome: { kind: 'unknown', reason: 'the response has no list' } }
    for (const item of items)
      for (const point of listOf(objectOf(item)?.data_points) ?? []) add(found, dayIn(objectOf(point)))
    const cursor = nextCursor(result.json)
    if (cursor === undefined) return { kind: 'ok', days: [...found.values()] }
    query.set('after', cursor.toWellFormed())
  }
  return { kind: 'failed', outcome: { kind: 'unknown', reason: `more than ${maxPages} pages of figures` } }
}

function dayIn(point: Json | undefined): CountedDay | undefined {
  const metaId = idOf(point?.template_id)
  const start = numberOf(point?.start)
  if (point === undefined || metaId === undefined || start === undefined) return undefined
  return {
    metaId,
    at: start * 1_000,
    sent: countOf(point.sent),
    delivered: countOf(point.delivered),
    read: countOf(point.read),
    clicks: (listOf(point.clicked) ?? []).flatMap((one) => clicksIn(objectOf(one)) ?? []),
    cost: (listOf(point.cost) ?? [point.cost]).flatMap((one) => costIn(objectOf(one)) ?? []),
  }
}

function countOf(value: unknown): number {
  return Math.max(0, Math.trunc(numberOf(value) ?? 0))
}

function clicksIn(one: Json | undefined): TemplateClicks | undefined {
  const type = textOf(one?.type)
  if (one === undefined || type === undefined) return undefined
  return { type, button: textOf(one.button_content) ?? textOf(one.button_text) ?? '', count: countOf(one.count) }
}

function costIn(one: Json | undefined): TemplateCost | undefined {
  const type = textOf(one?.type)
  const value = numberOf(one?.value)
  return type === undefined || value === undefined ? undefined : { type, value }
}

/** Marketing messages by their own endpoint are a product of their own. */
function add(found: Map<string, CountedDay>, day: CountedDay | undefined): void {
  if (day === undefined) return
  const key = `${day.metaId} ${day.at}`
  const before = found.get(key)
  if (before === undefined) return void found.set(key, day)
  const sum = (name: 'sent' | 'delivered' | 'read') => before[name] + day[name]
  found.set(key, {
    ...day,
    ...{ sent: sum('sent'), delivered: sum('delivered'), read: sum('read') },
    clicks: summed([...before.clicks, ...day.clicks]),
    // An average has no sum; the amount spent and what else Meta names are those of both.
    cost: [...before.cost, ...day.cost],
  })
}

function summed(clicks: readonly TemplateClicks[]): TemplateClicks[] {
  const found = new Map<string, TemplateClicks>()
  for (const one of clicks) {
    const key = `${one.type} ${one.button}`
    found.set(key, { ...one, count: one.count + (found.get(key)?.count ?? 0) })
  }
  return [...found.values()]
}
