/**
 * Detects a file's type by its first bytes, in WhatsApp's names; the server's declaration is compared with the result.
 * The signatures come from the file-type package; what Meta accepts of them (which Ogg, which MP4, which text) is
 * defined here. Never throws.
 */
import { fileTypeFromBuffer } from 'file-type'

export type FileKind = {
  /** Possible MIME types, the likeliest first; empty when the type is unknown or none that WhatsApp accepts. */
  types: readonly string[]
  /** The detected type for the error message; absent when the bytes do not tell. */
  label?: string
}

/** Large enough to include the entries that identify an office document. */
export const sampleBytes = 8_192

const openXml = 'application/vnd.openxmlformats-officedocument'

export async function fileKindOf(head: Uint8Array): Promise<FileKind> {
  if (head.length === 0) return { types: [] }
  const sample = head.subarray(0, sampleBytes)
  const text = Buffer.from(sample.buffer, sample.byteOffset, sample.length).toString('latin1')
  if (text.startsWith('OggS')) return oggKind(text)
  if (text.startsWith('PK\x03\x04')) return archiveKind(text)
  const found = await byLibrary(sample)
  if (found !== undefined && !isText(found)) return renamed.get(found) ?? { types: [found], label: found }
  // Behind a long tag (a cover picture) the audio data lies outside any sample.
  if (text.startsWith('ID3')) return { types: ['audio/mpeg'], label: 'audio/mpeg' }
  return textKind(sample, text)
}

/** The library may fail on a truncated file. */
async function byLibrary(sample: Uint8Array): Promise<string | undefined> {
  try {
    return (await fileTypeFromBuffer(sample))?.mime
  } catch {
    return undefined
  }
}

/** Contact cards, calendars and XML are text to WhatsApp. */
function isText(mime: string): boolean {
  return mime === 'application/xml' || mime.startsWith('text/')
}

const oldOffice = ['application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint']
const opus = 'audio/ogg'

/** Types that WhatsApp names differently, and signatures shared by several types. A generic MP4 may be audio only. */
const renamed: ReadonlyMap<string, FileKind> = new Map(
  Object.entries({
    'image/apng': { types: ['image/png'], label: 'image/png' },
    'audio/x-m4a': { types: ['audio/mp4'], label: 'audio/mp4' },
    'audio/mp4': { types: ['audio/mp4'], label: 'audio/mp4' },
    'video/mp4': { types: ['video/mp4', 'audio/mp4'], label: 'video/mp4' },
    'video/x-m4v': { types: ['video/mp4'], label: 'video/mp4' },
    'audio/x-m4b': { types: ['audio/mp4'], label: 'audio/mp4' },
    'application/x-cfb': { types: oldOffice, label: 'application/msword' },
  }),
)

/** WhatsApp plays only Opus in Ogg; the first page names the codec. */
function oggKind(text: string): FileKind {
  const firstPage = text.slice(0, 512)
  if (firstPage.includes('OpusHead')) return { types: [opus], label: opus }
  const codec = codecs.find(([mark]) => firstPage.includes(mark))?.[1] ?? 'another codec'
  return { types: [], label: `Ogg with ${codec} (WhatsApp plays only Ogg with Opus)` }
}

const codecs = [
  ['\x01vorbis', 'Vorbis'],
  ['Speex', 'Speex'],
  ['fLaC', 'FLAC'],
  ['\x7fFLAC', 'FLAC'],
  ['theora', 'Theora'],
] as const

/** An archive is an office document when its first entries have such names. */
function archiveKind(text: string): FileKind {
  const kind = officeKinds.find(([folder]) => text.includes(folder))?.[1]
  if (kind !== undefined) return { types: [`${openXml}.${kind}`], label: `${openXml}.${kind}` }
  if (!text.includes('[Content_Types].xml') && !text.includes('_rels/') && !text.includes('docProps/'))
    return { types: [], label: 'application/zip' }
  return { types: officeKinds.map(([, name]) => `${openXml}.${name}`), label: 'an office document' }
}

const officeKinds = [
  ['word/', 'wordprocessingml.document'],
  ['xl/', 'spreadsheetml.sheet'],
  ['ppt/', 'presentationml.presentation'],
] as const

const page =
  /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body|script)\b/i

function textKind(head: Uint8Array, text: string): FileKind {
  if (page.test(text)) return { types: ['text/html'], label: 'a web page (text/html)' }
  return isReadable(head) ? { types: ['text/plain'], label: 'text/plain' } : { types: [] }
}

/**
 * UTF-8 without control characters except tab, line breaks and form feed; a character cut by the end of the sample is
 * not an error.
 */
function isReadable(head: Uint8Array): boolean {
  if (head.some((byte) => byte < 32 && (byte < 9 || byte > 13))) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}
