/**
 * Media sent by a person: the given bytes, or the sandbox's own sample, stored under an id that the business can fetch.
 */
import { inboundLifetimeMs } from '../media.ts'
import { isAnimated } from '../media-types.ts'
import { type MediaKind, sampleOf } from '../samples/samples.ts'
import { type Json, textAt } from '../wire.ts'
import type { Act } from './act.ts'

export type InboundMedia = Json

/** The webhook's media object, or an error text. */
export function createdMedia(
  { world, phoneNumber: { phoneNumberId }, body }: Act,
  kind: MediaKind,
): InboundMedia | string {
  const { base64 } = body
  if (base64 !== undefined && (typeof base64 !== 'string' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)))
    return 'base64 must be a base64 string'
  const sample = sampleOf(kind)
  const bytes = typeof base64 === 'string' ? Buffer.from(base64, 'base64') : sample.bytes
  const mimeType = textAt(body, 'mimeType') ?? sample.mimeType
  const filename = textAt(body, 'filename') ?? sample.filename
  const caption = textAt(body, 'caption')
  const media = world.media.put({
    mimeType,
    bytes,
    filename,
    phoneNumberId,
    expiresAt: world.now() + inboundLifetimeMs,
  })
  return {
    ...(caption === undefined || kind === 'audio' || kind === 'sticker' ? {} : { caption }),
    ...(kind === 'document' ? { filename } : {}),
    mime_type: mimeType,
    sha256: media.sha256.base64,
    id: media.id,
    ...(kind === 'audio' ? { voice: body.voice !== false } : {}),
    ...(kind === 'sticker' ? { animated: isAnimated(bytes) } : {}),
  }
}
