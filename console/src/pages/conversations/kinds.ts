/**
 * The kinds of message that are more than a text or a file, as a form asks for them: each field by its place in the
 * request, at which the gateway names what it refuses too. Limits are those of the gateway's API reference. Pure.
 */
import type { en } from '../../words/en.ts'

type WordKey = keyof typeof en

export type FieldSpec = {
  path: string
  word: WordKey
  /** In characters as the gateway counts them: code points. */
  limit?: number
  /** Of a text of several lines. */
  rows?: number
  isOptional?: true
  /** An address, or a file of this kind that is uploaded for it. */
  file?: 'image' | 'video'
  /** What the request has beside it, once something is written. */
  also?: Texts
}

export type ItemsSpec = {
  path: string
  word: WordKey
  min: number
  max: number
  fields: readonly FieldSpec[]
  /** What every item has, by place. */
  fixed?: (at: number) => Record<string, unknown>
}

/** One way or the other, for the whole message. */
export type ChoiceSpec = { name: string; word: WordKey; values: readonly { value: string; word: WordKey }[] }

export type FormSpec = { fixed: Texts; fields: readonly FieldSpec[]; items?: ItemsSpec }
export type Texts = Readonly<Record<string, string>>

const body: FieldSpec = { path: 'text', word: 'compose.text', limit: 1024, rows: 3 }
const header: FieldSpec = { path: 'title', word: 'compose.header', limit: 60 }
const footer: FieldSpec = { path: 'caption', word: 'compose.footer', limit: 60 }
const optional = (field: FieldSpec): FieldSpec => ({ ...field, isOptional: true })
const button = (path: string): FieldSpec => ({ path, word: 'compose.button', limit: 20 })
const address = (path: string): FieldSpec => ({ path, word: 'compose.url', limit: 2000 })
const payload: FieldSpec = { path: 'payload', word: 'compose.payload', isOptional: true }

const quickReply: FormSpec = {
  fixed: { type: 'quick_reply' },
  fields: [optional({ ...header, limit: 20 }), body],
  items: { path: 'quick_replies', word: 'compose.reply', min: 1, max: 3, fields: [button('title'), payload] },
}

const list: FormSpec = {
  fixed: { type: 'text' },
  fields: [
    optional({ ...header, path: 'buttons.title' }),
    { ...body, limit: 4096 },
    // The gateway takes 24, of which WhatsApp shows 20.
    { ...button('buttons.buttonText.text'), isOptional: true, also: { 'buttons.buttonText.type': 'text' } },
  ],
  items: {
    ...{ path: 'buttons.options', word: 'compose.option', min: 1, max: 10 },
    fields: [
      { path: 'title', word: 'compose.option_title', limit: 24 },
      { path: 'description', word: 'compose.description', limit: 72, isOptional: true },
      payload,
    ],
  },
}

const ctaUrl: FormSpec = {
  fixed: { type: 'cta_url' },
  fields: [header, body, footer, button('parameters.display_text'), address('parameters.url')],
}

const location: FormSpec = {
  fixed: { type: 'location' },
  fields: [
    { path: 'coordinates.lat', word: 'compose.lat' },
    { path: 'coordinates.long', word: 'compose.long' },
    { path: 'name', word: 'compose.place', limit: 1000, isOptional: true },
    { path: 'address', word: 'compose.address', limit: 1000, isOptional: true },
  ],
}

const contacts: FormSpec = {
  fixed: { type: 'contacts' },
  fields: [],
  items: {
    ...{ path: 'contacts', word: 'compose.contact', min: 1, max: 257 },
    fields: [
      { path: 'name.formatted_name', word: 'compose.name' },
      { path: 'phones.0.phone', word: 'compose.phone', isOptional: true },
      { path: 'emails.0.email', word: 'compose.email', isOptional: true },
      { path: 'org.company', word: 'compose.company', isOptional: true },
    ],
  },
}

function flow({ mode = '' }: Texts): FormSpec {
  return {
    fixed: { type: 'flow', 'parameters.mode': mode },
    fields: [
      { path: 'parameters.flow_id', word: 'compose.flow_id' },
      { path: 'parameters.flow_action_payload.screen', word: 'compose.screen', isOptional: true },
      ...[header, body, footer],
      { ...button('parameters.flow_cta'), limit: 30 },
    ],
  }
}

