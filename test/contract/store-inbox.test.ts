/**
 * What a team keeps of conversations: every filter finds what the rows have, in order and page by page, on indexes; it
 * follows the person when their names change; and quick answers.
 */
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { InboxFilter } from '../../src/store/inbox/filter.ts'
import type { InboxItem, InboxPlace } from '../../src/store/inbox/list.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { stepsOf, walksOf, walksOnPostgres } from '../support/plans.ts'
import { askedAll, openTestPostgres } from '../support/postgres-store.ts'
import { change } from '../support/rows.ts'
import { acceptAll, openTestStore, testBot, textMessage, tieredBackends } from '../support/store.ts'
import { openWithBot } from '../support/store-fixtures.ts'

const bot = 'bot_test'
const ana = '593987654321'
const scoped = 'EC.1a2b3c'
const members = ['usr_ana', 'usr_eva'] as const

let lastWamid = 0
const writes = (ctx: TestStore, person: { phone?: string; scopedId?: string }, at = t0) =>
  ingestFacts(ctx.store, [inboundFact(`wamid.inbox.${lastWamid++}`, { person, sentAt: at })], at)

const join = (ctx: TestStore, id: string) =>
  ctx.store.addMember({ id, email: `${id}@example.com`, name: id, grants: [{ role: 'agent', bots: [bot] }], now: t0 })

const of = (userId: string, now = t0) => ({ botId: bot, userId, now })

/** All pages of a filter. */
async function listed({ store }: TestStore, filter: InboxFilter, limit = 2): Promise<InboxItem[]> {
  const found: InboxItem[] = []
  let after: InboxPlace | undefined
  do {
    const page = await store.listInbox(filter, { limit, now: t0, ...(after && { after }) })
    assert.ok(page.rows.length <= limit)
    found.push(...page.rows)
    after = page.next
  } while (after !== undefined)
  return found
}

type Row = { botId: string; userId: string; at: number | null; state: string } & Pick<InboxFilter, 'assignee'> & {
    labels: string[]
    readAt: number | null
    sentAt: number | null
    heardAt: number | null
  }

const someRow = fc.record({
  botId: fc.constantFrom('bot_test', 'bot_other'),
  at: fc.option(fc.integer({ min: 1, max: 4 })),
  state: fc.constantFrom('auto', 'manual'),
  assignee: fc.constantFrom(null, ...members, 'usr_gone'),
  labels: fc.subarray(['vip', 'queja']),
  readAt: fc.option(fc.integer({ min: 1, max: 4 })),
  sentAt: fc.option(fc.integer({ min: 1, max: 6 })),
  heardAt: fc.option(fc.integer({ min: 1, max: 6 })),
})
const someFilter = fc.record(
  {
    botIds: fc.constantFrom(['bot_test'], ['bot_other', 'bot_test'], ['nobody']),
    assignee: fc.constantFrom(null, ...members),
    label: fc.constantFrom('vip', 'queja'),
    isUnread: fc.boolean(),
    state: fc.constantFrom('auto' as const, 'manual' as const),
  },
  { requiredKeys: ['botIds'] },
)

const quoted = (value: string | number | null) => (typeof value === 'string' ? `'${value}'` : String(value))
const isKnown = (assignee: string | null | undefined) => members.some((id) => id === assignee)

/** The filter, said once more in plain words. */
function expected(rows: Row[], { botIds, assignee, label, isUnread, state }: InboxFilter): string[] {
  const fits = (row: Row) =>
    botIds.includes(row.botId) &&
    (assignee === undefined || (isKnown(row.assignee) ? row.assignee : null) === assignee) &&
    (label === undefined || row.labels.includes(label)) &&
    (isUnread === undefined || isUnread === (row.at !== null && row.at > (row.readAt ?? 0))) &&
    (state === undefined || state === row.state)
  const named = (all: Row[]) => all.map(({ botId, userId }) => `${botId} ${userId}`)
  /** In the order of their numbers, which are those of the rows; what was sent comes before what was heard. */
  const newest = (row: Row) => Math.max(row.sentAt ?? 0, row.heardAt ?? 0)
  const spoken = rows
    .filter((row) => newest(row) > 0)
    .toSorted((a, b) => newest(b) - newest(a) || rows.indexOf(b) - rows.indexOf(a))
  const silent = rows
    .filter((row) => newest(row) === 0)
    .toSorted(
      (a, b) =>
        (b.at ?? 0) - (a.at ?? 0) ||
        (a.botId < b.botId ? 1 : -1) * +(a.botId !== b.botId) ||
        +(a.userId < b.userId) * 2 - 1,
    )
  return [...named(spoken.filter(fits)), ...named(silent.filter(fits))]
}

