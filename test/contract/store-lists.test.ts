/**
 * Notifications and history: newest first, every filter, pages that neither miss nor repeat, and plans without a sort.
 */
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import type { HistoryItem, NotificationFilter } from '../../src/store/lists/lists.ts'
import type { NewMessage } from '../../src/store/messages/records.ts'
import { attemptStatus, inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { stepsOf } from '../support/plans.ts'
import {
  acceptAll,
  backends,
  claimAll,
  idsOf,
  openTestStore,
  settleSent,
  testBot,
  textMessage,
} from '../support/store.ts'

const botId = 'bot_test'
const minute = 60_000

/**
 * Thirty a minute apart, by turns of two templates and two campaigns or none, and a session message after each third.
 */
async function fill(ctx: TestStore): Promise<NewMessage[]> {
  await ctx.store.putBot(testBot())
  const made: NewMessage[] = []
  for (let n = 0; n < 30; n++) {
    const message = textMessage(ctx.newId, `5939000000${String(n % 7).padStart(2, '0')}`, `n${n}`, {
      kind: 'notification',
      elementName: n % 2 ? 'odd' : 'even',
      ...(n % 3 === 0 ? {} : { campaignId: n % 3 === 1 ? 'one' : 'two' }),
    })
    await acceptAll(ctx.store, t0 + n * minute, [message])
    if (n % 3 === 0) await acceptAll(ctx.store, t0 + n * minute, [textMessage(ctx.newId, '593911111111', `s${n}`)])
    made.push(message)
  }
  return made
}

async function listed(ctx: TestStore, filter: Omit<NotificationFilter, 'botId'> = {}): Promise<string[]> {
  return idsOf(await ctx.store.notifications({ botId, ...filter }, { offset: 0 }, 100))
}

for (const backend of backends) {
  describe(`lists (${backend.name})`, () => {
    test('notifications come newest first, under every filter, and are counted alike', async () => {
      await using ctx = await backend.open()
      const made = await fill(ctx)
      const newest = made.toReversed()
      const cases: [Omit<NotificationFilter, 'botId'>, (message: NewMessage, n: number) => boolean][] = [
        [{}, () => true],
        [{ campaignId: 'one' }, (message) => message.campaignId === 'one'],
        [{ elementName: 'odd' }, (message) => message.elementName === 'odd'],
        [{ campaignId: 'two', elementName: 'even' }, (m) => m.campaignId === 'two' && m.elementName === 'even'],
        [{ fromAt: t0 + 5 * minute }, (_, n) => n >= 5],
        [{ toAt: t0 + 5 * minute }, (_, n) => n < 5],
        [
          { fromAt: t0 + 5 * minute, toAt: t0 + 9 * minute, campaignId: 'one' },
          (m, n) => n >= 5 && n < 9 && m.campaignId === 'one',
        ],
        [{ messageId: made[4]?.id ?? '' }, (_, n) => n === 4],
        [{ campaignId: 'no such' }, () => false],
      ]
      for (const [filter, passes] of cases) {
        const expected = idsOf(newest.filter((message) => passes(message, made.indexOf(message))))
        assert.deepEqual(await listed(ctx, filter), expected, JSON.stringify(filter))
        assert.equal(await ctx.store.countNotifications({ botId, ...filter }), expected.length)
      }
      assert.deepEqual(await ctx.store.notifications({ botId: 'other' }, { offset: 0 }, 9), [])
    })

    test('pages by number and by the last row miss nothing and repeat nothing, also at one instant', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const made = Array.from({ length: 25 }, (_, n) =>
        textMessage(ctx.newId, `59390000${1000 + n}`, '', { kind: 'notification', elementName: 'same' }),
      )
      await acceptAll(ctx.store, t0, made)
      const all = idsOf(made).toReversed()
      const byNumber: string[] = []
      for (let offset = 0; offset < 30; offset += 10) {
        byNumber.push(...idsOf(await ctx.store.notifications({ botId }, { offset }, 10)))
      }
      assert.deepEqual(byNumber, all)
      const walked: string[] = []
      let start: Parameters<typeof ctx.store.notifications>[1] = { offset: 0 }
      for (;;) {
        const page = await ctx.store.notifications({ botId, elementName: 'same' }, start, 7)
        const last = page.at(-1)
        if (!last) break
        walked.push(...idsOf(page))
        start = { after: { at: last.acceptedAt, seq: last.seq } }
      }
      assert.deepEqual(walked, all)
    })

    test('a record shows its progress, and statistics count each state', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const made = Array.from({ length: 4 }, (_, n) =>
        textMessage(ctx.newId, `59390000${1000 + n}`, '', { kind: 'notification', elementName: 'x' }),
      )
      await acceptAll(ctx.store, t0, made)
      const claimed = (await claimAll(ctx.store, t0)).messages
      for (const message of claimed.slice(0, 3)) await settleSent(ctx.store, message, t0 + 10)
      await ingestFacts(ctx.store, [attemptStatus(claimed[0]?.id ?? '', 1, 'delivered')])
      await ingestFacts(ctx.store, [
        attemptStatus(claimed[1]?.id ?? '', 1, 'failed', { error: { code: 131026, title: 'Undeliverable' } }),
      ])
      const states = await ctx.store.countStates({ botId }, 100)
      assert.deepEqual(states.map(({ state, count }) => `${state} ${count}`).sort(), [
        'delivered 1',
        'failed 1',
        'sending 1',
        'sent 1',
      ])
      const newestOnly = await ctx.store.countStates({ botId }, 2)
      assert.equal(
        newestOnly.reduce((sum, { count }) => sum + count, 0),
        2,
      )
      const [record] = await ctx.store.notifications({ botId, messageId: claimed[0]?.id ?? '' }, { offset: 0 }, 1)
      assert.ok(record)
      assert.deepEqual([record.state, record.acceptedAt, record.sentAt], ['delivered', t0, t0 + 10])
      assert.ok(record.deliveredAt !== undefined && record.readAt === undefined && record.wamid !== undefined)
      const [failed] = await ctx.store.notifications({ botId, messageId: claimed[1]?.id ?? '' }, { offset: 0 }, 1)
      assert.deepEqual(failed?.error, { code: 131026, title: 'Undeliverable' })
    })

    test('history has both directions and both kinds, newest first, whole and of one person', async () => {
      await using ctx = await backend.open()
      await fill(ctx)
      await ingestFacts(
        ctx.store,
        [inboundFact('wamid.1', { person: { phone: '593911111111', name: 'Ana' } })],
        t0 + 100 * minute,
      )
      const all = await ctx.store.history({ botId }, 0, 100)
      assert.equal(all.length, 41)
      assert.equal(await ctx.store.countHistory({ botId }), 41)
      assert.deepEqual(
        all.map(({ at }) => at),
        all.map(({ at }) => at).toSorted((a, b) => b - a),
      )
      assert.equal(all[0]?.direction, 'in')
      const paged: HistoryItem[] = []
      for (let offset = 0; offset < 50; offset += 9) paged.push(...(await ctx.store.history({ botId }, offset, 9)))
      assert.deepEqual(paged, all)
      const person = await ctx.store.history({ botId, userId: '593911111111' }, 0, 100)
      assert.equal(person.length, 11)
      assert.ok(person.every(({ name }) => name === 'Ana'))
      assert.equal(await ctx.store.countHistory({ botId, userId: '593911111111' }), 11)
      const within = await ctx.store.history({ botId, fromAt: t0, toAt: t0 + 3 * minute }, 0, 100)
      assert.equal(within.length, 4)
      const one = await ctx.store.history({ botId, messageId: person[0]?.id ?? '' }, 0, 9)
      assert.deepEqual(idsOf(one), [person[0]?.id])
    })
  })
}

