/**
 * Assigns the values of a send to the buttons of the template. A value that names its button goes by the name, one that
 * gives an index by the index; only values with neither go by order. An unknown name is refused, unless no name is
 * known and there are as many values as buttons: then they go by order too, and the caller gets a notice. Pure.
 */
import type { ButtonParameter, ButtonPayload } from './button-parameters.ts'
import { type Hold, misfit, noPlace } from './hold.ts'
import type { ButtonKind, ButtonShape } from './shape.ts'

/**
 * One value to be assigned to a button. `paramPath` is the path of its text, `payloadPath` of the object around it,
 * `list` the list that it came in.
 */
export type Entry = {
  kind: ButtonKind
  payload: ButtonPayload
  path: string
  paramPath: string
  payloadPath: string
  list: string
  index?: number
}

/** `undefined`: a value was given for the button, and refused. */
export type Placed = Map<ButtonShape, Entry | undefined>

const kindOfType = {
  URL: 'url',
  QUICK_REPLY: 'quick_reply',
  CATALOG: 'catalog',
  COPY_CODE: 'copy_code',
  FLOW: 'flow',
  VOICE_CALL: 'voice_call',
  MPM: 'mpm',
  ORDER_DETAILS: 'order_details',
} as const satisfies Record<ButtonParameter['type'], ButtonKind>

export function parameterEntry({ type, payload, index }: ButtonParameter, list: string, at: number): Entry {
  const path = `${list}.${at}`
  const payloadPath = `${path}.payload`
  const entry = { kind: kindOfType[type], payload, path, paramPath: `${payloadPath}.param`, payloadPath, list }
  return index === undefined ? entry : { ...entry, index }
}

export function payloadEntry(payload: ButtonPayload, index: number): Entry {
  const path = `buttonPayloads.${index}`
  return { kind: 'quick_reply', payload, path, paramPath: path, payloadPath: path, list: 'buttonPayloads' }
}

export function urlEntry(param: string, index: number): Entry {
  const path = `dynamicUrlParameter.${index}`
  return { kind: 'url', payload: { param }, path, paramPath: path, payloadPath: path, list: 'dynamicUrlParameter' }
}

/**
 * `entries` are of all kinds in one list; `ofKind` are lists of one kind each, for the buttons that `entries` leave.
 */
export function placeButtons(hold: Hold, slots: ButtonShape[], entries: Entry[], ofKind: Entry[][]): Placed {
  const placed: Placed = new Map()
  const free = () => slots.filter((slot) => !placed.has(slot))
  placeInOrder(hold, free, placed, placeNamed(hold, slots, placed, entries))
  for (const list of ofKind) placeOnKind(hold, free, placed, placeNamed(hold, slots, placed, list))
  return placed
}

/** Places the entries with an index or a name; returns the others. */
function placeNamed(hold: Hold, slots: ButtonShape[], placed: Placed, entries: Entry[]): Entry[] {
  const unindexed = entries.filter((entry) => entry.index === undefined)
  for (const entry of entries) if (entry.index !== undefined) placeAtIndex(hold, slots, placed, entry)
  const settled = new Set<Entry>()
  for (const kind of new Set(unindexed.map((entry) => entry.kind))) {
    const same = unindexed.filter((entry) => entry.kind === kind)
    const buttons = slots.filter((slot) => slot.kind === kind && !placed.has(slot))
    if (placeByName(hold, buttons, placed, same)) for (const entry of same) settled.add(entry)
  }
  return unindexed.filter((entry) => !settled.has(entry))
}

function placeAtIndex(hold: Hold, slots: ButtonShape[], placed: Placed, entry: Entry): void {
  const slot = slots.find(({ index }) => index === entry.index)
  const name = nameOf(entry)
  const path = `${entry.path}.index`
  if (slot === undefined || placed.has(slot)) {
    const available = slots.map(({ index, text }) => `${index} ${text}`).join(', ') || '–'
    misfit(hold, path, slot ? 'template_button_twice' : 'template_button_name', {
      actual: entry.index ?? '',
      available,
    })
  } else if (slot.kind !== entry.kind) {
    misfit(hold, `${entry.path}.type`, 'template_button', { ...named(slot), actual: entry.kind.toUpperCase() })
    placed.set(slot, undefined)
  } else if (name !== undefined && buttonsNamed(slots, name).some((other) => other !== slot)) {
    misfit(hold, actionPath(entry), 'mismatch', { expected: slot.text })
    placed.set(slot, undefined)
  } else placed.set(slot, entry)
}

/** True when the entries of a kind are placed, or refused, by their names; false when they go by order. */
function placeByName(hold: Hold, buttons: ButtonShape[], placed: Placed, entries: Entry[]): boolean {
  const names = entries.map(nameOf)
  if (names.every((name) => name === undefined)) return false
  const isKnown = names.some((name) => name !== undefined && buttonsNamed(buttons, name).length > 0)
  if (!isKnown && !hold.isStrict && entries.length === buttons.length) {
    hold.notices.push({ kind: 'buttons_by_place', path: entries[0]?.list ?? '' })
    return false
  }
  const available = buttons.map(({ text }) => text).join(', ') || '–'
  const before = hold.violations.length
  entries.forEach((entry, at) => {
    // It is empty, so it needs no button.
    if (Object.keys(entry.payload).length === 0) return
    const name = names[at]
    const meant = name === undefined ? [] : buttonsNamed(buttons, name)
    const slot = meant.find((button) => !placed.has(button))
    const rule = meant.length > 0 ? 'template_button_twice' : 'template_button_name'
    if (slot) placed.set(slot, entry)
    else misfit(hold, actionPath(entry), rule, { actual: name ?? '–', available })
  })
  // Buttons of a refused list are not reported as missing a value too.
  if (hold.violations.length > before)
    for (const button of buttons) if (!placed.has(button)) placed.set(button, undefined)
  return true
}

function nameOf({ payload: { action } }: Entry): string | undefined {
  return typeof action === 'string' && action.trim() !== '' ? action : undefined
}

function actionPath({ payloadPath }: Entry): string {
  return `${payloadPath}.action`
}

/** Exact match, otherwise without regard to case: people tell buttons apart by letters only. */
function buttonsNamed(buttons: ButtonShape[], name: string): ButtonShape[] {
  const exact = buttons.filter(({ text }) => plain(text) === plain(name))
  return exact.length > 0 ? exact : buttons.filter(({ text }) => folded(text) === folded(name))
}

function plain(text: string): string {
  return text.normalize('NFC').trim()
}

function folded(text: string): string {
  return plain(text).toLowerCase().replace(/\s+/g, ' ')
}

// ── by order ────────────────────────────────────────────────

type Free = () => ButtonShape[]

/** A button is skipped only for a later one of the entry's kind, and only when no later entry is meant for it. */
function placeInOrder(hold: Hold, free: Free, placed: Placed, entries: Entry[]): void {
  const waiting = free()
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
}

function hasKind(slots: ButtonShape[], kind: ButtonKind): boolean {
  return slots.some((slot) => slot.kind === kind)
}

export function named({ index, kind }: ButtonShape): { position: number; expected: string } {
  return { position: index + 1, expected: kind.toUpperCase() }
}

/** An empty payload beyond the last button needs no place. */
function placeOnKind(hold: Hold, free: Free, placed: Placed, entries: Entry[]): void {
  const slots = free().filter((slot) => slot.kind === entries[0]?.kind)
  entries.forEach((entry, index) => {
    const slot = slots[index]
    if (slot) placed.set(slot, entry)
    else if (Object.keys(entry.payload).length > 0) noPlace(hold, entry.path)
  })
}
