/**
 * Checks a template's components in Meta's own JSON against every rule that Meta applies, before it is sent there
 * (promise 10; cloud-api.md, 3.2 and 3.3). Every violation is reported under its path, for example `components.1.text`.
 * Pure; nothing throws on any input.
 */

import { type AllowPrivate, checkMediaUrl } from '../media/media.ts'
import {
  isObject,
  type Reader,
  readChoice,
  readList,
  readOptionalObject,
  readProse,
  readText,
  report,
} from '../request/check.ts'
import { type ButtonContext, checkButtons } from './check-buttons.ts'
import { checkPlain, checkText } from './check-texts.ts'
import type { TemplateDefinition } from './definition.ts'

export type ComponentContext = {
  category: TemplateDefinition['category']
  isNamed: boolean
  allowPrivateMedia?: AllowPrivate
}

/** Characters; Meta's limits. */
export const textLimits = { header: 60, body: 1024, offerBody: 600, cardBody: 160, footer: 60, offer: 16 }

const componentTypes = [
  'HEADER',
  'BODY',
  'FOOTER',
  'BUTTONS',
  'LIMITED_TIME_OFFER',
  'CAROUSEL',
  'CALL_PERMISSION_REQUEST',
]

type Parts = Map<string, Reader>

/** `root.components`. */
export function checkComponents(root: Reader, context: ComponentContext): void {
  const list = readList(root, 'components', { min: 1, max: 20 })
  const parts = readParts(list, componentTypes)
  if (list.length > 0 && !parts.has('BODY')) report(root, 'components.BODY', 'required')
  if (context.category === 'AUTHENTICATION') checkAuthentication(parts)
  else checkOrdinary(root, parts, context)
}

function checkOrdinary(root: Reader, parts: Parts, context: ComponentContext): void {
  const isOffer = parts.has('LIMITED_TIME_OFFER')
  const header = parts.get('HEADER')
  if (header) checkHeader(header, context, headerFormats)
  checkBody(parts.get('BODY'), context, isOffer ? textLimits.offerBody : textLimits.body)
  const footer = parts.get('FOOTER')
  if (footer) checkFooter(footer)
  if (isOffer) checkOffer(root, parts, context)
  const carousel = parts.get('CAROUSEL')
  if (carousel) checkCarousel(root, carousel, parts, context)
  const buttons = parts.get('BUTTONS')
  if (buttons && !isOffer)
    checkButtons(buttons, { ...plainButtons, category: context.category, header: formatOf(header) })
}

/** In capitals; a header without one is of text. */
function formatOf(header: Reader | undefined): string {
  if (header === undefined) return ''
  const { format } = header.fields
  return typeof format === 'string' ? format.toUpperCase() : 'TEXT'
}

const plainButtons: ButtonContext = { max: 10, kind: 'TEXT', longestCode: 20 }

/** By type in capitals. One of a kind: a second one is reported, and the first is checked. */
function readParts(list: Reader[], known: readonly string[]): Parts {
  const parts: Parts = new Map()
  for (const component of list) {
    const type = readText(component, 'type').toUpperCase()
    const first = parts.get(type)
    if (first) report(component, 'type', 'duplicate', { other: first.path })
    else if (known.includes(type)) parts.set(type, component)
    else if (type !== '') report(component, 'type', 'one_of', { values: known.join(',') })
  }
  return parts
}

const headerFormats = ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'GIF', 'LOCATION', 'PRODUCT'] as const
type HeaderFormat = (typeof headerFormats)[number]

function checkHeader(
  header: Reader,
  context: ComponentContext,
  formats: readonly [HeaderFormat, ...HeaderFormat[]],
): HeaderFormat {
  const given = header.fields.format
  const capital = typeof given === 'string' ? given.toUpperCase() : given
  const format = readChoice({ ...header, fields: { ...header.fields, format: capital } }, 'format', formats)
  if (format !== capital) return format // reported already
  if ((format === 'GIF' || format === 'PRODUCT') && context.category !== 'MARKETING')
    report(header, 'format', 'template_needs_category', { actual: format, expected: 'MARKETING' })
  if (format === 'TEXT') {
    const { isNamed } = context
    checkText(header, { limit: textLimits.header, variables: 1, isBody: false, isNamed, exampleKey: 'header_text' })
  } else if (format !== 'LOCATION' && format !== 'PRODUCT') checkSample(header, format, context)
  return format
}

/** Either the handle of an upload, or an address from which the gateway uploads. */
function checkSample(header: Reader, format: HeaderFormat, { allowPrivateMedia }: ComponentContext): void {
  const handle = sampleOf(header.fields)
  const key = 'example.header_handle'
  const actual = samplesOf(header.fields).length
  if (actual > 1) report(header, key, 'template_example_most', { actual, limit: 1 })
  if (handle === undefined) report(header, key, 'required')
  if (handle === undefined || !isAddress(handle)) return
  const check = checkMediaUrl(handle, sampleKind(format), allowPrivateMedia)
  if (!check.ok) report(header, key, check.rule, check.args)
}

export function sampleKind(format: string): 'image' | 'video' | 'file' {
  if (format === 'IMAGE') return 'image'
  return format === 'DOCUMENT' ? 'file' : 'video'
}

function samplesOf({ example }: Record<string, unknown>): unknown[] {
  const handles = isObject(example) ? example.header_handle : undefined
  return Array.isArray(handles) ? handles : [handles]
}

/** The sample that a media header names. */
export function sampleOf(header: Record<string, unknown>): string | undefined {
  const [handle] = samplesOf(header)
  return typeof handle === 'string' && handle.trim() !== '' ? handle : undefined
}

