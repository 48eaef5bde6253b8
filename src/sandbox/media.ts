// Media that was uploaded or that a person sent: bytes in memory, bounded to 256 MB, the oldest forgotten first.
// The address of the bytes carries its expiry and lives five minutes, as Meta's does.

import { createHash } from 'node:crypto'
import type { Random } from './random.ts'

export type Media = {
  readonly id: string
  readonly mimeType: string
  readonly bytes: Buffer
  readonly sha256: { readonly hex: string; readonly base64: string }
  readonly filename?: string
}

export type MediaStore = {
  put(input: { mimeType: string; bytes: Buffer; filename?: string }): Media
  get(id: string): Media | undefined
  remove(id: string): boolean
  clear(): void
}

export const mediaUrlLifetimeMs = 5 * 60 * 1000
const maxTotalBytes = 256 * 1024 * 1024

/** Largest size by kind of MIME type (cloud-api.md 2). */
export function maxBytesOf(mimeType: string): number | undefined {
  const mebibyte = 1024 * 1024
  if (mimeType === 'image/webp') return 500 * 1024
  if (/^image\/(jpeg|png)$/.test(mimeType)) return 5 * mebibyte
  if (/^video\/(mp4|3gpp?)$/.test(mimeType)) return 16 * mebibyte
  if (/^audio\/(aac|amr|mpeg|mp4|ogg)/.test(mimeType)) return 16 * mebibyte
  return /^(text\/plain|application\/)/.test(mimeType) ? 100 * mebibyte : undefined
}

export function createMediaStore(random: Random): MediaStore {
  const byId = new Map<string, Media>()
  let total = 0
  const remove = (id: string) => {
    total -= byId.get(id)?.bytes.length ?? 0
    return byId.delete(id)
  }
  return {
    put({ mimeType, bytes, filename }) {
      const hash = createHash('sha256').update(bytes).digest()
      const sha256 = { hex: hash.toString('hex'), base64: hash.toString('base64') }
      const media: Media = {
        id: random.digits(16),
        mimeType,
        bytes,
        sha256,
        ...(filename === undefined ? {} : { filename }),
      }
      byId.set(media.id, media)
      total += bytes.length
      for (const oldest of byId.keys()) {
        if (total <= maxTotalBytes || oldest === media.id) break
        remove(oldest)
      }
      return media
    },
    get: (id) => byId.get(id),
    remove,
    clear() {
      byId.clear()
      total = 0
    },
  }
}