test('no list sorts or scans a table (SQLite)', async () => {
  const statements: string[] = []
  await using ctx = await openTestStore({ onStatement: (text) => statements.push(text) })
  await ctx.store.putBot(testBot())
  statements.length = 0
  const range = { fromAt: t0, toAt: t0 + minute }
  for (const more of [
    {},
    { campaignId: 'c' },
    { elementName: 'e' },
    { campaignId: 'c', elementName: 'e' },
    { messageId: 'm' },
  ]) {
    for (const filter of [
      { botId, ...more },
      { botId, ...more, ...range },
    ]) {
      await ctx.store.notifications(filter, { offset: 0 }, 5)
      await ctx.store.notifications(filter, { after: { at: t0, seq: 4 } }, 5)
      await ctx.store.countNotifications(filter)
      await ctx.store.countStates(filter, 100)
    }
  }
  for (const more of [{}, { userId: 'u' }, { messageId: 'm' }]) {
    await ctx.store.history({ botId, ...more, ...range }, 0, 5)
    await ctx.store.countHistory({ botId, ...more })
  }
  assert.ok(statements.length > 30, `${statements.length} statements were seen`)
  const db = new DatabaseSync(ctx.path, { readOnly: true })
  const costly = statements.flatMap((text) => costlyStepsOf(db, text).map((step) => `${step} in: ${text}`))
  db.close()
  assert.deepEqual(costly, [])
})

/** A few rows may be sorted: those of a page's sources, and the counted states. A table may not. */
function costlyStepsOf(db: DatabaseSync, text: string): string[] {
  const reported = stepsOf(db, text)
  const isGathered = reported.some((step) =>
    /^(SCAN|CO-ROUTINE|MATERIALIZE) (newest|merged|messages_\d+|inbound_\d+)/.test(step),
  )
  return reported.filter(
    (step) =>
      /^SCAN (messages|inbound|conversations)\b(?!_)/.test(step) || (!isGathered && step.includes('TEMP B-TREE')),
  )
}
