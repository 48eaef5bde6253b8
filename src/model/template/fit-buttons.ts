/**
 * The buttons of a template send, in Meta's form (cloud-api.md, 1.3), for the template itself and for each card.
 * `place-buttons` assigns the given values to buttons; buttons that need none are skipped.
 */

import type { TemplateButton } from '../message/content.ts'
import { exactText, type Reader } from '../request/check.ts'
import { lengthOver } from '../text/length.ts'
import type { ButtonParameter, ButtonPayload } from './button-parameters.ts'
import { readOrderDetails, readSections } from './commerce.ts'
import { type Hold, misfit, noPlace, refuse } from './hold.ts'
import {
  type Entry,
  named,
  type Placed,
  parameterEntry,
  payloadEntry,
  placeButtons,
  urlEntry,
} from './place-buttons.ts'
import { type ButtonShape, hydrate } from './shape.ts'

export type GivenButtons = {
  /** The path of `parameters` in the request. */
  path: string
  parameters: ButtonParameter[]
  /** The older forms: for quick replies and for variable addresses that `parameters` does not cover. */
  payloads?: ButtonPayload[]
  urls?: string[]
  /** Product for a catalog button that `parameters` does not cover. */
  thumbnailProduct?: string | undefined
  longestCode: number
}

export function fitButtons(hold: Hold, buttons: ButtonShape[], given: GivenButtons): TemplateButton[] {
  const slots = buttons.filter(takesValue)
  const placed = placeButtons(
    hold,
    slots,
    given.parameters.map((one, index) => parameterEntry(one, given.path, index)),
    [(given.payloads ?? []).map(payloadEntry), (given.urls ?? []).map(urlEntry)],
  )
  checkThumbnail(hold, slots, placed, given)
  return slots.flatMap((slot) => fill(hold, slot, placed, given) ?? [])
}

function takesValue({ kind, url }: ButtonShape): boolean {
  if (kind === 'url') return (url?.variables.length ?? 0) > 0
  return ['quick_reply', 'copy_code', 'catalog', 'flow', 'voice_call', 'mpm', 'order_details'].includes(kind)
}

function fill(hold: Hold, slot: ButtonShape, placed: Placed, given: GivenButtons): TemplateButton | undefined {
  const entry = placed.get(slot)
  if (entry === undefined) return placed.has(slot) ? undefined : unfilled(hold, slot, given)
  const { index } = slot
  switch (slot.kind) {
    case 'quick_reply':
      if (Object.keys(entry.payload).length === 0) return undefined // Meta then returns the button's text
      return { kind: 'quick_reply', index, payload: JSON.stringify(entry.payload) }
    case 'url':
      return fillUrl(hold, slot, entry)
    case 'copy_code':
      return fillCode(hold, slot, entry, given.longestCode)
    case 'catalog':
      return catalogButton(index, productIn(hold, entry) ?? given.thumbnailProduct)
    case 'mpm':
      return fillProducts(hold, index, entry, given)
    case 'order_details':
      return { kind: 'order_details', index, details: readOrderDetails(readerOf(hold, entry)) }
    case 'flow': {
      const token = textIn(hold, entry, 'param')
      return token === undefined ? { kind: 'flow', index } : { kind: 'flow', index, token }
    }
    case 'voice_call': {
      const payload = textIn(hold, entry, 'param')
      return payload === undefined ? undefined : { kind: 'voice_call', index, payload }
    }
    default:
      return undefined
  }
}

function fillCode(hold: Hold, slot: ButtonShape, entry: Entry, limit: number): TemplateButton | undefined {
  const code = textIn(hold, entry, 'param', true)
  if (code === undefined) return undefined
  const actual = lengthOver(code, limit)
  if (actual !== undefined) refuse(hold, entry.paramPath, 'too_long', { actual, limit })
  return { kind: 'copy_code', index: slot.index, code }
}

/**
 * Addresses and codes are required. A flow button must be sent even without a token, or Meta reports a missing
 * parameter.
 */
