/**
 * Image, audio, video, document and sticker: an id or a link, never both, and a caption where WhatsApp shows one
 * (cloud-api.md 1.1). Also checks the media of interactive and template headers.
 */
import type { Refusal } from '../graph/error.ts'
import { isJson, type Json } from '../wire.ts'
import { invalid, missing, optionalText, webAddress } from './check.ts'
import type { Rule, RuleScope } from './rule.ts'

export function mediaRule(of: { kind: string; hasCaption: boolean }): Rule {
  return (content, scope) => {
    const refusal = checkMedia(content, of.kind, scope)
    if (refusal !== undefined || !isJson(content)) return refusal
    if (!of.hasCaption && content.caption !== undefined) return invalid(`${of.kind}['caption'] is not supported`)
    return (
      optionalText(content.caption, `${of.kind}['caption']`, 1024) ??
      (of.kind === 'document' ? optionalText(content.filename, "document['filename']", 240) : undefined) ??
      (of.kind === 'audio' ? checkVoice(content, scope) : undefined)
    )
  }
}

/** A voice note must be Ogg; the type behind a link is unknown here. */
function checkVoice({ voice, id }: Json, scope: RuleScope): Refusal | undefined {
  if (voice === undefined) return undefined
  if (typeof voice !== 'boolean') return invalid("audio['voice'] must be a boolean")
  const mimeType = typeof id === 'string' ? scope.mimeTypeOf?.(id) : undefined
  return !voice || mimeType === undefined || mimeType.startsWith('audio/ogg')
    ? undefined
    : invalid(`audio['voice'] needs audio/ogg with the opus codec, not ${mimeType}`)
}

/** Exactly one of `id` and `link`. */
export function checkMedia(content: unknown, path: string, scope: RuleScope): Refusal | undefined {
  if (!isJson(content)) return missing(path)
  const { id, link } = content
  if (id !== undefined && link !== undefined) return invalid(`${path} must have either id or link, not both`)
  if (id === undefined && link === undefined) return { code: 131008, details: `${path} needs an id or a link` }
  if (id === undefined) return webAddress(link, `${path}['link']`)
  return typeof id === 'string' && scope.hasMedia(id)
    ? undefined
    : {
        code: 100,
        message: `(#100) Param ${path}['id'] is not a valid whatsapp business account media attachment ID`,
      }
}
