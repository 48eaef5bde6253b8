/**
 * Who wants no marketing: whatever says so and in whatever order it is reported, the newest wish stands, for every name
 * of the person, through merges, changes of number, erasure and retention; and the person's bot learns of it once.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { AccountChange } from '../../src/model/inbound/inbound.ts'
import { dayMs } from '../../src/model/time.ts'
import { attemptStatus, inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import {
  acceptAll,
  type backends,
  claimOne,
  settleSent,
  testBot,
  textMessage,
  tieredBackends,
} from '../support/store.ts'
import { eventBodies, openWithBot } from '../support/store-fixtures.ts'

const bot = 'bot_test'
const ana = '593987654321'
const scoped = 'EC.1a2b3c'
const second = 1_000

let wamids = 0
const says = (ctx: TestStore, text: string, at = t0, person: { phone?: string; scopedId?: string } = { phone: ana }) =>
  ingestFacts(
    ctx.store,
    [inboundFact(`wamid.consent.${wamids++}`, { person, sentAt: at, bubble: { type: 'text', text } })],
    at,
  )

const preference = (value: string, at: number, names: object = { wa_id: ana }): AccountChange => ({
  kind: 'account',
  wabaId: `waba-${bot}`,
  phoneNumberId: `phone-${bot}`,
  field: 'user_preferences',
  raw: {
    user_preferences: [{ ...names, category: 'marketing_messages', value, timestamp: Math.floor(at / second) }],
  },
})

const prefers = (ctx: TestStore, value: string, at: number, names?: object) =>
  ingestFacts(ctx.store, [preference(value, at, names)], t0 + dayMs)

const isStopped = async ({ store }: TestStore, userId = ana) => (await store.suppressionFor(bot, userId)) !== undefined

/** `botId`: null for the list of all bots. */
const add = ({ store }: TestStore, userId: string, botId: string | null = bot) =>
  store.addSuppressions({ ...(botId === null ? {} : { botId }), people: [{ userId }], source: 'api', now: t0 })

const said = (ctx: TestStore) => eventBodies(ctx, 'consent').map(({ state, source }) => `${state} ${source}`)

const open = (backend: (typeof backends)[number], changes = {}) =>
  openWithBot(backend, { events: ['message', 'consent'], bot: changes })

