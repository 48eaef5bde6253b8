/**
 * The examples of the user's documents (jelou-api.md, 16.1 and 16.2, placeholders replaced) and the newer forms, each
 * with its content; and the common fields of all families: type, recipient, bot, absent and blank fields, several
 * violations at once.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Compile } from 'typebox/compile'
import type { Violation } from '../../src/model/errors/violation.ts'
import { violationTexts } from '../../src/model/errors/violation.ts'
import type { SessionContent } from '../../src/model/message/content.ts'
import {
  flowMessageSchema,
  messageTypes,
  parseSessionRequest,
  type SessionContext,
  sessionRequestSchema,
} from '../../src/model/message/parse.ts'

const userId = '593987654321'
const phone = `+${userId}`
const picture = 'https://cdn.ejemplo.com/imagen.jpeg'

const flow = {
  text: 'Hello World😎',
  caption: 'Jelou',
  title: 'Hi',
  parameters: {
    flow_id: 'FLOW_ID',
    flow_cta: 'FLOW_CTA',
    flow_name: 'FLOW_NAME',
    flow_action_payload: { screen: 'RECOMMEND' },
    mode: 'draft',
    flow_action: 'navigate',
    flow_message_version: '3',
  },
}

const flowContent = {
  type: 'flow',
  title: 'Hi',
  text: 'Hello World😎',
  caption: 'Jelou',
  flowId: 'FLOW_ID',
  flowCta: 'FLOW_CTA',
  mode: 'draft',
  action: 'navigate',
  screen: 'RECOMMEND',
  version: '3',
} as const

function contactOf(name: object, email: string, address: object) {
  const phones = [{ phone, type: 'Mobile', wa_id: userId }]
  return { name, phones, emails: [{ email, type: 'Work' }], addresses: [address] }
}

const john = contactOf(
  { formatted_name: 'John Doe', first_name: 'John', last_name: 'Doe', middle_name: 'M.' },
  'user@example.com',
  {
    street: '1 Lucky Shrub Way',
    city: 'Menlo Park',
    state: 'CA',
    zip: '94025',
    country: 'United States',
    country_code: 'US',
    type: 'Office',
  },
)
const juan = contactOf({ formatted_name: 'Juan Pérez', first_name: 'Juan', last_name: 'Pérez' }, '[email protected]', {
  street: 'Calle Principal 123',
  city: 'Ciudad de México',
  state: 'CDMX',
  zip: '01000',
  country: 'México',
  country_code: 'MX',
  type: 'Office',
})

const options = [1, 2].map((n) => ({
  title: `<Opción ${n}>`,
  description: `<Descripción Opción ${n}>`,
  payload: `<Texto_Retorno_${n}>`,
}))
const replies = [1, 2, 3].map((n) => ({ title: `<TÍTULO_BOTÓN_${n}>` }))

const urlCard = (index: number) => ({
  card_index: index,
  type: 'cta_url',
  header: { type: 'image', image: { link: picture } },
  body: { text: `Card ${index}` },
  action: { name: 'cta_url', parameters: { display_text: 'Apps', url: 'https://apps.jelou.ai' } },
})
const urlCardContent = (index: number) => ({
  header: { kind: 'image' as const, link: picture },
  text: `Card ${index}`,
  action: { kind: 'cta_url' as const, displayText: 'Apps', url: 'https://apps.jelou.ai' },
})

/** Document, request, content. */
const examples: [name: string, request: Record<string, unknown>, content: SessionContent][] = [
  ['M1 text', { type: 'text', text: 'MENSAJE', userId }, { type: 'text', text: 'MENSAJE' }],
  [
    'M2 text with options',
    {
      text: 'MENSAJE',
      userId,
      botId: 'demo',
      type: 'text',
      buttons: { title: '<Título Principal>', buttonText: { type: 'text', text: '<Texto Botón Principal>' }, options },
    },
    { type: 'options', text: 'MENSAJE', title: '<Título Principal>', buttonText: '<Texto Botón Principal>', options },
  ],
  [
    'text with options, flat',
    {
      text: 'MENSAJE',
      userId,
      type: 'text',
      title: 'T',
      buttonText: { text: 'B' },
      options: [
        { title: 'A', id: '1' },
        { title: 'A', payload: '' },
      ],
    },
    {
      type: 'options',
      text: 'MENSAJE',
      title: 'T',
      buttonText: 'B',
      options: [
        { title: 'A', id: '1' },
        { title: 'A', payload: '' },
      ],
    },
  ],
  [
    'M3 quick reply',
    {
      text: 'MENSAJE',
      title: '<Título del mensaje>',
      quick_replies: replies,
      userId,
      botId: 'demo',
      type: 'quick_reply',
    },
    { type: 'quick_reply', text: 'MENSAJE', title: '<Título del mensaje>', replies },
  ],
  [
    'M4 image',
    { text: 'MENSAJE', mediaUrl: picture, userId, botId: 'demo', type: 'image' },
    { type: 'image', mediaUrl: picture, text: 'MENSAJE' },
  ],
  [
    'M5 audio',
    { mediaUrl: 'https://cdn.ejemplo.com/a.ogg', userId, botId: 'demo', type: 'audio' },
    { type: 'audio', mediaUrl: 'https://cdn.ejemplo.com/a.ogg' },
  ],
  [
    'M6 video',
    { mediaUrl: 'https://cdn.ejemplo.com/video.mp4', text: 'MENSAJE', userId, botId: 'demo', type: 'video' },
    { type: 'video', mediaUrl: 'https://cdn.ejemplo.com/video.mp4', text: 'MENSAJE' },
  ],
  [
    'M7 file',
    { mediaUrl: 'https://cdn.ejemplo.com/documento.pdf', userId, botId: 'demo', type: 'file' },
    { type: 'file', mediaUrl: 'https://cdn.ejemplo.com/documento.pdf' },
  ],
  [
    'file with caption and filename',
    {
      mediaUrl: 'https://cdn.ejemplo.com/get?id=1',
      text: 'Tu factura',
      filename: 'Factura nº 1.pdf',
      userId,
      type: 'file',
    },
    { type: 'file', mediaUrl: 'https://cdn.ejemplo.com/get?id=1', text: 'Tu factura', filename: 'Factura nº 1.pdf' },
  ],
  [
    'M8 sticker',
    { mediaUrl: 'https://cdn.ejemplo.com/s.webp', userId, botId: 'demo', type: 'sticker' },
    { type: 'sticker', mediaUrl: 'https://cdn.ejemplo.com/s.webp' },
  ],
  [
    'M9 location, numeric strings',
    { coordinates: { lat: '-2.170998', long: '-79.922359' }, userId, botId: 'demo', type: 'location' },
    { type: 'location', latitude: -2.170998, longitude: -79.922359 },
  ],
  [
    'location, numbers',
    { coordinates: { lat: 40.7128, long: -74.006 }, name: 'NY', address: 'Broadway 1', userId, type: 'location' },
    { type: 'location', latitude: 40.7128, longitude: -74.006, name: 'NY', address: 'Broadway 1' },
  ],
  ['M10 contact', { type: 'contacts', userId, contacts: [john] }, { type: 'contacts', contacts: [john] as never }],
  ['M14 contact', { type: 'contacts', userId, contacts: [juan] }, { type: 'contacts', contacts: [juan] as never }],
  [
    'M11 location request',
    { type: 'location_request', userId, text: 'Hello World' },
    { type: 'location_request', text: 'Hello World' },
  ],
  ['contact info', { type: 'request_contact_info', userId, text: 'a' }, { type: 'request_contact_info', text: 'a' }],
  ['a call', { type: 'call_permission_request', userId, text: 'a' }, { type: 'call_permission_request', text: 'a' }],
  [
    'a catalog',
    { type: 'catalog_message', userId, text: 'a', parameters: { thumbnail_product_retailer_id: 'p' } },
    { type: 'catalog_message', text: 'a', thumbnailProductId: 'p' },
  ],
  [
    'a product',
    { type: 'product', userId, parameters: { catalog_id: 'c', product_retailer_id: 'p' } },
    { type: 'product', catalogId: 'c', productId: 'p' },
  ],
  [
    'a list of products',
    {
      ...{ type: 'product_list', userId, title: 't', text: 'a' },
      parameters: { catalog_id: 'c', sections: [{ product_items: [{ product_retailer_id: 'p' }] }] },
    },
    { type: 'product_list', title: 't', text: 'a', catalogId: 'c', sections: [{ title: '', products: ['p'] }] },
  ],
  [
    'a carousel of products',
    {
      ...{ type: 'product_carousel', userId, text: 'a' },
      parameters: { catalog_id: 'c', product_items: [{ product_retailer_id: 'p' }, { product_retailer_id: 'q' }] },
    },
    { type: 'product_carousel', text: 'a', catalogId: 'c', products: ['p', 'q'] },
  ],
  [
    'M12 URL button',
    {
      type: 'cta_url',
      userId,
      title: 'Hi',
      text: 'Hello World',
      caption: 'Jelou',
      parameters: { display_text: 'Apps', url: 'https://apps.jelou.ai' },
    },
    {
      type: 'cta_url',
      title: 'Hi',
      text: 'Hello World',
      caption: 'Jelou',
      displayText: 'Apps',
      url: 'https://apps.jelou.ai',
    },
  ],
  ['M13 flow button, the id kept', { type: 'flow', userId, ...flow }, flowContent],
  [
    'flow by name, defaults',
    { type: 'flow', userId, title: 'Hi', text: 'T', caption: 'C', parameters: { flow_name: 'slug', flow_cta: 'Go' } },
    {
      type: 'flow',
      title: 'Hi',
      text: 'T',
      caption: 'C',
      flowName: 'slug',
      flowCta: 'Go',
      mode: 'published',
      action: 'navigate',
      version: '3',
    },
  ],
  [
    'call button',
    { type: 'voice_call', userId, header: 'H', text: 'T', parameters: { display_text: 'Call' } },
    { type: 'voice_call', header: 'H', text: 'T', displayText: 'Call' },
  ],
  [
    'carousel of URL cards, sorted by card_index',
    { type: 'CAROUSEL', userId, text: 'T', parameters: { cards: [urlCard(1), urlCard(0)] } },
    { type: 'carousel', text: 'T', cards: [urlCardContent(0), urlCardContent(1)] },
  ],
  [
    'carousel of reply cards',
    {
      type: 'carousel',
      userId,
      text: 'T',
      parameters: {
        cards: ['a', 'b'].map((id) => ({
          type: 'quick_reply',
          header: { type: 'video', video: { link: 'https://cdn.ejemplo.com/v.mp4' } },
          action: { buttons: [{ type: 'quick_reply', quick_reply: { id, title: 'Sí 😀' } }] },
        })),
      },
    },
    {
      type: 'carousel',
      text: 'T',
      cards: ['a', 'b'].map((payload) => ({
        header: { kind: 'video', link: 'https://cdn.ejemplo.com/v.mp4' },
        action: { kind: 'quick_reply', replies: [{ title: 'Sí 😀', payload }] },
      })),
    },
  ],
  [
    'reaction',
    { type: 'reaction', userId, messageId: 'wamid.HBgM', emoji: '👍' },
    { type: 'reaction', messageId: 'wamid.HBgM', emoji: '👍' },
  ],
  [
    'reaction taken back',
    { type: 'reaction', userId, messageId: 'msg_a', emoji: '' },
    { type: 'reaction', messageId: 'msg_a', emoji: '' },
  ],
  ['reply', { type: 'text', userId, text: 'sí', replyTo: 'msg_a' }, { type: 'text', text: 'sí', replyTo: 'msg_a' }],
  [
    "reply by Meta's name",
    { type: 'text', userId, text: 'sí', context: { message_id: 'wamid.a' } },
    { type: 'text', text: 'sí', replyTo: 'wamid.a' },
  ],
]

