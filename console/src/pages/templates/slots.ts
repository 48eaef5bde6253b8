/**
 * What a template asks of those who send it: a slot for each value, by its place. Slots are asked for in forms, filled
 * into the picture of the template, and made into the fields of a send. Pure.
 */
import type { Schemas } from '../../../../sdk/client.ts'

export type TemplateLike = Pick<Schemas['TemplateDefinition'], 'components'> & { category?: string }
export type SendParts = Schemas['TemplateParts']

export type Button = { type?: string; text?: string; url?: string; phone_number?: string; [field: string]: unknown }
export type Component = {
  type: string
  format?: string
  text?: string
  buttons?: Button[]
  cards?: { components: Component[] }[]
  limited_time_offer?: { text?: string; has_expiration?: boolean }
  example?: Record<string, unknown>
  [field: string]: unknown
}

export type Slot = {
  /** `body.1`, `header`, `media`, `filename`, `button.0`, `place.lat`, `offer`; of a card `card.0.` before it. */
  id: string
  kind: 'text' | 'media' | 'filename' | 'code' | 'instant' | 'degrees'
  part: 'body' | 'header' | 'button' | 'offer'
  /** The variable, the text of the button, or the kind of file. */
  name: string
  card?: number
  isOptional?: true
}

export type Values = Readonly<Record<string, string>>

export function componentOf({ components }: TemplateLike, type: string): Component | undefined {
  return components.find((one) => one.type.toUpperCase() === type) as Component | undefined
}

/** Distinct; numbers in their order, names in that of the text. */
export function variablesIn(text: string | undefined): string[] {
  const found = [...new Set(Array.from((text ?? '').matchAll(/\{\{([^{}]*)\}\}/g), ([, name = '']) => name.trim()))]
  return found.every((name) => /^\d+$/.test(name)) ? found.sort((one, other) => Number(one) - Number(other)) : found
}

export function slotsOf(template: TemplateLike): Slot[] {
  const cards = componentOf(template, 'CAROUSEL')?.cards ?? []
  return [
    ...slotsIn(template, ''),
    ...cards.flatMap((card, at) => slotsIn(card, `card.${at}.`).map((slot) => ({ ...slot, card: at }))),
  ]
}

function slotsIn(template: TemplateLike, prefix: string): Slot[] {
  const isCode = template.category === 'AUTHENTICATION'
  const body = componentOf(template, 'BODY')?.text ?? (isCode ? '{{1}}' : '')
  const offer = componentOf(template, 'LIMITED_TIME_OFFER')?.limited_time_offer
  const buttons = isCode ? [] : (componentOf(template, 'BUTTONS')?.buttons ?? [])
  const slots: Slot[] = [
    ...headerSlots(componentOf(template, 'HEADER')),
    ...variablesIn(body).map((name) => ({ id: `body.${name}`, kind: 'text' as const, part: 'body' as const, name })),
    ...buttons.flatMap(buttonSlots),
    ...(offer && offer.has_expiration !== false
      ? [{ id: 'offer', kind: 'instant' as const, part: 'offer' as const, name: offer.text ?? '' }]
      : []),
  ]
  return slots.map((slot) => ({ ...slot, id: prefix + slot.id }))
}

function headerSlots(header: Component | undefined): Slot[] {
  const part = 'header' as const
  const format = header?.format?.toUpperCase() ?? 'TEXT'
  if (format === 'TEXT') return variablesIn(header?.text).map((name) => ({ id: 'header', kind: 'text', part, name }))
  const name = format.toLowerCase()
  if (format === 'DOCUMENT')
    return [
      { id: 'media', kind: 'media', part, name },
      { id: 'filename', kind: 'filename', part, name, isOptional: true },
    ]
  if (['IMAGE', 'VIDEO', 'GIF'].includes(format)) return [{ id: 'media', kind: 'media', part, name }]
  if (format !== 'LOCATION') return []
  return [
    { id: 'place.lat', kind: 'degrees', part, name: 'lat' },
    { id: 'place.long', kind: 'degrees', part, name: 'long' },
    { id: 'place.name', kind: 'text', part, name: 'name', isOptional: true },
    { id: 'place.address', kind: 'text', part, name: 'address', isOptional: true },
  ]
}

function buttonSlots({ type = '', text = '', url = '' }: Button, index: number): Slot[] {
  const slot = { id: `button.${index}`, part: 'button' as const, name: text }
  if (type.toUpperCase() === 'COPY_CODE') return [{ ...slot, kind: 'code' }]
  return type.toUpperCase() === 'URL' && url.includes('{{') ? [{ ...slot, kind: 'text' }] : []
}

/** It has parts that no slot fills: products, orders, flows. */
export function needsMore(template: TemplateLike): boolean {
  const types = (componentOf(template, 'BUTTONS')?.buttons ?? []).map(({ type = '' }) => type.toUpperCase())
  const isProduct = componentOf(template, 'HEADER')?.format?.toUpperCase() === 'PRODUCT'
  return isProduct || types.some((type) => ['MPM', 'SPM', 'ORDER_DETAILS'].includes(type))
}

/** The values of the body's variables, in order. */
export function parametersOf(template: TemplateLike, values: Values): string[] {
  return slotsIn(template, '').flatMap(({ part, id }) => (part === 'body' ? [values[id] ?? ''] : []))
}

const placeOfSlot: Record<string, string> = { media: 'mediaUrl', header: 'headerParameters.0', offer: 'ltoParams' }

