/**
 * whatsapp-api-js, unmodified: verification of signatures, the handshake, its emitters and its middlewares, fed with
 * the very posts that the sandbox sends.
 */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, describe, test } from 'node:test'
import { WhatsAppAPI } from 'whatsapp-api-js'
import type { OnMessageArgs, OnStatusArgs } from 'whatsapp-api-js/emitters'
import * as errors from 'whatsapp-api-js/errors'
import * as m from 'whatsapp-api-js/messages'
import { WhatsAppAPI as Adonis } from 'whatsapp-api-js/middleware/adonis'
import { WhatsAppAPI as Azure } from 'whatsapp-api-js/middleware/azure'
import { WhatsAppAPI as Bun } from 'whatsapp-api-js/middleware/bun'
import { WhatsAppAPI as Cloudflare } from 'whatsapp-api-js/middleware/cloudflare'
import { WhatsAppAPI as Deno } from 'whatsapp-api-js/middleware/deno'
import { WhatsAppAPI as Express } from 'whatsapp-api-js/middleware/express'
import { WhatsAppAPI as Next } from 'whatsapp-api-js/middleware/next'
import { WhatsAppAPI as NodeHttp } from 'whatsapp-api-js/middleware/node-http'
import { WhatsAppAPI as SvelteKit } from 'whatsapp-api-js/middleware/sveltekit'
import { WhatsAppAPI as Vercel } from 'whatsapp-api-js/middleware/vercel'
import { WhatsAppAPI as WebStandard } from 'whatsapp-api-js/middleware/web-standard'
import type { PostData } from 'whatsapp-api-js/types'
import { inboundTypes } from '../../sandbox/inbound/kinds.ts'
import type { Received, Receiver } from '../support/receiver.ts'
import {
  ana,
  appSecret,
  fetchTo,
  fieldOf,
  itemOf,
  phoneNumberId,
  rareActs,
  startListener,
  startTestSandbox,
  surroundings,
  type TestSandbox,
  verifyToken,
} from '../support/test-sandbox.ts'

let world: TestSandbox
let receiver: Receiver
let api: WhatsAppAPI<unknown>

type Options = ConstructorParameters<typeof WhatsAppAPI>[0]
const options = (): Options => ({
  token: 'any',
  appSecret,
  webhookVerifyToken: verifyToken,
  v: 'v25.0',
  ponyfill: { fetch: fetchTo(world.url) },
})

before(async () => {
  world = await startTestSandbox()
  receiver = await startListener(world)
  api = new WhatsAppAPI<unknown>(options())
})

beforeEach(async () => {
  await world.control('DELETE', '/faults')
  receiver.received.length = 0
})

