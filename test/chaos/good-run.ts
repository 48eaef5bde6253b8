/** The evidence of a small run without errors, for check.test.ts to corrupt in one place at a time. */
import { createHmac } from 'node:crypto'
import type { Received } from '../support/receiver.ts'
import type { Evidence, Shown } from './evidence.ts'
import type { Identities } from './identity-history.ts'
import type { Sent } from './journal.ts'

export const ana = '593980100000'
export const luis = '593980100001'
const steps = ['delivered_channel', 'delivered_user', 'read']

export type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] }

/** Everything sent: token, recipient, final state. */
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

export const phone = (seq: number, token: string, person: string, status = 'read'): Shown => ({
  ...{ seq, wamid: `w${seq}`, person, status, receivedAt: seq, direction: 'out', phoneNumberId: '1' },
  body: JSON.stringify({ text: token }),
})

const wrote = (seq: number, wamid: string, person: string, what: object): Shown => ({
  ...{ seq, wamid, person, receivedAt: seq, direction: 'in', phoneNumberId: '1', status: 'received' },
  body: JSON.stringify(what),
})

const press = { type: 'interactive', interactive: { list_reply: { title: 'Eco' } }, context: { id: 'w1' } }

const secret = `whsec_${btoa('a secret of the checker')}`

export const call = (path: string, body: Record<string, unknown>, at = 0): Received => {
  const raw = JSON.stringify(body)
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const headers = {
    'webhook-id': String(body.eventId),
    'webhook-timestamp': '1',
    'webhook-signature': `v1,${createHmac('sha256', key).update(`${body.eventId}.1.${raw}`).digest('base64')}`,
    ...(path.startsWith('/extra') && { authorization: `Bearer for${path}` }),
  }
  return { path, body, raw, bytes: Buffer.from(raw), headers, at }
}

/** The events of every message, and of people's messages. */
function eventsOfRun() {
  const reported = outbound.flatMap(({ id, userId, state }) => {
    const types = { read: steps, failed: ['delivered_channel', 'failed'], canceled: ['canceled'] }[state]
    return types.map((type) => ({ id: `${id} ${type}`, type, message_id: id, userId }))
  })
  const written = { id: 'e1', type: 'message', message_id: null, userId: ana, wamid: 'in1' }
  const taken = { id: 'e2', type: 'skill_message', message_id: null, userId: ana, wamid: 'in2' }
  return [...reported, written, taken].map(({ userId, ...event }) => {
    const wamid = 'wamid' in event && { wamid: event.wamid }
    return {
      ...{ ...event, bot_id: 'uno', at: 1 },
      body: JSON.stringify({ eventId: event.id, event: event.type, userId, botId: 'uno', ...wamid }),
    }
  })
}

