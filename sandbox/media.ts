/**
 * Media that was uploaded or sent by a person: bytes in memory, bounded to 256 MB, the oldest dropped first. An id
 * lives 30 days after an upload and 7 after a webhook, the address of the bytes five minutes (cloud-api.md 2).
 */
import { createHash } from 'node:crypto'
import type { Random } from './random.ts'
import { dayMs } from './time.ts'

export type Media = {
  id: string
  mimeType: string
  bytes: Buffer
  sha256: { hex: string; base64: string }
  filename?: string
  /** The number that uploaded or received it; absent for media without a number. */
  phoneNumberId?: string
  expiresAt: number
}

export type NewMedia = {
  mimeType: string
  bytes: Buffer
  filename?: string | undefined
  phoneNumberId?: string
  /** Omitted: never expires. */
  expiresAt?: number
}

export type MediaStore = {
  put(input: NewMedia): Media
  /** With `now`, excludes expired media. */
  get(id: string, now?: number): Media | undefined
  remove(id: string): boolean
  /** Oldest first, for an export; `restore` replaces the contents with it. */
  all(): Media[]
  restore(media: readonly Media[]): void
  clear(): void
}

export const mediaUrlLifetimeMs = 5 * 60 * 1000
export const uploadLifetimeMs = 30 * dayMs
export const inboundLifetimeMs = 7 * dayMs
const maxTotalBytes = 256 * 1024 * 1024

export function createMediaStore(random: Random): MediaStore {
  const byId = new Map<string, Media>()
  let total = 0
  const remove = (id: string) => {
    total -= byId.get(id)?.bytes.length ?? 0
    return byId.delete(id)
  }
  return {
    put(input) {
      const media = mediaFrom(random.digits(16), input)
      byId.set(media.id, media)
      total += media.bytes.length
      for (const oldest of byId.keys()) {
        if (total <= maxTotalBytes || oldest === media.id) break
        remove(oldest)
      }
      return media
    },
    get(id, now = Number.NEGATIVE_INFINITY) {
      const media = byId.get(id)
      return media !== undefined && media.expiresAt > now ? media : undefined
    },
    remove,
    all: () => [...byId.values()],
    restore(media) {
      byId.clear()
      total = 0
      for (const one of media) {
        byId.set(one.id, one)
        total += one.bytes.length
      }
    },
    clear() {
      byId.clear()
      total = 0
    },
  }
}

function mediaFrom(id: string, input: NewMedia): Media {
  const { mimeType, bytes, filename, phoneNumberId, expiresAt = Number.POSITIVE_INFINITY } = input
  const hash = createHash('sha256').update(bytes).digest()
  return {
    id,
    mimeType,
    bytes,
    sha256: { hex: hash.toString('hex'), base64: hash.toString('base64') },
    expiresAt,
    ...(filename === undefined ? {} : { filename }),
    ...(phoneNumberId === undefined ? {} : { phoneNumberId }),
  }
}
