/**
 * A campaign under every interleaving of its events, restarts included: a row never has two messages that may both
 * arrive, and the counters agree with the rows (lessons R2 and R6).
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type TestStore, t0 } from '../support/open-store.ts'
import { claimAll, settleSent, testBot, tieredBackends } from '../support/store.ts'
import { campaignSnapshot } from '../support/store-fixtures.ts'

const id = 'cmp_1'
const rowCount = 8
const snapshot = campaignSnapshot()

type Step = (ctx: TestStore) => Promise<unknown>

/** One step each of a supervisor, a lane or a person; none depends on the steps before it. */
const steps: Record<string, Step> = {
  feed: (ctx) => feed(ctx, 3),
  feedOne: (ctx) => feed(ctx, 1),
  feedTwice: (ctx) => Promise.all([feed(ctx, 2), feed(ctx, 2)]),
  send: async (ctx) => {
    for (const message of (await claimAll(ctx.store, t0, 2)).messages) await settleSent(ctx.store, message, t0)
  },
  fail: async (ctx) => {
    const { messages } = await claimAll(ctx.store, t0, 2)
    for (const message of messages) await ctx.store.settle(message, { kind: 'failed', error: { code: 131026 } }, t0)
  },
  stop: async (ctx) => {
    const { messages } = await claimAll(ctx.store, t0, 1)
    for (const message of messages) await ctx.store.settle(message, { kind: 'failed', error: { code: 132015 } }, t0)
  },
  lift: (ctx) => ctx.store.liftCampaign(id, t0 + 24 * 3_600_000, {}),
  passTrial: (ctx) => ctx.store.passCampaignTrial(id),
  comeBack: async (ctx) => {
    const { messages } = await claimAll(ctx.store, t0, 1)
    for (const message of messages) await ctx.store.settle(message, { kind: 'again', counts: 'retry', dueAt: t0 }, t0)
  },
  pause: (ctx) => ctx.store.moveCampaign(id, 'pause', t0),
  resume: (ctx) => ctx.store.moveCampaign(id, 'resume', t0),
  cancel: (ctx) => ctx.store.moveCampaign(id, 'cancel', t0),
  sweep: (ctx) => ctx.store.sweepCanceledCampaign(id, 2, t0),
  retry: (ctx) => ctx.store.moveCampaign(id, 'retry', t0),
  retryRows: (ctx) => ctx.store.retryCampaignRows(id, 2, t0),
  complete: (ctx) => ctx.store.completeCampaign(id, t0),
  reopen: (ctx) => ctx.reopen(),
}

async function feed({ store, newId }: TestStore, limit: number): Promise<void> {
  const outcomes = (await store.waitingCampaignRows(1, limit)).map(({ line, destination }) => ({
    line,
    notBefore: t0,
    message: {
      id: newId('msg'),
      userId: destination,
      kind: 'notification' as const,
      content: { type: 'template' as const, elementName: 'e', language: 'es', body: [], buttons: [] },
      campaignId: id,
      needsProbe: false,
    },
  }))
  await store.acceptCampaignRows({ seq: 1, botId: 'bot_test', outcomes }, t0)
}

async function begin(ctx: TestStore): Promise<void> {
  await ctx.store.putBot(testBot())
  await ctx.store.addCampaign({ id, botId: 'bot_test', name: 'n', elementName: 'e', snapshot, createdAt: t0 })
  const rows = Array.from({ length: rowCount }, (_, at) => ({
    line: at + 2,
    destination: `5939${10_000_000 + at}`,
    values: [],
  }))
  await ctx.store.importCampaignRows(1, rows, rowCount + 1, t0)
  await ctx.store.endCampaignImport(id, t0)
}

/** The invariants after every step, checked on the rows alone. */
async function check(ctx: TestStore): Promise<void> {
  const perPerson = ctx.rows(
    `select user_id, count(*) as all_of_them, sum(case when state <> 'failed' then 1 else 0 end) as may_arrive from messages group by user_id`,
  )
  for (const { user_id, may_arrive } of perPerson) assert.ok(Number(may_arrive) <= 1, `${user_id} may get two`)
  const rows = ctx.rows(
    `select r.line, r.state, r.attempt, r.message_id, m.user_id, r.destination,
       (select count(*) from messages where user_id = r.destination) as messages
     from campaign_rows r left join messages m on m.id = r.message_id`,
  )
  for (const row of rows) {
    assert.equal(row.attempt, row.messages, `line ${row.line}`)
    assert.equal(row.state === 'accepted', row.message_id !== null, `line ${row.line}`)
    if (row.message_id !== null) assert.equal(row.user_id, row.destination)
  }
  const count = (state: string) => rows.filter((row) => row.state === state).length
  const campaign = await ctx.store.campaign(id)
  assert.deepEqual(
    [campaign?.rowCount, campaign?.acceptedCount, campaign?.canceledCount],
    [rowCount, count('accepted'), count('canceled')],
  )
  const { states } = await ctx.store.campaignCounts(id)
  const counted = Object.values(states).reduce((sum, one) => sum + one, 0)
  assert.equal(counted, count('accepted'), 'each accepted row is counted once')
  if (campaign?.state === 'completed') assert.equal(count('waiting'), 0)
}

for (const backend of tieredBackends) {
  describe(`a campaign on ${backend.name}`, () => {
    test('R2, R6: one message at a time for each row, under every interleaving', async () => {
      const names = fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 5, maxLength: 25 })
      await fc.assert(
        fc.asyncProperty(names, async (sequence) => {
          await using ctx = await backend.open()
          await begin(ctx)
          for (const name of sequence) {
            await steps[name]?.(ctx)
            await check(ctx)
          }
        }),
        { numRuns: 25 },
      )
    })
  })
}
