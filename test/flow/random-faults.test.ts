/**
 * The promises under disorder and faults at once, over fixed seeds. Each run draws from its seed how Meta's webhooks
 * are shuffled, doubled and held back, which sends fail and how, the messages and recipients, people's actions, and
 * when the bot's endpoint fails. The final state of phones and endpoint is checked; a failing run is identified by its
 * seed.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  eventually,
  type Gateway,
  person as greeter,
  idsOf,
  quiet,
  type SandboxMessage,
  startGateway,
} from '../support/gateway.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'
import { messageExamples, templateExamples, templateWire, type Wire, wireWithId } from '../support/request-examples.ts'

/** Numbers in [0, 1), the same on every run. */
type Random = () => number

function seeded(seed: number): Random {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const below = (random: Random, limit: number) => Math.floor(random() * limit)
const between = (random: Random, from: number, to: number) => from + below(random, to - from + 1)

function shuffled<Item>(random: Random, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item)
}

type Fault = { kind: string; code?: number; [key: string]: unknown }

/** Faults that delay a message or leave it uncertain, by class; in the end it arrives. */
const passing: readonly Fault[] = [
  { kind: 'graphError', code: 131_000 },
  { kind: 'graphError', code: 131_016 },
  { kind: 'graphError', code: 2 },
  { kind: 'graphError', code: 130_429 },
  { kind: 'graphError', code: 131_056 },
  { kind: 'graphError', code: 80_007 },
  { kind: 'graphError', code: 4, httpStatus: 429 },
  { kind: 'graphError', code: 190 },
  { kind: 'status', httpStatus: 429, body: 'slow down' },
  { kind: 'status', httpStatus: 500, body: '<html>oops</html>' },
  { kind: 'dropBefore' },
  { kind: 'dropAfter' },
  { kind: 'delay', delayMs: 120 },
  { kind: 'statusFirst' },
]
/** Meta's webhooks one by one, besides the disorder of all. A step that is never reported is implied by the next. */
const onWebhooks: readonly Fault[] = [
  { kind: 'delay', delayMs: 80, match: { operation: 'webhooks' } },
  { kind: 'duplicate', match: { operation: 'webhooks', field: 'messages' } },
  { kind: 'lose', match: { operation: 'webhooks', status: 'sent' } },
  { kind: 'lose', match: { operation: 'webhooks', status: 'delivered' } },
]
const fatal: readonly Fault[] = [
  { kind: 'graphError', code: 131_009 },
  { kind: 'failLate', code: 131_026 },
  { kind: 'failLate', code: 131_049 },
]
const harmless = passing.filter(({ kind }) => kind === 'delay' || kind === 'statusFirst')

const disorderOf = (random: Random) => ({
  shuffle: random() < 0.8,
  duplicate: random() * 0.5,
  batch: between(random, 1, 12),
  delayMs: between(random, 10, 120),
})

function faultsOf(random: Random): Fault[] {
  const drawn = [
    ...shuffled(random, passing).slice(0, 6),
    ...shuffled(random, fatal).slice(0, 1),
    ...shuffled(random, onWebhooks).slice(0, 2),
    ...(random() < 0.6 ? [{ kind: 'silence' }] : []),
  ]
  return drawn.map((fault) => ({ ...fault, every: between(random, 5, 23), times: between(random, 1, 2) }))
}

type Outbound = { path: string; body: Record<string, unknown>; wireFor(id: string): Wire }

const outbound: readonly Outbound[] = [
  ...messageExamples.map(([, body, wire]) => ({
    path: '/v1/bots/demo/messages',
    body,
    wireFor: (id: string) => wireWithId(wire, id),
  })),
  ...templateExamples.map(([, body, elementName, components]) => ({
    path: '/v2/whatsapp/demo/hsm',
    body,
    wireFor: () => templateWire(elementName, components),
  })),
]

type Accepted = { id: string; userId: string; wire: Wire }