const fits = Compile(sessionRequestSchema)

function parse(body: unknown, context: SessionContext = { botId: 'demo' }) {
  return parseSessionRequest(body, context)
}

function contentOf(body: unknown, context?: SessionContext): SessionContent {
  const parsed = parse(body, context)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.value.content
}

function violationsOf(body: unknown, context?: SessionContext): Violation[] {
  const parsed = parse(body, context)
  assert.ok(!parsed.ok, JSON.stringify(parsed))
  for (const violation of parsed.violations)
    for (const text of Object.values(violationTexts(violation))) assert.doesNotMatch(text, /[{}]|undefined/)
  return parsed.violations
}

for (const [name, request, content] of examples) {
  test(`${name} parses to its content and fits the schema`, () => {
    assert.deepEqual(parse(request), { ok: true, value: { userId, botId: 'demo', content } })
    assert.deepEqual([...fits.Errors(request)], [])
  })
}

test('the examples cover every type, and the schema has exactly one form for each', () => {
  const covered = new Set(examples.map(([, request]) => String(request.type).toLowerCase()))
  // An address goes to people of one country, who are in none of these.
  assert.deepEqual([...covered, 'address_message'].sort(), Object.keys(messageTypes).sort())
  for (const family of Object.values(messageTypes)) {
    for (const schema of family.schemas) {
      const [example] = (schema as unknown as { examples: unknown[] }).examples
      assert.deepEqual([...fits.Errors(example)], [])
      assert.ok(parse(example).ok, JSON.stringify(parse(example)))
    }
  }
})

