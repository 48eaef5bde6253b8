/**
 * The caller's files that a message makes WhatsApp fetch, and the rules for each kind of file (user-documents.md,
 * "Supported media"; cloud-api.md, section 2). Address and extension are checked on accept, type and size by the
 * prober.
 */

import type { Violation } from '../errors/violation.ts'
import type { Content, MediaKind, TemplateContent } from '../message/content.ts'
import { isPublicHost } from '../network/address.ts'

/** `isVoice`: an audio that is to be a voice note (voice.ts). */
export type Media = { kind: MediaKind; url: string; isVoice?: true }

/** The operator's allow-list: whether this address may be private, and over plain HTTP. */
export type AllowPrivate = (url: URL) => boolean

export type MediaRule = { mimeTypes: string[]; extensions: string[]; maxBytes: number }

const megabyte = 1024 * 1024
const office = 'application/vnd.openxmlformats-officedocument'

/**
 * The user's table of admitted media. `video/3gp` is the document's name, `video/3gpp` the registered one: both are
 * accepted.
 */
export const mediaRules: Record<MediaKind, MediaRule> = {
  image: { mimeTypes: ['image/jpeg', 'image/png'], extensions: ['jpg', 'jpeg', 'png'], maxBytes: 5 * megabyte },
  audio: {
    mimeTypes: ['audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/amr', 'audio/ogg'],
    extensions: ['aac', 'm4a', 'mp4', 'mp3', 'mpeg', 'mpga', 'amr', 'ogg', 'opus', 'oga'],
    maxBytes: 16 * megabyte,
  },
  video: {
    mimeTypes: ['video/mp4', 'video/3gp', 'video/3gpp'],
    extensions: ['mp4', '3gp', '3gpp'],
    maxBytes: 16 * megabyte,
  },
  file: {
    mimeTypes: [
      'text/plain',
      'application/pdf',
      'application/vnd.ms-powerpoint',
      'application/msword',
      'application/vnd.ms-excel',
      `${office}.wordprocessingml.document`,
      `${office}.presentationml.presentation`,
      `${office}.spreadsheetml.sheet`,
    ],
    extensions: ['txt', 'log', 'pdf', 'ppt', 'pptx', 'doc', 'docx', 'xls', 'xlsx'],
    maxBytes: 100 * megabyte,
  },
  sticker: { mimeTypes: ['image/webp'], extensions: ['webp'], maxBytes: 100 * 1024 },
}

/** The largest file of any kind: documents. */
export const maxFileBytes = Math.max(...Object.values(mediaRules).map(({ maxBytes }) => maxBytes))

/** The kinds of message that a file of one of these types may be, in the order of the types. */
export function kindsOf(types: readonly string[]): MediaKind[] {
  const kinds = Object.keys(mediaRules) as MediaKind[]
  return [...new Set(types.flatMap((type) => kinds.filter((kind) => mediaRules[kind].mimeTypes.includes(type))))]
}

/**
 * Types that Meta accepts by link, judged by the host's declaration alone. Fewer than it accepts as an upload:
 * `video/3gp`, from the user's table, is not a name that Meta knows.
 */
export function linkTypes(kind: MediaKind): string[] {
  return mediaRules[kind].mimeTypes.filter((type) => type !== 'video/3gp')
}

/**
 * Extensions that identify a file for certain and that no kind accepts: pictures, videos, audio, archives, programs,
 * web pages.
 */
const neverAllowed =
  'gif svg bmp tif tiff ico heic heif avif psd avi mov mkv webm wmv flv m4v mpg wav flac wma aiff aif mid midi ' +
  'zip rar 7z gz tgz tar bz2 xz exe msi dmg apk jar iso html htm xhtml'

const knownExtensions = new Set([
  ...neverAllowed.split(' '),
  ...Object.values(mediaRules).flatMap((rule) => rule.extensions),
])

const extensionAtEnd = /\.([a-z0-9]{1,5})$/i

/** Characters that every URL parser reads alike: visible ASCII except the backslash. */
const plainAddress = /^[!-[\]-~]+$/

/**
 * Longest address that is passed on: the gateway's own limit, Meta states none. Signed links of the large clouds stay
 * below 3,000.
 */
export const maxMediaUrlLength = 4096

/**
 * The address to hand to WhatsApp, or what is wrong with it. The user's rules: https, public, no credentials, straight
 * to the file.
 */
export function checkMediaUrl(
  text: string,
  kind: MediaKind,
  allowPrivate: AllowPrivate = () => false,
): { ok: true; url: string } | ({ ok: false } & Pick<Violation, 'rule' | 'args'>) {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.username + url.password !== '') return { ok: false, rule: 'url' }
  const privately = allowPrivate(url)
  if (url.protocol === 'http:' && !privately) return { ok: false, rule: 'url' }
  if (!privately && !isPublicHost(url.hostname)) return { ok: false, rule: 'url_public' }
  const extension = refusedExtension(url, kind)
  if (extension !== undefined) {
    const allowed = mediaRules[kind].extensions.join(',')
    return { ok: false, rule: 'media_extension', args: { extension, kind, allowed } }
  }
  return { ok: true, url: isUnambiguous(text, url) ? text : url.href.replaceAll('\\', '%5C') }
}

/**
 * Unchanged when every parser must find the same host in it; otherwise it is passed on in the form that was checked.
 */
function isUnambiguous(text: string, url: URL): boolean {
  return plainAddress.test(text) && text.toLowerCase().startsWith(`${url.protocol}//${url.host}`)
}

/** Only a known extension that is known not to fit: `.php` or no extension may well return a picture. */
function refusedExtension(url: URL, kind: MediaKind): string | undefined {
  const extension = extensionAtEnd.exec(url.pathname)?.[1]?.toLowerCase()
  if (extension === undefined || !knownExtensions.has(extension)) return undefined
  return mediaRules[kind].extensions.includes(extension) ? undefined : extension
}

/** Whether a phone will have to fetch a file that the caller named. */
export function hasMedia(content: Content): boolean {
  return mediaOf(content).length > 0
}

/** The addresses that a message makes WhatsApp fetch, each with the kind of file required. */
export function mediaOf(content: Content): Media[] {
  switch (content.type) {
    case 'image':
    case 'audio':
    case 'video':
    case 'file':
    case 'sticker':
      return [{ kind: content.type, url: content.mediaUrl, ...(content.voice ? { isVoice: true } : {}) }]
    case 'carousel':
      return content.cards.map((card) => ({ kind: card.header.kind, url: card.header.link }))
    case 'template':
      return templateMedia(content)
    default:
      return []
  }
}

function templateMedia(content: TemplateContent): Media[] {
  const header = content.header
  const cards = (content.cards ?? []).flatMap(({ header: { kind, ...of } }) =>
    kind !== 'product' && 'link' in of ? [{ kind, url: of.link }] : [],
  )
  if (header?.kind === 'image' || header?.kind === 'video') return [{ kind: header.kind, url: header.link }, ...cards]
  if (header?.kind === 'gif') return [{ kind: 'video', url: header.link }, ...cards]
  if (header?.kind === 'document') return [{ kind: 'file', url: header.link }, ...cards]
  return cards
}
