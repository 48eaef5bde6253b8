/** The checker is worth something only if it finds what is wrong: a good run's evidence, spoilt in one place at a time. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Received } from '../support/receiver.ts'
import { check, type Evidence, type Shown } from './check.ts'
import type { Sent } from './journal.ts'

const ana = '593980100000'
const luis = '593980100001'
const steps = ['delivered_channel', 'delivered_user', 'read']

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] }

/** Of everything that was sent: its token, to whom, the state that it came to. */
const outbound = [
  // Sent twice, and marked.
  { id: 'm1', token: 'c0n1', userId: ana, state: 'read' },
  { id: 'm2', token: 'c0n2', userId: ana, state: 'read' },
  // A template to both.
  { id: 'm3', token: 'c0n3', userId: ana, state: 'read' },
  { id: 'm4', token: 'c0n3', userId: luis, state: 'failed' },
  { id: 'm5', token: 'c0n4', userId: luis, state: 'canceled' },
  // A campaign's row, the echo of a press, the answers of two calls.
  { id: 'm6', token: 'q1x', userId: ana, state: 'read' },
  { id: 'm7', token: 'e.c0n1', userId: ana, state: 'read' },
  { id: 'm8', token: 's.evt_1', userId: luis, state: 'read' },
  { id: 'm9', token: 's.evt_2', userId: luis, state: 'read' },
] as const

const phone = (seq: number, token: string, person: string, status = 'read'): Shown => ({
  ...{ seq, wamid: `w${seq}`, person, status, receivedAt: seq, direction: 'out', phoneNumberId: '1' },
  body: JSON.stringify({ text: token }),
})

const wrote = (seq: number, wamid: string, person: string, what: object): Shown => ({
  ...{ seq, wamid, person, receivedAt: seq, direction: 'in', phoneNumberId: '1', status: 'received' },
  body: JSON.stringify(what),
})

const press = { type: 'interactive', interactive: { list_reply: { title: 'Eco' } }, context: { id: 'w1' } }

const call = (path: string, body: Record<string, unknown>): Received => {
  const raw = JSON.stringify(body)
  return { path, body, raw, bytes: Buffer.from(raw), headers: {}, at: 0 }
}

/** Whose events: those of every message, and what people wrote. */
function eventsOfRun() {
  const told = outbound.flatMap(({ id, userId, state }) => {
    const types = { read: steps, failed: ['delivered_channel', 'failed'], canceled: ['canceled'] }[state]
    return types.map((type) => ({ id: `${id} ${type}`, type, message_id: id, userId }))
  })
  const written = { id: 'e1', type: 'message', message_id: null, userId: ana, wamid: 'in1' }
  const taken = { id: 'e2', type: 'skill_message', message_id: null, userId: ana, wamid: 'in2' }
  return [...told, written, taken].map(({ userId, ...event }) => {
    const wamid = 'wamid' in event && { wamid: event.wamid }
    return {
      ...event,
      body: JSON.stringify({ eventId: event.id, event: event.type, userId, botId: 'uno', ...wamid }),
    }
  })
}

function sentOfRun(): Sent[] {
  const sent = (n: number, ids: [string, string][], cancel?: 'canceled'): Sent => ({
    ...{ token: `c0n${n}`, botId: 'uno', userIds: ids.map(([userId]) => userId), kind: 'text', asked: 1, ackedAt: 1 },
    ids: new Map(ids.map(([userId, id]) => [userId, new Set([id])])),
    ...(cancel && { cancel }),
  })
  return [
    sent(1, [[ana, 'm1']]),
    sent(2, [[ana, 'm2']]),
    sent(3, [
      [ana, 'm3'],
      [luis, 'm4'],
    ]),
    sent(4, [[luis, 'm5']], 'canceled'),
  ]
}

function phonesOfRun(): Shown[] {
  return [
    ...[phone(1, 'c0n1', ana), phone(2, 'c0n1', ana), phone(3, 'c0n2', ana), phone(4, 'c0n3', ana)],
    ...[phone(5, 'c0n3', luis, 'failed'), phone(6, 'q1x', ana), phone(7, 'e.c0n1', ana)],
    ...[phone(8, 's.evt_1', luis), phone(9, 's.evt_2', luis)],
    ...[wrote(10, 'in1', ana, { type: 'image' }), wrote(11, 'in2', ana, press)],
    ...[wrote(12, 'in3', luis, { type: 'text' }), wrote(13, 'in4', luis, { type: 'text' })],
  ]
}

