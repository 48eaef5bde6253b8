/**
 * Horizontally scrolling cards, each a picture or a video with a button that opens an address, or with reply buttons.
 * All cards are alike: same header kind, same action, same number of buttons (jelou-api.md, 5.2 and 5.4; cloud-api.md,
 * 1.2). No document shows the reply form; this one is Meta's: `action.buttons[{type, quick_reply: {id, title}}]`, also
 * accepted with `reply` for `quick_reply`.
 */
import { Type } from 'typebox'
import type { AllowPrivate } from '../media/media.ts'
import {
  checkCount,
  checkUnique,
  isPresent,
  present,
  type Reader,
  readChoice,
  readList,
  readObject,
  readOptionalObject,
  readOptionalProse,
  readOptionalText,
  readProse,
  report,
} from '../request/check.ts'
import { withName } from '../request/named.ts'
import type { CarouselCard, CarouselContent } from './content.ts'
import { readUrlButton, urlButtonField } from './cta-url.ts'
import { exampleUserId, type Family, interactive, optionalTextField, requestSchema, textField } from './family.ts'
import { mediaUrlField, readMediaUrl } from './media.ts'

const limits = {
  text: interactive.body,
  cards: { min: 2, max: 10 },
  cardText: 160,
  buttons: { min: 1, max: 2 },
  buttonTitle: interactive.button,
} as const

const headerKinds = ['image', 'video'] as const
const actionKinds = ['cta_url', 'quick_reply'] as const

type Reply = { title: string; payload?: string }

const about =
  'Two to ten horizontally scrolling cards, all of the same structure. ' +
  "The `reply` of a button is Meta's name for its `quick_reply`."

export const carouselMessage: Family<CarouselContent> = { schemas: [carouselSchema()], parse }

function parse(body: Reader, allowPrivate: AllowPrivate): CarouselContent {
  const text = readProse(body, 'text', limits.text)
  const items = readList(readObject(body, 'parameters'), 'cards', limits.cards)
  const before = body.violations.length
  const cards = items.map((item) => readCard(item, allowPrivate))
  if (body.violations.length === before) checkAlike(items, cards)
  const places = items.map((item) => readPlace(item, items.length))
  checkUnique(items, 'card_index', places)
  return { type: 'carousel', text, cards: inOrder(cards, places) }
}

function readCard(item: Reader, allowPrivate: AllowPrivate): CarouselCard {
  const body = readOptionalObject(item, 'body')
  return present({
    header: readHeader(readObject(item, 'header'), allowPrivate),
    text: body && readOptionalProse(body, 'text', limits.cardText),
    action: readAction(item),
  })
}

/** A wrong kind is reported; what depends on it is then not validated. */
function readHeader(header: Reader, allowPrivate: AllowPrivate): CarouselCard['header'] {
  const kind = readChoice(header, 'type', headerKinds)
  if (header.fields.type !== kind) return { kind, link: '' }
  return { kind, link: readMediaUrl(readObject(header, kind), 'link', kind, allowPrivate) }
}

function readAction(item: Reader): CarouselCard['action'] {
  const kind = readChoice(item, 'type', actionKinds)
  const action = readObject(item, 'action')
  if (item.fields.type !== kind) return { kind: 'quick_reply', replies: [] }
  if (kind === 'quick_reply') return { kind, replies: readReplies(action) }
  readChoice(action, 'name', ['cta_url'], 'cta_url')
  return { kind, ...readUrlButton(readObject(action, 'parameters')) }
}

function readReplies(action: Reader): Reply[] {
  const buttons = readList(action, 'buttons', limits.buttons)
  const holders = buttons.map((button) => readObject(button, isPresent(button, 'reply') ? 'reply' : 'quick_reply'))
  const replies = holders.map((holder) =>
    present({ title: readProse(holder, 'title', limits.buttonTitle), payload: readOptionalText(holder, 'id') }),
  )
  checkUnique(
    holders,
    'title',
    replies.map(({ title }) => title.trim() || undefined),
  )
  return replies
}

