/**
 * A conversation as the console draws it, from the bubbles that the history has of what was sent and received: nothing
 * that the person sees is left out, and what is about another message is shown on it.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { threadOf } from '../../console/src/pages/conversations/thread.ts'
import type { Content as DrawnContent } from '../../drawing/content.ts'
import { summaryOf } from '../../drawing/summary.ts'
import { en } from '../../drawing/words-en.ts'
import { demoTemplates } from '../../sandbox/demo-templates.ts'
import type { Rendered } from '../../sandbox/rendering/parts.ts'
import type { Content } from '../../src/model/message/content.ts'
import { receivedBubble, sentBubble } from '../../src/model/message/history.ts'

type Lines = Parameters<typeof threadOf>[0]
type Line = Lines[number]

const party = { id: 'x', names: '', name: '' }
const line = (messageId: string, by: Line['by'], bubble: Line['bubble'], more: Partial<Line> = {}): Line => ({
  messageId,
  by,
  bubble,
  sender: party,
  recipient: party,
  status: by === 'bot' ? 'READ' : 'RECEIVED',
  createdAt: '2026-12-01T10:00:00.000Z',
  ...more,
})

const telling = {
  word: en,
  templates: structuredClone(demoTemplates) as never,
  names: { bot: 'Shop', user: 'Ana' },
  failed: 'It did not arrive',
  nameOf: (type: string) => `kind ${type}`,
  reactionOf: (emoji: string) => `reacted ${emoji}`,
}

const drawn = (...lines: Line[]) => threadOf(lines, telling).map(({ message }) => message)
const sent = (content: Content) => drawn(line('m', 'bot', sentBubble(content)))[0]?.content
const received = (bubble: Parameters<typeof receivedBubble>[0]) =>
  drawn(line('m', 'user', receivedBubble(bubble)))[0]?.content

/** What is defined of it, whatever order it came in. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

const place = { latitude: -2.19, longitude: -79.88, name: 'Malecón', address: 'Guayaquil' }
const luis = { name: { formatted_name: 'Luis' }, phones: [{ phone: '+593 98', wa_id: '59398' }] }
const photo = { kind: 'image', link: 'https://example.com/a.png' } as const

const sentKinds: Record<string, [Content, object]> = {
  text: [
    { type: 'text', text: 'Hola' },
    { kind: 'text', text: 'Hola' },
  ],
  options: [
    { type: 'options', text: 'Elija', title: 'Menú', buttonText: 'Ver', options: [{ title: 'Uno', payload: 'p' }] },
    { header: 'Menú', text: 'Elija', list: { button: 'Ver', sections: [{ rows: [{ title: 'Uno' }] }] } },
  ],
  quick_reply: [
    { type: 'quick_reply', text: '¿Sí?', replies: [{ title: 'Sí', payload: 'p' }, { title: 'No' }] },
    {
      text: '¿Sí?',
      buttons: [
        { kind: 'reply', title: 'Sí' },
        { kind: 'reply', title: 'No' },
      ],
    },
  ],
  image: [
    { type: 'image', mediaUrl: photo.link, text: 'Abrigo' },
    { text: 'Abrigo', media: { kind: 'image', link: photo.link } },
  ],
  video: [{ type: 'video', mediaUrl: photo.link }, { media: { kind: 'video', link: photo.link } }],
  audio: [{ type: 'audio', mediaUrl: photo.link }, { media: { kind: 'audio', link: photo.link } }],
  sticker: [{ type: 'sticker', mediaUrl: photo.link }, { media: { kind: 'sticker', link: photo.link } }],
  file: [
    { type: 'file', mediaUrl: photo.link, filename: 'a.pdf' },
    { media: { kind: 'document', link: photo.link, filename: 'a.pdf' } },
  ],
  location: [{ type: 'location', ...place }, { location: place }],
  contacts: [
    { type: 'contacts', contacts: [luis] },
    { contacts: [{ name: 'Luis', phones: ['+593 98'], emails: [], waId: '59398' }] },
  ],
  location_request: [
    { type: 'location_request', text: '¿Dónde?' },
    { text: '¿Dónde?', buttons: [{ kind: 'location', title: '' }] },
  ],
  request_contact_info: [
    { type: 'request_contact_info', text: '¿Su número?' },
    { text: '¿Su número?', buttons: [{ kind: 'contact', title: '' }] },
  ],
  call_permission_request: [{ type: 'call_permission_request' }, { buttons: [{ kind: 'call_permission', title: '' }] }],
  address_message: [
    { type: 'address_message', title: 'T', text: 'x', caption: 'C', country: 'IN' },
    { header: 'T', footer: 'C', buttons: [{ kind: 'address', title: '' }] },
  ],
  catalog_message: [
    { type: 'catalog_message', text: 'x', caption: 'C', thumbnailProductId: 'taza' },
    { footer: 'C', products: ['taza'], buttons: [{ kind: 'catalog', title: '' }] },
  ],
  product: [
    { type: 'product', text: 'x', catalogId: 'c', productId: 'taza' },
    { kind: 'product', products: ['taza'] },
  ],
  product_list: [
    { type: 'product_list', title: 'T', text: 'x', catalogId: 'c', sections: [{ title: 'S', products: ['a', 'b'] }] },
    { header: 'T', products: ['a', 'b'], shelves: [{ title: 'S', ids: ['a', 'b'] }] },
  ],
  product_carousel: [
    { type: 'product_carousel', text: 'x', catalogId: 'c', products: ['a', 'b'] },
    {
      cards: [
        { kind: 'product', products: ['a'] },
        { kind: 'product', products: ['b'] },
      ],
    },
  ],
  cta_url: [
    { type: 'cta_url', title: 'T', text: 'x', caption: 'C', displayText: 'Abrir', url: 'https://example.com' },
    { header: 'T', footer: 'C', buttons: [{ kind: 'url', title: 'Abrir', url: 'https://example.com' }] },
  ],
  flow: [
    {
      ...{ type: 'flow', title: 'T', text: 'x', caption: 'C', flowId: '1', flowCta: 'Agendar' },
      ...{ mode: 'published', action: 'navigate', version: '3', token: 'secret' },
    },
    { header: 'T', footer: 'C', buttons: [{ kind: 'flow', title: 'Agendar' }] },
  ],
  voice_call: [
    { type: 'voice_call', header: 'T', text: 'x', displayText: 'Llámenos' },
    { header: 'T', buttons: [{ kind: 'call', title: 'Llámenos' }] },
  ],
  carousel: [
    {
      type: 'carousel',
      text: 'Para usted',
      cards: [
        { header: photo, text: 'Uno', action: { kind: 'cta_url', displayText: 'Ver', url: 'https://example.com' } },
        { header: photo, action: { kind: 'quick_reply', replies: [{ title: 'Quiero', payload: 'p' }] } },
      ],
    },
    {
      text: 'Para usted',
      cards: [
        {
          ...{ kind: 'card', text: 'Uno', media: photo },
          buttons: [{ kind: 'url', title: 'Ver', url: 'https://example.com' }],
        },
        { kind: 'card', media: photo, buttons: [{ kind: 'reply', title: 'Quiero' }] },
      ],
    },
  ],
}

describe('what the business sent', () => {
  for (const [name, [content, expected]] of Object.entries(sentKinds))
    test(name, () => {
      assert.equal(content.type, name)
      const bubble = sentBubble(content)
      assert.doesNotMatch(JSON.stringify(bubble), /payload|secret/)
      assert.partialDeepStrictEqual(plain(sent(content)), plain(expected))
    })

  test('a template: its text as it was sent, around it what it is made of', () => {
    const content = sent({
      ...{ type: 'template', elementName: 'demo_offer', language: 'es', body: [{ text: 'Ana' }], buttons: [] },
      ...{ text: 'Hola Ana', header: photo, offerExpiresAt: 5 },
    })
    assert.partialDeepStrictEqual(plain(content), {
      text: 'Hola Ana',
      media: photo,
      offer: { text: 'Oferta por hoy', expiresAt: 5 },
    })
    assert.deepEqual(
      content?.buttons?.map(({ kind }) => kind),
      ['copy_code', 'url'],
    )
  })

  test('a template with cards, and one that is known no more', () => {
    const cards = [['19,90'], ['39,90', '29,90']].map((values) => ({
      header: photo,
      body: values.map((text) => ({ text })),
      buttons: [],
    }))
    const shared = { type: 'template' as const, language: 'es', body: [], buttons: [] }
    const carousel = sent({ ...shared, elementName: 'demo_carousel', text: 'Elegidos', cards })
    assert.deepEqual(
      carousel?.cards?.map(({ text = '', media }) => [/\d\d,90/.exec(text)?.[0], media?.link]),
      [
        ['19,90', photo.link],
        ['39,90', photo.link],
      ],
    )
    const unknown = sent({ ...shared, elementName: 'gone', text: 'Hola', header: photo })
    assert.deepEqual(plain(unknown), { kind: 'template', text: 'Hola', media: photo })
  })
})

describe('what a person sent', () => {
  const kinds: [string, Parameters<typeof receivedBubble>[0], object][] = [
    ['a tap, by its text', { type: 'quick_reply', text: 'Sí', payload: 'p' }, { kind: 'text', text: 'Sí' }],
    ['a row', { type: 'option', text: 'Uno' }, { kind: 'text', text: 'Uno' }],
    ['a form', { type: 'flow', response: { a: '1' } }, { kind: 'flow_reply', response: { a: '1' } }],
    ['a voice note', { type: 'audio', voice: true, mediaUrl: 'x' }, { media: { kind: 'audio', isVoice: true } }],
    ['a place', { type: 'location', coordinates: { lat: 1, long: 2 } }, { location: { latitude: 1, longitude: 2 } }],
    [
      'an order',
      { type: 'order', products: [{ productId: 'taza', quantity: 2, price: '1.5', currency: 'USD' }] },
      { items: [{ id: 'taza', quantity: 2, price: 1.5, currency: 'USD' }] },
    ],
    ['what is not known', { type: 'unsupported' }, { kind: 'unsupported' }],
    ['what has no text', { type: 'request_welcome' }, { kind: 'text', text: 'kind REQUEST_WELCOME' }],
  ]
  for (const [name, bubble, expected] of kinds)
    test(name, () => assert.partialDeepStrictEqual(plain(received(bubble)), expected))
})

describe('what is about another message', () => {
  const hello = line('m1', 'user', { type: 'TEXT', text: 'Hola' }, { wamid: 'wamid.1' })
  const reaction = (id: string, by: Line['by'], messageId: string, emoji: string) =>
    line(id, by, { type: 'REACTION', messageId, emoji })

  test('reactions are shown on it, the last of each side, by our id or by Meta’s', () => {
    const messages = drawn(
      hello,
      reaction('r1', 'bot', 'm1', '👍'),
      reaction('r2', 'bot', 'wamid.1', '🙌'),
      reaction('r3', 'user', 'wamid.1', '❤️'),
      reaction('r4', 'user', 'wamid.1', ''),
    )
    assert.deepEqual(
      messages.map(({ id, reactions }) => [id, reactions]),
      [['m1', ['🙌']]],
    )
  })

  test('one on a message that is not here is a line', () => {
    const [message] = drawn(reaction('r1', 'user', 'wamid.9', '❤️'))
    assert.deepEqual([message?.id, message?.content.text], ['r1', 'reacted ❤️'])
  })

  test('an edit is in its place, and what was taken back is no longer read', () => {
    const edit = line('e1', 'user', { type: 'EDIT', messageId: 'wamid.1', text: 'Hola a todos' })
    const [edited, ...others] = drawn(hello, edit)
    assert.deepEqual([edited?.content.text, edited?.content.isEdited, others.length], ['Hola a todos', true, 0])
    const [revoked] = drawn(hello, edit, line('e2', 'user', { type: 'REVOKE', messageId: 'wamid.1' }))
    assert.deepEqual(plain(revoked?.content), { kind: 'revoked' })
  })

  test('an answer has what it answers, and the way to it', () => {
    const quoted = { messageId: 'm1', wamid: 'wamid.1', text: 'Hola' }
    const [, ofPerson, ofShop, ofNobody] = drawn(
      hello,
      line('m2', 'user', { type: 'TEXT', text: 'Yo', quoted }),
      line('m3', 'bot', { type: 'TEXT', text: 'Dígame', replyTo: 'wamid.1' }),
      line('m4', 'user', { type: 'TEXT', text: 'Eso', quoted: { text: 'de antes' } }),
    )
    assert.deepEqual(ofPerson?.quoted, { id: 'm1', who: 'Ana', text: 'Hola' })
    assert.deepEqual(ofShop?.quoted, { id: 'm1', who: 'Ana', text: 'Hola' })
    assert.deepEqual(ofNobody?.quoted, { text: 'de antes' })
  })

  test('ticks are those of the business alone', () => {
    const states = ['CREATED', 'DELIVERED_CHANNEL', 'DELIVERED_USER', 'READ', 'REPLY', 'FAILED'] as const
    const lines = states.map((status) => line(status, 'bot', { type: 'TEXT', text: 'x' }, { status }))
    assert.deepEqual(
      drawn(hello, ...lines).map(({ state }) => state),
      [undefined, 'accepted', 'sent', 'delivered', 'read', 'read', 'failed'],
    )
  })
})

test('what the sandbox renders is what the drawing takes', () => {
  const asDrawn = (rendered: Rendered): DrawnContent => rendered
  const rendered: Rendered = { kind: 'image', text: 'Abrigo', media: { kind: 'image', link: photo.link } }
  assert.deepEqual(summaryOf(asDrawn(rendered), en), { sort: 'image', text: 'Abrigo' })
  assert.deepEqual(summaryOf({ kind: 'order', items: [] }, en), { sort: 'order', text: 'Order' })
  assert.deepEqual(summaryOf({ kind: 'audio', media: { kind: 'audio', isVoice: true } }, en).text, 'Voice message')
})