for (const backend of tieredBackends) {
  describe(`the inbox of a team (${backend.name})`, () => {
    test('whatever the filter, the pages have what the rows have, in order', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      for (const id of members) await join(ctx, id)
      await fc.assert(
        fc.asyncProperty(
          fc.array(someRow, { maxLength: 12 }),
          fc.array(someFilter, { minLength: 1, maxLength: 4 }),
          fc.integer({ min: 1, max: 5 }),
          async (some, filters, limit) => {
            const rows = some.map((one, n) => ({ ...one, userId: `59390${n % 7}0${n}` }))
            const values = rows.map((row) =>
              [
                row.botId,
                row.userId,
                row.at,
                row.state,
                row.assignee,
                row.labels.length === 0 ? null : JSON.stringify(row.labels),
                row.readAt,
              ]
                .map(quoted)
                .join(', '),
            )
            const sent = rows.flatMap(({ sentAt, botId, userId }, n) =>
              sentAt === null ? [] : [`(${n + 1}, 'msg_${n}', '${botId}', '${userId}', ${sentAt})`],
            )
            const heard = rows.flatMap(({ heardAt, botId, userId }, n) =>
              heardAt === null ? [] : [`(${n + 1}, 'in_${n}', 'wamid.${n}', '${botId}', '${userId}', ${heardAt})`],
            )
            await change(ctx, [
              'delete from conversations',
              'delete from messages',
              'delete from inbound',
              ...sent.map(
                (one, n) =>
                  `insert into messages (seq, id, bot_id, user_id, accepted_at, kind, content, state)
                   select *, '${n % 2 === 0 ? 'session' : 'notification'}', '{"type":"text","text":""}', 'read' from (values ${one}) as one`,
              ),
              ...heard.map(
                (one) =>
                  `insert into inbound (seq, id, wamid, bot_id, user_id, received_at, sent_at, bubble)
                   select *, 1, '{"type":"TEXT"}' from (values ${one}) as one`,
              ),
              ...values.map(
                (one) =>
                  `insert into conversations (bot_id, user_id, last_inbound_at, state, assignee, labels, read_at) values (${one})`,
              ),
            ])
            for (const filter of filters)
              assert.deepEqual(
                (await listed(ctx, filter, limit)).map(({ botId, userId }) => `${botId} ${userId}`),
                expected(rows, filter),
              )
          },
        ),
        { numRuns: 25 },
      )
    })

    test('of many bots the newest rows are found, and what is rare behind thousands of others', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      const botIds = Array.from({ length: 30 }, (_, n) => `bot${n}`)
      await change(ctx, [
        ...botIds.map(
          (id, n) =>
            `insert into conversations (bot_id, user_id, last_inbound_at) values ('${id}', '59391', ${n % 3 === 0 ? 'null' : n})`,
        ),
        ...Array.from(
          { length: 2_600 },
          (_, n) =>
            `insert into conversations (bot_id, user_id, last_inbound_at, read_at) values ('${bot}', 'p${n}', ${n + 2}, ${n === 0 ? 'null' : n + 2})`,
        ),
      ])
      const all = await listed(ctx, { botIds }, 7)
      assert.equal(all.length, 30)
      const places = all.map(({ lastInboundAt = 0 }) => lastInboundAt)
      assert.deepEqual(
        places,
        places.toSorted((a, b) => b - a),
      )
      const unread = async (limit: number) =>
        (await listed(ctx, { botIds: [bot], isUnread: true }, limit)).map(({ userId }) => userId)
      assert.deepEqual(await unread(7), ['p0'])
      // More than are sorted for a page.
      await change(ctx, ['update conversations set read_at = null where last_inbound_at > 1000'])
      const many = Array.from({ length: 1_601 }, (_, n) => `p${2_599 - n}`)
      assert.deepEqual(await unread(100), [...many, 'p0'])
    })

    test('the last line is there, and reading is over when the person writes again', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      await writes(ctx, { phone: ana })
      const [first] = await listed(ctx, { botIds: [bot] })
      assert.equal(first?.isUnread, true)
      assert.equal(first?.last?.direction, 'in')
      assert.equal((await ctx.store.markRead(of(ana)))?.isUnread, false)
      await acceptAll(ctx.store, t0 + 5, [textMessage(ctx.newId, ana, 'Hola')])
      assert.equal((await listed(ctx, { botIds: [bot] }))[0]?.last?.direction, 'out')
      await writes(ctx, { phone: '593900000007' }, t0 + 500)
      const order = async () => (await listed(ctx, { botIds: [bot] })).map(({ userId }) => userId)
      assert.deepEqual(await order(), ['593900000007', ana])
      await acceptAll(ctx.store, t0 + 600, [textMessage(ctx.newId, ana, '¿Algo más?')])
      assert.deepEqual(await order(), [ana, '593900000007'])
      await writes(ctx, { phone: ana }, t0 + 1_000)
      assert.equal((await ctx.store.inboxConversation(of(ana)))?.isUnread, true)
      assert.equal(await ctx.store.markRead(of('593900000009')), undefined)
    })

    test('two conversations that are one person: one assignee, the labels and notes of both, unread if either was', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      for (const id of members) await join(ctx, id)
      await writes(ctx, { phone: ana })
      await writes(ctx, { scopedId: scoped }, t0 + 1_000)
      await ctx.store.changeInbox(of(ana), { labels: ['vip'] })
      await ctx.store.changeInbox(of(scoped), { assignee: 'usr_eva', labels: ['queja', 'vip'] })
      await ctx.store.markRead(of(scoped))
      for (const userId of [ana, scoped])
        assert.ok(await ctx.store.addNote({ botId: bot, userId }, { id: `note_${userId}`, at: t0, text: userId }))
      const revisions = await Promise.all([ana, scoped].map((id) => ctx.store.inboxConversation(of(id))))
      await writes(ctx, { phone: ana, scopedId: scoped }, t0 + 500)
      const one = await ctx.store.inboxConversation(of(scoped))
      assert.ok(one && revisions.every((before) => before && before.revision < one.revision))
      assert.deepEqual(
        { userId: one.userId, assignee: one.assignee, labels: one.labels, isUnread: one.isUnread },
        { userId: ana, assignee: { id: 'usr_eva', name: 'usr_eva' }, labels: ['queja', 'vip'], isUnread: true },
      )
      const notes = await ctx.store.notes({ botId: bot, userId: scoped })
      assert.deepEqual(notes?.map(({ text }) => text).toSorted(), [ana, scoped])
      assert.equal((await listed(ctx, { botIds: [bot] })).length, 1)
    })

    test('a change is refused when another was faster, and begins above what was erased', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      await writes(ctx, { phone: ana })
      const first = await ctx.store.changeInbox(of(ana), { labels: ['vip'] }, [0])
      assert.equal(first.kind, 'changed')
      assert.deepEqual(await ctx.store.changeInbox(of(ana), { labels: [] }, [0]), { kind: 'stale' })
      assert.deepEqual(await ctx.store.changeInbox(of('59390'), { labels: [] }), { kind: 'missing' })
      await ctx.store.erasePerson(bot, ana, t0 + 10)
      await writes(ctx, { phone: ana }, t0 + 20_000)
      const again = await ctx.store.changeInbox(of(ana, t0 + 20_000), { labels: ['vip'] })
      assert.ok(first.kind === 'changed' && again.kind === 'changed' && again.value.revision > first.value.revision)
      assert.deepEqual(await ctx.store.notes({ botId: bot, userId: ana }), [])
    })

    test('who may answer; and of a member who is gone nobody has the conversation', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      for (const id of members) await join(ctx, id)
      await ctx.store.addMember({
        id: 'usr_viewer',
        email: 'v@example.com',
        name: 'v',
        grants: [{ role: 'viewer', bots: 'all' }],
        now: t0,
      })
      const able = () => ctx.store.membersOf(bot, ['agent', 'admin'])
      assert.deepEqual(
        (await able()).map(({ id }) => id),
        [...members],
      )
      assert.deepEqual(await ctx.store.membersOf('another', ['agent', 'admin']), [])
      await writes(ctx, { phone: ana })
      await ctx.store.changeInbox(of(ana), { assignee: 'usr_eva' })
      assert.equal((await listed(ctx, { botIds: [bot], assignee: 'usr_eva' })).length, 1)
      await ctx.store.changeMember({ id: 'usr_ana', change: { isDisabled: true }, now: t0 })
      assert.deepEqual(
        (await able()).map(({ id }) => id),
        ['usr_eva'],
      )
      await ctx.store.deleteMember('usr_eva')
      assert.equal((await ctx.store.inboxConversation(of(ana)))?.assignee, undefined)
      assert.equal((await listed(ctx, { botIds: [bot], assignee: null })).length, 1)
      assert.equal((await listed(ctx, { botIds: [bot], assignee: 'usr_eva' })).length, 0)
    })

    test('notes and quick answers are of one person and of one bot', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      await writes(ctx, { phone: ana })
      await writes(ctx, { phone: '593900000001' })
      const note = { id: 'note_1', at: t0, text: 'Prefiere la tarde', author: 'Eva', authorId: 'usr_eva' }
      assert.equal(await ctx.store.addNote({ botId: bot, userId: ana }, note), true)
      assert.equal(await ctx.store.addNote({ botId: bot, userId: '59390' }, { ...note, id: 'x' }), false)
      assert.equal(await ctx.store.deleteNote({ botId: bot, userId: '593900000001' }, 'note_1'), false)
      assert.deepEqual(await ctx.store.notes({ botId: bot, userId: ana }), [note])
      assert.equal(await ctx.store.deleteNote({ botId: bot, userId: ana }, 'note_1'), true)
      assert.deepEqual(await ctx.store.notes({ botId: bot, userId: ana }), [])

      const put = { botId: bot, name: 'hola', text: 'Hola {{name}}', now: t0 }
      const made = await ctx.store.putQuickAnswer(put)
      assert.ok(made.kind === 'changed' && made.value.createdAt === t0)
      assert.deepEqual(await ctx.store.putQuickAnswer({ ...put, text: 'x' }, [1]), { kind: 'stale' })
      assert.equal((await ctx.store.quickAnswer(bot, 'hola'))?.text, 'Hola {{name}}')
      assert.deepEqual(await ctx.store.quickAnswers('another'), [])
      assert.equal(await ctx.store.deleteQuickAnswer(bot, 'hola'), true)
      assert.deepEqual(await ctx.store.quickAnswers(bot), [])
    })
  })
}

