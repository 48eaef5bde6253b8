/**
 * The sandbox's pure parts: WhatsApp's form of a number, ids, bytes of requests, pace, disorder, and one request just
 * inside and one just outside of each limit of the message rules.
 */

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { demoTemplates } from '../../sandbox/demo-templates.ts'
import { readMultipart } from '../../sandbox/graph/multipart.ts'
import { sandboxNumber } from '../../sandbox/identity.ts'
import { createRandom } from '../../sandbox/random.ts'
import { renderEntry } from '../../sandbox/rendering/rendered.ts'
import { createMeter, numberPace, pairPace } from '../../sandbox/rules/pace.ts'
import type { RuleScope } from '../../sandbox/rules/rule.ts'
import { checkContent, checkEnvelope } from '../../sandbox/rules/rules.ts'
import { createWheel } from '../../sandbox/timer-wheel.ts'
import { waIdOf } from '../../sandbox/wa-id.ts'
import { composeWamid } from '../../sandbox/wamid.ts'
import { arrange, blur, noDisorder } from '../../sandbox/webhooks/disorder.ts'
import { asciiJson, type Json } from '../../sandbox/wire.ts'

describe('wa_id', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['593987654321', '593987654321'],
    ['5215512345678', '525512345678'],
    ['525512345678', '525512345678'],
    ['541112345678', '5491112345678'],
    ['5491112345678', '5491112345678'],
    ['5531987654321', '553187654321'],
    ['553187654321', '553187654321'],
    ['5511987654321', '5511987654321'],
    ['551132654321', '551132654321'],
    ['16505551234', '16505551234'],
  ]
  for (const [sent, waId] of cases) {
    test(`${sent} is the account ${waId}`, () => {
      assert.equal(waIdOf(sent), waId)
      assert.equal(waIdOf(waId), waId)
    })
  }
})

describe('bytes', () => {
  test('a wamid has the form of those captured from production', () => {
    const bytes = Buffer.from(composeWamid('16505551234', 'out', 'A0B1C2D3E4F5061728').slice(6), 'base64')
    const expected = '\x1c\x18\x0b16505551234\x15\x02\x00\x11\x18\x12A0B1C2D3E4F5061728\x00'
    assert.equal(bytes.toString('latin1'), expected)
  })
  test('JSON is written as ASCII with lowercase escapes and parses to the same value', () => {
    const value = { text: 'Ñandú 😀 ✓ \u2028 \x7f' }
    const json = asciiJson(value)
    assert.match(json, /^[\x20-\x7e]*$/)
    assert.match(json, /\\u00d1.*\\ud83d\\ude00/)
    assert.deepEqual(JSON.parse(json), value)
  })
  test('multipart is read with its fields in any order', () => {
    const body = Buffer.concat([
      Buffer.from(
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n',
      ),
      Buffer.from([0x89, 0x0d, 0x0a, 0x00]),
      Buffer.from('\r\n--x\r\nContent-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n--x--\r\n'),
    ])
    const [file, product] = readMultipart(body, 'multipart/form-data; boundary=x')
    assert.deepEqual(file, {
      name: 'file',
      filename: 'a.png',
      contentType: 'image/png',
      bytes: Buffer.from([0x89, 0x0d, 0x0a, 0x00]),
    })
    assert.equal(product?.bytes.toString(), 'whatsapp')
  })
})

describe('pace', () => {
  test('a pair takes 45 at once, then one every six seconds', () => {
    const meter = createMeter()
    const admitted = Array.from({ length: 50 }, () => meter.admit('pair', 1_000, pairPace)).filter(Boolean)
    assert.equal(admitted.length, 45)
    assert.equal(meter.admit('pair', 6_999, pairPace), false)
    assert.equal(meter.admit('pair', 7_000, pairPace), true)
    assert.equal(meter.admit('another', 7_000, pairPace), true)
  })
  test('a number takes its rate and no more', () => {
    const meter = createMeter()
    let admitted = 0
    for (let now = 0; now < 10_000; now += 1) if (meter.admit('number', now, numberPace(80))) admitted += 1
    assert.ok(admitted >= 800 && admitted <= 900, String(admitted))
  })
})

