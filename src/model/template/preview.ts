/**
 * A template send as the person reads it: the definition's texts with the send's values filled in. For history, the
 * timeline and the console. Pure; never throws.
 */

import type {
  OrderStatus,
  ProductSection,
  TemplateButton,
  TemplateCard,
  TemplateContent,
  TemplateHeader,
  TemplateParameter,
} from '../message/content.ts'
import { readJson } from '../request/nesting.ts'
import type { TemplateDefinition } from './definition.ts'
import { type ButtonShape, type CardShape, type HeaderShape, hydrate, shapeOf, shapeOfCard } from './shape.ts'

/** `payload`: returned on a tap, as it was given; `sections` and `order`: what it opens. */
export type ButtonPreview = {
  text: string
  url?: string
  code?: string
  payload?: unknown
  sections?: ProductSection[]
  order?: Record<string, unknown>
}

export type CardPreview = { header: TemplateCard['header']; body: string; buttons: ButtonPreview[] }

export type TemplatePreview = {
  /** A text header hydrated, a media header with its link. */
  header?: TemplateHeader
  body: string
  footer?: string
  buttons: ButtonPreview[]
  cards?: CardPreview[]
  /** The status of the order that the message is about. */
  orderStatus?: OrderStatus
}

export function renderTemplate(definition: TemplateDefinition, content: TemplateContent): TemplatePreview {
  const shape = shapeOf(definition)
  const header = renderHeader(shape.header, content.header)
  return {
    ...(header ? { header } : {}),
    body: hydrate(shape.body, textsOf(content.body)),
    ...(shape.footer === undefined ? {} : { footer: shape.footer }),
    buttons: renderButtons(shape.buttons, content.buttons),
    ...(content.cards ? { cards: renderCards(shape.cards ?? [], content.cards) } : {}),
    ...(content.orderStatus ? { orderStatus: content.orderStatus } : {}),
  }
}

function renderHeader(shape: HeaderShape, header: TemplateHeader | undefined): TemplateHeader | undefined {
  if (shape.kind !== 'text') return header
  return { kind: 'text', text: hydrate(shape.text, header?.kind === 'text' ? [header.text] : []) }
}

function textsOf(parameters: TemplateParameter[]): string[] {
  return parameters.map((parameter) => parameter.text)
}

function renderButtons(shapes: ButtonShape[], buttons: TemplateButton[]): ButtonPreview[] {
  return shapes.map(({ index, text, url }) => {
    const button = buttons.find((one) => one.index === index)
    if (button?.kind === 'copy_code') return { text, code: button.code }
    if (button?.kind === 'quick_reply') return { text, payload: parsed(button.payload) }
    if (button?.kind === 'mpm') return { text, sections: button.sections }
    if (button?.kind === 'order_details') return { text, order: button.details }
    if (button?.kind === 'flow' && button.token !== undefined) return { text, payload: button.token }
    if (button?.kind === 'voice_call' && button.payload !== undefined) return { text, payload: button.payload }
    if (url === undefined) return { text }
    return { text, url: hydrate(url, button?.kind === 'url' ? [button.text] : []) }
  })
}

function renderCards(shapes: CardShape[], cards: TemplateCard[]): CardPreview[] {
  return cards.map((card, index) => {
    const shape = shapeOfCard(shapes, index)
    return {
      header: card.header,
      body: shape ? hydrate(shape.body, textsOf(card.body)) : '',
      buttons: shape ? renderButtons(shape.buttons, card.buttons) : [],
    }
  })
}

/** Fit writes every payload as JSON. */
function parsed(payload: string): unknown {
  return readJson(payload) ?? payload
}
