/**
 * Files that people sent, for the bot: GET /media/{mediaId}/{signature}, the address that webhooks carry. It needs no
 * other credential, stays the same, and works as soon as a webhook contains it: a file that is still being fetched from
 * Meta is waited for briefly.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { endOfLink, isLinkGood } from '../../model/media/link.ts'
import type { MediaFile } from '../../store/media/media.ts'
import { type Part, readPart } from '../kit/byte-range.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse } from '../kit/errors.ts'
import { botParams, nothing } from '../kit/schemas.ts'
import { registerMediaRefresh } from './media-refresh.ts'

const params = Type.Object({
  mediaId: Type.String({ maxLength: 64, description: 'Id of the file.' }),
  signature: Type.String({ maxLength: 128, description: 'Unguessable part of the address.' }),
})

const fileParams = Type.Object({
  botId: botParams.properties.botId,
  mediaId: Type.String({ maxLength: 64, description: 'Part of the address of the file: `/media/{mediaId}/…`.' }),
})

const routes = {
  read: {
    config: { access: 'client' },
    schema: { tags: ['Media'], summary: 'Download a file that a person sent, with credentials', params: fileParams },
  },
  revoke: {
    config: { access: 'client', hasOptionalBody: true },
    schema: {
      tags: ['Media'],
      summary: "Revoke a file's address",
      params: fileParams,
      response: nothing,
    },
  },
} as const

const waitMs = 8_000
const lookMs = 100

export function registerMedia(app: App, deps: HttpDeps): void {
  app.get(
    '/media/:mediaId/:signature',
    {
      config: { access: 'public' },
      schema: { tags: ['Media'], summary: 'Download a file that a person sent', params },
    },
    async (request, reply) => {
      const { mediaId, signature } = request.params
      if (!deps.media.isSigned(mediaId, signature)) return refuse(request, reply, 'NOT_FOUND')
      const file = await arrived(deps, mediaId)
      const { linkMs } = deps.media
      const endsAt = endOfLink(signature)
      if (file && !isLinkGood(file, { linkMs, now: deps.clock(), endsAt })) return refuse(request, reply, 'MEDIA_GONE')
      return file === undefined ? refuse(request, reply, 'NOT_FOUND') : answer(deps, request, reply, file, endsAt)
    },
  )
  registerBotMedia(app, deps)
  registerMediaRefresh(app, deps)
}

/** With credentials: the file for as long as it is kept, and the revocation of its address. */
function registerBotMedia(app: App, deps: HttpDeps): void {
  app.get('/v1/bots/:botId/media/:mediaId', routes.read, async (request, reply) => {
    const { botId, mediaId } = request.params
    const file = await arrived(deps, mediaId)
    return file?.botId === botId ? answer(deps, request, reply, file) : refuse(request, reply, 'NOT_FOUND')
  })
  app.post('/v1/bots/:botId/media/:mediaId/revoke', routes.revoke, async (request, reply) => {
    const { botId, mediaId } = request.params
    const isDone = await deps.store.revokeMediaLink(botId, mediaId, deps.clock())
    return isDone ? reply.code(204).send(null) : refuse(request, reply, 'NOT_FOUND')
  })
}

/** Polls until the file is stored or given up, for as long as a webhook's receiver would wait. */
async function arrived({ store, media }: HttpDeps, mediaId: string): Promise<MediaFile | undefined> {
  const until = performance.now() + waitMs
  for (;;) {
    const file = await store.mediaFile(mediaId)
    if (file?.state !== 'waiting' || performance.now() > until) return file
    media.wake(file.botId)
    await sleep(lookMs)
  }
}

async function answer(
  { media, clock }: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  file: MediaFile,
  endsAt?: number,
): Promise<FastifyReply> {
  if (file.state === 'waiting') return refuse(request, reply, 'MEDIA_NOT_READY')
  if (file.state !== 'kept' || file.place === undefined) return refuse(request, reply, 'MEDIA_GONE')
  const part = partAsked(request, file)
  if (part === 'none')
    return refuse(request, reply.header('content-range', `bytes */${file.size}`), 'RANGE_NOT_SATISFIABLE')
  const bytes = await media.open(file.place, part === 'whole' ? undefined : part)
  if (bytes === undefined) return refuse(request, reply, 'MEDIA_GONE')
  reportLength(reply, part, file.size)
  return (
    reply
      .header('etag', etagOf(file))
      // The address is the credential, and its holder may show the file in a page of their own.
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('content-type', file.mimeType ?? 'application/octet-stream')
      .header('content-disposition', dispositionOf(file))
      .header('cache-control', `private, max-age=${retainedFor(media, file, clock(), endsAt)}, immutable`)
      // Its sender is not trusted: it must not run as a page of this origin.
      .header('content-security-policy', "sandbox; default-src 'none'; frame-ancestors 'none'")
      .header('x-content-type-options', 'nosniff')
      .send(bytes)
  )
}

const dayS = 86_400

/** Seconds: no longer than its address is valid. */
function retainedFor(
  { linkMs }: HttpDeps['media'],
  { createdAt }: MediaFile,
  now: number,
  endsAt = linkMs === 0 ? Number.POSITIVE_INFINITY : createdAt + linkMs,
): number {
  const leftS = Math.floor((endsAt - now) / 1_000)
  return Math.max(0, Math.min(dayS, leftS))
}

function etagOf({ id }: MediaFile): string {
  return `"${id}"`
}

/** A file never changes; a caller who has the beginning of another file gets all of this one. */
function partAsked({ headers }: FastifyRequest, file: MediaFile): Part | 'whole' | 'none' {
  const isSameFile = headers['if-range'] === undefined || headers['if-range'] === etagOf(file)
  return file.size === undefined || !isSameFile ? 'whole' : readPart(headers.range, file.size)
}

function reportLength(reply: FastifyReply, part: Part | 'whole', size: number | undefined): void {
  if (size === undefined) return
  reply.header('accept-ranges', 'bytes')
  if (part === 'whole') reply.header('content-length', size)
  else {
    const { start, end } = part
    reply
      .code(206)
      .header('content-range', `bytes ${start}-${end}/${size}`)
      .header('content-length', end - start + 1)
  }
}

/** Shown in a browser when harmless, otherwise saved; the name by RFC 6266, for any alphabet. */
function dispositionOf({ mimeType = '', filename }: MediaFile): string {
  const kind = /^(?:image\/(?:jpeg|png|webp)|audio\/|video\/)/.test(mimeType) ? 'inline' : 'attachment'
  if (filename === undefined) return kind
  const plain = filename.replace(/[^\w. -]/g, '_')
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(filename.toWellFormed())}`
}
