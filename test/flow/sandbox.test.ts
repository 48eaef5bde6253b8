/**
 * The sandbox over real HTTP, as a Cloud API client and as a webhook receiver see it: answers, templates, statuses and
 * their signatures, retries, people's actions, scripted faults, and random bodies. Waits for webhooks, never for time.
 */

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { after, before, beforeEach, describe, test } from 'node:test'
import fc from 'fast-check'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'

type Hook = { raw: string; signature: string; value: Value; posts: number }
type Item = Record<string, unknown> & { id: string; status?: string; type?: string }
type Value = { statuses?: readonly Item[]; messages?: readonly Item[]; contacts?: unknown }

/** A webhook endpoint that records, and lets a test wait for an event. */
function createReceiver() {
  let hooks: Hook[] = []
  let posts = 0
  let refusals = 0
  const waiting = new Set<() => void>()
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver')
    if (request.method === 'GET') return response.end(url.searchParams.get('hub.challenge'))
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('latin1')
      posts += 1
      const isRefused = refusals > 0
      if (isRefused) refusals -= 1
      response.statusCode = isRefused ? 202 : 200
      response.end()
      if (isRefused) return
      const { entry } = JSON.parse(raw) as { entry: { changes: { value: Value }[] }[] }
      for (const { changes } of entry)
        for (const { value } of changes)
          hooks.push({ raw, signature: String(request.headers['x-hub-signature-256']), value, posts })
      for (const wake of waiting) wake()
    })
  })
  const until = async <Found>(find: () => Found | undefined): Promise<Found> => {
    for (;;) {
      const found = find()
      if (found !== undefined) return found
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(wake)
          resolve()
        }
        waiting.add(wake)
      })
    }
  }
  const statusesOf = (wamid: string) =>
    hooks.flatMap(({ value }) => value.statuses ?? []).filter(({ id }) => id === wamid)
  return {
    server,
    hooks: () => hooks,
    posts: () => posts,
    refuseNext: (count: number) => {
      refusals = count
    },
    clear: () => {
      hooks = []
      posts = 0
    },
    statusesOf,
    until,
    status: (wamid: string, status: string) => until(() => statusesOf(wamid).find((one) => one.status === status)),
    message: (wamid: string) =>
      until(() => hooks.flatMap(({ value }) => value.messages ?? []).find(({ id }) => id === wamid)),
  }
}

const person = '593987654321'
const link = 'https://ejemplo.com/a.jpg'
const receiver = createReceiver()
let sandbox: Sandbox

type Answer = { status: number; body: Reply }
type Reply = {
  messages: readonly { id: string; message_status?: string }[]
  contacts: readonly { input: string; wa_id?: string; user_id?: string }[]
  error: {
    code: number
    error_subcode?: number
    error_data: { details: string }
  }
  [key: string]: unknown
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { authorization: 'Bearer x' },
) {
  const answer = await fetch(sandbox.url + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as Reply } satisfies Answer
}

const send = (message: object, number = '100000000000001') =>
  call('POST', `/v25.0/${number}/messages`, { messaging_product: 'whatsapp', to: `+${person}`, ...message })
async function pendingIs(isTrue: (counts: Readonly<Record<string, number>>) => boolean): Promise<void> {
  while (!isTrue(sandbox.world.pending())) await new Promise((resolve) => setImmediate(resolve))
}

const control = (method: string, path: string, body?: unknown) => call(method, `/_sandbox/${path}`, body, {})
const template = (name: string, components: unknown[] = [], code = 'es') =>
  send({ type: 'template', template: { name, language: { code }, components } })
const texts = (...values: string[]) => values.map((text) => ({ type: 'text', text }))
const body = (...values: string[]) => ({ type: 'body', parameters: texts(...values) })
const imageHeader = { type: 'header', parameters: [{ type: 'image', image: { link } }] }
const button = (index: unknown, subType: string, parameter: unknown) => ({
  type: 'button',
  sub_type: subType,
  index,
  parameters: [parameter],
})

