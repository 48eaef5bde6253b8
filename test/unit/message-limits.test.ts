/**
 * Every limit of the session messages from both sides: one request just inside, one just outside, with the exact path
 * and rule. Requests start from the examples in the schemas, with one field changed.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rule, Violation } from '../../src/model/errors/violation.ts'
import type { SessionContent } from '../../src/model/message/content.ts'
import { messageTypes, parseSessionRequest } from '../../src/model/message/parse.ts'

type Json = Record<string, unknown>

const x = (count: number) => 'x'.repeat(count)
const many = (count: number, item: (index: number) => unknown) =>
  Array.from({ length: count }, (_, index) => item(index))

/** The example of a type's form. */
function example(type: keyof typeof messageTypes, form = 0): Json {
  const schema = messageTypes[type].schemas[form] as unknown as { examples: [Json] }
  return structuredClone(schema.examples[0])
}

const nested = example('text', 1)
const flat = example('text', 2)
const replyCard = {
  type: 'quick_reply',
  header: { type: 'image', image: { link: 'https://cdn.ejemplo.com/a.png' } },
  action: { buttons: [{ type: 'quick_reply', quick_reply: { id: '1', title: 'Sí' } }] },
}
const replyCards = { ...example('carousel'), parameters: { cards: [replyCard, replyCard, replyCard] } }
const titles = (count: number) => many(count, (index) => ({ title: `t${index}` }))
const cards = (count: number) => many(count, () => replyCard)
const button = (title: string) => ({ reply: { id: title, title } })

/** The same request with another value at a path; undefined removes the field. */
function changed(request: Json, path: string, value: unknown): Json {
  // Not structuredClone, which would keep one card as the same object in three places.
  const copy: Json = JSON.parse(JSON.stringify(request))
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  let holder = copy
  for (const key of keys) holder = holder[key] as Json
  if (value === undefined) delete holder[last]
  else holder[last] = value
  return copy
}

function violationsOf(body: Json, allowPrivateMedia?: (url: URL) => boolean): Violation[] {
  const parsed = parseSessionRequest(body, { botId: 'demo', allowPrivateMedia })
  return parsed.ok ? [] : parsed.violations
}

function contentOf(body: Json): SessionContent {
  const parsed = parseSessionRequest(body, { botId: 'demo' })
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.value.content
}

type Row = [request: Json, path: string, inside: unknown, outside: unknown, rule: Rule, violationPath?: string]

/** A required text of this many characters. */
const needed = (request: Json, path: string, limit: number): Row[] => [
  [request, path, x(limit), x(limit + 1), 'too_long'],
  [request, path, 'é'.normalize('NFD').repeat(limit), '😀'.repeat(limit + 1), 'too_long'],
  [request, path, 'x', undefined, 'required'],
  [request, path, '.', ' \n', 'empty'],
  [request, path, '0', 0, 'type'],
]

/** An optional one. */
const optional = (request: Json, path: string, limit: number): Row[] => [
  [request, path, x(limit), x(limit + 1), 'too_long'],
  [request, path, undefined, 0, 'type'],
]

const url = example('cta_url')
const flow = example('flow')
const call = example('voice_call')
const carousel = example('carousel')
const file = example('file')
const quick = example('quick_reply')
const contacts = example('contacts')
const location = example('location')

