/**
 * The control API under /_sandbox: people's actions, the phones' contents, and everything that changes the simulated
 * world. For tests and the phone's page; no authentication, since the operator chooses where the sandbox listens.
 */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { plainHeaders } from '../doors.ts'
import { receiveInbound } from '../inbound/inbound.ts'
import { sampleAsked } from '../samples/samples.ts'
import type { World } from '../world.ts'
import { bodyOf, wrong } from './answers.ts'
import { registerFactRoutes } from './facts.ts'
import { registerLogRoutes } from './log.ts'
import { registerMessageRoutes, shownMessage } from './messages.ts'
import { describeRoutes } from './openapi.ts'
import { registerPeopleRoutes } from './people.ts'
import { registerStateRoutes } from './state.ts'
import { registerTemplateControlRoutes } from './templates.ts'
import { registerTroubleRoutes } from './trouble.ts'

type SampleRequest = { Params: { file: string }; Querystring: { bytes?: string } }

export function registerControlRoutes(app: FastifyInstance, world: World, hasSamples: boolean): void {
  describeRoutes(app)
  app.get('/healthz', () => ({ ok: true }))
  app.post('/inbound', (request, reply) => {
    const result = receiveInbound(world, bodyOf(request.body))
    return result.kind === 'received' ? { ok: true, wamid: result.wamid } : wrong(reply, result.reason)
  })
  app.get('/stream', (_request, reply) => stream(world, reply))
  app.get<{ Params: { id: string } }>('/media/:id', (request, reply) => {
    const media = world.media.get(request.params.id)
    return media === undefined ? reply.code(404).send({ error: 'not found' }) : sendBytes(reply, media)
  })
  app.get<SampleRequest>('/samples/:file', (request, reply) => {
    const sample = hasSamples ? sampleAsked(request.params.file, request.query.bytes) : undefined
    if (sample === undefined) return reply.code(404).send({ error: 'not found' })
    // Cacheable like any public picture, since a sample may be sent to many.
    return sendBytes(reply.header('cache-control', 'public, max-age=3600'), sample)
  })
  registerMessageRoutes(app, world)
  registerFactRoutes(app, world)
  registerPeopleRoutes(app, world)
  registerTroubleRoutes(app, world)
  registerLogRoutes(app, world)
  registerStateRoutes(app, world)
  registerTemplateControlRoutes(app, world)
}

function sendBytes(reply: FastifyReply, file: { mimeType: string; bytes: Buffer }): FastifyReply {
  // Uploaded bytes are untrusted: they must not run as a page of this origin.
  return reply
    .header('content-type', file.mimeType)
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('x-content-type-options', 'nosniff')
    .send(file.bytes)
}

/** Server-sent events: a message when it appears or changes state, and `reset` when everything was cleared. */
function stream(world: World, reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.writeHead(200, { ...plainHeaders, 'content-type': 'text/event-stream' })
  reply.raw.write(': ready\n\n')
  const stop = world.history.onChange((entry) => {
    // A page that does not keep up is disconnected and reconnects, so that it cannot fill the memory.
    if (reply.raw.writableLength > 8_388_608) reply.raw.destroy()
    else
      reply.raw.write(
        entry === undefined ? 'event: reset\ndata:\n\n' : `data: ${JSON.stringify(shownMessage(entry))}\n\n`,
      )
  })
  const stopTyping = world.history.onTyping(({ phoneNumberId, person }) => {
    reply.raw.write(`event: typing\ndata: ${JSON.stringify({ phoneNumberId, person, forMs: 25_000 })}\n\n`)
  })
  const stopMoves = world.history.onMove((from, to) => {
    reply.raw.write(`event: moved\ndata: ${JSON.stringify({ from, to })}\n\n`)
  })
  reply.raw.on('close', () => {
    stop()
    stopMoves()
    stopTyping()
  })
  return reply
}
