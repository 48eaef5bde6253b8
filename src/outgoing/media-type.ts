/**
 * Whether a file is what its message needs, and under which type. Its bytes decide, not its host: WhatsApp takes a file by link only where
 * the host's word is on its list, so one that is fine under a wrong word must be uploaded under its true one. Used by the prober and the
 * uploader.
 */
import { typeByName } from '../model/document-name.ts'
import { linkTypes, type Media, mediaRules } from '../model/media.ts'
import { fileKindOf } from './file-kind.ts'
import { one } from './follow.ts'

export type TypeVerdict =
  /** `isTakenByLink`: what the host says of it is right, and on Meta's list for links. */
  { kind: 'fits'; mimeType: string; isTakenByLink: boolean } | { kind: 'unfit'; message: string }

type Answer = { headers: Record<string, string | string[] | undefined>; bytes: Uint8Array }

/** `answer`: with the file's first bytes at least. */
export async function judgeType(media: Media, answer: Answer): Promise<TypeVerdict> {
  const said = declaredType(answer.headers)
  const meant = said && (misnomers.get(said) ?? said)
  const { types, label } = await fileKindOf(answer.bytes)
  const { mimeTypes } = mediaRules[media.kind]
  // What the bytes do not tell, a text in an old encoding or a sound without a mark, the host does.
  const possible = label === undefined && meant !== undefined ? [meant] : types
  const fitting = possible.filter((type) => mimeTypes.includes(type))
  const isOtherKind = meant !== undefined && possible.includes(meant) && !fitting.includes(meant)
  if (fitting.length === 0 || isOtherKind) return { kind: 'unfit', message: unfit(media, label ?? meant) }
  const isRight = meant !== undefined && fitting.includes(meant)
  const mimeType = isRight ? meant : (typeByName(URL.parse(media.url)?.pathname ?? '', fitting) ?? fitting[0] ?? '')
  return { kind: 'fits', mimeType, isTakenByLink: isRight && said === meant && linkTypes(media.kind).includes(meant) }
}

/** Of Content-Type, without parameters; undefined when the server does not say. */
function declaredType(headers: Answer['headers']): string | undefined {
  const [type = ''] = (one(headers['content-type']) ?? '').split(';', 1)
  return type.trim().toLowerCase() || undefined
}

/** Common words for a type that has another name. */
const misnomers: ReadonlyMap<string, string> = new Map([
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['image/x-png', 'image/png'],
  ['audio/mp3', 'audio/mpeg'],
  ['audio/x-mp3', 'audio/mpeg'],
  ['audio/x-mpeg', 'audio/mpeg'],
  ['audio/m4a', 'audio/mp4'],
  ['audio/x-m4a', 'audio/mp4'],
  ['audio/x-aac', 'audio/aac'],
  ['audio/opus', 'audio/ogg'],
  ['application/ogg', 'audio/ogg'],
  ['video/3gp', 'video/3gpp'],
  ['application/x-pdf', 'application/pdf'],
])

function unfit({ kind }: Media, found = 'not known'): string {
  const taken = `WhatsApp takes ${mediaRules[kind].mimeTypes.join(', ')}.`
  if (found === page) return `The address leads to ${page} instead of the ${kind}; ${taken}`
  return `The type of the ${kind} is ${found}; ${taken}`
}

const page = 'a web page (text/html)'
