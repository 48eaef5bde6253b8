/** The answer of a skill's webhook: when the request is repeated, for how long, and what is read from the answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { RequestResult } from '../../src/egress/request.ts'
import { readAnswer } from '../../src/skills/answer.ts'
import { evaluate, horizonMs, minAttempts } from '../../src/skills/schedule.ts'

const answered = (status: number): RequestResult => ({
  kind: 'answer',
  status,
  headers: {},
  body: '',
  bytes: new Uint8Array(),
  truncated: false,
})
const failed: RequestResult = { kind: 'failed', reason: 'there was no response in time', private: false }
const refused: RequestResult = { kind: 'failed', reason: 'the address is not allowed', private: true }
const at = (result: RequestResult, attempt = 1, now = 0) => evaluate({ attempt, createdAt: 0, result }, now, 0.5)

test('any 2xx is an answer; 410 and a forbidden address end the run; everything else is retried', () => {
  for (const status of [200, 201, 204]) assert.equal(at(answered(status)).kind, 'answered')
  assert.deepEqual(at(answered(410)), { kind: 'failed', reason: 'skill_gone' })
  assert.deepEqual(at(refused), { kind: 'failed', reason: 'skill_unreachable' })
  for (const result of [failed, answered(500), answered(404), answered(302)]) {
    assert.deepEqual(at(result), { kind: 'again', dueAt: 1_000 })
  }
})

test('it is retried for an hour, a last time at its end, and a late start gets its three attempts', () => {
  let now = 0
  let attempt = 1
  for (;;) {
    const verdict = at(failed, attempt, now)
    if (verdict.kind !== 'again') break
    assert.ok(verdict.dueAt > now && verdict.dueAt <= horizonMs)
    now = verdict.dueAt
    attempt += 1
  }
  assert.equal(now, horizonMs)
  assert.ok(attempt > 8)
  const late = Array.from({ length: minAttempts }, (_, n) => at(failed, n + 1, horizonMs + 1).kind)
  assert.deepEqual(late, ['again', 'again', 'failed'])
})

test('messages, memory and the next skill are read; each may be missing', () => {
  const whole = { messages: [{ type: 'text' }], memory: { a: 1 }, skill: { id: 22 } }
  assert.deepEqual(readAnswer(JSON.stringify(whole), false), {
    messages: [{ type: 'text' }],
    memory: { a: 1 },
    next: { kind: 'skill', id: '22' },
    violations: [],
  })
  for (const body of ['', 'ok', '[]', '{}', 'null', '{"messages":null}']) {
    assert.deepEqual(readAnswer(body, false), { messages: [], next: { kind: 'same' }, violations: [] }, body)
  }
  assert.deepEqual(readAnswer('{"skill":null}', false).next, { kind: 'none' })
})

test('an unreadable answer is reported', () => {
  const rules = (body: unknown, truncated = false) =>
    readAnswer(JSON.stringify(body), truncated).violations.map(({ path, rule }) => `${path} ${rule}`)
  assert.deepEqual(rules({ messages: {}, memory: [], skill: 'x' }), ['messages type', 'memory type', 'skill type'])
  assert.deepEqual(rules({ messages: Array(11).fill({}) }), ['messages too_many'])
  assert.deepEqual(rules({ messages: [] }, true), ['body too_long'])
})

test('no answer causes an exception', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (body) => void readAnswer(body, false)))
})
