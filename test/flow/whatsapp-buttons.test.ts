/**
 * Messages whose buttons are WhatsApp's own, through real HTTP: what the phone gets, what the person answers, and the
 * edges of each limit at the door.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Answer, type Gateway, person, startGateway } from '../support/gateway.ts'
import { postWebhook, webhookOf } from '../support/meta-webhooks.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway({}, { sandbox: { rules: { window: false } } })
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: `${receiver.url}/bot` })
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { window: 'off' })
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const catalog_id = '194836987003835'
const ids = (count: number) => Array.from({ length: count }, (_, at) => ({ product_retailer_id: `p-${at}` }))
const letters = (count: number) => 'a'.repeat(count)
const inIndia = '919876543210'

function send(body: Record<string, unknown>): Promise<Answer> {
  return gateway.call('POST', '/v1/bots/demo/messages', { userId: person, ...body })
}

const asks: [body: Record<string, unknown>, interactive: Record<string, unknown>][] = [
  [
    { type: 'request_contact_info', text: '¿Su número?' },
    { type: 'request_contact_info', body: { text: '¿Su número?' }, action: { name: 'request_contact_info' } },
  ],
  [
    { type: 'call_permission_request', text: '¿Llamamos?' },
    { type: 'call_permission_request', body: { text: '¿Llamamos?' }, action: { name: 'call_permission_request' } },
  ],
  [
    {
      ...{ type: 'catalog_message', text: 'Todo', caption: 'Pie' },
      parameters: { thumbnail_product_retailer_id: 'taza' },
    },
    {
      type: 'catalog_message',
      body: { text: 'Todo' },
      footer: { text: 'Pie' },
      action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'taza' } },
    },
  ],
  [
    { type: 'product', parameters: { catalog_id, product_retailer_id: 'taza' } },
    { type: 'product', action: { catalog_id, product_retailer_id: 'taza' } },
  ],
  [
    {
      ...{ type: 'product_list', title: 'Para usted', text: 'Lo más pedido' },
      parameters: { catalog_id, sections: [{ title: 'Tazas', product_items: ids(2) }] },
    },
    {
      type: 'product_list',
      header: { type: 'text', text: 'Para usted' },
      body: { text: 'Lo más pedido' },
      action: { catalog_id, sections: [{ title: 'Tazas', product_items: ids(2) }] },
    },
  ],
  [
    { type: 'product_carousel', text: 'Elija', parameters: { catalog_id, product_items: ids(2) } },
    {
      type: 'carousel',
      body: { text: 'Elija' },
      action: {
        cards: ids(2).map((item, card_index) => ({ card_index, type: 'product', action: { ...item, catalog_id } })),
      },
    },
  ],
]
for (const [body, interactive] of asks)
  test(`${body.type}: reaches the phone in Meta's form`, async () => {
    assert.equal((await send(body)).status, 200)
    const isIt = ({ body: wire }: { body: Record<string, unknown> }) =>
      (wire.interactive as { type?: string } | undefined)?.type === interactive.type
    const shown = await gateway.phoneUntil((all) => all.some(isIt))
    assert.deepEqual(shown.findLast(isIt)?.body.interactive, interactive)
  })

test('address_message: to India alone, with its values', async () => {
  const values = { name: 'Asha', in_pin_code: '560001' }
  const parameters = { country: 'IN', values, validation_errors: { in_pin_code: 'We do not deliver there' } }
  const answer = await send({ type: 'address_message', userId: inIndia, text: 'Where to?', parameters })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  const [shown] = await gateway.phoneUntil((all) => all.length > 0, inIndia)
  const action = { name: 'address_message', parameters }
  assert.deepEqual(shown?.body.interactive, { type: 'address_message', body: { text: 'Where to?' }, action })
})

const section = (count: number, title?: string) => ({ ...(title && { title }), product_items: ids(count) })
const list = (sections: unknown[]) => ({
  ...{ type: 'product_list', title: 'a', text: 'a' },
  parameters: { catalog_id, sections },
})
const carousel = (items: unknown[]) => ({
  ...{ type: 'product_carousel', text: 'a' },
  parameters: { catalog_id, product_items: items },
})
const address = (parameters: Record<string, unknown>, userId = inIndia) => ({
  ...{ type: 'address_message', text: 'a', userId },
  parameters: { country: 'IN', ...parameters },
})
const edges: [what: string, fits: Record<string, unknown>, not: Record<string, unknown>, field: string][] = [
  [
    'the text of a request',
    { type: 'request_contact_info', text: letters(1024) },
    { type: 'request_contact_info', text: letters(1025) },
    'text',
  ],
  ['a text at all', { type: 'call_permission_request' }, { type: 'request_contact_info' }, 'text'],
  [
    'the text of a permission',
    { type: 'call_permission_request', text: letters(1024) },
    { type: 'call_permission_request', text: letters(1025) },
    'text',
  ],
  [
    'a footer',
    { type: 'catalog_message', text: 'a', caption: letters(60) },
    { type: 'catalog_message', text: 'a', caption: letters(61) },
    'caption',
  ],
  [
    'the id of a product',
    { type: 'product', parameters: { catalog_id, product_retailer_id: letters(100) } },
    { type: 'product', parameters: { catalog_id, product_retailer_id: letters(101) } },
    'parameters.product_retailer_id',
  ],
  [
    'the catalog',
    { type: 'product', parameters: { catalog_id, product_retailer_id: 'a' } },
    { type: 'product', parameters: { product_retailer_id: 'a' } },
    'parameters.catalog_id',
  ],
  [
    'products of a list',
    list([section(15, 'a'), section(15, 'b')]),
    list([section(15, 'a'), section(16, 'b')]),
    'parameters.sections',
  ],
  [
    'sections',
    list(Array.from({ length: 10 }, () => section(1, 'a'))),
    list(Array.from({ length: 11 }, () => section(1, 'a'))),
    'parameters.sections',
  ],
  [
    'the title of one of several',
    list([section(1, letters(24)), section(1, 'b')]),
    list([section(1), section(1, 'b')]),
    'parameters.sections.0.title',
  ],
  [
    'the header of a list',
    { ...list([section(1)]), title: letters(60) },
    { ...list([section(1)]), title: letters(61) },
    'title',
  ],
  ['two cards', carousel(ids(2)), carousel(ids(1)), 'parameters.product_items'],
  ['ten cards', carousel(ids(10)), carousel(ids(11)), 'parameters.product_items'],
  ['a country', address({}), address({ country: 'SG' }), 'parameters.country'],
  ['a person there', address({}), address({}, person), 'userId'],
  [
    'a pin code',
    address({ values: { in_pin_code: '560001' } }),
    address({ values: { in_pin_code: '5600011' } }),
    'parameters.values.in_pin_code',
  ],
]
for (const [what, fits, not, field] of edges)
  test(`at the door: ${what}`, async () => {
    const taken = await send(fits)
    assert.equal(taken.status, 200, JSON.stringify(taken.body))
    const refused = await send(not)
    assert.equal(refused.status, 422)
    assert.deepEqual(Object.keys(refused.body.validationError as object), [field])
  })

/** As Meta posts it. */
async function posted(message: Record<string, unknown>): Promise<void> {
  const item = { id: 'wamid.product', from: person, timestamp: String(Math.floor(Date.now() / 1_000)), ...message }
  const body = webhookOf([[{ messages: [item] }]])
  assert.equal((await postWebhook(gateway, JSON.stringify(body))).status, 200)
}

