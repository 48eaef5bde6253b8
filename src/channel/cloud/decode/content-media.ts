/**
 * Bubbles of media: image, video, audio, sticker and file. Meta sends an id, sometimes with an address; the bubble
 * shows both, and `media` says what there is to fetch.
 */

import type { BubbleOf } from '../../../model/inbound/bubble.ts'
import type { InboundMessage } from '../../../model/inbound/inbound.ts'
import { idOf, type Json, numberOf } from '../../../model/json.ts'
import { present } from '../../../model/request/check.ts'
import { addTexts, type Content } from './content-fields.ts'
import { booleanOf, type Taking, takingFrom } from './taking.ts'

type MediaBubble = BubbleOf<'image' | 'video' | 'audio' | 'sticker' | 'file'>

export function readMedia(type: MediaBubble['type'], member: Json): Content {
  const said = takingFrom(member)
  const id = said.take('id', idOf)
  const file = {
    mimeType: said.text('mime_type'),
    sha256: said.text('sha256'),
    url: said.text('url'),
    filename: said.text('filename'),
  }
  const bubble = addTexts<MediaBubble>(
    { type },
    {
      text: said.text('caption'),
      mediaUrl: file.url,
      mediaId: id,
      mediaType: file.mimeType,
      sha256: file.sha256,
      filename: file.filename,
    },
  )
  addFacts(bubble, said)
  return { bubble, ...(id === undefined ? {} : { media: mediaOf(id, file) }), rest: said.rest() }
}

/** Marks a voice note or an animated sticker, and adds the size when Meta gives it. */
function addFacts(bubble: MediaBubble, said: Taking): void {
  const facts: Pick<MediaBubble, 'voice' | 'animated' | 'mediaSize'> = {
    voice: said.take('voice', booleanOf),
    animated: said.take('animated', booleanOf),
    mediaSize: said.take('file_size', numberOf),
  }
  Object.assign(bubble, present(facts))
}

function mediaOf(
  id: string,
  { mimeType, sha256, url, filename }: Partial<Record<'mimeType' | 'sha256' | 'url' | 'filename', string>>,
): NonNullable<InboundMessage['media']> {
  return {
    id,
    ...(mimeType ? { mimeType } : {}),
    ...(sha256 ? { sha256 } : {}),
    ...(url ? { url } : {}),
    ...(filename ? { filename } : {}),
  }
}
