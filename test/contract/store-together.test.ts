/**
 * What several people's messages go through at the same moment ends as if each had been alone: on PostgreSQL the equal
 * statements of a turn are one (store/postgres/merged.ts), so each must find its own rows, and get its own answer.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { StatusReport } from '../../src/model/inbound/inbound.ts'
import type { NewMessage } from '../../src/store/messages/records.ts'
import { attemptStatus, ingestFacts, testEndpoint } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import { walksOnPostgres } from '../support/plans.ts'
import {
  acceptAll,
  type Backend,
  backends,
  claimAll,
  settleSent,
  testBot,
  textMessage,
  wamidOf,
} from '../support/store.ts'

/** With two messages to one person, a number with two spellings and a scoped id among them. */
const people = [
  ...Array.from({ length: 9 }, (_, n) => `5939876543${20 + n}`),
  '593987654320',
  '593987654321',
  '5215512345678',
  'EC.13491208655302741918',
]

const kinds: Partial<NewMessage>[] = [
  {},
  { kind: 'notification', elementName: 'promo', campaignId: 'spring' },
  {
    kind: 'notification',
    elementName: 'promo',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  },
]

type Step = <T>(each: readonly T[], work: (one: T) => Promise<unknown>) => Promise<unknown>

const together: Step = (each, work) => Promise.all(each.map(work))
const alone: Step = async (each, work) => {
  for (const one of each) await work(one)
}

/** Accepts, sends and reports on all of them, and returns what the rows say in the end. */
async function live(backend: Backend, step: Step, onEnd = async (_texts: string[], _url: string) => {}) {
  const texts = new Set<string>()
  await using ctx = await backend.open({ onStatement: (text) => texts.add(text) })
  const { store } = ctx
  await store.putBot(testBot())
  const all = ['delivered_channel', 'delivered_user', 'read', 'failed'] as const
  await store.putEndpoint(testEndpoint('one', [...all]))
  await store.putEndpoint(testEndpoint('two', ['delivered_user']))
  const messages = people.map((userId, n) => textMessage(ctx.newId, userId, `n. ${n}`, kinds[n % kinds.length]))
  const names = new Map(messages.map(({ id }, n) => [id, `m${n}`]))
  const numberOf = ({ id }: { id: string }) => messages.findIndex((message) => message.id === id)
  await step(messages, (message) => acceptAll(store, t0, [message]))
  for (const now of [t0 + 1, t0 + 10_000]) {
    const claimed = (await claimAll(store, now)).messages
    await step(claimed, (message) => settleSent(store, message, now))
    const report = (status: StatusReport['status'], after: number) => (message: (typeof claimed)[number]) =>
      ingestFacts(store, [statusOf(message, status, now + after)], now + after)
    await step(claimed, report('sent', 1))
    await step(claimed, (message) => report(numberOf(message) % 3 === 0 ? 'failed' : 'delivered', 2)(message))
    await step(claimed, report('read', 3))
  }
  const named = (row: Record<string, unknown>) =>
    JSON.stringify(row).replaceAll(/(?:wamid\.)?(msg_\w+)/g, (_, id: string) => names.get(id) ?? 'unknown')
  const ask = (text: string) => ctx.rows(text).map(named).toSorted()
  await onEnd([...texts], ctx.path)
  return {
    messages: ask(
      'select id, state, wamid, sent_at, delivered_at, read_at, ended_at, error, due_at, lease, attempt from messages',
    ),
    attempts: ask(
      'select id, outcome, detail, told from attempts join messages on messages.seq = attempts.message_seq',
    ),
    events: ask('select message_id, type, at, traceparent from events'),
    deliveries: ask(
      `select message_id, type, endpoint_id, deliveries.state, due_at is null as waits
       from deliveries join events on events.seq = deliveries.event_seq`,
    ),
    people: ask('select user_id, pair_empty_at, last_notification_seq is null as unnamed from conversations'),
  }
}

const growing = ['messages', 'attempts', 'conversations', 'events', 'deliveries', 'orphan_statuses']

/** They were one statement, which looks up what belongs to each of its rows. */
async function checkMerged(texts: string[], url: string): Promise<void> {
  const merged = texts.filter((text) => text.includes(') as given'))
  for (const kind of ['select', 'update messages', 'update attempts', 'insert into events', 'insert into deliveries'])
    assert.ok(
      merged.some((text) => text.startsWith(kind)),
      kind,
    )
  assert.deepEqual(await walksOnPostgres(url, merged, growing), [])
}

function statusOf({ id, userId }: { id: string; userId: string }, status: StatusReport['status'], at: number) {
  const recipient = userId.startsWith('EC.') ? { scopedId: userId } : { phone: userId }
  const pricing = { pricing: { billable: true, category: 'utility' } }
  return attemptStatus(id, 1, status, {
    wamid: wamidOf(id, 1),
    recipient,
    at,
    details: pricing,
    ...(status === 'failed' ? { error: { code: 131_026, title: 'Undeliverable' } } : {}),
  })
}

for (const backend of backends) {
  describe(`messages of several people at once (${backend.name})`, () => {
    test('end as they do one after the other', async () => {
      const ofAll = await live(backend, together, backend.name === 'sqlite' ? undefined : checkMerged)
      assert.deepEqual(ofAll, await live(backend, alone))
      assert.ok(ofAll.events.length > 30)
      assert.equal(ofAll.attempts.length, people.length)
    })
  })
}
