/**
 * The supervisor of campaigns on a real store, without lanes: its work at a start, how far it fills a queue that nobody
 * empties, and the shares of several campaigns.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { createAllowances } from '../../src/campaigns/allowance.ts'
import { type CampaignRunnerDeps, startCampaigns } from '../../src/campaigns/supervisor.ts'
import type { CsvHeader } from '../../src/model/campaign/csv.ts'
import { snapshotOf } from '../../src/model/campaign/request.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { openTestStore, testBot } from '../support/store.ts'

const header: CsvHeader = { separator: ',', columns: ['phone', 'nombre'], line: 1 }
const definition = {
  elementName: 'e',
  language: 'es',
  category: 'UTILITY',
  status: 'APPROVED',
  components: [{ type: 'BODY', text: 'Hola {{1}}' }],
} as const

function snapshotNow() {
  const request = { name: 'n', elementName: 'e', botId: 'bot_test', request: { elementName: 'e' } }
  const snapshot = snapshotOf({
    request,
    definition: { ...definition, components: [...definition.components] },
    header,
    now: t0,
  })
  assert.ok(snapshot.ok)
  return snapshot.value
}

const folderOf = (ctx: TestStore) => join(dirname(ctx.path), 'campaigns')

/** `rows`: the rows of the file; absent: the file is lost. */
async function addCampaign(
  ctx: TestStore,
  id: string,
  rows: number | undefined,
  { botId = 'bot_test', dueAt }: { botId?: string; dueAt?: number } = {},
): Promise<void> {
  mkdirSync(folderOf(ctx), { recursive: true })
  const prefix = id.length
  const lines = Array.from({ length: rows ?? 0 }, (_, at) => `593${prefix}${10_000_000 + at},Ana`)
  if (rows !== undefined) writeFileSync(join(folderOf(ctx), `${id}.csv`), ['phone,nombre', ...lines].join('\n'))
  const campaign = { id, botId, name: 'n', elementName: 'e', snapshot: snapshotNow(), dueAt, createdAt: t0 }
  await ctx.store.addCampaign(campaign)
}

function run(ctx: TestStore, changes: Partial<CampaignRunnerDeps> = {}) {
  return startCampaigns({
    store: ctx.store,
    clock: () => t0,
    newId: ctx.newId,
    allowances: createAllowances({ store: ctx.store, clock: () => t0 }),
    allowPrivateMedia: () => false,
    download: async () => ({ kind: 'failed', reason: '' }),
    folder: folderOf(ctx),
    maxFileBytes: 1e9,
    downloadTimeoutMs: 1e3,
    wakeBot: () => {},
    onAccepted: () => {},
    onError: (error) => assert.fail(String(error)),
    ...changes,
  })
}

const queued = (ctx: TestStore) =>
  Object.fromEntries(
    ctx
      .rows('select campaign_id, count(*) as n from messages group by campaign_id')
      .map(({ campaign_id, n }) => [campaign_id, n]),
  )

test('a start resumes interrupted campaigns and deletes orphaned files', async () => {
  await using ctx = await openTestStore()
  await ctx.store.putBot(testBot())
  await addCampaign(ctx, 'a', 700)
  await addCampaign(ctx, 'bb', undefined)
  writeFileSync(join(folderOf(ctx), 'stray.csv'), 'phone')
  const runner = await run(ctx)
  await eventually(async () => (await ctx.store.campaign('a'))?.state === 'running', 'it is read')
  await eventually(async () => (await ctx.store.campaign('bb'))?.state === 'failed', 'its file is lost')
  await runner.stop()
  for (const name of ['a', 'bb', 'stray']) assert.equal(existsSync(join(folderOf(ctx), `${name}.csv`)), false, name)
  assert.equal((await ctx.store.campaign('a'))?.rowCount, 700)
  assert.match((await ctx.store.campaign('bb'))?.error ?? '', /no longer exists/)
})

test("R6: a queue that nobody empties gets half a second of its rate, shared by the bot's campaigns", async () => {
  await using ctx = await openTestStore()
  await ctx.store.putBot(testBot({ messagesPerSecond: 80 }))
  await ctx.store.putBot(testBot({ id: 'slow', messagesPerSecond: 1 }))
  const dueAt = t0 + 1_000
  await addCampaign(ctx, 'a', 300, { dueAt })
  await addCampaign(ctx, 'bb', 300, { dueAt })
  await addCampaign(ctx, 'ccc', 300, { botId: 'slow', dueAt })
  let accepted = 0
  let now = t0
  const runner = await run(ctx, { clock: () => now, onAccepted: (_botId, count) => (accepted += count) })
  const campaigns = ['a', 'bb', 'ccc']
  await eventually(async () => {
    const all = await Promise.all(campaigns.map((id) => ctx.store.campaign(id)))
    return all.every((campaign) => campaign?.state === 'scheduled')
  }, 'all are read')
  assert.deepEqual(queued(ctx), {})
  now = dueAt
  await eventually(() => Object.keys(queued(ctx)).length === 3, 'each was served')
  for (let turn = 0; turn < 5; turn++) runner.wake()
  await runner.stop()
  const { a = 0, bb = 0, ccc = 0 } = queued(ctx)
  assert.ok(Number(a) + Number(bb) <= 40, `${a} and ${bb} messages are queued`)
  assert.ok(Math.abs(Number(a) - Number(bb)) <= 1, `${a} and ${bb} messages are queued`)
  assert.equal(ccc, 1)
  assert.equal(accepted, Number(a) + Number(bb) + Number(ccc))
})

test('a campaign that waits only for its last messages takes no share', async () => {
  await using ctx = await openTestStore()
  await ctx.store.putBot(testBot({ messagesPerSecond: 80 }))
  const dueAt = t0 + 1_000
  for (let n = 1; n <= 6; n++) await addCampaign(ctx, 'x'.repeat(n), n === 6 ? 300 : 1, { dueAt })
  let now = t0
  const runner = await run(ctx, { clock: () => now })
  await eventually(
    async () => (await ctx.store.countCampaigns({ botId: 'bot_test', states: ['scheduled'] })) === 6,
    'read',
  )
  now = dueAt
  await eventually(() => Number(queued(ctx).xxxxxx) >= 30, 'the room is used')
  await runner.stop()
  const all = Object.values(queued(ctx)).reduce<number>((sum, n) => sum + Number(n), 0)
  assert.ok(all >= 35 && all <= 40, String(all))
})

test('trouble with one campaign does not touch the next one', async () => {
  await using ctx = await openTestStore()
  await ctx.store.putBot(testBot())
  await ctx.store.putBot(testBot({ id: 'other' }))
  await addCampaign(ctx, 'a', 5)
  await addCampaign(ctx, 'bb', 5, { botId: 'other' })
  const errors: unknown[] = []
  const store: TestStore['store'] = {
    ...ctx.store,
    waitingCampaignRows: (seq, limit) =>
      seq === 1 ? Promise.reject(new Error('a row that cannot be read')) : ctx.store.waitingCampaignRows(seq, limit),
  }
  const runner = await run(ctx, { store, onError: (error) => errors.push(error) })
  await eventually(() => queued(ctx).bb === 5, 'the other one goes')
  await eventually(() => errors.length > 0, 'the trouble is told')
  await runner.stop()
  assert.equal(queued(ctx).a, undefined)
})
