/** Encoding by example: the exact body for every content, and for each template of the user's documents (T1 to T13). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  callbackData,
  parseCallbackData,
  parsePressedReference,
  pressedReference,
} from '../../src/channel/cloud/callback.ts'
import { encode } from '../../src/channel/cloud/encode/encode.ts'
import type { Content, TemplateContent } from '../../src/model/message/content.ts'

type Json = Record<string, unknown>

const bodyOf = (content: Content, locale: 'es' | 'en' | 'pt' = 'es'): Json =>
  encode({ content, recipient: { phone: '593987654321' }, messageId: 'msg_a', attempt: 2, locale })

/** The body around every content. */
const sent = (rest: Json): Json => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: '+593987654321',
  ...rest,
  biz_opaque_callback_data: 'msg_a.2',
})
const interactive = (content: Json): Json => sent({ type: 'interactive', interactive: content })
const link = 'https://cdn.ejemplo.com/a'

const sessions: { name: string; content: Content; body: Json }[] = [
  { name: 'text', content: { type: 'text', text: 'Hola' }, body: sent({ type: 'text', text: { body: 'Hola' } }) },
  {
    name: 'image with caption',
    content: { type: 'image', mediaUrl: link, text: 'Mira' },
    body: sent({ type: 'image', image: { link, caption: 'Mira' } }),
  },
  {
    name: 'image',
    content: { type: 'image', mediaUrl: link, text: '' },
    body: sent({ type: 'image', image: { link } }),
  },
  {
    name: 'video',
    content: { type: 'video', mediaUrl: link, text: 'Mira' },
    body: sent({ type: 'video', video: { link, caption: 'Mira' } }),
  },
  {
    name: 'audio has no caption',
    content: { type: 'audio', mediaUrl: link, text: 'x' },
    body: sent({ type: 'audio', audio: { link } }),
  },
  {
    name: 'sticker has no caption',
    content: { type: 'sticker', mediaUrl: link, text: 'x' },
    body: sent({ type: 'sticker', sticker: { link } }),
  },
  {
    name: 'file',
    content: { type: 'file', mediaUrl: link, text: 'c', filename: 'a.pdf' },
    body: sent({ type: 'document', document: { link, caption: 'c', filename: 'a.pdf' } }),
  },
  {
    name: 'location',
    content: { type: 'location', latitude: -0.18, longitude: -78.46, name: 'Quito' },
    body: sent({ type: 'location', location: { latitude: -0.18, longitude: -78.46, name: 'Quito' } }),
  },
  {
    name: 'contacts',
    content: {
      type: 'contacts',
      contacts: [{ name: { formatted_name: 'Ana', first_name: 'Ana' }, birthday: '2000-01-31' }],
    },
    body: sent({
      type: 'contacts',
      contacts: [{ name: { formatted_name: 'Ana', first_name: 'Ana' }, birthday: '2000-01-31' }],
    }),
  },
  {
    name: 'options',
    content: {
      type: 'options',
      text: 'Elige',
      title: 'Menú',
      options: [
        { title: 'Uno', description: 'El primero', payload: 'p'.repeat(5_000) },
        { title: 'Dos', id: 'two' },
      ],
    },
    body: interactive({
      type: 'list',
      header: { type: 'text', text: 'Menú' },
      body: { text: 'Elige' },
      action: {
        button: 'Opciones',
        sections: [
          {
            rows: [
              { id: 'msg_a:0', title: 'Uno', description: 'El primero' },
              { id: 'msg_a:1', title: 'Dos' },
            ],
          },
        ],
      },
    }),
  },
  {
    name: 'quick reply',
    content: { type: 'quick_reply', text: '¿Vienes?', title: 'Cita', replies: [{ title: 'Sí' }, { title: 'No' }] },
    body: interactive({
      type: 'button',
      header: { type: 'text', text: 'Cita' },
      body: { text: '¿Vienes?' },
      action: {
        buttons: [
          { type: 'reply', reply: { id: 'msg_a:0', title: 'Sí' } },
          { type: 'reply', reply: { id: 'msg_a:1', title: 'No' } },
        ],
      },
    }),
  },
  {
    name: 'location request',
    content: { type: 'location_request', text: '¿Dónde?' },
    body: interactive({
      type: 'location_request_message',
      body: { text: '¿Dónde?' },
      action: { name: 'send_location' },
    }),
  },
  {
    name: 'link button',
    content: { type: 'cta_url', title: 'Hi', text: 'Hello', caption: 'Jelou', displayText: 'Apps', url: link },
    body: interactive({
      type: 'cta_url',
      header: { type: 'text', text: 'Hi' },
      body: { text: 'Hello' },
      footer: { text: 'Jelou' },
      action: { name: 'cta_url', parameters: { display_text: 'Apps', url: link } },
    }),
  },
  {
    name: 'flow by id, navigating',
    content: {
      type: 'flow',
      title: 'Hi',
      text: 'Hello',
      caption: 'Jelou',
      flowId: '7',
      flowCta: 'Open',
      mode: 'draft',
      action: 'navigate',
      screen: 'RECOMMEND',
      data: {},
      version: '3',
    },
    body: interactive({
      type: 'flow',
      header: { type: 'text', text: 'Hi' },
      body: { text: 'Hello' },
      footer: { text: 'Jelou' },
      action: {
        name: 'flow',
        parameters: {
          flow_message_version: '3',
          flow_token: 'msg_a',
          flow_id: '7',
          flow_cta: 'Open',
          mode: 'draft',
          flow_action: 'navigate',
          flow_action_payload: { screen: 'RECOMMEND' },
        },
      },
    }),
  },
  {
    name: 'flow by name, exchanging data',
    content: {
      type: 'flow',
      title: 'Hi',
      text: 'Hello',
      caption: '',
      flowName: 'f',
      flowCta: 'Open',
      mode: 'published',
      action: 'data_exchange',
      screen: 'X',
      data: { a: 1 },
      version: '3',
      token: 'tok',
    },
    body: interactive({
      type: 'flow',
      header: { type: 'text', text: 'Hi' },
      body: { text: 'Hello' },
      action: {
        name: 'flow',
        parameters: {
          flow_message_version: '3',
          flow_token: 'tok',
          flow_name: 'f',
          flow_cta: 'Open',
          mode: 'published',
          flow_action: 'data_exchange',
        },
      },
    }),
  },
  {
    name: 'call button',
    content: { type: 'voice_call', header: 'Soporte', text: 'Llámanos', displayText: 'Llamar' },
    body: interactive({
      type: 'voice_call',
      header: { type: 'text', text: 'Soporte' },
      body: { text: 'Llámanos' },
      action: { name: 'voice_call', parameters: { display_text: 'Llamar' } },
    }),
  },
  {
    name: 'carousel of links',
    content: {
      type: 'carousel',
      text: 'Mira',
      cards: [
        { header: { kind: 'image', link }, text: 'Uno', action: { kind: 'cta_url', displayText: 'Ver', url: link } },
        { header: { kind: 'image', link }, action: { kind: 'cta_url', displayText: 'Ver', url: link } },
      ],
    },
    body: interactive({
      type: 'carousel',
      body: { text: 'Mira' },
      action: {
        cards: [
          {
            card_index: 0,
            type: 'cta_url',
            header: { type: 'image', image: { link } },
            body: { text: 'Uno' },
            action: { name: 'cta_url', parameters: { display_text: 'Ver', url: link } },
          },
          {
            card_index: 1,
            type: 'cta_url',
            header: { type: 'image', image: { link } },
            action: { name: 'cta_url', parameters: { display_text: 'Ver', url: link } },
          },
        ],
      },
    }),
  },
  {
    name: 'carousel of replies',
    content: {
      type: 'carousel',
      text: 'Mira',
      cards: [
        {
          header: { kind: 'video', link },
          action: { kind: 'quick_reply', replies: [{ title: 'A', payload: 'x' }, { title: 'B' }] },
        },
        { header: { kind: 'video', link }, action: { kind: 'quick_reply', replies: [{ title: 'C' }, { title: 'D' }] } },
      ],
    },
    body: interactive({
      type: 'carousel',
      body: { text: 'Mira' },
      action: {
        cards: [
          {
            card_index: 0,
            header: { type: 'video', video: { link } },
            action: {
              buttons: [
                { type: 'quick_reply', quick_reply: { id: 'msg_a:0:0', title: 'A' } },
                { type: 'quick_reply', quick_reply: { id: 'msg_a:0:1', title: 'B' } },
              ],
            },
          },
          {
            card_index: 1,
            header: { type: 'video', video: { link } },
            action: {
              buttons: [
                { type: 'quick_reply', quick_reply: { id: 'msg_a:1:0', title: 'C' } },
                { type: 'quick_reply', quick_reply: { id: 'msg_a:1:1', title: 'D' } },
              ],
            },
          },
        ],
      },
    }),
  },
]