const rows: Row[] = [
  ...needed(example('text'), 'text', 4096),

  ...needed(nested, 'text', 4096),
  ...optional(nested, 'buttons.title', 60),
  ...needed(nested, 'buttons.buttonText.text', 24),
  [nested, 'buttons.buttonText.type', 'text', undefined, 'required'],
  [nested, 'buttons', nested.buttons, 'x', 'type'],
  [nested, 'buttons.buttonText', undefined, 'x', 'type'],
  [nested, 'buttons.options', titles(1), [], 'too_few'],
  [nested, 'buttons.options', titles(10), titles(11), 'too_many'],
  [nested, 'buttons.options', titles(1), undefined, 'required'],
  [nested, 'buttons.options', titles(1), {}, 'type'],
  ...needed(nested, 'buttons.options.1.title', 24),
  ...optional(nested, 'buttons.options.1.description', 72),
  [nested, 'buttons.options.1.payload', x(100_000), 1, 'type'],
  [
    nested,
    'buttons.options',
    [{ title: 'a', id: '1' }, { title: 'a' }],
    [
      { title: 'a', id: '1' },
      { title: 'b', id: '1' },
    ],
    'duplicate',
    'buttons.options.1.id',
  ],
  ...needed(flat, 'text', 4096),
  ...optional(flat, 'title', 60),
  ...needed(flat, 'buttonText.text', 24),
  [flat, 'buttonText.type', undefined, 1, 'type'],
  [flat, 'options', titles(10), titles(11), 'too_many'],
  [flat, 'options', titles(1), [], 'too_few'],
  ...needed(flat, 'options.0.title', 24),
  ...optional(flat, 'options.0.description', 72),

  ...needed(quick, 'text', 1024),
  ...optional(quick, 'title', 20),
  [quick, 'quick_replies', titles(1), [], 'too_few'],
  [quick, 'quick_replies', titles(3), titles(4), 'too_many'],
  [quick, 'quick_replies', titles(3), undefined, 'required'],
  [quick, 'quick_replies.2.title', x(20), x(21), 'too_long'],
  [quick, 'quick_replies.2.title', 'x', undefined, 'required'],
  [quick, 'quick_replies.2.title', '.', '  ', 'empty'],
  [quick, 'quick_replies.2.title', '0', 0, 'type'],
  [quick, 'quick_replies.1.title', 'Sí, claro', '<TÍTULO_BOTÓN_1> ', 'duplicate'],
  [quick, 'quick_replies.1.title', '→ Más', 'Sí 😀', 'no_emoji'],
  [quick, 'quick_replies.1.title', 'snake_case_x', '_Sí_', 'no_markdown'],

  [example('image'), 'mediaUrl', 'https://cdn.ejemplo.com/a.PNG', undefined, 'required'],
  [example('image'), 'mediaUrl', `https://a.co/${x(4096 - 13)}`, `https://a.co/${x(4096 - 12)}`, 'too_long'],
  ...optional(example('image'), 'text', 1024),
  ...optional(example('video'), 'text', 1024),
  ...optional(file, 'text', 1024),
  ...optional(file, 'filename', 240),
  [file, 'filename', 'a.b c-ñ.pdf', '../a.pdf', 'filename'],
  [file, 'filename', 'a', 'a\\b.pdf', 'filename'],
  [file, 'filename', 'a', 'a\n.pdf', 'filename'],

  [location, 'coordinates.lat', 90, 90.000001, 'range'],
  [location, 'coordinates.lat', '-90', '-90.1', 'range'],
  [location, 'coordinates.long', -180, -180.5, 'range'],
  [location, 'coordinates.long', ' +180.0 ', '181', 'range'],
  [location, 'coordinates.lat', '.5', 'latitud', 'type'],
  [location, 'coordinates.lat', 0, '', 'type'],
  [location, 'coordinates.lat', '0', '1,5', 'type'],
  [location, 'coordinates.long', -0, true, 'type'],
  [location, 'coordinates.long', 1, '0x10', 'type'],
  [location, 'coordinates.long', 1, undefined, 'required'],
  ...optional(location, 'name', 1000),
  ...optional(location, 'address', 1000),

  [
    contacts,
    'contacts',
    many(257, () => ({ name: { formatted_name: 'A' } })),
    many(258, () => ({ name: { formatted_name: 'A' } })),
    'too_many',
  ],
  [contacts, 'contacts', [{ name: { formatted_name: 'A' } }], [], 'too_few'],
  [contacts, 'contacts', { name: { formatted_name: 'A' } }, 'A', 'type'],
  [contacts, 'contacts', [{ name: { formatted_name: 'A' } }], undefined, 'required'],
  [contacts, 'contacts.0.phones.0.phone', '0987654321', 593987654321, 'type'],
  [contacts, 'contacts.0.phones', undefined, {}, 'type'],
  [contacts, 'contacts.0.birthday', '2024-02-29', '2023-02-29', 'format'],
  [contacts, 'contacts.0.birthday', '1970-01-01', '01/01/1970', 'format'],
  [contacts, 'contacts.0.name', undefined, 'Juan', 'type'],
  [contacts, 'contacts.0.emails.0.email', 'not an address', 5, 'type'],
  [
    contacts,
    'contacts.0',
    { phones: [{ phone: '+593987654321' }] },
    { name: {}, phones: [{ type: 'Mobile' }] },
    'required',
    'contacts.0.name',
  ],

  ...needed(example('location_request'), 'text', 1024),

  ...needed(url, 'title', 60),
  ...needed(url, 'text', 1024),
  ...needed(url, 'caption', 60),
  ...needed(url, 'parameters.display_text', 20),
  [url, 'parameters.url', `https://a.co/${x(2000 - 13)}`, `https://a.co/${x(2000 - 12)}`, 'too_long'],
  [url, 'parameters.url', 'http://10.0.0.1/intranet', 'ftp://a.co', 'url_web'],
  [url, 'parameters.url', 'https://a.co', 'javascript:alert(1)', 'url_web'],
  [url, 'parameters.url', 'HTTPS://a.co', '/relative', 'url_web'],

  ...needed(flow, 'title', 60),
  ...needed(flow, 'text', 1024),
  ...needed(flow, 'caption', 60),
  ...needed(flow, 'parameters.flow_cta', 30),
  [flow, 'parameters', { flow_name: 'a', flow_cta: 'b' }, { flow_cta: 'b' }, 'required', 'parameters.flow_id'],
  [flow, 'parameters.mode', undefined, 'live', 'one_of'],
  [flow, 'parameters.flow_action', 'data_exchange', 'go', 'one_of'],
  [flow, 'parameters.flow_message_version', undefined, 3, 'type'],
  [flow, 'parameters.flow_token', undefined, 3, 'type'],
  [flow, 'parameters.flow_action_payload', { data: {} }, [], 'type'],
  [flow, 'parameters.flow_action_payload.data', { a: [1] }, 'x', 'type'],

  ...optional(call, 'header', 60),
  ...needed(call, 'text', 1024),
  ...needed(call, 'parameters.display_text', 20),

  ...needed(carousel, 'text', 1024),
  [carousel, 'parameters.cards', cards(2), cards(1), 'too_few'],
  [carousel, 'parameters.cards', cards(10), cards(11), 'too_many'],
  [carousel, 'parameters.cards', cards(2), undefined, 'required'],
  ...optional(carousel, 'parameters.cards.1.body.text', 160),
  [carousel, 'parameters.cards.1.body', undefined, 'x', 'type'],
  [carousel, 'parameters.cards.1.type', 'cta_url', 'copy_code', 'one_of'],
  [carousel, 'parameters.cards.1.header.type', 'image', 'document', 'one_of'],
  [
    carousel,
    'parameters.cards.1.header',
    { type: 'image', image: { link: 'https://a.co/a' } },
    { type: 'video', video: { link: 'https://a.co/a' } },
    'mismatch',
    'parameters.cards.1.header.type',
  ],
  [carousel, 'parameters.cards.1.header.image', { link: 'https://a.co/a.jpg' }, undefined, 'required'],
  [carousel, 'parameters.cards.1.header.image.link', 'https://a.co/a.jpg', 'https://a.co/a.gif', 'media_extension'],
  [carousel, 'parameters.cards.1.header.image.link', 'https://a.co/a.jpg', 'https://localhost/a.jpg', 'url_public'],
  [carousel, 'parameters.cards.1.action.name', undefined, 'go', 'one_of'],
  ...needed(carousel, 'parameters.cards.1.action.parameters.display_text', 20),
  [carousel, 'parameters.cards.1.action.parameters.url', 'https://a.co', 'a.co', 'url_web'],
  [
    carousel,
    'parameters.cards.1',
    (carousel.parameters as { cards: unknown[] }).cards[1],
    replyCard,
    'mismatch',
    'parameters.cards.1.type',
  ],
  [carousel, 'parameters.cards.1.card_index', 1, 2, 'range'],
  [carousel, 'parameters.cards.1.card_index', undefined, -1, 'range'],
  [carousel, 'parameters.cards.1.card_index', 1, 0, 'duplicate'],
  [carousel, 'parameters.cards.1.card_index', 1, 0.5, 'type'],
  [carousel, 'parameters.cards.1.card_index', 1, '1', 'type'],
  ...needed(replyCards, 'parameters.cards.1.action.buttons.0.quick_reply.title', 20),
  [replyCards, 'parameters.cards.1.action.buttons', [button('a')], [], 'too_few'],
  [replyCards, 'parameters.cards.1.action.buttons', [button('a')], [button('a'), button('b')], 'too_many'],
  [
    replyCards,
    'parameters.cards',
    cards(2).map(() => ({ ...replyCard, action: { buttons: [button('a'), button('b')] } })),
    [{ ...replyCard, action: { buttons: ['a', 'b', 'c'].map(button) } }, replyCard],
    'too_many',
    'parameters.cards.0.action.buttons',
  ],
  [
    replyCards,
    'parameters.cards',
    cards(2),
    [{ ...replyCard, action: { buttons: [button('a'), button('b')] } }, replyCard],
    'too_few',
    'parameters.cards.1.action.buttons',
  ],
  [
    replyCards,
    'parameters.cards',
    cards(2),
    [
      { ...replyCard, action: { buttons: [button('a'), button('a ')] } },
      { ...replyCard, action: { buttons: [button('a'), button('b')] } },
    ],
    'duplicate',
    'parameters.cards.0.action.buttons.1.reply.title',
  ],
]

