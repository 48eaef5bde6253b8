/** The checker is worth something only if it finds what is wrong: a good run's evidence, spoilt in one place at a time. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Received } from '../support/receiver.ts'
import { check, type Evidence, type Shown } from './check.ts'

const userId = '593980100000'
const steps = ['delivered_channel', 'delivered_user', 'read']

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] }

/** Two messages to one person, the first sent twice and marked; one message of hers. */
function goodRun(): Mutable<Evidence> {
  const phone = (seq: number, token: string): Shown => ({
    seq,
    wamid: `w${seq}`,
    direction: 'out',
    person: userId,
    phoneNumberId: '1',
    receivedAt: seq,
    status: 'read',
    body: JSON.stringify({ text: token }),
  })
  const events = [
    ...['m1', 'm2'].flatMap((id) => steps.map((type) => ({ id: `${id} ${type}`, type, message_id: id }))),
    { id: 'e', type: 'message', message_id: null },
  ].map((event) => {
    const said = { eventId: event.id, userId, botId: 'uno', ...(event.type === 'message' ? { wamid: 'in1' } : {}) }
    return { ...event, body: JSON.stringify(said) }
  })
  const received = events.map(
    ({ type, body }): Received => ({
      path: type === 'message' ? '/bot' : '/events',
      headers: {},
      bytes: Buffer.from(body),
      raw: body,
      body: JSON.parse(body),
      at: 0,
    }),
  )
  const sent = ['k0p0n1', 'k0p0n2'].map((token, index) => ({
    token,
    botId: 'uno' as const,
    userId,
    kind: 'text' as const,
    ids: new Set([`m${index + 1}`]),
    asked: 1,
    ackedAt: 1,
  }))
  return {
    journal: { sent, written: [{ botId: 'uno', userId, wamid: 'in1' }], acked: 2 },
    phones: [
      phone(1, 'k0p0n1'),
      phone(2, 'k0p0n1'),
      phone(3, 'k0p0n2'),
      { ...phone(4, 'hola'), wamid: 'in1', direction: 'in', status: 'received' },
    ],
    received: [...received],
    taken: [...received],
    messages: sent.map(({ token }, index) => ({
      seq: index + 1,
      id: `m${index + 1}`,
      content: token,
      state: 'read',
      lease: null,
      possible_double: index === 0 ? 2 : 0,
    })),
    attempts: [
      { message_seq: 1, outcome: 'unknown' },
      { message_seq: 1, outcome: 'sent' },
      { message_seq: 2, outcome: 'sent' },
    ],
    events,
    watched: { wentBack: [], overRate: [], unread: 0 },
  }
}

const change = (items: Record<string, unknown>[], index: number, fields: object) =>
  void Object.assign(items[index] ?? {}, fields)

const spoilt: [string, (run: Mutable<Evidence>) => unknown, RegExp][] = [
  [
    'a message is not on the phone',
    (run) => run.phones.splice(2, 1),
    /k0p0n2 was acknowledged and is not on the phone/,
  ],
  ['a double has no mark', (run) => change(run.messages, 0, { possible_double: 0 }), /2 times without a mark/],
  [
    'a double had no attempt in doubt',
    (run) => change(run.attempts, 0, { outcome: 'sent' }),
    /is doubled, though sent/,
  ],
  ['a double overtakes', (run) => run.phones.push(...run.phones.splice(1, 1)), /order of 1 593980100000: 1 2 1/],
  ["a message is nobody's", (run) => run.journal.sent.pop(), /k0p0n2\) is on the phone, and nobody sent it/],
  ['a message reached another', (run) => change(run.phones, 2, { person: '1' }), /was for 593980100000 and reached 1/],
  ['one key, two messages', (run) => run.messages.push({ ...run.messages[1], id: 'm3' }), /one key, and 2 messages/],
  ['one key, two answers', (run) => run.journal.sent[0]?.ids.add('m9'), /one key, and the answers name m1,m9/],
  ['a state is behind', (run) => change(run.messages, 1, { state: 'sent' }), /m2 is sent; its phone says read/],
  ['a message stays claimed', (run) => change(run.messages, 1, { lease: 3 }), /m2 is still claimed/],
  ['an event is missing', (run) => run.events.splice(1, 1), /m1 is read, and its events are delivered_channel,read/],
  ['an event is untold', (run) => run.taken.splice(2, 1), /read m1 read of m1 never reached the webhook/],
  ['events out of order', (run) => run.received.unshift(...run.received.splice(3, 1)), /came out of order: 3 0 1/],
  [
    'an id is not stable',
    (run) => change(run.events, 0, { id: 'other' }),
    /m1 delivered_channel reached the webhook and is not/,
  ],
  ['what was written is untold', (run) => run.taken.pop(), /in1 was written and never reached the webhook/],
  ['a state went back', (run) => run.watched.wentBack.push('m1'), /a state went back: m1/],
  ['a rate was exceeded', (run) => run.watched.overRate.push('131056'), /a rate was exceeded: 131056/],
]

describe('the checker of chaos', () => {
  test('says nothing of a good run', () => {
    const { violations, counts } = check(goodRun())
    assert.deepEqual(violations, [])
    assert.equal(counts['messages on a phone twice or more'], 1)
  })

  for (const [name, spoil, expected] of spoilt) {
    test(`finds that ${name}`, () => {
      const run = goodRun()
      spoil(run)
      assert.match(check(run).violations.join('\n'), expected)
    })
  }
})
