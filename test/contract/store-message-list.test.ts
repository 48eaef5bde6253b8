/**
 * The operator's list of messages: whatever the filter, page by page, it has the rows that the tables have, newest
 * first, once each; and a page looks only so far.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { ListedMessage } from '../../src/store/lists/message-contents.ts'
import type { MessageFilter } from '../../src/store/lists/message-list.ts'
import type { Position } from '../../src/store/lists/newest.ts'
import { codeOf } from '../../src/store/sql/message-row.ts'
import type { Store } from '../../src/store/store.ts'
import { attemptStatus, inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { times } from '../support/repetitions.ts'
import { acceptAll, claimAll, settleSent, testBot, textMessage, tieredBackends } from '../support/store.ts'

const bots = Array.from({ length: 23 }, (_, n) => `bot${n}`)
const people = ['593900000001', '593900000002', '5511987654321']
const kinds = ['session', 'notification'] as const
const states = ['queued', 'sent', 'delivered', 'read', 'failed', 'canceled', 'expired'] as const
const instants = Array.from({ length: 5 }, (_, n) => t0 + n)

/** Messages of every kind and end at each bot, many at one instant, and what people and the business wrote. */
async function fill({ store, newId }: TestStore): Promise<void> {
  for (const [index, id] of bots.entries()) {
    await store.putBot(testBot({ id }))
    // Most are the first bots'.
    for (let n = 0; n < (index < 3 ? 21 : 3); n++) await live({ store, newId }, id, index * 7 + n)
  }
}

async function live({ store, newId }: Pick<TestStore, 'store' | 'newId'>, bot: string, n: number): Promise<void> {
  const at = instants[n % 5] ?? t0
  const phone = people[n % 3] ?? ''
  const phoneNumberId = `phone-${bot}`
  const kind = kinds[n % 2]
  const campaignId = n % 4 === 1 ? `campaign${n % 3}` : undefined
  const more = kind === 'notification' ? { kind, elementName: `t${n % 3}`, campaignId } : {}
  const expiresAt = n % 7 === 6 ? at + 1 : undefined
  const message = textMessage(newId, phone, `m ${n}`, { ...more, ...(expiresAt && { expiresAt }) })
  await acceptAll(store, at, [message], bot)
  const state = states[n % 7]
  if (state === 'canceled') await store.cancel(bot, message.id, at)
  if (state === 'expired') await store.expire(at + 2)
  if (state === 'sent' || state === 'delivered' || state === 'read' || state === 'failed') {
    for (const claimed of (await claimAll(store, at, 100, bot)).messages) {
      if (claimed.id !== message.id || state !== 'failed') await settleSent(store, claimed, at)
      else await store.settle(claimed, { kind: 'failed', error: { code: 131_000 + (n % 2) } }, at)
    }
    if (state !== 'sent' && state !== 'failed')
      await ingestFacts(store, [{ ...attemptStatus(message.id, 1, state), phoneNumberId }], at)
  }
  const wrote = inboundFact(`wamid.in.${bot}.${n}`, { person: { phone, name: 'Ana' }, phoneNumberId })
  const recorded = { wamid: `wamid.echo.${bot}.${n}`, by: 'business' as const, sentAt: at, bubble: { type: 'text' } }
  await ingestFacts(store, [wrote, { kind: 'echo', phoneNumberId, person: { phone }, message: recorded }], at)
}

type Row = Record<string, unknown> & { seq: number; at: number; isSent: boolean }

function rowsOf(ctx: TestStore): Row[] {
  const sent = ctx.rows('select * from messages').map((row) => ({ ...row, at: Number(row.accepted_at), isSent: true }))
  const heard = ctx.rows('select * from inbound').map((row) => ({ ...row, at: Number(row.received_at), isSent: false }))
  return [...sent, ...heard]
    .map((row): Row => ({ ...row, seq: Number((row as unknown as Row).seq) }))
    .sort((a, b) => b.at - a.at || b.seq - a.seq || Number(b.isSent) - Number(a.isSent))
}

/** What the list should have, found without it. */
function expected(rows: readonly Row[], filter: MessageFilter): string[] {
  const { direction, state, errorCode, kind, elementName, campaignId, person, messageId, wamid, fromAt, toAt } = filter
  return rows
    .filter((row) => {
      const isOut = row.isSent || row.written_by === 'business'
      const same = (wanted: unknown, found: unknown) => wanted === undefined || wanted === found
      return (
        filter.botIds.includes(String(row.bot_id)) &&
        same(direction, isOut ? 'out' : 'in') &&
        same(state, row.state) &&
        same(errorCode, row.state === 'failed' ? codeOf(String(row.error)) : undefined) &&
        same(kind, row.kind) &&
        same(elementName, row.element_name) &&
        same(campaignId, row.campaign_id) &&
        (person === undefined || sameNumber(person, String(row.user_id))) &&
        same(messageId, row.id) &&
        same(wamid, row.wamid) &&
        row.at >= (fromAt ?? 0) &&
        row.at < (toAt ?? Number.POSITIVE_INFINITY)
      )
    })
    .map(({ id }) => String(id))
}

/** Brazil's mobile numbers are written with the ninth digit or without. */
const sameNumber = (one: string, other: string) => short(one) === short(other)
const short = (phone: string) => phone.replace(/^(55\d\d)9(\d{8})$/, '$1$2')