function sentOfRun(): Sent[] {
  const sent = (n: number, ids: [string, string][], cancel?: 'canceled'): Sent => ({
    ...{
      token: `c0n${n}`,
      botId: 'uno',
      userIds: ids.map(([userId]) => userId),
      kind: 'text',
      asked: 1,
      askedAt: 1,
      ackedAt: 1,
    },
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

/**
 * A deleted bot: its waiting message ended, and one had left. A bot that got another number and sent from it. An extra
 * endpoint.
 */
function identitiesOfRun(): Identities {
  const ended = { fromAt: 0, untilAt: 101_000 }
  return {
    lifetimes: [
      { botId: 'uno', fromAt: 0, readyAt: 0, numbers: [{ phoneNumberId: '1', fromAt: 0 }] },
      { ...ended, botId: 'ex', readyAt: 0, endAskedAt: 100_000, numbers: [{ ...ended, phoneNumberId: '9' }] },
      {
        ...{ botId: 'dos', fromAt: 0, readyAt: 0 },
        numbers: [
          { phoneNumberId: '2', fromAt: 0, untilAt: 60_000 },
          { phoneNumberId: '3', fromAt: 59_000 },
        ],
      },
    ],
    endpoints: [
      {
        id: 'ep',
        botId: 'uno',
        ...{ readyAt: 200_000, storedAt: 199_500 },
        addresses: [{ path: '/extra/a', fromAt: 199_000, untilAt: 900_000 }],
      },
    ],
    secrets: ['uno', 'ex', 'dos'].map((botId) => ({ botId, secret, fromAt: 0, untilAt: 900_000 })),
    ...{ replays: 0, findings: [], behindMs: 0 },
  }
}

const sentToThoseThatEnd = (): Sent[] =>
  ['ex', 'ex', 'dos', 'dos'].map((botId, index) => ({
    ...{ token: `c9n${index + 1}`, botId, userIds: [ana], kind: 'text', asked: 1, askedAt: 50_000, ackedAt: 50_000 },
    ids: new Map([[ana, new Set([`x${index + 1}`])]]),
  }))

const messagesOfThoseThatEnd = () =>
  ['failed', 'sent', 'sent', 'failed'].map((state, index) => ({
    ...{ seq: 101 + index, id: `x${index + 1}`, bot_id: index < 2 ? 'ex' : 'dos', user_id: ana, state },
    ...{ content: `c9n${index + 1}`, possible_double: 0, accepted_at: 50_000 },
    error: index === 3 ? '{"key":"NUMBER_CHANGED"}' : null,
  }))

/** Events that needed no delivery, since their bot was deleted; below, events that did. */
const eventsOfTheDeleted = [
  { id: 'x1 failed', type: 'failed', message_id: 'x1', bot_id: 'ex', at: 100_500, body: '' },
  { id: 'x2 delivered_channel', type: 'delivered_channel', message_id: 'x2', bot_id: 'ex', at: 50_500, body: '' },
]
const laterEvents = [
  { id: 'x3 delivered_channel', type: 'delivered_channel', message_id: 'x3', bot_id: 'dos', at: 60_200 },
  { id: 'x4 failed', type: 'failed', message_id: 'x4', bot_id: 'dos', at: 60_000 },
  { id: 'late', type: 'campaign', message_id: null, bot_id: 'uno', at: 300_000 },
].map((event) => ({
  ...event,
  body: JSON.stringify({ eventId: event.id, userId: event.id === 'late' ? luis : ana, botId: event.bot_id }),
}))

const phonesOfThoseThatEnd = (): Shown[] => [
  { ...phone(21, 'c9n2', ana, 'delivered'), phoneNumberId: '9', receivedAt: 50_100 },
  { ...phone(22, 'c9n3', ana, 'sent'), phoneNumberId: '3', receivedAt: 60_100 },
]

export function goodRun(): Mutable<Evidence> {
  const events = [...eventsOfRun(), ...eventsOfTheDeleted, ...laterEvents]
  const reported = eventsOfRun().map(({ type, body }) =>
    call(type === 'message' ? '/bot' : '/events', JSON.parse(body)),
  )
  const received = [
    ...reported.slice(0, -2),
    ...laterEvents.map(({ at, body }) => call('/events', JSON.parse(body), at)),
    ...laterEvents.slice(-1).map(({ at, body }) => call('/extra/a', JSON.parse(body), at)),
    ...reported.slice(-2),
    call('/skill', { eventId: 'evt_1', userId: luis, botId: 'uno', wamid: 'in3' }),
    call('/skill', { eventId: 'evt_2', userId: luis, botId: 'uno', wamid: 'in4' }),
  ]
  return {
    journal: {
      ...identitiesOfRun(),
      slots: [],
      sent: [...sentOfRun(), ...sentToThoseThatEnd()],
      written: [{ phoneNumberId: '1', userId: ana, wamid: 'in1', at: 1 }],
      campaigns: [{ token: 'q1x', botId: 'uno', userIds: [ana], ids: new Set(['k1']), askedAt: 1, ackedAt: 1 }],
      acked: 5,
      waiting: 0,
    },
    phones: [...phonesOfRun(), ...phonesOfThoseThatEnd()],
    received: [...received],
    taken: [...received],
    messages: [
      ...outbound.map(({ id, token, userId, state }, index) => ({
        ...{ seq: index + 1, id, bot_id: 'uno', user_id: userId, content: token, state, accepted_at: 1 },
        possible_double: index === 0 ? 2 : 0,
      })),
      ...messagesOfThoseThatEnd(),
    ],
    attempts: [
      { message_seq: 1, outcome: 'unknown' },
      ...outbound.map((_, index) => ({ message_seq: index + 1, outcome: 'sent' })),
      { message_seq: 102, outcome: 'sent', started_at: 50_000 },
    ],
    events: events.map((event) => ({ ...event, stored_at: event.at })),
    unplaced: [],
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

/** By index, from the end if negative. */
export const change = (items: Record<string, unknown>[], index: number, fields: object) =>
  void Object.assign(items.at(index) ?? {}, fields)
