/** Messages that come to their lane begun (store/messages/begun.ts): what leaves, from where, and how many at once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Bot } from '../../src/model/bot/bot.ts'
import { type Decision, defaultRetryPolicy } from '../../src/model/outcome/decide.ts'
import type { DispatchDeps } from '../../src/outbound/deps.ts'
import { startDispatch } from '../../src/outbound/dispatch.ts'
import type { ClaimedMessage } from '../../src/store/messages/records.ts'

const botId = 'bot_test'
const turn = () => new Promise((later) => setImmediate(later))

/** A bot's lane with nothing to claim. `number`: the bot's, from now on. `answer`: what Graph does, after the bytes. */
async function startLane(number: string, answer: () => Promise<void> = async () => {}) {
  const bot = { id: botId, messagesPerSecond: 1_000, channel: { phoneNumberId: number }, locale: 'es' } as Bot
  const left: string[] = []
  const settled = new Map<string, Decision['kind']>()
  const store = {
    recover: async () => 0,
    ownBots: async () => [bot],
    ownBot: () => bot,
    bot: async () => bot,
    leaseIsSafe: () => true,
    beginAttempts: () => assert.fail('its attempt has begun'),
    claim: async () => ({ messages: [] }),
    claimProbes: async () => ({ items: [] }),
    async settle({ id }: ClaimedMessage, { kind }: Decision) {
      settled.set(id, kind)
      return true
    },
  }
  const cloud: DispatchDeps['cloud'] = {
    async send(_channel, { id }, _locale, { announce, confirmOwnership } = {}) {
      if (!(await announce?.()) || !confirmOwnership?.()) return { kind: 'unreachable', reason: 'not announced' }
      left.push(id)
      await answer()
      return { kind: 'sent', wamid: `wamid.${id}` }
    },
  }
  const dispatch = await startDispatch({
    store: store as unknown as DispatchDeps['store'],
    cloud,
    prober: { probe: async () => ({ kind: 'passed', files: [] }) },
    clock: Date.now,
    random: Math.random,
    policy: defaultRetryPolicy,
    observer: { claimed() {}, attempt() {}, storeError: assert.fail },
    reuse: {
      idsOf: () => new Map(),
      evaluate: (_bot, _ids, outcome) => outcome,
      need: () => assert.fail(),
      scopeOf: () => '',
    },
    concurrencyFactor: () => 1,
  })
  dispatch.wake(botId)
  // The pace of a new lane begins used up.
  while (!(await hasPlace()));

  async function hasPlace(): Promise<boolean> {
    await turn()
    const place = dispatch.hints.reserve(botId)
    place?.giveBack()
    return place !== undefined
  }

  return { dispatch, left, settled, hasPlace, [Symbol.asyncDispose]: () => dispatch.stop(1_000) }
}

function begun(id: string, leavesFrom: string): ClaimedMessage {
  const content = { type: 'text', text: 'hola' }
  const counts = { attempt: 1, retries: 0, throttles: 0, acceptedAt: Date.now() }
  return { id, seq: Number(id), botId, content, ...counts, hasBegun: true, leavesFrom } as ClaimedMessage
}

test('it leaves at once, and its attempt is not begun again', async () => {
  await using lane = await startLane('100')
  lane.dispatch.hints.reserve(botId)?.begin(begun('1', '100'))
  await lane.dispatch.stop(10_000)
  assert.deepEqual([lane.left, [...lane.settled]], [['1'], [['1', 'sent']]])
})

test('it does not leave from another number than the one that its attempt names, and is tried again', async () => {
  await using lane = await startLane('200')
  lane.dispatch.hints.reserve(botId)?.begin(begun('1', '100'))
  await lane.dispatch.stop(10_000)
  assert.deepEqual([lane.left, [...lane.settled]], [[], [['1', 'again']]])
})

test('one that has left takes no place of those that have not, however long its answer takes', async () => {
  let answer = () => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  await using lane = await startLane('100', () => answered)
  for (let n = 1; n <= 4; n++) {
    while (!(await lane.hasPlace()));
    lane.dispatch.hints.reserve(botId)?.begin(begun(String(n), '100'))
  }
  while (lane.left.length < 4) await turn()
  answer()
})
