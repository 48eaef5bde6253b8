/**
 * Events while they happen, over HTTP: nothing lost and nothing twice over breaks and processes, for exactly the bots
 * of the caller, as long as the credentials hold, whatever its reader does.
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import { AuthenticationError, Recado } from '../../sdk/client.ts'
import { openStream } from '../support/event-stream.ts'
import { adminToken, eventually, type Gateway, person, request, startGateway } from '../support/gateway.ts'
import { asked, freeDatabase } from '../support/postgres-store.ts'

const operator = { authorization: `Bearer ${adminToken}` }
const path = '/manage/v1/stream'
/** Nobody writes by himself. */
const sandbox = { demoPerson: false }
const streamOf = (gateway: Gateway, query = '', headers: Record<string, string> = {}) =>
  openStream(`${gateway.url}${path}${query}`, { ...operator, ...headers })

/** Ids of the events that the store has, in order. */
const stored = (gateway: Gateway) => gateway.rows('select id from events order by seq').map(({ id }) => String(id))
const idsIn = (events: Record<string, unknown>[]) => events.map(({ id }) => String(id))
/** Resolves when its event is stored. */
async function write(gateway: Gateway, text: string): Promise<void> {
  const wamid = await gateway.simulateInbound({ type: 'text', text })
  const sql = 'select 1 from events join inbound on inbound.id = events.message_id where inbound.wamid = ?'
  await eventually(() => gateway.rows(sql, wamid).length > 0, 'its event')
}

/** Another bot on the same sandbox, whose events some may not see. */
async function addShop(gateway: Gateway): Promise<void> {
  const channel = {
    phoneNumberId: '100000000000009',
    wabaId: '200000000000009',
    accessToken: 'a-token',
    appSecret: 'an-app-secret',
    verifyToken: 'a-verify-token',
  }
  const made = await gateway.manage('POST', '/manage/v1/bots', { id: 'shop', name: 'Shop', channel })
  assert.equal(made.status, 201, JSON.stringify(made.body))
}

/** What a browser sends for a person who has signed in. */
async function session(gateway: Gateway, email: string): Promise<Record<string, string>> {
  const grants = [{ role: 'viewer', bots: 'all' }]
  const made = await gateway.manage('POST', '/manage/v1/users', { email, name: 'Ana', grants })
  const link = await gateway.manage('POST', `/manage/v1/users/${made.body.userId}/links`, { expiresInSeconds: 600 })
  const token = String(link.body.url).split('#')[1]
  const own = { origin: gateway.url, 'x-recado-csrf': '1' }
  const body = { token, password: 'una frase que nadie dice' }
  const { headers } = await request(`${gateway.url}/manage/v1/sessions/by-link`, 'POST', body, own)
  return { ...own, cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '' }
}

async function keyOf(gateway: Gateway, bots: 'all' | string[], role = 'agent') {
  const made = await gateway.manage('POST', '/manage/v1/api-keys', { name: role, grants: [{ role, bots }] })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return { id: String(made.body.keyId), headers: { authorization: `Bearer ${made.body.apiKey}` } }
}