describe('disorder', () => {
  const items = Array.from({ length: 40 }, (_, index) => index)
  const plan = { ...noDisorder, shuffle: true, duplicate: 0.3, batch: 3 }
  test('is the same for the same seed and differs for another', () => {
    assert.deepEqual(arrange(items, plan, createRandom(7)), arrange(items, plan, createRandom(7)))
    assert.notDeepEqual(arrange(items, plan, createRandom(7)), arrange(items, plan, createRandom(8)))
  })
  test('loses nothing and doubles some', () => {
    const posts = arrange(items, plan, createRandom(7))
    assert.deepEqual(
      [...new Set(posts.flat())].sort((a, b) => a - b),
      items,
    )
    assert.ok(posts.flat().length > items.length)
    assert.ok(posts.every((post) => post.length <= 3))
  })
  test('fills posts unevenly when requested, each with one to all of the batch', () => {
    const sizes = arrange(items, { ...plan, batch: 5, isUneven: true }, createRandom(7)).map(({ length }) => length)
    assert.deepEqual([...new Set(sizes)].sort(), [1, 2, 3, 4, 5])
  })
  test('leaves contacts out and lets lists share a value by the seed, and uses no random numbers for options that are off', () => {
    const contact = '{"wa_id":"1"}'
    const updates = items.map((n) => ({ number: sandboxNumber, field: 'statuses', item: String(n), contact }))
    const blurred = (seed: number) => blur(updates, { ...noDisorder, mix: 0.5, dropContacts: 0.5 }, createRandom(seed))
    assert.deepEqual(blurred(7), blurred(7))
    const bare = blurred(7).filter((update) => update.contact === undefined)
    assert.ok(bare.length > 0 && bare.length < items.length)
    const mixed = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => blurred(seed)[0]?.isMixed === true)
    assert.deepEqual([...new Set(mixed)].sort(), [false, true])
    const random = createRandom(7)
    assert.deepEqual(blur(updates, noDisorder, random), updates)
    assert.deepEqual(random.state(), createRandom(7).state())
  })
})

const scope: RuleScope = {
  now: 0,
  hasMedia: (id) => id === 'known',
  templatesNamed: (name) => demoTemplates.filter((template) => template.name === name),
}

function evaluate(message: Json) {
  const whole = { messaging_product: 'whatsapp', to: '+593987654321', ...message }
  return checkEnvelope(whole) ?? checkContent(whole, scope)
}

const letters = (count: number) => 'ñ'.repeat(count)
const link = 'https://ejemplo.com/a'

const interactive = (type: string, action: unknown, more: Json = {}) => ({
  type: 'interactive',
  interactive: { type, body: { text: 'x' }, action, ...more },
})

const reply = (id: string, title: string) => ({ type: 'reply', reply: { id, title } })
const button = (buttons: unknown, more: Json = {}) => interactive('button', { buttons }, more)
const row = (index: number, more: Json = {}) => ({ id: `r${index}`, title: `t${index}`, ...more })
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(index))
const list = (sections: unknown, more: Json = {}) => interactive('list', { button: 'Ver', sections, ...more })
const cta = (parameters: Json) => interactive('cta_url', { name: 'cta_url', parameters })
const flow = (parameters: Json) =>
  interactive('flow', {
    name: 'flow',
    parameters: { flow_message_version: '3', flow_cta: 'Abrir', flow_id: '1', ...parameters },
  })
const call = (parameters: Json) => interactive('voice_call', { name: 'voice_call', parameters })
const card = (index: number, more: Json = {}) => ({
  card_index: index,
  type: 'cta_url',
  header: { type: 'image', image: { link } },
  body: { text: 'x' },
  action: { name: 'cta_url', parameters: { display_text: 'Ver', url: link } },
  ...more,
})
const carousel = (cards: unknown) => interactive('carousel', { cards })
const products = (count: number) => Array.from({ length: count }, (_, index) => ({ product_retailer_id: `p${index}` }))
const productList = (sections: unknown, header: unknown = { type: 'text', text: 'x' }) =>
  interactive('product_list', { catalog_id: '1', sections }, { header })
const contact = (more: Json) => ({ type: 'contacts', contacts: [{ name: { formatted_name: 'Ana' }, ...more }] })

