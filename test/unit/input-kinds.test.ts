/** What a person did, and what it counts for: every kind of bubble, and calls. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Bubble } from '../../src/model/inbound/bubble.ts'
import {
  callersIn,
  type InputKind,
  inputKindOf,
  isAfterQuestion,
  isAnswer,
  opensWindow,
} from '../../src/model/inbound/heard.ts'

const table: [Bubble, InputKind, answers: boolean, opens: boolean][] = [
  ...['text', 'image', 'video', 'audio', 'sticker', 'file', 'location', 'contacts', 'order'].map(
    (type) => [{ type }, 'said', true, true] as [Bubble, InputKind, boolean, boolean],
  ),
  ...['quick_reply', 'option', 'flow', 'call_permission'].map(
    (type) => [{ type }, 'pressed', true, true] as [Bubble, InputKind, boolean, boolean],
  ),
  [{ type: 'reaction', emoji: '👍' }, 'reaction', false, true],
  [{ type: 'edit', text: 'Ana' }, 'edit', false, false],
  [{ type: 'revoke' }, 'revoke', false, false],
  [{ type: 'unsupported' }, 'unsupported', false, true],
  [{ type: 'unsupported', original: 'poll_creation' }, 'unsupported', false, true],
  [{ type: 'unsupported', original: 'edit' }, 'unsupported', false, false],
  [{ type: 'system' }, 'system', false, false],
  [{ type: 'request_welcome' }, 'request_welcome', false, true],
  [{ type: 'of tomorrow' }, 'unsupported', false, true],
]

test('every kind of bubble has its kind of input', () => {
  for (const [bubble, kind, answers, opens] of table) {
    const found = [inputKindOf(bubble), isAnswer(inputKindOf(bubble)), opensWindow(bubble)]
    assert.deepEqual(found, [kind, answers, opens], JSON.stringify(bubble))
  }
})

test('an answer within the second of the question is after it, since Meta gives whole seconds', () => {
  assert.deepEqual(
    [4_000, 5_000, 6_000].map((sentAt) => isAfterQuestion(sentAt, 5_999)),
    [false, true, true],
  )
})

test('a call that a person begins names the person; no other event of a call does', () => {
  const call = {
    id: 'wacid.1',
    from: '593987654321',
    event: 'connect',
    timestamp: '1795000000',
    direction: 'USER_INITIATED',
  }
  const reportedAt = 1_795_000_009_000
  const calledAt = 1_795_000_000_000
  assert.deepEqual(callersIn({ calls: [call] }, reportedAt), [{ phone: '593987654321', calledAt }])
  const scoped = { ...call, from: undefined, from_user_id: 'EC.1', direction: 'user_initiated' }
  assert.deepEqual(callersIn({ calls: [scoped] }, reportedAt), [{ scopedId: 'EC.1', calledAt }])
  const others = [{ event: 'terminate' }, { direction: 'BUSINESS_INITIATED' }, { from: 7 }].map((part) => ({
    ...call,
    ...part,
  }))
  for (const calls of [others, 'no list', [null, 'x']]) assert.deepEqual(callersIn({ calls }, reportedAt), [])
  const [ahead] = callersIn({ calls: [{ ...call, timestamp: '9999999999' }] }, reportedAt)
  assert.equal(ahead?.calledAt, reportedAt)
})