const bodyTexts = (...texts: string[]): Json => ({
  type: 'body',
  parameters: texts.map((text) => ({ type: 'text', text })),
})
const header = (parameter: Json): Json => ({ type: 'header', parameters: [parameter] })
const button = (subType: string, index: string, parameter: Json): Json => ({
  type: 'button',
  sub_type: subType,
  index,
  parameters: [parameter],
})
const edge = (n: number): string => JSON.stringify({ type: 'edge', action: `BTN${n}`, skillId: `${n}` })

const templates: { name: string; content: Partial<TemplateContent>; components: Json[] | undefined }[] = [
  { name: 'T1 text', content: { body: [{ text: 'P1' }, { text: 'P2' }] }, components: [bodyTexts('P1', 'P2')] },
  {
    name: 'T2 image header',
    content: { header: { kind: 'image', link }, body: [{ text: 'P1' }, { text: 'P2' }] },
    components: [header({ type: 'image', image: { link } }), bodyTexts('P1', 'P2')],
  },
  {
    name: 'T3 video header',
    content: { header: { kind: 'video', link }, body: [{ text: 'P1' }, { text: 'P2' }] },
    components: [header({ type: 'video', video: { link } }), bodyTexts('P1', 'P2')],
  },
  {
    name: 'T4 document header',
    content: { header: { kind: 'document', link, filename: 'a.pdf' }, body: [{ text: 'P1' }] },
    components: [header({ type: 'document', document: { link, filename: 'a.pdf' } }), bodyTexts('P1')],
  },
  { name: 'T5 static link button', content: { body: [{ text: 'P1' }] }, components: [bodyTexts('P1')] },
  {
    name: 'T6 dynamic link button',
    content: { body: [{ text: 'P1' }], buttons: [{ kind: 'url', index: 0, text: 'a%C3%B1o%20nuevo?x=1' }] },
    components: [bodyTexts('P1'), button('url', '0', { type: 'text', text: 'a%C3%B1o%20nuevo?x=1' })],
  },
  {
    name: 'T7 quick replies',
    content: {
      body: [{ text: 'param1' }, { text: 'param2' }],
      buttons: [0, 1, 2].map((index) => ({ kind: 'quick_reply', index, payload: edge(index + 1) })),
    },
    components: [
      bodyTexts('param1', 'param2'),
      ...[0, 1, 2].map((i) => button('quick_reply', `${i}`, { type: 'payload', payload: edge(i + 1) })),
    ],
  },
  {
    name: 'T8 header parameter',
    content: { header: { kind: 'text', text: 'V' }, body: [{ text: 'P1' }, { text: 'P2' }] },
    components: [header({ type: 'text', text: 'V' }), bodyTexts('P1', 'P2')],
  },
  {
    name: 'T9 catalog',
    content: { body: [{ text: 'P1' }], buttons: [{ kind: 'catalog', index: 0, thumbnailProductId: 'productId' }] },
    components: [
      bodyTexts('P1'),
      button('CATALOG', '0', { type: 'action', action: { thumbnail_product_retailer_id: 'productId' } }),
    ],
  },
  {
    name: 'T10 limited-time offer',
    content: {
      header: { kind: 'image', link },
      body: [{ text: 'P1' }, { text: 'P2' }],
      buttons: [{ kind: 'copy_code', index: 0, code: '20OFF' }],
      offerExpiresAt: 1_733_260_800_000,
    },
    components: [
      header({ type: 'image', image: { link } }),
      bodyTexts('P1', 'P2'),
      {
        type: 'limited_time_offer',
        parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1_733_260_800_000 } }],
      },
      button('copy_code', '0', { type: 'coupon_code', coupon_code: '20OFF' }),
    ],
  },
  {
    name: 'T11 authentication',
    content: { body: [{ text: '123456' }], buttons: [{ kind: 'url', index: 0, text: '123456' }] },
    components: [bodyTexts('123456'), button('url', '0', { type: 'text', text: '123456' })],
  },
  {
    name: 'T12 carousel',
    content: {
      cards: [
        {
          header: { kind: 'image', link },
          body: [{ text: 'V' }],
          buttons: [{ kind: 'quick_reply', index: 0, payload: 'a' }],
        },
        {
          header: { kind: 'image', link },
          body: [{ text: 'V1' }, { text: 'V2' }],
          buttons: [{ kind: 'quick_reply', index: 0, payload: 'b' }],
        },
      ],
    },
    components: [
      {
        type: 'carousel',
        cards: [
          {
            card_index: 0,
            components: [
              header({ type: 'image', image: { link } }),
              bodyTexts('V'),
              button('quick_reply', '0', { type: 'payload', payload: 'a' }),
            ],
          },
          {
            card_index: 1,
            components: [
              header({ type: 'image', image: { link } }),
              bodyTexts('V1', 'V2'),
              button('quick_reply', '0', { type: 'payload', payload: 'b' }),
            ],
          },
        ],
      },
    ],
  },
  { name: 'T13 without parameters', content: {}, components: undefined },
  {
    name: 'named parameters',
    content: { header: { kind: 'text', text: 'V', name: 'shop' }, body: [{ text: 'Ana', name: 'first_name' }] },
    components: [
      header({ type: 'text', parameter_name: 'shop', text: 'V' }),
      { type: 'body', parameters: [{ type: 'text', parameter_name: 'first_name', text: 'Ana' }] },
    ],
  },
  {
    name: 'location header, flow and call buttons',
    content: {
      header: { kind: 'location', latitude: 1, longitude: 2, name: 'N' },
      buttons: [
        { kind: 'flow', index: 0 },
        { kind: 'voice_call', index: 1, payload: 'p' },
        { kind: 'flow', index: 2, token: 't' },
      ],
    },
    components: [
      header({ type: 'location', location: { latitude: 1, longitude: 2, name: 'N' } }),
      button('flow', '0', { type: 'action', action: { flow_token: 'msg_a' } }),
      button('voice_call', '1', { type: 'payload', payload: 'p' }),
      button('flow', '2', { type: 'action', action: { flow_token: 't' } }),
    ],
  },
  {
    name: 'buttons with nothing to say',
    content: {
      buttons: [
        { kind: 'catalog', index: 0 },
        { kind: 'voice_call', index: 1 },
      ],
    },
    components: undefined,
  },
]

