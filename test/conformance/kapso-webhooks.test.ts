/**
 * @kapso/whatsapp-cloud-api/server, unmodified: signature and normaliser, fed with the very posts that the sandbox
 * sends.
 */
import assert from 'node:assert/strict'
import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, describe, test } from 'node:test'
import { WhatsAppClient } from '@kapso/whatsapp-cloud-api'
import * as server from '@kapso/whatsapp-cloud-api/server'
import { inboundTypes } from '../../sandbox/inbound/kinds.ts'
import type { Received, Receiver } from '../support/receiver.ts'
import {
  ana,
  appSecret,
  fieldOf,
  itemOf,
  phoneNumberId,
  rareActs,
  startListener,
  startTestSandbox,
  surroundings,
  type TestSandbox,
  wabaId,
} from '../support/test-sandbox.ts'
import { makeWatch } from './surface.ts'

let world: TestSandbox
let receiver: Receiver
let client: WhatsAppClient
const watch = makeWatch()
const { normalizeWebhook, verifySignature, receiveFlowEvent, respondToFlow, downloadFlowMedia, FlowServerError } =
  watch.watch(server)

before(async () => {
  world = await startTestSandbox()
  receiver = await startListener(world)
  client = new WhatsAppClient({ accessToken: 'any', baseUrl: world.url })
})

beforeEach(async () => {
  await world.control('DELETE', '/faults')
  receiver.received.length = 0
})