async function send(gateway: Gateway, userId: string, { path, body, wireFor }: Outbound): Promise<Accepted> {
  const whom = path.startsWith('/v2') ? { destinations: [userId] } : { userId }
  const [id = ''] = idsOf(await gateway.call('POST', path, { ...body, ...whom }))
  return { id, userId, wire: wireFor(id) }
}

/** Taps whatever can be tapped, and writes where nothing can; the wamids, in order. */
async function act(gateway: Gateway, userId: string, kinds: readonly string[]): Promise<string[]> {
  const wamids: string[] = []
  for (const [n, type] of kinds.entries()) {
    const what = { from: userId, type, latitude: -2, longitude: -79 + n }
    const done = await gateway.control('POST', '/_sandbox/inbound', what)
    const text = { from: userId, type: 'text', text: `${n}` }
    const { body } = done.status === 200 ? done : await gateway.control('POST', '/_sandbox/inbound', text)
    wamids.push(String(body.wamid))
  }
  return wamids
}

const acts = ['button', 'option', 'location', 'image', 'reaction', 'button']

/** The endpoint refuses or hangs up now and then; accepted events are stored. */
function failNowAndThen(receiver: Receiver, random: Random): Received[] {
  const taken: Received[] = []
  receiver.answer((received, response) => {
    const chance = random()
    if (chance < 0.06) return response.destroy()
    if (chance < 0.18) return response.writeHead(chance < 0.12 ? 500 : 503).end('no')
    taken.push(received)
    response.end('ok')
  })
  return taken
}

async function subscribe(gateway: Gateway, receiver: Receiver): Promise<void> {
  const bot = await gateway.call('POST', '/v1/bots/demo/webhook/', { webhookUrl: `${receiver.url}/bot` })
  assert.equal(bot.status, 200)
  const webhooks = [{ url: `${receiver.url}/events`, events: [...reported, 'reply'] }]
  assert.equal((await gateway.call('POST', '/v1/bots/demo/events/webhook', { webhooks })).status, 200)
}

const steps = ['delivered_channel', 'delivered_user', 'read']
const reported = [...steps, 'failed']

const unsent = (gateway: Gateway) =>
  Number(gateway.rows("select count(*) as n from messages where state in ('queued', 'sending')")[0]?.n)

const messageIdOf = ({ body }: SandboxMessage) => String(body.biz_opaque_callback_data).split('.')[0] ?? ''

/**
 * Waits until fewer than `limit` are unsent. The clock runs twenty times as fast as real time, and the operator renews
 * the token again and again: after a refused one (190) the lane rests a real minute, unless the bot is mended.
 */
async function untilUnsent(gateway: Gateway, limit: number, what: string): Promise<void> {
  let looks = 0
  await eventually(async () => {
    gateway.advance(200)
    looks += 1
    if (looks % 25 === 0)
      await gateway.manage('PATCH', '/manage/v1/bots/demo', { channel: { accessToken: `token-${looks}` } })
    return unsent(gateway) < limit
  }, what)
}

async function play(gateway: Gateway, random: Random, users: readonly string[]) {
  const accepted: Accepted[] = []
  const written: string[] = []
  const each = users.map((userId) => ({
    userId,
    messages: Array.from({ length: between(random, 5, 8) }, () => outbound[below(random, outbound.length)] as Outbound),
    acts: shuffled(random, acts).slice(0, between(random, 2, 5)),
  }))
  await Promise.all(
    each.map(async ({ userId, messages }) => {
      for (const message of messages) accepted.push(await send(gateway, userId, message))
    }),
  )
  await untilUnsent(gateway, accepted.length / 2, 'half of it has left')
  await Promise.all(each.map(async ({ userId, acts: kinds }) => written.push(...(await act(gateway, userId, kinds)))))
  return { accepted, written }
}