async function sent(message: object): Promise<string> {
  const answer = await send(message)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body.messages[0]?.id ?? ''
}

before(async () => {
  await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve))
  const { port } = receiver.server.address() as { port: number }
  sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    seed: 1,
    demoPerson: true,
    logLevel: 'silent',
    statusDelayMs: { sent: 0, delivered: 5, read: 10 },
    rules: { pairRate: false, throughput: false },
    templateReview: 'instant',
    subscription: { url: `http://127.0.0.1:${port}/meta`, verifyToken: 'v', appSecret: 'secret' },
  })
  await receiver.until(() => receiver.hooks().find(({ raw }) => raw.includes('Hola')))
})

/** No event of an earlier test may arrive in a later one. */
async function settled(): Promise<void> {
  const { pending } = (await control('GET', 'stats')).body as unknown as { pending: Record<string, number> }
  if (Object.values(pending).some((count) => count > 0)) await settled()
}

beforeEach(async () => {
  await settled()
  await control('POST', 'reset')
  receiver.refuseNext(0)
  receiver.clear()
})

after(async () => {
  await sandbox.stop()
  receiver.server.closeAllConnections()
  receiver.server.close()
})

const accepted: Record<string, object> = {
  'text without a type': { text: { body: 'Hola *Ana* 😀' } },
  image: { type: 'image', image: { link, caption: 'foto' } },
  audio: { type: 'audio', audio: { link } },
  video: { type: 'video', video: { link } },
  document: { type: 'document', document: { link, filename: 'a.pdf' } },
  sticker: { type: 'sticker', sticker: { link } },
  location: { type: 'location', location: { latitude: '-2.1', longitude: -79.9, name: 'Guayaquil' } },
  contacts: { type: 'contacts', contacts: [{ name: { formatted_name: 'Ana' }, phones: [{ phone: '+1' }] }] },
  reaction: { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '😀' } },
  buttons: {
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: 'x' },
      action: { buttons: [{ type: 'reply', reply: { id: '1', title: 'Sí' } }] },
    },
  },
  list: {
    type: 'interactive',
    interactive: {
      type: 'list',
      body: { text: 'x' },
      action: { button: 'Ver', sections: [{ rows: [{ id: '1', title: 'Uno' }] }] },
    },
  },
}

