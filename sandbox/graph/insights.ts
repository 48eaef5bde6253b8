/**
 * Template analytics in the Graph API, from what the sandbox knows: its template messages by the day on which they were
 * sent (UTC), how far each got, and taps on their quick replies. Nothing is said of cost, since the sandbox has no
 * rates. Parameter names are unverified at Meta (meta-2026.md, section 11.2), so lists are read as JSON or with commas,
 * words in either case, and instants as seconds; which code refuses an account that is not enabled is not documented.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HistoryEntry } from '../history.ts'
import { numbersOf } from '../numbers.ts'
import { dayMs } from '../time.ts'
import { type Json, jsonAt, parseJson, textAt } from '../wire.ts'
import type { World } from '../world.ts'
import { type Refusal, unknownObject } from './error.ts'
import { type ById, isTrue, parametersOf, requires, sendJson, sendRefusal, wrongParameter } from './request.ts'

const maxTemplates = 10
const maxDays = 90

export function registerInsightRoutes(app: FastifyInstance, world: World): void {
  app.get<ById>('/:id/template_analytics', (request, reply) => {
    const { id } = request.params
    if (numbersOf(world, id).length === 0) return sendRefusal(world, reply, unknownObject(id, 'get'))
    const asked = askedIn(world, request)
    if (!('ids' in asked)) return sendRefusal(world, reply, asked)
    const points = pointsOf(world, id, asked)
    return sendJson(reply, {
      data: [{ granularity: 'DAILY', product_type: 'cloud_api', data_points: points }],
      paging: {},
    })
  })
}

/** `POST /{waba-id}`: Meta never takes it back. */
export function updateAccount(world: World, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const { id } = request.params
  if (!isTrue(parametersOf(request).is_enabled_for_insights))
    return sendRefusal(world, reply, requires('is_enabled_for_insights'))
  world.business.count(id)
  return sendJson(reply, { id })
}

type Asked = { ids: readonly string[]; from: number; to: number }

function askedIn(world: World, request: FastifyRequest<ById>): Asked | Refusal {
  const { start, end, template_ids: given, granularity = 'DAILY' } = request.query
  if (!world.business.isCounted(request.params.id))
    return wrongParameter('template insights are not enabled for this account')
  const [from, to] = [Number(start) * 1_000, Number(end) * 1_000]
  const ids = listIn(given)
  if (!(from <= to)) return requires('start')
  if (ids.length === 0) return requires('template_ids')
  if (ids.length > maxTemplates) return wrongParameter(`template_ids has at most ${maxTemplates} ids`)
  if (granularity.toUpperCase() !== 'DAILY') return wrongParameter('granularity must be DAILY')
  // The day of the request counts, and Meta rounds.
  if (from < world.now() - (maxDays + 1) * dayMs) return wrongParameter(`start is at most ${maxDays} days back`)
  return { ids, from, to }
}

function listIn(given: string | undefined): readonly string[] {
  // Ids are longer than numbers are exact.
  const texts = given?.replace(/(?<!["\w])(\d{10,})(?!["\w])/g, '"$1"') ?? ''
  const parsed = texts.startsWith('[') ? parseJson(texts) : texts.split(',')
  return (Array.isArray(parsed) ? parsed : []).map((one) => String(one).trim().replaceAll('"', '')).filter(Boolean)
}

type Point = { template_id: string; start: number; end: number; sent: number; delivered: number; read: number }
type Clicked = { type: 'quick_reply_button'; button_content: string; count: number }

const delivered: readonly string[] = ['delivered', 'read', 'played']

function pointsOf(world: World, wabaId: string, { ids, from, to }: Asked): Json[] {
  const own = new Set(numbersOf(world, wabaId).map(({ phoneNumberId }) => phoneNumberId))
  const points = new Map<string, Point & { clicked: Clicked[] }>()
  for (const entry of world.history.all()) {
    const { template, receivedAt } = entry
    const day = Math.floor(receivedAt / dayMs)
    // Whole days, the first and the last included.
    if (!own.has(entry.phoneNumberId) || day < Math.floor(from / dayMs) || day > Math.floor(to / dayMs)) continue
    if (entry.direction === 'in') addTap(world, points, entry)
    else if (template && ids.includes(template.id)) addMessage(points, template.id, entry)
  }
  return [...points.values()]
}

function keyOf(id: string, at: number): { key: string; start: number } {
  const start = Math.floor(at / dayMs) * (dayMs / 1_000)
  return { key: `${id} ${start}`, start }
}

function addMessage(points: Map<string, Point & { clicked: Clicked[] }>, id: string, entry: HistoryEntry): void {
  const { status, receivedAt } = entry
  if (status === 'failed' || status === 'accepted') return
  const { key, start } = keyOf(id, receivedAt)
  const end = start + dayMs / 1_000
  const point = points.get(key) ?? { template_id: id, start, end, sent: 0, delivered: 0, read: 0, clicked: [] }
  point.sent += 1
  if (delivered.includes(status)) point.delivered += 1
  if (status === 'read' || status === 'played') point.read += 1
  points.set(key, point)
}

/** A click counts for the day of the message. */
function addTap(world: World, points: Map<string, Point & { clicked: Clicked[] }>, entry: HistoryEntry): void {
  const tap = parseJson(entry.body)
  const text = textAt(jsonAt(tap, 'button'), 'text')
  const quoted = textAt(jsonAt(tap, 'context'), 'id')
  const message = quoted === undefined ? undefined : world.history.byWamid(quoted)
  if (text === undefined || message?.template === undefined) return
  const point = points.get(keyOf(message.template.id, message.receivedAt).key)
  const known = point?.clicked.find(({ button_content }) => button_content === text)
  if (known) known.count += 1
  else point?.clicked.push({ type: 'quick_reply_button', button_content: text, count: 1 })
}
