/** The part of the form that a path of the request means: `components.2.buttons.0.url` is `Button 1`. Pure. */
import type { Words } from '../../words/words.tsx'
import type { Component } from './slots.ts'

const parts = {
  HEADER: 'builder.header',
  BODY: 'builder.body',
  FOOTER: 'builder.footer',
  BUTTONS: 'builder.buttons',
  LIMITED_TIME_OFFER: 'builder.offer',
} as const

const fields = { elementName: 'column.name', language: 'column.language', category: 'column.category' } as const

export function placeOf(path: string, components: readonly Component[], t: Words['t']): string {
  const field = Object.entries(fields).find(([name]) => name === path)?.[1]
  if (field !== undefined) return t(field)
  const card = /^components\.(\d+)\.cards\.(\d+)\.?(.*)$/.exec(path)
  if (card !== null) {
    const [, at = '', number = '', rest = ''] = card
    const inside = components[Number(at)]?.cards?.[Number(number)]?.components ?? []
    const place = rest === '' ? '' : ` · ${placeOf(rest, inside, t)}`
    return t('slot.card', { number: Number(number) + 1 }) + place
  }
  const found = /^components\.(\d+|[A-Z_]+)(?:\.buttons\.(\d+))?/.exec(path)
  const [, place = '', button] = found ?? []
  if (button !== undefined) return t('builder.button_at', { number: Number(button) + 1 })
  const type = /^\d+$/.test(place) ? components[Number(place)]?.type : place
  const part = Object.entries(parts).find(([name]) => name === type)?.[1]
  return part === undefined ? path : t(part)
}

/** The name of the field of that part: `components.2.buttons.0.url` is `BUTTONS.0.url`. */
export function fieldOf(path: string, components: readonly Component[]): string {
  const [, at = '', rest = ''] = /^components\.(\w+)\.?(.*)$/.exec(path) ?? []
  if (at === '') return path
  const [, number, inside = ''] = /^cards\.(\d+)\.?(.*)$/.exec(rest) ?? []
  const component = components[Number(at)]
  if (number !== undefined)
    return `cards.${number}.${fieldOf(inside, component?.cards?.[Number(number)]?.components ?? [])}`
  return `${component?.type ?? at}.${rest.replace(/^buttons\./, '')}`
}