/** [name, just inside, just outside, Meta's code] */
const limits: readonly (readonly [string, Json, Json, number])[] = [
  ['text body 4096', { text: { body: letters(4096) } }, { text: { body: letters(4097) } }, 100],
  ['text body not empty', { text: { body: 'a' } }, { text: { body: '' } }, 100],
  ['text preview', { text: { body: 'a', preview_url: true } }, { text: { body: 'a', preview_url: 'yes' } }, 100],
  [
    'callback data 512',
    { text: { body: 'a' }, biz_opaque_callback_data: letters(512) },
    { text: { body: 'a' }, biz_opaque_callback_data: letters(513) },
    131009,
  ],
  ['known type', { type: 'text', text: { body: 'a' } }, { type: 'hologram', hologram: {} }, 100],
  ['recipient', { to: '1 (631) 555-1234', text: { body: 'a' } }, { to: 'ana', text: { body: 'a' } }, 100],
  [
    'caption 1024',
    { type: 'image', image: { link, caption: letters(1024) } },
    { type: 'image', image: { link, caption: letters(1025) } },
    131009,
  ],
  [
    'audio has no caption',
    { type: 'audio', audio: { link } },
    { type: 'audio', audio: { link, caption: 'x' } },
    131009,
  ],
  ['id or link', { type: 'video', video: { id: 'known' } }, { type: 'video', video: { id: 'known', link } }, 131009],
  ['id must exist', { type: 'video', video: { id: 'known' } }, { type: 'video', video: { id: 'other' } }, 100],
  [
    'link must be one',
    { type: 'document', document: { link, filename: 'a.pdf' } },
    { type: 'document', document: { link: 'a.pdf' } },
    131009,
  ],
  ['sticker needs media', { type: 'sticker', sticker: { link } }, { type: 'sticker', sticker: {} }, 131008],
  [
    'latitude',
    { type: 'location', location: { latitude: '-90', longitude: 180 } },
    { type: 'location', location: { latitude: 90.1, longitude: 0 } },
    131009,
  ],
  [
    'contact name',
    contact({ phones: [{ phone: '+1' }] }),
    { type: 'contacts', contacts: [{ name: { first_name: 'Ana' } }] },
    131008,
  ],
  ['contact birthday', contact({ birthday: '2000-01-31' }), contact({ birthday: '31/01/2000' }), 131009],
  [
    'contacts 257',
    { type: 'contacts', contacts: Array(257).fill({ name: { formatted_name: 'A' } }) },
    { type: 'contacts', contacts: Array(258).fill({ name: { formatted_name: 'A' } }) },
    131009,
  ],
  [
    'reaction emoji',
    { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '' } },
    { type: 'reaction', reaction: { message_id: 'wamid.x' } },
    131008,
  ],
  ['button title 20', button([reply('1', letters(20))]), button([reply('1', letters(21))]), 131009],
  ['button id 256', button([reply(letters(256), 'a')]), button([reply(letters(257), 'a')]), 131009],
  ['button id trimmed', button([reply('1 2', 'a')]), button([reply(' 1', 'a')]), 131009],
  [
    'three buttons',
    button([reply('1', 'a'), reply('2', 'b'), reply('3', 'c')]),
    button([reply('1', 'a'), reply('2', 'b'), reply('3', 'c'), reply('4', 'd')]),
    131009,
  ],
  [
    'button titles unique',
    button([reply('1', 'a'), reply('2', 'b')]),
    button([reply('1', 'a'), reply('2', 'a')]),
    131009,
  ],
  ['button ids unique', button([reply('1', 'a'), reply('2', 'b')]), button([reply('1', 'a'), reply('1', 'b')]), 131009],
  [
    'button body 1024',
    button([reply('1', 'a')], { body: { text: letters(1024) } }),
    button([reply('1', 'a')], { body: { text: letters(1025) } }),
    131009,
  ],
  [
    'header 60',
    button([reply('1', 'a')], { header: { type: 'text', text: letters(60) } }),
    button([reply('1', 'a')], { header: { type: 'text', text: letters(61) } }),
    131009,
  ],
  [
    'header text present',
    button([reply('1', 'a')], { header: { type: 'image', image: { link } } }),
    button([reply('1', 'a')], { header: { type: 'text' } }),
    131009,
  ],
  [
    'footer 60',
    button([reply('1', 'a')], { footer: { text: letters(60) } }),
    button([reply('1', 'a')], { footer: { text: letters(61) } }),
    131009,
  ],
  [
    'ten rows in all',
    list([
      { title: 'a', rows: rows(6) },
      { title: 'b', rows: rows(10).slice(6) },
    ]),
    list([
      { title: 'a', rows: rows(6) },
      { title: 'b', rows: rows(11).slice(6) },
    ]),
    131009,
  ],
  ['section titles', list([{ rows: rows(1) }]), list([{ rows: rows(1) }, { rows: [row(2)] }]), 131008],
  [
    'row title 24',
    list([{ rows: [row(1, { title: letters(24) })] }]),
    list([{ rows: [row(1, { title: letters(25) })] }]),
    131009,
  ],
  [
    'row description 72',
    list([{ rows: [row(1, { description: letters(72) })] }]),
    list([{ rows: [row(1, { description: letters(73) })] }]),
    131009,
  ],
  [
    'row id 200',
    list([{ rows: [row(1, { id: letters(200) })] }]),
    list([{ rows: [row(1, { id: letters(201) })] }]),
    131009,
  ],
  ['row ids unique', list([{ rows: rows(2) }]), list([{ rows: [row(1), row(1)] }]), 131009],
  [
    'list button 20',
    list([{ rows: rows(1) }], { button: letters(20) }),
    list([{ rows: rows(1) }], { button: letters(21) }),
    131009,
  ],
  ['cta text 20', cta({ display_text: letters(20), url: link }), cta({ display_text: letters(21), url: link }), 131009],
  ['cta url', cta({ display_text: 'a', url: link }), cta({ display_text: 'a', url: 'apps' }), 131009],
  [
    'location request',
    interactive('location_request_message', { name: 'send_location' }),
    interactive('location_request_message', { name: 'x' }),
    131009,
  ],
  [
    'location request has no header',
    interactive('location_request_message', { name: 'send_location' }),
    interactive('location_request_message', { name: 'send_location' }, { header: { type: 'text', text: 'a' } }),
    131009,
  ],
  ['flow id or name', flow({}), flow({ flow_name: 'a' }), 131009],
  ['flow cta 30', flow({ flow_cta: letters(30) }), flow({ flow_cta: letters(31) }), 131009],
  [
    'flow data',
    flow({ flow_action_payload: { screen: 'A', data: { a: 1 } } }),
    flow({ flow_action_payload: { screen: 'A', data: {} } }),
    131009,
  ],
  ['call text 20', call({ display_text: letters(20) }), call({ display_text: letters(21) }), 131009],
  ['call ttl', call({ ttl_minutes: 43_200 }), call({ ttl_minutes: 43_201 }), 131009],
  ['two cards', carousel([card(0), card(1)]), carousel([card(0)]), 131009],
  [
    'ten cards',
    carousel(rows(10).map((_, index) => card(index))),
    carousel(rows(11).map((_, index) => card(index))),
    131009,
  ],
  [
    'card body 160',
    carousel([card(0, { body: { text: letters(160) } }), card(1)]),
    carousel([card(0, { body: { text: letters(161) } }), card(1)]),
    131009,
  ],
  [
    'card headers alike',
    carousel([card(0), card(1)]),
    carousel([card(0), card(1, { header: { type: 'video', video: { link } } })]),
    131009,
  ],
  [
    'card buttons',
    carousel([
      card(0, { action: { buttons: [{ type: 'quick_reply', quick_reply: { id: '1', title: 'a' } }] } }),
      card(1),
    ]),
    carousel([card(0, { action: { buttons: [] } }), card(1)]),
    131009,
  ],
  ['catalog', interactive('catalog_message', { name: 'catalog_message' }), interactive('catalog_message', {}), 131009],
  [
    'product',
    interactive('product', { catalog_id: '1', product_retailer_id: 'a' }),
    interactive('product', { catalog_id: '1' }),
    131008,
  ],
  [
    'thirty products',
    productList([{ title: 'a', product_items: products(30) }]),
    productList([
      { title: 'a', product_items: products(15) },
      { title: 'b', product_items: products(16) },
    ]),
    131009,
  ],
]

