/**
 * Promises 3 to 6 under random interleavings: messages accepted, claimed, decided, reported, canceled, lost and
 * recovered, in any order: the store does what the model does, and in the end every message has ended, in the order of
 * its pair.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { EventType } from '../../src/model/events/event.ts'
import type { Status } from '../../src/model/message/lifecycle.ts'
import type { Decision } from '../../src/model/outcome/decide.ts'
import type { ClaimedMessage } from '../../src/store/messages/records.ts'
import { attemptStatus, ingestFacts, statusFact } from '../support/facts.ts'
import { assertFiguresAreExact } from '../support/figures.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { createOutboundModel, type ModelMessage } from '../support/outbound-model.ts'
import { times } from '../support/repetitions.ts'
import { acceptAll, type Backend, backends, claimAll, idsOf, testBot, textMessage, wamidOf } from '../support/store.ts'

type Step =
  | { do: 'accept'; user: number; needsProbe: boolean; lifeMs: number | undefined }
  | { do: 'tick'; ms: number }
  | { do: 'claim'; limit: number }
  | { do: 'settle'; pick: number; as: Decision['kind']; ms: number; counts: 'retry' | 'throttle' | 'blocked' }
  | { do: 'status'; pick: number; attempt: number; status: Status; isEchoed: boolean }
  | { do: 'cancel'; pick: number }
  | { do: 'probe'; as: 'passed' | 'failed' | 'again' }
  | { do: 'expire' | 'release' | 'crash' }

const pick = fc.nat(1_000)
const ms = fc.integer({ min: 1, max: 20_000 })
const statusNames = fc.constantFrom<Status>('sent', 'delivered', 'read', 'failed')

const accepting: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('accept'),
  user: fc.nat(2),
  needsProbe: fc.boolean(),
  lifeMs: fc.option(ms, { nil: undefined, freq: 4 }),
})
const claiming: fc.Arbitrary<Step> = fc.record({ do: fc.constant('claim'), limit: fc.integer({ min: 1, max: 4 }) })
const settling: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('settle'),
  pick,
  as: fc.constantFrom<Decision['kind']>('sent', 'sent', 'failed', 'again', 'reconcile'),
  ms,
  counts: fc.constantFrom('retry', 'throttle', 'blocked'),
})
const reporting: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('status'),
  pick,
  attempt: pick,
  status: statusNames,
  isEchoed: fc.boolean(),
})
const ticking: fc.Arbitrary<Step> = fc.record({ do: fc.constant('tick'), ms })
const canceling: fc.Arbitrary<Step> = fc.record({ do: fc.constant('cancel'), pick })
const probing: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('probe'),
  as: fc.constantFrom('passed', 'failed', 'again'),
})
const sweeping: fc.Arbitrary<Step> = fc.record({ do: fc.constantFrom('expire', 'release', 'crash') })

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: accepting },
    { weight: 7, arbitrary: claiming },
    { weight: 8, arbitrary: settling },
    { weight: 4, arbitrary: reporting },
    { weight: 4, arbitrary: ticking },
    { weight: 2, arbitrary: canceling },
    { weight: 2, arbitrary: probing },
    { weight: 3, arbitrary: sweeping },
  ),
  { minLength: 5, maxLength: 60 },
)

for (const backend of backends) {
  test(`promises 3 to 6 hold under every interleaving (${backend.name})`, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        await using run = await openRun(backend)
        for (const step of all) await run.take(step)
        await run.drain()
      }),
      { numRuns: backend.name === 'sqlite' ? 80 : times(40, 80) },
    )
  })
}

async function openRun(backend: Backend) {
  const ctx = await backend.open()
  await ctx.store.putBot(testBot())
  const model = createOutboundModel()
  const handedOut: ClaimedMessage[] = []
  let now = t0

  async function take(step: Step): Promise<void> {
    switch (step.do) {
      case 'accept':
        return accept(step)
      case 'tick':
        now += step.ms
        return
      case 'claim':
        return claim(step.limit)
      case 'settle':
        return settle(handedOut[step.pick % handedOut.length], decisionOf(step, now))
      case 'status':
        return status(model.messages[step.pick % model.messages.length], step)
      case 'cancel':
        return cancel(model.messages[step.pick % model.messages.length])
      case 'probe':
        return probe(step.as)
      case 'expire':
        await ctx.store.expire(now)
        model.expire(now)
        return
      case 'release':
        await ctx.store.releaseUnknown(now, 0)
        model.release(now)
        return
      case 'crash':
        await ctx.reopen()
        await ctx.store.recover(now, now + 5_000)
        model.recover(now + 5_000)
    }
  }

  async function accept(step: Step & { do: 'accept' }): Promise<void> {
    const userId = `59398765432${step.user}`
    const expiresAt = step.lifeMs && now + step.lifeMs
    const message = textMessage(ctx.newId, userId, 'hola', { expiresAt, needsProbe: step.needsProbe })
    await acceptAll(ctx.store, now, [message])
    model.accept(message.id, userId, expiresAt, step.needsProbe)
  }

  /**
   * The claimed messages are exactly the allowed ones: the heads of their pairs that are due, or as many of them as
   * requested.
   */
  async function claim(limit: number): Promise<void> {
    const expected = model.claimable(now)
    const { messages, nextDueAt } = await claimAll(ctx.store, now, limit)
    assert.equal(messages.length, Math.min(limit, expected.length), 'as many as may be claimed')
    for (const message of messages) {
      const known = expected.find((one) => one.id === message.id)
      assert.ok(known, `${message.id} must not be claimed now`)
      model.claim(known, now)
      assert.equal(message.attempt, known.attempt, 'attempts count up')
      assert.equal(message.possibleDouble, known.isUncertain, 'resent after an unknown outcome = marked')
      handedOut.push(message)
    }
    if (expected.length <= limit && nextDueAt !== undefined) assert.ok(nextDueAt >= now, 'nothing due is left')
  }

  async function settle(message: ClaimedMessage | undefined, decision: Decision): Promise<void> {
    if (!message) return
    const known = modelOf(message.id)
    const named = decision.kind === 'sent' ? { ...decision, wamid: wamidOf(message.id, message.attempt) } : decision
    const counts = model.settle(known, message.attempt, named)
    assert.equal(await ctx.store.settle(message, named, now), counts, `settle as ${named.kind}`)
  }

  async function status(message: ModelMessage | undefined, step: Step & { do: 'status' }): Promise<void> {
    if (!message || message.attempt === 0) return
    const attempt = 1 + (step.attempt % message.attempt)
    const wamid = wamidOf(message.id, attempt)
    // Meta names the person it reached; another number would mean that two conversations are one person's.
    const to = { recipient: { phone: message.userId } }
    const fact = step.isEchoed
      ? attemptStatus(message.id, attempt, step.status, to)
      : statusFact(wamid, step.status, to)
    await ingestFacts(ctx.store, [fact], now)
    model.status(message, attempt, step.status, step.isEchoed)
  }

  async function cancel(message: ModelMessage | undefined): Promise<void> {
    if (!message) return
    const expected = message.state === 'queued' ? { kind: 'canceled' } : { kind: 'too_late', state: message.state }
    assert.deepEqual(await ctx.store.cancel('bot_test', message.id, now), expected)
    if (message.state === 'queued') model.end(message, 'canceled')
  }

  async function probe(as: 'passed' | 'failed' | 'again'): Promise<void> {
    const { items } = await ctx.store.claimProbes({ botId: 'bot_test', limit: 100, now, inFlight: new Set() })
    for (const item of items) {
      const error = { key: 'INVALID_MEDIA_URL', message: 'gone' } as const
      await ctx.store.settleProbe(item, { kind: as, error, dueAt: now + 1 }, now)
      if (as === 'passed') modelOf(item.id).isProbing = false
      if (as === 'failed') modelOf(item.id).state = 'failed'
    }
  }

  function modelOf(id: string): ModelMessage {
    const found = model.messages.find((message) => message.id === id)
    assert.ok(found, `${id} was never accepted`)
    return found
  }

  /** Left alone, everything ends: nothing is stuck, nothing is lost. */
  async function drain(): Promise<void> {
    for (const message of handedOut) await settle(message, { kind: 'sent', wamid: '' })
    for (let round = 0; model.messages.some(model.isPending); round++) {
      assert.ok(round < 500, `stuck: ${idsOf(model.messages.filter(model.isPending))}`)
      await probe('passed')
      await take({ do: 'release' })
      await take({ do: 'expire' })
      await claim(100)
      for (const message of handedOut.splice(0)) await settle(message, { kind: 'sent', wamid: '' })
      now += 7_000
    }
    for (const message of model.messages) await checkStory(ctx, message)
    await assertFiguresAreExact(ctx, now)
  }

  return { take, drain, [Symbol.asyncDispose]: () => ctx[Symbol.asyncDispose]() }
}