/** A minute at a time while only the endpoint's retries wait. */
async function untilAllIsReported(gateway: Gateway): Promise<void> {
  await untilUnsent(gateway, 1, 'all messages are sent')
  await eventually(async () => {
    const { body } = await gateway.control('GET', '/_sandbox/stats')
    return Object.values(body.pending as Record<string, number>).every((count) => count === 0)
  }, 'Meta has told everything')
  const { body: listed } = await gateway.manage('GET', '/manage/v1/bots/demo/endpoints')
  const endpoints = listed.results as { id: string }[]
  await eventually(async () => {
    gateway.advance(60_000)
    // Its lane reads the clock when something happens, or each real second; this is such an event.
    for (const { id } of endpoints) await gateway.manage('POST', `/manage/v1/endpoints/${id}/resume`)
    return gateway.rows("select seq from deliveries where state = 'waiting'").length === 0
  }, 'the endpoint has taken everything')
}

type Struck = { kind: string; code: number; struck: number }

async function struckBy(gateway: Gateway, fits: (fault: Struck) => boolean): Promise<number> {
  const { body } = await gateway.control('GET', '/_sandbox/faults')
  const faults = body as unknown as Struck[]
  return faults.filter(fits).reduce((sum, { struck }) => sum + struck, 0)
}

/**
 * Promises 3 and 5: each accepted message is on the phone once and in order, or more often and marked, with an
 * uncertain attempt.
 */
async function evaluatePhones(gateway: Gateway, accepted: readonly Accepted[]): Promise<void> {
  const refused = new Set(
    gateway.rows("select id from messages where state = 'failed' and wamid is null").map(({ id }) => String(id)),
  )
  for (const [userId, messages] of Map.groupBy(accepted, (one) => one.userId)) {
    const shown = await gateway.phone(userId)
    const ids = shown.map(messageIdOf)
    const expected = messages.map(({ id }) => id).filter((id) => !refused.has(id))
    assert.deepEqual(
      ids.filter((id, index) => id !== ids[index - 1]),
      expected,
      `${userId} has them all, in order`,
    )
    for (const { body, ...message } of shown) {
      const { messaging_product, recipient_type, to, biz_opaque_callback_data, ...wire } = body
      const id = messageIdOf({ ...message, body })
      assert.deepEqual(wire, messages.find((one) => one.id === id)?.wire)
    }
    for (const id of ids.filter((one, index) => one === ids[index - 1])) {
      const { body } = await gateway.call('GET', `/v1/bots/demo/messages/${id}`)
      const outcomes = (body.attempts as { outcome: string }[]).map(({ outcome }) => outcome)
      assert.equal(body.possibleDouble, true, `${id} is doubled without a mark`)
      assert.ok(outcomes.includes('unknown'), `${id} is doubled, though ${outcomes}`)
    }
  }
}

/**
 * Promises 6, 8 and 9: each step of a message once and forward, and each event once at the endpoint and in order per
 * user.
 */
function evaluateEvents(gateway: Gateway, accepted: readonly Accepted[], taken: readonly Received[]): void {
  const types = new Map<string, string[]>()
  const stored = gateway.rows('select id, type, message_id, user_id from events order by seq')
  for (const { type, message_id } of stored) {
    if (!reported.includes(String(type))) continue
    types.set(String(message_id), [...(types.get(String(message_id)) ?? []), String(type)])
  }
  for (const { id } of accepted) {
    const events = types.get(id) ?? []
    const forward = events.filter((type) => type !== 'failed')
    assert.deepEqual(forward, steps.slice(0, forward.length), `${id}: ${events}`)
    assert.ok(!events.slice(0, -1).includes('failed'), `${id}: ${events}`)
  }
  const isFor = { '/bot': ['message'], '/events': [...reported, 'reply'] }
  for (const [path, wanted] of Object.entries(isFor)) {
    const here = taken.filter((one) => one.path === path)
    const expected = stored.filter(({ type }) => wanted.includes(String(type)))
    const idsByUser = Map.groupBy(expected, ({ user_id }) => String(user_id))
    assert.equal(here.length, expected.length, `${path}: each once`)
    for (const [userId, events] of idsByUser)
      assert.deepEqual(
        here.filter(({ body }) => String(body.userId) === userId).map(({ body }) => body.eventId),
        events.map(({ id }) => id),
        `${path}: in order for ${userId}`,
      )
  }
}