after(async () => {
  await world?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const signatureOf = (post: Received) => String(post.headers['x-hub-signature-256'])
const handed = (post: Received) => api.post(post.body as PostData, post.raw, signatureOf(post))

async function send(message: m.Text | m.Audio | m.Interactive | m.Template): Promise<string> {
  const answer = await api.sendMessage(phoneNumberId, `+${ana}`, message)
  assert.ok('messages' in answer, JSON.stringify(answer))
  return answer.messages[0].id
}

async function postOf(what: Record<string, unknown>): Promise<Received> {
  const { wamid } = await world.control('POST', '/inbound', { from: ana, name: 'Ana Ñandú 😀', ...what })
  return receiver.first((post) => itemOf(post, 'messages')?.id === wamid)
}

/** Kinds of acts that reached the client. */
const done = new Set<string>()

/** The person's act, as the client passes it to its program. */
async function written(what: Record<string, unknown>): Promise<OnMessageArgs> {
  done.add(String(what.type))
  const reported: OnMessageArgs[] = []
  api.on.message = (args) => reported.push(args)
  const post = await postOf(what)
  assert.equal(await handed(post), 1)
  const [args] = reported
  assert.ok(args)
  assert.equal(args.phoneID, phoneNumberId)
  assert.deepEqual(args.raw, post.body)
  return args
}

async function statusesOf(wamid: string, count: number): Promise<OnStatusArgs[]> {
  const isOurs = (post: Received) => itemOf(post, 'statuses')?.id === wamid
  const posts = (await receiver.until((all) => all.filter(isOurs).length >= count)).filter(isOurs)
  const reported: OnStatusArgs[] = []
  api.on.status = (args) => reported.push(args)
  for (const post of posts) await handed(post)
  return reported
}

const kinds: [string, Record<string, unknown>, object][] = [
  ['text', { text: '¿Qué tal? ñ ✓ 😀' }, { text: { body: '¿Qué tal? ñ ✓ 😀' } }],
  ['image', { caption: 'Mira' }, { image: { caption: 'Mira' } }],
  ['audio', {}, { audio: { voice: true } }],
  ['video', { caption: 'Mira' }, { video: { caption: 'Mira' } }],
  ['document', { filename: 'a.pdf' }, { document: { filename: 'a.pdf' } }],
  ['sticker', {}, { sticker: { animated: false } }],
  ['location', { latitude: -2.17, longitude: -79.92 }, { location: { latitude: -2.17, longitude: -79.92 } }],
  [
    'contacts',
    { contacts: [{ name: { formatted_name: 'Luis' } }] },
    { contacts: [{ name: { formatted_name: 'Luis' } }] },
  ],
  ['contact_info', {}, { type: 'contacts', contacts: [{ origin: 'contact_request' }] }],
]

describe('whatsapp-api-js: webhooks', () => {
  for (const [type, what, expected] of kinds) {
    test(`inbound ${type}`, async () => {
      const { message, from, name, contact, recipient } = await written({ type, ...what })
      // An act may be a message of another type.
      const { type: shown = type } = expected as { type?: string }
      assert.deepEqual([message.type, from, name, contact.wa_id], [shown, ana, 'Ana Ñandú 😀', ana])
      assert.partialDeepStrictEqual(message, expected)
      assert.partialDeepStrictEqual(recipient, { phone: ana })
      const media = (message as unknown as Record<string, { id?: string }>)[type]?.id
      if (media === undefined) return
      const described = await api.retrieveMedia(media)
      assert.ok('url' in described)
      assert.equal((await api.fetchMedia(described.url)).status, 200)
    })
  }

  test('inbound reaction', async () => {
    const messageId = await send(new m.Text('Reacciona'))
    const { message } = await written({ type: 'reaction', emoji: '👍', messageId })
    assert.partialDeepStrictEqual(message, { type: 'reaction', reaction: { message_id: messageId, emoji: '👍' } })
  })

  test('inbound tap on a button, choice of a row, answer of a flow', async () => {
    const buttons = new m.ActionButtons(new m.Button('yes', 'Sí'))
    const id = await send(new m.Interactive(buttons, new m.Body('¿Sí?')))
    const { message: tap } = await written({ type: 'button' })
    assert.partialDeepStrictEqual(tap, {
      type: 'interactive',
      context: { from: '593990000001', id },
      interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Sí' } },
    })
    const list = new m.ActionList('Ver', new m.ListSection(undefined, new m.Row('a', 'Ventas')))
    await send(new m.Interactive(list, new m.Body('Elige')))
    const { message: choice } = await written({ type: 'option' })
    assert.partialDeepStrictEqual(choice, {
      interactive: { type: 'list_reply', list_reply: { id: 'a', title: 'Ventas' } },
    })
    const { message: form } = await written({ type: 'flow', response: { flow_token: 'tok', city: 'Quito' } })
    const { interactive } = form as { interactive?: { type: string; nfm_reply?: { response_json: unknown } } }
    assert.equal(interactive?.type, 'nfm_reply')
    assert.deepEqual(JSON.parse(String(interactive.nfm_reply?.response_json)), { flow_token: 'tok', city: 'Quito' })
  })

  test("inbound tap on a template's button", async () => {
    const body = new m.BodyComponent(new m.BodyParameter('Ana'), new m.BodyParameter('la tienda'))
    await send(new m.Template('demo_quick_reply', 'es', body, new m.PayloadComponent('uno')))
    const { message } = await written({ type: 'button', index: 0 })
    assert.partialDeepStrictEqual(message, { type: 'button', button: { payload: 'uno', text: 'BTN1' } })
  })

  for (const [type, what, expected] of rareActs) {
    test(`inbound ${type}`, async () => {
      const { message, from } = await written({ type, ...what })
      assert.equal(from, type === 'changed_user_id' ? undefined : (what.from ?? ana))
      assert.partialDeepStrictEqual(message, expected)
    })
  }

  for (const [name, what, expected] of surroundings) {
    test(`inbound text ${name}`, async () => {
      const { message } = await written({ type: 'text', text: 'Hola', ...what })
      assert.partialDeepStrictEqual(message, expected)
    })
  }

  test('every kind of act reached the client', () => {
    assert.deepEqual(
      inboundTypes.filter((type) => !done.has(type)),
      [],
    )
  })

  test('inbound of a person without a phone', async () => {
    const bsuid = 'EC.1349abcdef'
    const { from, recipient } = await written({ phoneless: true, userId: bsuid, type: 'text', text: 'Hola' })
    assert.equal(from, bsuid)
    assert.partialDeepStrictEqual(recipient, { bsuid })
  })

  test('additional functions of a message: reply, received, block', async () => {
    const { message, reply, received, block } = await written({ type: 'text', text: '¿Hay alguien?' })
    const answer = await reply(new m.Text('Sí'), true, 'de-vuelta')
    assert.ok('messages' in answer)
    const shown = await world.message(answer.messages[0].id)
    assert.deepEqual([shown.rendered.quotes, shown.wire.biz_opaque_callback_data], [message.id, 'de-vuelta'])
    assert.deepEqual(await received('text'), { success: true })
    assert.equal((await world.message(message.id)).status, 'read')
    assert.ok('block_users' in (await block()))
    const unblocked = await api.unblockUser(phoneNumberId, ana)
    assert.ok('block_users' in unblocked)
  })

  test('statuses: sent, delivered, read', async () => {
    const wamid = await send(new m.Text('Hola'))
    const reported = await statusesOf(wamid, 3)
    assert.deepEqual(
      reported.map(({ status, id, phone, error }) => [status, id, phone, error]),
      ['sent', 'delivered', 'read'].map((status) => [status, wamid, ana, undefined]),
    )
    assert.partialDeepStrictEqual(reported[0], { type: 'individual', pricing: { pricing_model: 'PMP' } })
  })

  test('status played: a voice note that was played', async () => {
    const wamid = await send(new m.Audio('https://cdn.ejemplo.com/nota.ogg', false, true))
    const reported = await statusesOf(wamid, 4)
    assert.deepEqual(
      reported.map(({ status }) => status),
      ['sent', 'delivered', 'read', 'played'],
    )
  })

  test('statuses up to v23 name a conversation; since then they do not', async () => {
    const url = `${receiver.url}/hook`
    const ofVersion = async (version: string) => {
      await world.control('PUT', '/subscription', { url, version })
      return (await statusesOf(await send(new m.Text('Hola')), 3))[0]?.conversation
    }
    assert.partialDeepStrictEqual(await ofVersion('v23.0'), { origin: { type: 'service' } })
    assert.equal(await ofVersion('v25.0'), undefined)
  })

  test('status failed, with its error', async () => {
    await world.control('POST', '/faults', { kind: 'failLate', code: 131049 })
    const [reported] = await statusesOf(await send(new m.Text('Hola')), 1)
    assert.equal(reported?.status, 'failed')
    assert.equal(reported?.error?.code, 131049)
  })

  test("a call that begins and ends, in Meta's form", async () => {
    const reported: unknown[] = []
    api.on.call = {
      connect: ({ call, from }) => reported.push(['connect', call.id, from]),
      terminate: ({ call }) => reported.push(['terminate', call.id]),
      status: ({ id, status }) => reported.push(['status', id, status]),
    }
    const metadata = { display_phone_number: '593990000001', phone_number_id: phoneNumberId }
    const call = { id: 'wacid.1', from: ana, to: '593990000001', timestamp: '1750030073', direction: 'USER_INITIATED' }
    const session = { sdp_type: 'offer', sdp: 'v=0' }
    const status = { id: 'wacid.1', type: 'call', status: 'RINGING', timestamp: '1750030073', recipient_id: ana }
    const values = [
      { calls: [{ ...call, event: 'connect', session }] },
      { statuses: [status] },
      { calls: [{ ...call, event: 'terminate', status: 'Completed' }] },
    ]
    for (const [index, value] of values.entries()) {
      const raw = { field: 'calls', value: { messaging_product: 'whatsapp', metadata, ...value } }
      await world.control('POST', '/inbound', { raw })
      const isCall = (post: Received) => fieldOf(post) === 'calls'
      const posts = await receiver.until((all) => all.filter(isCall).length > index)
      await handed(posts.filter(isCall)[index] as Received)
    }
    assert.deepEqual(reported, [
      ['connect', 'wacid.1', ana],
      ['status', 'wacid.1', 'RINGING'],
      ['terminate', 'wacid.1'],
    ])
  })

  test('the handshake of a subscription, answered by the client', async () => {
    receiver.answer(({ path }, response) => {
      const params = Object.fromEntries(new URL(path, receiver.url).searchParams)
      response.end(api.get(params as unknown as Parameters<typeof api.get>[0]))
    })
    const url = `${receiver.url}/hook`
    assert.partialDeepStrictEqual(await world.control('PUT', '/subscription', { url }), { verified: true })
    const params = { 'hub.mode': 'subscribe', 'hub.challenge': '1', 'hub.verify_token': 'another' } as const
    assert.throws(() => api.get(params), errors.WhatsAppAPIFailedToVerifyTokenError)
    const { webhookVerifyToken: _none, ...unverified } = options() as { webhookVerifyToken: string }
    const bare = new WhatsAppAPI(unverified as Options)
    assert.throws(() => bare.get(params), errors.WhatsAppAPIMissingVerifyTokenError)
    receiver.answer((_received, response) => response.end('ok'))
  })

  test('a signature that is missing, of another secret or of other bytes is refused', async () => {
    const post = await postOf({ type: 'text', text: 'ñ ✓ 😀' })
    const signature = signatureOf(post)
    assert.equal(await api.verifyRequestSignature(post.raw, signature), true)
    assert.equal(await api.verifyRequestSignature(`${post.raw} `, signature), false)
    const data = post.body as PostData
    await assert.rejects(api.post(data, '', signature), errors.WhatsAppAPIMissingRawBodyError)
    await assert.rejects(api.post(data, post.raw, ''), errors.WhatsAppAPIMissingSignatureError)
    await assert.rejects(api.post(data, `${post.raw} `, signature), errors.WhatsAppAPIFailedToVerifyError)
    const other = new WhatsAppAPI({ ...options(), appSecret: 'another' } as Options)
    await assert.rejects(other.post(data, post.raw, signature), errors.WhatsAppAPIFailedToVerifyError)
    const open = new WhatsAppAPI({ token: 'any', secure: false, v: 'v25.0' } as Options)
    await open.post(data)
  })
})

type Middleware = { handle_post(request: never): Promise<number>; handle_get(request: never): string }

/** The same post and the handshake, in each framework's form. */
const middlewares: Record<
  string,
  [new (given: Options) => WhatsAppAPI & Middleware, (post: Received) => object, (search: string) => object]
> = {
  adonis: [
    Adonis as never,
    ({ raw, body, headers }) => ({ ...header(headers), raw: () => raw, body: () => body }),
    (search) => ({ qs: () => queryOf(search) }),
  ],
  express: [
    Express as never,
    ({ raw, headers }) => ({ ...header(headers), body: raw }),
    (search) => ({ query: queryOf(search) }),
  ],
  azure: [Azure as never, webRequest, webGet],
  bun: [Bun as never, webRequest, webGet],
  cloudflare: [Cloudflare as never, webRequest, webGet],
  deno: [Deno as never, webRequest, webGet],
  next: [Next as never, webRequest, webGet],
  sveltekit: [SvelteKit as never, webRequest, webGet],
  'web-standard': [WebStandard as never, webRequest, webGet],
  vercel: [Vercel as never, nodeRequest, (search) => ({ query: queryOf(search) })],
}

function header(headers: Received['headers']) {
  return { header: (name: string) => headers[name.toLowerCase()] }
}

function queryOf(search: string) {
  return Object.fromEntries(new URLSearchParams(search))
}

function webRequest({ raw, headers }: Received): object {
  return { headers: new Headers(headers as Record<string, string>), text: async () => raw }
}

function webGet(search: string): object {
  return new Request(`http://bot.example/?${search}`)
}

function nodeRequest({ bytes, headers }: Received): object {
  return {
    headers,
    async *[Symbol.asyncIterator]() {
      yield bytes
    },
  }
}

describe('whatsapp-api-js: its errors on webhooks', () => {
  test('it reports what it cannot read', async () => {
    await assert.rejects(new WhatsAppAPI({ ...options(), secure: false } as Options).post({} as PostData), {
      name: 'WhatsAppAPIError',
      httpStatus: 400,
    })
    const unread = { field: 'security', value: { metadata: { phone_number_id: phoneNumberId }, event: 'x' } }
    await world.control('POST', '/inbound', { raw: unread })
    await assert.rejects(
      handed(await receiver.first((post) => fieldOf(post) === 'security')),
      errors.WhatsAppAPIUnexpectedError,
    )
    assert.throws(() => api.get({} as Parameters<typeof api.get>[0]), errors.WhatsAppAPIMissingSearchParamsError)
    const { appSecret: _none, ...bare } = options() as { appSecret: string }
    const unkeyed = new WhatsAppAPI(bare as Options)
    await assert.rejects(unkeyed.verifyRequestSignature('{}', 'sha256=00'), errors.WhatsAppAPIMissingAppSecretError)
  })

  test('it cannot read a webhook without metadata, such as those of templates', async () => {
    const value = { event: 'APPROVED', message_template_id: 1, message_template_name: 'demo_plain' }
    await world.control('POST', '/inbound', { raw: { field: 'message_template_status_update', value } })
    const post = await receiver.first((one) => fieldOf(one) === 'message_template_status_update')
    assert.equal(await api.verifyRequestSignature(post.raw, signatureOf(post)), true)
    await assert.rejects(handed(post), TypeError)
  })

  test('it has no errors except those tested here', () => {
    const elsewhere = ['WhatsAppAPIError', 'WhatsAppAPIMissingCryptoSubtleError', 'WhatsAppAPIPayloadTooLargeError']
    const existing = [
      'FailedToVerifyError',
      'FailedToVerifyTokenError',
      'MissingAppSecretError',
      'MissingRawBodyError',
      'MissingSearchParamsError',
      'MissingSignatureError',
      'MissingVerifyTokenError',
      'UnexpectedError',
    ].map((name) => `WhatsAppAPI${name}`)
    assert.deepEqual(Object.keys(errors).sort(), [...elsewhere, ...existing].sort())
  })
})

describe('whatsapp-api-js: middlewares', () => {
  const search = `hub.mode=subscribe&hub.challenge=77&hub.verify_token=${verifyToken}`

  for (const [name, [Class, asPost, asGet]] of Object.entries(middlewares)) {
    test(name, async () => {
      const bot = new Class(options())
      const reported: string[] = []
      bot.on.message = ({ message }) => void reported.push(message.type)
      const post = await postOf({ type: 'text', text: 'ñ ✓ 😀' })
      assert.equal(await bot.handle_post(asPost(post) as never), 200)
      assert.deepEqual(reported, ['text'])
      const forged = { ...post, headers: { ...post.headers, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } }
      assert.equal(await bot.handle_post(asPost(forged) as never), 401)
      assert.equal(bot.handle_get(asGet(search) as never), '77')
    })
  }

  test('node-http, as the server that the sandbox posts to', async () => {
    const bot = new NodeHttp(options())
    const reported = Promise.withResolvers<string>()
    bot.on.message = ({ from }) => reported.resolve(from)
    const server = createServer(async (request, response) => {
      if (request.method === 'GET') return response.end(bot.handle_get(request))
      response.statusCode = await bot.handle_post(request)
      return response.end()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    assert.partialDeepStrictEqual(await world.control('PUT', '/subscription', { url }), { verified: true })
    await world.control('POST', '/inbound', { from: ana, type: 'text', text: 'Hola' })
    assert.equal(await reported.promise, ana)
    await world.control('PUT', '/subscription', { url: `${receiver.url}/hook` })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  test('there are no others', async () => {
    const { readdirSync } = await import('node:fs')
    const folder = new URL('./middleware/', import.meta.resolve('whatsapp-api-js'))
    const names = readdirSync(folder).filter((name) => name.endsWith('.js'))
    const known = [...Object.keys(middlewares), 'node-http', 'globals', 'index']
    assert.deepEqual(names.map((name) => name.slice(0, -3)).sort(), known.sort())
  })
})
