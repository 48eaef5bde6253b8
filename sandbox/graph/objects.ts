/**
 * `/{id}` alone: describes, changes or deletes the object with this id – a number, an account, a template, a flow, a
 * media object or an upload – through the file of its kind. Bodies arrive as bytes here, since one of them is a file's.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { World } from '../world.ts'
import { accountObject } from './account.ts'
import { unknownObject } from './error.ts'
import { deleteFlow, flowObject, updateFlow } from './flows.ts'
import { updateAccount } from './insights.ts'
import { createUploadRoom, maxUploadBytes, mediaAsked, mediaObject } from './media.ts'
import { describeNumber, updateNumber } from './numbers.ts'
import { type ById, pick, sendJson, sendRefusal, sendSuccess } from './request.ts'
import { editTemplate } from './template-edit.ts'
import { templateObject } from './templates.ts'
import { describeSession, receivePiece } from './upload.ts'

export function registerObjectRoutes(app: FastifyInstance, world: World): void {
  app.get<ById>('/:id', (request, reply) => {
    const { id } = request.params
    const found = objectAt(world, request)
    if (found === undefined) return sendRefusal(world, reply, unknownObject(id, 'get'))
    return sendJson(reply, pick(found, request.query.fields, id))
  })
  app.delete<ById>('/:id', (request, reply) => remove(world, request, reply))
  const room = createUploadRoom()
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scope.post<ById>('/:id', { bodyLimit: maxUploadBytes, onRequest: room.enter }, (request, reply) =>
      change(world, request, reply),
    )
  })
}

function objectAt(world: World, request: FastifyRequest<ById>): object | undefined {
  const { id } = request.params
  const number = world.numbers.get(id)
  if (number !== undefined) return describeNumber(world, number)
  const flow = world.flows.get(id)
  if (flow !== undefined) return flowObject(world, flow, request)
  const session = world.uploads.session(id)
  if (session !== undefined) return describeSession(session)
  return mediaObject(world, request) ?? templateObject(world, id) ?? accountObject(world, id)
}

function remove(world: World, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const flow = world.flows.get(request.params.id)
  if (flow !== undefined) return deleteFlow(world, flow, reply)
  const media = mediaAsked(world, request)
  if (media === undefined) return sendRefusal(world, reply, unknownObject(request.params.id, 'delete'))
  world.media.remove(media.id)
  return sendSuccess(reply)
}

function change(world: World, request: FastifyRequest<ById>, reply: FastifyReply) {
  const { id } = request.params
  if (id.startsWith('upload:')) return receivePiece(world, request, reply)
  // Converted to text, so that the request log shows it.
  if (Buffer.isBuffer(request.body)) request.body = request.body.toString('utf8')
  const number = world.numbers.get(id)
  if (number !== undefined) return updateNumber(world, number, request, reply)
  const flow = world.flows.get(id)
  if (flow !== undefined) return updateFlow(world, flow, request, reply)
  const template = world.templates.byId(id)
  if (template !== undefined) return editTemplate(world, template, request, reply)
  if (accountObject(world, id) !== undefined) return updateAccount(world, request, reply)
  return sendRefusal(world, reply, unknownObject(id, 'post'))
}
