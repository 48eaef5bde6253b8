// Which types of media WhatsApp takes and how large each may be (cloud-api.md 2): one list for uploads, a shorter one for
// links. Asked when media are uploaded, when templates' headers are and when a link was fetched; pure.

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

/** Without parameters such as `codecs=opus`; one client says `video/3gp`, which is meant as `video/3gpp`. */
export function bareTypeOf(mimeType: string): string {
  const bare = (mimeType.split(';')[0] ?? '').trim().toLowerCase()
  return bare === 'video/3gp' ? 'video/3gpp' : bare
}

export function familyOf(mimeType: string): MediaFamily | undefined {
  return familyByType.get(bareTypeOf(mimeType))
}

/** Taken as uploads only: a host that calls its file so is refused with 131053. */
const uploadOnly = new Set(['audio/opus', 'video/3gp'])

/** By the word of the host alone, as written but for case and parameters. */
export function linkFamilyOf(mimeType: string): MediaFamily | undefined {
  const said = (mimeType.split(';')[0] ?? '').trim().toLowerCase()
  return uploadOnly.has(said) ? undefined : familyByType.get(said)
}

/** Ogg is taken with Opus in it, which the first page says. */
export function isPlayable(mimeType: string, head: Buffer): boolean {
  return bareTypeOf(mimeType) !== 'audio/ogg' || head.toString('latin1', 0, 512).includes('OpusHead')
}

export function maxBytesOf(family: MediaFamily, bytes: Buffer): number {
  return family === 'sticker' && !isAnimated(bytes) ? maxStillStickerBytes : maxBytes[family]
}

/** An extended WebP says so in its flags. */
export function isAnimated(bytes: Buffer): boolean {
  return bytes.length > 20 && bytes.toString('latin1', 12, 16) === 'VP8X' && ((bytes[20] ?? 0) & 0x02) !== 0
}
