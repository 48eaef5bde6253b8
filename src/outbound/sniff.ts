/**
 * What a file may be by its first bytes, for servers that do not say. Knows only what WhatsApp takes, and web pages, so that an
 * error page is told from a text. Pure; used by the prober.
 */

const openXml = 'application/vnd.openxmlformats-officedocument'

/** MIME types that the file may have, the likeliest first; empty when it is none of those that WhatsApp takes. 4 KB are enough. */
export function sniff(head: Uint8Array): readonly string[] {
  if (head.length === 0) return []
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1')
  const known = signatures.find(({ start }) => text.startsWith(start))
  if (known !== undefined) return known.types
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return ['image/webp']
  if (text.startsWith('ftyp', 4)) return mp4Types(text.slice(8, 12))
  if (text.startsWith('PK\x03\x04')) return officeTypes(text)
  return audioFrame(head) ?? textTypes(head, text)
}

const signatures: readonly { start: string; types: readonly string[] }[] = [
  { start: '\xff\xd8\xff', types: ['image/jpeg'] },
  { start: '\x89PNG\r\n\x1a\n', types: ['image/png'] },
  { start: 'OggS', types: ['audio/ogg'] },
  { start: 'ID3', types: ['audio/mpeg'] },
  { start: '#!AMR', types: ['audio/amr'] },
  { start: '%PDF-', types: ['application/pdf'] },
  {
    start: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
    types: ['application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint'],
  },
]

/** By the major brand; a general one may hold sound only. */
function mp4Types(brand: string): readonly string[] {
  if (brand.startsWith('M4A') || brand.startsWith('M4B')) return ['audio/mp4']
  if (brand.startsWith('3g')) return ['video/3gpp']
  if (brand === 'qt  ' || brand === 'heic' || brand === 'avif' || brand === 'mif1') return []
  return ['video/mp4', 'audio/mp4']
}

/** An archive is an office document when its first entries are named like one. */
function officeTypes(text: string): readonly string[] {
  if (text.includes('word/')) return [`${openXml}.wordprocessingml.document`]
  if (text.includes('xl/')) return [`${openXml}.spreadsheetml.sheet`]
  if (text.includes('ppt/')) return [`${openXml}.presentationml.presentation`]
  if (!text.includes('[Content_Types].xml') && !text.includes('_rels/') && !text.includes('docProps/')) return []
  return ['wordprocessingml.document', 'spreadsheetml.sheet', 'presentationml.presentation'].map(
    (name) => `${openXml}.${name}`,
  )
}

/** Eleven or twelve set bits begin a frame; the two bits of the layer are 0 in ADTS (aac) and 1 to 3 in MPEG audio. */
function audioFrame(head: Uint8Array): readonly string[] | undefined {
  const [first = 0, second = 0] = head
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined
  if ((second & 0x06) !== 0) return ['audio/mpeg']
  return (second & 0xf0) === 0xf0 ? ['audio/aac'] : undefined
}

function textTypes(head: Uint8Array, text: string): readonly string[] {
  if (/^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|script|!--|\?xml)/i.test(text)) return ['text/html']
  return isText(head) ? ['text/plain'] : []
}

/** UTF-8 without controls but tab, line ends and form feed; a character that the end of the sample cuts is no fault. */
function isText(head: Uint8Array): boolean {
  if (head.some((byte) => byte < 32 && (byte < 9 || byte > 13))) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}
