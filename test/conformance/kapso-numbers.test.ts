/**
 * @kapso/whatsapp-cloud-api, unmodified: numbers with their settings and profile, calls, and the functions of its own
 * proxy.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { GraphApiError, KapsoProxyRequiredError, WhatsAppClient } from '@kapso/whatsapp-cloud-api'
import { ana, phoneNumberId, startTestSandbox, type TestSandbox } from '../support/test-sandbox.ts'
import { makeWatch } from './surface.ts'

let world: TestSandbox
let client: WhatsAppClient
const watch = makeWatch()

before(async () => {
  world = await startTestSandbox()
  client = watch.watch(new WhatsAppClient({ accessToken: 'any', baseUrl: world.url }))
})

after(() => world?.[Symbol.asyncDispose]())

const parts = () => {
  const { phoneNumbers, calls, contacts, conversations } = new WhatsAppClient({
    accessToken: 'any',
    baseUrl: world.url,
  })
  return { phoneNumbers, calls, contacts, conversations }
}

const isRefused = (code: number) => (error: unknown) => error instanceof GraphApiError && error.code === code

describe('@kapso/whatsapp-cloud-api: phone numbers', () => {
  test('verified by a code', async () => {
    const phoneNumbers = watch.watch(parts().phoneNumbers, 'phoneNumbers.')
    const asked = { phoneNumberId, codeMethod: 'SMS' as const, language: 'es' }
    await assert.rejects(phoneNumbers.requestCode(asked), isRefused(136024))
    await world.control('PUT', `/numbers/${phoneNumberId}`, { verification: 'NOT_VERIFIED' })
    assert.deepEqual(await phoneNumbers.requestCode(asked), { success: true })
    assert.equal((await phoneNumbers.verifyCode({ phoneNumberId, code: '123456' })).success, true)
    await assert.rejects(phoneNumbers.verifyCode({ phoneNumberId, code: 'abc' }), GraphApiError)
  })

  test('registered with its PIN, which must be the same the next time; deregistered it sends nothing', async () => {
    const phoneNumbers = watch.watch(parts().phoneNumbers, 'phoneNumbers.')
    assert.deepEqual(await phoneNumbers.register({ phoneNumberId, pin: '123456' }), { success: true })
    await assert.rejects(phoneNumbers.register({ phoneNumberId, pin: '654321' }), isRefused(133005))
    assert.deepEqual(await phoneNumbers.deregister({ phoneNumberId }), { success: true })
    const send = () => client.messages.sendText({ phoneNumberId, to: ana, body: 'Hola' })
    await assert.rejects(send(), isRefused(133010))
    await phoneNumbers.register({ phoneNumberId, pin: '123456' })
    assert.match((await send()).messages[0]?.id ?? '', /^wamid\./)
  })

  test('settings are read and changed', async () => {
    const { settings } = watch.watch(parts().phoneNumbers, 'phoneNumbers.')
    const calling = { status: 'ENABLED', callIconVisibility: 'DEFAULT' }
    assert.deepEqual(await settings.update({ phoneNumberId, calling, fallbackLanguage: 'es' }), { success: true })
    const read = await settings.get({ phoneNumberId, includeSipCredentials: true })
    assert.partialDeepStrictEqual(read, { calling, fallbackLanguage: 'es' })
  })

  test('the business profile is read and changed', async () => {
    const { businessProfile } = watch.watch(parts().phoneNumbers, 'phoneNumbers.')
    const profile = {
      about: 'Tienda de barrio',
      address: 'Calle 1',
      description: 'Desde 1990',
      email: 'hola@example.com',
      websites: ['https://ejemplo.com'],
      vertical: 'RETAIL',
    }
    assert.deepEqual(await businessProfile.update({ phoneNumberId, ...profile }), { success: true })
    const fields = Object.keys(profile).join(',')
    const { data } = await businessProfile.get({ phoneNumberId, fields })
    assert.partialDeepStrictEqual(data, [{ messagingProduct: 'whatsapp', ...profile }])
    await assert.rejects(businessProfile.update({ phoneNumberId, about: 'x'.repeat(140) }), isRefused(100))
  })
})

describe('@kapso/whatsapp-cloud-api: calls', () => {
  test('a call is created, and each step of one answered', async () => {
    const calls = watch.watch(parts().calls, 'calls.')
    await client.phoneNumbers.settings.update({ phoneNumberId, calling: { status: 'ENABLED' } })
    const session = { sdpType: 'offer', sdp: 'v=0' }
    const made = await calls.connect({ phoneNumberId, to: ana, session, bizOpaqueCallbackData: 'x' })
    const callId = made.calls?.[0]?.id ?? ''
    assert.match(callId, /^wacid\./)
    const one = { phoneNumberId, callId }
    const answer = { sdpType: 'answer', sdp: 'v=0' }
    assert.partialDeepStrictEqual(await calls.preAccept({ ...one, session: answer }), { success: true })
    assert.partialDeepStrictEqual(await calls.accept({ ...one, session: answer }), { success: true })
    assert.partialDeepStrictEqual(await calls.terminate(one), { success: true })
    const other = await calls.connect({ phoneNumberId, recipient: 'EC.1349abcdef' })
    const rejected = { phoneNumberId, callId: other.calls?.[0]?.id ?? '' }
    assert.partialDeepStrictEqual(await calls.reject(rejected), { success: true })
    await assert.rejects(calls.terminate(rejected), isRefused(100))
  })

  test('the permission to call a person', async () => {
    const calls = watch.watch(parts().calls, 'calls.')
    const permissions = await calls.permissions.get({ phoneNumberId, userWaId: ana })
    assert.equal(permissions.messagingProduct, 'whatsapp')
    assert.equal(typeof permissions.permission.status, 'string')
    assert.partialDeepStrictEqual(permissions.actions, [{ actionName: 'send_call_permission_request' }])
  })
})

describe('@kapso/whatsapp-cloud-api: its own proxy', () => {
  test('functions that Graph lacks are refused by the client', async () => {
    const { calls, contacts, conversations } = parts()
    const watchedCalls = watch.watch(calls, 'calls.')
    const watchedContacts = watch.watch(contacts, 'contacts.')
    const watchedConversations = watch.watch(conversations, 'conversations.')
    const asked = [
      watchedCalls.list({ phoneNumberId }),
      watchedCalls.get({ phoneNumberId, callId: 'wacid.1' }),
      watchedContacts.list({ phoneNumberId }),
      watchedContacts.get({ phoneNumberId, waId: ana }),
      watchedContacts.update({ phoneNumberId, waId: ana, profileName: 'Ana' }),
      watchedConversations.list({ phoneNumberId }),
      watchedConversations.get({ conversationId: '1' }),
      watchedConversations.updateStatus({ conversationId: '1', status: 'ended' }),
    ]
    for (const call of asked) await assert.rejects(call, KapsoProxyRequiredError)
  })

  test('every function of these parts was called', () => {
    for (const [name, part] of Object.entries(parts())) assert.deepEqual(watch.missing(part, {}, `${name}.`), [])
  })
})
