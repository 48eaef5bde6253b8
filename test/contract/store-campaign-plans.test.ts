/**
 * The cost of a campaign's step does not depend on its number of rows: no statement scans a table that grows, and none
 * sorts its result. Counting is the exception: it scans an index, in the reader. SQLite only, since the plans are.
 */
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { personFigures } from '../../src/model/campaign/person.ts'
import { t0 } from '../support/open-store.ts'
import { stepsOf, walksOf } from '../support/plans.ts'
import { claimAll, openTestStore, testBot } from '../support/store.ts'
import { campaignSnapshot } from '../support/store-fixtures.ts'

const snapshot = campaignSnapshot()

test('every statement of a campaign uses an index and takes rows in its order', async () => {
  const statements: string[] = []
  await using ctx = await openTestStore({ onStatement: (text) => statements.push(text) })
  await ctx.store.putBot(testBot())
  statements.length = 0
  await runEveryTransaction(ctx)
  const grouped = (text: string) => text.includes('group by')
  const db = new DatabaseSync(ctx.path, { readOnly: true })
  const steps = statements.flatMap((text) => stepsOf(db, text).map((detail) => ({ text, detail })))
  const walks = statements
    .filter((text) => !grouped(text))
    .flatMap((text) => walksOf(db, text, ['campaign_rows', 'messages', 'r', 'm']).map((walk) => `${walk} in: ${text}`))
  db.close()
  assert.ok(statements.length > 30, String(statements.length))
  assert.deepEqual(walks, [])
  const sorts = steps.filter(({ detail, text }) => detail.startsWith('USE TEMP B-TREE') && !grouped(text))
  assert.deepEqual(sorts, [])
  const [counting] = steps.filter(({ text }) => text.includes('group by state'))
  assert.match(counting?.detail ?? '', /USING COVERING INDEX messages_campaign_state /)
})

async function runEveryTransaction({ store, newId }: Awaited<ReturnType<typeof openTestStore>>): Promise<void> {
  const id = 'cmp_1'
  const same = { id, botId: 'bot_test', name: 'n', elementName: 'e', snapshot, createdAt: t0, dueAt: t0 + 1 }
  await store.addCampaign(same, { clientId: 'c', key: 'k', fingerprint: 'f', answer: '{}' })
  const rows = Array.from({ length: 30 }, (_, at) => ({
    line: at + 2,
    destination: `5939${10_000_000 + at}`,
    values: [],
  }))
  await store.importCampaignRows(1, rows, 31, t0)
  await store.endCampaignImport(id, t0)
  await store.activeCampaigns(t0)
  await store.startDueCampaign(id, t0 + 1)
  await store.campaignRoom('bot_test', [id], { aim: 10, max: 40, dueBy: t0 })
  const outcomes = (await store.waitingCampaignRows(1, 10)).map(({ line, destination }) => ({
    line,
    notBefore: t0 + 2,
    message: {
      id: newId('msg'),
      userId: destination,
      kind: 'notification' as const,
      content: { type: 'template' as const, elementName: 'e', language: 'es', body: [], buttons: [] },
      elementName: 'e',
      campaignId: id,
      needsProbe: false,
    },
  }))
  await store.acceptCampaignRows({ seq: 1, botId: 'bot_test', outcomes }, t0)
  for (const message of (await claimAll(store, t0 + 2, 3)).messages)
    await store.settle(message, { kind: 'failed', error: { code: 131026 } }, t0)
  await store.completeCampaign(id, t0)
  await store.moveCampaign(id, 'retry', t0)
  await store.retryCampaignRows(id, 10, t0)
  await store.campaignCounts(id)
  await store.campaignReport(1, 0, 10)
  const campaign = { seq: 1, id, state: 'canceled' as const }
  for (const state of [...personFigures, undefined])
    for (const person of [undefined, '5939', '5511987654321'])
      await store.campaignPeople(campaign, { state, person }, { limit: 10, after: { of: 'rows', after: 1 } })
  for (const part of ['rows', 'messages'] as const) {
    const after = { of: part, after: 0 }
    await store.campaignPeople(campaign, { errorCode: '131026' }, { limit: 10, after })
    for (const state of personFigures) await store.campaignPeople(campaign, { state }, { limit: 10, after })
  }
  for (const message of (await claimAll(store, t0 + 2, 1)).messages)
    await store.settle(message, { kind: 'failed', error: { code: 132015 } }, t0)
  await store.mayCampaignGoOn(id, t0)
  await store.liftCampaign(id, t0 + 24 * 3_600_000, {})
  await store.campaignTrial(id, t0)
  await store.passCampaignTrial(id)
  await store.moveCampaign(id, 'cancel', t0)
  while (await store.sweepCanceledCampaign(id, 5, t0));
}