test('a flow message takes its recipient from the path', () => {
  const context = { botId: 'demo', userId, forcedType: 'flow' } as const
  assert.deepEqual(parse(flow, context), { ok: true, value: { userId, botId: 'demo', content: flowContent } })
  assert.ok(Compile(flowMessageSchema).Check(flow))
  assert.deepEqual(contentOf({ ...flow, type: 'cta_url', userId }, context), flowContent)
  assert.deepEqual(violationsOf({ ...flow, userId: '593000000000' }, context), [
    { path: 'userId', rule: 'mismatch', args: { expected: userId } },
  ])
  assert.equal(parse(flow, { ...context, userId: '+593987654321' }).ok, true)
  assert.deepEqual(violationsOf(flow, { ...context, userId: '0987654321' }), [{ path: 'userId', rule: 'phone_digits' }])
})

test('type is accepted in any case, and an unknown one is answered with the list', () => {
  for (const type of ['text', 'TEXT', 'Text']) assert.equal(contentOf({ type, text: 'x', userId }).type, 'text')
  const values = Object.keys(messageTypes).join(',')
  for (const type of ['hologram', 'template', '__proto__', 'constructor', 'text '])
    assert.deepEqual(violationsOf({ type, text: 'x', userId }), [{ path: 'type', rule: 'one_of', args: { values } }])
  assert.deepEqual(violationsOf({ userId }), [{ path: 'type', rule: 'required' }])
  assert.deepEqual(violationsOf({ userId, type: '' }), [{ path: 'type', rule: 'empty' }])
  assert.deepEqual(violationsOf({ userId, type: 7 }), [{ path: 'type', rule: 'type', args: { expected: 'string' } }])
})