function decisionOf(step: Step & { do: 'settle' }, now: number): Decision {
  switch (step.as) {
    case 'sent':
      return { kind: 'sent', wamid: '' }
    case 'failed':
      return { kind: 'failed', error: { code: 131026 } }
    case 'again':
      return { kind: 'again', dueAt: now + step.ms, counts: step.counts }
    case 'reconcile':
      return { kind: 'reconcile', until: now + step.ms, reason: 'time-out' }
  }
}

const eventRank: Partial<Record<EventType, number>> = {
  delivered_channel: 1,
  delivered_user: 2,
  read: 3,
  failed: 4,
  expired: 4,
  canceled: 4,
}

/** The state is the model's; no event goes backwards, except one that corrects a wrong final state, and says so. */
async function checkStory(ctx: TestStore, message: ModelMessage): Promise<void> {
  const story = await ctx.store.timeline('bot_test', message.id)
  assert.equal(story?.state, message.state)
  assert.equal(story.wamid, message.wamid)
  assert.equal(
    story.possibleDouble,
    message.isUncertain,
    'the mark only rises, and is there when an attempt is in doubt',
  )
  let before: { eventId: string; rank: number } | undefined
  for (const { eventId, type } of story.events) {
    const rank = eventRank[type as EventType] ?? 0
    const [event] = ctx.rows(`select body from events where id = '${eventId}'`)
    const { corrects } = JSON.parse(String(event?.body)) as { corrects?: string }
    const isForward = rank > (before?.rank ?? 0)
    assert.ok(isForward || before?.rank === 4, `events of ${message.id} go forward`)
    assert.equal(
      corrects,
      before?.rank === 4 ? before.eventId : undefined,
      'an end is taken back by name, and nothing else is',
    )
    before = { eventId, rank }
  }
  const last = { sent: 1, delivered: 2, read: 3 }[message.state as 'sent'] ?? 4
  assert.equal(before?.rank, last, 'the last event tells the state')
}