for (const [request, path, inside, outside, rule, violationPath = path] of rows) {
  const reported = (value: unknown) => JSON.stringify(value)?.slice(0, 40)
  test(`${String(request.type)}: ${path} accepts ${reported(inside)}, not ${reported(outside)} (${rule})`, () => {
    assert.deepEqual(violationsOf(changed(request, path, inside)), [])
    const found = violationsOf(changed(request, path, outside))
    assert.deepEqual(
      found.map(({ path, rule }) => ({ path, rule })),
      [{ path: violationPath, rule }],
    )
  })
}

test('a violation has the figures of its rule', () => {
  const found = violationsOf({ ...quick, title: '😀'.repeat(21), quick_replies: titles(4) })
  assert.deepEqual(found, [
    { path: 'quick_replies', rule: 'too_many', args: { actual: 4, limit: 3 } },
    { path: 'title', rule: 'too_long', args: { actual: 21, limit: 20 } },
  ])
  const repeated = violationsOf({ ...quick, quick_replies: [{ title: 'a' }, { title: 'a' }] })
  assert.deepEqual(repeated, [
    { path: 'quick_replies.1.title', rule: 'duplicate', args: { other: 'quick_replies.0.title' } },
  ])
})

test('cards without a card_index fill the gaps', () => {
  const at = (card_index: number | undefined, text: string) => ({ ...replyCard, card_index, body: { text } })
  const order = [at(undefined, 'b'), at(0, 'a'), at(undefined, 'd'), at(2, 'c')]
  const content = contentOf({ ...carousel, parameters: { cards: order } })
  assert.ok(content.type === 'carousel')
  assert.deepEqual(
    content.cards.map((card) => card.text),
    ['a', 'b', 'c', 'd'],
  )
})

