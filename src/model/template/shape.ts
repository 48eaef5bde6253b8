/**
 * The requirements of a template on a send, derived from Meta's own JSON (cloud-api.md, 3.2): its header, the variables
 * of its texts, its buttons and cards. Tolerates any case and malformed input: an unreadable part requires nothing.
 * Never throws.
 */
import type { TemplateDefinition } from './definition.ts'

/** A text with its distinct variables, in the order in which parameters fill them. */
export type TextShape = { text: string; variables: string[]; named: boolean }

export type HeaderShape =
  | { kind: 'none' }
  | { kind: 'text'; text: TextShape }
  | { kind: 'image' }
  | { kind: 'video' }
  | { kind: 'document' }
  /** An auto-playing video, with its own form of parameter. */
  | { kind: 'gif' }
  | { kind: 'location' }
  | { kind: 'product' }
  /** A format unknown to this version. */
  | { kind: 'other'; format: string }

export type ButtonKind =
  | 'quick_reply'
  | 'url'
  | 'phone_number'
  | 'copy_code'
  | 'catalog'
  | 'mpm'
  /** The product is the header's. */
  | 'spm'
  | 'order_details'
  | 'flow'
  | 'voice_call'
  /** The button of an authentication template, which Meta shows as URL once it is created. */
  | 'otp'
  | 'other'

/**
 * `index` is the position among the template's buttons, from 0. `url`, for URL buttons, is dynamic when it has a
 * variable.
 */
export type ButtonShape = { kind: ButtonKind; index: number; text: string; url?: TextShape }

export type CardShape = { header: HeaderShape; body: TextShape; buttons: ButtonShape[] }

export type TemplateShape = {
  header: HeaderShape
  body: TextShape
  footer?: string
  buttons: ButtonShape[]
  /** Present for carousels only. */
  cards?: CardShape[]
  /** `expires` requires the offer's end at send time. */
  offer?: { expires: boolean }
  authentication: boolean
  /** Reports the status of an order, which the send names. */
  orderStatus: boolean
}

export function shapeOf(definition: TemplateDefinition): TemplateShape {
  const components = listOf(definition.components)
  const authentication = isAuthentication(definition, components)
  const named = upper(definition.parameterFormat) === 'NAMED'
  const footer = component(components, 'FOOTER')?.text
  const carousel = component(components, 'CAROUSEL')
  const offer = component(components, 'LIMITED_TIME_OFFER')
  return {
    header: headerOf(components, named),
    body: authentication ? codeBodyOf(components, definition.language) : bodyOf(components, named),
    ...(typeof footer === 'string' ? { footer } : {}),
    buttons: buttonsOf(components, authentication),
    ...(carousel ? { cards: listOf(carousel.cards).map((card) => cardOf(card, named)) } : {}),
    ...(offer ? { offer: { expires: record(offer.limited_time_offer)?.has_expiration !== false } } : {}),
    authentication,
    orderStatus: upper(definition.subCategory) === 'ORDER_STATUS',
  }
}

type Json = Record<string, unknown>

function isAuthentication(definition: TemplateDefinition, components: Json[]): boolean {
  if (upper(definition.category) === 'AUTHENTICATION') return true
  return listOf(component(components, 'BUTTONS')?.buttons).some((button) => upper(button.type) === 'OTP')
}

function headerOf(components: Json[], named: boolean): HeaderShape {
  const header = component(components, 'HEADER')
  if (header === undefined) return { kind: 'none' }
  const format = upper(header.format) || 'TEXT'
  switch (format) {
    case 'TEXT':
      return { kind: 'text', text: textShape(header.text, named) }
    case 'IMAGE':
      return { kind: 'image' }
    case 'VIDEO':
      return { kind: 'video' }
    case 'GIF':
      return { kind: 'gif' }
    case 'DOCUMENT':
      return { kind: 'document' }
    case 'LOCATION':
      return { kind: 'location' }
    case 'PRODUCT':
      return { kind: 'product' }
    default:
      return { kind: 'other', format }
  }
}

function bodyOf(components: Json[], named: boolean): TextShape {
  return textShape(component(components, 'BODY')?.text, named)
}

/** Meta composes the body of an authentication template, so its definition may come without text. */
const codeBodies = {
  en: '*{{1}}* is your verification code.',
  es: 'Tu código de verificación es *{{1}}*.',
  pt: '*{{1}}* é o seu código de verificação.',
}

function codeBodyOf(components: Json[], language: unknown): TextShape {
  const written = bodyOf(components, false)
  if (written.variables.length > 0) return written
  const base = String(language).slice(0, 2).toLowerCase()
  return textShape(base === 'es' || base === 'pt' ? codeBodies[base] : codeBodies.en, false)
}

function cardOf(card: Json, named: boolean): CardShape {
  const components = listOf(card.components)
  return {
    header: headerOf(components, named),
    body: bodyOf(components, named),
    buttons: buttonsOf(components, false),
  }
}

/** Meta makes a carousel of products from two cards, and sends up to ten with it. */
export function areOfProducts(cards: readonly CardShape[]): boolean {
  return cards.length > 0 && cards.every(({ header }) => header.kind === 'product')
}

/** Product cards are all alike, so those beyond the template's are like its last. */
export function shapeOfCard(cards: readonly CardShape[], index: number): CardShape | undefined {
  return cards[index] ?? (areOfProducts(cards) ? cards.at(-1) : undefined)
}

const buttonKinds = new Map<string, ButtonKind>([
  ['QUICK_REPLY', 'quick_reply'],
  ['URL', 'url'],
  ['PHONE_NUMBER', 'phone_number'],
  ['COPY_CODE', 'copy_code'],
  ['CATALOG', 'catalog'],
  ['MPM', 'mpm'],
  ['SPM', 'spm'],
  ['ORDER_DETAILS', 'order_details'],
  ['FLOW', 'flow'],
  ['VOICE_CALL', 'voice_call'],
  ['OTP', 'otp'],
])

function buttonsOf(components: Json[], authentication: boolean): ButtonShape[] {
  return listOf(component(components, 'BUTTONS')?.buttons).map((button, index) => {
    const kind = buttonKinds.get(upper(button.type)) ?? 'other'
    const text = typeof button.text === 'string' ? button.text : ''
    if (kind !== 'url') return { kind, index, text }
    return { kind: authentication ? 'otp' : kind, index, text, url: textShape(button.url, false) }
  })
}

const variables = /\{\{\s*([^{}\s]+)\s*\}\}/g
const digits = /^\d+$/

/** Positional variables fill in the order of their numbers, named ones in the order of their first appearance. */
function textShape(value: unknown, named: boolean): TextShape {
  const text = typeof value === 'string' ? value : ''
  const names = [...new Set(Array.from(text.matchAll(variables), (match) => match[1] ?? ''))]
  if (named || !names.every((name) => digits.test(name))) return { text, variables: names, named: true }
  return { text, variables: names.sort((a, b) => Number(a) - Number(b)), named: false }
}

/** The text with its variables replaced once: variables inside a value are never replaced. */
export function hydrate(shape: TextShape, values: readonly string[]): string {
  return shape.text.replace(variables, (whole, name: string) => values[shape.variables.indexOf(name)] ?? whole)
}

function component(components: Json[], type: string): Json | undefined {
  return components.find((one) => upper(one.type) === type)
}

function upper(value: unknown): string {
  return typeof value === 'string' ? value.toUpperCase() : ''
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map((item) => record(item) ?? {}) : []
}

function record(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
}