test('a body that is not an object is refused as such', () => {
  for (const body of [undefined, null, 1, 'text', true, [], [{ type: 'text' }]])
    assert.deepEqual(violationsOf(body), [{ path: 'body', rule: 'type', args: { expected: 'object' } }])
})

test('userId is digits with country code or a scoped id', () => {
  const body = { type: 'text', text: 'x' }
  assert.deepEqual(violationsOf(body), [{ path: 'userId', rule: 'required' }])
  assert.deepEqual(violationsOf({ ...body, userId: ' ' }), [{ path: 'userId', rule: 'empty' }])
  assert.deepEqual(violationsOf({ ...body, userId: 2 ** 53 }), [
    { path: 'userId', rule: 'type', args: { expected: 'string' } },
  ])
  for (const written of [`+${userId}`, `${userId} `, ` +593 98-765 (4321)\n`]) {
    const read = parse({ ...body, userId: written })
    assert.equal(read.ok && read.value.userId, userId, written)
  }
  for (const wrong of ['0987654321', '+0987654321', 'USER_ID', '593 987'])
    assert.deepEqual(violationsOf({ ...body, userId: wrong }), [{ path: 'userId', rule: 'phone_digits' }])
  assert.ok(parse({ ...body, userId: 'US.13491208655302741918' }).ok)
  const parsed = parse({ ...body, userId: 593987654321 })
  assert.equal(parsed.ok && parsed.value.userId, '593987654321')
})

test('botId may repeat the path; on a path without it the body must name it', () => {
  const body = { type: 'text', text: 'x', userId }
  assert.deepEqual(violationsOf({ ...body, botId: 'other' }), [
    { path: 'botId', rule: 'mismatch', args: { expected: 'demo' } },
  ])
  assert.deepEqual(violationsOf({ ...body, botId: 5 }), [
    { path: 'botId', rule: 'mismatch', args: { expected: 'demo' } },
  ])
  assert.deepEqual(violationsOf(body, {}), [{ path: 'botId', rule: 'required' }])
  const parsed = parse({ ...body, botId: '+593900000000' }, {})
  assert.ok(parsed.ok && parsed.value.botId === '+593900000000')
})

test('text is unchanged, whatever it contains', () => {
  for (const text of [
    '"comillas" y \'otras\'',
    '{{llaves}} {"a":1}',
    '👩‍👩‍👧‍👦 😎',
    ' con espacios \n y líneas\t',
    '\\u0000 \u0000',
    '</script>',
    '%s %d',
  ])
    assert.deepEqual(contentOf({ type: 'text', userId, text }), { type: 'text', text })
})