test("a contact's name is composed from the parts of the card", () => {
  const phones = [{ phone: '+593 98 765 4321' }]
  const cases: [contact: Json, name: Json][] = [
    [{ name: { formatted_name: 'Ana' } }, { formatted_name: 'Ana', first_name: 'Ana' }],
    [{ name: { formatted_name: 'Ana P.', last_name: 'Paz' } }, { formatted_name: 'Ana P.', last_name: 'Paz' }],
    [
      { name: { prefix: 'Dra.', first_name: 'Ana', middle_name: 'M.', last_name: 'Paz', suffix: 'PhD' }, phones },
      {
        prefix: 'Dra.',
        first_name: 'Ana',
        middle_name: 'M.',
        last_name: 'Paz',
        suffix: 'PhD',
        formatted_name: 'Dra. Ana M. Paz PhD',
      },
    ],
    [
      { name: {}, org: { company: 'Jelou' }, phones },
      { formatted_name: 'Jelou', first_name: 'Jelou' },
    ],
    [{ phones: [{ type: 'Fax' }, ...phones] }, { formatted_name: '+593987654321', first_name: '+593987654321' }],
    [{ emails: [{ email: 'a@b.co' }] }, { formatted_name: 'a@b.co', first_name: 'a@b.co' }],
  ]
  for (const [contact, name] of cases) {
    const content = contentOf({ ...contacts, contacts: [contact] })
    assert.ok(content.type === 'contacts')
    assert.deepEqual(content.contacts[0]?.name, name)
  }
})

test("a contact keeps Meta's fields, without blanks, and drops others", () => {
  const contact = {
    name: { formatted_name: 'Ana', first_name: '', nick: 'A' },
    phones: [{}, { phone: '+593-98-765-4321', wa_id: '593987654321', extension: '1' }],
    emails: [],
    addresses: [{ city: '' }],
    urls: [{ url: 'https://a.co', type: 'Work' }],
    org: { company: 'Jelou', department: null, title: 'CEO' },
    birthday: '1990-12-31',
  }
  const content = contentOf({ ...contacts, contacts: [contact] })
  assert.deepEqual(content, {
    type: 'contacts',
    contacts: [
      {
        name: { formatted_name: 'Ana', first_name: 'Ana' },
        phones: [{ phone: '+593987654321', wa_id: '593987654321' }],
        urls: [{ url: 'https://a.co', type: 'Work' }],
        org: { company: 'Jelou', title: 'CEO' },
        birthday: '1990-12-31',
      },
    ],
  })
})
