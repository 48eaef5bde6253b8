/**
 * A template hydrated for display: the stored components with the sender's parameters filled in. A template missing
 * from the store (possible when the rule is off) is shown by its name.
 */
import { sentOf } from '../rules/template.ts'
import {
  buttonsOf,
  componentOf,
  type Template,
  type TemplateButton,
  type TemplateComponent,
} from '../templates/template.ts'
import { isJson, type Json, jsonAt, listAt, textAt } from '../wire.ts'
import { orderOf, shelvesOf } from './interactive.ts'
import { mediaOf, type Rendered, type RenderedButton, type RenderedFlow, withText } from './parts.ts'

export function renderTemplate(content: Json, template: Template | undefined): Rendered {
  if (template === undefined) return { kind: 'template', text: textAt(content, 'name') ?? '' }
  const sent = listAt(content, 'components')
  const cards = componentOf(template.components, 'CAROUSEL')?.cards
  const sentCards = listAt(sentOf({ sent }, 'carousel'), 'cards')
  return {
    ...renderPart(template.components, sent, 'template'),
    ...(cards === undefined ? {} : { cards: renderCards(cards, sentCards) }),
  }
}

/** Renders all cards sent, each at its index; a product carousel may have more than were created. */
function renderCards(cards: Cards, sent: readonly unknown[]): readonly Rendered[] {
  const placed = sent.map((card, at) => Number((isJson(card) ? card.card_index : undefined) ?? at))
  return Array.from({ length: Math.max(cards.length, sent.length) }, (_, index) => {
    const card = cards[index] ?? cards[0] ?? { components: [] }
    return renderPart(card.components, componentsOf(sent[placed.indexOf(index)]), 'card')
  })
}

type Cards = readonly { components: readonly TemplateComponent[] }[]

function componentsOf(card: unknown): readonly unknown[] {
  return listAt(card, 'components')
}

function renderPart(components: readonly TemplateComponent[], sent: readonly unknown[], kind: string): Rendered {
  const header = componentOf(components, 'HEADER')
  const headerParameters = parametersOf(sent, 'header')
  const buttons = buttonsOf(components).map((button, index) => renderButton(button, buttonParameter(sent, index)))
  return {
    kind,
    ...withText('text', hydrate(componentOf(components, 'BODY')?.text, parametersOf(sent, 'body'))),
    ...withText('footer', componentOf(components, 'FOOTER')?.text),
    ...renderHeader(header, headerParameters),
    ...renderShelves(components, sent),
    ...renderOrder(components, sent),
    ...(buttons.length === 0 ? {} : { buttons }),
    ...renderOffer(components, sent),
  }
}

function renderHeader(header: TemplateComponent | undefined, parameters: readonly unknown[]): Partial<Rendered> {
  const format = header?.format?.toLowerCase() ?? 'text'
  if (format === 'text') return withText('header', hydrate(header?.text, parameters))
  const content = jsonAt(parameters[0], format)
  if (format === 'product') return renderProduct(content)
  return format === 'location' ? { location: content } : { media: mediaOf(format, content) }
}

/** One product of a catalog, on a shelf of its own. */
function renderProduct(content: Json): Partial<Rendered> {
  const id = textAt(content, 'product_retailer_id') ?? ''
  return { products: [id], shelves: [{ ids: [id] }], ...withText('catalogId', textAt(content, 'catalog_id')) }
}

/** The payment request behind a button, or the status of an order. */
function renderOrder(components: readonly TemplateComponent[], sent: readonly unknown[]): Partial<Rendered> {
  const index = buttonsOf(components).findIndex(({ type }) => /^order_details$/i.test(type))
  if (index >= 0) return orderOf(jsonAt(jsonAt(buttonParameter(sent, index), 'action'), 'order_details'))
  const status = sentOf({ sent }, 'order_status')
  return status === undefined ? {} : orderOf(jsonAt(listAt(status, 'parameters')[0], 'order_status'))
}

/** The products behind a catalog or multi-product button. */
function renderShelves(components: readonly TemplateComponent[], sent: readonly unknown[]): Partial<Rendered> {
  const index = buttonsOf(components).findIndex(({ type }) => /^(?:catalog|mpm)$/i.test(type))
  if (index < 0) return {}
  const action = jsonAt(buttonParameter(sent, index), 'action')
  const shelves = shelvesOf(action)
  const thumbnail = textAt(action, 'thumbnail_product_retailer_id')
  const products = shelves.length > 0 ? shelves.flatMap(({ ids }) => ids) : thumbnail === undefined ? [] : [thumbnail]
  return { products, ...(shelves.length === 0 ? {} : { shelves }) }
}