describe('sending', () => {
  for (const [what, message] of Object.entries(accepted)) {
    test(`${what} is accepted and shown as it was sent`, async () => {
      const answer = await send(message)
      assert.equal(answer.status, 200)
      assert.deepEqual(answer.body.contacts, [{ input: `+${person}`, wa_id: person }])
      assert.match(answer.body.messages[0]?.id ?? '', /^wamid\.[\w+/=]+$/)
      assert.equal(answer.body.messages[0]?.message_status, undefined)
      const shown = (await control('GET', `messages?to=${person}`)).body as unknown as {
        body: string
        direction: string
      }[]
      const last = JSON.parse(shown.at(-1)?.body ?? '{}')
      assert.deepEqual(last, { messaging_product: 'whatsapp', to: `+${person}`, ...message })
    })
  }

  test('works with no version, OAuth and a token in the query; without a token it is 401', async () => {
    const message = { messaging_product: 'whatsapp', to: person, text: { body: 'a' } }
    const path = '/100000000000001/messages'
    assert.equal((await call('POST', path, message, { authorization: 'OAuth x' })).status, 200)
    assert.equal((await call('POST', `${path}?access_token=x`, message, {})).status, 200)
    const refused = await call('POST', path, message, {})
    assert.equal(refused.status, 401)
    assert.equal(refused.body.error.code, 190)
  })

  test('an unknown number is an unknown object, and malformed JSON a refusal', async () => {
    const unknown = await send({ text: { body: 'a' } }, '42')
    assert.deepEqual([unknown.status, unknown.body.error.code, unknown.body.error.error_subcode], [400, 100, 33])
    assert.equal((await call('POST', '/v25.0/100000000000001/messages', '{"a":')).body.error.code, 100)
  })

  test('a number is answered with the id of its account', async () => {
    const answer = await send({ to: '+55 (31) 98765-4321', text: { body: 'a' } })
    assert.deepEqual(answer.body.contacts, [{ input: '+55 (31) 98765-4321', wa_id: '553187654321' }])
  })

  test('a business-scoped id is answered without wa_id', async () => {
    const answer = await send({ to: undefined, recipient: 'EC.1349', ...(accepted['text without a type'] ?? {}) })
    assert.deepEqual(answer.body.contacts, [{ input: 'EC.1349', user_id: 'EC.1349' }])
  })

  test('outside the window a text fails after its 200, with 131047', async () => {
    const answer = await send({ to: '+593999999999', text: { body: 'a' } })
    assert.equal(answer.status, 200)
    const failed = await receiver.status(answer.body.messages[0]?.id ?? '', 'failed')
    assert.equal((failed.errors as { code: number }[])[0]?.code, 131047)
  })

  test('a day later the window has closed', async () => {
    await receiver.status(await sent({ text: { body: 'a' } }), 'read')
    await control('POST', 'clock', { advanceMs: 86_400_000 })
    await receiver.status(await sent({ text: { body: 'a' } }), 'failed')
  })

  test('someone who is not on WhatsApp cannot be reached: 131026', async () => {
    await control('PUT', `people/${person}`, { onWhatsApp: false })
    const failed = await receiver.status(await sent({ text: { body: 'a' } }), 'failed')
    assert.equal((failed.errors as { code: number }[])[0]?.code, 131026)
  })

  test('the pair rate is enforced when switched on', async () => {
    await control('PUT', 'rules', { pairRate: true })
    const answers = await Promise.all(Array.from({ length: 46 }, () => send({ text: { body: 'a' } })))
    assert.deepEqual(
      answers.filter(({ status }) => status !== 200).map(({ body }) => body.error.code),
      [131056],
    )
  })
})