/** Promise 6 by number: a message ends where the fault that hit it permits. */
async function evaluateStates(gateway: Gateway, accepted: readonly Accepted[]): Promise<void> {
  const states = new Map(
    gateway.rows('select state, count(*) as n from messages group by state').map(({ state, n }) => [state, Number(n)]),
  )
  const isFatal = ({ kind, code }: Struck) => kind === 'failLate' || (kind === 'graphError' && code === 131_009)
  const failed = await struckBy(gateway, isFatal)
  const silent = await struckBy(gateway, ({ kind }) => kind === 'silence')
  assert.deepEqual(
    { failed: states.get('failed') ?? 0, sent: states.get('sent') ?? 0, read: states.get('read') ?? 0 },
    { failed, sent: silent, read: accepted.length - failed - silent },
  )
}

/** Promise 7: each of a person's actions is reported, and once. The greeting at the start happens in every run. */
function evaluateInbound(written: readonly string[], taken: readonly Received[]): void {
  const isWritten = ({ path, body }: Received) => path === '/bot' && body.userId !== greeter
  const received = taken.filter(isWritten).map(({ body }) => String(body.wamid))
  assert.deepEqual(received.toSorted(), written.toSorted())
}

const sandboxFor = (seed: number) => ({
  seed,
  rules: { window: false },
  statusDelayMs: { sent: 5, delivered: 15, read: 30 },
})

// Most of a run is waiting, for lanes that poll once a second: the runs wait concurrently.
describe('promises 3 to 9 over fixed seeds', { concurrency: 2 }, () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    test(`seed ${seed}: disorder, faults and a failing endpoint at once`, async () => {
      const random = seeded(seed)
      await using receiver = await startReceiver()
      await using gateway = await startGateway(
        // Impatient or patient with an uncertain attempt: the impatient one sends again what has arrived, and marks it.
        { RECADO_RECONCILE_MS: random() < 0.5 ? '100' : '8000' },
        { sandbox: sandboxFor(seed) },
      )
      await subscribe(gateway, receiver)
      const taken = failNowAndThen(receiver, seeded(seed + 1_000))
      await gateway.control('POST', '/_sandbox/disorder', disorderOf(random))
      for (const fault of faultsOf(random))
        assert.equal((await gateway.control('POST', '/_sandbox/faults', fault)).status, 200)
      const users = Array.from({ length: 6 }, (_, n) => `5939811${seed}000${n}`)
      const { accepted, written } = await play(gateway, random, users)
      await untilAllIsReported(gateway)
      await evaluatePhones(gateway, accepted)
      evaluateEvents(gateway, accepted, taken)
      await evaluateStates(gateway, accepted)
      evaluateInbound(written, taken)
      assert.ok((await struckBy(gateway, () => true)) >= 5, 'the faults have struck')
      assert.ok(receiver.received.length > taken.length, 'the endpoint has failed')
    })
  }

  for (const seed of [7, 8]) {
    test(`seed ${seed}: every example of the documents, to one person, under disorder and harmless faults`, async () => {
      const random = seeded(seed)
      await using receiver = await startReceiver()
      await using gateway = await startGateway({}, { sandbox: sandboxFor(seed) })
      await subscribe(gateway, receiver)
      await gateway.control('POST', '/_sandbox/disorder', disorderOf(random))
      for (const fault of harmless)
        await gateway.control('POST', '/_sandbox/faults', { ...fault, every: between(random, 2, 4), times: 8 })
      const accepted: Accepted[] = []
      for (const message of shuffled(random, outbound)) accepted.push(await send(gateway, '593981170000', message))
      const isRead = ({ body }: Received) => body.event === 'read'
      const received = await receiver.until((all) => all.filter(isRead).length === accepted.length)
      await quiet(gateway)
      await evaluatePhones(gateway, accepted)
      evaluateEvents(gateway, accepted, received)
      await evaluateStates(gateway, accepted)
      assert.ok((await struckBy(gateway, () => true)) >= 8, 'the faults have struck')
    })
  }
})