function parametersOf(sent: readonly unknown[], type: string): readonly unknown[] {
  return listAt(sentOf({ sent }, type), 'parameters')
}

function buttonParameter(sent: readonly unknown[], index: number): unknown {
  const component = sent
    .filter(isJson)
    .find((one) => textAt(one, 'type')?.toLowerCase() === 'button' && Number(one.index ?? 0) === index)
  return listAt(component, 'parameters')[0]
}

/** `{{1}}` by position, `{{name}}` by name. */
function hydrate(text: string | undefined, parameters: readonly unknown[]): string | undefined {
  return text?.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, variable: string) => {
    const named = parameters.find((parameter) => textAt(parameter, 'parameter_name') === variable)
    return filledIn(named ?? parameters[Number(variable) - 1]) ?? whole
  })
}

function filledIn(parameter: unknown): string | undefined {
  const type = textAt(parameter, 'type') ?? ''
  return textAt(parameter, 'text') ?? textAt(jsonAt(parameter, type), 'fallback_value')
}

function renderButton(button: TemplateButton, parameter: unknown): RenderedButton {
  const title = button.text ?? ''
  switch (button.type.toUpperCase()) {
    case 'QUICK_REPLY':
      return { kind: 'quick_reply', title, payload: textAt(parameter, 'payload') ?? title }
    case 'URL':
      return renderUrl(title, hydrate(button.url, [parameter]) ?? '')
    case 'COPY_CODE':
      return { kind: 'copy_code', title: title || 'Copy code', code: textAt(parameter, 'coupon_code') ?? '' }
    case 'PHONE_NUMBER':
      return { kind: 'phone', title, ...withText('phone', textAt(button, 'phone_number')) }
    case 'FLOW':
      return { kind: 'flow', title, flow: templateFlow(button, parameter) }
    case 'OTP':
      return oneTimeCode(button, textAt(parameter, 'text') ?? '')
    case 'REQUEST_CONTACT_INFO':
      return { kind: 'contact', title }
    case 'ORDER_DETAILS':
      return { kind: 'order', title }
    case 'VOICE_CALL':
      return { kind: 'call', title }
    default:
      return { kind: 'catalog', title }
  }
}

/** Meta returns a one-time code's button as a URL; the phone shows a code to copy. */
function renderUrl(title: string, url: string): RenderedButton {
  const code = /^https:\/\/www\.whatsapp\.com\/otp\/code\/.*[?&]code=otp(.*)$/.exec(url)?.[1]
  if (code === undefined) return { kind: 'url', title, url }
  return { kind: 'copy_code', title, code, ...(/otp_type=(?:ONE|ZERO)_TAP/.test(url) ? { isAutofill: true } : {}) }
}

function oneTimeCode(button: TemplateButton, code: string): RenderedButton {
  const isAutofill = /ONE_TAP|ZERO_TAP/i.test(textAt(button, 'otp_type') ?? '')
  const title = (isAutofill ? textAt(button, 'autofill_text') : undefined) ?? button.text ?? ''
  return { kind: 'copy_code', title, code, ...(isAutofill ? { isAutofill } : {}) }
}

function templateFlow(button: TemplateButton, parameter: unknown): RenderedFlow {
  const action = jsonAt(parameter, 'action')
  return {
    ...withText('id', textAt(button, 'flow_id')),
    ...withText('name', textAt(button, 'flow_name')),
    ...withText('token', textAt(action, 'flow_token')),
    ...withText('screen', textAt(button, 'navigate_screen')),
    ...(isJson(action.flow_action_data) ? { data: action.flow_action_data } : {}),
  }
}

function renderOffer(components: readonly TemplateComponent[], sent: readonly unknown[]): Pick<Rendered, 'offer'> {
  const offer = componentOf(components, 'LIMITED_TIME_OFFER')
  if (offer === undefined) return {}
  const expiry = jsonAt(parametersOf(sent, 'limited_time_offer')[0], 'limited_time_offer').expiration_time_ms
  const text = textAt(jsonAt(offer, 'limited_time_offer'), 'text') ?? ''
  return { offer: { text, ...(typeof expiry === 'number' ? { expiresAt: expiry } : {}) } }
}
