// Media over the Graph API: upload, describe, download by an address that expires, delete (cloud-api.md 2).
// Uploads are read whole; the fields may come in any order, in the form or in the query.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { unknownObject } from './graph-error.ts'
import { type ById, sendJson, sendRefusal } from './graph-routes.ts'
import { type Media, maxBytesOf, mediaUrlLifetimeMs } from './media.ts'
import { readMultipart } from './multipart.ts'
import type { World } from './world.ts'

type Download = { Querystring: { mid?: string; ext?: string } }

export function registerMediaRoutes(app: FastifyInstance, world: World): void {
  app.post<ById>('/:id/media', { bodyLimit: 104_857_600 }, (request, reply) => upload(world, request, reply))
  app.delete<ById>('/:id', (request, reply) => {
    const { id } = request.params
    return world.media.remove(id)
      ? reply.send({ success: true })
      : sendRefusal(world, reply, unknownObject(id, 'delete'))
  })
  app.get<Download>('/whatsapp_business/attachments/', (request, reply) => download(world, request, reply))
}

function upload(world: World, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  if (!world.numbers.has(request.params.id)) return sendRefusal(world, reply, unknownObject(request.params.id, 'post'))
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const parts = readMultipart(bytes, request.headers['content-type'] ?? '')
  const field = (name: string) =>
    parts.find((part) => part.name === name)?.bytes.toString('utf8') ?? request.query[name]
  const file = parts.find((part) => part.name === 'file')
  if (field('messaging_product') !== 'whatsapp')
    return sendRefusal(world, reply, { code: 100, message: '(#100) The parameter messaging_product is required.' })
  if (file === undefined)
    return sendRefusal(world, reply, { code: 100, message: '(#100) The parameter file is required.' })
  const mimeType = field('type') ?? file.contentType ?? 'application/octet-stream'
  const limit = maxBytesOf(mimeType)
  if (limit === undefined)
    return sendRefusal(world, reply, {
      code: 100,
      message: `(#100) Param file must be a file with one of the supported types. Received file of type '${mimeType}'.`,
    })
  if (file.bytes.length > limit)
    return sendRefusal(world, reply, { code: 100, message: `(#100) Param file must be at most ${limit} bytes.` })
  // A copy, so that the request's whole body is not kept alive by a view into it.
  const { filename } = file
  const media = world.media.put({
    mimeType,
    bytes: Buffer.from(file.bytes),
    ...(filename === undefined ? {} : { filename }),
  })
  return reply.send({ id: media.id })
}

/** Undefined when there is no such media, so that the caller can look for another kind of object. */
export function mediaObject(world: World, id: string, host: string): object | undefined {
  const media = world.media.get(id)
  return media === undefined ? undefined : describeMedia(media, host, world.now() + mediaUrlLifetimeMs)
}

function describeMedia(media: Media, host: string, expiresAt: number): object {
  return {
    messaging_product: 'whatsapp',
    url: `http://${host}/whatsapp_business/attachments/?mid=${media.id}&source=webhook&ext=${Math.floor(expiresAt / 1000)}&hash=${media.sha256.hex.slice(0, 32)}`,
    mime_type: media.mimeType,
    sha256: media.sha256.hex,
    file_size: media.bytes.length,
    id: media.id,
  }
}

function download(world: World, request: FastifyRequest<Download>, reply: FastifyReply): FastifyReply {
  const media = world.media.get(request.query.mid ?? '')
  const isExpired = Number(request.query.ext ?? 0) * 1000 < world.now()
  if (media === undefined || isExpired) return sendJson(reply, 404, '{"error":"Not found"}')
  return reply.header('content-type', media.mimeType).send(media.bytes)
}