describe('the stream of events', () => {
  let gateway: Gateway
  before(async () => {
    gateway = await startGateway({}, { sandbox, streamBounds: { beatMs: 100, ofCaller: 3, total: 4 } })
    await addShop(gateway)
  })
  after(() => gateway?.[Symbol.asyncDispose]())

  test('begins now, says so at once, and tells each event as the list of events does', async () => {
    await write(gateway, 'before')
    using stream = await streamOf(gateway)
    assert.deepEqual([stream.status, stream.type], [200, 'text/event-stream; charset=utf-8'])
    await stream.until(({ lastId }) => lastId() !== '', 'a first place')
    assert.deepEqual(stream.events(), [])
    await write(gateway, 'hola')
    await stream.until(({ events }) => events().length > 0, 'the event')
    const { body } = await gateway.manage('GET', '/manage/v1/events?limit=1')
    assert.deepEqual(stream.events().slice(0, 1), (body as { results: unknown[] }).results)
    const [{ type, botId, userId }] = stream.events() as [Record<string, unknown>]
    assert.deepEqual({ type, botId, userId }, { type: 'message', botId: 'demo', userId: person })
  })

  test('after a break the last id brings what was missed, once', async () => {
    const known: string[] = []
    const start = stored(gateway).length
    let id = ''
    for (let turn = 0; turn < 4; turn++) {
      // By header as a browser does, or in the address.
      const by = turn % 2 === 0 ? { query: id && `?after=${id}` } : { headers: { 'last-event-id': id } }
      using stream = await streamOf(gateway, by.query ?? '', by.headers ?? {})
      await stream.until(({ lastId }) => lastId() !== '', 'it is open')
      await write(gateway, `while open ${turn}`)
      const expected = stored(gateway).slice(start)
      await stream.until(({ events }) => events().length >= expected.length - known.length, 'all that is there')
      known.push(...idsIn(stream.events()))
      id = stream.lastId()
      stream.close()
      for (let n = 0; n < 3; n++) await write(gateway, `while closed ${turn} ${n}`)
    }
    using last = await streamOf(gateway, `?after=${id}`)
    await last.until(({ events }) => events().length >= 3, 'the rest')
    assert.deepEqual([...known, ...idsIn(last.events())], stored(gateway).slice(start))
  })

  test('a place of long ago is told to be lost, and the stream begins now', async () => {
    const { length } = stored(gateway)
    for (const lost of ['1.1000', `${length + 1_000}.${Date.now()}`]) {
      using stream = await streamOf(gateway, `?after=${lost}`)
      await stream.until(({ blocks }) => blocks.length > 1, 'the reset')
      assert.equal(stream.blocks[0]?.event, 'reset')
      await write(gateway, 'anew')
      const [newest] = stored(gateway).slice(-1)
      await stream.until(({ events }) => events().length > 0, 'the next event')
      assert.deepEqual(idsIn(stream.events()), [newest])
    }
    const wrong = await gateway.manage('GET', `${path}?after=yesterday`)
    assert.equal(wrong.status, 422)
  })

  test('tells what changes without an event to those who ask, and goes on from its place', async () => {
    const changes = ({ blocks }: Awaited<ReturnType<typeof openStream>>) =>
      blocks.flatMap(({ event, data }) => (event === 'change' && data ? [data] : []))
    const own = await keyOf(gateway, ['shop'])
    using stream = await streamOf(gateway, '?changes=true')
    using without = await streamOf(gateway)
    using ofShop = await streamOf(gateway, '?changes=true', own.headers)
    for (const one of [stream, without, ofShop]) await one.until(({ lastId }) => lastId() !== '', 'it is open')
    assert.match(stream.lastId(), /^\d+\.\d+\.\d+$/)
    const messageId = await gateway.sendText(person, 'hola')
    const states = (reader: typeof stream) =>
      changes(reader).flatMap((one) => (one.messageId === messageId ? [String(one.state)] : []))
    await stream.until((now) => states(now).some((state) => /^(?:delivered|read)$/.test(state)), 'it is delivered')
    const { state, ...named } = changes(stream)[0] ?? {}
    assert.deepEqual(named, { botId: 'demo', what: 'message', messageId, userId: person, direction: 'out' })
    const id = stream.lastId()
    stream.close()
    await gateway.manage('PATCH', `/manage/v1/bots/demo/conversations/${person}`, { labels: ['queja'] })
    using again = await streamOf(gateway, `?changes=true&after=${id}`)
    await again.until((now) => changes(now).length > 0, 'what it missed')
    assert.deepEqual(changes(again), [{ botId: 'demo', what: 'conversation', userId: person }])
    using lost = await streamOf(gateway, `?changes=true&after=${id.replace(/\d+$/, '900000')}`)
    await lost.until((now) => changes(now).length > 0, 'too much was missed')
    assert.deepEqual(changes(lost), [{ what: 'many' }])
    assert.deepEqual([changes(without), changes(ofShop)], [[], []])
    assert.match(without.lastId(), /^\d+\.\d+$/)
    assert.ok(['queued', 'sending', 'sent', 'delivered', 'read'].includes(String(state)))
  })

  test('tells a caller of its own bots alone, and of those that it names', async () => {
    const own = await keyOf(gateway, ['shop'])
    const both = await keyOf(gateway, ['shop', 'demo'])
    using ofShop = await streamOf(gateway, '', own.headers)
    using ofBoth = await streamOf(gateway, '?bot=demo,shop', both.headers)
    using named = await streamOf(gateway, '?bot=shop')
    for (const stream of [ofShop, ofBoth, named]) await stream.until(({ lastId }) => lastId() !== '', 'it is open')
    await write(gateway, 'to the demo')
    await gateway.manage('PUT', '/manage/v1/bots/shop/skills/x', {
      name: 'X',
      kind: 'messages',
      messages: [{ type: 'text', text: 'Hola' }],
    })
    await ofBoth.until(({ events }) => events().length > 0, 'the demo bot')
    // Their places went past it, so they could have told it.
    const [seq = 0] = ofBoth.lastId().split('.').map(Number)
    const isBeyond = (id: string) => Number(id.split('.')[0]) >= seq
    for (const stream of [ofShop, named]) {
      await stream.until(({ lastId }) => isBeyond(lastId()), 'a later place')
      assert.deepEqual(stream.events(), [])
    }
    const refused = await openStream(`${gateway.url}${path}?bot=demo`, own.headers)
    assert.equal(refused.status, 403)
    assert.equal((await openStream(`${gateway.url}${path}?bot=nobody`, operator)).status, 404)
    const marketing = await keyOf(gateway, 'all', 'marketing')
    const allowed = await openStream(`${gateway.url}${path}`, marketing.headers)
    allowed.close()
    assert.equal(allowed.status, 200)
    assert.equal((await openStream(`${gateway.url}${path}`, {})).status, 401)
  })

  test('ends when its key is revoked', async () => {
    const key = await keyOf(gateway, 'all')
    const stream = await streamOf(gateway, '', key.headers)
    await stream.until(({ lastId }) => lastId() !== '', 'it is open')
    await gateway.manage('DELETE', `/manage/v1/api-keys/${key.id}`)
    await stream.ended
    assert.equal((await openStream(`${gateway.url}${path}`, key.headers)).status, 401)
  })

  test('ends with the session: when one signs out, and idle, since to follow is no use of it', async () => {
    for (const end of ['sign out', 'idle']) {
      const headers = await session(gateway, `${end.replace(' ', '-')}@example.com`)
      const stream = await openStream(`${gateway.url}${path}`, headers)
      await stream.until(({ lastId }) => lastId() !== '', 'it is open')
      if (end === 'idle') gateway.advance(24 * 3_600_000)
      else await request(`${gateway.url}/manage/v1/sessions/current`, 'DELETE', undefined, headers)
      await stream.ended
      assert.equal((await openStream(`${gateway.url}${path}`, headers)).status, 401)
    }
  })

  test('says that it lives, with the place that it has reached', async () => {
    using stream = await streamOf(gateway)
    await stream.until(({ blocks }) => blocks.length > 4, 'comments')
    assert.deepEqual(new Set(stream.blocks.map(({ id }) => id?.split('.')[0])).size, 1)
    assert.deepEqual(stream.events(), [])
  })

  test('there are only so many of one caller, and in all', async () => {
    const key = await keyOf(gateway, 'all')
    const open = await Promise.all([1, 2, 3].map(() => streamOf(gateway)))
    assert.equal((await streamOf(gateway)).status, 429)
    const another = await streamOf(gateway, '', key.headers)
    assert.equal(another.status, 200)
    assert.equal((await streamOf(gateway, '', key.headers)).status, 503)
    assert.match(await (await fetch(`${gateway.url}/metrics`)).text(), /recado_streams_open 4/)
    for (const stream of [...open, another]) stream.close()
    await eventually(async () => {
      const page = await (await fetch(`${gateway.url}/metrics`)).text()
      return page.includes('recado_streams_open 0')
    }, 'all are closed')
    const { status } = await streamOf(gateway).then((stream) => {
      stream.close()
      return stream
    })
    assert.equal(status, 200)
  })

  test('HEAD and a misspelt name end at once', async () => {
    const head = await fetch(`${gateway.url}${path}`, { method: 'HEAD', headers: operator })
    assert.equal(head.status, 200)
    const { status, body } = await gateway.manage('GET', `${path}?botId=demo`)
    assert.equal(status, 422, JSON.stringify(body))
  })
})

