/**
 * Decoding loses nothing: every value of every documented item, and every unknown member, is in the bubble, the person
 * or the details of the fact. `raw` of messages and of their statuses does not count here: only bots that ask for it
 * get it.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeWebhook } from '../../src/channel/cloud/decode/decode.ts'
import type { Fact } from '../../src/model/inbound/inbound.ts'
import {
  contacts,
  entryOf,
  type Json,
  messageKinds,
  messageOf,
  messagesChange,
  payloadOf,
  statusKinds,
  statusOf,
} from '../support/cloud-webhooks.ts'

const error = (code: number): Json => ({
  code,
  title: `title ${code}`,
  message: `message ${code}`,
  error_data: { details: `details ${code}` },
  href: `/errors/${code}`,
})
const answer = { context: { from: '15550783881', id: 'wamid.SENT' } }

/** Documented forms that the golden ones leave out (meta-2026.md, sections 4, 5.4 and 16). */
const messages: { name: string; member: Json }[] = [
  ...messageKinds,
  { name: 'text with errors beside it', member: { type: 'text', text: { body: 'x' }, errors: [error(1), error(2)] } },
  {
    name: 'errors with details at their top',
    member: { type: 'text', text: { body: 'x' }, errors: [{ code: 3, details: 'top' }] },
  },
  {
    name: 'text of a group',
    member: { type: 'text', text: { body: 'x' }, group_id: 'GROUP==', from_parent_user_id: 'US.ENT.1' },
  },
  {
    name: 'system: user_changed_user_id',
    member: {
      type: 'system',
      system: {
        type: 'user_changed_user_id',
        body: 'changed',
        user_id: 'US.new',
        previous_user_id: 'US.old',
        parent_user_id: 'US.ENT.new',
        previous_parent_user_id: 'US.ENT.old',
      },
    },
  },
  {
    name: 'system: customer_identity_changed',
    member: {
      type: 'system',
      system: { type: 'customer_identity_changed', body: 'identity' },
      identity: { acknowledged: 'ack', created_timestamp: 'made', hash: 'hash' },
    },
  },
  {
    name: 'interactive of tomorrow',
    member: { type: 'interactive', ...answer, interactive: { type: 'product', product: { id: 'p1' } } },
  },
  {
    name: 'order of two',
    member: {
      type: 'order',
      order: {
        catalog_id: '1',
        product_items: [
          { product_retailer_id: 'a' },
          { product_retailer_id: 'b', quantity: 2, item_price: 1.5, currency: 'USD' },
        ],
      },
    },
  },
  { name: 'shared contact', member: { type: 'contacts', contacts: [{ origin: 'contact_request', vcard: 'VCARD' }] } },
  {
    name: 'edit of an image',
    member: {
      type: 'edit',
      edit: {
        original_message_id: 'wamid.OLD',
        message: { type: 'image', image: { id: '9', caption: 'new' }, context: { id: 'wamid.C' } },
      },
    },
  },
]

const statuses: { name: string; item: Json }[] = [
  ...statusKinds,
  {
    name: 'all that a status may have',
    item: {
      status: 'delivered',
      recipient_parent_user_id: 'US.ENT.7',
      recipient_identity_key_hash: 'hash',
      template_id: '77',
      conversation: { id: 'conv', expiration_timestamp: '1750117', origin: { type: 'referral_conversion' } },
      pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing', subtype: 'paid_exempt' },
    },
  },
  {
    name: 'of a member of a group',
    item: {
      status: 'delivered',
      recipient_type: 'group',
      recipient_participant_id: '573001112233',
      recipient_participant_user_id: 'CO.1',
    },
  },
  {
    name: 'failed with several errors',
    item: { status: 'failed', errors: [error(131026), error(131049), { title: 'no code' }] },
  },
]

/** Values that are decoded into another form: their own tests show which. */
const turned = ['timestamp', 'expiration_timestamp', 'response_json', 'status', 'type', 'biz_opaque_callback_data']

function leavesOf(node: unknown, name = ''): string[] {
  if (typeof node === 'object' && node !== null) {
    return Object.entries(node).flatMap(([key, child]) => leavesOf(child, Array.isArray(node) ? name : key))
  }
  return turned.includes(name) || node === undefined || node === '' || typeof node === 'boolean'
    ? []
    : [JSON.stringify(node)]
}

