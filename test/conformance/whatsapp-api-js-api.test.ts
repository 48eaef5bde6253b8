/**
 * whatsapp-api-js, unmodified: recipients, emitters, errors, media, QR codes, blocking and calls, and that no part of
 * it is left out.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import * as main from 'whatsapp-api-js'
import type { OnSentArgs } from 'whatsapp-api-js/emitters'
import { Document, Image, Template, Text } from 'whatsapp-api-js/messages'
import { Bun } from 'whatsapp-api-js/setup/bun'
import { Deno } from 'whatsapp-api-js/setup/deno'
import { Node15, Node18, NodeNext } from 'whatsapp-api-js/setup/node'
import { Web } from 'whatsapp-api-js/setup/web'
import {
  ana,
  appSecret,
  fetchTo,
  lastRequest,
  phoneNumberId,
  sample,
  startTestSandbox,
  type TestSandbox,
} from '../support/test-sandbox.ts'
import { makeWatch } from './surface.ts'

const { WhatsAppAPI } = main
type Options = ConstructorParameters<typeof WhatsAppAPI>[0]

let world: TestSandbox
let api: main.WhatsAppAPI
const watch = makeWatch()

before(async () => {
  world = await startTestSandbox()
  const ponyfill = { fetch: fetchTo(world.url) }
  api = watch.watch(new WhatsAppAPI({ token: 'any', appSecret, v: 'v25.0', ponyfill }))
})

beforeEach(() => world.control('DELETE', '/faults'))

after(() => world?.[Symbol.asyncDispose]())

/** The answer when there was no error. */
function fine<Answer extends object>(answer: Answer): Exclude<Answer, { error: object }> {
  assert.ok(!('error' in answer) || answer.error === undefined, JSON.stringify(answer))
  return answer as Exclude<Answer, { error: object }>
}

function errorOf(answer: object): { code: number; message: string; error_subcode?: number } {
  assert.ok('error' in answer, JSON.stringify(answer))
  return answer.error as { code: number; message: string }
}

describe('whatsapp-api-js: messages', () => {
  test('sendMessage to a phone, to a scoped id, and to both, of which the phone takes precedence', async () => {
    const bsuid = 'EC.1349abcdef'
    const byPhone = fine(await api.sendMessage(phoneNumberId, `+${ana}`, new Text('Hola')))
    const byId = fine(await api.sendMessage(phoneNumberId, { bsuid }, new Text('Hola')))
    const byBoth = fine(await api.sendMessage(phoneNumberId, { phone: ana, bsuid }, new Text('Hola')))
    assert.deepEqual(byId.contacts, [{ input: bsuid, user_id: bsuid }])
    for (const { contacts } of [byPhone, byBoth]) assert.partialDeepStrictEqual(contacts, [{ wa_id: ana }])
    assert.equal((await world.message(byBoth.messages[0].id)).person, ana)
  })

  test('the sent emitter passes the answer', async () => {
    const reported: OnSentArgs[] = []
    api.on.sent = (args) => reported.push(args)
    const answer = fine(await api.sendMessage(phoneNumberId, ana, new Template('demo_plain', 'es')))
    await world.control('POST', '/faults', { kind: 'graphError', code: 131000 })
    await api.sendMessage(phoneNumberId, ana, new Text('Hola'))
    assert.deepEqual(
      reported.map(({ id, type, to, held_for_quality_assessment: held }) => [id, type, to, held]),
      [
        [answer.messages[0].id, 'template', ana, false],
        [undefined, 'text', ana, undefined],
      ],
    )
  })

  test('broadcastMessage to many', async () => {
    const people = Array.from({ length: 5 }, (_, n) => `59398100000${n}`)
    const answers = await Promise.all(api.broadcastMessage(phoneNumberId, people, new Text('A todos'), 2, 1))
    for (const [index, answer] of answers.entries())
      assert.partialDeepStrictEqual(fine(answer).contacts, [{ wa_id: people[index] }])
  })

  test('markAsRead, with and without typing', async () => {
    const { wamid } = await world.control('POST', '/inbound', { from: ana, type: 'text', text: 'Hola' })
    assert.deepEqual(await api.markAsRead(phoneNumberId, String(wamid)), { success: true })
    assert.deepEqual(await api.markAsRead(phoneNumberId, String(wamid), 'text'), { success: true })
    assert.equal((await world.message(String(wamid))).status, 'read')
    assert.equal(errorOf(await api.markAsRead(phoneNumberId, 'wamid.x')).code, 131009)
  })

  test('errors are answers, in its typed shape', async () => {
    for (const code of [131047, 131056, 190, 80007, 130429, 131000]) {
      await world.control('POST', '/faults', { kind: 'graphError', code, details: 'Por esto' })
      const answer = await api.sendMessage(phoneNumberId, ana, new Text('Hola'))
      assert.partialDeepStrictEqual(errorOf(answer), {
        code,
        type: 'OAuthException',
        error_data: { messaging_product: 'whatsapp', details: 'Por esto' },
      })
    }
    const missing = await api.sendMessage(phoneNumberId, ana, new Template('nada', 'es'))
    assert.deepEqual(
      [errorOf(missing).code, errorOf(missing).message],
      [132001, '(#132001) Template name does not exist in the translation'],
    )
  })
})

