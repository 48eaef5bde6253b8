/**
 * The cards of a carousel's send: content and position. A card that states its position, by itself or by the
 * `cardIndex` of its buttons' payloads as the documents' example does, goes there whatever the order of the cards.
 */

import type { AllowPrivate } from '../media/media.ts'
import type { Product } from '../message/content.ts'
import { pathOf, present, type Reader, readList, readOptionalObject, report } from '../request/check.ts'
import { type ButtonParameter, readButtonParameters, readIndex } from './button-parameters.ts'
import { readProduct } from './commerce.ts'
import { readMediaUrl, readParameters } from './read.ts'

/** `at`: its index in the request, when it stated another position. */
export type CardRequest = {
  mediaUrl?: string
  product?: Product
  params: string[]
  buttonParameters: ButtonParameter[]
  at?: number
}

export function readCards(root: Reader, allowPrivate: AllowPrivate | undefined): CardRequest[] {
  const items = readList(root, 'cards', { min: 0, max: 10 })
  const cards = items.map((card) =>
    present<CardRequest>({
      mediaUrl: readMediaUrl(card, ['image', 'video'], allowPrivate),
      product: readProduct(card),
      params: readParameters(card, 'params'),
      buttonParameters: readButtonParameters(card),
    }),
  )
  return inPlace(cards, readPlaces(items))
}

/** The stated position of each card. */
function readPlaces(items: Reader[]): (number | undefined)[] {
  const said = items.map((item) => {
    const buttons = Array.isArray(item.fields.buttonParameters)
      ? readList(mute(item), 'buttonParameters', anyNumber)
      : []
    const payloads = buttons.flatMap((button) => readOptionalObject(mute(button), 'payload') ?? [])
    const readers = [item, ...payloads.map((payload) => ({ ...payload, violations: item.violations }))]
    const places = readers.flatMap((reader) =>
      ['cardIndex', 'card_index'].flatMap((key) => {
        const at = readIndex(reader, key, items.length)
        return at === undefined ? [] : [{ reader, key, at }]
      }),
    )
    const [first] = places
    for (const { reader, key, at } of places)
      if (first && at !== first.at) report(reader, key, 'mismatch', { expected: first.at })
    return first
  })
  said.forEach((one, index) => {
    const other = one && said.slice(0, index).find((before) => before?.at === one.at)
    if (one && other) report(one.reader, one.key, 'duplicate', { other: pathOf(other.reader, other.key) })
  })
  return said.map((one) => one?.at)
}

const anyNumber = { min: 0, max: Number.POSITIVE_INFINITY }

/** For reading the same fields again without reporting violations twice. */
function mute(reader: Reader): Reader {
  return { ...reader, violations: [] }
}

/** Cards with a position go there, the others fill the gaps in order. */
function inPlace(cards: CardRequest[], places: (number | undefined)[]): CardRequest[] {
  const rest = cards.flatMap((card, at) => (places[at] === undefined ? [{ card, at }] : []))
  return cards.flatMap((_, position) => {
    const at = places.indexOf(position)
    const found = at >= 0 ? { card: cards[at], at } : rest.shift()
    if (found?.card === undefined) return []
    return found.at === position ? found.card : { ...found.card, at: found.at }
  })
}
