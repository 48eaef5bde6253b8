/**
 * A campaign stops before the next row when a failure concerns all rows, however it is reported; its rows stay, and it
 * resumes by itself when the cause is lifted, with one row first. A campaign that a person paused never resumes by
 * itself.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AccountChange, TemplateChange } from '../../src/model/inbound/inbound.ts'
import { failureKinds, stopNames } from '../../src/model/outcome/failure-kinds.ts'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import type { NewCampaign } from '../../src/store/campaigns/campaigns.ts'
import { attemptStatus, ingestFacts, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { claimAll, settleSent, testBot, tieredBackends } from '../support/store.ts'
import { campaignSnapshot } from '../support/store-fixtures.ts'

const id = 'cmp_1'
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const definition: TemplateDefinition = {
  elementName: 'promo',
  language: 'es',
  category: 'MARKETING',
  status: 'APPROVED',
  components: [{ type: 'BODY', text: 'Hola' }],
}
const snapshot = campaignSnapshot(definition, { mediaUrl: 'https://example.com/a.png' })

const phoneOf = (line: number) => `5939${10_000_000 + line}`

/** Running, with 20 rows. */
async function begin(ctx: TestStore, changes: Partial<NewCampaign> = {}): Promise<void> {
  await ctx.store.putBot(testBot())
  await ctx.store.putEndpoint(testEndpoint('ep', ['campaign', 'failed']))
  await ctx.store.putTemplate('bot_test', definition, t0)
  const campaign = { id, botId: 'bot_test', name: 'Mayo', elementName: 'promo', snapshot, createdAt: t0, ...changes }
  await ctx.store.addCampaign(campaign)
  const rows = Array.from({ length: 20 }, (_, at) => ({ line: at + 2, destination: phoneOf(at + 2), values: [] }))
  const { seq } = await campaignOf(ctx, campaign.id)
  await ctx.store.importCampaignRows(seq, rows, 21, t0)
  await ctx.store.endCampaignImport(campaign.id, t0)
}

async function campaignOf({ store }: TestStore, of = id) {
  const campaign = await store.campaign(of)
  assert.ok(campaign)
  return campaign
}

/** Returns how many rows became messages. */
async function feed(ctx: TestStore, limit: number, now = t0, of = id): Promise<number> {
  const { seq } = await campaignOf(ctx, of)
  const outcomes = (await ctx.store.waitingCampaignRows(seq, limit)).map(({ line, destination }) => ({
    line,
    notBefore: now,
    message: {
      id: ctx.newId('msg'),
      userId: destination,
      kind: 'notification' as const,
      content: { type: 'template' as const, elementName: 'promo', language: 'es', body: [], buttons: [] },
      elementName: 'promo',
      campaignId: of,
      needsProbe: false,
    },
  }))
  return ctx.store.acceptCampaignRows({ seq, botId: 'bot_test', outcomes, template: definition }, now)
}

async function rowStates(ctx: TestStore): Promise<Record<string, number>> {
  const found = ctx.rows('select state, count(*) as n from campaign_rows group by state')
  return Object.fromEntries(found.map(({ state, n }) => [state, Number(n)]))
}

const templateFact = (value: string): TemplateChange => ({
  kind: 'template',
  wabaId: 'waba-bot_test',
  change: 'status',
  elementName: 'promo',
  language: 'es',
  value,
  raw: {},
})

const accountFact = (raw: Record<string, unknown>): AccountChange => ({
  kind: 'account',
  wabaId: 'waba-bot_test',
  field: 'account_update',
  raw,
})

const events = (ctx: TestStore) =>
  ctx
    .rows(`select body from events where type = 'campaign' order by seq`)
    .map(({ body }) => JSON.parse(String(body)) as { status: string; reason?: { code: string } })
    .map(({ status, reason }) => (reason ? `${status} ${reason.code}` : status))

