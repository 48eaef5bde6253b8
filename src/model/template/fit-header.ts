/**
 * The header of a template send and of each card: the value that its format requires, from the field that holds it, and
 * no other.
 */

import { checkMediaUrl } from '../media/media.ts'
import type { TemplateCard, TemplateHeader } from '../message/content.ts'
import { present } from '../request/check.ts'
import type { CardRequest } from './cards.ts'
import { fitFilled } from './fit-texts.ts'
import { type Hold, misfit, noPlace, refuse, unsupported } from './hold.ts'
import type { HsmRequest } from './request.ts'
import type { HeaderShape } from './shape.ts'

/** Characters of a text header with its value filled in. */
const longestHeader = 60

type MediaKind = 'image' | 'video' | 'gif' | 'document'

export function isMedia(header: HeaderShape): header is { kind: MediaKind } & HeaderShape {
  return ['image', 'video', 'gif', 'document'].includes(header.kind)
}

export function fitHeader(hold: Hold, request: HsmRequest, header: HeaderShape): TemplateHeader | undefined {
  const { mediaUrl, filename, headerParameters, coordinates, product } = request
  if (!isMedia(header) && mediaUrl !== undefined) noPlace(hold, 'mediaUrl')
  if (header.kind !== 'text' && headerParameters.length > 0) noPlace(hold, 'headerParameters')
  if (header.kind !== 'location' && coordinates !== undefined) noPlace(hold, 'coordinates')
  if (header.kind !== 'product' && product !== undefined) noPlace(hold, 'product')
  switch (header.kind) {
    case 'none':
      return undefined
    case 'text': {
      const position = { path: 'headerParameters', limit: longestHeader, component: 'header' }
      const [parameter] = fitFilled(hold, header.text, headerParameters, position)
      return parameter && { kind: 'text', ...parameter }
    }
    case 'location':
      return coordinates ? { kind: 'location', ...coordinates } : missing(hold, 'coordinates', header.kind)
    case 'product':
      return product ? { kind: 'product', ...product } : missing(hold, 'product', header.kind)
    case 'other':
      return unsupported(hold, 'header', header.format)
    default: {
      const link = fitMedia(hold, header.kind, mediaUrl, 'mediaUrl')
      if (link === undefined) return undefined
      return header.kind === 'document' ? present({ kind: header.kind, link, filename }) : { kind: header.kind, link }
    }
  }
}

function missing(hold: Hold, path: string, expected: string): undefined {
  misfit(hold, path, 'template_media', { expected })
}

/**
 * Whether the address is public was checked when the request was parsed; the kind of file it must lead to is known only
 * here.
 */
function fitMedia(hold: Hold, kind: MediaKind, url: string | undefined, path: string): string | undefined {
  if (url === undefined) return missing(hold, path, kind)
  const check = checkMediaUrl(url, kind === 'document' ? 'file' : kind === 'gif' ? 'video' : kind, () => true)
  if (check.ok) return check.url
  refuse(hold, path, check.rule, check.args)
  return undefined
}

export function fitCardHeader(
  hold: Hold,
  { mediaUrl, product }: CardRequest,
  shape: HeaderShape,
  path: string,
): TemplateCard['header'] | undefined {
  const { kind } = shape
  if (kind === 'product') {
    if (mediaUrl !== undefined) noPlace(hold, `${path}.mediaUrl`)
    return product ? { kind, ...product } : missing(hold, `${path}.product`, kind)
  }
  if (product !== undefined) noPlace(hold, `${path}.product`)
  if (kind !== 'image' && kind !== 'video')
    return unsupported(hold, 'cards', kind === 'other' ? shape.format : kind.toUpperCase())
  const link = fitMedia(hold, kind, mediaUrl, `${path}.mediaUrl`)
  return link === undefined ? undefined : { kind, link }
}
