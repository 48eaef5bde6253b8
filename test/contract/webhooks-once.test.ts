/**
 * Thousands of events through the real webhook lanes, with every claim paused for a moment between its statements:
 * without any fault each event is posted once. A former version compared an old read with the deliveries then in
 * flight, and posted hundreds twice.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import type { DueDelivery, PromotedDelivery, Wakeup } from '../../src/store/events/wakeup.ts'
import { startWebhookDispatch } from '../../src/webhooks/dispatch.ts'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { createHeldEngine } from '../support/held-engine.ts'
import { t0 } from '../support/open-store.ts'
import { type Backend, backends, testBot } from '../support/store.ts'

const each = 5
/**
 * Every `share`th of the deliveries that are due is handed over; where not all are, claims run beside them. Few people
 * where all are: each settle pauses between its statements, and those that wait must not exceed the store's timeout.
 */
const loads = [
  { people: 300, share: 2 },
  { people: 30, share: 1 },
]

type Posted = { userId: string; bubble: { text: string } }

for (const backend of backends)
  for (const load of loads) {
    const name = `${load.people * each} events are posted once each, in order, when nothing fails`
    test(`promise 8: ${name} (${backend.name})`, () => postsOnce(backend, load))
  }

async function postsOnce(backend: Backend, { people, share }: (typeof loads)[number]): Promise<void> {
  const engine = createHeldEngine()
  const onWakeup = (wakeup: Wakeup) => wakeup.kind === 'deliveries' && dispatch?.wake(wakeup.id)
  let handed = 0
  const onDelivery = (delivery: DueDelivery) => handed++ % share === 0 && (dispatch?.hints.deliver(delivery) ?? false)
  const onHeldBack = (delivery: DueDelivery) => dispatch?.hints.holdBack(delivery)
  let promotions = 0
  const onPromoted = (delivery: PromotedDelivery) => {
    const isTaken = dispatch?.hints.promote(delivery) ?? false
    if (isTaken) promotions += 1
    return isTaken
  }
  await using ctx = await backend.open({ around: engine.around, onWakeup, onDelivery, onHeldBack, onPromoted })
  await ctx.store.putBot(testBot())
  // The second takes batches.
  for (const id of ['one', 'two']) await ctx.store.putEndpoint(testEndpoint(id, ['message'], { isBatch: id === 'two' }))
  const posts = new Map<string, string[]>()
  const inFlight = new Set<string>()
  let count = 0
  engine.betweenStatements = () => new Promise((later) => setTimeout(later, 2))
  const dispatch = await startWebhookDispatch({
    store: ctx.store,
    async request({ url, body }) {
      const events: Posted[] = [JSON.parse(Buffer.from(body ?? '').toString())].flat()
      const keys = new Set(events.map(({ userId }) => `${url} ${userId}`))
      assert.ok(inFlight.isDisjointFrom(keys), 'no person is in two posts at once')
      for (const key of keys) inFlight.add(key)
      for (const { userId, bubble } of events) {
        const key = `${url} ${userId}`
        posts.set(key, [...(posts.get(key) ?? []), bubble.text])
      }
      if (url.endsWith('/two')) count += 1
      await new Promise((later) => setTimeout(later, 3 * Math.random()))
      for (const key of keys) inFlight.delete(key)
      return { kind: 'answer', status: 204, headers: {}, body: '', bytes: Buffer.from(''), truncated: false }
    },
    clock: () => t0,
    random: () => 0.5,
    concurrencyFactor: () => 1,
    timeoutMs: 15_000,
    log: { debug() {}, warn() {}, error: (facts, text) => assert.fail(`${text}: ${inspect(facts)}`) },
  })
  for (let n = 0; n < each; n++) {
    const facts = Array.from({ length: people }, (_, person) =>
      inboundFact(`wamid.${person}.${n}`, {
        person: { phone: `5939${10_000_000 + person}` },
        bubble: { type: 'TEXT', text: String(n) },
      }),
    )
    await ingestFacts(ctx.store, facts)
  }
  const waiting = `select seq from deliveries where state = 'waiting' limit 1`
  await eventually(async () => ctx.rows(waiting).length === 0, 'everything is delivered', 120_000)
  await dispatch.stop(60_000)
  assert.equal(posts.size, 2 * people)
  if (share === 1) assert.ok(promotions > people, 'most went on from memory')
  assert.ok(count < (people * each) / 10, `${count} posts of the endpoint that takes batches`)
  const wanted = Array.from({ length: each }, (_, n) => String(n))
  for (const [key, texts] of posts) assert.deepEqual(texts, wanted, key)
}