async function answered(act: Record<string, unknown>, from?: string) {
  const wamid = await gateway.simulateInbound(act, from)
  return (await receiver.first((one) => one.body.wamid === wamid)).body as Record<string, unknown> & {
    bubble: Record<string, unknown>
  }
}

test('the number that a person shares joins it and their id; a card of another joins nobody', async () => {
  const userId = 'EC.shareA'
  const phone = '593980000077'
  const hidden = { userId, phoneless: true }
  await answered({ type: 'text', text: 'soy el de siempre' }, phone)
  assert.equal((await answered({ type: 'text', text: 'hola', ...hidden }, '')).userId, userId)
  const byHand = {
    origin: 'other',
    name: { formatted_name: 'Otro' },
    phones: [{ phone: '+593980000078', wa_id: '593980000078' }],
  }
  const other = await answered({ type: 'contacts', contacts: [byHand], ...hidden }, '')
  assert.deepEqual([other.userId, other.bubble.requested], [userId, undefined])
  const two = [{ ...byHand, origin: 'contact_request' }, byHand]
  assert.equal(
    (await answered({ type: 'contacts', contacts: two, ...hidden }, '')).userId,
    userId,
    'two cards prove nothing',
  )

  const shared = await answered({ type: 'contact_info', phone, ...hidden }, '')
  assert.equal(shared.bubble.requested, true)
  assert.equal(shared.userId, phone, 'the conversation of the number is theirs')
  assert.equal((await answered({ type: 'text', text: 'otra vez', ...hidden }, '')).userId, phone)
  await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId, text: 'por número' })
  const shown = await gateway.phoneUntil((all) => all.length > 0, phone)
  assert.equal(shown.at(-1)?.body.to, `+${phone}`)
})

test('a permission to call, an order, an address and a product come as bubbles of their own', async () => {
  const { bubble: call } = await answered({ type: 'call_permission', response: 'accept' })
  assert.deepEqual([call.type, call.response, call.source], ['call_permission', 'accept', 'user_action'])
  const { bubble: order } = await answered({ type: 'order', catalogId: 'c', items: [{ id: 'taza', quantity: 2 }] })
  assert.deepEqual([order.type, order.catalogId], ['order', 'c'])
  const shared = {
    type: 'interactive',
    interactive: { type: 'product', product: { catalog_id, product_retailer_id: 'taza' } },
  }
  await posted(shared)
  const about = await receiver.first(({ body }) => (body.bubble as { type?: string } | undefined)?.type === 'product')
  assert.deepEqual(about.body.bubble, { type: 'product', catalogId: catalog_id, productId: 'taza' })
  const { bubble: place } = await answered({ type: 'address', values: { city: 'Mumbai' } })
  assert.deepEqual(
    [place.type, place.name, place.response],
    ['flow', 'address_message', { values: { city: 'Mumbai' } }],
  )
})
