/**
 * People: every identifier of a person leads to one conversation, in send, status and inbound; two that turn out to be
 * one are merged, and order is kept.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Person } from '../../src/model/inbound/inbound.ts'
import type { MemoryNote } from '../../src/store/events/notes.ts'
import type { ClaimedMessage } from '../../src/store/messages/records.ts'
import { attemptStatus, inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import {
  acceptAll,
  type Backend,
  claimAll,
  claimOne,
  idsOf,
  settleSent,
  testBot,
  textMessage,
  tieredBackends,
} from '../support/store.ts'
import { openWithBot } from '../support/store-fixtures.ts'

const bot = 'bot_test'
const ana = '593987654321'
const scoped = 'EC.1a2b3c'
const dayMs = 86_400_000

const open = (backend: Backend) => openWithBot(backend, { events: ['message', 'delivered_user'] })

let lastWamid = 0
const writes = (ctx: TestStore, person: Person, at = t0) =>
  ingestFacts(ctx.store, [inboundFact(`wamid.users.${lastWamid++}`, { person, sentAt: at })], at)

const conversations = (ctx: TestStore) => ctx.rows('select * from conversations order by user_id')

async function sendAndWait(ctx: TestStore, userId: string, text = 'hola') {
  const message = textMessage(ctx.newId, userId, text)
  await acceptAll(ctx.store, t0, [message])
  return message
}

/** Sends all waiting messages, each as soon as it may go; returns the texts in the order in which they left. */
async function drain(ctx: TestStore): Promise<string[]> {
  const texts: string[] = []
  for (let now = t0; ; now += 10_000) {
    const { messages, nextDueAt } = await claimAll(ctx.store, now)
    for (const message of messages) {
      texts.push((message.content as { text: string }).text)
      await settleSent(ctx.store, message, now)
    }
    if (messages.length === 0 && nextDueAt === undefined) return texts
  }
}

type Step = 'send one' | 'send other' | 'claim' | 'sent' | 'again' | 'meet'

/**
 * The steps, then the end of all waiting messages: nothing is left, and after the merge nothing overtakes that was not
 * in flight.
 */
async function runSteps(backend: Backend, steps: Step[]): Promise<void> {
  await using ctx = await open(backend)
  await writes(ctx, { phone: ana })
  await writes(ctx, { scopedId: scoped })
  let now = t0
  let inTheAir: ClaimedMessage[] = []
  let sent = 0
  const leftAfterMeeting: number[] = []
  let freeToOvertake: Set<number> | undefined
  const claim = async () => {
    now += 60_000
    const { messages } = await claimAll(ctx.store, now)
    for (const { seq } of messages) if (freeToOvertake && !freeToOvertake.has(seq)) leftAfterMeeting.push(seq)
    if (freeToOvertake) assert.ok(messages.length <= 1, 'one at a time')
    inTheAir.push(...messages)
  }
  const meeting = async () => {
    await writes(ctx, { phone: ana, scopedId: scoped }, now)
    freeToOvertake ??= new Set(inTheAir.map(({ seq }) => seq))
  }
  const settleAll = async (how: 'sent' | 'again') => {
    const landing = inTheAir
    inTheAir = []
    for (const message of landing.toReversed()) {
      if (how === 'sent') await settleSent(ctx.store, message, now)
      else await ctx.store.settle(message, { kind: 'again', dueAt: now, counts: 'retry' }, now)
    }
  }
  const act: Record<Step, () => Promise<unknown>> = {
    'send one': () => sendAndWait(ctx, ana, String(sent++)),
    'send other': () => sendAndWait(ctx, scoped, String(sent++)),
    claim,
    sent: () => settleAll('sent'),
    again: () => settleAll('again'),
    meet: meeting,
  }
  for (const step of steps) await act[step]()
  await meeting()
  for (let turns = 0; turns <= sent + 1; turns++) {
    await settleAll('sent')
    await claim()
  }
  assert.deepEqual(ctx.rows(`select id from messages where state <> 'sent'`), [])
  const firsts = [...new Set(leftAfterMeeting)]
  assert.deepEqual(
    firsts,
    firsts.toSorted((a, b) => a - b),
  )
}

