/**
 * The name that a document is shown by: the caller's; else the one that its host gives it; else the last part of its
 * address. The extension of its type is added when it has none, so that a phone knows what to open it with. Without a
 * name WhatsApp shows "Untitled". Pure.
 */

/** Facts found by probing a file, and Meta's id of it where it must be sent by id. */
export type KnownFile = {
  mediaId?: string
  /** The account, number, app and token that the id is valid for. Absent: those at the time of the upload. */
  scope?: string
  /** From Content-Disposition. */
  name?: string
  /** Detected from its bytes. */
  mimeType?: string
}

/** Files of one message by their address. */
export type KnownFiles = ReadonlyMap<string, KnownFile>

/** Code points; clients cap it there, Meta states nothing (cloud-api.md, 1.1). */
export const longestName = 240

const office = 'application/vnd.openxmlformats-officedocument'

const extensions: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/msword': 'doc',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.ms-powerpoint': 'ppt',
  [`${office}.wordprocessingml.document`]: 'docx',
  [`${office}.spreadsheetml.sheet`]: 'xlsx',
  [`${office}.presentationml.presentation`]: 'pptx',
  'text/plain': 'txt',
}

/** Must contain a letter, so that the end of `v2.1` is no extension. */
const extension = /\.(?=[a-z\d]*[a-z])[a-z\d]{1,5}$/i
/** Extensions of programs that respond with a file. */
const programs = /\.(?:php\d?|aspx?|ashx|jspx?|cgi|pl|do|action)$/i

export function documentName({ given, url, known }: { given?: string; url: string; known?: KnownFile }) {
  const name = given ?? known?.name ?? nameInAddress(url, known?.mimeType)
  return name === undefined ? undefined : withExtension(name, known?.mimeType)
}

function withExtension(name: string, mimeType: string | undefined): string {
  const end = mimeType === undefined ? undefined : extensions[mimeType]
  return end === undefined || extension.test(name) ? name : `${shortened(name, longestName - end.length - 1)}.${end}`
}

/** The last segment of the path, decoded; without a program's extension where the file's own is known. */
function nameInAddress(url: string, mimeType: string | undefined): string | undefined {
  const name = cleanName(decoded(URL.parse(url)?.pathname.split('/').at(-1) ?? ''))
  return mimeType !== undefined && extensions[mimeType] !== undefined ? name?.replace(programs, '') || name : name
}

/** The type whose extension the name has, among types with the same first bytes. */
export function typeByName(name: string, types: readonly string[]): string | undefined {
  return types.find((type) => extensions[type] !== undefined && name.toLowerCase().endsWith(`.${extensions[type]}`))
}

const extended = /;\s*filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)/i
const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i

/** From a Content-Disposition header (RFC 6266): the extended form takes precedence over the plain one. */
export function nameInDisposition(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const [, charset = '', value = ''] = extended.exec(header) ?? []
  const whole = /^utf-8$/i.test(charset) ? cleanName(decoded(value)) : undefined
  if (whole !== undefined) return whole
  const [, quoted, bare] = plain.exec(header) ?? []
  const name = quoted?.replace(/\\(.)/g, '$1') ?? bare?.trim()
  return name === undefined ? undefined : cleanName(decoded(inUtf8(name)))
}

/** Servers write UTF-8 where HTTP knows Latin-1 only, and HTTP parsers return one character per byte. */
function inUtf8(name: string): string {
  // Characters beyond Latin-1: it was decoded as UTF-8 before.
  if (/[^\0-\xff]/.test(name)) return name
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(name, 'latin1'))
  } catch {
    return name
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * No folders, no control characters, no lone surrogates, within the maximum length; undefined when nothing visible is
 * left.
 */
function cleanName(text: string): string | undefined {
  const name = (text.split(/[/\\]/).at(-1) ?? '').replaceAll(/[\p{Cc}\p{Cs}\ufffd]/gu, '').trim()
  return /[^.\s]/.test(name) ? shortened(name, longestName) : undefined
}

/** Cut before the extension, which names the type. */
function shortened(name: string, longest: number): string {
  const characters = [...name]
  if (characters.length <= longest) return name
  const end = extension.exec(name)?.[0] ?? ''
  return characters.slice(0, longest - end.length).join('') + end
}
