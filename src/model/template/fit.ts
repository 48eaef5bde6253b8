/**
 * A template send held against the stored definition, before Meta sees it (promise 10): everything that would not fit is told,
 * with the field's path and what the template expects; what fits becomes the content that the channel encodes. Pure; nothing
 * throws, whatever the definition looks like. Limits: cloud-api.md, 1.3 and 3.2. Called by http after resolveLanguage.
 */
import { present } from '../check.ts'
import type { TemplateButton, TemplateCard, TemplateContent, TemplateHeader, TemplateParameter } from '../content.ts'
import { composed, hasEmoji, lengthOver } from '../length.ts'
import { checkMediaUrl } from '../media.ts'
import { isDigitsPhone } from '../phone.ts'
import type { Checked } from '../violation.ts'
import type { CardRequest } from './cards.ts'
import type { TemplateDefinition } from './definition.ts'
import { fitButtons } from './fit-buttons.ts'
import { type FitNotice, type Hold, misfit, noPlace, refuse, unsupported } from './hold.ts'
import type { HsmRequest } from './request.ts'
import { type CardShape, type HeaderShape, hydrate, shapeOf, type TemplateShape, type TextShape } from './shape.ts'

/** Characters of a body with its values in it; Meta's, by where the body stands. */
const longestBody = { plain: 1024, offer: 600, card: 160 }
/** Of a header that is a text. */
const longestHeader = 60

/** Characters of a one-time code and of an offer's code; of any other code to copy. */
const longestCode = 15
const longestCopyCode = 20

/** `notices` when there are any. */
export type Fitted = Checked<TemplateContent> & { notices?: FitNotice[] }

/** `isStrict`: buttons are never filled by their order against the names that are given. */
export function fitTemplate(request: HsmRequest, definition: TemplateDefinition, isStrict = false): Fitted {
  const shape = shapeOf(definition)
  const hold: Hold = { template: definition.elementName, violations: [], notices: [], isStrict }
  fitKind(hold, request, shape)
  const header = fitHeader(hold, request, shape.header)
  const body = fitBody(hold, shape.body, request.parameters, {
    path: 'parameters',
    limit: shape.offer ? longestBody.offer : longestBody.plain,
  })
  if (shape.authentication) fitCode(hold, request)
  fitOffer(hold, request, shape)
  const buttons = [...fitRequestButtons(hold, request, shape), ...codeButtons(shape, request.parameters[0] ?? '')]
  const cards = fitCards(hold, request, shape.cards)
  if (hold.violations.length > 0) return { ok: false, violations: hold.violations }
  return {
    ok: true,
    ...(hold.notices.length > 0 ? { notices: hold.notices } : {}),
    value: present<TemplateContent>({
      type: 'template',
      elementName: definition.elementName,
      language: definition.language,
      header,
      body,
      buttons,
      cards,
      offerExpiresAt: request.offerExpiresAt,
      text: hydrate(shape.body, request.parameters),
    }),
  }
}

/** `text` is what the documents' table gives without a word, so it fits every template, and so does `hsm`; any other must be the template's. */
function fitKind(hold: Hold, request: HsmRequest, shape: TemplateShape): void {
  if (request.type === 'text' || request.type === 'hsm') return
  const kinds = kindsOf(shape)
  if (kinds.includes(request.type)) return
  misfit(hold, 'type', 'template_kind', { expected: kinds.join(', '), actual: request.type })
}

function kindsOf(shape: TemplateShape): string[] {
  if (shape.cards) return ['carousel']
  const kinds: string[] = isMedia(shape.header) ? [shape.header.kind] : []
  if (shape.buttons.some((button) => button.kind === 'catalog')) kinds.push('catalog')
  return kinds.length > 0 ? kinds : ['text']
}

type MediaKind = 'image' | 'video' | 'document'

function isMedia(header: HeaderShape): header is { kind: MediaKind } & HeaderShape {
  return header.kind === 'image' || header.kind === 'video' || header.kind === 'document'
}

function fitHeader(hold: Hold, request: HsmRequest, header: HeaderShape): TemplateHeader | undefined {
  const { mediaUrl, filename, headerParameters } = request
  if (!isMedia(header) && mediaUrl !== undefined) noPlace(hold, 'mediaUrl')
  if (header.kind !== 'text' && headerParameters.length > 0) noPlace(hold, 'headerParameters')
  switch (header.kind) {
    case 'none':
      return undefined
    case 'text': {
      const place = { path: 'headerParameters', limit: longestHeader, component: 'header' }
      const [parameter] = fitFilled(hold, header.text, headerParameters, place)
      return parameter && { kind: 'text', ...parameter }
    }
    case 'other':
      return unsupported(hold, 'header', header.format)
    default: {
      const link = fitMedia(hold, header.kind, mediaUrl, 'mediaUrl')
      if (link === undefined) return undefined
      return header.kind === 'document' ? present({ kind: header.kind, link, filename }) : { kind: header.kind, link }
    }
  }
}