function carousel({ media, action = '' }: Texts): FormSpec {
  const file = media === 'video' ? 'video' : 'image'
  const isUrl = action === 'cta_url'
  const reply = (at: number) => button(`action.buttons.${at}.quick_reply.title`)
  return {
    fixed: { type: 'CAROUSEL' },
    fields: [body],
    items: {
      ...{ path: 'parameters.cards', word: 'compose.card', min: 2, max: 10 },
      fields: [
        { path: `header.${file}.link`, word: 'compose.file', file },
        optional({ ...body, path: 'body.text', limit: 160, rows: 2 }),
        ...(isUrl
          ? [button('action.parameters.display_text'), address('action.parameters.url')]
          : [reply(0), { ...reply(1), word: 'compose.button_2', isOptional: true } as const]),
      ],
      fixed: (at) => ({
        ...{ card_index: at, type: action, 'header.type': file },
        ...(isUrl && { 'action.name': 'cta_url' }),
      }),
    },
  }
}

const catalogId: FieldSpec = { path: 'parameters.catalog_id', word: 'compose.catalog_id', limit: 100 }
const productId: FieldSpec = { path: 'product_retailer_id', word: 'compose.product_id', limit: 100 }
const products = (path: string, min: number, max: number): ItemsSpec => ({
  ...{ path, word: 'compose.product_item', min, max },
  fields: [productId],
})

const product: FormSpec = {
  fixed: { type: 'product' },
  fields: [optional(body), optional(footer), catalogId, { ...productId, path: 'parameters.product_retailer_id' }],
}

const productList: FormSpec = {
  fixed: { type: 'product_list' },
  fields: [header, body, optional(footer), catalogId],
  items: products('parameters.sections.0.product_items', 1, 30),
}

const productCarousel: FormSpec = {
  fixed: { type: 'product_carousel' },
  fields: [body, catalogId],
  items: products('parameters.product_items', 2, 10),
}

const catalog: FormSpec = {
  fixed: { type: 'catalog_message' },
  fields: [
    body,
    optional(footer),
    optional({ ...productId, path: 'parameters.thumbnail_product_retailer_id', word: 'compose.product_shown' }),
  ],
}

type Kind = { word: WordKey; choices: readonly ChoiceSpec[]; form: (choices: Texts) => FormSpec }

const plain = (word: WordKey, form: FormSpec): Kind => ({ word, choices: [], form: () => form })

export const kinds = {
  quick_reply: plain('compose.quick_reply', quickReply),
  list: plain('compose.list', list),
  cta_url: plain('compose.cta_url', ctaUrl),
  location: plain('kind.location', location),
  contacts: plain('kind.contacts', contacts),
  carousel: {
    word: 'compose.carousel',
    choices: [
      {
        ...{ name: 'media', word: 'compose.media' },
        values: [
          { value: 'image', word: 'kind.image' },
          { value: 'video', word: 'kind.video' },
        ],
      },
      {
        ...{ name: 'action', word: 'compose.action' },
        values: [
          { value: 'cta_url', word: 'compose.action_url' },
          { value: 'quick_reply', word: 'compose.action_reply' },
        ],
      },
    ],
    form: carousel,
  },
  location_request: plain('compose.location_request', { fixed: { type: 'location_request' }, fields: [body] }),
  request_contact_info: plain('compose.request_contact_info', {
    ...{ fixed: { type: 'request_contact_info' }, fields: [body] },
  }),
  call_permission_request: plain('compose.call_permission_request', {
    ...{ fixed: { type: 'call_permission_request' }, fields: [optional(body)] },
  }),
  product: plain('compose.product', product),
  product_list: plain('compose.product_list', productList),
  product_carousel: plain('compose.product_carousel', productCarousel),
  catalog_message: plain('compose.catalog_message', catalog),
  voice_call: plain('compose.voice_call', {
    fixed: { type: 'voice_call' },
    fields: [optional({ ...header, path: 'header' }), body, button('parameters.display_text')],
  }),
  flow: {
    word: 'kind.flow',
    choices: [
      {
        ...{ name: 'mode', word: 'compose.mode' },
        values: [
          { value: 'published', word: 'compose.published' },
          { value: 'draft', word: 'compose.draft' },
        ],
      },
    ],
    form: flow,
  },
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof kinds
export const kindNames = Object.keys(kinds) as KindName[]
