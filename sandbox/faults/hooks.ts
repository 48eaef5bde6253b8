/**
 * Faults on Graph API calls other than sends: media, templates and the rest. Two hooks around every handler, which cost
 * one comparison while there are no faults. Faults on sends are in send.ts.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errorBody, httpStatusOf } from '../graph/error.ts'
import { refusalOf } from '../rules/judge.ts'
import { traceId } from '../trace-id.ts'
import type { World } from '../world.ts'
import type { Fault, FaultOperation } from './fault.ts'

export function registerFaultHooks(app: FastifyInstance, world: World, retain: RecordRequest): void {
  const struck = new WeakMap<FastifyRequest, Fault>()
  app.addHook('preHandler', (request, reply, done) => {
    const fault = world.faults.all().length === 0 ? undefined : faultOn(world, request)
    if (fault === undefined) return done()
    struck.set(request, fault)
    if (fault.kind === 'status') return void answer(reply, fault.httpStatus, textOf(fault.body))
    if (fault.kind === 'graphError') return void answerError(world, reply, fault)
    if (fault.kind === 'dropBefore') return cut(request, reply, retain)
    done()
  })
  app.addHook('onSend', (request, reply, _payload, done) => {
    const fault = struck.get(request)
    if (fault?.kind === 'dropAfter') return cut(request, reply, retain)
    if (fault?.kind === 'delay') return void setTimeout(() => done(), fault.delayMs).unref()
    done()
  })
}

type RecordRequest = (request: FastifyRequest, statusCode: number) => void

function faultOn(world: World, request: FastifyRequest): Fault | undefined {
  const operation = operationOf(world, request)
  if (operation === 'messages') return undefined
  const { id } = request.params as { id?: string }
  return world.faults.take({ operation, ...(id === undefined ? {} : { phoneNumberId: id }) })
}

function operationOf(world: World, request: FastifyRequest): FaultOperation {
  const route = request.routeOptions.url ?? ''
  if (route === '/:id/messages') return 'messages'
  if (route === '/:id/media') return 'mediaUpload'
  if (route.startsWith('/whatsapp_business/attachments')) return 'mediaDownload'
  if (route.includes('message_template')) return 'templates'
  const { id = '' } = request.params as { id?: string }
  if (world.media.get(id, world.now()) !== undefined) return request.method === 'DELETE' ? 'mediaDelete' : 'mediaInfo'
  return world.templates.byId(id) === undefined ? 'other' : 'templates'
}

function answer(reply: FastifyReply, statusCode: number, body: string): FastifyReply {
  return reply.code(statusCode).header('content-type', 'application/json; charset=utf-8').send(body)
}

function answerError(world: World, reply: FastifyReply, fault: Fault): FastifyReply {
  const refusal = refusalOf(fault)
  return answer(reply, httpStatusOf(refusal), errorBody(refusal, traceId(world)))
}

/** A fault's `body`: text as it is, other values as JSON, undefined as an empty text. */
function textOf(body: unknown): string {
  if (body === undefined) return ''
  return typeof body === 'string' ? body : JSON.stringify(body)
}

/** A cut connection never reaches the hook that logs requests; status 0 stands for no answer. */
function cut(request: FastifyRequest, reply: FastifyReply, retain: RecordRequest): void {
  retain(request, 0)
  reply.hijack()
  reply.raw.destroy()
}