/** Every filter, of one bot and of many, whole and from a place. */
async function askEverything({ store }: TestStore): Promise<void> {
  const many = Array.from({ length: 30 }, (_, n) => `bot${n}`)
  const filters: Omit<InboxFilter, 'botIds'>[] = [
    {},
    { assignee: 'usr_eva' },
    { assignee: null },
    { label: 'vip' },
    { isUnread: true },
    { state: 'manual' },
  ]
  for (const botIds of [[bot], many])
    for (const filter of filters)
      for (const after of [
        undefined,
        { at: t0, botId: 'bot7', userId: '5939', among: 'narrowed' as const },
        { at: 0, botId: 'bot7', userId: '5939', among: 'quiet' as const },
        { at: t0, seq: 7, delivery: 1 },
      ])
        await store.listInbox({ botIds, ...filter }, { limit: 5, now: t0, ...(after && { after }) })
  await store.notes({ botId: bot, userId: '59390' })
}

const growing = ['conversations', 'conversation_notes', 'messages', 'inbound']

test('the list and the notes use indexes, and sort nothing', async () => {
  const statements: string[] = []
  await using ctx = await openTestStore({ onStatement: (text) => statements.push(text) })
  await ctx.store.putBot(testBot())
  await writes(ctx, { phone: '59390' })
  statements.length = 0
  await askEverything(ctx)
  const asked = [...new Set(statements)].filter((text) => growing.some((table) => text.includes(table)))
  assert.ok(asked.length > 8, String(asked.length))
  const db = new DatabaseSync(ctx.path, { readOnly: true })
  const slow = asked.flatMap((text) => [
    ...walksOf(db, text, growing).map((walk) => `${walk} in: ${text}`),
    ...stepsOf(db, text).flatMap((step) =>
      step.includes('TEMP B-TREE') && !/\bas (?:named|merged)\b/.test(text) ? [`${step} in: ${text}`] : [],
    ),
  ])
  db.close()
  assert.deepEqual(slow, [])
})

