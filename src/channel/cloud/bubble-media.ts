/**
 * Bubbles of what has bytes: image, video, audio, sticker and file. Meta sends an id, now and then with an address beside
 * it; the bubble shows both and `media` says what there is to fetch. Called by bubble.ts.
 */
import type { Bubble, InboundMessage } from '../../model/inbound.ts'
import { addTexts, type Content } from './bubble-fields.ts'
import { idOf, type Json, numberOf, textOf } from './json.ts'

export function readMedia(type: 'image' | 'video' | 'audio' | 'sticker' | 'file', member: Json): Content {
  const id = idOf(member.id)
  const bubble = addTexts(
    { type },
    {
      text: member.caption,
      mediaUrl: member.url,
      mediaId: id,
      mediaType: member.mime_type,
      sha256: member.sha256,
      filename: member.filename,
    },
  )
  addFacts(bubble, member)
  return id === undefined ? { bubble } : { bubble, media: mediaOf(id, member) }
}

/** A voice note, a moving sticker, and the size when Meta tells it. */
function addFacts(bubble: Bubble, member: Json): void {
  if (typeof member.voice === 'boolean') bubble.voice = member.voice
  if (typeof member.animated === 'boolean') bubble.animated = member.animated
  const size = numberOf(member.file_size)
  if (size !== undefined) bubble.mediaSize = size
}

function mediaOf(id: string, member: Json): NonNullable<InboundMessage['media']> {
  const mimeType = textOf(member.mime_type)
  const sha256 = textOf(member.sha256)
  const url = textOf(member.url)
  const filename = textOf(member.filename)
  return {
    id,
    ...(mimeType ? { mimeType } : {}),
    ...(sha256 ? { sha256 } : {}),
    ...(url ? { url } : {}),
    ...(filename ? { filename } : {}),
  }
}
