/**
 * Resumable uploads in the Graph API: open a session, send bytes from an offset, query the offset; the last piece
 * returns the handle (cloud-api.md 2). Accepts both `Authorization: OAuth` and `Bearer`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { bareTypeOf } from '../media-types.ts'
import type { UploadSession } from '../upload.ts'
import type { World } from '../world.ts'
import { type Refusal, unknownObject } from './error.ts'
import { type ById, parametersOf, requires, sendJson, sendRefusal, wrongParameter } from './request.ts'

/** The types that Meta's guide names for headers and profile pictures. */
const uploadTypes = ['application/pdf', 'image/jpeg', 'image/jpg', 'image/png', 'video/mp4']
const maxFileBytes = 100 * 1024 * 1024

export function registerUploadRoutes(app: FastifyInstance, world: World): void {
  app.post<ById>('/:id/uploads', (request, reply) => {
    const { file_name: name, file_length: length, file_type: type } = parametersOf(request)
    const refusal = checkFile(length, type)
    if (refusal !== undefined) return sendRefusal(world, reply, refusal)
    const file = { fileName: String(name ?? 'file'), fileLength: Number(length), mimeType: bareTypeOf(String(type)) }
    return sendJson(reply, { id: world.uploads.open(file).id })
  })
}

function checkFile(length: unknown, type: unknown): Refusal | undefined {
  if (length === undefined) return requires('file_length')
  if (type === undefined) return requires('file_type')
  const bytes = Number(length)
  if (!Number.isSafeInteger(bytes) || bytes < 1 || bytes > maxFileBytes)
    return wrongParameter(`Param file_length must be an integer between 1 and ${maxFileBytes}.`)
  return uploadTypes.includes(bareTypeOf(String(type)))
    ? undefined
    : wrongParameter(`Param file_type must be one of {${uploadTypes.join(', ')}} - got "${String(type)}".`)
}

/** `POST /upload:…` with raw bytes. */
export function receivePiece(world: World, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const session = world.uploads.session(request.params.id)
  if (session === undefined) return sendRefusal(world, reply, unknownObject(request.params.id, 'post'))
  const offset = Number(request.headers.file_offset ?? request.headers['file-offset'] ?? Number.NaN)
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const refusal = checkPiece(session, offset, bytes)
  if (refusal !== undefined) return sendRefusal(world, reply, refusal)
  world.uploads.add(session, bytes)
  if (session.offset < session.fileLength) return sendJson(reply, describeSession(session))
  const { mimeType, fileName: filename } = session
  const media = world.media.put({ mimeType, bytes: Buffer.concat(session.pieces), filename })
  return sendJson(reply, { h: world.uploads.finish(session, media.id) })
}

function checkPiece(session: UploadSession, offset: number, bytes: Buffer): Refusal | undefined {
  if (Number.isNaN(offset)) return requires('file_offset')
  if (offset !== session.offset) return wrongParameter(`Param file_offset must be ${session.offset}.`)
  return session.offset + bytes.length <= session.fileLength
    ? undefined
    : wrongParameter(`The file has more than the ${session.fileLength} bytes of its file_length.`)
}

export function describeSession(session: UploadSession): object {
  return { id: session.id, file_offset: session.offset }
}