describe('templates', () => {
  const code = button('0', 'url', { type: 'text', text: '123456' })
  const future = Date.now() + 3_600_000
  const offer = (expiry: number) => ({
    type: 'limited_time_offer',
    parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: expiry } }],
  })
  const coupon = (text: string) => button(0, 'COPY_CODE', { type: 'coupon_code', coupon_code: text })
  const card = (index: number, ...values: string[]) => ({
    card_index: index,
    components: [
      imageHeader,
      body(...values),
      button('0', 'quick_reply', { type: 'payload', payload: `{"card":${index}}` }),
    ],
  })
  const cards = (...list: unknown[]) => ({ type: 'carousel', cards: list })

  const good: readonly (readonly [string, unknown[], string?])[] = [
    ['demo_text', [body('a', 'b')]],
    ['demo_text', [body('a', 'b')], 'pt_BR'],
    ['demo_image', [imageHeader, body('a', 'b')]],
    ['demo_video', [{ type: 'header', parameters: [{ type: 'video', video: { link } }] }, body('a', 'b')]],
    [
      'demo_document',
      [{ type: 'header', parameters: [{ type: 'document', document: { link, filename: 'a.pdf' } }] }, body('a')],
    ],
    ['demo_url', [body('a')]],
    ['demo_url_dynamic', [body('a'), button('0', 'url', { type: 'text', text: 'A-1' })]],
    ['demo_quick_reply', [body('a', 'b'), button(1, 'quick_reply', { type: 'payload', payload: '{"x":1}' })]],
    ['demo_header', [{ type: 'header', parameters: texts('A') }, body('a', 'b')]],
    [
      'demo_catalog',
      [body('a'), button(0, 'CATALOG', { type: 'action', action: { thumbnail_product_retailer_id: 'p' } })],
    ],
    ['demo_offer', [imageHeader, body('a', 'b'), offer(future), coupon('20OFF')]],
    ['demo_code', [body('123456'), code]],
    ['demo_carousel', [cards(card(0, 'a'), card(1, 'a', 'b'))]],
    ['demo_plain', []],
  ]
  for (const [name, components, language] of good) {
    test(`${name} ${language ?? ''} is accepted`, async () => {
      const answer = await template(name, components, language)
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      assert.equal(answer.body.messages[0]?.message_status, 'accepted')
    })
  }

  const bad: readonly (readonly [string, unknown[], number, RegExp, string?])[] = [
    ['demo_none', [], 132001, /demo_none.*es/],
    ['demo_image', [imageHeader, body('a', 'b')], 132001, /in en/, 'en'],
    ['demo_text', [body('a')], 132000, /body: number of localizable_params \(1\).*\(2\)/],
    ['demo_plain', [body('a')], 132000, /\(1\).*\(0\)/],
    ['demo_image', [body('a', 'b')], 132012, /expected IMAGE, received UNKNOWN/],
    ['demo_header', [body('a', 'b')], 132000, /header/],
    ['demo_url_dynamic', [body('a')], 131008, /index 0 of type Url requires a parameter/],
    ['demo_url', [body('a'), button(0, 'url', { type: 'text', text: 'x' })], 132012, /no variable/],
    [
      'demo_quick_reply',
      [body('a', 'b'), button(3, 'quick_reply', { type: 'payload', payload: 'x' })],
      131009,
      /index 3/,
    ],
    [
      'demo_quick_reply',
      [body('a', 'b'), button(0, 'url', { type: 'text', text: 'x' })],
      132012,
      /expected QUICK_REPLY, received URL/,
    ],
    [
      'demo_quick_reply',
      [body('a', 'b'), button(0, 'quick_reply', { type: 'payload', payload: { x: 1 } })],
      132012,
      /payload/,
    ],
    ['demo_offer', [imageHeader, body('a', 'b'), offer(future)], 131008, /CopyCode/],
    ['demo_offer', [imageHeader, body('a', 'b'), offer(1_733_260_800_000), coupon('20OFF')], 131009, /future/],
    ['demo_offer', [imageHeader, body('a', 'b'), offer(future), coupon('1234567890123456')], 132012, /15/],
    ['demo_code', [body('123456')], 131008, /Url/],
    ['demo_carousel', [cards(card(0, 'a'))], 132012, /cards/],
    ['demo_carousel', [cards(card(0, 'a'), card(1, 'a'))], 132000, /carousel card 1 body/],
    ['demo_text', [body('a', 'line\nbreak')], 132018, /new-line/],
  ]
  for (const [name, components, expected, details, language] of bad) {
    test(`${name} is refused with ${expected}, ${details}`, async () => {
      const { status, body: answer } = await template(name, components, language)
      assert.equal(status, expected === 132001 ? 404 : 400)
      assert.equal(answer.error.code, expected)
      assert.match(answer.error.error_data.details, details)
    })
  }

  test('are listed in pages, created and deleted', async () => {
    const path = '/v25.0/200000000000001/message_templates'
    const names: string[] = []
    let next: string | undefined = `${path}?limit=6&fields=name,language`
    while (next !== undefined) {
      const page = (await call('GET', next)).body as unknown as { data: { name: string }[]; paging: { next?: string } }
      names.push(...page.data.map(({ name }) => name))
      next = page.paging.next?.replace(/^http:\/\/[^/]+/, '')
    }
    assert.equal(names.length, 16)
    const draft = { name: 'nueva', language: 'es', category: 'UTILITY', components: [{ type: 'BODY', text: 'Hola.' }] }
    assert.equal((await call('POST', path, draft)).body.status, 'APPROVED')
    assert.equal((await call('POST', path, draft)).body.error.error_subcode, 2388024)
    assert.equal((await template('nueva')).status, 200)
    assert.equal((await call('DELETE', `${path}?name=nueva`)).body.success, true)
    assert.equal((await template('nueva')).status, 404)
  })

  test('are shown with their values', async () => {
    await template('demo_header', [{ type: 'header', parameters: texts('A-7') }, body('Ana', '$5')])
    const [entry] = (await control('GET', `messages?to=${person}`)).body as unknown as {
      rendered: Record<string, string>
    }[]
    assert.equal(entry?.rendered.header, 'Pedido A-7 confirmado')
    assert.equal(entry?.rendered.text, 'Hola Ana, recibimos tu pago de $5 con éxito.')
  })
})