describe('whatsapp-api-js: media', () => {
  test('uploaded with the product in the query, described, fetched, sent, deleted', async () => {
    const bytes = await sample(world, 'image.png')
    const form = new FormData()
    form.set('file', new Blob([bytes], { type: 'image/png' }), 'image.png')
    const { id } = fine(await api.uploadMedia(phoneNumberId, form))
    const described = fine(await api.retrieveMedia(id, phoneNumberId))
    assert.deepEqual([described.id, described.mime_type, Number(described.file_size)], [id, 'image/png', bytes.length])
    assert.equal(described.sha256, createHash('sha256').update(bytes).digest('hex'))
    const fetched = await api.fetchMedia(described.url)
    assert.deepEqual(new Uint8Array(await fetched.arrayBuffer()), bytes)
    const sent = fine(await api.sendMessage(phoneNumberId, ana, new Image(id, true)))
    assert.partialDeepStrictEqual((await world.message(sent.messages[0].id)).rendered, { media: { id } })
    assert.deepEqual(await api.deleteMedia(id, phoneNumberId), { success: true })
    assert.equal(errorOf(await api.retrieveMedia(id)).error_subcode, 33)
    const removed = await api.sendMessage(phoneNumberId, ana, new Document(id, true))
    assert.equal(errorOf(removed).code, 100)
  })
})

describe('whatsapp-api-js: QR codes', () => {
  test('created, listed, changed, deleted', async () => {
    const made = fine(await api.createQR(phoneNumberId, 'Hola, quiero saber', 'svg'))
    assert.equal(made.prefilled_message, 'Hola, quiero saber')
    assert.match(made.deep_link_url, /^https:\/\/wa\.me\/message\//)
    assert.ok('qr_image_url' in made)
    const { code } = made
    assert.ok(fine(await api.retrieveQR(phoneNumberId)).data.some((one) => one.code === code))
    assert.partialDeepStrictEqual(fine(await api.retrieveQR(phoneNumberId, code)).data, [{ code }])
    const changed = fine(await api.updateQR(phoneNumberId, code, 'Otra cosa'))
    assert.deepEqual([changed.code, changed.prefilled_message], [code, 'Otra cosa'])
    assert.deepEqual(await api.deleteQR(phoneNumberId, code), { success: true })
    const left = fine(await api.retrieveQR(phoneNumberId)).data
    assert.ok(!left.some((one) => one.code === code))
  })
})

describe('whatsapp-api-js: blocking', () => {
  test('blocked and unblocked, by phone', async () => {
    await world.control('POST', '/inbound', { from: ana, type: 'text', text: 'Hola' })
    const blocked = fine(await api.blockUser(phoneNumberId, ana))
    assert.partialDeepStrictEqual(blocked.block_users.added_users, [{ input: ana, wa_id: ana }])
    const unblocked = fine(await api.unblockUser(phoneNumberId, ana))
    assert.partialDeepStrictEqual(unblocked.block_users.removed_users, [{ input: ana, wa_id: ana }])
  })
})

describe('whatsapp-api-js: calls', () => {
  test('refused until the number allows them, then each step is answered', async () => {
    const refused = await api.initiateCall(phoneNumberId, ana, 'v=0')
    assert.equal(errorOf(refused).code, 138000)
    const calling = JSON.stringify({ calling: { status: 'ENABLED' } })
    await api.$$apiFetch$$(`https://graph.facebook.com/v25.0/${phoneNumberId}/settings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: calling,
    })
    const connect = async () => fine(await api.initiateCall(phoneNumberId, ana, 'v=0', 'pedido-7')).calls[0].id
    const id = await connect()
    for (const step of [
      () => api.preacceptCall(phoneNumberId, id, 'v=0'),
      () => api.acceptCall(phoneNumberId, id, 'v=0', 'pedido-7'),
      () => api.terminateCall(phoneNumberId, id),
    ])
      assert.partialDeepStrictEqual(await step(), { success: true })
    const other = await connect()
    assert.partialDeepStrictEqual(await api.rejectCall(phoneNumberId, other), { success: true })
    assert.equal(errorOf(await api.terminateCall(phoneNumberId, other)).code, 100)
  })
})

describe('whatsapp-api-js: created by its helpers', () => {
  const makers = { Bun, Deno, Node15, Node18, NodeNext, Web } as unknown as Record<string, (given: Options) => Options>
  for (const [name, make] of Object.entries(makers)) {
    test(name, async () => {
      const fetch = fetchTo(world.url)
      const made = new WhatsAppAPI(make({ token: 'any', appSecret, v: 'v25.0', ponyfill: { fetch } } as Options))
      assert.ok('messages' in (await made.sendMessage(phoneNumberId, ana, new Text(name))))
    })
  }
})

describe('whatsapp-api-js: the rest', () => {
  test('every function of it was called', async () => {
    await api.$$apiFetch$$(`https://graph.facebook.com/v25.0/${phoneNumberId}`)
    assert.partialDeepStrictEqual(await lastRequest(world), { method: 'GET', url: `/v25.0/${phoneNumberId}` })
    const excused = {
      post: 'whatsapp-api-js-webhooks.test.ts',
      get: 'whatsapp-api-js-webhooks.test.ts',
      verifyRequestSignature: 'whatsapp-api-js-webhooks.test.ts',
      getBody: 'internal: reads each answer',
      fetch: 'the fetch that the program gives it',
    }
    assert.deepEqual(watch.missing(api, excused), [])
    const ofClass = {
      offload: 'runs a function later; asks nothing of Meta',
      toRecipient: 'internal: reads a recipient',
      isIndividualRecipient: 'internal: reads a recipient',
    }
    assert.deepEqual(watch.missing(WhatsAppAPI, ofClass), [])
    assert.deepEqual(Object.keys(main), ['WhatsAppAPI'])
  })
})
