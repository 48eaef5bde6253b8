/**
 * Identifiers change owners: a conversation follows its person to another number or id as a whole, messages to the
 * former identifier follow too, and a later owner of the identifier inherits nothing.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Person, Renaming } from '../../src/model/inbound/inbound.ts'
import type { Skill } from '../../src/model/skill/skill.ts'
import { attemptStatus, inboundFact, ingestFacts, statusFact } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import {
  acceptAll,
  type Backend,
  claimAll,
  claimOne,
  settleSent,
  textMessage,
  tieredBackends,
} from '../support/store.ts'
import { openWithBot } from '../support/store-fixtures.ts'

const botId = 'bot_test'
const old = '593987654321'
const next = '593911111111'
const third = '593922222222'
const [oldId, nextId] = ['EC.old', 'EC.next']
const second = 1_000

const open = (backend: Backend) => openWithBot(backend, { events: ['message'] })

let lastWamid = 0
const nextWamid = () => `wamid.names.${lastWamid++}`

const writes = (ctx: TestStore, person: Person, at = t0, text = 'hola') =>
  ingestFacts(ctx.store, [inboundFact(nextWamid(), { person, sentAt: at, bubble: { type: 'text', text } })], at)

const changes = (ctx: TestStore, renamed: Renaming, at = t0 + second, wamid = nextWamid()) =>
  ingestFacts(
    ctx.store,
    [
      inboundFact(wamid, {
        person: renamed.from.phone ? { phone: renamed.from.phone } : renamed.to,
        renamed,
        sentAt: at,
        bubble: { type: 'system', text: 'changed' },
      }),
    ],
    at,
  )

const toNext: Renaming = {
  from: { phone: old, scopedId: oldId },
  to: { phone: next, scopedId: nextId },
  keepsNumber: false,
}

const user = (ctx: TestStore, name: string, now = t0 + 10 * second) => ctx.store.user(botId, name, now)
const ids = (ctx: TestStore) => ctx.rows('select user_id from conversations order by user_id').map((row) => row.user_id)

async function sendAndWait(ctx: TestStore, userId: string, text = 'hola', now = t0) {
  const message = textMessage(ctx.newId, userId, text)
  await acceptAll(ctx.store, now, [message])
  return message
}

async function recipientOf(ctx: TestStore, name: string, now: number) {
  await sendAndWait(ctx, name, name, now)
  const claimed = await claimOne(ctx.store, now)
  await settleSent(ctx.store, claimed, now)
  return claimed.recipient
}

for (const backend of tieredBackends) {
  describe(`a person is followed (${backend.name})`, () => {
    test('to another number, as a whole: state, memory, skill, window, history and the order of waiting messages', async () => {
      await using ctx = await open(backend)
      const { store } = ctx
      await store.putSkill({
        id: 'k',
        botId,
        name: 'k',
        kind: 'messages',
        messages: [],
        createdAt: 1,
        updatedAt: 1,
      } as unknown as Skill)
      await writes(ctx, { phone: old, scopedId: oldId, name: 'Ana' })
      const note = textMessage(ctx.newId, old, 'n', { kind: 'notification', elementName: 'e' })
      await acceptAll(store, t0, [note])
      await settleSent(store, await claimOne(store, t0), t0)
      await store.rememberUser({ botId, userId: old, params: { a: 1 }, now: t0 })
      await store.activateSkill({ botId, userId: old, skillId: 'k', now: t0 })
      await writes(ctx, { phone: old, scopedId: oldId }, t0, 'to the skill')
      await store.setUserState({ botId, userId: old, state: 'manual', now: t0 })
      for (const text of ['1', '2', '3']) await sendAndWait(ctx, old, text)
      const [paired] = ctx.rows('select pair_empty_at, last_notification_seq from conversations')
      const waitingBefore = ctx.rows(`select seq from deliveries where state = 'waiting'`).length
      await changes(ctx, toNext)
      const { id, phone, scopedId, state, memory, skillId, lastInboundAt, name } = (await user(ctx, next)) ?? {}
      assert.deepEqual(
        { id, phone, scopedId, state, memory, skillId, lastInboundAt, name },
        {
          id: next,
          phone: next,
          scopedId: nextId,
          state: 'manual',
          memory: { a: 1 },
          skillId: 'k',
          lastInboundAt: t0,
          name: 'Ana',
        },
      )
      assert.deepEqual(ctx.rows('select pair_empty_at, last_notification_seq from conversations'), [paired])
      assert.deepEqual(ids(ctx), [next])
      assert.equal(await store.countHistory({ botId, userId: next }), 7)
      assert.equal(await store.countHistory({ botId, userId: old }), 0)
      await sendAndWait(ctx, old, '4')
      await sendAndWait(ctx, oldId, '5')
      const texts: unknown[] = []
      for (let now = t0 + second; texts.length < 5; now += 10 * second) {
        const claimed = await claimOne(store, now)
        assert.deepEqual(claimed.recipient, { phone: next })
        texts.push((claimed.content as { text: string }).text)
        await settleSent(store, claimed, now)
      }
      assert.deepEqual(texts, ['1', '2', '3', '4', '5'])
      const line = ctx.rows(`select user_id, due_at from deliveries where state = 'waiting' order by seq`)
      assert.equal(line.length, waitingBefore + 1)
      assert.deepEqual(new Set(line.map(({ user_id }) => user_id)), new Set([next]))
      assert.equal(line.filter(({ due_at }) => due_at !== null).length, 1)
    })

    test('the bot gets the event under the new id, with the former one beside it; it opens no window and starts no skill', async () => {
      await using ctx = await open(backend)
      await ctx.store.rememberUser({ botId, userId: old, params: {}, now: t0 })
      await changes(ctx, toNext)
      const [reported] = ctx.rows(`select user_id, body from events where type = 'message'`)
      const body = JSON.parse(String(reported?.body))
      assert.deepEqual([reported?.user_id, body.userId, body.bubble.previousUserId], [next, next, old])
      assert.equal((await user(ctx, next))?.lastInboundAt, undefined)
    })

    test("a message from the former number is somebody else's; one written before the change is not", async () => {
      await using ctx = await open(backend)
      await writes(ctx, { phone: old })
      await ctx.store.setUserState({ botId, userId: old, state: 'manual', now: t0 })
      await ctx.store.rememberUser({ botId, userId: old, params: { secret: 1 }, now: t0 })
      await changes(ctx, { from: { phone: old }, to: { phone: next }, keepsNumber: false })
      assert.equal((await user(ctx, old))?.id, next)
      await writes(ctx, { phone: old }, t0 + 500, 'late')
      assert.deepEqual(ids(ctx), [next])
      await writes(ctx, { phone: old, name: 'Stranger' }, t0 + 2 * second, 'new')
      const stranger = await user(ctx, old)
      assert.deepEqual([stranger?.id, stranger?.state, stranger?.memory], [old, 'auto', {}])
      assert.deepEqual((await user(ctx, next))?.state, 'manual')
      assert.equal(await ctx.store.countHistory({ botId, userId: old }), 1)
      assert.deepEqual(await recipientOf(ctx, old, t0 + 60 * second), { phone: old })
      await writes(ctx, { phone: old }, t0 + 600, 'later still')
      assert.equal(await ctx.store.countHistory({ botId, userId: old }), 2, 'and one that was sent')
    })

    test('a person takes a number over without a notice of it, identified by their id: the former owner is reached by id', async () => {
      await using ctx = await open(backend)
      await writes(ctx, { phone: old, scopedId: oldId })
      await ctx.store.setUserState({ botId, userId: old, state: 'manual', now: t0 })
      await sendAndWait(ctx, old, 'for the former one')
      await writes(ctx, { phone: old, scopedId: 'EC.stranger' }, t0 + second)
      assert.deepEqual(ids(ctx), [old, oldId])
      assert.deepEqual(
        [(await user(ctx, old))?.state, (await user(ctx, oldId))?.state, (await user(ctx, oldId))?.phone],
        ['auto', 'manual', undefined],
      )
      const claimed = await claimOne(ctx.store, t0 + second)
      assert.deepEqual([claimed.userId, claimed.recipient], [oldId, { scopedId: oldId }])
      await settleSent(ctx.store, claimed, t0 + second)
      assert.deepEqual(await recipientOf(ctx, old, t0 + 60 * second), { phone: old })
      await writes(ctx, { phone: old, scopedId: oldId }, t0, 'late')
      assert.equal((await user(ctx, oldId))?.phone, undefined, 'a late word takes nothing back')
    })

    test('only the id changes: the number stays, and the former id leads to it', async () => {
      await using ctx = await open(backend)
      await writes(ctx, { phone: old, scopedId: oldId })
      await ctx.store.setUserState({ botId, userId: old, state: 'manual', now: t0 })
      await changes(ctx, { from: { scopedId: oldId }, to: { scopedId: nextId }, keepsNumber: true })
      for (const name of [old, oldId, nextId]) assert.equal((await user(ctx, name))?.id, old)
      assert.equal((await user(ctx, old))?.scopedId, nextId)
      await writes(ctx, { phone: old, scopedId: nextId }, t0 + 2 * second)
      await writes(ctx, { scopedId: oldId }, t0, 'late')
      assert.deepEqual(ids(ctx), [old])
      assert.equal((await user(ctx, old))?.scopedId, nextId)
    })

    test('for a person without a number: under the new id; the parent id leads there too', async () => {
      await using ctx = await open(backend)
      await writes(ctx, { scopedId: oldId })
      await sendAndWait(ctx, oldId, '1')
      const renamed = { from: { scopedId: oldId, parentId: 'EC.ENT.p' }, to: { scopedId: nextId }, keepsNumber: true }
      await changes(ctx, renamed)
      assert.deepEqual(ids(ctx), [nextId])
      for (const name of [oldId, 'EC.ENT.p']) assert.equal((await user(ctx, name))?.id, nextId)
      assert.deepEqual((await claimOne(ctx.store, t0 + second)).recipient, { scopedId: nextId })
    })

    test('a person who wrote under the new id before the notice is the same', async () => {
      await using ctx = await open(backend)
      await writes(ctx, { phone: old, scopedId: oldId })
      await ctx.store.setUserState({ botId, userId: old, state: 'manual', now: t0 })
      await writes(ctx, { phone: old, scopedId: nextId }, t0 + 2 * second)
      assert.equal(ids(ctx).length, 2)
      await changes(ctx, { from: { scopedId: oldId }, to: { scopedId: nextId }, keepsNumber: true })
      assert.deepEqual(ids(ctx), [old])
      assert.deepEqual([(await user(ctx, old))?.state, (await user(ctx, oldId))?.scopedId], ['manual', nextId])
    })

    test('a status that names the new id before the notice takes the number from nobody', async () => {
      await using ctx = await open(backend)
      await writes(ctx, { phone: old, scopedId: oldId })
      await ctx.store.setUserState({ botId, userId: old, state: 'manual', now: t0 })
      const recipient = { phone: old, scopedId: nextId }
      await ingestFacts(
        ctx.store,
        [statusFact('wamid.none', 'delivered', { recipient, at: t0 + 2 * second })],
        t0 + 2 * second,
      )
      await changes(ctx, { from: { scopedId: oldId }, to: { scopedId: nextId }, keepsNumber: true })
      const known = await user(ctx, old)
      assert.deepEqual([ids(ctx), known?.state, known?.scopedId], [[old], 'manual', nextId])
    })

    for (const [name, order] of [
      ['in order', [0, 1]],
      ['in the wrong order', [1, 0]],
      ['each twice', [0, 0, 1, 1, 0, 1]],
    ] as const) {
      test(`two changes, reported ${name}: every identifier leads to the last`, async () => {
        await using ctx = await open(backend)
        await writes(ctx, { phone: old, scopedId: oldId })
        await ctx.store.setUserState({ botId, userId: old, state: 'manual', now: t0 })
        const steps: Renaming[] = [
          toNext,
          { from: { phone: next, scopedId: nextId }, to: { phone: third, scopedId: 'EC.third' }, keepsNumber: false },
        ]
        for (const index of order) {
          const renamed = steps[index]
          if (renamed) await changes(ctx, renamed, t0 + (index + 1) * second)
        }
        for (const known of [old, oldId, next, nextId, third, 'EC.third'])
          assert.deepEqual([known, (await user(ctx, known))?.id], [known, third])
        assert.deepEqual([ids(ctx), (await user(ctx, third))?.state], [[third], 'manual'])
        assert.equal((await user(ctx, third))?.scopedId, 'EC.third')
      })
    }

    for (const isNumberFirst of [true, false]) {
      test(`one change reported as two, the ${isNumberFirst ? 'number' : 'id'} first`, async () => {
        await using ctx = await open(backend)
        await writes(ctx, { phone: old, scopedId: oldId })
        const number: Renaming = { from: { phone: old }, to: { phone: next }, keepsNumber: false }
        const id: Renaming = { from: { scopedId: oldId }, to: { scopedId: nextId }, keepsNumber: true }
        for (const renamed of isNumberFirst ? [number, id] : [id, number]) await changes(ctx, renamed)
        assert.deepEqual(ids(ctx), [next])
        assert.equal((await user(ctx, oldId))?.id, next)
        if (isNumberFirst) assert.equal((await user(ctx, next))?.scopedId, nextId)
      })
    }

    test('a repeated notice is a duplicate, also after the identifiers changed again', async () => {
      await using ctx = await open(backend)
      await writes(ctx, { phone: old })
      const there: Renaming = { from: { phone: old }, to: { phone: next }, keepsNumber: false }
      const back: Renaming = { from: { phone: next }, to: { phone: old }, keepsNumber: false }
      await changes(ctx, there, t0 + second, 'wamid.there')
      await changes(ctx, back, t0 + 2 * second, 'wamid.back')
      assert.equal((await changes(ctx, there, t0 + second, 'wamid.there')).duplicates, 1)
      assert.deepEqual([ids(ctx), (await user(ctx, next))?.id], [[old], old])
      assert.deepEqual(await recipientOf(ctx, next, t0 + 60 * second), { phone: old })
    })

    test('the previous owner of the new number is not merged with its new owner', async () => {
      await using ctx = await open(backend)
      await writes(ctx, { phone: next, scopedId: 'EC.former' }, t0 - 5 * second)
      await writes(ctx, { phone: third }, t0 - 5 * second)
      await ctx.store.setUserState({ botId, userId: next, state: 'manual', now: t0 })
      await writes(ctx, { phone: old })
      await changes(ctx, { from: { phone: old }, to: { phone: next, scopedId: nextId }, keepsNumber: false })
      assert.deepEqual([(await user(ctx, next))?.state, (await user(ctx, 'EC.former'))?.state], ['auto', 'manual'])
      await changes(ctx, { from: { phone: next }, to: { phone: third }, keepsNumber: false }, t0 + 2 * second)
      assert.equal(await ctx.store.countHistory({ botId, userId: third }), 3)
      assert.equal(ctx.rows('select seq from inbound').length, 5)
    })

    test('a message in flight during the change teaches nothing about the former number', async () => {
      await using ctx = await open(backend)
      await writes(ctx, { phone: old, scopedId: oldId })
      const sent = await sendAndWait(ctx, old)
      const claimed = await claimOne(ctx.store, t0)
      await changes(ctx, toNext)
      const answer = { kind: 'sent', wamid: `wamid.${sent.id}.1`, recipientId: old } as const
      await ctx.store.settle(claimed, answer, t0 + 2 * second)
      await ingestFacts(ctx.store, [
        attemptStatus(sent.id, 1, 'delivered', { recipient: { phone: old, scopedId: oldId } }),
      ])
      const known = await user(ctx, old)
      assert.deepEqual([known?.id, known?.phone, known?.scopedId], [next, next, nextId])
    })

    test('an unknown person: the former identifiers lead to the new one all the same, and waiting messages go there', async () => {
      await using ctx = await open(backend)
      await sendAndWait(ctx, old, '1')
      await changes(ctx, toNext)
      await sendAndWait(ctx, oldId, '2', t0 + second)
      const first = await claimOne(ctx.store, t0 + second)
      assert.deepEqual([first.recipient, first.userId], [{ phone: next }, next])
      await settleSent(ctx.store, first, t0 + second)
      assert.deepEqual((await claimOne(ctx.store, t0 + 60 * second)).recipient, { phone: next })
    })

    test('a status that names another number than its message went to merges nobody', async () => {
      await using ctx = await open(backend)
      await writes(ctx, { phone: old })
      await writes(ctx, { phone: next })
      const sent = await sendAndWait(ctx, old)
      await claimAll(ctx.store, t0)
      await ingestFacts(ctx.store, [attemptStatus(sent.id, 1, 'delivered', { recipient: { phone: next } })])
      assert.deepEqual(ids(ctx), [next, old])
    })

    test('whoever changes, comes and goes: each conversation has one person, and each person one conversation', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), (acts) => runActs(backend, acts)),
        { numRuns: 30 },
      )
    })
  })
}

type Act = { who: number; what: 'write' | 'write with id' | 'change' | 'change with id' | 'send'; number: number }
const act: fc.Arbitrary<Act> = fc.record({
  who: fc.nat(3),
  what: fc.constantFrom('write', 'write with id', 'change', 'change with id', 'send'),
  number: fc.nat(4),
})

/** Four people and five numbers, each of one person at a time; a number that was left may be taken. */
async function runActs(backend: Backend, acts: Act[]): Promise<void> {
  await using ctx = await open(backend)
  const people = [0, 1, 2, 3].map((n) => ({ n, number: n, id: `EC.${n}v0`, version: 0, hasId: false }))
  const phoneOf = (number: number) => `59390000000${number}`
  let at = t0
  for (const { who, what, number } of acts) {
    at += 2 * second
    const person = people[who]
    if (!person) continue
    const phone = phoneOf(person.number)
    if (what === 'send') await sendAndWait(ctx, phone, 'x', at)
    if (what === 'write') await writes(ctx, { phone }, at, `by ${who}`)
    if (what === 'write with id') {
      person.hasId = true
      await writes(ctx, { phone, scopedId: person.id }, at, `by ${who}`)
    }
    if (what.startsWith('change') && people.every((one) => one.number !== number)) {
      const before = person.id
      person.version += 1
      person.id = `EC.${who}v${person.version}`
      person.number = number
      const hasIds = what === 'change with id'
      const renamed: Renaming = {
        from: { phone, ...(hasIds ? { scopedId: before } : {}) },
        to: { phone: phoneOf(number), ...(hasIds ? { scopedId: person.id } : {}) },
        keepsNumber: false,
      }
      await changes(ctx, renamed, at)
    }
  }
  const said = ctx.rows(`select user_id, bubble from inbound`).map(({ user_id, bubble }) => {
    return { userId: String(user_id), text: (JSON.parse(String(bubble)) as { text: string }).text }
  })
  const words = said.filter(({ text }) => text.startsWith('by '))
  const pairs = new Set(words.map(({ userId, text }) => `${userId} ${text}`))
  assert.equal(pairs.size, new Set(words.map(({ userId }) => userId)).size, [...pairs].join(', '))
  assert.equal(pairs.size, new Set(words.map(({ text }) => text)).size, [...pairs].join(', '))
}