for (const backend of tieredBackends) {
  describe(`campaigns that stop on ${backend.name}`, () => {
    // A stop without a code of Meta ends waiting messages by itself (store-identity.test.ts).
    for (const name of stopNames().filter((one) => failureKinds[one].codes.length > 0)) {
      test(`${name}: reported by the answer or by a late status, no further row is sent, and the failed one waits in its row`, async () => {
        for (const reported of ['answer', 'status'] as const) {
          await using ctx = await backend.open()
          await begin(ctx)
          assert.equal(await feed(ctx, 10), 10)
          const { messages } = await claimAll(ctx.store, t0, 3)
          const [first, second, third] = messages
          assert.ok(first && second && third)
          const error = { code: failureKinds[name].codes[0] ?? 0, title: 'why' }
          if (reported === 'answer') {
            await ctx.store.settle(first, { kind: 'failed', error }, t0 + 1)
            await ctx.store.settle(second, { kind: 'failed', error }, t0 + 2)
          } else {
            for (const one of [first, second]) await settleSent(ctx.store, one, t0)
            const failed = (messageId: string) => attemptStatus(messageId, 1, 'failed', { at: t0 + 1, error })
            await ingestFacts(ctx.store, [failed(first.id)], t0 + 1)
            await ingestFacts(ctx.store, [failed(second.id)], t0 + 2)
          }
          await settleSent(ctx.store, third, t0 + 3)
          const { state, stop, lookAt, acceptedCount, retriedCount } = await campaignOf(ctx)
          assert.deepEqual([state, stop?.reason, stop?.told], ['paused', name, reported])
          assert.equal(lookAt !== undefined, failureKinds[name].stops.firstLookMs > 0)
          assert.deepEqual([acceptedCount, retriedCount], [1, 2])
          assert.deepEqual(await rowStates(ctx), { accepted: 1, waiting: 19 })
          assert.deepEqual((await claimAll(ctx.store, t0 + dayMs)).messages, [], 'nothing is left in the queue')
          assert.equal(await feed(ctx, 10, t0 + 4), 0)
          const { states, failures } = await ctx.store.campaignCounts(id)
          assert.deepEqual([states, failures], [{ failed: 0, sent: 1 }, {}])
          assert.deepEqual(events(ctx), ['IN_PROGRESS', `PAUSED ${name}`])
        }
      })
    }

    test('a refused token: the message waits in the queue as before, and the campaign shows what it waits for', async () => {
      await using ctx = await backend.open()
      await begin(ctx)
      await feed(ctx, 10)
      const { messages } = await claimAll(ctx.store, t0, 2)
      const error = { code: 190, title: 'Access token has expired' }
      for (const message of messages)
        await ctx.store.settle(message, { kind: 'again', counts: 'blocked', dueAt: t0 + 30_000, error }, t0)
      assert.equal((await campaignOf(ctx)).stop?.reason, 'TOKEN_REFUSED')
      assert.deepEqual(await rowStates(ctx), { accepted: 2, waiting: 18 })
      assert.equal(await ctx.store.mayCampaignGoOn(id, t0 + 1_000), false)
      await ctx.store.putBot(testBot({ updatedAt: t0 + 2_000 }))
      assert.equal(await ctx.store.liftCampaign(id, t0 + 2_001, {}), true)
      assert.equal((await campaignOf(ctx)).state, 'running')
    })

    test('by a webhook: queued rows go back at once, and a campaign that begins later stops before its first row', async () => {
      await using ctx = await backend.open()
      await begin(ctx)
      await feed(ctx, 10)
      await ingestFacts(ctx.store, [templateFact('PAUSED')], t0 + 5)
      assert.deepEqual(await rowStates(ctx), { waiting: 20 })
      assert.deepEqual(
        [(await campaignOf(ctx)).stop?.reason, (await campaignOf(ctx)).stop?.told],
        ['TEMPLATE_PAUSED', 'webhook'],
      )
      await begin(ctx, { id: 'cmp_2', createdAt: t0 + 6 })
      assert.equal(await feed(ctx, 10, t0 + 8, 'cmp_2'), 10, 'stored anew, as approved')
      await ctx.store.putTemplate('bot_test', { ...definition, status: 'DISABLED' }, t0 + 9)
      assert.equal(await feed(ctx, 10, t0 + 10, 'cmp_2'), 0)
      assert.equal((await campaignOf(ctx, 'cmp_2')).stop?.reason, 'TEMPLATE_DISABLED')
      assert.deepEqual((await claimAll(ctx.store, t0 + dayMs)).messages, [])
    })

    test('a message that a lane has claimed and not begun goes back as well, and does not leave; one that has begun stays in flight', async () => {
      await using ctx = await backend.open()
      await begin(ctx)
      await feed(ctx, 10)
      const { messages } = await ctx.store.claim({ botId: 'bot_test', limit: 4, now: t0 })
      const [first, second, ...others] = messages
      assert.ok(first && second)
      assert.equal((await ctx.store.beginAttempts('bot_test', [first, second], t0)).size, 2)
      await ctx.store.settle(first, { kind: 'failed', error: { code: 132015 } }, t0 + 1)
      assert.deepEqual(await rowStates(ctx), { accepted: 1, waiting: 19 })
      assert.equal((await ctx.store.beginAttempts('bot_test', others, t0 + 2)).size, 0)
      await settleSent(ctx.store, second, t0 + 3)
      assert.deepEqual((await ctx.store.campaignCounts(id)).states, { failed: 0, sent: 1 })
    })

    test('a restriction of the account holds for its time and its category, and ends when Meta says so', async () => {
      await using ctx = await backend.open()
      await begin(ctx)
      const restricted = (type: string, expiration?: number) =>
        accountFact({ event: 'ACCOUNT_RESTRICTION', restriction_info: [{ restriction_type: type, expiration }] })
      await ingestFacts(ctx.store, [restricted('RESTRICTED_ADD_PHONE_NUMBER_ACTION')], t0 + 1)
      await ingestFacts(ctx.store, [restricted('RESTRICTED_UTILITY_TEMPLATES')], t0 + 2)
      assert.equal(await feed(ctx, 1, t0 + 3), 1, 'a marketing campaign goes on')
      const until = Math.round((t0 + 2 * dayMs) / 1_000)
      await ingestFacts(ctx.store, [restricted('RESTRICTED_BIZ_INITIATED_MESSAGING', until)], t0 + 4)
      const { stop, lookAt } = await campaignOf(ctx)
      assert.deepEqual([stop?.reason, stop?.until, lookAt], ['ACCOUNT_RESTRICTED', until * 1_000, until * 1_000])
      assert.equal(await ctx.store.mayCampaignGoOn(id, t0 + dayMs), false)
      await ingestFacts(
        ctx.store,
        [accountFact({ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } })],
        t0 + 5,
      )
      assert.equal(await ctx.store.liftCampaign(id, t0 + 6, {}), true)
      await ctx.reopen()
      assert.equal((await campaignOf(ctx)).state, 'running')
    })

    test('it resumes when the template is approved again: one row first, and the others when that one succeeds', async () => {
      await using ctx = await backend.open()
      await begin(ctx)
      await feed(ctx, 10)
      await ingestFacts(ctx.store, [templateFact('PAUSED')], t0 + 5)
      assert.equal(await ctx.store.liftCampaign(id, t0 + 6, {}), false)
      await ingestFacts(ctx.store, [templateFact('APPROVED')], t0 + 7)
      assert.equal(await ctx.store.liftCampaign(id, t0 + 8, {}), true)
      assert.equal(await feed(ctx, 10, t0 + 9), 0, 'not ten at once')
      assert.equal(await ctx.store.campaignTrial(id, t0 + 9), 'next')
      assert.equal(await feed(ctx, 1, t0 + 9), 1)
      assert.equal(await ctx.store.campaignTrial(id, t0 + 9), 'wait')
      const [trial] = (await claimAll(ctx.store, t0 + 10)).messages
      assert.ok(trial)
      await settleSent(ctx.store, trial, t0 + 10)
      assert.equal(await ctx.store.campaignTrial(id, t0 + 11), 'wait')
      await ingestFacts(ctx.store, [attemptStatus(trial.id, 1, 'delivered', { at: t0 + 12 })], t0 + 12)
      assert.equal(await ctx.store.campaignTrial(id, t0 + 12), 'passed')
      await ctx.store.passCampaignTrial(id)
      assert.equal(await feed(ctx, 10, t0 + 13), 10)
      assert.deepEqual(events(ctx), ['IN_PROGRESS', 'PAUSED TEMPLATE_PAUSED', 'IN_PROGRESS'])
    })

    test('looks: each pause is twice as long, one row each, and a success resets them', async () => {
      await using ctx = await backend.open()
      await begin(ctx)
      let now = t0
      await feed(ctx, 10)
      const pauses: number[] = []
      for (let look = 0; look < 7; look++) {
        const { messages } = await claimAll(ctx.store, now)
        for (const message of messages)
          await ctx.store.settle(message, { kind: 'failed', error: { code: 131048 } }, now)
        const { state, lookAt = 0 } = await campaignOf(ctx)
        assert.equal(state, 'paused')
        pauses.push((lookAt - now) / minuteMs)
        now = lookAt
        assert.equal(await ctx.store.liftCampaign(id, now - 1, {}), false)
        assert.equal(await ctx.store.liftCampaign(id, now, {}), true)
        assert.equal(await feed(ctx, 1, now), 1)
      }
      assert.deepEqual(pauses, [60, 120, 240, 480, 960, 1440, 1440])
      assert.equal((await ctx.store.campaignCounts(id)).states.failed, 0)
      await ctx.store.passCampaignTrial(id)
      assert.equal((await campaignOf(ctx)).looks, 0)
    })

    test('a pause by a person is never undone automatically, also when there was a cause before', async () => {
      await using ctx = await backend.open()
      await begin(ctx)
      await ctx.store.moveCampaign(id, 'pause', t0)
      await ingestFacts(ctx.store, [templateFact('PAUSED')], t0 + 1)
      await ingestFacts(ctx.store, [templateFact('APPROVED')], t0 + 2)
      assert.equal(await ctx.store.liftCampaign(id, t0 + dayMs, {}), false)
      await ctx.store.moveCampaign(id, 'resume', t0 + 3)
      await ingestFacts(ctx.store, [templateFact('PAUSED')], t0 + 4)
      assert.equal((await ctx.store.moveCampaign(id, 'pause', t0 + 5)).kind, 'moved')
      await ingestFacts(ctx.store, [templateFact('APPROVED')], t0 + 6)
      assert.equal(await ctx.store.liftCampaign(id, t0 + dayMs, {}), false)
      assert.deepEqual((await campaignOf(ctx)).stop, undefined)
    })

    test('a resume overrides the stored facts: one row shows whether Meta accepts it', async () => {
      await using ctx = await backend.open()
      await begin(ctx)
      await ingestFacts(ctx.store, [templateFact('DISABLED')], t0 + 1)
      assert.equal(await ctx.store.mayCampaignGoOn(id, t0 + dayMs), false)
      await ctx.store.moveCampaign(id, 'resume', t0 + 2)
      assert.equal(await feed(ctx, 1, t0 + 3), 1)
      const [trial] = (await claimAll(ctx.store, t0 + 3)).messages
      assert.ok(trial)
      await ctx.store.settle(trial, { kind: 'failed', error: { code: 132016 } }, t0 + 4)
      assert.equal((await campaignOf(ctx)).stop?.reason, 'TEMPLATE_DISABLED')
      assert.deepEqual(await rowStates(ctx), { waiting: 20 })
    })

    test('a late report about a message from before the campaign resumed does not stop it again', async () => {
      await using ctx = await backend.open()
      await begin(ctx)
      await feed(ctx, 2)
      const { messages } = await claimAll(ctx.store, t0)
      for (const message of messages) await settleSent(ctx.store, message, t0)
      const [first, second] = messages
      assert.ok(first && second)
      const error = { code: 131048 }
      await ingestFacts(ctx.store, [attemptStatus(first.id, 1, 'failed', { at: t0, error })], t0 + 1)
      await ctx.store.moveCampaign(id, 'resume', t0 + 2)
      await ingestFacts(ctx.store, [attemptStatus(second.id, 1, 'failed', { at: t0, error })], t0 + 3)
      assert.equal((await campaignOf(ctx)).state, 'running')
      assert.deepEqual(await rowStates(ctx), { waiting: 20 })
    })

    test('trouble with a number stops all of its campaigns, with a template those of the template; a single send is enough', async () => {
      await using ctx = await backend.open()
      await begin(ctx)
      const other = { ...definition, elementName: 'otra' }
      await begin(ctx, { id: 'cmp_2', elementName: 'otra', snapshot: { ...snapshot, definition: other } })
      await feed(ctx, 1)
      const [message] = (await claimAll(ctx.store, t0)).messages
      assert.ok(message)
      await ctx.store.settle(message, { kind: 'failed', error: { code: 132015 } }, t0)
      assert.deepEqual([(await campaignOf(ctx)).state, (await campaignOf(ctx, 'cmp_2')).state], ['paused', 'running'])
      await ctx.store.accept({
        botId: 'bot_test',
        acceptedAt: t0,
        messages: [
          {
            id: ctx.newId('msg'),
            userId: '593990000001',
            kind: 'session',
            content: { type: 'text', text: 'a' },
            needsProbe: false,
          },
        ],
      })
      const [single] = (await claimAll(ctx.store, t0)).messages
      assert.ok(single)
      await ctx.store.settle(single, { kind: 'failed', error: { code: 131048 } }, t0)
      assert.equal((await campaignOf(ctx, 'cmp_2')).stop?.reason, 'SPAM_LIMIT')
    })

    test('a file of one row concerns that row only; a file of all rows concerns all', async () => {
      for (const [mediaUrl, state] of [
        ['https://example.com/{{foto}}', 'running'],
        ['https://example.com/a.png', 'paused'],
      ] as const) {
        await using ctx = await backend.open()
        await begin(ctx, { snapshot: { ...snapshot, request: { mediaUrl } } })
        await feed(ctx, 1)
        const [message] = (await claimAll(ctx.store, t0)).messages
        assert.ok(message)
        await ctx.store.settle(message, { kind: 'failed', error: { code: 131053 } }, t0)
        assert.equal((await campaignOf(ctx)).state, state)
      }
    })

    test('a row that fails five times while others succeed stays failed, and stops no other row', async () => {
      await using ctx = await backend.open()
      await begin(ctx)
      for (let round = 1; round <= 5; round++) {
        const now = t0 + round * minuteMs
        assert.equal(await feed(ctx, 1, now), 1)
        const [message] = (await claimAll(ctx.store, now)).messages
        assert.ok(message)
        assert.equal(message.userId, phoneOf(2))
        await ctx.store.settle(message, { kind: 'failed', error: { code: 132000 } }, now)
        if (round === 5) break
        await ctx.store.moveCampaign(id, 'resume', now + 1)
        await ctx.store.passCampaignTrial(id)
      }
      assert.equal((await campaignOf(ctx)).state, 'running')
      assert.deepEqual(await rowStates(ctx), { accepted: 1, waiting: 19 })
      assert.deepEqual((await ctx.store.campaignCounts(id)).failures, { 132000: 1 })
    })
  })
}