describe('webhooks', () => {
  test('report sent, delivered and read, in ASCII, signed over the bytes', async () => {
    const wamid = await sent({ text: { body: 'a' }, biz_opaque_callback_data: 'ñ-7' })
    for (const status of ['sent', 'delivered', 'read']) {
      const found = await receiver.status(wamid, status)
      assert.equal(found.biz_opaque_callback_data, 'ñ-7')
      assert.equal(found.recipient_id, person)
      assert.match(String(found.timestamp), /^\d{10}$/)
      assert.equal('pricing' in found, status !== 'read')
      assert.equal('conversation' in found, false)
    }
    for (const { raw, signature } of receiver.hooks()) {
      assert.match(raw, /^[\x20-\x7e]+$/)
      assert.equal(signature, `sha256=${createHmac('sha256', 'secret').update(raw, 'latin1').digest('hex')}`)
    }
    assert.match(receiver.hooks()[0]?.raw ?? '', /\\u00f1-7/)
  })

  test('are sent again until the answer is 200 exactly', async () => {
    receiver.refuseNext(4)
    await receiver.status(await sent({ text: { body: 'a' } }), 'read')
    assert.equal(await receiver.until(() => (receiver.posts() >= 7 ? receiver.posts() : undefined)), 7)
  })

  test('wait while nobody is subscribed', async () => {
    const quiet = await startSandbox({ host: '127.0.0.1', port: 0, seed: 2, logLevel: 'silent' })
    const result = await fetch(`${quiet.url}/_sandbox/inbound`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: person, type: 'text', text: 'espero' }),
    })
    const { wamid } = (await result.json()) as { wamid: string }
    const { port } = receiver.server.address() as { port: number }
    quiet.subscribe({ url: `http://127.0.0.1:${port}/` })
    await receiver.message(wamid)
    await quiet.stop()
  })

  test('lose nothing when shuffled, doubled and batched', async () => {
    await control('POST', 'disorder', { shuffle: true, duplicate: 0.5, batch: 4, delayMs: 600_000 })
    const wamids = await Promise.all(Array.from({ length: 20 }, () => sent({ text: { body: 'a' } })))
    // All of them are gathered, however long that takes, and leave together.
    await pendingIs(({ gathered }) => gathered === 60)
    const before = receiver.posts()
    await control('POST', 'disorder', {})
    for (const wamid of wamids) for (const status of ['sent', 'delivered', 'read']) await receiver.status(wamid, status)
    assert.ok(wamids.some((wamid) => receiver.statusesOf(wamid).length > 3))
    await pendingIs((counts) => Object.values(counts).every((count) => count === 0))
    assert.ok(receiver.posts() - before <= Math.ceil((2 * 60) / 4), 'four in a post')
  })
})