/** Whether the address is public was said when the request was read; what it must lead to is known only here. */
function fitMedia(hold: Hold, kind: MediaKind, url: string | undefined, path: string): string | undefined {
  if (url === undefined) {
    misfit(hold, path, 'template_media', { expected: kind })
    return undefined
  }
  const check = checkMediaUrl(url, kind === 'document' ? 'file' : kind, () => true)
  if (check.ok) return check.url
  refuse(hold, path, check.rule, check.args)
  return undefined
}

/** The documented sentence first, then ours, which names the figures. */
function fitTexts(
  hold: Hold,
  shape: TextShape,
  values: string[],
  path: string,
  component: string,
): TemplateParameter[] {
  const expected = shape.variables.length
  if (values.length !== expected) {
    refuse(hold, path, 'parameter_count')
    misfit(hold, path, 'parameter_count_detail', { component, expected, actual: values.length })
  }
  return values.map((text, index) => (shape.named ? { text, name: shape.variables[index] ?? '' } : { text }))
}

function fitBody(
  hold: Hold,
  shape: TextShape,
  values: string[],
  place: { path: string; limit: number },
): TemplateParameter[] {
  return fitFilled(hold, shape, values, { ...place, component: 'body' })
}

/** Meta holds the text with its values in it against the limit. */
function fitFilled(
  hold: Hold,
  shape: TextShape,
  values: string[],
  { path, limit, component }: { path: string; limit: number; component: string },
): TemplateParameter[] {
  const parameters = fitTexts(hold, shape, values, path, component)
  const isWhole = values.length === shape.variables.length
  const actual = isWhole ? lengthOver(composed(hydrate(shape, values)), limit) : undefined
  if (actual !== undefined) refuse(hold, path, 'too_long', { actual, limit })
  return parameters
}

const address = /:\/\/|\bwww\.|[\p{L}\p{N}]\.\p{L}{2,}/u

/** A one-time code: short, without address or emoji, to a phone number (jelou-api.md, 6.4; cloud-api.md, 1.3 and 4.6). */
function fitCode(hold: Hold, request: HsmRequest): void {
  const code = request.parameters[0] ?? ''
  const actual = lengthOver(code, longestCode)
  if (actual !== undefined) refuse(hold, 'parameters.0', 'too_long', { actual, limit: longestCode })
  if (address.test(code)) refuse(hold, 'parameters.0', 'template_code_url')
  if (hasEmoji(code)) refuse(hold, 'parameters.0', 'no_emoji')
  const scoped = request.destinations.findIndex((destination) => !isDigitsPhone(destination))
  if (scoped >= 0) refuse(hold, `destinations.${scoped}`, 'template_code_phone')
}

function fitOffer(hold: Hold, request: HsmRequest, shape: TemplateShape): void {
  const expires = shape.offer?.expires ?? false
  if (expires && request.offerExpiresAt === undefined) refuse(hold, 'ltoParams.expirationTime', 'required')
  if (!expires && request.offerExpiresAt !== undefined) noPlace(hold, 'ltoParams')
}

function fitRequestButtons(hold: Hold, request: HsmRequest, shape: TemplateShape): TemplateButton[] {
  return fitButtons(hold, shape.buttons, {
    path: 'buttonParameters',
    parameters: request.buttonParameters,
    payloads: request.buttonPayloads,
    urls: request.dynamicUrlParameters,
    thumbnailProduct: request.thumbnailProduct,
    longestCode: shape.offer ? longestCode : longestCopyCode,
  })
}

/** The code goes to the button as well as to the body: Meta wants it twice. */
function codeButtons(shape: TemplateShape, text: string): TemplateButton[] {
  return shape.buttons.filter(({ kind }) => kind === 'otp').map(({ index }) => ({ kind: 'url', index, text }))
}

function fitCards(hold: Hold, request: HsmRequest, shapes: CardShape[] | undefined): TemplateCard[] | undefined {
  const { cards } = request
  if (shapes === undefined) {
    if (cards.length > 0) noPlace(hold, 'cards')
    return undefined
  }
  if (cards.length !== shapes.length)
    misfit(hold, 'cards', 'template_cards', { expected: shapes.length, actual: cards.length })
  return shapes.flatMap((shape, index) => {
    const card = cards[index]
    return card ? fitCard(hold, card, shape, `cards.${card.at ?? index}`) : []
  })
}

function fitCard(hold: Hold, card: CardRequest, shape: CardShape, path: string): TemplateCard[] {
  const header = fitCardHeader(hold, card, shape.header, `${path}.mediaUrl`)
  const body = fitBody(hold, shape.body, card.params, { path: `${path}.params`, limit: longestBody.card })
  const buttons = fitButtons(hold, shape.buttons, {
    path: `${path}.buttonParameters`,
    parameters: card.buttonParameters,
    longestCode: longestCopyCode,
  })
  return header ? [{ header, body, buttons }] : []
}

function fitCardHeader(hold: Hold, card: CardRequest, shape: HeaderShape, path: string) {
  const { kind } = shape
  if (kind !== 'image' && kind !== 'video')
    return unsupported(hold, 'cards', kind === 'other' ? shape.format : kind.toUpperCase())
  const link = fitMedia(hold, kind, card.mediaUrl, path)
  return link === undefined ? undefined : { kind, link }
}
