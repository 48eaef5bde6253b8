/**
 * Campaigns in the store: rows become messages exactly once, whatever happens between; counts agree with the rows
 * (lessons R2, R4).
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CampaignRecord } from '../../src/store/campaigns/campaigns.ts'
import type { ImportedRow } from '../../src/store/campaigns/import-rows.ts'
import type { CampaignCounts } from '../../src/store/campaigns/report.ts'
import type { RowOutcome } from '../../src/store/campaigns/rows.ts'
import { ingestFacts, statusFact, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { claimAll, settleSent, testBot, tieredBackends, wamidOf } from '../support/store.ts'
import { campaignSnapshot } from '../support/store-fixtures.ts'

const id = 'cmp_1'
const snapshot = campaignSnapshot()

const phoneOf = (line: number) => `5939${10_000_000 + line}`
const goodRow = (line: number): ImportedRow => ({ line, destination: phoneOf(line), values: [`v${line}`] })
const goodRows = (count: number) => Array.from({ length: count }, (_, index) => goodRow(index + 2))

async function addCampaign(ctx: TestStore, dueAt?: number): Promise<CampaignRecord> {
  await ctx.store.putBot(testBot())
  await ctx.store.putEndpoint(testEndpoint('ep', ['campaign', 'canceled', 'failed']))
  const result = await ctx.store.addCampaign({
    id,
    botId: 'bot_test',
    name: 'Mayo',
    elementName: 'promo',
    snapshot,
    dueAt,
    createdAt: t0,
  })
  assert.equal(result.kind, 'accepted')
  return campaignOf(ctx)
}

async function campaignOf({ store }: TestStore): Promise<CampaignRecord> {
  const campaign = await store.campaign(id)
  assert.ok(campaign)
  return campaign
}

/** Imported, and running. */
async function runningCampaign(ctx: TestStore, count: number): Promise<CampaignRecord> {
  const { seq } = await addCampaign(ctx)
  await ctx.store.importCampaignRows(seq, goodRows(count), count + 1, t0)
  await ctx.store.endCampaignImport(id, t0)
  const campaign = await campaignOf(ctx)
  assert.equal(campaign.state, 'running')
  return campaign
}

function outcomeOf(ctx: TestStore, line: number, notBefore = t0): RowOutcome {
  const content = { type: 'template', elementName: 'promo', language: 'es', body: [], buttons: [] } as const
  const message = {
    id: ctx.newId('msg'),
    userId: phoneOf(line),
    kind: 'notification' as const,
    content: { ...content, body: [], buttons: [] },
    elementName: 'promo',
    campaignId: id,
    needsProbe: false,
  }
  return { line, message, notBefore }
}

/** One turn: up to `limit` waiting rows become messages. */
async function feed(ctx: TestStore, seq: number, limit: number): Promise<number> {
  const waiting = await ctx.store.waitingCampaignRows(seq, limit)
  const outcomes = waiting.map(({ line }) => outcomeOf(ctx, line))
  return ctx.store.acceptCampaignRows({ seq, botId: 'bot_test', outcomes }, t0)
}

const stateCounts = (ctx: TestStore, state: string) =>
  Number(ctx.rows(`select count(*) as n from campaign_rows where state = '${state}'`)[0]?.n)