test('a client goes on over a restart of the gateway, and its iteration ends with its signal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-test-'))
  const controller = new AbortController()
  const states: string[] = []
  const seen: string[] = []
  const env = { RECADO_DATA_DIR: folder, RECADO_SECRET_KEY: 'a-key-only-for-flow-tests' }
  try {
    const first = await startGateway(env, { sandbox })
    const { port } = new URL(first.url)
    const recado = new Recado({ baseUrl: first.url, adminToken })
    const following = (async () => {
      const options = { signal: controller.signal, onState: (state: string) => void states.push(state) }
      for await (const one of recado.stream({ bot: ['demo'] }, options))
        if (one.kind === 'event') seen.push(one.event.id)
    })()
    await eventually(() => states.includes('open'), 'it is open')
    await first.simulateInbound({ type: 'text', text: 'hola' })
    await eventually(() => seen.length === 1, 'the event')
    await first[Symbol.asyncDispose]()
    await eventually(() => states.includes('waiting'), 'it waits')
    await using second = await startGateway({ ...env, RECADO_PORT: port }, { sandbox })
    await second.simulateInbound({ type: 'text', text: 'otra' })
    await eventually(() => seen.length === 2, 'the event that came meanwhile')
    controller.abort()
    await following
    assert.deepEqual(seen, readIds(folder))
    await assert.rejects(async () => {
      for await (const _ of new Recado({ baseUrl: second.url, adminToken: 'wrong' }).stream()) break
    }, AuthenticationError)
  } finally {
    controller.abort()
    rmSync(folder, { recursive: true })
  }
})