for (const backend of tieredBackends) {
  describe(`who wants no marketing (${backend.name})`, () => {
    test('a word in an answer or on a button puts the person on the list, and another takes them off', async () => {
      await using ctx = await open(backend)
      await says(ctx, '¡Baja!')
      const [entry] = (await ctx.store.suppressions({ botIds: [bot], isEverywhere: true }, { limit: 10 })).rows
      assert.deepEqual(
        { ...entry, id: '' },
        { id: '', botId: bot, userId: ana, source: 'word', detail: '¡Baja!', saidAt: t0 },
      )
      // Nothing new, and no second event.
      await says(ctx, 'stop', t0 + second)
      await says(ctx, 'hola', t0 + 2 * second)
      assert.deepEqual(said(ctx), ['stopped word'])
      await says(ctx, 'alta', t0 + 3 * second)
      assert.equal(await isStopped(ctx), false)
      assert.deepEqual(said(ctx), ['stopped word', 'resumed word'])
      const bubble = { type: 'quick_reply', text: 'No más', payload: 'STOP' }
      await ingestFacts(ctx.store, [inboundFact('wamid.press', { bubble, sentAt: t0 + 4 * second })], t0 + 4 * second)
      assert.equal(await isStopped(ctx), true)
      // The webhook got every message.
      assert.equal(eventBodies(ctx, 'message').length, 5)
      const [event] = eventBodies(ctx, 'consent')
      assert.deepEqual(
        { ...event, eventId: '', messageId: '' },
        {
          ...{ event: 'consent', eventId: '', botId: bot, userId: ana, timestamp: t0, state: 'stopped' },
          ...{ source: 'word', detail: '¡Baja!', saidAt: t0, messageId: '' },
        },
      )
    })

    test('the same message again changes nothing; a word of a group is nobody’s wish', async () => {
      await using ctx = await open(backend)
      const stop = inboundFact('wamid.twice', { bubble: { type: 'text', text: 'STOP' } })
      await ingestFacts(ctx.store, [stop])
      await says(ctx, 'START', t0 + second)
      await ingestFacts(ctx.store, [stop])
      assert.equal(await isStopped(ctx), false)
      const inGroup = { bubble: { type: 'text', text: 'STOP' }, groupId: 'g', sentAt: t0 + 2 * second }
      await ingestFacts(ctx.store, [inboundFact('wamid.group', inGroup)])
      assert.equal(await isStopped(ctx), false)
    })

    test('the answer to a word is queued with it, once, to the person', async () => {
      await using ctx = await open(backend, { stopAnswer: 'No le enviaremos más.', resumeAnswer: 'De nuevo.' })
      await says(ctx, 'baja')
      await says(ctx, 'baja', t0 + second)
      const queued = () => ctx.rows('select user_id, content from messages order by seq')
      assert.deepEqual(
        queued().map(({ user_id: userId, content }) => [userId, JSON.parse(String(content)).text]),
        [[ana, 'No le enviaremos más.']],
      )
      await says(ctx, 'alta', t0 + 2 * second)
      assert.equal(queued().length, 2)
      // For somebody who gets messages it is a word like any other.
      await says(ctx, 'alta', t0, { phone: '593900000009' })
      assert.equal(queued().length, 2)
      assert.deepEqual(said(ctx), ['stopped word', 'resumed word'])
    })

    test('without words nothing is obeyed', async () => {
      await using ctx = await open(backend, { stopWords: [], resumeWords: [] })
      await says(ctx, 'STOP')
      assert.equal(await isStopped(ctx), false)
    })

    test('Meta’s switch, by either name, also for somebody the bot does not know', async () => {
      await using ctx = await open(backend)
      await prefers(ctx, 'stop', t0, { user_id: scoped })
      assert.equal(await isStopped(ctx, scoped), true)
      assert.deepEqual(said(ctx), ['stopped meta'])
      assert.equal(ctx.rows(`select * from events where type = 'account'`).length, 1)
      // Both names from now on: one person, one entry.
      await says(ctx, 'hola', t0 + second, { phone: ana, scopedId: scoped })
      assert.equal(await isStopped(ctx, ana), true)
      await prefers(ctx, 'signup', t0 + 2 * second, { wa_id: ana })
      assert.equal(await isStopped(ctx, ana), false)
      assert.equal(await isStopped(ctx, scoped), false)
    })

    test('whatever the order and repetition of what Meta reports, the newest wish stands', async () => {
      await using ctx = await open(backend)
      let person = 593_900_000_000
      const report = fc.record({ at: fc.integer({ min: 0, max: 4 }), value: fc.constantFrom('stop', 'resume') })
      await fc.assert(
        fc.asyncProperty(fc.array(report, { minLength: 1, maxLength: 7 }), async (reports) => {
          const phone = String(person++)
          for (const { at, value } of reports) await prefers(ctx, value, t0 + at * second, { wa_id: phone })
          const newest = Math.max(...reports.map(({ at }) => at))
          const last = reports.filter(({ at }) => at === newest)
          // Within one second the one that stops stands.
          assert.equal(
            await isStopped(ctx, phone),
            last.some(({ value }) => value === 'stop'),
          )
        }),
        { numRuns: 40 },
      )
    })

    test('131050 puts the person on the list, at once or by a status; other failures do not', async () => {
      await using ctx = await open(backend)
      const error = (code: number) => ({ code, title: 'x', message: 'x' })
      for (const [code, phone, expected] of [
        [131_050, ana, true],
        [131_049, '593900000001', false],
      ] as const) {
        await acceptAll(ctx.store, t0, [textMessage(ctx.newId, phone)])
        await ctx.store.settle(await claimOne(ctx.store, t0), { kind: 'failed', error: error(code) }, t0)
        assert.equal(await isStopped(ctx, phone), expected)
      }
      const late = textMessage(ctx.newId, '593900000002')
      await acceptAll(ctx.store, t0, [late])
      await settleSent(ctx.store, await claimOne(ctx.store, t0), t0)
      const failure = { error: error(131_050), recipient: { phone: '593900000002' } }
      await ingestFacts(ctx.store, [attemptStatus(late.id, 1, 'failed', failure)])
      assert.equal(await isStopped(ctx, '593900000002'), true)
      assert.deepEqual(said(ctx), ['stopped refusal', 'stopped refusal'])
    })

    test('an entry holds for every name, whichever it was made by, and for both spellings', async () => {
      await using ctx = await open(backend)
      await says(ctx, 'hola', t0, { phone: ana })
      await add(ctx, ana)
      await says(ctx, 'hola', t0 + second, { scopedId: scoped })
      await says(ctx, 'hola', t0 + 2 * second, { phone: ana, scopedId: scoped })
      assert.equal(await isStopped(ctx, scoped), true)
      await add(ctx, '5215512345678')
      assert.equal(await isStopped(ctx, '525512345678'), true)
      assert.equal(await add(ctx, '525512345678'), 0)
    })

    test('of two people who turn out to be one, the newer wish stands', async () => {
      await using ctx = await open(backend)
      await says(ctx, 'baja', t0, { phone: ana })
      await says(ctx, 'baja', t0, { scopedId: scoped })
      await says(ctx, 'alta', t0 + second, { scopedId: scoped })
      await says(ctx, 'hola', t0 + 2 * second, { phone: ana, scopedId: scoped })
      assert.equal(await isStopped(ctx, ana), false)
      assert.equal(ctx.rows('select * from suppressions').length, 1)
    })

    test('with a new number the person stays on the list; whoever gets the old one is not on it', async () => {
      await using ctx = await open(backend)
      const next = '593911111111'
      await says(ctx, 'baja', t0, { phone: ana, scopedId: scoped })
      const renamed = {
        from: { phone: ana, scopedId: scoped },
        to: { phone: next, scopedId: 'EC.9z' },
        keepsNumber: false,
      }
      const fact = { person: { phone: ana }, renamed, sentAt: t0 + second, bubble: { type: 'system', text: 'x' } }
      await ingestFacts(ctx.store, [inboundFact('wamid.renamed', fact)], t0 + second)
      assert.equal(await isStopped(ctx, next), true)
      await says(ctx, 'hola', t0 + 2 * second, { phone: ana, scopedId: 'EC.other' })
      assert.equal(await isStopped(ctx, ana), false)
    })

    test('the list of all bots holds for every bot, and only somebody here takes a person off it', async () => {
      await using ctx = await open(backend)
      await ctx.store.putBot(testBot({ id: 'bot_other' }))
      await add(ctx, ana, null)
      assert.equal((await ctx.store.suppressionFor('bot_other', ana))?.botId, undefined)
      assert.equal((await ctx.store.suppressionFor('bot_other', ana))?.source, 'api')
      await says(ctx, 'ALTA')
      assert.equal(await isStopped(ctx), true)
      const [entry] = (await ctx.store.suppressions({ botIds: 'all', isEverywhere: true, name: ana }, { limit: 9 }))
        .rows
      assert.ok(entry)
      assert.equal(await ctx.store.liftSuppression(entry, t0 + second), true)
      assert.equal(await ctx.store.liftSuppression(entry, t0 + second), false)
      assert.equal(await isStopped(ctx), false)
      assert.deepEqual(said(ctx), [])
    })

    test('pages, by bot and by person; those taken off are not listed', async () => {
      await using ctx = await open(backend)
      await ctx.store.putBot(testBot({ id: 'bot_other' }))
      const people = Array.from({ length: 5 }, (_, n) => `59390000010${n}`)
      assert.equal(
        await ctx.store.addSuppressions({
          botId: bot,
          people: [...people, ...people].map((userId) => ({ userId, note: 'aviso' })),
          source: 'csv',
          now: t0,
        }),
        5,
      )
      await add(ctx, ana, 'bot_other')
      await add(ctx, ana, null)
      const listed = async (filter: Parameters<typeof ctx.store.suppressions>[0]) => {
        const found: (string | undefined)[] = []
        let after: number | undefined
        do {
          const page = await ctx.store.suppressions(filter, { limit: 2, ...(after === undefined ? {} : { after }) })
          found.push(...page.rows.map(({ botId, userId }) => `${botId ?? '*'} ${userId}`))
          after = page.next
        } while (after !== undefined)
        return found
      }
      const own = people.toReversed().map((userId) => `${bot} ${userId}`)
      assert.deepEqual(await listed({ botIds: [bot], isEverywhere: false }), own)
      assert.deepEqual(await listed({ botIds: [bot], isEverywhere: true }), [`* ${ana}`, ...own])
      assert.deepEqual(await listed({ botIds: 'all', isEverywhere: false }), [`bot_other ${ana}`, ...own])
      assert.deepEqual(await listed({ botIds: 'all', isEverywhere: true, name: ana }), [`* ${ana}`, `bot_other ${ana}`])
      assert.deepEqual(await listed({ botIds: [], isEverywhere: false }), [])
      const [first] = (await ctx.store.suppressions({ botIds: [bot], isEverywhere: false }, { limit: 1 })).rows
      assert.ok(first)
      assert.equal((await ctx.store.suppression(first.id))?.detail, 'aviso')
      await ctx.store.liftSuppression(first, t0 + second)
      assert.deepEqual(await listed({ botIds: [bot], isEverywhere: false }), own.slice(1))
      assert.equal(await ctx.store.suppression(first.id), undefined)
    })

    test('after an erasure the wish is obeyed by every name, and the person can take it back', async () => {
      await using ctx = await open(backend)
      await says(ctx, 'baja', t0, { phone: ana, scopedId: scoped })
      await ctx.store.erasePerson(bot, ana, t0 + second)
      for (const name of [ana, scoped]) assert.equal(await isStopped(ctx, name), true)
      const [entry] = (await ctx.store.suppressions({ botIds: [bot], isEverywhere: false, name: ana }, { limit: 9 }))
        .rows
      assert.equal(entry?.userId, undefined)
      await says(ctx, 'alta', t0 + 2 * second, { phone: ana, scopedId: scoped })
      for (const name of [ana, scoped]) assert.equal(await isStopped(ctx, name), false)
    })

    test('retention takes away who wants messages again, and never who does not', async () => {
      await using ctx = await openWithBot(backend, {
        isFresh: true,
        retention: { messagesMs: dayMs, attemptsMs: dayMs, eventsMs: dayMs, campaignRowsMs: dayMs, skillRunsMs: dayMs },
      })
      await says(ctx, 'baja', t0, { phone: ana })
      await says(ctx, 'baja', t0, { phone: '593900000001' })
      await says(ctx, 'alta', t0 + second, { phone: '593900000001' })
      const states = () => ctx.rows('select state from suppressions order by state').map(({ state }) => state)
      assert.deepEqual(states(), ['resumed', 'stopped'])
      await ctx.store.purge(t0 + 400 * dayMs)
      assert.deepEqual(states(), ['stopped'])
      assert.equal(await isStopped(ctx), true)
    })
  })
}