for (const backend of tieredBackends) {
  describe(`campaigns on ${backend.name}`, () => {
    test('an interrupted import continues: no line twice, none missing', async () => {
      await using ctx = await backend.open()
      const { seq } = await addCampaign(ctx)
      await ctx.store.importCampaignRows(seq, goodRows(3), 4, t0)
      await ctx.reopen()
      assert.equal((await campaignOf(ctx)).importedLine, 4)
      await ctx.store.importCampaignRows(seq, [goodRow(5)], 7, t0)
      assert.deepEqual(
        ctx.rows('select line from campaign_rows order by line').map(({ line }) => line),
        [2, 3, 4, 5],
      )
      assert.equal((await campaignOf(ctx)).importedLine, 7)
      assert.equal(await ctx.store.importCampaignRows(seq, [goodRow(5)], 7, t0), false, 'another process was faster')
      assert.equal((await campaignOf(ctx)).rowCount, 4)
    })

    test('a file is stored in pieces until it is imported, and what a crash left of one is found', async () => {
      await using ctx = await backend.open()
      const { store } = ctx
      const { seq } = await addCampaign(ctx)
      for (const file of [id, 'cmp_never'])
        for (const [number, chunk] of ['uno\n', 'dós\n', 'tres'].entries())
          await store.addCampaignFileChunk(file, number, chunk, t0)
      await ctx.reopen()
      const pieces = await Promise.all([0, 1, 2, 3].map((number) => ctx.store.campaignFileChunk(id, number)))
      assert.deepEqual(pieces, ['uno\n', 'dós\n', 'tres', undefined])
      assert.deepEqual(await ctx.store.strayCampaignFiles(t0), [])
      assert.deepEqual(await ctx.store.strayCampaignFiles(t0 + 1), ['cmp_never'])
      await ctx.store.importCampaignRows(seq, goodRows(3), 4, t0)
      await ctx.store.endCampaignImport(id, t0)
      assert.deepEqual(await ctx.store.strayCampaignFiles(t0), [id])
      assert.equal(await ctx.store.dropCampaignFileChunks(id, 2), true)
      assert.deepEqual(await ctx.store.strayCampaignFiles(t0), [id], 'what is left of it is found')
      assert.equal(await ctx.store.dropCampaignFileChunks(id, 2), false)
      assert.deepEqual(await ctx.store.strayCampaignFiles(t0), [])
      assert.equal(ctx.rows('select * from campaign_files').length, 3)
    })

    test('a repeated destination waits once, also in another chunk or spelling; a bad row does not count as one', async () => {
      await using ctx = await backend.open()
      const { seq } = await addCampaign(ctx)
      const bad: ImportedRow = { ...goodRow(2), reasons: [{ path: 'nombre', rule: 'empty' }] }
      const brazil = (line: number, destination: string) => ({ line, destination, values: [] })
      await ctx.store.importCampaignRows(seq, [bad, { ...goodRow(2), line: 3 }, { ...goodRow(2), line: 4 }], 4, t0)
      await ctx.store.importCampaignRows(
        seq,
        [{ ...goodRow(2), line: 5 }, brazil(6, '5511987654321'), brazil(7, '551187654321')],
        7,
        t0,
      )
      const states = ctx.rows('select state from campaign_rows order by line').map(({ state }) => state)
      assert.deepEqual(states, ['bad', 'waiting', 'repeated', 'repeated', 'waiting', 'repeated'])
      const { rowCount, badCount, repeatedCount } = await campaignOf(ctx)
      assert.deepEqual([rowCount, badCount, repeatedCount], [6, 1, 3])
      const report = await ctx.store.campaignReport(seq, 0, 10)
      assert.deepEqual(report[3]?.reasons, [{ path: 'destination', rule: 'row_repeated', args: { line: 3 } }])
    })

    test('R2: a row becomes its message once, however often that is requested', async () => {
      await using ctx = await backend.open()
      const { seq } = await runningCampaign(ctx, 3)
      const twice = [outcomeOf(ctx, 2), outcomeOf(ctx, 3)]
      const again = [outcomeOf(ctx, 3), outcomeOf(ctx, 2), outcomeOf(ctx, 4)]
      const accepted = await Promise.all([
        ctx.store.acceptCampaignRows({ seq, botId: 'bot_test', outcomes: twice }, t0),
        ctx.store.acceptCampaignRows({ seq, botId: 'bot_test', outcomes: again }, t0),
      ])
      assert.deepEqual(accepted, [2, 1])
      assert.equal(ctx.rows('select * from messages').length, 3)
      assert.equal(ctx.rows('select * from campaign_rows r join messages m on m.id = r.message_id').length, 3)
      assert.equal((await campaignOf(ctx)).acceptedCount, 3)
    })

    test('a row that no longer fits ends as bad, and the others are sent', async () => {
      await using ctx = await backend.open()
      const { seq } = await runningCampaign(ctx, 2)
      const outcomes: RowOutcome[] = [
        { line: 2, reasons: [{ path: 'mediaUrl', rule: 'url_public' }] },
        outcomeOf(ctx, 3),
      ]
      assert.equal(await ctx.store.acceptCampaignRows({ seq, botId: 'bot_test', outcomes }, t0), 1)
      const { badCount, acceptedCount } = await campaignOf(ctx)
      assert.deepEqual([badCount, acceptedCount], [1, 1])
    })

    test('no row becomes a message unless the campaign runs', async () => {
      await using ctx = await backend.open()
      const { seq } = await runningCampaign(ctx, 2)
      await ctx.store.moveCampaign(id, 'pause', t0)
      assert.equal(await feed(ctx, seq, 10), 0)
      assert.equal((await ctx.store.moveCampaign(id, 'resume', t0)).kind, 'moved')
      assert.equal(await feed(ctx, seq, 10), 2)
    })

    test('each message has its due time, and messages accepted meanwhile go first', async () => {
      await using ctx = await backend.open()
      const { seq } = await runningCampaign(ctx, 3)
      const outcomes = [2, 3, 4].map((line) => outcomeOf(ctx, line, t0 + line * 100))
      await ctx.store.acceptCampaignRows({ seq, botId: 'bot_test', outcomes }, t0)
      const due = ctx.rows('select due_at from messages order by seq').map(({ due_at }) => Number(due_at) - t0)
      assert.deepEqual(due, [200, 300, 400])
      const room = (dueBy: number, aim = 10) => ctx.store.campaignRoom('bot_test', [id], { aim, max: 20, dueBy })
      assert.deepEqual(await room(t0 + 300), { free: 8, ahead: 2 })
      assert.deepEqual(await room(t0 + 500, 3), { free: 0, ahead: 3 })
      assert.deepEqual(await ctx.store.campaignRoom('bot_test', [id], { aim: 10, max: 4, dueBy: t0 }), {
        free: 1,
        ahead: 0,
      })
    })

    test('R4: a schedule waits for its time', async () => {
      await using ctx = await backend.open()
      await addCampaign(ctx, t0 + 1_000)
      await ctx.store.endCampaignImport(id, t0)
      assert.equal((await campaignOf(ctx)).state, 'scheduled')
      assert.equal(await ctx.store.startDueCampaign(id, t0 + 999), false)
      assert.equal(await ctx.store.startDueCampaign(id, t0 + 1_000), true)
      assert.equal((await campaignOf(ctx)).startedAt, t0 + 1_000)
    })

    test('R4: a campaign paused during its import stays paused; resumed, it continues with what it would be doing', async () => {
      await using ctx = await backend.open()
      const { seq } = await addCampaign(ctx, t0 + 1_000)
      await ctx.store.moveCampaign(id, 'pause', t0)
      assert.equal(await ctx.store.importCampaignRows(seq, goodRows(1), 2, t0), true, 'reading goes on')
      await ctx.store.endCampaignImport(id, t0)
      assert.equal((await campaignOf(ctx)).state, 'paused')
      await ctx.store.moveCampaign(id, 'resume', t0)
      assert.equal((await campaignOf(ctx)).state, 'scheduled')
      await ctx.store.moveCampaign(id, 'pause', t0)
      await ctx.store.moveCampaign(id, 'resume', t0 + 2_000)
      assert.equal((await campaignOf(ctx)).state, 'running')
    })

    test('R4: a cancellation ends waiting rows and queued messages; messages in flight arrive, and are not sent again', async () => {
      await using ctx = await backend.open()
      const { seq } = await runningCampaign(ctx, 10)
      await feed(ctx, seq, 4)
      const { messages } = await claimAll(ctx.store, t0, 1)
      const [flying] = messages
      assert.ok(flying)
      await ctx.store.moveCampaign(id, 'cancel', t0)
      assert.equal(await feed(ctx, seq, 10), 0)
      while (await ctx.store.sweepCanceledCampaign(id, 2, t0));
      assert.equal(stateCounts(ctx, 'canceled'), 6)
      const states = ctx.rows('select state, count(*) as n from messages group by state')
      assert.deepEqual(Object.fromEntries(states.map(({ state, n }) => [state, n])), { canceled: 3, sending: 1 })
      assert.equal((await campaignOf(ctx)).endedAt, undefined, 'not before the last has landed')
      await ctx.store.settle(flying, { kind: 'again', counts: 'retry', dueAt: t0 + 5 }, t0)
      while (await ctx.store.sweepCanceledCampaign(id, 2, t0));
      assert.equal((await ctx.store.campaignCounts(id)).states.canceled, 4)
      assert.equal((await campaignOf(ctx)).endedAt, t0)
      assert.equal(ctx.rows("select * from events where type = 'canceled'").length, 4)
    })

    test('the allowed actions depend on the state, and the refusal says so', async () => {
      await using ctx = await backend.open()
      await runningCampaign(ctx, 1)
      const kinds = async (...moves: ('pause' | 'resume' | 'cancel' | 'retry')[]) => {
        const results = []
        for (const move of moves) results.push((await ctx.store.moveCampaign(id, move, t0)).kind)
        return results
      }
      assert.deepEqual(await kinds('resume'), ['wrong_state'])
      assert.deepEqual(await kinds('pause', 'pause', 'resume'), ['moved', 'wrong_state', 'moved'])
      assert.deepEqual(await kinds('cancel', 'cancel', 'pause', 'resume', 'retry'), [
        'moved',
        ...Array(4).fill('wrong_state'),
      ])
      assert.deepEqual(await ctx.store.moveCampaign('cmp_none', 'pause', t0), { kind: 'not_found' })
    })

    test('it is complete when every row has ended, and not before', async () => {
      await using ctx = await backend.open()
      const { seq } = await runningCampaign(ctx, 1)
      assert.equal(await ctx.store.completeCampaign(id, t0), false, 'a row waits')
      await feed(ctx, seq, 1)
      assert.equal(await ctx.store.completeCampaign(id, t0), false, 'a message is queued')
      const { messages } = await claimAll(ctx.store, t0)
      assert.equal(await ctx.store.completeCampaign(id, t0), false, 'a message is in the air')
      for (const message of messages) await settleSent(ctx.store, message, t0)
      assert.equal(await ctx.store.completeCampaign(id, t0), true)
      assert.deepEqual(await ctx.store.activeCampaigns(t0), [])
      const reported = ctx.rows("select body from events where type = 'campaign' order by seq")
      const statuses = reported.map(({ body }) => JSON.parse(String(body)).status)
      assert.deepEqual(statuses, ['IN_PROGRESS', 'COMPLETED'])
      assert.equal(ctx.rows("select * from deliveries where endpoint_id = 'ep'").length, 2)
    })

    test('R6: a retry takes the failed rows and no others, once, and survives its process', async () => {
      await using ctx = await backend.open()
      const { seq } = await runningCampaign(ctx, 6)
      await feed(ctx, seq, 6)
      const { messages } = await claimAll(ctx.store, t0)
      const error = (code: number) => ({ kind: 'failed' as const, error: { code, message: `no ${code}` } })
      for (const [index, message] of messages.entries()) {
        if (index < 3) await ctx.store.settle(message, error(131026), t0)
        else if (index === 3) await ctx.store.settle(message, error(132005), t0)
        else await settleSent(ctx.store, message, t0)
      }
      await ctx.store.completeCampaign(id, t0)
      const before = await ctx.store.campaignCounts(id)
      assert.deepEqual(before.failures, { 131026: 3, 132005: 1 })
      await ctx.store.moveCampaign(id, 'retry', t0)
      assert.equal(await ctx.store.retryCampaignRows(id, 2, t0), true)
      await ctx.reopen()
      assert.equal(await ctx.store.completeCampaign(id, t0), false, 'not while the retry is under way')
      while (await ctx.store.retryCampaignRows(id, 2, t0));
      assert.equal(stateCounts(ctx, 'waiting'), 4)
      assert.equal(await feed(ctx, seq, 10), 4)
      assert.equal(ctx.rows('select * from messages').length, 10)
      const { campaign, ...counts } = await ctx.store.campaignCounts(id)
      assert.deepEqual(counts, { states: { failed: 0, queued: 4, sent: 2 }, replied: 0, failures: {}, retried: 4 })
      assert.ok(campaign)
      assert.deepEqual([campaign.acceptedCount, campaign.retriedCount, campaign.isRetrying], [6, 4, false])
      const attempts = (await ctx.store.campaignReport(seq, 0, 10)).map(({ attempt }) => attempt)
      assert.deepEqual(attempts.toSorted(), [1, 1, 2, 2, 2, 2])
      // A row that failed again is retried by another retry, and counted once.
      for (const message of (await claimAll(ctx.store, t0)).messages) await ctx.store.settle(message, error(131026), t0)
      assert.deepEqual((await ctx.store.campaignCounts(id)).failures, { 131026: 4 })
      await ctx.store.moveCampaign(id, 'retry', t0)
      while (await ctx.store.retryCampaignRows(id, 100, t0));
      assert.equal((await campaignOf(ctx)).retriedCount, 8)
      assert.equal(stateCounts(ctx, 'waiting'), 4)
    })

    test('counts and report show the progress of each row', async () => {
      await using ctx = await backend.open()
      const { seq } = await runningCampaign(ctx, 5)
      await feed(ctx, seq, 4)
      const { messages } = await claimAll(ctx.store, t0, 3)
      for (const message of messages) await settleSent(ctx.store, message, t0)
      const [first, second] = messages.map((message) => wamidOf(message.id, 1))
      await ingestFacts(ctx.store, [statusFact(first ?? '', 'read'), statusFact(second ?? '', 'failed')])
      const counts: CampaignCounts = await ctx.store.campaignCounts(id)
      assert.deepEqual(counts.states, { failed: 1, queued: 1, read: 1, sent: 1 })
      const report = await ctx.store.campaignReport(seq, 0, 3)
      assert.deepEqual(
        report.map(({ line, message }) => [line, message?.state]),
        [
          [2, 'read'],
          [3, 'failed'],
          [4, 'sent'],
        ],
      )
      const rest = await ctx.store.campaignReport(seq, 4, 3)
      assert.deepEqual(
        rest.map(({ line, state, message }) => [line, state, message?.state]),
        [
          [5, 'accepted', 'queued'],
          [6, 'waiting', undefined],
        ],
      )
    })

    test('a key is one campaign', async () => {
      await using ctx = await backend.open()
      await addCampaign(ctx)
      const key = { clientId: 'c', key: 'k', fingerprint: 'f', answer: '{"a":1}' }
      const campaign = { id: 'cmp_2', botId: 'bot_test', name: 'x', elementName: 'y', snapshot, createdAt: t0 }
      assert.equal(await ctx.store.earlierAnswer(key, t0), undefined)
      assert.equal((await ctx.store.addCampaign(campaign, key)).kind, 'accepted')
      assert.deepEqual(await ctx.store.addCampaign({ ...campaign, id: 'cmp_3' }, key), {
        kind: 'replayed',
        answer: '{"a":1}',
      })
      assert.deepEqual(await ctx.store.earlierAnswer(key, t0), { kind: 'replayed', answer: '{"a":1}' })
      assert.deepEqual(await ctx.store.earlierAnswer({ ...key, fingerprint: 'g' }, t0), { kind: 'conflict' })
      assert.equal((await ctx.store.campaigns({ botId: 'bot_test' }, 0, 10)).length, 2)
    })

    test('the list is filtered by template, state and time, newest first', async () => {
      await using ctx = await backend.open()
      await addCampaign(ctx)
      for (const [index, elementName] of ['a', 'b', 'a'].entries()) {
        const createdAt = t0 + index * 10
        await ctx.store.addCampaign({ id: `c${index}`, botId: 'bot_test', name: 'n', elementName, snapshot, createdAt })
      }
      await ctx.store.endCampaignImport('c2', t0, 'lost')
      const ids = async (filter: object) =>
        (await ctx.store.campaigns({ botId: 'bot_test', ...filter }, 0, 10)).map((one) => one.id)
      assert.deepEqual(await ids({ elementName: 'a' }), ['c2', 'c0'])
      assert.deepEqual(await ids({ states: ['failed'] }), ['c2'])
      assert.deepEqual(await ids({ fromAt: t0 + 5, toAt: t0 + 20 }), ['c1'])
      assert.deepEqual(await ids({ botId: 'other' }), [])
      assert.equal(await ctx.store.countCampaigns({ botId: 'bot_test', states: ['importing', 'failed'] }), 4)
    })
  })
}