function readIds(folder: string): string[] {
  using db = new DatabaseSync(join(folder, 'recado.db'), { readOnly: true })
  return db
    .prepare('select id from events order by seq')
    .all()
    .map(({ id }) => String(id))
}

test('a reader who does not read is cut off, and misses nothing', async () => {
  await using gateway = await startGateway({}, { sandbox, streamBounds: { drainMs: 1_000 } })
  await write(gateway, 'hola')
  const url = new URL(gateway.url)
  const socket = connect(Number(url.port), url.hostname)
  await once(socket, 'connect')
  socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: ${operator.authorization}\r\n\r\n`)
  await once(socket, 'readable')
  const place = await eventually(() => /\nid: (\S+)/.exec(String(socket.read() ?? ''))?.[1], 'a first place')
  const ended = eventually(async () => (await openCount(gateway)) === 0, 'it is cut off')
  // More than the socket buffers of the machine hold.
  addEvents(gateway, 100_000)
  await ended
  socket.destroy()
  using again = await streamOf(gateway, `?after=${place}`)
  const expected = stored(gateway).slice(1)
  await again.until(({ events }) => events().length >= expected.length, 'all of it')
  assert.deepEqual(idsIn(again.events()), expected)
})

test('a stop does not wait for streams', async () => {
  const gateway = await startGateway({ RECADO_STOP_TIMEOUT_MS: '60000' })
  const stream = await streamOf(gateway)
  await stream.until(({ lastId }) => lastId() !== '', 'it is open')
  await gateway[Symbol.asyncDispose]()
  await stream.ended
})

test('two gateways on one database tell the same, and one goes on where the other ended', async () => {
  const database = await freeDatabase()
  const env = {
    RECADO_DATABASE_URL: database,
    RECADO_SECRET_KEY: 'a-key-only-for-flow-tests',
    RECADO_SANDBOX: 'off',
  }
  await using first = await startGateway(env)
  await using second = await startGateway(env)
  await addShop(first)
  await eventually(async () => (await second.manage('GET', '/manage/v1/bots/shop')).status === 200, 'the bot')
  using here = await streamOf(first)
  using there = await streamOf(second)
  for (const stream of [here, there]) await stream.until(({ lastId }) => lastId() !== '', 'it is open')
  const count = 20
  await Promise.all(Array.from({ length: count }, (_, n) => deliver(n % 2 === 0 ? first : second, `wamid.${n}`)))
  for (const stream of [here, there]) await stream.until(({ events }) => events().length >= count, 'all events')
  const ids = (await asked(database, 'select id from events order by seq')).map(({ id }) => String(id))
  assert.equal(ids.length, count)
  assert.deepEqual([idsIn(here.events()), idsIn(there.events())], [ids, ids])
  const place = here.blocks.find(({ data }) => data?.id === ids[7])?.id
  using resumed = await streamOf(second, `?after=${place}`)
  await resumed.until(({ events }) => events().length >= count - 8, 'what came after')
  assert.deepEqual(idsIn(resumed.events()), ids.slice(8))
})

/** A person's message to the shop, as Meta delivers it. */
async function deliver(gateway: Gateway, wamid: string): Promise<void> {
  const from = `5939000${String(Math.abs(Number(wamid.slice(6)))).padStart(5, '0')}`
  const message = { id: wamid, from, timestamp: '1796000000', type: 'text', text: { body: 'hola' } }
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550000009', phone_number_id: '100000000000009' },
    contacts: [{ profile: { name: 'Ana' }, wa_id: from }],
    messages: [message],
  }
  const entry = [{ id: '200000000000009', changes: [{ field: 'messages', value }] }]
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry })
  const signature = `sha256=${createHmac('sha256', 'an-app-secret').update(body).digest('hex')}`
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature }
  const answer = await fetch(`${gateway.url}/meta/webhook`, { method: 'POST', body, headers })
  assert.equal(answer.status, 200)
}

/** As another process would, since no flow makes so many in a moment. */
function addEvents({ dataDir, now }: Gateway, count: number): void {
  using db = new DatabaseSync(join(dataDir, 'recado.db'), { timeout: 5_000 })
  db.prepare(
    `insert into events (id, bot_id, user_id, type, body, at)
     with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
     select printf('evt_%026d', i), 'demo', '', 'account', '{}', ? from n`,
  ).run(count, now())
}

async function openCount(gateway: Gateway): Promise<number> {
  const page = await (await fetch(`${gateway.url}/metrics`)).text()
  return Number(/recado_streams_open (\d+)/.exec(page)?.[1])
}