/** Compares every card with the first. */
function checkAlike(items: Reader[], cards: CarouselCard[]): void {
  const first = cards[0]
  if (!first) return
  items.forEach((item, index) => {
    const card = cards[index]
    if (!card) return
    if (card.header.kind !== first.header.kind) report(item, 'header.type', 'mismatch', { expected: first.header.kind })
    if (card.action.kind !== first.action.kind) report(item, 'type', 'mismatch', { expected: first.action.kind })
    if (card.action.kind === 'quick_reply' && first.action.kind === 'quick_reply') {
      const count = first.action.replies.length
      checkCount(item, 'action.buttons', card.action.replies.length, { min: count, max: count })
    }
  })
}

/** The card's stated position, from 0; undefined when absent (or invalid, which is reported). */
function readPlace(item: Reader, count: number): number | undefined {
  const position = item.fields.card_index
  if (position === undefined || position === null) return undefined
  if (typeof position !== 'number' || !Number.isInteger(position))
    report(item, 'card_index', 'type', { expected: 'integer' })
  else if (position < 0 || position >= count) report(item, 'card_index', 'range', { min: 0, max: count - 1 })
  else return position
  return undefined
}

/** Cards with a position go there, the others fill the gaps in order. */
function inOrder(cards: CarouselCard[], places: (number | undefined)[]): CarouselCard[] {
  const waiting = cards.filter((_, index) => places[index] === undefined)
  const placed = new Map(cards.map((card, index) => [places[index], card]))
  return cards.flatMap((_, position) => placed.get(position) ?? waiting.shift() ?? [])
}

function carouselSchema() {
  const header = withName(
    'CarouselHeader',
    Type.Union(
      headerKinds.map((kind) =>
        Type.Object({ type: Type.Literal(kind), [kind]: Type.Object({ link: mediaUrlField(kind) }) }),
      ),
    ),
  )
  const common = {
    card_index: Type.Optional(
      Type.Integer({ minimum: 0, maximum: limits.cards.max - 1, description: 'Position, from 0.' }),
    ),
    header,
    body: Type.Optional(Type.Object({ text: optionalTextField('Text of the card.', limits.cardText) })),
  }
  const urlCard = Type.Object({
    type: Type.Literal('cta_url'),
    ...common,
    action: Type.Object({ name: Type.Optional(Type.Literal('cta_url')), parameters: urlButtonField }),
  })
  const replyCard = Type.Object({ type: Type.Literal('quick_reply'), ...common, action: replyActionSchema() })
  const { min: minItems, max: maxItems } = limits.cards
  const cards = Type.Array(Type.Union([urlCard, replyCard]), { minItems, maxItems })
  const fields = {
    text: textField('Text above the cards.', limits.text),
    parameters: Type.Object({ cards }),
  }
  return requestSchema('CAROUSEL', fields, {
    name: 'CarouselMessage',
    title: 'Carousel',
    description: about,
    example: {
      type: 'CAROUSEL',
      userId: exampleUserId,
      text: 'Hello World',
      parameters: { cards: [exampleCard(0), exampleCard(1)] },
    },
  })
}

function replyActionSchema() {
  const reply = withName(
    'CarouselReply',
    Type.Object({
      id: optionalTextField('Text sent to the webhook.'),
      title: textField('Text of the button, unique within the card.', limits.buttonTitle),
    }),
  )
  const button = Type.Object({
    type: Type.Optional(Type.Literal('quick_reply')),
    quick_reply: reply,
    reply: Type.Optional(reply),
  })
  const { min: minItems, max: maxItems } = limits.buttons
  return Type.Object({ buttons: Type.Array(button, { minItems, maxItems }) })
}

function exampleCard(index: number) {
  return {
    card_index: index,
    type: 'cta_url',
    header: { type: 'image', image: { link: `https://cdn.ejemplo.com/producto${index + 1}.jpg` } },
    body: { text: `Producto ${index + 1}` },
    action: { name: 'cta_url', parameters: { display_text: 'Apps', url: 'https://apps.jelou.ai' } },
  }
}