after(async () => {
  await world?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const to = { phoneNumberId, to: `+${ana}` }

/** The client's spelling of names. */
function camelCased(value: unknown): object {
  return JSON.parse(JSON.stringify(value).replace(/"(\w+)":/g, (_all, key) => `"${key.replace(/_(\w)/g, upper)}":`))
}

const upper = (_all: string, letter: string) => letter.toUpperCase()

function signed(post: Received): Received {
  const signatureHeader = String(post.headers['x-hub-signature-256'])
  for (const rawBody of [post.bytes, post.raw]) {
    assert.equal(verifySignature({ appSecret, rawBody, signatureHeader }), true)
    assert.equal(verifySignature({ appSecret: 'another', rawBody, signatureHeader }), false)
  }
  return post
}

const normalized = (post: Received) => normalizeWebhook(signed(post).body)

/** Kinds of acts that reached the client. */
const done = new Set<string>()

/** The person's act, and the message as the client passes it to its program. */
async function written(what: Record<string, unknown>) {
  done.add(String(what.type))
  const { wamid } = await world.control('POST', '/inbound', { from: ana, name: 'Ana Ñandú 😀', ...what })
  const events = normalized(await receiver.first((post) => itemOf(post, 'messages')?.id === wamid))
  assert.equal(events.object, 'whatsapp_business_account')
  assert.deepEqual([events.phoneNumberId, events.displayPhoneNumber], [phoneNumberId, '593990000001'])
  assert.equal(events.messages.length, 1)
  const [message] = events.messages
  assert.ok(message)
  // A changed id is reported without the number; the client knows a direction by the number alone.
  const expected = what.type === 'changed_user_id' ? [undefined, undefined] : [what.from ?? ana, 'inbound']
  assert.deepEqual([message.id, message.from, message.kapso?.direction], [wamid, ...expected])
  assert.match(message.timestamp, /^\d{10}$/)
  return { events, message }
}

const kinds: [string, Record<string, unknown>, object][] = [
  ['text', { text: '¿Qué tal? ñ ✓ 😀' }, { type: 'text', text: { body: '¿Qué tal? ñ ✓ 😀' } }],
  ['image', { caption: 'Mira' }, { type: 'image', image: { caption: 'Mira' } }],
  ['audio', {}, { type: 'audio', audio: { voice: true } }],
  ['video', { caption: 'Mira' }, { type: 'video', video: { caption: 'Mira' } }],
  ['document', { filename: 'a.pdf' }, { type: 'document', document: { filename: 'a.pdf' } }],
  ['sticker', {}, { type: 'sticker', sticker: { animated: false } }],
  [
    'location',
    { latitude: -2.17, longitude: -79.92, address: 'Malecón' },
    { type: 'location', location: { latitude: -2.17, longitude: -79.92, address: 'Malecón' } },
  ],
  [
    'contacts',
    { contacts: [{ name: { formatted_name: 'Luis' }, phones: [{ phone: '+593987654322', wa_id: '593987654322' }] }] },
    {
      type: 'contacts',
      contacts: [{ name: { formattedName: 'Luis' }, phones: [{ phone: '+593987654322', waId: '593987654322' }] }],
    },
  ],
  [
    'contact_info',
    {},
    {
      type: 'contacts',
      contacts: [{ origin: 'contact_request', phones: [{ phone: `+${ana}`, waId: ana, type: 'CELL' }] }],
    },
  ],
]

describe('@kapso/whatsapp-cloud-api: webhooks', () => {
  for (const [type, what, expected] of kinds) {
    test(`inbound ${type}`, async () => {
      const { events, message } = await written({ type, ...what })
      assert.partialDeepStrictEqual(message, expected)
      assert.partialDeepStrictEqual(events.contacts, [{ waId: ana, profile: { name: 'Ana Ñandú 😀' } }])
      const media = message[type] as { id?: string; mimeType?: string; sha256?: string } | undefined
      if (media?.id === undefined) return
      const described = await client.media.get({ mediaId: media.id })
      assert.equal(described.mimeType.split(';')[0], media.mimeType?.split(';')[0])
      assert.equal(Buffer.from(media.sha256 ?? '', 'base64').toString('hex'), described.sha256)
    })
  }

  test('inbound reaction, and its removal', async () => {
    const { messages } = await client.messages.sendText({ ...to, body: 'Reacciona' })
    const messageId = messages[0]?.id
    const given = await written({ type: 'reaction', emoji: '👍', messageId })
    assert.deepEqual(given.message.reaction, { messageId, emoji: '👍' })
    const taken = await written({ type: 'reaction', emoji: '', messageId })
    assert.equal(taken.message.reaction?.messageId, messageId)
    assert.ok(!taken.message.reaction?.emoji)
  })

  test('inbound tap on a button', async () => {
    const { messages } = await client.messages.sendInteractiveButtons({
      ...to,
      bodyText: '¿Sí?',
      buttons: [{ id: 'yes', title: 'Sí' }],
    })
    const { message } = await written({ type: 'button' })
    assert.deepEqual(message.interactive, { type: 'button_reply', buttonReply: { id: 'yes', title: 'Sí' } })
    assert.deepEqual(message.context, { from: '593990000001', id: messages[0]?.id })
  })

  test('inbound choice of a row', async () => {
    await client.messages.sendInteractiveList({
      ...to,
      bodyText: 'Elige',
      buttonText: 'Ver',
      sections: [{ rows: [{ id: 'a', title: 'Ventas', description: 'de 9 a 18' }] }],
    })
    const { message } = await written({ type: 'option', id: 'a' })
    const listReply = { id: 'a', title: 'Ventas', description: 'de 9 a 18' }
    assert.deepEqual(message.interactive, { type: 'list_reply', listReply })
  })

  test("inbound tap on a template's button", async () => {
    const parameters = ['Ana', 'la tienda'].map((text) => ({ type: 'text', text }))
    await client.messages.sendTemplate({
      ...to,
      template: {
        name: 'demo_quick_reply',
        language: { code: 'es' },
        components: [
          { type: 'body', parameters },
          { type: 'button', sub_type: 'quick_reply', index: 0, parameters: [{ type: 'payload', payload: '{"a":1}' }] },
        ],
      },
    })
    assert.deepEqual((await written({ type: 'button', index: 0 })).message.button, { payload: '{"a":1}', text: 'BTN1' })
    assert.deepEqual((await written({ type: 'button', index: 1 })).message.button, { payload: 'BTN2', text: 'BTN2' })
  })

  test('inbound answer of a flow', async () => {
    const { message } = await written({ type: 'flow', response: { flow_token: 'tok', favorite_city: 'Quito' } })
    assert.equal(message.interactive?.type, 'nfm_reply')
    assert.partialDeepStrictEqual(message.kapso, {
      flowResponse: { flowToken: 'tok', favoriteCity: 'Quito' },
      flowToken: 'tok',
      flowName: 'flow',
    })
  })

  test('inbound reply to a message', async () => {
    const { messages } = await client.messages.sendText({ ...to, body: '¿Cuándo?' })
    const { message } = await written({ type: 'text', text: 'Ya', context: messages[0]?.id })
    assert.equal(message.context?.id, messages[0]?.id)
  })

  for (const [type, what, expected] of rareActs) {
    test(`inbound ${type}`, async () => {
      const { events, message } = await written({ type, ...what })
      const { order, ...camel } = camelCased(expected) as { order?: { text?: string } }
      assert.partialDeepStrictEqual(message, camel)
      assert.equal(events.contacts.length, expected.type === 'system' ? 0 : 1)
      if (order === undefined) return
      // The person's message has another name in this client.
      const { text: orderText, ...rest } = order
      assert.partialDeepStrictEqual(message, { order: { ...rest, orderText }, kapso: { orderText } })
    })
  }

  for (const [name, what, expected] of surroundings) {
    test(`inbound text ${name}`, async () => {
      const { message } = await written({ type: 'text', text: 'Hola', ...what })
      assert.partialDeepStrictEqual(message, camelCased(expected))
    })
  }

  test('every kind of act reached the client', () => {
    assert.deepEqual(
      inboundTypes.filter((type) => !done.has(type)),
      [],
    )
  })

  test('inbound of a person without a phone', async () => {
    const userId = 'EC.1349abcdef'
    const hidden = { phoneless: true, userId, type: 'text', text: 'Hola', name: 'Eva' }
    const { wamid } = await world.control('POST', '/inbound', hidden)
    const events = normalized(await receiver.first((post) => itemOf(post, 'messages')?.id === wamid))
    assert.partialDeepStrictEqual(events.messages, [{ fromUserId: userId, kapso: { direction: 'inbound' } }])
    assert.equal(events.messages[0]?.from, undefined)
    assert.partialDeepStrictEqual(events.contacts, [{ userId, profile: { name: 'Eva' } }])
  })

  test('any other field, and an echo of the business app, as Meta sends them', async () => {
    const update = { event: 'PAUSED', message_template_id: 1, message_template_name: 'demo_plain', reason: 'NONE' }
    await world.control('POST', '/inbound', { raw: { field: 'message_template_status_update', value: update } })
    const status = await receiver.first((post) => fieldOf(post) === 'message_template_status_update')
    const raw = normalized(status).raw as Record<string, unknown[]>
    assert.partialDeepStrictEqual(raw.messageTemplateStatusUpdate, [{ event: 'PAUSED', messageTemplateId: 1 }])
    const echo = { from: '593990000001', to: ana, id: 'wamid.echo', timestamp: '1750030073', type: 'text' }
    const value = { messaging_product: 'whatsapp', metadata: {}, message_echoes: [echo] }
    await world.control('POST', '/inbound', { raw: { field: 'smb_message_echoes', value } })
    const echoed = await receiver.first((post) => fieldOf(post) === 'smb_message_echoes')
    const { kapso } = normalized(echoed).messages[0] ?? {}
    assert.deepEqual(kapso, { direction: 'outbound', source: 'smb_message_echo' })
  })

  test('statuses: sent, delivered, read', async () => {
    const { messages } = await client.messages.sendText({ ...to, body: 'Hola', bizOpaqueCallbackData: 'ñ-7' })
    const wamid = messages[0]?.id
    const isOurs = (post: Received) => itemOf(post, 'statuses')?.id === wamid
    const posts = await receiver.until((all) => all.filter(isOurs).length >= 3)
    const statuses = posts.filter(isOurs).flatMap((post) => normalized(post).statuses)
    assert.deepEqual(
      statuses.map(({ id, status }) => [id, status]),
      ['sent', 'delivered', 'read'].map((status) => [wamid, status]),
    )
    for (const status of statuses)
      assert.partialDeepStrictEqual(status, { recipientId: ana, bizOpaqueCallbackData: 'ñ-7' })
    // She came by an advertisement above: what she gets is free for days.
    const pricing = { pricingModel: 'PMP', category: 'referral_conversion', type: 'free_entry_point' }
    assert.partialDeepStrictEqual(statuses[0], { pricing })
  })

  test('status played: a voice note that was played', async () => {
    const audio = { link: 'https://cdn.ejemplo.com/nota.ogg', voice: true }
    const { messages } = await client.messages.sendAudio({ ...to, audio })
    const isPlayed = (post: Received) => {
      const status = itemOf(post, 'statuses')
      return status?.id === messages[0]?.id && status?.status === 'played'
    }
    assert.partialDeepStrictEqual(normalized(await receiver.first(isPlayed)).statuses, [{ recipientId: ana }])
  })

  test('a template that is created, and its review', async () => {
    const body = { type: 'BODY' as const, text: 'Hola, tenemos algo nuevo para ti.' }
    const template = { name: 'k_reviewed', language: 'es', category: 'UTILITY', components: [body] }
    const { id } = await client.templates.create({ businessAccountId: wabaId, ...template })
    await world.control('POST', '/clock', { advanceMs: 60_000 })
    const post = await receiver.first((one) => fieldOf(one) === 'message_template_status_update')
    const reported = normalized(post).raw as Record<string, { messageTemplateId: number }[]>
    assert.partialDeepStrictEqual(reported.messageTemplateStatusUpdate, [
      {
        event: 'APPROVED',
        messageTemplateId: Number(id),
        messageTemplateName: 'k_reviewed',
        messageTemplateLanguage: 'es',
      },
    ])
  })

  test('status failed: 131047 outside the window, 131026 to a person who is not on WhatsApp, 131049 by a fault', async () => {
    await world.control('PUT', '/people/593987650000', { onWhatsApp: false, hasWritten: true })
    const failing: [number, string][] = [
      [131047, '593987651111'],
      [131026, '593987650000'],
      [131049, ana],
    ]
    await world.control('POST', '/faults', { kind: 'failLate', code: 131049, match: { to: ana } })
    for (const [code, waId] of failing) {
      const { messages } = await client.messages.sendText({ phoneNumberId, to: `+${waId}`, body: 'Hola' })
      const post = await receiver.first((one) => itemOf(one, 'statuses')?.id === messages[0]?.id)
      const { statuses } = normalized(post)
      assert.partialDeepStrictEqual(statuses, [{ id: messages[0]?.id, status: 'failed', errors: [{ code }] }])
    }
  })

  test('status failed by a cap: 131049 after too much marketing, 131050 to a person who has stopped it', async () => {
    await world.control('PUT', '/rules', { marketingPerDay: 1 })
    const waId = '593984000001'
    const marketing = async () => {
      const components = [{ type: 'body', parameters: [{ type: 'text', text: 'Ana' }] }]
      const template = { name: 'demo_catalog', language: { code: 'es' }, components }
      const { messages } = await client.messages.sendTemplate({ phoneNumberId, to: waId, template })
      const post = await receiver.first((one) => itemOf(one, 'statuses')?.id === messages[0]?.id)
      const [status] = normalized(post).statuses
      return [status?.status, status?.errors?.[0]?.code]
    }
    assert.deepEqual(await marketing(), ['sent', undefined])
    assert.deepEqual(await marketing(), ['failed', 131049])
    await world.control('PUT', '/rules', { marketingPerDay: 10 })
    await world.control('PUT', `/people/${waId}`, { hasStoppedMarketing: true })
    assert.deepEqual(await marketing(), ['failed', 131050])
  })

  test('status failed: 130403 to a blocked person, and nothing comes from there', async () => {
    const waId = '593984000002'
    const writes = () => world.control('POST', '/inbound', { from: waId, type: 'text', text: 'Hola' })
    await writes()
    const blockUsers = (method: string) =>
      client.request(method, `${phoneNumberId}/block_users`, {
        body: { messagingProduct: 'whatsapp', blockUsers: [{ user: waId }] },
        responseType: 'json',
      })
    assert.partialDeepStrictEqual(await blockUsers('POST'), { blockUsers: { addedUsers: [{ waId }] } })
    await assert.rejects(writes)
    const { messages } = await client.messages.sendText({ phoneNumberId, to: waId, body: 'Hola' })
    const post = await receiver.first((one) => itemOf(one, 'statuses')?.id === messages[0]?.id)
    assert.partialDeepStrictEqual(normalized(post).statuses, [{ status: 'failed', errors: [{ code: 130403 }] }])
    assert.partialDeepStrictEqual(await blockUsers('DELETE'), { blockUsers: { removedUsers: [{ waId }] } })
    await writes()
  })

  test('a batch of many, doubled and shuffled: all are read', async () => {
    await world.control('POST', '/disorder', { shuffle: true, duplicate: 0.5, batch: 50, delayMs: 600_000 })
    const ids = new Set<string>()
    for (let n = 0; n < 20; n++) {
      const { messages } = await client.messages.sendText({ ...to, body: `${n}` })
      ids.add(messages[0]?.id ?? '')
    }
    // All are gathered, however long that takes; switching the disorder off releases them.
    const gathered = async () => ((await world.control('GET', '/stats')).pending as { gathered: number }).gathered
    while ((await gathered()) < 60) await new Promise((resolve) => setImmediate(resolve))
    await world.control('POST', '/disorder', {})
    const seen = () => receiver.received.flatMap((post) => normalized(post).statuses)
    const ends = (wanted: string) => seen().filter(({ status, id }) => status === wanted && ids.has(id))
    await receiver.until(() => new Set(ends('read').map(({ id }) => id)).size === 20)
    assert.ok(receiver.received.some((post) => normalized(post).statuses.length > 1))
  })

  test('a change of the account names it', async () => {
    await world.control('POST', '/inbound', { raw: { field: 'account_alerts', value: { alert: 'x' } } })
    const post = await receiver.first((one) => fieldOf(one) === 'account_alerts')
    assert.equal((signed(post).body.entry as { id: string }[])[0]?.id, wabaId)
  })
})

describe("@kapso/whatsapp-cloud-api: a flow's endpoint", () => {
  test('an exchange of data is read and answered', async () => {
    const raw = { action: 'data_exchange', screen: 'A', flow_token: 'tok', data: { 'favorite-city': 'Quito' } }
    const event = await receiveFlowEvent({
      rawBody: Buffer.from(JSON.stringify(raw)),
      phoneNumberId,
      getPrivateKey: async () => undefined,
      verifyToken: (token) => token === 'tok',
    })
    assert.partialDeepStrictEqual(event, { action: 'DATA_EXCHANGE', flowToken: 'tok', data: { favoriteCity: 'Quito' } })
    assert.partialDeepStrictEqual(respondToFlow({ screen: 'B', data: { ok: true } }), {
      status: 200,
      body: '{"screen":"B","data":{"ok":true}}',
    })
    await assert.rejects(
      receiveFlowEvent({ rawBody: Buffer.from('{'), phoneNumberId, getPrivateKey: async () => '' }),
      FlowServerError,
    )
    assert.equal(new FlowServerError(427, 'Invalid flow token').status, 427)
  })

  test("a flow's file is fetched and opened", async () => {
    const [encryptionKey, hmacKey, iv] = [randomBytes(32), randomBytes(32), randomBytes(16)]
    const cipher = createCipheriv('aes-256-cbc', encryptionKey, iv)
    const closed = Buffer.concat([cipher.update('una foto'), cipher.final()])
    const tag = createHmac('sha256', hmacKey).update(closed).digest().subarray(0, 10)
    const file = Buffer.concat([closed, tag])
    const hash = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('base64')
    const cdn = createServer((_request, response) => response.end(file)).listen(0, '127.0.0.1')
    await new Promise((resolve) => cdn.once('listening', resolve))
    const opened = await downloadFlowMedia({
      cdnUrl: `http://127.0.0.1:${(cdn.address() as AddressInfo).port}/`,
      encryptionMetadata: {
        encryptionKey: encryptionKey.toString('base64'),
        hmacKey: hmacKey.toString('base64'),
        iv: iv.toString('base64'),
        encryptedHash: hash(file),
        plaintextHash: hash('una foto'),
      },
    })
    cdn.closeAllConnections()
    await new Promise((resolve) => cdn.close(resolve))
    assert.equal(Buffer.from(opened).toString(), 'una foto')
  })

  test('every function of its server part was called', () => {
    assert.deepEqual(watch.missing(server), [])
  })
})