async function pagesOf(store: Store, filter: MessageFilter, limit: number): Promise<ListedMessage[]> {
  const rows: ListedMessage[] = []
  let after: Position | undefined
  do {
    const { rows: more, next } = await store.listMessages(filter, { after, limit })
    assert.ok(more.length <= limit)
    assert.notDeepEqual(next, after ?? {}, 'each page goes on')
    rows.push(...more)
    after = next
  } while (after !== undefined)
  return rows
}

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 })

function filters(rows: readonly Row[]): fc.Arbitrary<MessageFilter> {
  const one = (name: string) => fc.constantFrom(...rows.map((row) => String(row[name])))
  const rarely = (value: fc.Arbitrary<string>) => fc.option(value, { nil: undefined, freq: 8 }).map((it) => it)
  const sometimes = (value: fc.Arbitrary<string>) =>
    fc.nat(9).chain((n) => (n === 0 ? rarely(value) : fc.constant(undefined)))
  return fc.record({
    botIds: fc.oneof(
      fc.constant(bots.slice(0, 22)),
      fc.constantFrom(...bots).map((id) => [id]),
      fc.subarray(bots),
    ),
    person: maybe(fc.constantFrom(...people, '551187654321', '593999999999')),
    direction: maybe(fc.constantFrom('in' as const, 'out' as const)),
    state: maybe(fc.constantFrom(...states, 'sending' as const)),
    errorCode: maybe(fc.constantFrom('131000', '131001', 'EXPIRED')),
    kind: maybe(fc.constantFrom(...kinds)),
    elementName: maybe(fc.constantFrom('t0', 't1', 't2', 'none')),
    campaignId: maybe(fc.constantFrom('campaign0', 'campaign1', 'none')),
    messageId: sometimes(one('id')),
    wamid: sometimes(one('wamid')),
    fromAt: maybe(fc.constantFrom(...instants)),
    toAt: maybe(fc.constantFrom(...instants, t0 + 9)),
  })
}

for (const backend of tieredBackends) {
  describe(`the list of messages (${backend.name})`, () => {
    test('whatever the filter, the pages have what the tables have', async () => {
      await using ctx = await backend.open()
      await fill(ctx)
      const rows = rowsOf(ctx)
      assert.deepEqual(new Set(rows.map(({ state }) => state ?? 'received')).size, states.length + 1)
      await fc.assert(
        fc.asyncProperty(filters(rows), fc.constantFrom(1, 4, 100), async (filter, limit) => {
          const found = await pagesOf(ctx.store, filter, limit)
          assert.deepEqual(
            found.map(({ id }) => id),
            expected(rows, filter),
          )
        }),
        { numRuns: times(150, 1_500) },
      )
    })

    test('each filter by itself, alone and of many bots', async () => {
      await using ctx = await backend.open()
      await fill(ctx)
      const rows = rowsOf(ctx)
      const sent = rows.find(({ state }) => state === 'read')
      for (const botIds of [['bot0'], bots])
        for (const one of [
          {},
          { person: people[0] },
          { person: '551187654321' },
          { direction: 'in' as const },
          { direction: 'out' as const },
          ...states.map((state) => ({ state })),
          { errorCode: '131000' },
          { kind: 'session' as const },
          { elementName: 't1' },
          { campaignId: 'campaign1' },
          { messageId: String(sent?.id) },
          { wamid: String(sent?.wamid) },
          { fromAt: t0 + 1, toAt: t0 + 3 },
        ]) {
          const filter = { botIds, ...one }
          const wanted = expected(rows, filter)
          assert.ok(botIds.length === 1 || wanted.length > 0, JSON.stringify(one))
          assert.deepEqual(
            (await pagesOf(ctx.store, filter, 10)).map(({ id }) => id),
            wanted,
          )
        }
    })

    test('a row has what happened to it, its content and the name of its person', async () => {
      await using ctx = await backend.open()
      await fill(ctx)
      const [failed] = await pagesOf(ctx.store, { botIds: ['bot0'], errorCode: '131000' }, 100)
      assert.ok(failed && 'state' in failed)
      assert.deepEqual([failed.direction, failed.state, failed.error], ['out', 'failed', { code: 131_000 }])
      assert.deepEqual([failed.name, failed.content?.type], ['Ana', 'text'])
      const [heard] = await pagesOf(ctx.store, { botIds: ['bot0'], direction: 'in' }, 100)
      assert.deepEqual([heard?.bubble, heard?.name], [{ type: 'TEXT', text: 'hola' }, 'Ana'])
    })

    test('what is rare is found behind thousands of others, in short pages', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const rare = textMessage(ctx.newId, people[0] ?? '', 'rare')
      await acceptAll(ctx.store, t0, [rare])
      for (const claimed of (await claimAll(ctx.store, t0)).messages) await settleSent(ctx.store, claimed, t0)
      for (let n = 1; n <= 5; n++)
        await acceptAll(
          ctx.store,
          t0 + n,
          Array.from({ length: 500 }, () => textMessage(ctx.newId, people[1] ?? '')),
        )
      const filter = { botIds: ['bot_test'], state: 'sent' as const }
      const first = await ctx.store.listMessages(filter, { limit: 10 })
      assert.deepEqual([first.rows.length, first.next !== undefined], [0, true])
      assert.deepEqual(
        (await pagesOf(ctx.store, filter, 10)).map(({ id }) => id),
        [rare.id],
      )
    })
  })
}
