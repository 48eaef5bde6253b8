/**
 * Interactive messages: one row of `kinds` per kind, with the permitted header, body and footer and the rule for its
 * action (cloud-api.md 1.2). Where documentation and OpenAPI differ, the wider limit applies.
 */
import type { Refusal } from '../graph/error.ts'
import { isJson, type Json, jsonAt, listAt } from '../wire.ts'
import {
  checkAddress,
  checkFlow,
  checkList,
  checkProduct,
  checkProductList,
  checkProductOf,
  checkVoiceCall,
  order,
} from './action.ts'
import { countOf, each, invalid, missing, optionalText, requiredText, uniqueTexts, webAddress } from './check.ts'
import { checkMedia } from './media.ts'
import type { Rule, RuleScope } from './rule.ts'

type Kind = {
  header: 'any' | 'text' | 'required text' | 'none'
  body: number | 'optional'
  hasFooter: boolean
  action: Rule
}

const kinds: Readonly<Record<string, Kind>> = {
  button: { header: 'any', body: 1024, hasFooter: true, action: checkButtons },
  list: { header: 'text', body: 4096, hasFooter: true, action: checkList },
  cta_url: { header: 'any', body: 1024, hasFooter: true, action: checkCtaUrl },
  location_request_message: { header: 'none', body: 1024, hasFooter: false, action: named('send_location') },
  flow: { header: 'any', body: 1024, hasFooter: true, action: checkFlow },
  voice_call: { header: 'any', body: 1024, hasFooter: true, action: checkVoiceCall },
  call_permission_request: {
    header: 'none',
    body: 'optional',
    hasFooter: false,
    action: named('call_permission_request'),
  },
  carousel: { header: 'none', body: 1024, hasFooter: false, action: checkCarousel },
  catalog_message: { header: 'none', body: 1024, hasFooter: true, action: named('catalog_message') },
  product: { header: 'none', body: 'optional', hasFooter: true, action: checkProduct },
  product_list: { header: 'required text', body: 1024, hasFooter: true, action: checkProductList },
  address_message: { header: 'any', body: 1024, hasFooter: true, action: checkAddress },
  order_details: { header: 'any', body: 1024, hasFooter: true, action: order('review_and_pay') },
  order_status: { header: 'any', body: 1024, hasFooter: true, action: order('review_order') },
  // Meta's name for the next kind until 2026-05-28 (meta-2026.md 4.8).
  contact_request: { header: 'none', body: 1024, hasFooter: true, action: named('request_contact_info') },
  request_contact_info: { header: 'none', body: 1024, hasFooter: true, action: named('request_contact_info') },
}

export function checkInteractive(content: unknown, scope: RuleScope): Refusal | undefined {
  if (!isJson(content)) return missing('interactive')
  const kind = typeof content.type === 'string' && Object.hasOwn(kinds, content.type) ? kinds[content.type] : undefined
  if (kind === undefined)
    return content.type === undefined
      ? missing("interactive['type']")
      : invalid(`interactive['type'] must be one of {${Object.keys(kinds).join(', ')}}`)
  return (
    checkHeader(content.header, kind, scope) ??
    checkBody(content.body, kind, "interactive['body']['text']") ??
    checkFooter(content.footer, kind) ??
    (isJson(content.action) ? kind.action(content.action, scope) : missing("interactive['action']"))
  )
}

function checkHeader(header: unknown, kind: Kind, scope: RuleScope): Refusal | undefined {
  if (header === undefined) return kind.header === 'required text' ? missing("interactive['header']") : undefined
  if (kind.header === 'none') return invalid("interactive['header'] is not supported for this interactive type")
  const type = isJson(header) ? header.type : undefined
  if (type === 'text') {
    const text = jsonAt({ header }, 'header').text
    return text === undefined || text === null
      ? invalid('Text cannot be null for header type text')
      : requiredText(text, "interactive['header']['text']", 60)
  }
  if (kind.header !== 'any') return invalid("interactive['header']['type'] must be text for this interactive type")
  return typeof type === 'string' && ['image', 'video', 'document'].includes(type)
    ? checkMedia(jsonAt({ header }, 'header')[type], `interactive['header']['${type}']`, scope)
    : invalid("interactive['header']['type'] must be one of {text, image, video, document}")
}

