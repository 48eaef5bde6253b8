/** What is asked of the store right before a message leaves, while the store does not answer. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Bot } from '../../src/model/bot/bot.ts'
import type { Decision } from '../../src/model/outcome/decide.ts'
import { type DeliverDeps, deliver } from '../../src/outbound/deliver.ts'
import type { ClaimedMessage } from '../../src/store/messages/records.ts'
import { testBot } from '../support/store.ts'

const bot: Bot = testBot()
const marketing = {
  id: 'msg_1',
  seq: 1,
  botId: bot.id,
  userId: '593987654321',
  attempt: 1,
  acceptedAt: 0,
  isMarketing: true,
  content: { type: 'template', elementName: 'promo', language: 'es' },
} as unknown as ClaimedMessage

/** `answers`: of the question whether the message is withheld, one after the other; an error is thrown. */
function world(answers: (Error | 'SUPPRESSED' | undefined)[], giveUp = new AbortController()) {
  const done: string[] = []
  const fail = () => Promise.reject(new Error('the store is away'))
  const deps: DeliverDeps = {
    store: {
      bot: async () => bot,
      templatesNamed: fail,
      isLearning: fail,
      async withheld() {
        const answer = answers.shift()
        if (answers.length === 0 && answer instanceof Error) giveUp.abort()
        if (answer instanceof Error) throw answer
        return answer
      },
      async settle(_message: ClaimedMessage, decision: Decision) {
        done.push(`settled ${decision.kind}`)
      },
    } as unknown as DeliverDeps['store'],
    isClaimed: () => true,
    async send() {
      done.push('sent')
      return { kind: 'sent', wamid: 'wamid.1' }
    },
    clock: () => 0,
    random: () => 0,
    policy: { maxAttempts: 8, maxAgeMs: 86_400_000 } as unknown as DeliverDeps['policy'],
    observe: () => {},
    onStoreError: () => done.push('error'),
    signal: giveUp.signal,
  }
  return { deps, done }
}

describe('whether marketing may leave', () => {
  test('is asked until the store answers; nothing leaves before', async () => {
    const away = new Error('the store is away')
    const refused = world([away, 'SUPPRESSED'])
    await deliver(refused.deps, marketing)
    assert.deepEqual(refused.done, ['error', 'settled failed'])
    const allowed = world([away, undefined])
    await deliver(allowed.deps, marketing)
    assert.deepEqual(allowed.done, ['error', 'sent', 'settled sent'])
  })

  test('is left open where the process gives up: nothing leaves, nothing is settled, nothing is thrown', async () => {
    const { deps, done } = world([new Error('the store is away')])
    await deliver(deps, marketing)
    assert.deepEqual(done, ['error'])
  })
})
