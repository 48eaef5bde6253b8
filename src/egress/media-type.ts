/**
 * Checks whether a file is what its message needs, and under which type. The bytes decide, not the host: WhatsApp takes
 * a file by link only if the declared type is on its list, so a good file with a wrong declaration must be uploaded
 * under its true type.
 */
import { typeByName } from '../model/media/document-name.ts'
import { linkTypes, type Media, mediaRules } from '../model/media/media.ts'
import { fileKindOf } from './file-kind.ts'
import { one } from './redirect.ts'

export type TypeVerdict =
  /** `isTakenByLink`: the host declares the right type, and it is on Meta's list for links. */
  { kind: 'fits'; mimeType: string; isTakenByLink: boolean } | { kind: 'unfit'; message: string }

type Answer = { headers: Record<string, string | string[] | undefined>; bytes: Uint8Array }

/** `answer`: with at least the first bytes of the file. */
export async function detectMimeType(media: Media, answer: Answer): Promise<TypeVerdict> {
  const said = declaredType(answer.headers)
  const meant = said && (misnomers.get(said) ?? said)
  const { types, label } = await fileKindOf(answer.bytes)
  const { mimeTypes } = mediaRules[media.kind]
  // Where the bytes do not tell (text in an old encoding, audio without a signature), the declared type decides.
  const possible = label === undefined && meant !== undefined ? [meant] : types
  const fitting = possible.filter((type) => mimeTypes.includes(type))
  const isOtherKind = meant !== undefined && possible.includes(meant) && !fitting.includes(meant)
  if (fitting.length === 0 || isOtherKind) return { kind: 'unfit', message: unfit(media, label ?? meant) }
  const isRight = meant !== undefined && fitting.includes(meant)
  const mimeType = isRight ? meant : (typeByName(URL.parse(media.url)?.pathname ?? '', fitting) ?? fitting[0] ?? '')
  return { kind: 'fits', mimeType, isTakenByLink: isRight && said === meant && linkTypes(media.kind).includes(meant) }
}

/** From Content-Type, without parameters; undefined when the server does not declare one. */
function declaredType(headers: Answer['headers']): string | undefined {
  const [type = ''] = (one(headers['content-type']) ?? '').split(';', 1)
  return type.trim().toLowerCase() || undefined
}

/** Common aliases of types. */
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
  const taken = `WhatsApp accepts ${mediaRules[kind].mimeTypes.join(', ')}.`
  if (found === page) return `The address leads to ${page} instead of the ${kind}; ${taken}`
  return `The type of the ${kind} is ${found}; ${taken}`
}

const page = 'a web page (text/html)'
