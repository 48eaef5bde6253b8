/**
 * The buttons of a template send: which given value belongs to which button of the template, and in what form Meta takes it
 * (cloud-api.md, 1.3). Values come in the order of the buttons; buttons that need none are passed over. Called by fit, for the
 * template itself and for each card.
 */
import { exactText } from '../check.ts'
import type { TemplateButton } from '../content.ts'
import { lengthOver } from '../length.ts'
import type { ButtonParameter, ButtonPayload } from './button-parameters.ts'
import { type Hold, misfit, noPlace, refuse, unsupported } from './hold.ts'
import { type ButtonKind, type ButtonShape, hydrate } from './shape.ts'

export type GivenButtons = {
  /** Where `parameters` stands in the request. */
  path: string
  parameters: ButtonParameter[]
  /** The older forms: for the quick replies and for the variable addresses that `parameters` says nothing of. */
  payloads?: ButtonPayload[]
  urls?: string[]
  /** Product for a catalog button that `parameters` says nothing of. */
  thumbnailProduct?: string | undefined
  longestCode: number
}

/** One value on its way to a button. `paramPath` is where its text stands. */
type Entry = { kind: ButtonKind; payload: ButtonPayload; path: string; paramPath: string }

/** `undefined`: something was given there, and refused. */
type Placed = Map<ButtonShape, Entry | undefined>

export function fitButtons(hold: Hold, buttons: ButtonShape[], given: GivenButtons): TemplateButton[] {
  const slots = buttons.filter(takesValue)
  const placed = placeInOrder(
    hold,
    slots,
    given.parameters.map((one, index) => entryOf(one, `${given.path}.${index}`)),
  )
  placeOnKind(hold, slots, placed, 'quick_reply', (given.payloads ?? []).map(payloadEntry))
  placeOnKind(hold, slots, placed, 'url', (given.urls ?? []).map(urlEntry))
  for (const button of buttons) if (button.kind === 'mpm') unsupported(hold, 'buttons', 'MPM')
  return slots.flatMap((slot) => fill(hold, slot, placed, given) ?? [])
}

function takesValue({ kind, url }: ButtonShape): boolean {
  if (kind === 'url') return (url?.variables.length ?? 0) > 0
  return ['quick_reply', 'copy_code', 'catalog', 'flow', 'voice_call'].includes(kind)
}

const kindOfType = {
  URL: 'url',
  QUICK_REPLY: 'quick_reply',
  CATALOG: 'catalog',
  COPY_CODE: 'copy_code',
  FLOW: 'flow',
  VOICE_CALL: 'voice_call',
} as const satisfies Record<ButtonParameter['type'], ButtonKind>

function entryOf({ type, payload }: ButtonParameter, path: string): Entry {
  return { kind: kindOfType[type], payload, path, paramPath: `${path}.payload.param` }
}

function payloadEntry(payload: ButtonPayload, index: number): Entry {
  const path = `buttonPayloads.${index}`
  return { kind: 'quick_reply', payload, path, paramPath: path }
}

function urlEntry(param: string, index: number): Entry {
  const path = `dynamicUrlParameter.${index}`
  return { kind: 'url', payload: { param }, path, paramPath: path }
}

/** A button is passed over only for a later one of the entry's kind, and only when no later entry is meant for it. */
function placeInOrder(hold: Hold, slots: ButtonShape[], entries: Entry[]): Placed {
  const placed: Placed = new Map()
  const waiting = [...slots]
  entries.forEach((entry, index) => {
    const coming = new Set(entries.slice(index + 1).map((one) => one.kind))
    while (waiting[0] && waiting[0].kind !== entry.kind && !coming.has(waiting[0].kind) && hasKind(waiting, entry.kind))
      waiting.shift()
    const slot = waiting.shift()
    if (slot === undefined) noPlace(hold, entry.path)
    else if (slot.kind === entry.kind) placed.set(slot, entry)
    else {
      misfit(hold, `${entry.path}.type`, 'template_button', { ...named(slot), actual: entry.kind.toUpperCase() })
      placed.set(slot, undefined)
    }
  })
  return placed
}

function hasKind(slots: ButtonShape[], kind: ButtonKind): boolean {
  return slots.some((slot) => slot.kind === kind)
}

function named({ index, kind }: ButtonShape): { position: number; expected: string } {
  return { position: index + 1, expected: kind.toUpperCase() }
}

/** An empty payload beyond the last button says nothing, and has no need of a place. */
function placeOnKind(hold: Hold, slots: ButtonShape[], placed: Placed, kind: ButtonKind, entries: Entry[]): void {
  const free = slots.filter((slot) => slot.kind === kind && !placed.has(slot))
  entries.forEach((entry, index) => {
    const slot = free[index]
    if (slot) placed.set(slot, entry)
    else if (Object.keys(entry.payload).length > 0) noPlace(hold, entry.path)
  })
}

function fill(hold: Hold, slot: ButtonShape, placed: Placed, given: GivenButtons): TemplateButton | undefined {
  const entry = placed.get(slot)
  if (entry === undefined) return placed.has(slot) ? undefined : unfilled(hold, slot, given)
  const { index } = slot
  switch (slot.kind) {
    case 'quick_reply':
      if (Object.keys(entry.payload).length === 0) return undefined // Meta then gives back the button's text
      return { kind: 'quick_reply', index, payload: JSON.stringify(entry.payload) }
    case 'url':
      return fillUrl(hold, slot, entry)
    case 'copy_code':
      return fillCode(hold, slot, entry, given.longestCode)
    case 'catalog':
      return catalogButton(index, textIn(hold, entry, 'thumbnailProduct') ?? given.thumbnailProduct)
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

/** Addresses and codes must be given. A flow button must be sent even without a token, or Meta misses its parameter. */
function unfilled(hold: Hold, slot: ButtonShape, given: GivenButtons): TemplateButton | undefined {
  switch (slot.kind) {
    case 'url':
    case 'copy_code':
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

/** The older documents call the thumbnail an image address, which Meta does not take: only a product's id is sent on. */
function catalogButton(index: number, product: string | undefined): TemplateButton {
  if (product === undefined || /^https?:/i.test(product)) return { kind: 'catalog', index }
  return { kind: 'catalog', index, thumbnailProductId: product }
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

/** Meta refuses special characters in an address as they are: they go percent-encoded, what already is stays. */
export function encodeUrlPart(text: string): string {
  return text.toWellFormed().replace(unsafeInUrl, encodeURIComponent)
}

function textIn(hold: Hold, entry: Entry, key: string, required = false): string | undefined {
  const value = exactText(entry.payload[key]) ?? entry.payload[key]
  const path = key === 'param' ? entry.paramPath : `${entry.path}.payload.${key}`
  if (value === undefined || value === null) {
    if (required) refuse(hold, path, 'required')
    return undefined
  }
  if (typeof value !== 'string') refuse(hold, path, 'type', { expected: 'string' })
  else if (value.trim() !== '') return value
  else if (required) refuse(hold, path, 'empty')
  return undefined
}