describe('limits', () => {
  for (const [what, inside, outside, code] of limits) {
    test(what, () => {
      assert.equal(evaluate(inside), undefined)
      if (code !== 0) assert.equal(evaluate(outside)?.code, code)
    })
  }
})

describe('timing wheel', () => {
  test('loses no timer that sets itself again while the wheel is behind, or after a jump of a day', async () => {
    let now = 0
    let count = 0
    let ended = 0
    const all = Promise.withResolvers<void>()
    const wheel = createWheel<{ left: number }>({
      now: () => now,
      onDue(item) {
        count += 1
        item.left -= 1
        // Due in the past, as happens when the loop was blocked.
        if (item.left > 0) wheel.add(item, now - 40)
        else if (++ended === 100) all.resolve()
      },
    })
    for (let index = 0; index < 100; index += 1) wheel.add({ left: 3 }, index * 7)
    const ticking = setInterval(() => {
      now += count === 0 ? 86_400_000 : 13
    }, 1)
    await all.promise
    clearInterval(ticking)
    assert.equal(count, 300)
    assert.equal(wheel.size(), 0)
  })
})

test('a phone shows the quote of a message, but not of a template', () => {
  const entry = {
    seq: 1,
    wamid: 'wamid.2',
    direction: 'out' as const,
    phoneNumberId: sandboxNumber.phoneNumberId,
    to: '593987654321',
    from: '593990000001',
    person: '593987654321',
    receivedAt: 0,
    status: 'sent' as const,
  }
  const quotesOf = (message: object) =>
    renderEntry({ ...entry, body: JSON.stringify({ context: { message_id: 'wamid.1' }, ...message }) }).quotes
  assert.equal(quotesOf({ type: 'text', text: { body: 'sí' } }), 'wamid.1')
  assert.equal(quotesOf({ type: 'template', template: { name: 'demo_text', language: { code: 'es' } } }), undefined)
})