/** Where a send has the value of a slot, as the gateway names it when it refuses it. */
export function pathOf(slot: Slot, slots: readonly Slot[]): string {
  const alike = slots.filter(({ part, card }) => part === slot.part && card === slot.card)
  const at = alike.findIndex(({ id }) => id === slot.id)
  const [kind = '', name] = (slot.card === undefined ? slot.id : slot.id.replace(/^card\.\d+\./, '')).split('.')
  const prefix = slot.card === undefined ? '' : `cards.${slot.card}.`
  if (kind === 'body') return `${prefix}${slot.card === undefined ? 'parameters' : 'params'}.${at}`
  if (kind === 'button') return `${prefix}buttonParameters.${at}`
  return prefix + (kind === 'place' ? `coordinates.${name}` : (placeOfSlot[kind] ?? kind))
}

/** The fields of a send but the body's. What is empty is left out. */
export function partsOf(template: TemplateLike, values: Values): SendParts {
  const at = (id: string) => values[id] || undefined
  const [header, offer] = [at('header'), at('offer')]
  const [lat, long] = [at('place.lat'), at('place.long')]
  const place = defined({ name: at('place.name'), address: at('place.address') })
  const cards = cardsOf(template, values)
  return defined({
    mediaUrl: at('media'),
    filename: at('filename'),
    headerParameters: header && [header],
    buttonParameters: buttonsOf(slotsIn(template, ''), values),
    coordinates: lat && long ? { lat, long, ...place } : undefined,
    ltoParams: offer && { expirationTime: new Date(offer).getTime() },
    cards: cards.length > 0 ? cards : undefined,
  })
}

function cardsOf(template: TemplateLike, values: Values) {
  return (componentOf(template, 'CAROUSEL')?.cards ?? []).map((card, cardIndex) => {
    const slots = slotsIn(card, `card.${cardIndex}.`)
    const params = slots.flatMap(({ part, id }) => (part === 'body' ? [values[id] ?? ''] : []))
    return defined({
      cardIndex,
      mediaUrl: values[`card.${cardIndex}.media`] || undefined,
      params: params.length > 0 ? params : undefined,
      buttonParameters: buttonsOf(slots, values),
    })
  })
}

function buttonsOf(slots: readonly Slot[], values: Values): SendParts['buttonParameters'] {
  const given = slots.filter(({ part, id }) => part === 'button' && values[id])
  if (given.length === 0) return undefined
  return given.map(({ id, kind }) => ({
    type: kind === 'code' ? ('COPY_CODE' as const) : ('URL' as const),
    index: Number(id.split('.').at(-1)),
    payload: { param: values[id] },
  }))
}

/** The slots that a send's fields fill, and the fields that none fills. */
export function valuesOf(request: Readonly<Record<string, unknown>>): {
  values: Values
  rest: Record<string, unknown>
} {
  const { mediaUrl, filename, headerParameters, buttonParameters, coordinates, ltoParams, cards, ...rest } =
    request as SendParts & Record<string, unknown>
  const place = Object.entries(coordinates ?? {}).map(([name, value]) => [`place.${name}`, value])
  const end = ltoParams?.expirationTime
  const entries = [
    ...fieldsOf({ mediaUrl, buttonParameters }, ''),
    ['filename', filename],
    ['header', headerParameters?.[0]],
    ...place,
    ['offer', end === undefined ? undefined : localInstant(new Date(end))],
    ...(cards ?? []).flatMap((card, at) => fieldsOf(card, `card.${card.cardIndex ?? at}.`)),
  ].filter(([, value]) => value !== undefined)
  return { values: Object.fromEntries(entries.map(([id, value]) => [id, String(value)])), rest }
}

type Fields = Pick<NonNullable<SendParts['cards']>[number], 'mediaUrl' | 'params' | 'buttonParameters'>

function fieldsOf({ mediaUrl, params = [], buttonParameters = [] }: Fields, prefix: string): [string, unknown][] {
  return [
    [`${prefix}media`, mediaUrl],
    ...params.map((value, at): [string, unknown] => [`${prefix}body.${at + 1}`, value]),
    ...buttonParameters.map(({ index = 0, payload }): [string, unknown] => [
      `${prefix}button.${index}`,
      (payload as { param?: unknown } | undefined)?.param,
    ]),
  ]
}

/** As an input of kind `datetime-local` has it, in the reader's zone. */
export function localInstant(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}

/** The template with what is known in place of its variables; the others stay as they are. */
export function filledIn<Template extends TemplateLike>(template: Template, values: Values): Template {
  return { ...template, components: fillComponents(template.components as Component[], values, '') }
}

function fillComponents(components: readonly Component[], values: Values, prefix: string): Component[] {
  return components.map((component) => {
    const { type, text, cards } = component
    const isHeader = type.toUpperCase() === 'HEADER'
    const fill = (_whole: string, name: string) =>
      values[`${prefix}${isHeader ? 'header' : `body.${name.trim()}`}`] || `{{${name.trim()}}}`
    const filled = text === undefined ? component : { ...component, text: text.replaceAll(/\{\{([^{}]*)\}\}/g, fill) }
    if (cards === undefined) return filled
    const inside = cards.map((card, at) => ({
      ...card,
      components: fillComponents(card.components, values, `card.${at}.`),
    }))
    return { ...filled, cards: inside }
  })
}

/** Every `{{column}}` of the values becomes that of the row. */
export function filledByRow(values: Values, columns: readonly string[], row: readonly string[]): Values {
  const cell = (whole: string, name: string) => {
    const at = columns.findIndex((column) => column.trim().toLowerCase() === name.trim().toLowerCase())
    return at < 0 ? whole : (row[at] ?? '')
  }
  return Object.fromEntries(
    Object.entries(values).map(([id, text]) => [id, text.replaceAll(/\{\{([^{}]*)\}\}/g, cell)]),
  )
}

/** Without what is undefined. */
function defined<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], ''> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')) as never
}
