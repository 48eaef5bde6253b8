/**
 * The people of a campaign: whatever the filter, page by page, they are those that the tables have, once each; the
 * figures and the lists agree; and a page looks only so far.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type PersonFigure, personFigures } from '../../src/model/campaign/person.ts'
import type { CampaignPerson, PeopleFilter, PeoplePlace } from '../../src/store/campaigns/people.ts'
import { codeOf } from '../../src/store/sql/message-row.ts'
import { attemptStatus, inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { change } from '../support/rows.ts'
import { acceptAll, claimAll, settleSent, testBot, textMessage, tieredBackends, wamidOf } from '../support/store.ts'
import { campaignSnapshot } from '../support/store-fixtures.ts'

const id = 'cmp_1'
const content = { type: 'template' as const, elementName: 'promo', language: 'es', body: [], buttons: [] }
/** Some of Brazil, which have two spellings. */
const phoneOf = (line: number) => (line % 5 === 0 ? `55119876${50_000 + line}` : `5939${10_000_000 + line}`)
const codes = [131_026, 131_049, 132_005]
const phoneNumberId = 'phone-bot_test'

async function campaign({ store }: TestStore): Promise<{ seq: number; id: string; state: 'running' | 'canceled' }> {
  const found = await store.campaign(id)
  assert.ok(found)
  return found as typeof found & { state: 'running' | 'canceled' }
}

async function begin(ctx: TestStore, lines: number): Promise<number> {
  await ctx.store.putBot(testBot())
  const same = { id, botId: 'bot_test', name: 'Mayo', elementName: 'promo', snapshot: campaignSnapshot() }
  await ctx.store.addCampaign({ ...same, createdAt: t0 })
  const { seq } = await campaign(ctx)
  const rows = Array.from({ length: lines }, (_, at) => {
    const line = at + 2
    const one = { line, destination: phoneOf(line), values: [] }
    if (line % 11 === 0) return { ...one, destination: '098', reasons: [{ path: 'phone', rule: 'row_short' as const }] }
    return line % 13 === 0 ? { ...one, destination: phoneOf(2) } : one
  })
  await ctx.store.importCampaignRows(seq, rows, lines + 1, t0)
  await ctx.store.endCampaignImport(id, t0)
  return seq
}

async function feed({ store, newId }: TestStore, seq: number, limit: number): Promise<void> {
  const outcomes = (await store.waitingCampaignRows(seq, limit)).map(({ line, destination: userId }) => ({
    line,
    notBefore: t0,
    message: {
      ...{ id: newId('msg'), userId, kind: 'notification' as const, content, elementName: 'promo', campaignId: id },
      needsProbe: false,
    },
  }))
  await store.acceptCampaignRows({ seq, botId: 'bot_test', outcomes }, t0)
}

/** Every state, replies, single sends that name the campaign, and failures that were retried. */
async function live(ctx: TestStore, lines: number): Promise<number> {
  const { store, newId } = ctx
  const seq = await begin(ctx, lines)
  await feed(ctx, seq, lines - 20)
  await acceptAll(store, t0, [
    textMessage(newId, '593900000001', 'single', {
      kind: 'notification',
      elementName: 'promo',
      campaignId: id,
      origin: 'API',
    }),
  ])
  const { messages } = await claimAll(store, t0, lines)
  for (const [n, message] of messages.slice(6).entries()) {
    const failed = { kind: 'failed' as const, error: { code: codes[(n / 3) % 3] ?? 0, message: `no ${n}` } }
    if (n % 3 === 0) await store.settle(message, failed, t0)
    else await settleSent(store, message, t0)
    if (n % 3 === 1) await ingestFacts(store, [{ ...attemptStatus(message.id, 1, 'delivered'), phoneNumberId }], t0)
    if (n % 6 === 1) {
      const contextWamid = wamidOf(message.id, 1)
      const person = { phone: message.userId }
      await ingestFacts(store, [inboundFact(`wamid.in.${n}`, { person, phoneNumberId, contextWamid })], t0)
    }
  }
  return seq
}

type Row = Record<string, string | number | null>

/** Found without the list: by the tables as they are. */
function expected(ctx: TestStore, { state, errorCode, person }: PeopleFilter): string[] {
  const isCanceled = ctx.rows('select state from campaigns')[0]?.state === 'canceled'
  const all = new Map((ctx.rows('select * from messages') as Row[]).map((row) => [row.id, row]))
  const rows = (ctx.rows('select * from campaign_rows order by line') as Row[]).map((row) => {
    const message = all.get(row.message_id ?? '')
    const own = row.state === 'waiting' && isCanceled ? 'canceled' : String(row.state)
    const is = message === undefined ? own : message.state === 'sending' ? 'queued' : String(message.state)
    return { name: `line ${row.line}`, destination: String(row.destination), is, message }
  })
  const own = new Set(rows.map(({ message }) => message?.id))
  const singles = [...all.values()]
    .filter((row) => row.campaign_id === id && row.origin !== null && !own.has(row.id))
    .map((message) => ({ name: String(message.id), destination: '', is: String(message.state), message }))
  const asked = [
    ...rows,
    ...(state === undefined && errorCode === undefined ? [] : person === undefined ? singles : []),
  ]
  return asked
    .filter(({ destination, is, message }) => {
      const isReplied = message?.replied_at !== null && message?.replied_at !== undefined && is !== 'failed'
      return (
        (state === undefined || (state === 'replied' ? isReplied : is === state)) &&
        (errorCode === undefined || (is === 'failed' && codeOf(String(message?.error)) === errorCode)) &&
        (person === undefined || destination.startsWith(person) || ninth(destination) === ninth(person))
      )
    })
    .map(({ name }) => name)
}