for (const { name, content, body } of sessions) test(`session: ${name}`, () => assert.deepEqual(bodyOf(content), body))

for (const { name, content, components } of templates)
  test(`template: ${name}`, () => {
    const whole: TemplateContent = {
      type: 'template',
      elementName: 'e',
      language: 'es_MX',
      body: [],
      buttons: [],
      ...content,
    }
    const template = { name: 'e', language: { code: 'es_MX' }, ...(components ? { components } : {}) }
    assert.deepEqual(bodyOf(whole), sent({ type: 'template', template }))
  })

test('every body survives JSON unchanged: nothing in it is undefined', () => {
  for (const { content } of sessions) assert.deepEqual(JSON.parse(JSON.stringify(bodyOf(content))), bodyOf(content))
})

test("the list button is in the bot's language, unless the caller names it", () => {
  const content: Content = { type: 'options', text: 'x', options: [{ title: 'a' }] }
  const buttonOf = (body: Json) => (body.interactive as { action: { button: string } }).action.button
  assert.deepEqual(
    (['es', 'en', 'pt'] as const).map((locale) => buttonOf(bodyOf(content, locale))),
    ['Opciones', 'Options', 'Opções'],
  )
  assert.equal(buttonOf(bodyOf({ ...content, buttonText: 'Ver' })), 'Ver')
})

