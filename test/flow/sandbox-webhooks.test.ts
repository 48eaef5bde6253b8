/**
 * The sandbox's webhooks with its clock standing still: the same seed and requests give the same bytes in the same
 * order, also in disorder; payloads by version; the statuses of a message; retries over days that pass in one call.
 */

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { afterEach, describe, test } from 'node:test'
import { receiveInbound } from '../../sandbox/inbound/inbound.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'

type Json = Record<string, unknown>
type Value = { statuses?: Json[]; contacts?: Json[]; user_preferences?: Json[] }

const person = '593987654321'
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A receiver that answers with `statusCode()`, and a sandbox whose time stands still, subscribed to it. */
async function startPair(options: { version?: string; statusCode?: () => number } = {}) {
  const received: string[] = []
  const server = createServer((request, response) => {
    if (request.method === 'GET')
      return response.end(new URL(request.url ?? '/', 'http://x').searchParams.get('hub.challenge'))
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push(Buffer.concat(chunks).toString('latin1'))
      response.writeHead(options.statusCode?.() ?? 200).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    seed: 42,
    logLevel: 'silent',
    clock: () => 1_790_000_000_000,
    people: [{ waId: person, name: 'Ana Ñandú' }],
    statusDelayMs: { sent: 10, delivered: 60, read: 200 },
  })
  closing.push(async () => {
    await sandbox.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  sandbox.world.clock.freeze()
  const { port } = server.address() as { port: number }
  const { version } = options
  const url = `http://127.0.0.1:${port}/meta`
  await sandbox.world.subscribe({ url, verifyToken: 'v', ...(version === undefined ? {} : { version }) })
  return { sandbox, received }
}

async function send({ url }: Sandbox, message: Json): Promise<string> {
  const answer = await fetch(`${url}/v25.0/100000000000001/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
    body: JSON.stringify({ messaging_product: 'whatsapp', to: `+${person}`, ...message }),
  })
  return answer.text()
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve))
}

/** Everything that was posted has been answered. */
function settled({ world }: Sandbox): Promise<void> {
  return until(() => {
    const { ready, inFlight, gathered } = world.pending()
    return ready === 0 && inFlight === 0 && gathered === 0
  })
}

function valuesOf(bodies: readonly string[]): Value[] {
  const posts = bodies.map((body) => JSON.parse(body) as { entry: { changes: { value: Value }[] }[] })
  return posts.flatMap(({ entry }) => entry.flatMap(({ changes }) => changes.map(({ value }) => value)))
}

const statusesOf = (bodies: readonly string[]) => valuesOf(bodies).flatMap(({ statuses }) => statuses ?? [])
const wamidOf = (answer: string) => (JSON.parse(answer) as { messages: [{ id: string }] }).messages[0].id

const conversation: readonly Json[] = [
  { text: { body: 'Hola, ¿qué tal? 😀' }, biz_opaque_callback_data: 'ñ-1' },
  { type: 'template', template: { name: 'demo_plain', language: { code: 'es' } } },
  { type: 'image', image: { link: 'https://ejemplo.com/a.jpg' } },
  { text: { body: '' } },
  { to: '+593987654399', text: { body: 'Nadie ha escrito' } },
]

/** One run: requests, an inbound message, an hour in steps. All bytes, in the order in which they were created. */
async function play(disorder: boolean) {
  const { sandbox, received } = await startPair()
  const { world } = sandbox
  if (disorder) world.setDisorder({ shuffle: true, duplicate: 0.4, batch: 3, delayMs: 100 })
  const answers: string[] = []
  receiveInbound(world, { from: person, type: 'text', text: 'Buenos días' })
  for (const message of conversation) {
    answers.push(await send(sandbox, message))
    world.advance(25)
  }
  for (let step = 0; step < 20; step += 1) world.advance(40)
  await settled(sandbox)
  const posted = world.webhooks.select({ since: 0, limit: 1_000 }).map(({ body }) => body)
  assert.deepEqual([...received].sort(), [...posted].sort(), 'what was made is what arrived')
  return { answers, posted }
}

describe('webhooks', () => {
  for (const disorder of [false, true])
    test(`the same seed and requests give the same bytes in the same order${disorder ? ', in disorder too' : ''}`, async () => {
      const first = await play(disorder)
      const second = await play(disorder)
      assert.deepEqual(second, first)
      const kinds = statusesOf(first.posted).map(({ status }) => status)
      assert.equal(new Set(statusesOf(first.posted).map(({ id, status }) => `${id} ${status}`)).size, 10)
      assert.equal(disorder, kinds.length > 10, 'doubled in disorder only')
    })

  test('in disorder a body has the updates of one app: nobody else can sign for them', async () => {
    const { sandbox } = await startPair()
    const { world } = sandbox
    const [own] = world.numbers.values()
    const other = { phoneNumberId: '100000000000002', wabaId: '200000000000002', displayNumber: '593990000002' }
    if (own) world.numbers.set(other.phoneNumberId, { ...own, ...other, appSecret: 'the secret of another app' })
    world.setDisorder({ shuffle: true, batch: 8, delayMs: 100 })
    for (let count = 0; count < 8; count += 1)
      for (const phoneNumberId of ['100000000000001', other.phoneNumberId])
        receiveInbound(world, { from: person, phoneNumberId, type: 'text', text: String(count) })
    world.advance(200)
    await settled(sandbox)
    const posted = world.webhooks.select({ since: 0, limit: 1_000 }).map(({ body }) => body)
    const accounts = posted.map((body) => [...new Set(body.match(/20000000000000\d/g))].join())
    assert.deepEqual([...new Set(accounts)].sort(), ['200000000000001', '200000000000002'])
    assert.ok(posted.length < 16, 'several share a body')
  })

  test('up to v23 statuses have a conversation and errors an absolute address; from v24 neither', async () => {
    for (const version of ['v23.0', 'v24.0']) {
      const { sandbox, received } = await startPair({ version })
      receiveInbound(sandbox.world, { from: person, type: 'text', text: 'a' })
      const wamid = wamidOf(await send(sandbox, { text: { body: 'a' } }))
      await send(sandbox, { to: '+593987654399', text: { body: 'a' } })
      sandbox.world.advance(1_000)
      await settled(sandbox)
      const statuses = statusesOf(received)
      const own = Object.fromEntries(statuses.filter(({ id }) => id === wamid).map((one) => [one.status, one]))
      const failed = statuses.find(({ status }) => status === 'failed')
      const [error] = failed?.errors as { code: number; href: string }[]
      assert.deepEqual([error?.code, error?.href.startsWith('https://')], [131047, version === 'v23.0'])
      assert.deepEqual(
        ['sent', 'delivered', 'read'].map((step) => own[step]?.pricing !== undefined),
        [true, true, false],
      )
      const reported = own.sent?.conversation as { id: string; expiration_timestamp: string; origin: Json } | undefined
      if (version === 'v24.0') assert.ok(statuses.every((status) => status.conversation === undefined))
      else {
        assert.deepEqual(reported?.origin, { type: 'service' })
        assert.equal(Number(reported?.expiration_timestamp) - Number(own.sent?.timestamp), 86_400)
        assert.deepEqual(own.read?.conversation, { id: reported?.id, origin: { type: 'service' } })
      }
      for (const { statuses: reported, contacts } of valuesOf(received))
        if (reported !== undefined) assert.equal(contacts === undefined, reported[0]?.status === 'failed')
    }
  })

  test('voice notes are played, reactions only sent, and a business-scoped id is reported in its place', async () => {
    const { sandbox, received } = await startPair()
    const { world } = sandbox
    world.people.put(person, { userId: 'EC.1a2B' })
    receiveInbound(world, { from: person, type: 'text', text: 'a' })
    const voice = wamidOf(
      await send(sandbox, { type: 'audio', audio: { link: 'https://ejemplo.com/a.ogg', voice: true } }),
    )
    const reaction = wamidOf(await send(sandbox, { type: 'reaction', reaction: { message_id: voice, emoji: '👍' } }))
    const scoped = wamidOf(await send(sandbox, { to: undefined, recipient: 'EC.1a2B', text: { body: 'a' } }))
    const lost = wamidOf(await send(sandbox, { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } }))
    for (let step = 0; step < 20; step += 1) world.advance(50)
    await settled(sandbox)
    const of = (wamid: string) => statusesOf(received).filter(({ id }) => id === wamid)
    assert.deepEqual(
      of(voice)
        .map(({ status }) => status)
        .sort(),
      ['delivered', 'played', 'read', 'sent'],
    )
    assert.deepEqual(
      of(reaction).map(({ status }) => status),
      ['sent'],
    )
    assert.deepEqual(
      of(scoped).map(({ recipient_id, recipient_user_id }) => [recipient_id, recipient_user_id]),
      Array(3).fill([undefined, 'EC.1a2B']),
    )
    assert.equal(world.history.byWamid(scoped)?.person, person, 'it is the same person and phone')
    const [failure] = of(lost)
    assert.deepEqual([failure?.status, failure?.recipient_user_id], ['failed', undefined])
  })

  test('a person who stops marketing is reported once as user_preferences', async () => {
    const { sandbox, received } = await startPair()
    receiveInbound(sandbox.world, { from: person, type: 'text', text: 'a' })
    for (const hasStoppedMarketing of [true, true, false])
      await fetch(`${sandbox.url}/_sandbox/people/${person}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ hasStoppedMarketing }),
      })
    await settled(sandbox)
    const reported = valuesOf(received).flatMap(({ user_preferences: preferences }) => preferences ?? [])
    assert.deepEqual(reported.map(({ wa_id, value, timestamp }) => [wa_id, value, timestamp]).sort(), [
      [person, 'resume', 1_790_000_001],
      [person, 'stop', 1_790_000_000],
    ])
  })

  test('retries with growing waits for seven days of its own time, and not after them', async () => {
    const { sandbox, received } = await startPair({ statusCode: () => 500 })
    const { world } = sandbox
    receiveInbound(world, { from: person, type: 'text', text: 'a' })
    const attempts = async (count: number) => {
      await until(() => world.queue.counts().failedAttempts === count && world.pending().inFlight === 0)
      assert.equal(received.length, count)
    }
    await attempts(1)
    // Hour by hour: the waits grow, so ever fewer hours have an attempt.
    let count = 1
    const hours: number[] = []
    for (let hour = 1; hour <= 8 * 24; hour += 1) {
      world.advance(3_600_000)
      const { waiting, ready, inFlight } = world.pending()
      if (waiting === 1 && ready === 0 && inFlight === 0) continue
      if (waiting === 0 && ready === 0 && inFlight === 0) break
      count += 1
      hours.push(hour)
      await attempts(count)
    }
    assert.equal(world.queue.counts().dropped, 1)
    const gaps = hours.map((hour, index) => hour - (hours[index - 1] ?? 0))
    assert.deepEqual(
      gaps,
      gaps.toSorted((a, b) => a - b),
      'never more often than before',
    )
    assert.ok((hours.at(-1) ?? 0) > 5 * 24 && (hours.at(-1) ?? 0) <= 7 * 24, String(hours))
  })
})