const ninth = (phone: string) => phone.replace(/^(55\d\d)9(\d{8})$/, '$1$2')
const nameOf = ({ line, message }: CampaignPerson) => (line === undefined ? (message?.id ?? '') : `line ${line}`)

async function pagesOf(ctx: TestStore, filter: PeopleFilter, limit: number): Promise<CampaignPerson[]> {
  const found: CampaignPerson[] = []
  const of = await campaign(ctx)
  let after: PeoplePlace | undefined
  do {
    const { people, next } = await ctx.store.campaignPeople(of, filter, { limit, ...(after && { after }) })
    assert.ok(people.length <= limit)
    assert.notDeepEqual(next, after ?? {}, 'each page goes on')
    found.push(...people)
    after = next
  } while (after !== undefined)
  return found
}

const filters: PeopleFilter[] = [
  {},
  ...personFigures.map((state) => ({ state })),
  ...codes.map((code) => ({ errorCode: String(code) })),
  { errorCode: '131026', state: 'failed' },
  { errorCode: '131026', state: 'sent' },
  { errorCode: '999' },
  { person: phoneOf(2) },
  { person: phoneOf(5) },
  { person: '5511987650005' },
  { person: '593' },
  { person: '59391000001' },
  { person: '9' },
  { person: 'US.1' },
  { person: '5939', state: 'failed' },
  { person: '5939', state: 'replied' },
  { person: '5939', errorCode: '131049' },
]

for (const backend of tieredBackends) {
  describe(`people of a campaign on ${backend.name}`, () => {
    test('every filter and page has those of the tables; each figure is as long as its list', async () => {
      await using ctx = await backend.open()
      const seq = await live(ctx, 64)
      const check = async () => {
        for (const filter of filters)
          for (const limit of [4, 500]) {
            const found = (await pagesOf(ctx, filter, limit)).map(nameOf)
            assert.deepEqual(found.toSorted(), expected(ctx, filter).toSorted(), JSON.stringify({ filter, limit }))
            const isInOrder = Object.keys(filter).length === 0
            if (isInOrder) assert.deepEqual(found, expected(ctx, filter))
          }
        const { states, replied } = await ctx.store.campaignCounts(id)
        const lengthOf = async (state: PersonFigure) => (await pagesOf(ctx, { state }, 500)).length
        for (const state of ['sent', 'delivered', 'failed'] as const)
          assert.equal(await lengthOf(state), states[state] ?? 0, state)
        assert.equal(await lengthOf('replied'), replied)
      }
      await check()
      // Failures of earlier attempts are nobody's.
      await ctx.store.completeCampaign(id, t0)
      await ctx.store.moveCampaign(id, 'retry', t0, { errorCodes: ['131026'] })
      while (await ctx.store.retryCampaignRows(id, 10, t0));
      assert.deepEqual(await pagesOf(ctx, { errorCode: '131026' }, 10), [])
      assert.ok((await pagesOf(ctx, { errorCode: '131049' }, 10)).length > 0, 'only those with the code go again')
      await feed(ctx, seq, 5)
      await check()
      await ctx.store.moveCampaign(id, 'cancel', t0)
      await check()
      while (await ctx.store.sweepCanceledCampaign(id, 5, t0));
      await check()
    })

    test('a row tells what became of it: message, conversation, instants, failure, reasons', async () => {
      await using ctx = await backend.open()
      await live(ctx, 64)
      const [failed] = await pagesOf(ctx, { errorCode: '131026' }, 1)
      assert.deepEqual([failed?.state, failed?.attempt, failed?.message?.userId], ['failed', 1, failed?.destination])
      assert.equal((failed?.message?.error as { code?: number }).code, 131_026)
      const [bad] = await pagesOf(ctx, { state: 'bad' }, 1)
      assert.deepEqual([bad?.line, bad?.destination, bad?.message], [11, '098', undefined])
      assert.deepEqual(bad?.reasons, [{ path: 'phone', rule: 'row_short' }])
      const [replied] = await pagesOf(ctx, { state: 'replied' }, 1)
      assert.ok(replied?.message?.repliedAt && replied.message.deliveredAt)
    })

    test('when retention has taken the rows, each figure of messages still lists them', async () => {
      await using ctx = await backend.open()
      await live(ctx, 64)
      const states = ['sent', 'delivered', 'failed', 'queued'] as const
      const before = await Promise.all(states.map(async (state) => (await pagesOf(ctx, { state }, 9)).length))
      assert.ok(before.every((count) => count > 0))
      await change(ctx, ['delete from campaign_rows', `update campaigns set rows_gone_at = ${t0}`])
      for (const [n, state] of states.entries()) {
        const people = await pagesOf(ctx, { state }, 9)
        assert.equal(people.length, before[n], state)
        assert.ok(people.every((one) => one.line === undefined && one.message !== undefined))
      }
    })

    test('a page looks only so far where many were retried, and goes on behind them', async () => {
      await using ctx = await backend.open()
      await begin(ctx, 3)
      // Each of their rows waits for another message.
      await change(ctx, [
        `insert into messages (id, bot_id, user_id, kind, content, element_name, campaign_id, state, accepted_at, error)
         select 'msg_' || n, 'bot_test', '5939' || n, 'notification', '{}', 'promo', '${id}', 'failed', ${t0}, '{"code":131049}'
         from (with recursive c (n) as (select 1 union all select n + 1 from c where n < 2600) select n from c) as c`,
      ])
      const { people, next } = await ctx.store.campaignPeople(await campaign(ctx), { state: 'failed' }, { limit: 50 })
      assert.deepEqual([people, next?.of], [[], 'messages'])
      assert.deepEqual(await pagesOf(ctx, { state: 'failed' }, 50), [])
    })
  })
}
