/** Decoding by example: every documented webhook, whole batches, and what Meta leaves out. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeWebhook } from '../../src/channel/cloud/decode/decode.ts'
import type { Fact, InboundMessage, StatusReport } from '../../src/model/inbound/inbound.ts'
import {
  accountFields,
  contacts,
  entryOf,
  type Json,
  messageKinds,
  messageOf,
  messagesChange,
  payloadOf,
  phone,
  phoneNumberId,
  scopedId,
  statusKinds,
  statusOf,
  templateChanges,
  templateStatusChange,
  wabaId,
} from '../support/cloud-webhooks.ts'

function only(payload: unknown): Fact {
  const facts = decodeWebhook(payload)
  assert.equal(facts.length, 1)
  const [fact] = facts
  assert.ok(fact)
  return fact
}

function messageFrom(value: Json): InboundMessage {
  const fact = only(payloadOf(entryOf(messagesChange(value))))
  assert.ok(fact.kind === 'message', JSON.stringify(fact))
  return fact
}

function statusFrom(value: Json): StatusReport {
  const fact = only(payloadOf(entryOf(messagesChange(value))))
  assert.ok(fact.kind === 'status', JSON.stringify(fact))
  return fact
}

const messageWith = (member: Json): InboundMessage =>
  messageFrom({ contacts, messages: [messageOf('wamid.IN', member)] })

const memberOf = (name: string): Json => messageKinds.find((kind) => kind.name === name)?.member ?? {}

for (const { name, bubble, member } of messageKinds)
  test(`message: ${name}`, () => {
    const message = messageWith(member)
    assert.equal(message.bubble.type, bubble)
    assert.equal(message.wamid, 'wamid.IN')
    assert.equal(message.phoneNumberId, phoneNumberId)
    assert.equal(message.sentAt, 1_749_416_383_000)
    const person = { phone, scopedId, name: 'Sheena Nelson', username: '@sheena', identityKeyHash: 'h' }
    assert.deepEqual(message.person, person)
  })

test('the documented bubbles are exact', () => {
  assert.deepEqual(messageWith(memberOf('text')).bubble, { type: 'text', text: 'Hola ñ 😀' })
  assert.deepEqual(messageWith(memberOf('location')).bubble, {
    type: 'location',
    text: 'Location shared:\nhttps://maps.google.com/maps?q=-0.1807,-78.4678',
    coordinates: { lat: -0.1807, long: -78.4678 },
    name: 'Quito',
    address: 'Centro',
  })
  const image = messageWith(memberOf('image'))
  assert.deepEqual(image.bubble, {
    type: 'image',
    text: 'Look',
    mediaUrl: 'https://lookaside.fbsbx.com/1',
    mediaId: '1003383421387256',
    mediaType: 'image/jpeg',
    sha256: 'SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=',
  })
  assert.deepEqual(image.media, {
    id: '1003383421387256',
    mimeType: 'image/jpeg',
    sha256: 'SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=',
    url: 'https://lookaside.fbsbx.com/1',
  })
})

test('media: caption, file name, voice and animation', () => {
  const file = messageWith(memberOf('document'))
  assert.equal(file.bubble.filename, 'a.pdf')
  assert.equal(file.bubble.text, 'c')
  assert.equal(file.media?.filename, 'a.pdf')
  assert.equal('mediaUrl' in file.bubble, false)
  assert.equal(messageWith(memberOf('audio')).bubble.voice, true)
  assert.equal(messageWith(memberOf('sticker')).bubble.animated, false)
})

test('a press names what was pressed and the message that it answers', () => {
  const button = messageWith(memberOf('template button'))
  assert.deepEqual(button.bubble, { type: 'quick_reply', text: 'Yes', payload: 'msg_a:0' })
  assert.deepEqual(button.pressed, { id: 'msg_a:0', title: 'Yes' })
  assert.equal(button.contextWamid, 'wamid.SENT')
  assert.deepEqual(messageWith(memberOf('reply button')).pressed, { id: 'msg_a:1', title: 'No' })
  const row = messageWith(memberOf('row of a list'))
  assert.deepEqual(row.bubble, { type: 'option', text: 'Third', description: 'The last', payload: 'msg_a:2' })
  assert.deepEqual(row.pressed, { id: 'msg_a:2', title: 'Third' })
})

test('a template button without a payload returns its text', () => {
  const { pressed } = messageWith({ type: 'button', button: { text: 'Stop' } })
  assert.deepEqual(pressed, { id: 'Stop', title: 'Stop' })
})

test('a flow answer is parsed; one that is no JSON stays a text', () => {
  assert.deepEqual(messageWith(memberOf('flow')).bubble, {
    type: 'flow',
    text: 'Sent',
    name: 'flow',
    response: { flow_token: 'msg_a', age: '7' },
  })
  const broken = { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { response_json: '{"flow' } } }
  assert.equal(messageWith(broken).bubble.response, '{"flow')
})

test('reaction, order, system, edit, revoke and unsupported', () => {
  assert.deepEqual(messageWith(memberOf('reaction taken back')).bubble, {
    type: 'reaction',
    emoji: '',
    messageId: 'wamid.SENT',
  })
  assert.deepEqual(messageWith(memberOf('order')).bubble, {
    type: 'order',
    text: 'Love these!',
    catalogId: '194836987003835',
    products: [{ productId: 'di9o', quantity: 2, price: 30, currency: 'USD' }],
  })
  assert.deepEqual(messageWith(memberOf('edit')).bubble, {
    type: 'edit',
    messageId: 'wamid.OLD',
    text: 'Hola!',
    edited: { type: 'text', text: 'Hola!' },
  })
  assert.deepEqual(messageWith(memberOf('revoke')).bubble, { type: 'revoke', messageId: 'wamid.OLD' })
  assert.deepEqual(messageWith(memberOf('unsupported')).bubble, {
    type: 'unsupported',
    original: 'poll_update',
    content: { type: 'poll_update' },
    errors: [
      { code: 131051, title: 'Message type unknown', message: 'Message type unknown', details: 'Not supported.' },
    ],
  })
  assert.deepEqual(messageWith(memberOf('a kind of tomorrow')).bubble, {
    type: 'unsupported',
    original: 'hologram',
    errors: [],
    content: { depth: 3 },
  })
})

test('a system message comes without contacts', () => {
  const message = messageFrom({ messages: [messageOf('wamid.S', memberOf('system'))] })
  assert.deepEqual(message.bubble, {
    type: 'system',
    text: 'User A changed from X to Y',
    change: 'user_changed_number',
    newUserId: '16505550000',
  })
  assert.deepEqual(message.person, { phone, scopedId })
})

test('the origin of a message is retained: advertisement, forward, product', () => {
  const { referral } = messageWith(memberOf('text from an advertisement')).bubble
  assert.equal((referral as Json).ctwa_clid, 'Aff')
  const { bubble } = messageWith(memberOf('text about a product, forwarded'))
  assert.equal(bubble.forwarded, true)
  assert.equal(bubble.frequentlyForwarded, true)
  assert.deepEqual(bubble.referredProduct, { catalogId: '194', productId: 'di9o' })
})

test('names of JavaScript objects are no message types', () => {
  for (const type of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    const { bubble } = messageWith({ type })
    assert.deepEqual(bubble, { type: 'unsupported', original: type, errors: [] })
  }
})

test('a person without a phone number is decoded', () => {
  const message = messageFrom({
    contacts: [{ profile: { name: 'Ana' }, user_id: scopedId }],
    messages: [{ from_user_id: scopedId, id: 'wamid.X', timestamp: '1749416383', type: 'text', text: { body: 'Hi' } }],
  })
  assert.deepEqual(message.person, { scopedId, name: 'Ana' })
})

test('each sender gets their own contact among several', () => {
  const others = [{ profile: { name: 'Other' }, wa_id: '593900000000' }, ...contacts, { profile: { name: 'Third' } }]
  const message = messageFrom({ contacts: others, messages: [messageOf('wamid.X', memberOf('text'))] })
  assert.equal(message.person.name, 'Sheena Nelson')
  const stranger = { ...messageOf('wamid.Y', memberOf('text')), from: '573001112233', from_user_id: undefined }
  assert.deepEqual(messageFrom({ contacts: others, messages: [stranger] }).person, { phone: '573001112233' })
})

for (const { name, status, item } of statusKinds)
  test(`status: ${name}`, () => {
    const report = statusFrom({ statuses: [{ ...statusOf('wamid.OUT', ''), ...item }] })
    assert.equal(report.status, status)
    assert.equal(report.wamid, 'wamid.OUT')
    assert.equal(report.at, 1_750_030_073_000)
    assert.equal(report.recipient.phone, phone)
  })

test('a status carries our reference, the price and the whole error', () => {
  const sent = statusFrom({ statuses: [{ ...statusOf('wamid.OUT', ''), ...statusKinds[0]?.item }] })
  assert.equal(sent.callbackData, 'msg_a.1')
  assert.deepEqual(sent.pricing, { billable: true, pricing_model: 'PMP', category: 'utility' })
  const failed = statusFrom({ statuses: [{ ...statusOf('wamid.OUT', ''), ...statusKinds[4]?.item }] })
  assert.deepEqual(failed.error, {
    code: 131049,
    title: 'Not delivered',
    message: 'Not delivered',
    details: 'To maintain healthy ecosystem engagement.',
    href: '/documentation/business-messaging/whatsapp/support/error-codes',
  })
})

test('a status without a recipient is still a status', () => {
  const report = statusFrom({ statuses: [{ id: 'wamid.OUT', status: 'read', timestamp: 1750030073 }] })
  assert.deepEqual(report.recipient, {})
  assert.equal(report.at, 1_750_030_073_000)
})

test('a status of another type, of a group, or with an unknown value is another fact, whole', () => {
  const others: [Json, string, string][] = [
    [statusOf('wamid.OUT', 'warning'), 'message', 'warning'],
    [statusOf('wamid.OUT', 'failed', { type: 'payment', payment: { reference_id: 'r' } }), 'payment', 'failed'],
    [statusOf('wacid.OUT', 'RINGING', { type: 'call' }), 'call', 'ringing'],
    [statusOf('wamid.OUT', 'read', { recipient_type: 'group', recipient_id: 'Y2Fwa' }), 'group', 'read'],
  ]
  for (const [item, about, word] of others) {
    const fact = only(payloadOf(entryOf(messagesChange({ statuses: [item] }))))
    assert.ok(fact.kind === 'other_status', JSON.stringify(fact))
    assert.deepEqual([fact.about, fact.status, fact.raw], [about, word, item])
  }
})

test('case makes no difference', () => {
  assert.equal(statusFrom({ statuses: [statusOf('wamid.OUT', 'DELIVERED')] }).status, 'delivered')
  const change = {
    ...messagesChange({ contacts, messages: [messageOf('wamid.X', memberOf('text'))] }),
    field: 'MESSAGES',
  }
  assert.equal(only(payloadOf(entryOf(change))).kind, 'message')
})

test('changes of templates are decoded', () => {
  const facts = decodeWebhook(payloadOf(entryOf(...templateChanges)))
  assert.deepEqual(
    facts.map((fact) => (fact.kind === 'template' ? [fact.change, fact.elementName, fact.language, fact.value] : fact)),
    [
      ['status', 'order_confirmation', 'en_US', 'PAUSED'],
      ['quality', 'promo', 'pt_BR', 'YELLOW'],
      ['category', 'promo', 'es', 'MARKETING'],
      ['components', 'promo', 'es_MX', 'UPDATED'],
    ],
  )
  const [status, quality, category] = facts
  assert.ok(status?.kind === 'template' && quality?.kind === 'template' && category?.kind === 'template')
  assert.equal(status.reason, 'FIRST_PAUSE')
  assert.equal(status.wabaId, wabaId)
  assert.deepEqual(status.raw, templateStatusChange.value)
  assert.equal(quality.previous, 'GREEN')
  assert.equal(category.previous, 'UTILITY')
})

test('a category that will change is a warning, with both categories and the time; one that changed is a change', () => {
  const named = { message_template_id: 1, message_template_name: 'promo', message_template_language: 'es' }
  const read = (value: Json) => {
    const fact = only(payloadOf(entryOf({ field: 'template_category_update', value: { ...named, ...value } })))
    assert.ok(fact.kind === 'template', JSON.stringify(fact))
    return [fact.change, fact.previous, fact.value, fact.effectiveAt]
  }
  const entryAt = 1_751_247_548_000
  const inADay = entryAt + 86_400_000
  const [utility, marketing] = ['UTILITY', 'MARKETING']
  const table: [Json, unknown[]][] = [
    [{ new_category: utility, correct_category: marketing }, ['category_warning', utility, marketing, inADay]],
    [{ new_category: 'utility', correct_category: 'marketing' }, ['category_warning', utility, marketing, inADay]],
    [{ new_category: marketing, correct_category: utility }, ['category_warning', marketing, utility, inADay]],
    [{ correct_category: marketing }, ['category_warning', undefined, marketing, inADay]],
    [
      { new_category: utility, correct_category: marketing, category_update_timestamp: 1_751_300_000 },
      ['category_warning', utility, marketing, 1_751_300_000_000],
    ],
    [{ new_category: marketing, previous_category: utility }, ['category', utility, marketing, undefined]],
    [{ new_category: marketing }, ['category', undefined, marketing, undefined]],
    [
      { new_category: marketing, previous_category: utility, correct_category: marketing },
      ['category', utility, marketing, undefined],
    ],
    [{ new_category: marketing, correct_category: '' }, ['category', undefined, marketing, undefined]],
  ]
  for (const [value, expected] of table) assert.deepEqual(read(value), expected, JSON.stringify(value))
})

test('every other field is a change of the account', () => {
  const changes = accountFields.map((field) => ({ field, value: { event: 'X' } }))
  const facts = decodeWebhook(payloadOf(entryOf(...changes)))
  assert.deepEqual(
    facts,
    accountFields.map((field) => ({ kind: 'account', wabaId, field, raw: { event: 'X' } })),
  )
})

test('errors of the account are decoded', () => {
  const fact = only(payloadOf(entryOf(messagesChange({ errors: [{ code: 130429 }] }))))
  assert.ok(fact.kind === 'account')
  assert.equal(fact.field, 'errors')
  assert.equal(fact.phoneNumberId, phoneNumberId)
  assert.deepEqual(fact.raw.errors, [{ code: 130429 }])
})

test('3 entries of 3 changes of 3 messages and 3 statuses give 27 of each, in order', () => {
  let next = 0
  const entries = range(3).map(() =>
    entryOf(
      ...range(3).map(() =>
        messagesChange({
          contacts,
          messages: range(3).map(() => messageOf(`wamid.IN${next++}`, memberOf('text'))),
          statuses: range(3).map(() => statusOf(`wamid.OUT${next++}`, 'delivered')),
        }),
      ),
    ),
  )
  const facts = decodeWebhook(payloadOf(...entries))
  assert.equal(facts.length, 54)
  assert.equal(facts.filter(({ kind }) => kind === 'message').length, 27)
  assert.equal(facts.filter(({ kind }) => kind === 'status').length, 27)
  const order = facts.map((fact) => ('wamid' in fact ? Number(fact.wamid?.replace(/\D/g, '')) : -1))
  assert.deepEqual(order, range(54))
})

test('a broken item does not affect its neighbours', () => {
  const messages = [null, messageOf('wamid.A', memberOf('text')), 7, { id: 'wamid.B' }, messageOf('wamid.C', {})]
  const kinds = decodeWebhook(payloadOf(entryOf(messagesChange({ messages, statuses: 'x' }), { field: 1 })))
  assert.deepEqual(
    kinds.map(({ kind }) => kind),
    ['unreadable', 'message', 'unreadable', 'unreadable', 'message', 'unreadable', 'unreadable'],
  )
})

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index)
}
