/**
 * What a file is by its first bytes, in the names that WhatsApp has for it; a server's word is held against this. The signatures are
 * file-type's; what Meta makes of them (which Ogg, which MP4, which text) is said here. Never throws. Used by the prober and the uploader.
 */
import { fileTypeFromBuffer } from 'file-type'

export type FileKind = {
  /** MIME types that the file may have, the likeliest first; empty when it is none of those that WhatsApp takes, or not known. */
  types: readonly string[]
  /** What it is, for whoever is refused; absent when the bytes do not tell. */
  label?: string
}

/** So many bytes tell: the entries by which an office document is known come within them. */
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
  // Behind a long tag, the picture of a cover, no sample reaches the sound.
  if (text.startsWith('ID3')) return { types: ['audio/mpeg'], label: 'audio/mpeg' }
  return textKind(sample, text)
}

/** A file that is cut off in the middle may be more than it can read. */
async function byLibrary(sample: Uint8Array): Promise<string | undefined> {
  try {
    return (await fileTypeFromBuffer(sample))?.mime
  } catch {
    return undefined
  }
}

/** Cards, calendars and XML are text to WhatsApp. */
function isText(mime: string): boolean {
  return mime === 'application/xml' || mime.startsWith('text/')
}

const oldOffice = ['application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint']
const opus = 'audio/ogg'

/** Where WhatsApp's name is another one, or one signature is of several kinds. A general MP4 may hold sound only. */
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

/** Of all that Ogg can hold, WhatsApp plays Opus; the first page names what is in it. */
function oggKind(text: string): FileKind {
  const firstPage = text.slice(0, 512)
  if (firstPage.includes('OpusHead')) return { types: [opus], label: opus }
  const codec = codecs.find(([mark]) => firstPage.includes(mark))?.[1] ?? 'no Opus'
  return { types: [], label: `Ogg with ${codec} (WhatsApp plays Ogg with Opus only)` }
}

const codecs = [
  ['\x01vorbis', 'Vorbis'],
  ['Speex', 'Speex'],
  ['fLaC', 'FLAC'],
  ['\x7fFLAC', 'FLAC'],
  ['theora', 'Theora'],
] as const

/** An archive is an office document when its first entries are named like one. */
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

/** UTF-8 without controls but tab, line ends and form feed; a character that the end of the sample cuts is no fault. */
function isReadable(head: Uint8Array): boolean {
  if (head.some((byte) => byte < 32 && (byte < 9 || byte > 13))) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}