test('a scoped id goes as `recipient`; a phone, when known, takes precedence and keeps its one plus', () => {
  const to = (recipient: { phone?: string; scopedId?: string }): unknown[] => {
    const body = encode({ content: { type: 'text', text: 'x' }, recipient, messageId: 'm', attempt: 1, locale: 'es' })
    return [body.to, body.recipient]
  }
  assert.deepEqual(to({ scopedId: 'US.13491' }), [undefined, 'US.13491'])
  assert.deepEqual(to({ phone: '52155', scopedId: 'US.13491' }), ['+52155', undefined])
  assert.deepEqual(to({ phone: '+52155' }), ['+52155', undefined])
})

test('references come back unchanged', () => {
  fc.assert(
    fc.property(
      fc.uuid(),
      fc.nat(999),
      fc.nat(999),
      fc.integer({ min: 1, max: 999_999_999 }),
      (id, card, at, attempt) => {
        assert.deepEqual(parseCallbackData(callbackData(id, attempt)), { messageId: id, attempt })
        assert.deepEqual(parsePressedReference(pressedReference(id, at)), { messageId: id, indexes: [at] })
        assert.deepEqual(parsePressedReference(pressedReference(id, card, at)), { messageId: id, indexes: [card, at] })
      },
    ),
  )
})