function goodRun(): Mutable<Evidence> {
  const events = eventsOfRun()
  const received = [
    ...events.map(({ type, body }) => call(type === 'message' ? '/bot' : '/events', JSON.parse(body))),
    call('/skill', { eventId: 'evt_1', userId: luis, botId: 'uno', wamid: 'in3' }),
    call('/skill', { eventId: 'evt_2', userId: luis, botId: 'uno', wamid: 'in4' }),
  ]
  return {
    journal: {
      sent: sentOfRun(),
      written: [{ botId: 'uno', userId: ana, wamid: 'in1' }],
      campaigns: [{ token: 'q1x', botId: 'uno', userIds: [ana], ids: new Set(['k1']), ackedAt: 1 }],
      acked: 5,
      waiting: 0,
    },
    phones: phonesOfRun(),
    received: [...received],
    taken: [...received],
    messages: outbound.map(({ id, token, userId, state }, index) => ({
      ...{ seq: index + 1, id, bot_id: 'uno', user_id: userId, content: token, state },
      possible_double: index === 0 ? 2 : 0,
    })),
    attempts: [
      { message_seq: 1, outcome: 'unknown' },
      ...outbound.map((_, index) => ({ message_seq: index + 1, outcome: 'sent' })),
    ],
    events,
    skillRuns: [
      ...['evt_1', 'evt_2'].map((id) => ({ id, skill_id: 'charla', state: 'done' })),
      { id: 'e2', skill_id: 'eco', state: 'done' },
      { id: 'evt_3', skill_id: 'charla', state: 'failed', detail: '{"reason":"skill_ended"}' },
    ],
    campaigns: [{ id: 'k1', state: 'completed' }],
    campaignRows: [{ id: 'k1', destination: ana, state: 'accepted' }],
    media: [{ id: 'f1', state: 'kept', sha256: 'a', kept: 'a' }],
    leftovers: { 'messages still claimed': 0 },
    fleet: { endedAlone: [], failedStarts: [], mayRepeatStarts: false },
    watched: { wentBack: [], overRate: [], unread: 0 },
  }
}

const change = (items: Record<string, unknown>[], index: number, fields: object) =>
  void Object.assign(items[index] ?? {}, fields)

type Spoilt = [string, (run: Mutable<Evidence>) => unknown, RegExp]

