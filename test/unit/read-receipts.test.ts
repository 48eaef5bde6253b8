/** Receipts by themselves stay within their bounds, whatever Meta does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Failed } from '../../src/channel/cloud/outcomes/outcomes.ts'
import { createReceipts } from '../../src/inbound/receipts.ts'
import type { Bot } from '../../src/model/bot/bot.ts'
import { testBot } from '../support/store.ts'

type Call = { wamid: string; isTyping: boolean; answer(failed?: Failed): Promise<void> }

function world(changes: Partial<Bot> = { autoRead: true }, bounds = { inFlight: 2, waiting: 3 }) {
  const calls: Call[] = []
  const logged: string[] = []
  const bots = new Map([['bot', testBot({ id: 'bot', ...changes })]])
  const note = (_about: object, message: string) => void logged.push(message)
  const receipts = createReceipts({
    store: { bot: async (id) => bots.get(id) },
    cloud: {
      post: (_channel, _path, body) =>
        new Promise((resolve) => {
          const isTyping = body.typing_indicator !== undefined
          const answer = async (outcome?: Failed) => {
            resolve(outcome ? { kind: 'failed', outcome } : { kind: 'ok', json: { success: true } })
            await settled()
          }
          calls.push({ wamid: String(body.message_id), isTyping, answer })
        }),
    },
    log: { info: note, warn: note },
    bounds,
  })
  return { receipts, calls, logged, bots, wamids: () => calls.map(({ wamid }) => wamid) }
}

/** Everything that goes on without Meta has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a few are in flight, the newest wait, and the oldest of them are dropped', async () => {
  const { receipts, calls, logged, wamids } = world()
  for (let index = 0; index < 7; index++) receipts.received('bot', `w${index}`)
  await settled()
  assert.deepEqual(wamids(), ['w0', 'w1'])
  assert.equal(logged.length, 2, 'each that is dropped is logged')
  for (let index = 0; index < 5; index++) await calls[index]?.answer()
  assert.deepEqual(wamids(), ['w0', 'w1', 'w4', 'w5', 'w6'])
  receipts.received('bot', 'later')
  await settled()
  assert.equal(wamids().at(-1), 'later')
})

test('no answer is asked for a second time, and no more; a refusal is not', async () => {
  const { receipts, calls, logged, wamids } = world()
  receipts.received('bot', 'w')
  await settled()
  await calls[0]?.answer({ kind: 'unreachable', reason: 'no connection' })
  assert.deepEqual(wamids(), ['w', 'w'])
  await calls[1]?.answer({ kind: 'unknown', reason: 'no answer' })
  assert.deepEqual([wamids(), logged.length], [['w', 'w'], 1])
  receipts.received('bot', 'refused')
  await settled()
  await calls[2]?.answer({ kind: 'refused', class: 'fix', error: { code: 131009 } })
  assert.deepEqual([wamids().length, logged.length], [3, 2])
})

test('typing is shown where the bot asks for it, and nothing for a bot that no longer asks or is gone', async () => {
  const { receipts, calls, bots } = world({ autoTyping: true })
  receipts.received('bot', 'typed')
  await settled()
  assert.deepEqual(
    calls.map(({ wamid, isTyping }) => [wamid, isTyping]),
    [['typed', true]],
  )
  bots.set('bot', testBot({ id: 'bot' }))
  receipts.received('bot', 'off')
  receipts.received('gone', 'gone')
  await settled()
  assert.equal(calls.length, 1)
})

test('after the stop nothing more is asked', async () => {
  const { receipts, calls, wamids } = world()
  for (const wamid of ['a', 'b', 'c']) receipts.received('bot', wamid)
  await settled()
  receipts.stop()
  receipts.received('bot', 'd')
  await calls[0]?.answer({ kind: 'unreachable', reason: 'no connection' })
  await calls[1]?.answer()
  assert.deepEqual(wamids(), ['a', 'b'])
})
