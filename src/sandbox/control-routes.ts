// The control API under /_sandbox: what persons do, what the phones show, and everything that moves the pretend world.
// For tests and for the phone's page; no authentication, as the sandbox listens where its operator put it.

import type { FastifyInstance, FastifyReply } from 'fastify'
import { registerTroubleRoutes } from './control-trouble.ts'
import { demoTemplates } from './demo-templates.ts'
import type { HistoryEntry } from './history.ts'
import type { PhoneNumber } from './identity.ts'
import { receiveInbound } from './inbound.ts'
import { renderEntry } from './rendered.ts'
import { isMediaKind, sampleOf } from './samples.ts'
import { digitsOf, waIdOf } from './wa-id.ts'
import { isJson, type Json, parseJson, textAt } from './wire.ts'
import type { World } from './world.ts'

type Filter = { Querystring: { to?: string; phoneNumberId?: string; since?: string; limit?: string } }

export function registerControlRoutes(app: FastifyInstance, world: World, hasSamples: boolean): void {
  app.get('/healthz', () => ({ ok: true }))
  app.post('/inbound', (request, reply) => {
    const result = receiveInbound(world, bodyOf(request.body))
    return result.kind === 'received' ? { ok: true, wamid: result.wamid } : wrong(reply, result.reason)
  })
  app.get<Filter>('/messages', (request) => messagesFor(world, request.query).map(shown))
  app.get('/stream', (_request, reply) => stream(world, reply))
  app.get('/people', () => world.people.all())
  app.put<{ Params: { digits: string } }>('/people/:digits', (request, reply) =>
    putPerson(world, request.params.digits, bodyOf(request.body), reply),
  )
  app.get('/numbers', () => [...world.numbers.values()].map(({ appSecret: _hidden, ...number }) => number))
  app.post('/numbers', (request, reply) => addNumber(world, bodyOf(request.body), reply))
  app.get<{ Params: { id: string } }>('/media/:id', (request, reply) => {
    const media = world.media.get(request.params.id)
    return media === undefined ? reply.code(404).send({ error: 'not found' }) : sendBytes(reply, media)
  })
  app.get<{ Params: { file: string } }>('/samples/:file', (request, reply) => {
    const kind = request.params.file.split('.')[0]
    return hasSamples && isMediaKind(kind)
      ? sendBytes(reply, sampleOf(kind))
      : reply.code(404).send({ error: 'not found' })
  })
  registerTroubleRoutes(app, world)
}

export function bodyOf(body: unknown): unknown {
  return typeof body === 'string' ? parseJson(body) : body
}

export function wrong(reply: FastifyReply, error: string): FastifyReply {
  return reply.code(400).send({ ok: false, error })
}

function sendBytes(reply: FastifyReply, file: { mimeType: string; bytes: Buffer }): FastifyReply {
  // Uploaded bytes are anybody's: they must not run as a page of this origin.
  return reply
    .header('content-type', file.mimeType)
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('x-content-type-options', 'nosniff')
    .send(file.bytes)
}

function messagesFor(world: World, query: Filter['Querystring']): HistoryEntry[] {
  const { to, phoneNumberId } = query
  const digits = to === undefined ? '' : digitsOf(to)
  const person = waIdOf(digits)
  return world.history.select({
    since: Number(query.since ?? 0) || 0,
    limit: Math.min(Math.max(Number(query.limit ?? 100) || 100, 1), 10_000),
    passes: (entry) =>
      (phoneNumberId === undefined || entry.phoneNumberId === phoneNumberId) &&
      (to === undefined || entry.person === person || entry.person === to || digitsOf(entry.to) === digits),
  })
}

/** An entry as the control API shows it. */
function shown(entry: HistoryEntry) {
  const { seq, wamid, direction, to, from, person, phoneNumberId, receivedAt, status, failure } = entry
  const rendered = renderEntry(entry)
  return {
    seq,
    wamid,
    direction,
    to,
    from,
    person,
    phoneNumberId,
    receivedAt,
    status,
    failure,
    body: entry.body,
    rendered,
  }
}

/** Server-sent events: a message whenever there is one or its state changed, and `reset` when all was forgotten. */
function stream(world: World, reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  reply.raw.write(': ready\n\n')
  const stop = world.history.onChange((entry) => {
    // A page that does not keep up is cut off and comes back; it must not fill the memory.
    if (reply.raw.writableLength > 8_388_608) reply.raw.destroy()
    else reply.raw.write(entry === undefined ? 'event: reset\ndata:\n\n' : `data: ${JSON.stringify(shown(entry))}\n\n`)
  })
  reply.raw.on('close', stop)
  return reply
}

function putPerson(world: World, digits: string, body: unknown, reply: FastifyReply) {
  const key = waIdOf(digitsOf(digits))
  if (key === '') return wrong(reply, 'the path must end in the digits of a phone number')
  if (!isJson(body)) return wrong(reply, 'the body must be a JSON object')
  const { onWhatsApp, hasRead, hasWritten } = body
  const name = textAt(body, 'name')
  const userId = textAt(body, 'userId')
  if (hasWritten === true)
    for (const phoneNumberId of world.numbers.keys()) world.people.openWindow(phoneNumberId, key, world.now())
  return world.people.put(key, {
    ...(name === undefined ? {} : { name }),
    ...(userId === undefined ? {} : { userId }),
    ...(typeof onWhatsApp === 'boolean' ? { onWhatsApp } : {}),
    ...(typeof hasRead === 'boolean' ? { hasRead } : {}),
  })
}

function addNumber(world: World, body: unknown, reply: FastifyReply) {
  const phoneNumberId = textAt(body, 'phoneNumberId') ?? ''
  const wabaId = textAt(body, 'wabaId') ?? ''
  const displayNumber = digitsOf(textAt(body, 'displayNumber') ?? '')
  const appSecret = textAt(body, 'appSecret')
  // They are written into webhooks as they are, so they must be digits.
  if (!/^\d{1,32}$/.test(phoneNumberId)) return wrong(reply, 'phoneNumberId must be digits')
  if (!/^\d{1,32}$/.test(wabaId)) return wrong(reply, 'wabaId must be digits')
  if (displayNumber === '') return wrong(reply, 'displayNumber must be a phone number')
  const verifiedName = textAt(body, 'verifiedName') ?? displayNumber
  const number: PhoneNumber = {
    phoneNumberId,
    wabaId,
    displayNumber,
    verifiedName,
    ...(appSecret === undefined ? {} : { appSecret }),
  }
  world.numbers.set(phoneNumberId, number)
  if ((body as Json).demoTemplates === true) for (const template of demoTemplates) world.templates.put(wabaId, template)
  return { ok: true, phoneNumberId, wabaId, displayNumber }
}