describe('a person', () => {
  const act = async (what: object) => {
    const answer = await control('POST', 'inbound', { from: person, ...what })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return receiver.message(String(answer.body.wamid))
  }

  test('writes', async () => {
    const message = await act({ type: 'text', text: '¿Está?', name: 'Ana', context: 'wamid.x' })
    assert.deepEqual(message.text, { body: '¿Está?' })
    assert.deepEqual(message.context, { from: '593990000001', id: 'wamid.x' })
    assert.equal(message.from, person)
  })

  test('taps a row of the last list, by index, id and title', async () => {
    const wamid = await sent({
      type: 'interactive',
      interactive: {
        type: 'list',
        body: { text: 'x' },
        action: {
          button: 'Ver',
          sections: [
            {
              rows: [
                { id: 'a', title: 'Uno' },
                { id: 'b', title: 'Dos', description: 'd' },
              ],
            },
          ],
        },
      },
    })
    for (const by of [{ index: 1 }, { id: 'b' }, { title: 'Dos' }]) {
      const message = await act({ type: 'option', ...by })
      const reply = { type: 'list_reply', list_reply: { id: 'b', title: 'Dos', description: 'd' } }
      assert.deepEqual([message.type, message.interactive], ['interactive', reply])
      assert.deepEqual(message.context, { from: '593990000001', id: wamid })
    }
    assert.equal((await control('POST', 'inbound', { from: person, type: 'option', index: 9 })).status, 400)
  })

  test('taps a reply button and a template quick reply', async () => {
    await sent(accepted.buttons ?? {})
    const reply = await act({ type: 'button', title: 'Sí' })
    assert.deepEqual(reply.interactive, { type: 'button_reply', button_reply: { id: '1', title: 'Sí' } })
    await template('demo_quick_reply', [
      body('a', 'b'),
      button(1, 'quick_reply', { type: 'payload', payload: '{"x":1}' }),
    ])
    const quick = await act({ type: 'button', index: 1 })
    assert.deepEqual([quick.type, quick.button], ['button', { payload: '{"x":1}', text: 'BTN2' }])
    assert.deepEqual((await act({ type: 'button', index: 0 })).button, { payload: 'BTN1', text: 'BTN1' })
  })

  for (const type of ['image', 'audio', 'video', 'document', 'sticker']) {
    test(`sends ${type}, which can be fetched`, async () => {
      const message = await act({ type, caption: 'c', base64: Buffer.from('bytes').toString('base64') })
      const { id } = message[type] as { id: string }
      const { url } = (await call('GET', `/v25.0/${id}`)).body as unknown as { url: string }
      const file = await fetch(url, { headers: { authorization: 'Bearer x' } })
      assert.equal(await file.text(), 'bytes')
      assert.equal((await fetch(url)).status, 401)
    })
  }

  test('sends a location, a contact, a reaction and the answer to a flow', async () => {
    assert.deepEqual((await act({ type: 'location', latitude: -2.1, longitude: -79.9 })).location, {
      latitude: -2.1,
      longitude: -79.9,
    })
    assert.equal((await act({ type: 'contacts', contacts: [{ name: { formatted_name: 'B' } }] })).type, 'contacts')
    const wamid = await sent({ text: { body: 'a' } })
    assert.deepEqual((await act({ type: 'reaction', emoji: '👍' })).reaction, { message_id: wamid, emoji: '👍' })
    const flow = (await act({ type: 'flow', response: { flow_token: 't', a: 1 } })).interactive
    assert.deepEqual(flow, {
      type: 'nfm_reply',
      nfm_reply: { response_json: '{"flow_token":"t","a":1}', body: 'Sent', name: 'flow' },
    })
  })

  test('may have no phone', async () => {
    const message = await act({ type: 'text', text: 'a', userId: 'EC.1349', phoneless: true })
    assert.deepEqual([message.from, message.from_user_id], [undefined, 'EC.1349'])
  })

  test('may send a kind that the sandbox does not name', async () => {
    const value = { messaging_product: 'whatsapp', messages: [{ id: 'wamid.raw', type: 'unsupported' }] }
    await control('POST', 'inbound', { raw: value })
    assert.equal((await receiver.message('wamid.raw')).type, 'unsupported')
  })

  test('gets a refusal for a mistake', async () => {
    for (const what of [
      { type: 'dance' },
      { type: 'text' },
      { type: 'button' },
      { type: 'location' },
      { from: '' },
      [],
      7,
    ]) {
      const answer = await control(
        'POST',
        'inbound',
        Array.isArray(what) || what === 7 ? what : { from: person, ...(what as object) },
      )
      assert.equal(answer.status, 400)
      assert.equal(typeof answer.body.error, 'string')
    }
  })
})

