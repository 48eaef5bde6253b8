/**
 * Media in the Graph API: upload, describe, download from an expiring address, delete (cloud-api.md 2). Uploads are
 * read whole, a few large ones at a time; the fields may come in any order, in the form or in the query.
 */
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Media, mediaUrlLifetimeMs, uploadLifetimeMs } from '../media.ts'
import { familyOf, maxBytesOf, mediaTypes } from '../media-types.ts'
import type { World } from '../world.ts'
import { type Refusal, unknownObject } from './error.ts'
import { type Part, readMultipart } from './multipart.ts'
import { type ById, originOf, type Query, requires, sendJson, sendRefusal, sendText } from './request.ts'

type Download = { Querystring: { mid?: string; ext?: string; hash?: string } }

/** A document of 100 MB plus the form around it. */
export const maxUploadBytes = 101 * 1024 * 1024
const maxBytesInFlight = 320 * 1024 * 1024

export function registerMediaRoutes(app: FastifyInstance, world: World): void {
  const room = createUploadRoom()
  app.post<ById>('/:id/media', { bodyLimit: maxUploadBytes, onRequest: room.enter }, (request, reply) =>
    upload(world, request, reply),
  )
  app.get<Download>('/whatsapp_business/attachments/', (request, reply) => download(world, request, reply))
}

/** Limits the announced bytes of unanswered uploads; past the limit it answers Meta's "service overloaded". */
export function createUploadRoom() {
  let inFlight = 0
  return {
    enter(request: FastifyRequest, reply: FastifyReply, done: () => void) {
      const length = Math.min(Number(request.headers['content-length'] ?? maxUploadBytes) || 0, maxUploadBytes)
      if (inFlight + length > maxBytesInFlight) {
        sendText(
          reply,
          503,
          '{"error":{"message":"(#2) Service temporarily unavailable","code":2,"is_transient":true}}',
        )
        return
      }
      inFlight += length
      reply.raw.once('close', () => {
        inFlight -= length
      })
      done()
    },
  }
}

function upload(world: World, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const phoneNumberId = request.params.id
  if (!world.numbers.has(phoneNumberId)) return sendRefusal(world, reply, unknownObject(phoneNumberId, 'post'))
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const parts = readMultipart(body, request.headers['content-type'] ?? '')
  const file = parts.find(({ name }) => name === 'file')
  const product = fieldOf(parts, request.query, 'messaging_product')
  if (product === undefined) return sendRefusal(world, reply, requires('messaging_product'))
  if (product !== 'whatsapp')
    return sendRefusal(world, reply, {
      code: 100,
      message: '(#100) Param messaging_product must be one of {WHATSAPP}.',
    })
  if (file === undefined || file.bytes.length === 0) return sendRefusal(world, reply, requires('file'))
  const mimeType = typeOfFile(file, fieldOf(parts, request.query, 'type'))
  const refusal = checkFile(mimeType, file.bytes)
  if (refusal !== undefined) return sendRefusal(world, reply, refusal)
  const expiresAt = world.now() + uploadLifetimeMs
  const { filename } = file
  const media = world.media.put({ mimeType, bytes: detached(file.bytes, body), filename, phoneNumberId, expiresAt })
  return sendJson(reply, { id: media.id })
}

function fieldOf(parts: readonly Part[], query: Query, name: string): string | undefined {
  return parts.find((part) => part.name === name)?.bytes.toString('utf8') ?? query[name]
}

/** The `type` field if it is a MIME type, otherwise the part's own, otherwise a type that is always refused. */
function typeOfFile(file: Part, type: string | undefined): string {
  return (type?.includes('/') ? type : file.contentType) ?? 'application/octet-stream'
}

function checkFile(mimeType: string, bytes: Buffer): Refusal | undefined {
  const family = familyOf(mimeType)
  if (family === undefined)
    return {
      code: 100,
      message:
        `(#100) Param file must be a file with one of the following types: ${mediaTypes.join(', ')}. ` +
        `Received file of type '${mimeType}'.`,
    }
  const limit = maxBytesOf(family, bytes)
  return bytes.length <= limit
    ? undefined
    : {
        code: 100,
        message: `(#100) Param file must be a file of at most ${limit} bytes, but the file has ${bytes.length} bytes.`,
      }
}

/** A copy, so that a small file does not keep its request's buffer alive; a large one is nearly the whole buffer. */
function detached(bytes: Buffer, body: Buffer): Buffer {
  return bytes.length > body.length * 0.9 && bytes.length > 1_048_576 ? bytes : Buffer.from(bytes)
}

/** Undefined if there is no such media, so that the caller can try another kind of object. */
export function mediaObject(world: World, request: FastifyRequest<ById>): object | undefined {
  const media = mediaAsked(world, request)
  return media === undefined ? undefined : describeMedia(media, originOf(request), world.now() + mediaUrlLifetimeMs)
}

/** `?phone_number_id=` must name the number that owns the media. */
export function mediaAsked(world: World, request: FastifyRequest<ById>): Media | undefined {
  const media = world.media.get(request.params.id, world.now())
  const { phone_number_id: asked } = request.query
  return asked === undefined || media?.phoneNumberId === undefined || media.phoneNumberId === asked ? media : undefined
}

function describeMedia(media: Media, origin: string, expiresAt: number): object {
  const ext = String(Math.floor(expiresAt / 1000))
  const query = new URLSearchParams({ mid: media.id, source: 'webhook', ext, hash: hashOf(media, ext) })
  return {
    messaging_product: 'whatsapp',
    url: `${origin}/whatsapp_business/attachments/?${query}`,
    mime_type: media.mimeType,
    sha256: media.sha256.hex,
    file_size: media.bytes.length,
    id: media.id,
  }
}

/** Binds the address to its expiry, so that a client cannot extend it. */
function hashOf(media: Media, ext: string): string {
  return createHash('sha256').update(`${media.sha256.hex} ${media.id} ${ext}`).digest('base64url').slice(0, 32)
}

function download(world: World, request: FastifyRequest<Download>, reply: FastifyReply): FastifyReply {
  const { mid = '', ext = '0', hash } = request.query
  const media = world.media.get(mid, world.now())
  if (media === undefined || Number(ext) * 1000 < world.now() || hash !== hashOf(media, ext))
    return sendText(reply, 404, '{"error":"Not found"}')
  return reply.header('content-type', media.mimeType).send(media.bytes)
}