/** With an unknown member in every object. */
function withUnknown(node: unknown, names: string[]): unknown {
  if (Array.isArray(node)) return node.map((child) => withUnknown(child, names))
  if (typeof node !== 'object' || node === null) return node
  const members = Object.entries(node).map(([key, child]) => [key, withUnknown(child, names)])
  names.push(`unknown-${names.length}`)
  return Object.fromEntries([...members, ['member_of_tomorrow', names.at(-1)]])
}

function factOf(value: Json): string {
  const facts = decodeWebhook(payloadOf(entryOf(messagesChange(value))))
  assert.equal(facts.length, 1)
  const [fact] = facts as [Fact]
  assert.notEqual(fact.kind, 'unreadable')
  const isAsked = fact.kind === 'message' || fact.kind === 'status'
  return JSON.stringify(isAsked ? { ...fact, raw: undefined } : fact)
}

function assertRetained(reported: string, item: Json): void {
  for (const leaf of leavesOf(item)) assert.ok(reported.includes(leaf), `${leaf} is lost: ${reported}`)
}

for (const { name, member } of messages) {
  test(`message: ${name}: every value is retained`, () => {
    const item = messageOf('wamid.IN', member)
    assertRetained(factOf({ contacts, messages: [item] }), item)
    assert.ok(!factOf({ contacts, messages: [item] }).includes('"extra":{}'))
  })

  test(`message: ${name}: unknown members are retained`, () => {
    const names: string[] = []
    const item = withUnknown(messageOf('wamid.IN', member), names) as Json
    const reported = factOf({ contacts, messages: [item] })
    assert.deepEqual(
      names.filter((unknown) => !reported.includes(`"${unknown}"`)),
      [],
    )
    assertRetained(reported, item)
  })
}

for (const { name, item } of statuses) {
  test(`status: ${name}: every value and unknown members are retained`, () => {
    const names: string[] = []
    const status = { ...statusOf('wamid.OUT', ''), ...item }
    assertRetained(factOf({ contacts, statuses: [status] }), status)
    const reported = factOf({ contacts, statuses: [withUnknown(status, names) as Json] })
    assert.deepEqual(
      names.filter((unknown) => !reported.includes(`"${unknown}"`)),
      [],
    )
  })
}

test('contact: every value and unknown members are retained with the person', () => {
  const names: string[] = []
  const full = { ...contacts[0], parent_user_id: 'US.ENT.9', country: 'US' }
  const unknown = withUnknown([full], names) as Json[]
  const text = messageOf('wamid.IN', { type: 'text', text: { body: 'x' } })
  for (const reported of [
    factOf({ contacts: unknown, messages: [text] }),
    factOf({ contacts: unknown, statuses: [statusOf('wamid.OUT', 'read')] }),
  ]) {
    assertRetained(reported, full)
    assert.deepEqual(
      names.filter((one) => !reported.includes(`"${one}"`)),
      [],
    )
  }
})

test('a documented item leaves no remainder', () => {
  for (const { name, member } of messageKinds) {
    const reported = factOf({ contacts, messages: [messageOf('wamid.IN', member)] })
    assert.ok(!reported.includes('"extra"'), `${name}: ${reported}`)
  }
})

test('a member of another type than expected is retained', () => {
  const wrong: Json[] = [
    { type: 'location', location: { latitude: 1, longitude: 2, name: { es: 'Quito' }, url: ['https://x'] } },
    {
      type: 'order',
      order: { catalog_id: { id: 5 }, product_items: ['strange', { product_retailer_id: 'a' }], text: 17 },
    },
    { type: 'image', image: { id: 'x', voice: 'perhaps', file_size: 'large', mime_type: 9 } },
    {
      type: 'text',
      text: { body: 'x' },
      context: 'wamid.TEXT',
      referral: 'https://fb.me',
      errors: 'broken',
      identity: 'me',
    },
    { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { response_json: [1, 'two'], name: 8 } } },
  ]
  for (const member of wrong)
    assertRetained(factOf({ messages: [messageOf('wamid.IN', member)] }), messageOf('wamid.IN', member))
})

test('a played voice note is decoded, with the fact that it was played', () => {
  const reported = factOf({ statuses: [statusOf('wamid.OUT', 'played')] })
  assert.ok(reported.includes('"extra":{"status":"played"}'), reported)
})