test('a text that is no reference of ours is not taken for one', () => {
  for (const text of ['', 'a', 'a:', ':1', 'a:1:2:3', 'a:x', 'a b:1', 'a:1 ', 'a:1000', '{"type":"edge"}'])
    assert.equal(parsePressedReference(text), undefined, text)
  for (const text of ['', 'a', 'a.', '.1', 'a.0', 'a.x', 'a.1 ', 'a.-1'])
    assert.equal(parseCallbackData(text), undefined, text)
})

test('a reply names the quoted message in context, a reaction its own in reaction', () => {
  const around = { recipient: { phone: '593987654321' }, messageId: 'msg_a', attempt: 2, locale: 'es' } as const
  const text: Content = { type: 'text', text: 'Hola', replyTo: 'msg_b' }
  const plain = { type: 'text', text: { body: 'Hola' } }
  assert.deepEqual(encode({ ...around, content: text, refersTo: 'wamid.b' }), {
    ...sent({ context: { message_id: 'wamid.b' }, ...plain }),
  })
  assert.deepEqual(encode({ ...around, content: text }), sent(plain))
  const content: Content = { type: 'reaction', messageId: 'msg_b', emoji: '' }
  const reaction = { message_id: 'wamid.b', emoji: '' }
  assert.deepEqual(encode({ ...around, content, refersTo: 'wamid.b' }), sent({ type: 'reaction', reaction }))
})
