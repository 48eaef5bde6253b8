/**
 * Names change hands: a conversation follows its person to another number or id as a whole, what is sent to the former name goes along, and
 * whoever gets the name later inherits nothing.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Person, Renaming } from '../../src/model/inbound.ts'
import type { Skill } from '../../src/model/skill.ts'
import { attemptStatus, inboundFact, statusFact, tell, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import {
  acceptAll,
  type Backend,
  backends,
  claimAll,
  claimOne,
  settleSent,
  testBot,
  textMessage,
} from '../support/store.ts'

const botId = 'bot_test'
const old = '593987654321'
const next = '593911111111'
const third = '593922222222'
const [oldId, nextId] = ['EC.old', 'EC.next']
const second = 1_000

async function openWithBot(backend: Backend): Promise<TestStore> {
  const it = await backend.open()
  await it.store.putBot(testBot())
  await it.store.putEndpoint(testEndpoint('ep', ['message']))
  return it
}

let lastWamid = 0
const nextWamid = () => `wamid.names.${lastWamid++}`

const writes = (it: TestStore, person: Person, at = t0, text = 'hola') =>
  tell(it.store, [inboundFact(nextWamid(), { person, sentAt: at, bubble: { type: 'text', text } })], at)

const changes = (it: TestStore, renamed: Renaming, at = t0 + second, wamid = nextWamid()) =>
  tell(
    it.store,
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

const user = (it: TestStore, name: string, now = t0 + 10 * second) => it.store.user(botId, name, now)
const ids = (it: TestStore) => it.rows('select user_id from conversations order by user_id').map((row) => row.user_id)

async function sends(it: TestStore, userId: string, text = 'hola', now = t0) {
  const message = textMessage(it.newId, userId, text)
  await acceptAll(it.store, now, [message])
  return message
}

async function recipientOf(it: TestStore, name: string, now: number) {
  await sends(it, name, name, now)
  const claimed = await claimOne(it.store, now)
  await settleSent(it.store, claimed, now)
  return claimed.recipient
}

for (const backend of backends) {
  describe(`a person is followed (${backend.name})`, () => {
    test('to another number, as a whole: state, memory, skill, window, history and the order of what waits', async () => {
      await using it = await openWithBot(backend)
      const { store } = it
      await store.putSkill({
        id: 'k',
        botId,
        name: 'k',
        kind: 'messages',
        messages: [],
        createdAt: 1,
        updatedAt: 1,
      } as unknown as Skill)
      await writes(it, { phone: old, scopedId: oldId, name: 'Ana' })
      const note = textMessage(it.newId, old, 'n', { kind: 'notification', elementName: 'e' })
      await acceptAll(store, t0, [note])
      await settleSent(store, await claimOne(store, t0), t0)
      await store.rememberUser({ botId, userId: old, params: { a: 1 }, now: t0 })
      await store.activateSkill({ botId, userId: old, skillId: 'k', now: t0 })
      await writes(it, { phone: old, scopedId: oldId }, t0, 'to the skill')
      await store.setUserState({ botId, userId: old, state: 'manual', now: t0 })
      for (const text of ['1', '2', '3']) await sends(it, old, text)
      const [paired] = it.rows('select pair_empty_at, last_notification_seq from conversations')
      const waitingBefore = it.rows(`select seq from deliveries where state = 'waiting'`).length
      await changes(it, toNext)
      const { id, phone, scopedId, state, memory, skillId, lastInboundAt, name } = (await user(it, next)) ?? {}
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
      assert.deepEqual(it.rows('select pair_empty_at, last_notification_seq from conversations'), [paired])
      assert.deepEqual(ids(it), [next])
      assert.equal(await store.countHistory({ botId, userId: next }), 7)
      assert.equal(await store.countHistory({ botId, userId: old }), 0)
      await sends(it, old, '4')
      await sends(it, oldId, '5')
      const texts: unknown[] = []
      for (let now = t0 + second; texts.length < 5; now += 10 * second) {
        const claimed = await claimOne(store, now)
        assert.deepEqual(claimed.recipient, { phone: next })
        texts.push((claimed.content as { text: string }).text)
        await settleSent(store, claimed, now)
      }
      assert.deepEqual(texts, ['1', '2', '3', '4', '5'])
      const line = it.rows(`select user_id, due_at from deliveries where state = 'waiting' order by seq`)
      assert.equal(line.length, waitingBefore + 1)
      assert.deepEqual(new Set(line.map(({ user_id }) => user_id)), new Set([next]))
      assert.equal(line.filter(({ due_at }) => due_at !== null).length, 1)
    })

    test('the bot hears of it under the new id, with the former one beside it; it opens no window and wakes no skill', async () => {
      await using it = await openWithBot(backend)
      await it.store.rememberUser({ botId, userId: old, params: {}, now: t0 })
      await changes(it, toNext)
      const [told] = it.rows(`select user_id, body from events where type = 'message'`)
      const body = JSON.parse(String(told?.body))
      assert.deepEqual([told?.user_id, body.userId, body.bubble.previousUserId], [next, next, old])
      assert.equal((await user(it, next))?.lastInboundAt, undefined)
    })

    test('whoever writes from the former number is somebody else; what was written before is not', async () => {
      await using it = await openWithBot(backend)
      await writes(it, { phone: old })
      await it.store.setUserState({ botId, userId: old, state: 'manual', now: t0 })
      await it.store.rememberUser({ botId, userId: old, params: { secret: 1 }, now: t0 })
      await changes(it, { from: { phone: old }, to: { phone: next }, keepsNumber: false })
      assert.equal((await user(it, old))?.id, next)
      await writes(it, { phone: old }, t0 + 500, 'late')
      assert.deepEqual(ids(it), [next])
      await writes(it, { phone: old, name: 'Stranger' }, t0 + 2 * second, 'new')
      const stranger = await user(it, old)
      assert.deepEqual([stranger?.id, stranger?.state, stranger?.memory], [old, 'auto', {}])
      assert.deepEqual((await user(it, next))?.state, 'manual')
      assert.equal(await it.store.countHistory({ botId, userId: old }), 1)
      assert.deepEqual(await recipientOf(it, old, t0 + 60 * second), { phone: old })
      await writes(it, { phone: old }, t0 + 600, 'later still')
      assert.equal(await it.store.countHistory({ botId, userId: old }), 2, 'and one that was sent')
    })

    test('whoever takes a number over without a word about it, known by their id: the former holder goes by theirs', async () => {
      await using it = await openWithBot(backend)
      await writes(it, { phone: old, scopedId: oldId })
      await it.store.setUserState({ botId, userId: old, state: 'manual', now: t0 })
      await sends(it, old, 'for the former one')
      await writes(it, { phone: old, scopedId: 'EC.stranger' }, t0 + second)
      assert.deepEqual(ids(it), [old, oldId])
      assert.deepEqual(
        [(await user(it, old))?.state, (await user(it, oldId))?.state, (await user(it, oldId))?.phone],
        ['auto', 'manual', undefined],
      )
      const claimed = await claimOne(it.store, t0 + second)
      assert.deepEqual([claimed.userId, claimed.recipient], [oldId, { scopedId: oldId }])
      await settleSent(it.store, claimed, t0 + second)
      assert.deepEqual(await recipientOf(it, old, t0 + 60 * second), { phone: old })
      await writes(it, { phone: old, scopedId: oldId }, t0, 'late')
      assert.equal((await user(it, oldId))?.phone, undefined, 'a late word takes nothing back')
    })

    test('only the id changes: the number stays, and the former id leads to it', async () => {
      await using it = await openWithBot(backend)
      await writes(it, { phone: old, scopedId: oldId })
      await it.store.setUserState({ botId, userId: old, state: 'manual', now: t0 })
      await changes(it, { from: { scopedId: oldId }, to: { scopedId: nextId }, keepsNumber: true })
      for (const name of [old, oldId, nextId]) assert.equal((await user(it, name))?.id, old)
      assert.equal((await user(it, old))?.scopedId, nextId)
      await writes(it, { phone: old, scopedId: nextId }, t0 + 2 * second)
      await writes(it, { scopedId: oldId }, t0, 'late')
      assert.deepEqual(ids(it), [old])
      assert.equal((await user(it, old))?.scopedId, nextId)
    })

    test('of somebody without a number: under the new id; the parent id leads there too', async () => {
      await using it = await openWithBot(backend)
      await writes(it, { scopedId: oldId })
      await sends(it, oldId, '1')
      const renamed = { from: { scopedId: oldId, parentId: 'EC.ENT.p' }, to: { scopedId: nextId }, keepsNumber: true }
      await changes(it, renamed)
      assert.deepEqual(ids(it), [nextId])
      for (const name of [oldId, 'EC.ENT.p']) assert.equal((await user(it, name))?.id, nextId)
      assert.deepEqual((await claimOne(it.store, t0 + second)).recipient, { scopedId: nextId })
    })

    test('who wrote under the new id before it was told is the same', async () => {
      await using it = await openWithBot(backend)
      await writes(it, { phone: old, scopedId: oldId })
      await it.store.setUserState({ botId, userId: old, state: 'manual', now: t0 })
      await writes(it, { phone: old, scopedId: nextId }, t0 + 2 * second)
      assert.equal(ids(it).length, 2)
      await changes(it, { from: { scopedId: oldId }, to: { scopedId: nextId }, keepsNumber: true })
      assert.deepEqual(ids(it), [old])
      assert.deepEqual([(await user(it, old))?.state, (await user(it, oldId))?.scopedId], ['manual', nextId])
    })

    test('a status that names the new id before it was told takes the number from nobody', async () => {
      await using it = await openWithBot(backend)
      await writes(it, { phone: old, scopedId: oldId })
      await it.store.setUserState({ botId, userId: old, state: 'manual', now: t0 })
      const recipient = { phone: old, scopedId: nextId }
      await tell(it.store, [statusFact('wamid.none', 'delivered', { recipient, at: t0 + 2 * second })], t0 + 2 * second)
      await changes(it, { from: { scopedId: oldId }, to: { scopedId: nextId }, keepsNumber: true })
      const known = await user(it, old)
      assert.deepEqual([ids(it), known?.state, known?.scopedId], [[old], 'manual', nextId])
    })

    for (const [name, order] of [
      ['in order', [0, 1]],
      ['in the wrong order', [1, 0]],
      ['each twice', [0, 0, 1, 1, 0, 1]],
    ] as const) {
      test(`two changes, told ${name}: every name leads to the last`, async () => {
        await using it = await openWithBot(backend)
        await writes(it, { phone: old, scopedId: oldId })
        await it.store.setUserState({ botId, userId: old, state: 'manual', now: t0 })
        const steps: Renaming[] = [
          toNext,
          { from: { phone: next, scopedId: nextId }, to: { phone: third, scopedId: 'EC.third' }, keepsNumber: false },
        ]
        for (const index of order) {
          const renamed = steps[index]
          if (renamed) await changes(it, renamed, t0 + (index + 1) * second)
        }
        for (const known of [old, oldId, next, nextId, third, 'EC.third'])
          assert.deepEqual([known, (await user(it, known))?.id], [known, third])
        assert.deepEqual([ids(it), (await user(it, third))?.state], [[third], 'manual'])
        assert.equal((await user(it, third))?.scopedId, 'EC.third')
      })
    }

    for (const isNumberFirst of [true, false]) {
      test(`one change told as two, the ${isNumberFirst ? 'number' : 'id'} first`, async () => {
        await using it = await openWithBot(backend)
        await writes(it, { phone: old, scopedId: oldId })
        const number: Renaming = { from: { phone: old }, to: { phone: next }, keepsNumber: false }
        const id: Renaming = { from: { scopedId: oldId }, to: { scopedId: nextId }, keepsNumber: true }
        for (const renamed of isNumberFirst ? [number, id] : [id, number]) await changes(it, renamed)
        assert.deepEqual(ids(it), [next])
        assert.equal((await user(it, oldId))?.id, next)
        if (isNumberFirst) assert.equal((await user(it, next))?.scopedId, nextId)
      })
    }

    test('the same word twice is a duplicate, also after the names changed again', async () => {
      await using it = await openWithBot(backend)
      await writes(it, { phone: old })
      const there: Renaming = { from: { phone: old }, to: { phone: next }, keepsNumber: false }
      const back: Renaming = { from: { phone: next }, to: { phone: old }, keepsNumber: false }
      await changes(it, there, t0 + second, 'wamid.there')
      await changes(it, back, t0 + 2 * second, 'wamid.back')
      assert.equal((await changes(it, there, t0 + second, 'wamid.there')).duplicates, 1)
      assert.deepEqual([ids(it), (await user(it, next))?.id], [[old], old])
      assert.deepEqual(await recipientOf(it, next, t0 + 60 * second), { phone: old })
    })

    test('who had the new number before is not made one with its new holder', async () => {
      await using it = await openWithBot(backend)
      await writes(it, { phone: next, scopedId: 'EC.former' }, t0 - 5 * second)
      await writes(it, { phone: third }, t0 - 5 * second)
      await it.store.setUserState({ botId, userId: next, state: 'manual', now: t0 })
      await writes(it, { phone: old })
      await changes(it, { from: { phone: old }, to: { phone: next, scopedId: nextId }, keepsNumber: false })
      assert.deepEqual([(await user(it, next))?.state, (await user(it, 'EC.former'))?.state], ['auto', 'manual'])
      await changes(it, { from: { phone: next }, to: { phone: third }, keepsNumber: false }, t0 + 2 * second)
      assert.equal(await it.store.countHistory({ botId, userId: third }), 3)
      assert.equal(it.rows('select seq from inbound').length, 5)
    })

    test('what was in the air when they changed teaches nothing of the former number', async () => {
      await using it = await openWithBot(backend)
      await writes(it, { phone: old, scopedId: oldId })
      const sent = await sends(it, old)
      const claimed = await claimOne(it.store, t0)
      await changes(it, toNext)
      const answer = { kind: 'sent', wamid: `wamid.${sent.id}.1`, recipientId: old } as const
      await it.store.settle(claimed, answer, t0 + 2 * second)
      await tell(it.store, [attemptStatus(sent.id, 1, 'delivered', { recipient: { phone: old, scopedId: oldId } })])
      const known = await user(it, old)
      assert.deepEqual([known?.id, known?.phone, known?.scopedId], [next, next, nextId])
    })

    test('nobody known: the former names lead to the new one all the same, and what waited goes there', async () => {
      await using it = await openWithBot(backend)
      await sends(it, old, '1')
      await changes(it, toNext)
      await sends(it, oldId, '2', t0 + second)
      const first = await claimOne(it.store, t0 + second)
      assert.deepEqual([first.recipient, first.userId], [{ phone: next }, next])
      await settleSent(it.store, first, t0 + second)
      assert.deepEqual((await claimOne(it.store, t0 + 60 * second)).recipient, { phone: next })
    })

    test('a status that names another number than its message went to makes nobody one', async () => {
      await using it = await openWithBot(backend)
      await writes(it, { phone: old })
      await writes(it, { phone: next })
      const sent = await sends(it, old)
      await claimAll(it.store, t0)
      await tell(it.store, [attemptStatus(sent.id, 1, 'delivered', { recipient: { phone: next } })])
      assert.deepEqual(ids(it), [next, old])
    })

    test('whoever changes, comes and goes: each conversation has one person, and each person one conversation', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), (acts) => liveThrough(backend, acts)),
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
async function liveThrough(backend: Backend, acts: Act[]): Promise<void> {
  await using it = await openWithBot(backend)
  const people = [0, 1, 2, 3].map((n) => ({ n, number: n, id: `EC.${n}v0`, version: 0, hasId: false }))
  const phoneOf = (number: number) => `59390000000${number}`
  let at = t0
  for (const { who, what, number } of acts) {
    at += 2 * second
    const person = people[who]
    if (!person) continue
    const phone = phoneOf(person.number)
    if (what === 'send') await sends(it, phone, 'x', at)
    if (what === 'write') await writes(it, { phone }, at, `by ${who}`)
    if (what === 'write with id') {
      person.hasId = true
      await writes(it, { phone, scopedId: person.id }, at, `by ${who}`)
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
      await changes(it, renamed, at)
    }
  }
  const said = it.rows(`select user_id, bubble from inbound`).map(({ user_id, bubble }) => {
    return { userId: String(user_id), text: (JSON.parse(String(bubble)) as { text: string }).text }
  })
  const words = said.filter(({ text }) => text.startsWith('by '))
  const pairs = new Set(words.map(({ userId, text }) => `${userId} ${text}`))
  assert.equal(pairs.size, new Set(words.map(({ userId }) => userId)).size, [...pairs].join(', '))
  assert.equal(pairs.size, new Set(words.map(({ text }) => text)).size, [...pairs].join(', '))
}
