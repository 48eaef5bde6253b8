/**
 * What people sent, for the bot: GET /media/{mediaId}/{signature}, the address that webhooks carry. It needs no other credential, stays
 * the same, and works as soon as it is told: a file that is still on its way from Meta is waited for a moment.
 */
import { timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { MediaFile } from '../store/media.ts'
import type { App, HttpDeps } from './deps.ts'
import { refuse } from './errors.ts'

const params = Type.Object({
  mediaId: Type.String({ maxLength: 64 }),
  signature: Type.String({ maxLength: 128, description: 'Part of the address; nobody can guess it.' }),
})

const waitMs = 8_000
const lookMs = 100

export function registerMedia(app: App, deps: HttpDeps): void {
  app.get(
    '/media/:mediaId/:signature',
    {
      config: { access: 'public' },
      schema: { tags: ['Media'], summary: 'A file that a person sent', params },
    },
    async (request, reply) => {
      const { mediaId, signature } = request.params
      if (!isSame(signature, deps.media.signatureOf(mediaId))) return refuse(request, reply, 'NOT_FOUND')
      const file = await arrived(deps, mediaId)
      return file === undefined ? refuse(request, reply, 'NOT_FOUND') : answer(deps, request, reply, file)
    },
  )
}

/** Compared without telling by its time how much is right. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Looks again until it is kept or given up, for as long as a webhook's receiver would wait. */
async function arrived({ store, media }: HttpDeps, mediaId: string): Promise<MediaFile | undefined> {
  const until = performance.now() + waitMs
  for (;;) {
    const file = await store.mediaFile(mediaId)
    if (file?.state !== 'waiting' || performance.now() > until) return file
    media.wake(file.botId)
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
}

async function answer(
  { media }: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  file: MediaFile,
): Promise<FastifyReply> {
  if (file.state === 'waiting') return refuse(request, reply, 'MEDIA_NOT_READY')
  const bytes = file.state === 'kept' && file.place !== undefined ? await media.open(file.place) : undefined
  if (bytes === undefined) return refuse(request, reply, 'MEDIA_GONE')
  if (file.size !== undefined) reply.header('content-length', file.size)
  return (
    reply
      .header('content-type', file.mimeType ?? 'application/octet-stream')
      .header('content-disposition', dispositionOf(file))
      .header('cache-control', 'private, max-age=86400, immutable')
      // Anybody may have sent it: it must not run as a page of this origin.
      .header('content-security-policy', "sandbox; default-src 'none'")
      .header('x-content-type-options', 'nosniff')
      .send(bytes)
  )
}

/** Shown by a browser when it cannot do harm, else saved; the name by RFC 6266, for any alphabet. */
function dispositionOf({ mimeType = '', filename }: MediaFile): string {
  const kind = /^(?:image\/(?:jpeg|png|webp)|audio\/|video\/)/.test(mimeType) ? 'inline' : 'attachment'
  if (filename === undefined) return kind
  const plain = filename.replace(/[^\w. -]/g, '_')
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(filename.toWellFormed())}`
}
