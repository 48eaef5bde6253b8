/**
 * Image, audio, video, file and sticker: a file by its address, with a caption where WhatsApp shows one. Rules of the
 * file itself are in `../media/media.ts`, rules of the request here. Audio and stickers have no caption, and only a
 * file has a name: superfluous fields are reported.
 */
import { Type } from 'typebox'
import { type AllowPrivate, checkMediaUrl, maxMediaUrlLength, mediaRules } from '../media/media.ts'
import { present, type Reader, readOptionalProse, readText, report } from '../request/check.ts'
import type { MediaContent, MediaKind } from './content.ts'
import { exampleUserId, type Family, requestSchema, textField } from './family.ts'

/** Captions by Meta; `filename` is capped by clients, Meta states nothing (cloud-api.md, 1.1). */
export const limits = { caption: 1024, filename: 240, url: maxMediaUrlLength } as const

type Form = { title: string; caption: boolean; filename: boolean; example: string }

const forms: Record<MediaKind, Form> = {
  image: { title: 'Image', caption: true, filename: false, example: 'imagen.jpeg' },
  audio: { title: 'Audio', caption: false, filename: false, example: 'audio.mp3' },
  video: { title: 'Video', caption: true, filename: false, example: 'video.mp4' },
  file: { title: 'File', caption: true, filename: true, example: 'documento.pdf' },
  sticker: { title: 'Sticker', caption: false, filename: false, example: 'sticker.webp' },
}

/** Path separators of all systems, and control characters. */
const notInFilenames = /[/\\\p{Cc}]/u

export function mediaMessage(kind: MediaKind): Family<MediaContent> {
  const form = forms[kind]
  return {
    schemas: [mediaSchema(kind, form)],
    parse: (body, allowPrivate) =>
      present({
        type: kind,
        mediaUrl: readMediaUrl(body, 'mediaUrl', kind, allowPrivate),
        text: form.caption ? readOptionalProse(body, 'text', limits.caption) : undefined,
        filename: form.filename ? readFilename(body) : undefined,
        voice: kind === 'audio' ? readVoice(body) : undefined,
      }),
  }
}

/** Whether it is a voice note, which its bytes must fit (meta-2026.md, 4.5). */
function readVoice(body: Reader): true | undefined {
  const { voice } = body.fields
  if (voice === undefined || voice === null || voice === false) return undefined
  if (voice !== true) report(body, 'voice', 'type', { expected: 'boolean' })
  return true
}

/** The address of a file of that kind. Also for cards, whose header is a file. */
export function readMediaUrl(reader: Reader, key: string, kind: MediaKind, allowPrivate: AllowPrivate): string {
  const text = readText(reader, key, limits.url)
  if (text.trim() === '' || text.length > limits.url) return text
  const checked = checkMediaUrl(text, kind, allowPrivate)
  if (checked.ok) return checked.url
  report(reader, key, checked.rule, checked.args)
  return text
}

export function mediaUrlField(kind: MediaKind) {
  const { mimeTypes, maxBytes } = mediaRules[kind]
  const size = maxBytes < 1024 * 1024 ? `${maxBytes / 1024} KB` : `${maxBytes / 1024 / 1024} MB`
  const types = kind === 'file' ? 'text, PDF, Office' : mimeTypes.join(', ')
  return textField(`Public https address of the file itself. At most ${size}; ${types}.`, limits.url)
}

/** The old alias `fileName` of template sends follows the same rule. */
export function readFilename(body: Reader, key: 'filename' | 'fileName' = 'filename'): string | undefined {
  const filename = readOptionalProse(body, key, limits.filename)
  if (filename !== undefined && notInFilenames.test(filename)) report(body, key, 'filename')
  return filename
}

function mediaSchema(kind: MediaKind, form: Form) {
  const fields = {
    mediaUrl: mediaUrlField(kind),
    ...(form.caption ? { text: captionField() } : {}),
    ...(form.filename ? { filename: Type.Optional(filenameField()) } : {}),
    ...(kind === 'audio' ? { voice: Type.Optional(Type.Boolean({ description: 'A voice note.' })) } : {}),
  }
  const { title } = form
  const mediaUrl = `https://cdn.ejemplo.com/${form.example}`
  const example = { mediaUrl, ...(form.caption ? { text: 'MENSAJE' } : {}), userId: exampleUserId, type: kind }
  return requestSchema(kind, fields, {
    name: `${title}Message`,
    title,
    description: `${title} by its address.`,
    example,
  })
}

/** Elsewhere `caption` is a footer, and it is also Meta's own word for this. */
function captionField() {
  return Type.Optional(
    Type.String({ description: 'Caption.', maxLength: limits.caption, 'x-meant-by': ['caption', 'body'] }),
  )
}

function filenameField() {
  return Type.String({ description: 'Name that the person sees; no slashes.', maxLength: limits.filename })
}