function checkBody(body: unknown, kind: Kind, path: string): Refusal | undefined {
  const text = isJson(body) ? body.text : undefined
  return kind.body === 'optional' ? optionalText(text, path, 1024) : requiredText(text, path, kind.body)
}

function checkFooter(footer: unknown, kind: Kind): Refusal | undefined {
  if (footer === undefined) return undefined
  if (!kind.hasFooter) return invalid("interactive['footer'] is not supported for this interactive type")
  return requiredText(isJson(footer) ? footer.text : undefined, "interactive['footer']['text']", 60)
}

function named(name: string): Rule {
  return (action) =>
    isJson(action) && action.name === name ? undefined : invalid(`interactive['action']['name'] must be ${name}`)
}

function checkButtons(action: unknown): Refusal | undefined {
  const path = "interactive['action']['buttons']"
  return (
    countOf(isJson(action) ? action.buttons : undefined, path, 1, 3) ?? replyButtons(listAt(action, 'buttons'), path)
  )
}

/** Reply buttons, top-level or on a card; a card may call them quick_reply. */
function replyButtons(buttons: readonly unknown[], path: string): Refusal | undefined {
  const replies = buttons.map((button) => ({ ...jsonAt(button, 'quick_reply'), ...jsonAt(button, 'reply') }) as Json)
  return (
    each(replies, (reply, index) => checkReply(reply, `${path}[${index}]['reply']`)) ??
    uniqueTexts(
      replies.map((reply) => reply.id),
      'Button id',
    ) ??
    uniqueTexts(
      replies.map((reply) => reply.title),
      'Button title',
    )
  )
}

function checkReply(reply: Json, path: string): Refusal | undefined {
  const { id, title } = reply
  const refusal = requiredText(id, `${path}['id']`, 256) ?? requiredText(title, `${path}['title']`, 20)
  if (refusal !== undefined) return refusal
  return typeof id === 'string' && id.trim() !== id
    ? invalid(`${path}['id'] cannot begin or end with a space`)
    : undefined
}

function checkCtaUrl(action: unknown): Refusal | undefined {
  const path = "interactive['action']['parameters']"
  const parameters = jsonAt(action, 'parameters')
  return (
    named('cta_url')(action, noScope) ??
    requiredText(parameters.display_text, `${path}['display_text']`, 20) ??
    webAddress(parameters.url, `${path}['url']`)
  )
}

function checkCarousel(action: unknown, scope: RuleScope): Refusal | undefined {
  const path = "interactive['action']['cards']"
  const cards = listAt(action, 'cards')
  return (
    countOf(isJson(action) ? action.cards : undefined, path, 2, 10) ??
    each(cards, (card, index) => checkCard(card, index, scope)) ??
    (new Set(cards.map((card) => (isProductCard(card) ? 'product' : jsonAt(card, 'header').type))).size > 1
      ? invalid('All cards must have the same header type')
      : undefined)
  )
}

function checkCard(card: unknown, index: number, scope: RuleScope): Refusal | undefined {
  const path = `interactive['action']['cards'][${index}]`
  if (!isJson(card)) return invalid(`${path} must be an object`)
  if (card.card_index !== undefined && Number(card.card_index) !== index)
    return invalid(`${path}['card_index'] must be ${index}`)
  if (isProductCard(card)) return checkProductOf(card.action, `${path}['action']`)
  const header = jsonAt(card, 'header')
  if (header.type !== 'image' && header.type !== 'video')
    return invalid(`${path}['header'] must be an image or a video`)
  const action = jsonAt(card, 'action')
  return (
    checkMedia(header[header.type], `${path}['header']['${header.type}']`, scope) ??
    optionalText(jsonAt(card, 'body').text, `${path}['body']['text']`, 160) ??
    (Array.isArray(action.buttons)
      ? (countOf(action.buttons, `${path}['action']['buttons']`, 1, 2) ??
        replyButtons(action.buttons, `${path}['action']['buttons']`))
      : checkCtaUrl(action))
  )
}

/** Of the carousel of products, whose cards have nothing of their own (meta-2026.md 4.7). */
function isProductCard(card: unknown): boolean {
  return isJson(card) && card.type === 'product'
}

const noScope: RuleScope = { now: 0, hasMedia: () => false, templatesNamed: () => [] }