const messages: Spoilt[] = [
  ['one is not on the phone', (run) => run.phones.splice(2, 1), /c0n2 593980100000 was accepted and is not on the/],
  ['one is not stored', (run) => run.messages.splice(1, 1), /c0n2 593980100000 was acknowledged and is not stored/],
  [
    'one is stored under another id',
    (run) => change(run.messages, 1, { id: 'm0' }),
    /acknowledged as m2; stored is m0/,
  ],
  ['one of many is missing', (run) => run.phones.splice(4, 1), /c0n3 593980100001 was accepted and is not on/],
  ['a double has no mark', (run) => change(run.messages, 0, { possible_double: 0 }), /2 times without a mark/],
  [
    'a double had no attempt in doubt',
    (run) => change(run.attempts, 0, { outcome: 'sent' }),
    /is doubled, though sent/,
  ],
  ['a double overtakes', (run) => run.phones.push(...run.phones.splice(1, 1)), /order of 1 593980100000: 1 2 3 1/],
  ['one is from nobody', (run) => run.journal.sent.splice(1, 1), /c0n2 593980100000 is on the phone, and nobody/],
  ['one reached another', (run) => change(run.phones, 2, { person: luis }), /c0n2 593980100001 is on the phone, and/],
  [
    'one key made two',
    (run) => run.messages.push({ ...run.messages[1], id: 'm0' }),
    /c0n2 593980100000: to be sent 1 times, and 2 messages/,
  ],
  [
    'one key had two answers',
    (run) => run.journal.sent[0]?.ids.get(ana)?.add('m0'),
    /one key, and the answers name m1,m0/,
  ],
  ['one was refused', (run) => change(run.journal.sent, 0, { refused: '422 {}' }), /c0n1 was refused: 422/],
  [
    'a state is behind',
    (run) => change(run.messages, 1, { state: 'sent' }),
    /c0n2 593980100000 is sent; its phone says 3/,
  ],
  [
    'a failure is not known',
    (run) => change(run.messages, 3, { state: 'read' }),
    /c0n3 593980100001 is read; its phone/,
  ],
  [
    'a canceled one is shown',
    (run) => run.phones.push(phone(20, 'c0n4', luis)),
    /c0n4 .* 1 times without a mark \(canceled/,
  ],
  [
    'one canceled itself',
    (run) => change(run.journal.sent, 3, { cancel: undefined }),
    /canceled, and nobody asked for it/,
  ],
  ['a cancel came too late', (run) => change(run.journal.sent, 3, { cancel: 'too_late' }), /said to be too late/],
  [
    'a cancel did nothing',
    (run) => change(run.messages, 4, { state: 'read' }),
    /c0n4 593980100001 was canceled and is read/,
  ],
]

const told: Spoilt[] = [
  ['an event is missing', (run) => run.events.splice(1, 1), /m1 is read, and its events are delivered_channel,read/],
  [
    'an event is doubled',
    (run) => run.events.push({ ...run.events[0], id: 'e0' }),
    /m1 is read, and its events are .*l$/m,
  ],
  ['an event is untold', (run) => run.taken.splice(2, 1), /read m1 read of m1 never reached the webhook/],
  ['events are out of order', (run) => run.received.unshift(...run.received.splice(3, 1)), /came out of order: 3 0 1/],
  [
    'an id is not stable',
    (run) => change(run.events, 0, { id: 'e0' }),
    /m1 delivered_channel reached the webhook and is not/,
  ],
  ['a body is not stable', (run) => change(run.events, 0, { body: '' }), /with another body than is stored/],
  ['what was written is untold', (run) => run.taken.splice(-4, 1), /in1 was written and never reached the webhook/],
  ['what a skill took is untold', (run) => run.taken.splice(-3, 1), /in2 was written and never reached the webhook/],
  ['a call of a skill is lost', (run) => run.taken.splice(-1, 1), /in4 was written and never reached the webhook/],
  ['a message has two ids', (run) => run.received.push(call('/bot', { wamid: 'in1' })), /in1 was told under e1,/],
  ['nobody wrote it', (run) => run.received.push(call('/bot', { wamid: 'in0' })), /in0 was told, and nobody wrote it/],
  [
    'Meta forgot',
    (run) => run.journal.written.push({ botId: 'uno', userId: ana, wamid: 'in0' }),
    /the sandbox forgot in0/,
  ],
]

const rest: Spoilt[] = [
  [
    'a press is not echoed',
    (run) => run.phones.splice(6, 1),
    /e.c0n1 593980100000 was accepted and is not on the phone/,
  ],
  [
    'a press is echoed twice',
    (run) => run.messages.push({ ...run.messages[6] }),
    /e.c0n1 .*: to be sent 1 times, and 2/,
  ],
  ["a skill's answer is lost", (run) => run.messages.splice(7, 1), /s.evt_1 593980100001 was acknowledged and is not/],
  [
    "a skill's answers are swapped",
    (run) => run.phones.push(...run.phones.splice(7, 1)),
    /order of 1 593980100001: 1 0/,
  ],
  ['a run failed', (run) => change(run.skillRuns, 3, { detail: '{}' }), /the skill run evt_3 is failed/],
  ['a run waits', (run) => change(run.skillRuns, 2, { state: 'waiting' }), /the skill run e2 is waiting/],
  [
    'a call is not done',
    (run) => change(run.skillRuns, 0, { state: 'failed' }),
    /called as evt_1, and that run is failed/,
  ],
  ['a run is not stored', (run) => run.skillRuns.splice(0, 1), /called as evt_1, and that run is not stored/],
  ['a skill failed', (run) => run.events.push({ type: 'skill_failed', body: 'why' }), /a skill failed: why/],
  ['a row was sent twice', (run) => run.phones.push(phone(20, 'q1x', ana)), /q1x 593980100000 is on the phone 2 times/],
  ['a row is missing', (run) => run.campaignRows.pop(), /campaign q1x has 0 rows of 1/],
  [
    'a row is not accepted',
    (run) => change(run.campaignRows, 0, { state: 'canceled' }),
    /the row of 593980100000 is canceled/,
  ],
  ['a campaign goes on', (run) => change(run.campaigns, 0, { state: 'running' }), /campaign q1x is running/],
  ['a file is not kept', (run) => change(run.media, 0, { state: 'failed' }), /the file f1 is failed/],
  ['a file is damaged', (run) => change(run.media, 0, { kept: 'b' }), /its bytes are b and not a/],
  ['a file is not noted', (run) => run.media.pop(), /1 files were sent, and 0 are noted/],
  ['something is left over', (run) => change([run.leftovers], 0, { lanes: 1 }), /left over: 1 lanes/],
  ['a process ended', (run) => change([run.fleet], 0, { endedAlone: ['gateway 0 ended'] }), /gateway 0 ended/],
  [
    'a start was made again',
    (run) => change([run.fleet], 0, { failedStarts: ['why'] }),
    /a start had to be made again: why/,
  ],
  ['a state went back', (run) => run.watched.wentBack.push('m1'), /a state went back: m1/],
  ['a rate was exceeded', (run) => run.watched.overRate.push('131056'), /a rate was exceeded: 131056/],
  ['requests were overlooked', (run) => change([run.watched], 0, { unread: 2 }), /2 requests were not looked at/],
]

describe('the checker of chaos', () => {
  test('says nothing of a good run', () => {
    const { violations, counts } = check(goodRun())
    assert.deepEqual(violations, [])
    assert.equal(counts['messages on a phone twice or more'], 1)
  })

  test('takes a double whose first attempt became known later by a status', () => {
    const run = goodRun()
    change(run.attempts, 0, { outcome: 'sent', detail: '{"wamid":"w1","toldBy":"status"}' })
    assert.deepEqual(check(run).violations, [])
  })

  for (const [name, spoil, expected] of [...messages, ...told, ...rest]) {
    test(`finds that ${name}`, () => {
      const run = goodRun()
      spoil(run)
      assert.match(check(run).violations.join('\n'), expected)
    })
  }
})