test('null counts as absent, a blank optional text too, and unknown fields are ignored', () => {
  const body = { type: 'image', userId, mediaUrl: picture, text: null, botId: null, filename: 7, extra: {} }
  assert.deepEqual(contentOf(body), { type: 'image', mediaUrl: picture })
  assert.deepEqual(contentOf({ ...body, text: ' ' }), { type: 'image', mediaUrl: picture })
  assert.deepEqual(contentOf({ type: 'text', userId, text: 'x', buttons: null, options: null }).type, 'text')
  assert.deepEqual(violationsOf({ type: 'text', userId, text: null }), [{ path: 'text', rule: 'required' }])
})

test('captions of audio and stickers are ignored', () => {
  const body = { userId, text: 'x'.repeat(5000), mediaUrl: 'https://cdn.ejemplo.com/a' }
  for (const type of ['audio', 'sticker'])
    assert.deepEqual(contentOf({ ...body, type }), { type, mediaUrl: body.mediaUrl } as SessionContent)
})

test('all violations are reported at once, with the path as the caller wrote it', () => {
  const found = violationsOf({
    type: 'text',
    buttons: { buttonText: {}, options: [{ title: 'a' }, 'b', { description: 4 }, { title: 'x'.repeat(25), id: 3 }] },
  })
  assert.deepEqual(
    found.map(({ path, rule }) => `${path} ${rule}`),
    [
      'userId required',
      'buttons.options.1 type',
      'text required',
      'buttons.buttonText.type required',
      'buttons.buttonText.text required',
      'buttons.options.2.title required',
      'buttons.options.2.description type',
      'buttons.options.3.title too_long',
      'buttons.options.3.id type',
    ],
  )
})

test('a missing object is reported once, not field by field', () => {
  for (const type of ['cta_url', 'flow', 'voice_call', 'carousel'])
    assert.deepEqual(violationsOf({ type, userId, title: 'a', text: 'b', caption: 'c' }), [
      { path: 'parameters', rule: 'required' },
    ])
  assert.deepEqual(violationsOf({ type: 'location', userId, coordinates: [1, 2] }), [
    { path: 'coordinates', rule: 'type', args: { expected: 'object' } },
  ])
})

test('a request full of mistakes gets a bounded list', () => {
  const contacts = Array.from({ length: 257 }, () => ({ phones: [{ phone: 1 }, { phone: '2' }] }))
  assert.equal(violationsOf({ type: 'contacts', userId, contacts }).length, 100)
})

test('every kind that may quote takes replyTo; blank counts as absent', () => {
  for (const [name, request, content] of examples) {
    if (content.type === 'reaction') continue
    assert.deepEqual(contentOf({ ...request, context: null, replyTo: 'msg_b' }), { ...content, replyTo: 'msg_b' }, name)
    const { replyTo: _, ...plain } = content
    assert.deepEqual(contentOf({ ...request, context: null, replyTo: ' ' }), plain, name)
  }
})

test('the two names of the quoted message must agree', () => {
  const request = { type: 'text', userId, text: 'sí', replyTo: 'msg_a' }
  assert.equal(contentOf({ ...request, context: { message_id: 'msg_a' } }).type, 'text')
  assert.deepEqual(violationsOf({ ...request, context: { message_id: 'wamid.b' } }), [
    { path: 'replyTo', rule: 'exclusive', args: { other: 'context.message_id' } },
  ])
  assert.deepEqual(violationsOf({ ...request, context: {} }), [{ path: 'context.message_id', rule: 'required' }])
})

test('a reaction is one emoji as people see it, and quotes nothing', () => {
  const request = { type: 'reaction', userId, messageId: 'msg_a' }
  for (const emoji of ['👍', '❤', '❤️', '👍🏽', '👨‍👩‍👧‍👦', '🇪🇨', '1️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🫆'])
    assert.deepEqual(contentOf({ ...request, emoji }), { type: 'reaction', messageId: 'msg_a', emoji })
  for (const emoji of ['👍👍', 'a', '1', ' ', '👍 ', 'a👍', '👍a', '🇪', '\u200d', `👍${'\u0301'.repeat(80)}`])
    assert.deepEqual(violationsOf({ ...request, emoji }), [{ path: 'emoji', rule: 'one_emoji' }], emoji)
  assert.deepEqual(violationsOf(request), [{ path: 'emoji', rule: 'required' }])
  assert.deepEqual(violationsOf({ ...request, emoji: '👍', replyTo: 'msg_b' }), [{ path: 'replyTo', rule: 'no_quote' }])
})
