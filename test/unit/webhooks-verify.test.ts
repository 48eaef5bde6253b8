/** Verifying and reading of events in `recado/webhooks`, against the reference implementation of Standard Webhooks. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { NotAnEventError, parseEvent, parseEvents, wholeEvent } from '../../sdk/webhooks/events.ts'
import { receive } from '../../sdk/webhooks/receive.ts'
import { verify, type WebhookHeaders, WebhookVerificationError } from '../../sdk/webhooks/verify.ts'

const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`
const [secret, other] = [secretOf(7), secretOf(8)]
const now = 1_795_232_546_000
const body = JSON.stringify({ eventId: 'evt_1', event: 'read', text: 'ñandú 🦤' })

function signed(by = secret, at = now, text = body): Record<string, string> {
  return {
    'Webhook-Id': 'evt_1',
    'webhook-timestamp': String(at / 1_000),
    'webhook-signature': new Webhook(by).sign('evt_1', new Date(at), text),
  }
}

const problemOf = (headers: WebhookHeaders, text: Uint8Array | string = body, secrets: string | string[] = secret) =>
  verify(text, headers, secrets, { now: () => now }).then(
    () => 'none',
    (error: unknown) => (error instanceof WebhookVerificationError ? error.problem : error),
  )

describe('a body', () => {
  test('is accepted as a text and as bytes, by headers of any kind', async () => {
    assert.equal(await problemOf(signed()), 'none')
    assert.equal(await problemOf(new Headers(signed()), new TextEncoder().encode(body)), 'none')
  })

  test('is accepted while secrets overlap, at the sender and here', async () => {
    const both = `${signed(other)['webhook-signature']} v2,abc v1,%% ${signed()['webhook-signature']}`
    assert.equal(await problemOf({ ...signed(), 'webhook-signature': both }), 'none')
    assert.equal(await problemOf(signed(other), body, [secret, other]), 'none')
  })

  test('is refused when anything of it is another', async () => {
    const headers = signed()
    assert.equal(await problemOf(headers, body.replace('read', 'failed')), 'signature')
    assert.equal(await problemOf({ ...headers, 'Webhook-Id': 'evt_2' }), 'signature')
    assert.equal(await problemOf(signed(other)), 'signature')
    assert.equal(await problemOf(headers, body, []), 'signature')
    const version = headers['webhook-signature']?.replace('v1,', 'v2,') ?? ''
    assert.equal(await problemOf({ ...headers, 'webhook-signature': version }), 'signature')
    assert.equal(await problemOf({ ...headers, 'webhook-signature': '' }), 'missing_header')
    assert.equal(await problemOf({}), 'missing_header')
  })

  test('is refused when it was signed long ago, or will be', async () => {
    assert.equal(await problemOf(signed(secret, now - 300_000)), 'none')
    for (const at of [now - 301_000, now + 301_000]) assert.equal(await problemOf(signed(secret, at)), 'timestamp')
    for (const stamp of ['NaN', '1e9', '-5', '99999999999999'])
      assert.equal(await problemOf({ ...signed(), 'webhook-timestamp': stamp }), 'timestamp')
  })
})

describe('an event', () => {
  const parse = (value: unknown) => parseEvent(JSON.stringify(value), { 'x-recado-attempt': '3' })

  test('is told apart by its type', () => {
    const event = parse({ eventId: 'evt_1', messageId: 'msg_1', bubble: { type: 'text', text: 'Hola' } })
    assert.deepEqual([event.type, event.id, event.attempt], ['message', 'evt_1', 3])
    assert.equal(parse({ eventId: 'evt_1', event: 'read' }).type, 'read')
    assert.equal(parse({ eventId: 'evt_1', event: 'of_a_later_version' }).type, 'other')
    assert.equal(parse({ eventId: 'evt_1', event: 'toString' }).type, 'other')
  })

  test('that is none is refused', () => {
    for (const text of ['', '{', 'null', '[]', '{"event":"read"}', '{"eventId":1}'])
      assert.throws(() => parseEvent(text, {}), NotAnEventError, text)
  })

  test('and several of a batch are read in their order; either form by parseEvents, one alone by parseEvent', () => {
    const [one, two] = [
      { eventId: 'evt_1', event: 'read' },
      { eventId: 'evt_2', messageId: 'msg_1', bubble: { type: 'text', text: 'Hola' } },
    ]
    const all = (value: unknown) =>
      parseEvents(JSON.stringify(value), { 'x-recado-attempt': '2' }).map(({ id, type, attempt }) => [
        id,
        type,
        attempt,
      ])
    assert.deepEqual(all([one, two]), [
      ['evt_1', 'read', 2],
      ['evt_2', 'message', 2],
    ])
    assert.deepEqual(all(one), [['evt_1', 'read', 2]])
    assert.equal(parse([one]).id, 'evt_1')
    assert.throws(() => parse([one, two]), NotAnEventError)
    for (const none of [[], [one, null], [one, { event: 'read' }], [[one]]])
      assert.throws(() => all(none), NotAnEventError)
  })

  test('that is cut is fetched whole, and another one is not taken for it', async () => {
    const cut = parse({ eventId: 'evt_1', event: 'read', whole: { url: 'https://g/events/1', bytes: 1, omitted: [] } })
    assert.equal(cut.type, 'cut')
    const answer = (value: object) => async () => Response.json(value)
    const whole = await wholeEvent(cut, answer({ eventId: 'evt_1', event: 'read' }))
    assert.deepEqual([whole.type, whole.attempt], ['read', 3])
    await assert.rejects(wholeEvent(cut, answer({ eventId: 'evt_2', event: 'read' })))
    await assert.rejects(wholeEvent(cut, async () => new Response('', { status: 410 })))
  })
})

describe('a receiver', () => {
  test('asks whether an event is new, and hands on no other', async () => {
    const seen: string[] = []
    const options = {
      secret,
      now: () => now,
      isNew: (id: string) => !seen.includes(id),
      onEvent: ({ id }: { id: string }) => seen.push(id),
    }
    const statuses = [await receive(body, signed(), options), await receive(body, signed(), options)]
    assert.deepEqual([statuses.map(({ status }) => status), seen], [[204, 204], ['evt_1']])
  })

  test('takes the events of a batch one after the other, and of its repetition only those that were not taken', async () => {
    const batch = JSON.stringify(['evt_1', 'evt_2', 'evt_3'].map((eventId) => ({ eventId, event: 'read' })))
    const taken: string[] = []
    let isReady = false
    const options = {
      secret,
      now: () => now,
      onError: () => {},
      isNew: (id: string) => !taken.includes(id),
      onEvent({ id }: { id: string }) {
        if (id === 'evt_2' && !isReady) throw new Error('not yet')
        taken.push(id)
      },
    }
    assert.equal((await receive(batch, signed(secret, now, batch), options)).status, 500)
    assert.deepEqual(taken, ['evt_1'])
    isReady = true
    assert.equal((await receive(batch, signed(secret, now, batch), options)).status, 204)
    assert.deepEqual(taken, ['evt_1', 'evt_2', 'evt_3'])
  })

  test('answers a skill by what the handler returned, and anything else by nothing', async () => {
    const options = { secret, now: () => now, onEvent: () => ({ messages: [] }) }
    const skill = JSON.stringify({ eventId: 'evt_1', event: 'skill' })
    const reply = await receive(skill, signed(secret, now, skill), options)
    assert.deepEqual([reply.status, reply.body], [200, '{"messages":[]}'])
    assert.deepEqual((await receive(body, signed(), options)).status, 204)
  })

  test('answers 500 when the event was not taken, and 400 to what is none', async () => {
    const errors: unknown[] = []
    const failure = new Error('no room')
    const options = {
      secret,
      now: () => now,
      onError: (error: unknown) => errors.push(error),
      onEvent: () => Promise.reject(failure),
    }
    assert.equal((await receive(body, signed(), options)).status, 500)
    assert.deepEqual(errors, [failure])
    assert.equal((await receive('{}', signed(secret, now, '{}'), options)).status, 400)
    assert.equal((await receive(body, signed(other), options)).status, 401)
    assert.equal(errors.length, 1)
  })
})