test('the list and the notes use indexes on PostgreSQL', async () => {
  const statements = new Set<string>()
  await using ctx = await openTestPostgres({ onStatement: (text) => statements.add(text), isFresh: true })
  await ctx.store.putBot(testBot())
  await writes(ctx, { phone: '59390' })
  statements.clear()
  await askEverything(ctx)
  await askedAll(ctx.path, [
    `insert into conversations (bot_id, user_id, last_inbound_at, labels, assignee)
     select 'bot_test', '5939' || n, nullif(n % 5, 0) * ${t0}, case when n % 9 = 0 then '["vip"]' end,
       case when n % 9 = 0 then 'usr_eva' end from generate_series(1, 5000) as n`,
    `insert into messages (id, bot_id, user_id, kind, content, state, accepted_at)
     select 'm' || n, 'bot_test', '5939' || n, 'session', '{}', 'read', ${t0} from generate_series(1, 5000) as n`,
    `insert into inbound (id, bot_id, user_id, wamid, bubble, sent_at, received_at)
     select 'i' || n, 'bot_test', '5939' || n, 'w' || n, '{}', ${t0}, ${t0} from generate_series(1, 5000) as n`,
    `insert into conversation_notes (id, bot_id, user_id, at, text)
     select 'n' || n, 'bot_test', '5939' || n, ${t0}, 'x' from generate_series(1, 5000) as n`,
    'analyze',
  ])
  const asked = [...statements].filter((text) => /\b(?:conversations|conversation_notes)\b/.test(text))
  assert.ok(asked.length > 8, String(asked.length))
  assert.deepEqual(
    await walksOnPostgres(
      ctx.path,
      asked.filter((text) => !/\bas named\b/.test(text)),
      growing,
    ),
    [],
  )
})