describe('faults', () => {
  const fault = (what: object) => control('POST', 'faults', what)

  test('dropAfter cuts the connection, but the message takes effect', async () => {
    await fault({ kind: 'dropAfter', match: { to: person } })
    await assert.rejects(send({ text: { body: 'a' }, biz_opaque_callback_data: 'unsure' }))
    const found = await receiver.until(() =>
      receiver
        .hooks()
        .flatMap(({ value }) => value.statuses ?? [])
        .find((one) => one.biz_opaque_callback_data === 'unsure'),
    )
    assert.ok(found)
    assert.equal((await send({ text: { body: 'a' } })).status, 200)
  })

  test('dropBefore cuts the connection before anything happened', async () => {
    await fault({ kind: 'dropBefore' })
    await assert.rejects(send({ text: { body: 'a' } }))
    assert.deepEqual((await control('GET', 'messages')).body, [])
  })

  test('status, graphError and failLate answer as scripted, as often as scripted', async () => {
    await fault({ kind: 'status', httpStatus: 503, body: { oops: true }, times: 2 })
    for (const expected of [503, 503, 200]) assert.equal((await send({ text: { body: 'a' } })).status, expected)
    await fault({ kind: 'graphError', code: 130429, details: 'slow down', every: 2 })
    const statuses = [1, 2, 3, 4].map(async () => (await send({ text: { body: 'a' } })).status)
    assert.deepEqual((await Promise.all(statuses)).sort(), [200, 200, 400, 400])
    await control('DELETE', 'faults')
    await fault({ kind: 'failLate', code: 131049, match: { template: 'demo_plain' } })
    await sent({ text: { body: 'a' } })
    const answer = await template('demo_plain')
    const failed = await receiver.status(answer.body.messages[0]?.id ?? '', 'failed')
    assert.equal((failed.errors as { code: number }[])[0]?.code, 131049)
  })

  test('a malformed fault is refused', async () => {
    for (const what of [
      {},
      { kind: 'quake' },
      { kind: 'status', httpStatus: 7 },
      { kind: 'delay', ms: 'a' },
      { kind: 'silence', times: 0 },
    ])
      assert.equal((await fault(what)).status, 400)
    await fault({ kind: 'delay', ms: 1 })
    assert.equal((await send({ text: { body: 'a' } })).status, 200)
  })

  test('statusFirst posts the statuses before the answer', async () => {
    await fault({ kind: 'statusFirst' })
    const wamid = await sent({ text: { body: 'a' } })
    assert.ok(receiver.statusesOf(wamid).some(({ status }) => status === 'sent'))
  })

  test('silence answers and sends no status', async () => {
    await fault({ kind: 'silence' })
    const silent = await sent({ text: { body: 'a' } })
    await receiver.status(await sent({ text: { body: 'b' } }), 'read')
    assert.deepEqual(receiver.statusesOf(silent), [])
  })
})

describe('any request', () => {
  const path = '/v25.0/100000000000001/messages'
  const paths = [
    path,
    '/_sandbox/inbound',
    '/_sandbox/faults',
    '/_sandbox/disorder',
    '/_sandbox/numbers',
    '/v25.0/200000000000001/message_templates',
  ]

  test('is answered with JSON, and the sandbox lives', async () => {
    const kinds = [
      'text',
      'image',
      'contacts',
      'location',
      'interactive',
      'template',
      'button',
      'option',
      'reaction',
      'flow',
    ]
    const content = fc.dictionary(
      fc.constantFrom('type', 'body', 'action', 'name', 'language', 'components', 'header', 'id', 'link'),
      fc.jsonValue(),
    )
    const message = fc.tuple(fc.constantFrom(...kinds), fc.oneof(content, fc.jsonValue())).map(([type, value]) => ({
      messaging_product: 'whatsapp',
      to: `+${person}`,
      from: person,
      type,
      [type]: value,
    }))
    const anything = fc.oneof(
      message.map((one) => JSON.stringify(one)),
      fc.json(),
      fc.string(),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), anything, async (where, text) => {
        const answer = await call('POST', where, text)
        assert.ok(answer.status >= 200 && answer.status < 500, `${answer.status}`)
        if (where.endsWith('faults')) await control('DELETE', 'faults')
      }),
      { numRuns: 300, seed: 42 },
    )
    assert.ok(Array.isArray((await control('GET', 'messages?limit=10000')).body))
    assert.equal((await control('GET', 'healthz')).status, 200)
  })
})