const spellings: [string, string, string][] = [
  ['Brazil', '5511987654321', '551187654321'],
  ['Mexico', '5215512345678', '525512345678'],
  ['Argentina', '5491123456789', '541123456789'],
]

for (const backend of tieredBackends) {
  describe(`numbers in two spellings, I9 (${backend.name})`, () => {
    for (const [country, one, other] of spellings) {
      for (const [first, second] of [
        [one, other],
        [other, one],
      ] as const) {
        test(`${country}: ${first} and then ${second} are one pair, in send, answer, status and inbound`, async () => {
          await using ctx = await open(backend)
          const sent = await sendAndWait(ctx, first, '1')
          await sendAndWait(ctx, second, '2')
          await sendAndWait(ctx, first, '3')
          const claimed = await claimOne(ctx.store, t0)
          assert.deepEqual(claimed.recipient, { phone: first })
          await ctx.store.settle(claimed, { kind: 'sent', wamid: `wamid.${sent.id}.1`, recipientId: second }, t0)
          await ingestFacts(ctx.store, [attemptStatus(sent.id, 1, 'delivered', { recipient: { phone: second } })])
          await writes(ctx, { phone: second })
          await writes(ctx, { phone: first })
          assert.deepEqual(await drain(ctx), ['2', '3'])
          assert.deepEqual(
            conversations(ctx).map(({ user_id }) => user_id),
            [first],
          )
          const users = new Set(ctx.rows('select user_id from events').map(({ user_id }) => user_id))
          assert.deepEqual([...users], [first])
          assert.equal((await ctx.store.user(bot, second, t0))?.id, first)
        })
      }
    }

    test('a person who wrote first is found by the other spelling', async () => {
      await using ctx = await open(backend)
      await writes(ctx, { phone: '551187654321' })
      await sendAndWait(ctx, '5511987654321')
      const { userId, recipient } = await claimOne(ctx.store, t0)
      assert.deepEqual([userId, recipient], ['551187654321', { phone: '5511987654321' }])
    })
  })

  describe(`people without a number (${backend.name})`, () => {
    test('sent to, answered and written by one scoped id: one conversation, from end to end', async () => {
      await using ctx = await open(backend)
      const sent = await sendAndWait(ctx, scoped)
      const claimed = await claimOne(ctx.store, t0)
      assert.deepEqual(claimed.recipient, { scopedId: scoped })
      await ctx.store.settle(claimed, { kind: 'sent', wamid: `wamid.${sent.id}.1`, recipientId: scoped }, t0)
      await ingestFacts(ctx.store, [attemptStatus(sent.id, 1, 'delivered', { recipient: { scopedId: scoped } })])
      await writes(ctx, { scopedId: scoped, name: 'Eva' })
      assert.equal(conversations(ctx).length, 1)
      assert.equal((await ctx.store.user(bot, scoped, t0))?.name, 'Eva')
    })

    test('when the number becomes known it leads to the person, and messages use it', async () => {
      await using ctx = await open(backend)
      await writes(ctx, { scopedId: scoped })
      await writes(ctx, { scopedId: scoped, phone: ana })
      await sendAndWait(ctx, ana, '1')
      await sendAndWait(ctx, scoped, '2')
      const claimed = await claimOne(ctx.store, t0)
      assert.deepEqual([claimed.userId, claimed.recipient], [scoped, { phone: ana }])
      await settleSent(ctx.store, claimed, t0)
      assert.deepEqual(await drain(ctx), ['2'])
      assert.equal(conversations(ctx).length, 1)
    })

    for (const [how, learn] of [
      ['a message of theirs', (ctx: TestStore) => writes(ctx, { phone: ana, scopedId: scoped })],
      [
        'a status',
        (ctx: TestStore) =>
          ingestFacts(ctx.store, [
            attemptStatus('msg_none', 1, 'sent', { recipient: { phone: ana, scopedId: scoped } }),
          ]),
      ],
    ] as const) {
      test(`two conversations become one by ${how}: history, memory and waiting messages, in the order of acceptance`, async () => {
        await using ctx = await open(backend)
        await writes(ctx, { phone: ana, name: 'Ana' }, t0 - 5_000)
        await writes(ctx, { scopedId: scoped }, t0)
        await ctx.store.rememberUser({ botId: bot, userId: scoped, params: { a: 1, b: 1 }, now: t0 })
        await ctx.store.rememberUser({ botId: bot, userId: ana, params: { b: 2 }, now: t0 })
        for (const [index, userId] of [ana, scoped, ana, scoped].entries())
          await sendAndWait(ctx, userId, String(index))
        assert.equal(conversations(ctx).length, 2)
        await learn(ctx)
        const [only, ...others] = conversations(ctx)
        assert.deepEqual([only?.user_id, only?.scoped_id, others.length], [ana, scoped, 0])
        assert.equal(only?.last_inbound_at, t0)
        assert.deepEqual((await ctx.store.user(bot, scoped, t0))?.memory, { a: 1, b: 2 })
        assert.deepEqual(await drain(ctx), ['0', '1', '2', '3'])
        assert.equal(ctx.rows(`select seq from inbound where user_id = '${ana}'`).length, how === 'a status' ? 2 : 3)
      })
    }

    test("two memories that are too large for one: the later writer's is kept, and as much of the other as fits", async () => {
      const noted: MemoryNote[] = []
      await using ctx = await backend.open({ onMemoryFull: (note) => noted.push(note) })
      await ctx.store.putBot(testBot())
      const [large, small] = ['x'.repeat(40_000), 'y'.repeat(10_000)]
      for (const [first, second] of [
        [ana, scoped],
        [`${ana}1`, `${scoped}1`],
      ] as const) {
        const [older, newer] = first === ana ? [first, second] : [second, first]
        const personOf = (id: string) => (id === first ? { phone: id } : { scopedId: id })
        await writes(ctx, personOf(older), t0 - 5_000)
        await writes(ctx, personOf(newer), t0)
        await ctx.store.rememberUser({ botId: bot, userId: older, params: { large, small, same: 'older' }, now: t0 })
        await ctx.store.rememberUser({ botId: bot, userId: newer, params: { newest: large, more: small }, now: t0 })
        await writes(ctx, { phone: first, scopedId: second }, t0)
        const memory = (await ctx.store.user(bot, first, t0))?.memory ?? {}
        assert.deepEqual(Object.keys(memory).sort(), ['more', 'newest', 'same', 'small'], first)
        assert.ok(Buffer.byteLength(JSON.stringify(memory)) <= 65_536)
      }
      assert.deepEqual(
        noted.map(({ cause }) => cause),
        ['union', 'union'],
      )
    })

    test('two in flight when they become one: neither overtakes, and later ones wait for both', async () => {
      await using ctx = await open(backend)
      await sendAndWait(ctx, scoped, '0')
      await sendAndWait(ctx, ana, '1')
      await sendAndWait(ctx, scoped, '2')
      const { messages } = await claimAll(ctx.store, t0)
      assert.equal(messages.length, 2)
      await writes(ctx, { phone: ana, scopedId: scoped })
      const [first, second] = messages.toSorted((a, b) => a.seq - b.seq)
      assert.ok(first && second)
      await ctx.store.settle(second, { kind: 'again', dueAt: t0, counts: 'retry' }, t0)
      assert.deepEqual((await claimAll(ctx.store, t0)).messages, [])
      await settleSent(ctx.store, first, t0)
      assert.deepEqual(await drain(ctx), ['1', '2'])
    })

    test('two answers at once, the first of which merges them: the second is theirs as well, in order', async () => {
      await using ctx = await open(backend)
      await ctx.store.putEndpoint(testEndpoint('sent', ['delivered_channel']))
      for (const text of ['0', '1', '2', '3']) await sendAndWait(ctx, Number(text) % 2 === 0 ? ana : scoped, text)
      const [first, second] = (await claimAll(ctx.store, t0)).messages.toSorted((a, b) => a.seq - b.seq)
      assert.ok(first && second)
      const sentAs = (id: string) => ({ kind: 'sent', wamid: `wamid.${id}.1`, recipientId: scoped }) as const
      await Promise.all([first, second].map((one) => ctx.store.settle(one, sentAs(one.id), t0)))
      const reported = ctx.rows(`select events.user_id as told_of, deliveries.user_id, due_at
        from events join deliveries on event_seq = events.seq where endpoint_id = 'sent' order by events.seq`)
      assert.deepEqual(
        reported.map((row) => ({ ...row })),
        [
          { told_of: ana, user_id: ana, due_at: t0 },
          { told_of: ana, user_id: ana, due_at: null },
        ],
      )
      assert.deepEqual(await drain(ctx), ['2', '3'])
    })

    test('whenever two become one, all their messages leave, and those not in flight in order', async () => {
      const step = fc.constantFrom('send one', 'send other', 'claim', 'sent', 'again', 'meet' as const)
      const property = fc.asyncProperty(fc.array(step, { maxLength: 25 }), (steps) => runSteps(backend, steps))
      await fc.assert(property, { numRuns: 60 })
    })

    test('their deliveries become one line too', async () => {
      await using ctx = await open(backend)
      await writes(ctx, { phone: ana })
      await writes(ctx, { scopedId: scoped })
      await writes(ctx, { phone: ana })
      const claim = { endpointId: 'ep', limit: 9, now: t0, inFlight: new Set<number>() }
      const before = (await ctx.store.claimDeliveries(claim)).deliveries
      assert.equal(before.length, 2)
      await writes(ctx, { phone: ana, scopedId: scoped })
      for (const delivery of before.toReversed()) {
        const attempt = { attempt: 1, startedAt: t0, durationMs: 1, answer: '' }
        await ctx.store.settleDeliveries([{ delivery, attempt, decision: { kind: 'delivered' } }], t0)
      }
      for (let left = 2; left > 0; left--) {
        const { deliveries } = await ctx.store.claimDeliveries(claim)
        assert.equal(deliveries.length, 1)
        const [delivery] = deliveries
        const attempt = { attempt: 1, startedAt: t0, durationMs: 1, answer: '' }
        if (delivery) await ctx.store.settleDeliveries([{ delivery, attempt, decision: { kind: 'delivered' } }], t0)
      }
      assert.deepEqual(ctx.rows(`select seq from deliveries where state = 'waiting'`), [])
    })

    test('a number with another scoped id is another person, who took it over', async () => {
      await using ctx = await open(backend)
      await writes(ctx, { scopedId: 'EC.old' })
      await writes(ctx, { scopedId: scoped, phone: ana })
      await writes(ctx, { scopedId: 'EC.old', phone: ana })
      assert.deepEqual(
        conversations(ctx).map(({ user_id, scoped_id }) => [user_id, scoped_id]),
        [
          [ana, scoped],
          ['EC.old', 'EC.old'],
        ],
      )
      assert.equal(ctx.rows(`select user_id from inbound order by seq desc limit 1`)[0]?.user_id, 'EC.old')
    })
  })

  describe(`users (${backend.name})`, () => {
    test('I3: 200 first messages at once, of new people and of one new person: 200 events, nobody twice', async () => {
      await using ctx = await open(backend)
      const people = Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? `59390000${1000 + n}` : ana))
      await Promise.all(people.map((phone) => writes(ctx, { phone })))
      assert.equal(ctx.rows(`select id from events where type = 'message'`).length, 200)
      assert.equal(conversations(ctx).length, 101)
    })

    test('a closed window is refused or reported, only when requested; a repetition is still answered', async () => {
      await using ctx = await open(backend)
      const accept = (windowRule: 'known' | 'off' | 'warn' | 'enforce', at: number, key?: string) =>
        ctx.store.accept({
          botId: bot,
          acceptedAt: at,
          messages: [textMessage(ctx.newId, ana)],
          windowRule,
          ...(key ? { idempotency: { clientId: 'c', key, fingerprint: 'f', answer: '{}' } } : {}),
        })
      assert.deepEqual(await accept('off', t0), { kind: 'accepted' })
      assert.deepEqual(await accept('warn', t0), { kind: 'accepted', isWindowClosed: true })
      assert.deepEqual(await accept('enforce', t0, 'k'), { kind: 'window_closed' })
      assert.deepEqual(await accept('known', t0, 'n'), { kind: 'accepted', isWindowClosed: true })
      assert.equal(ctx.rows('select id from messages').length, 3)
      await writes(ctx, { phone: ana })
      assert.deepEqual(await accept('enforce', t0 + dayMs - 1, 'k'), { kind: 'accepted' })
      assert.deepEqual(await accept('warn', t0 + dayMs - 1), { kind: 'accepted' })
      assert.deepEqual(await accept('enforce', t0 + dayMs, 'k'), { kind: 'replayed', answer: '{}' })
      assert.deepEqual(await accept('enforce', t0 + dayMs), { kind: 'window_closed' })
      assert.deepEqual(await accept('known', t0 + dayMs - 1), { kind: 'accepted' })
      assert.deepEqual(await accept('known', t0 + dayMs), { kind: 'window_closed' })
      assert.deepEqual(await accept('known', t0 + dayMs - 2, 'n'), { kind: 'replayed', answer: '{}' })
    })

    test('state and memory of a person who never wrote are stored, and found by every identifier', async () => {
      await using ctx = await open(backend)
      await ctx.store.setUserState({ botId: bot, userId: '5511987654321', state: 'manual', until: t0 + 10, now: t0 })
      await ctx.store.rememberUser({ botId: bot, userId: '551187654321', params: { a: 1, b: null }, now: t0 })
      const known = await ctx.store.user(bot, '551187654321', t0)
      assert.deepEqual(known, {
        id: '5511987654321',
        botId: bot,
        phone: undefined,
        scopedId: undefined,
        name: undefined,
        state: 'manual',
        stateUntil: t0 + 10,
        skillId: undefined,
        memory: { a: 1 },
        lastInboundAt: undefined,
      })
      assert.equal((await ctx.store.user(bot, '5511987654321', t0 + 10))?.state, 'auto')
      assert.equal(await ctx.store.user(bot, ana, t0), undefined)
    })

    test('the list: the latest writer first; found by digits, id and name', async () => {
      await using ctx = await open(backend)
      await writes(ctx, { phone: ana, name: 'Ana 100%' }, t0)
      await writes(ctx, { scopedId: scoped, name: 'Eva' }, t0 + 2)
      await writes(ctx, { phone: '593900000001', name: 'Beto' }, t0 + 1)
      await ctx.store.rememberUser({ botId: bot, userId: '34600000000', params: {}, now: t0 })
      const list = async (search?: string, offset = 0, limit = 10) =>
        idsOf((await ctx.store.users({ botId: bot, search }, offset, limit, t0)).users)
      assert.deepEqual(await list(), [scoped, '593900000001', ana, '34600000000'])
      assert.deepEqual(await list(undefined, 1, 2), ['593900000001', ana])
      assert.deepEqual(await list('593'), ['593900000001', ana])
      assert.deepEqual(await list('5939876'), [ana])
      assert.deepEqual(await list(scoped), [scoped])
      assert.deepEqual(await list('ANA'), [ana])
      assert.deepEqual(await list('0%'), [ana])
      assert.deepEqual(await list('_'), [])
      const total = async (search?: string) => (await ctx.store.users({ botId: bot, search }, 9, 1, t0)).total
      assert.equal(await total(), 4)
      assert.equal(await total('593'), 2)
      assert.equal(await total('ana'), 1)
    })
  })
}