export function isAddress(handle: string): boolean {
  return /^[a-z]+:\/\//i.test(handle)
}

function checkBody(body: Reader | undefined, { isNamed }: ComponentContext, limit: number): void {
  if (body) checkText(body, { limit, variables: 99, isBody: true, isNamed, exampleKey: 'body_text' })
}

function checkFooter(footer: Reader): void {
  const text = readProse(footer, 'text', textLimits.footer)
  if (/\{\{/.test(text)) report(footer, 'text', 'template_variable_most', { actual: 1, limit: 0 })
  else checkPlain(footer, 'text', text)
}

// ── kinds that constrain the other parts ────────────────────

/** Body and footer are Meta's own texts; the button delivers the code. */
function checkAuthentication(parts: Parts): void {
  for (const [type, part] of parts)
    if (!['BODY', 'FOOTER', 'BUTTONS'].includes(type))
      report(part, 'type', 'template_refused_part', { kind: 'AUTHENTICATION' })
  const body = parts.get('BODY')
  if (body) {
    if (body.fields.text !== undefined) report(body, 'text', 'template_refused_part', { kind: 'AUTHENTICATION' })
    const advice = body.fields.add_security_recommendation
    if (advice !== undefined && typeof advice !== 'boolean')
      report(body, 'add_security_recommendation', 'type', { expected: 'boolean' })
  }
  const footer = parts.get('FOOTER')
  if (footer) checkExpiry(footer)
  const buttons = parts.get('BUTTONS')
  if (buttons) checkButtons(buttons, { max: 1, kind: 'AUTHENTICATION', only: ['OTP'], longestCode: 15 })
  else if (body) report(body, 'buttons', 'required')
}

function checkExpiry(footer: Reader): void {
  const minutes = footer.fields.code_expiration_minutes
  const isFit = typeof minutes === 'number' && Number.isInteger(minutes) && minutes >= 1 && minutes <= 90
  if (minutes === undefined) report(footer, 'code_expiration_minutes', 'required')
  else if (!isFit) report(footer, 'code_expiration_minutes', 'range', { min: 1, max: 90 })
}

function checkOffer(root: Reader, parts: Parts, { category }: ComponentContext): void {
  const kind = 'LIMITED_TIME_OFFER'
  if (category !== 'MARKETING') report(root, 'category', 'mismatch', { expected: 'MARKETING' })
  const footer = parts.get('FOOTER')
  if (footer) report(footer, 'type', 'template_refused_part', { kind })
  const format = String(parts.get('HEADER')?.fields.format ?? 'IMAGE').toUpperCase()
  const header = parts.get('HEADER')
  if (header && format !== 'IMAGE' && format !== 'VIDEO') report(header, 'format', 'one_of', { values: 'IMAGE,VIDEO' })
  const component = parts.get(kind)
  const offer = component && readOptionalObject(component, 'limited_time_offer')
  if (component && !offer) report(component, 'limited_time_offer', 'required')
  if (offer) checkPlain(offer, 'text', readProse(offer, 'text', textLimits.offer))
  const buttons = parts.get('BUTTONS')
  if (!buttons) report(root, 'components.BUTTONS', 'required')
  else checkOfferButtons(buttons, offer?.fields.has_expiration === true)
}

/** With an expiry: a code to copy, then an address; without one, an address alone is allowed. */
function checkOfferButtons(buttons: Reader, expires: boolean): void {
  const kind = 'LIMITED_TIME_OFFER'
  const types = checkButtons(buttons, { ...plainButtons, kind, longestCode: 15 }).join(', ')
  const isFit = types === 'COPY_CODE, URL' || (types === 'URL' && !expires)
  if (!isFit) report(buttons, 'buttons', 'template_button_kinds', { expected: 'COPY_CODE, URL', actual: types })
}

function checkCarousel(root: Reader, carousel: Reader, parts: Parts, context: ComponentContext): void {
  if (context.category !== 'MARKETING') report(root, 'category', 'mismatch', { expected: 'MARKETING' })
  for (const [type, part] of parts)
    if (type !== 'BODY' && type !== 'CAROUSEL') report(part, 'type', 'template_refused_part', { kind: 'CAROUSEL' })
  const cards = readList(carousel, 'cards', { min: 2, max: 10 })
  const shapes = cards.map((card) => checkCard(card, context))
  shapes.forEach((shape, index) => {
    const card = cards[index]
    if (card && shape !== shapes[0]) report({ ...card, path: '' }, card.path, 'template_card_shape')
  })
}

/** Returns what the other cards must equal: parts, kind of header, kinds of buttons. */
function checkCard(card: Reader, context: ComponentContext): string {
  const parts = readParts(readList(card, 'components', { min: 1, max: 3 }), ['HEADER', 'BODY', 'BUTTONS'])
  const header = parts.get('HEADER')
  if (!header) report(card, 'components.HEADER', 'required')
  const format = header && checkHeader(header, context, ['IMAGE', 'VIDEO', 'PRODUCT'])
  checkBody(parts.get('BODY'), context, textLimits.cardBody)
  const buttons = parts.get('BUTTONS')
  if (!buttons) report(card, 'components.BUTTONS', 'required')
  const only = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'SPM']
  const { category } = context
  const around = { category, header: formatOf(header) }
  const types = buttons && checkButtons(buttons, { max: 2, kind: 'CAROUSEL', only, longestCode: 15, ...around })
  return JSON.stringify([[...parts.keys()].sort(), format, types])
}
