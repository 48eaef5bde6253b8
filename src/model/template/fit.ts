/**
 * Fits a template send to the stored definition, before Meta sees it (promise 10): every mismatch is reported with the
 * field's path and what the template expects; a fitting send becomes the content that the channel encodes. Pure;
 * nothing throws, whatever the definition looks like. Limits: cloud-api.md, 1.3 and 3.2.
 */

import type { Checked } from '../errors/violation.ts'
import type { TemplateButton, TemplateCard, TemplateContent } from '../message/content.ts'
import { present } from '../request/check.ts'
import { hasEmoji, lengthOver } from '../text/length.ts'
import { isDigitsPhone } from '../user/phone.ts'
import type { CardRequest } from './cards.ts'
import type { TemplateDefinition } from './definition.ts'
import { fitButtons } from './fit-buttons.ts'
import { fitCardHeader, fitHeader, isMedia } from './fit-header.ts'
import { fitBody } from './fit-texts.ts'
import { type FitNotice, type Hold, misfit, noPlace, refuse } from './hold.ts'
import type { HsmRequest } from './request.ts'
import {
  areOfProducts,
  type ButtonKind,
  type CardShape,
  hydrate,
  shapeOf,
  shapeOfCard,
  type TemplateShape,
} from './shape.ts'

/** Characters of a body with its values filled in; Meta's limits, by kind of template. */
const longestBody = { plain: 1024, offer: 600, card: 160 }

/** Characters of a one-time code and of an offer's code; of any other code to copy. */
const longestCode = 15
const longestCopyCode = 20

/** `notices` when there are any. */
export type Fitted = Checked<TemplateContent> & { notices?: FitNotice[] }

/** `isStrict`: buttons are never filled by order when the given names do not match. */
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
  fitOrderStatus(hold, request, shape)
  if (request.bidMultiplier !== undefined && definition.category !== 'MARKETING') noPlace(hold, 'bidMultiplier')
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
      orderStatus: request.orderStatus,
      bidMultiplier: request.bidMultiplier,
      text: hydrate(shape.body, request.parameters),
    }),
  }
}

/**
 * `text` is the documents' unexplained default, so it fits every template, and so does `hsm`; any other must be the
 * template's.
 */
function fitKind(hold: Hold, request: HsmRequest, shape: TemplateShape): void {
  if (request.type === 'text' || request.type === 'hsm') return
  const kinds = kindsOf(shape)
  if (kinds.includes(request.type)) return
  misfit(hold, 'type', 'template_kind', { expected: kinds.join(', '), actual: request.type })
}

function kindsOf(shape: TemplateShape): string[] {
  if (shape.cards) return ['carousel']
  const { kind } = shape.header
  const kinds: string[] = isMedia(shape.header) ? [kind === 'gif' ? 'video' : kind] : []
  if (shape.buttons.some((button) => ofCatalog.includes(button.kind))) kinds.push('catalog')
  return kinds.length > 0 ? kinds : ['text']
}

const ofCatalog: ButtonKind[] = ['catalog', 'mpm', 'spm']

const address = /:\/\/|\bwww\.|[\p{L}\p{N}]\.\p{L}{2,}/u

/**
 * A one-time code: short, without address or emoji, to a phone number (jelou-api.md, 6.4; cloud-api.md, 1.3 and 4.6).
 */
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

function fitOrderStatus(hold: Hold, request: HsmRequest, shape: TemplateShape): void {
  if (shape.orderStatus && request.orderStatus === undefined) refuse(hold, 'orderStatus', 'required')
  if (!shape.orderStatus && request.orderStatus !== undefined) noPlace(hold, 'orderStatus')
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

/** Meta requires the code twice: in the body and in the button. */
function codeButtons(shape: TemplateShape, text: string): TemplateButton[] {
  return shape.buttons.filter(({ kind }) => kind === 'otp').map(({ index }) => ({ kind: 'url', index, text }))
}

function fitCards(hold: Hold, request: HsmRequest, shapes: CardShape[] | undefined): TemplateCard[] | undefined {
  const { cards } = request
  if (shapes === undefined) {
    if (cards.length > 0) noPlace(hold, 'cards')
    return undefined
  }
  const actual = cards.length
  const expected = shapes.length
  if (areOfProducts(shapes)) {
    if (actual < fewestCards) refuse(hold, 'cards', 'too_few', { actual, limit: fewestCards })
  } else if (actual !== expected) misfit(hold, 'cards', 'template_cards', { expected, actual })
  return cards.flatMap((card, index) => {
    const shape = shapeOfCard(shapes, index)
    return shape ? fitCard(hold, card, shape, `cards.${card.at ?? index}`) : []
  })
}

const fewestCards = 2

function fitCard(hold: Hold, card: CardRequest, shape: CardShape, path: string): TemplateCard[] {
  const header = fitCardHeader(hold, card, shape.header, path)
  const body = fitBody(hold, shape.body, card.params, { path: `${path}.params`, limit: longestBody.card })
  const buttons = fitButtons(hold, shape.buttons, {
    path: `${path}.buttonParameters`,
    parameters: card.buttonParameters,
    longestCode: longestCopyCode,
  })
  return header ? [{ header, body, buttons }] : []
}
