/** Owner before limit: however many old rows without an owner there are, all other work is found and done. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { change } from '../support/rows.ts'
import { acceptAll, claimOne, testBot, textMessage, tieredBackends } from '../support/store.ts'
import { testSkill } from '../support/store-fixtures.ts'

/** More than any look takes at once. */
const many = 1_200

/** Older than all owned rows; as a deleted bot, and on PostgreSQL a process that died, leave them. */
function strays(what: string): string {
  const columns = 'insert into messages (id, bot_id, user_id, kind, content, state, accepted_at'
  const each = `from (with recursive count (n) as (select 1 union all select n + 1 from count where n < ${many}) select n from count) as c`
  const message = `'stray_' || n, 'stray', '5930000' || n, 'session', '{"type":"text","text":""}'`
  const ofMany = message.replace("'stray'", "'stray_' || n")
  switch (what) {
    case 'expired':
      return `${columns}, expires_at) select ${message}, 'queued', 1, 2 ${each}`
    case 'unknown':
      return `${columns}, attempt, reconcile_at) select ${message}, 'sending', 1, 1, 2 ${each}`
    case 'messages':
      return `${columns}, due_at) select ${ofMany}, 'queued', 1, 2 ${each}`
    case 'probes':
      return `${columns}, probe_due_at) select ${ofMany}, 'queued', 1, 2 ${each}`
    case 'deliveries':
      return `insert into deliveries (event_seq, endpoint_id, user_id, state, due_at)
        select -n, 'stray_' || n, '5930000' || n, 'waiting', 2 ${each}`
    case 'events that are gone':
      return `insert into deliveries (event_seq, endpoint_id, user_id, state, due_at)
        select -n, 'ep', '5930000' || n, 'waiting', 2 ${each} where n <= 250`
    case 'skills':
      return `insert into skill_runs (id, bot_id, user_id, skill_id, cause, facts, state, due_at, created_at)
        select 'stray_' || n, 'stray_' || n, '5930000' || n, 's', 'press', '{}', 'waiting', 2, 1 ${each}`
    default:
      return `insert into media_files (id, bot_id, meta_id, state, due_at, created_at)
        select 'stray_' || n, 'stray_' || n, 'm', 'waiting', 2, 1 ${each}`
  }
}

/** Every query for the oldest of all, and the rows that it must find in spite of unowned ones. */
const places: Record<string, (ctx: TestStore) => Promise<void>> = {
  async expired({ store, newId }) {
    await acceptAll(store, t0, [textMessage(newId, '593900000001', '', { expiresAt: t0 + 5 })])
    assert.deepEqual((await store.due(t0 + 5)).expired.filter(isOurs), ['bot_test'])
    await store.expire(t0 + 5)
    assert.deepEqual((await store.due(t0 + 5)).expired.filter(isOurs), [])
  },
  async unknown({ store, newId }) {
    await acceptAll(store, t0, [textMessage(newId, '593900000001')])
    await store.settle(await claimOne(store, t0), { kind: 'reconcile', until: t0 + 5, reason: '' }, t0)
    assert.deepEqual((await store.due(t0 + 5)).unknown.filter(isOurs), ['bot_test'])
    assert.ok((await store.releaseUnknown(t0 + 5, 0)).includes('bot_test'))
    assert.equal((await claimOne(store, t0 + 60_000)).possibleDouble, true)
  },
  async messages({ store, newId }) {
    await acceptAll(store, t0, [textMessage(newId, '593900000001')])
    assert.deepEqual((await store.due(t0)).messages.filter(isOurs), ['bot_test'])
    await claimOne(store, t0)
  },
  async probes({ store, newId }) {
    await acceptAll(store, t0, [textMessage(newId, '593900000001', '', { needsProbe: true })])
    assert.deepEqual((await store.due(t0)).probes.filter(isOurs), ['bot_test'])
  },
  async deliveries({ store }) {
    await ingestFacts(store, [inboundFact('wamid.1')])
    assert.deepEqual((await store.due(t0)).deliveries.filter(isOurs), ['ep'])
  },
  async 'events that are gone'({ store }) {
    await ingestFacts(store, [inboundFact('wamid.1')])
    const found: string[] = []
    for (let look = 0; look < 20 && !found.includes('message'); look++) {
      const claim = await store.claimDeliveries({ endpointId: 'ep', limit: 100, now: t0, inFlight: new Set() })
      for (const delivery of claim.deliveries) {
        found.push(delivery.isLost ? 'lost' : delivery.type)
        const attempt = { attempt: delivery.attempt, startedAt: t0, durationMs: 1, answer: '' }
        await store.settleDeliveries([{ delivery, attempt, decision: { kind: 'expired' } }], t0)
      }
    }
    assert.ok(found.includes('message'), `${found.length} were found`)
    assert.equal((await store.endpoint('ep'))?.disabledAt, undefined)
  },
  async skills({ store }) {
    await store.putSkill(testSkill('k'))
    const payload = { type: 'edge', skillId: 'k' }
    await ingestFacts(store, [inboundFact('wamid.2', { bubble: { type: 'quick_reply', text: 'x', payload } })])
    assert.deepEqual((await store.due(t0)).skills.filter(isOurs), ['bot_test'])
  },
  async media({ store }) {
    const media = { id: '77', mimeType: 'image/webp' }
    await ingestFacts(store, [inboundFact('wamid.3', { bubble: { type: 'image' }, media })])
    assert.deepEqual((await store.due(t0)).media.filter(isOurs), ['bot_test'])
  },
}

const isOurs = (id: string) => !id.startsWith('stray')

for (const backend of tieredBackends)
  describe(`owner before limit: ${backend.name}`, () => {
    for (const [what, isDone] of Object.entries(places))
      test(`${what}: ${many} older rows without an owner hide no others`, async () => {
        await using ctx = await backend.open()
        await ctx.store.putBot(testBot())
        await ctx.store.putEndpoint(testEndpoint('ep', ['message']))
        await change(ctx, [strays(what)])
        await isDone(ctx)
      })
  })