function unfilled(hold: Hold, slot: ButtonShape, given: GivenButtons): TemplateButton | undefined {
  switch (slot.kind) {
    case 'url':
    case 'copy_code':
    case 'mpm':
    case 'order_details':
      misfit(hold, given.path, 'template_button_missing', named(slot))
      return undefined
    case 'catalog':
      return catalogButton(slot.index, given.thumbnailProduct)
    case 'flow':
      return { kind: 'flow', index: slot.index }
    default:
      return undefined
  }
}

function catalogButton(index: number, product: string | undefined): TemplateButton {
  return product === undefined ? { kind: 'catalog', index } : { kind: 'catalog', index, thumbnailProductId: product }
}

function readerOf(hold: Hold, { payload, payloadPath }: Entry): Reader {
  return { fields: payload, path: payloadPath, violations: hold.violations }
}

/** Meta requires a product for the picture: the first one, when none is given. */
function fillProducts(hold: Hold, index: number, entry: Entry, given: GivenButtons): TemplateButton {
  const sections = readSections(readerOf(hold, entry))
  const first = sections[0]?.products[0] ?? ''
  const thumbnailProductId = productIn(hold, entry) ?? given.thumbnailProduct ?? first
  return { kind: 'mpm', index, thumbnailProductId, sections }
}

/** The documents' table calls the thumbnail an image address; Meta accepts only a product of the catalog. */
const isAddress = /^\s*(https?:|\/\/)/i

function productIn(hold: Hold, entry: Entry): string | undefined {
  const product = textIn(hold, entry, 'thumbnailProduct')
  if (product === undefined || !isAddress.test(product)) return product
  refuse(hold, `${entry.payloadPath}.thumbnailProduct`, 'template_thumbnail')
  return undefined
}

/** The request's own field, next to the one of the button. */
function checkThumbnail(hold: Hold, slots: ButtonShape[], placed: Placed, { thumbnailProduct }: GivenButtons): void {
  if (thumbnailProduct === undefined) return
  const slot = slots.find(({ kind }) => kind === 'catalog' || kind === 'mpm')
  const own = slot && placed.get(slot)?.payload.thumbnailProduct
  if (slot === undefined) noPlace(hold, 'thumbnailProduct')
  else if (isAddress.test(thumbnailProduct)) refuse(hold, 'thumbnailProduct', 'template_thumbnail')
  else if (typeof own === 'string' && own !== thumbnailProduct)
    refuse(hold, 'thumbnailProduct', 'mismatch', { expected: own })
}

/** Characters of the whole address (cloud-api.md, 3.2). */
const longestUrl = 2000

function fillUrl(hold: Hold, slot: ButtonShape, entry: Entry): TemplateButton | undefined {
  const param = textIn(hold, entry, 'param', true)
  if (param === undefined) return undefined
  const text = encodeUrlPart(param)
  const actual = slot.url ? hydrate(slot.url, [text]).length : text.length
  if (actual > longestUrl) refuse(hold, entry.paramPath, 'too_long', { actual, limit: longestUrl })
  return { kind: 'url', index: slot.index, text }
}

const unsafeInUrl = /%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9/?=&\-._~#%]/gu

/** Meta refuses raw special characters in an address: they are percent-encoded; encoded ones stay. */
export function encodeUrlPart(text: string): string {
  return text.toWellFormed().replace(unsafeInUrl, encodeURIComponent)
}

function textIn(hold: Hold, entry: Entry, key: string, required = false): string | undefined {
  const value = exactText(entry.payload[key]) ?? entry.payload[key]
  const path = key === 'param' ? entry.paramPath : `${entry.payloadPath}.${key}`
  if (value === undefined || value === null) {
    if (required) refuse(hold, path, 'required')
    return undefined
  }
  if (typeof value !== 'string') refuse(hold, path, 'type', { expected: 'string' })
  else if (value.trim() !== '') return value
  else if (required) refuse(hold, path, 'empty')
  return undefined
}
