/**
 * The media types that WhatsApp accepts and their maximum sizes (cloud-api.md 2): one list for uploads, a shorter one
 * for links. Pure.
 */

const mebibyte = 1024 * 1024
const officeType = 'application/vnd.openxmlformats-officedocument'

const kinds = {
  audio: ['audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/amr', 'audio/ogg', 'audio/opus'],
  document: [
    'application/vnd.ms-powerpoint',
    'application/msword',
    `${officeType}.wordprocessingml.document`,
    `${officeType}.presentationml.presentation`,
    `${officeType}.spreadsheetml.sheet`,
    'application/pdf',
    'text/plain',
    'application/vnd.ms-excel',
  ],
  image: ['image/jpeg', 'image/png'],
  sticker: ['image/webp'],
  video: ['video/mp4', 'video/3gpp'],
} as const

export type MediaFamily = keyof typeof kinds

const maxBytes: Readonly<Record<MediaFamily, number>> = {
  audio: 16 * mebibyte,
  document: 100 * mebibyte,
  image: 5 * mebibyte,
  sticker: 500 * 1024,
  video: 16 * mebibyte,
}

const maxStillStickerBytes = 100 * 1024

const familyByType: ReadonlyMap<string, MediaFamily> = new Map(
  (Object.keys(kinds) as MediaFamily[]).flatMap((family) => kinds[family].map((type) => [type, family] as const)),
)

/** In the order in which Meta's refusal lists them. */
export const mediaTypes: readonly string[] = [...familyByType.keys()]

/** Without parameters such as `codecs=opus`; one client sends `video/3gp` and means `video/3gpp`. */
export function bareTypeOf(mimeType: string): string {
  const bare = (mimeType.split(';')[0] ?? '').trim().toLowerCase()
  return bare === 'video/3gp' ? 'video/3gpp' : bare
}

export function familyOf(mimeType: string): MediaFamily | undefined {
  return familyByType.get(bareTypeOf(mimeType))
}

/** Accepted as uploads only: a link whose host declares such a type is refused with 131053. */
const uploadOnly = new Set(['audio/opus', 'video/3gp'])

/** Uses the host's declared type only, exactly as written apart from case and parameters. */
export function linkFamilyOf(mimeType: string): MediaFamily | undefined {
  const said = (mimeType.split(';')[0] ?? '').trim().toLowerCase()
  return uploadOnly.has(said) ? undefined : familyByType.get(said)
}

/** Ogg is accepted only with Opus inside, which its first page declares. */
export function isPlayable(mimeType: string, head: Buffer): boolean {
  return bareTypeOf(mimeType) !== 'audio/ogg' || head.toString('latin1', 0, 512).includes('OpusHead')
}

/** Opus in one channel; the number stands behind the eight letters and the version. */
export function isVoiceNote(head: Buffer): boolean {
  const at = head.toString('latin1', 0, 512).indexOf('OpusHead')
  return head.toString('latin1', 0, 4) === 'OggS' && at >= 0 && head[at + 9] === 1
}

export function maxBytesOf(family: MediaFamily, bytes: Buffer): number {
  return family === 'sticker' && !isAnimated(bytes) ? maxStillStickerBytes : maxBytes[family]
}

/** An extended WebP declares animation in its flags. */
export function isAnimated(bytes: Buffer): boolean {
  return bytes.length > 20 && bytes.toString('latin1', 12, 16) === 'VP8X' && ((bytes[20] ?? 0) & 0x02) !== 0
}
