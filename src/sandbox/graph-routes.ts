// The Graph API's routes, with the version already taken off the path: who asks (any non-empty token), which object,
// and the answer written as Meta writes it. Messages are judged in send.ts, media and templates in their own files.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errorBody, httpStatusOf, type Refusal, unknownObject } from './graph-error.ts'
import { mediaObject, registerMediaRoutes } from './graph-media.ts'
import { registerTemplateRoutes } from './graph-templates.ts'
import type { PhoneNumber } from './identity.ts'
import { type Answer, handleMessage, traceId } from './send.ts'
import type { World } from './world.ts'

export type ById = { Params: { id: string }; Querystring: Record<string, string | undefined> }

export function registerGraphRoutes(app: FastifyInstance, world: World): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (tokenOf(request) === '' && !isOpen(world, request)) sendRefusal(world, reply, tokenMissing)
    else done()
  })
  // When the answer is written rather than when it has left: that would cost listeners on every response.
  app.addHook('onSend', (request, reply, _payload, done) => {
    keepRequest(world, request, reply.statusCode)
    done()
  })
  app.post<ById>('/:id/messages', (request, reply) => {
    const phoneNumber = world.numbers.get(request.params.id)
    if (phoneNumber === undefined) return sendRefusal(world, reply, unknownObject(request.params.id, 'post'))
    const body = typeof request.body === 'string' ? request.body : ''
    return writeAnswer(world, request, reply, handleMessage(world, { phoneNumber, body }))
  })
  app.post<ById>('/:id/subscribed_apps', (_request, reply) => reply.send({ success: true }))
  registerMediaRoutes(app, world)
  registerTemplateRoutes(app, world)
  app.get<ById>('/:id', (request, reply) => getObject(world, request, reply))
  app.setNotFoundHandler((request, reply) =>
    sendRefusal(world, reply, {
      code: 2500,
      httpStatus: 400,
      message: `Unknown path components: ${request.url.split('?')[0] ?? ''}`,
    }),
  )
}

const tokenMissing: Refusal = {
  code: 190,
  message: 'Invalid OAuth access token - Cannot parse access token',
}

/** `Bearer`, `OAuth` or `?access_token=`. */
function tokenOf(request: FastifyRequest): string {
  const header = /^(?:bearer|oauth)\s+(\S+)/i.exec(request.headers.authorization ?? '')?.[1]
  return header ?? (request.query as { access_token?: string }).access_token ?? ''
}

function isOpen(world: World, request: FastifyRequest): boolean {
  return !world.rules.mediaAuth && request.url.startsWith('/whatsapp_business/attachments')
}

export function sendRefusal(world: World, reply: FastifyReply, refusal: Refusal): FastifyReply {
  return sendJson(reply, httpStatusOf(refusal), errorBody(refusal, traceId(world)))
}

export function sendJson(reply: FastifyReply, statusCode: number, body: string): FastifyReply {
  return reply.code(statusCode).header('content-type', 'application/json; charset=utf-8').send(body)
}

function keepRequest(world: World, request: FastifyRequest, statusCode: number): void {
  const { method, originalUrl: url, headers, body } = request
  world.requests.add({ at: world.now(), method, url, headers, body: typeof body === 'string' ? body : '', statusCode })
}

function writeAnswer(world: World, request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.kind === 'drop') {
    // A cut connection never gets to the hook that keeps requests; 0 stands for no answer.
    keepRequest(world, request, 0)
    reply.hijack()
    reply.raw.destroy()
    return reply
  }
  if (answer.after === undefined) return sendJson(reply, answer.statusCode, answer.body)
  void answer.after.then(() => sendJson(reply, answer.statusCode, answer.body))
  return reply
}

function getObject(world: World, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const { id } = request.params
  const phoneNumber = world.numbers.get(id)
  const found =
    phoneNumber === undefined
      ? (mediaObject(world, id, request.host) ?? world.templates.byId(id))
      : describeNumber(world, phoneNumber)
  if (found === undefined) return sendRefusal(world, reply, unknownObject(id, 'get'))
  return sendJson(reply, 200, JSON.stringify(pick(found, request.query.fields, id)))
}

function describeNumber(world: World, number: PhoneNumber) {
  return {
    verified_name: number.verifiedName,
    display_phone_number: `+${number.displayNumber}`,
    code_verification_status: 'VERIFIED',
    quality_rating: 'GREEN',
    platform_type: 'CLOUD_API',
    throughput: { level: world.options.throughputPerSecond > 80 ? 'HIGH' : 'STANDARD' },
    name_status: 'APPROVED',
    messaging_limit_tier: 'TIER_UNLIMITED',
    id: number.phoneNumberId,
  }
}

/** `?fields=a,b`: those and the id, as Graph does. */
export function pick(object: object, fields: string | undefined, id: string): object {
  if (fields === undefined || fields === '') return object
  const wanted = fields.split(',').map((field) => field.trim().replace(/[({].*$/, ''))
  return { ...Object.fromEntries(Object.entries(object).filter(([key]) => wanted.includes(key))), id }
}
