/**
 * @kapso/whatsapp-cloud-api, unmodified: its model of errors (class, category, advice) as an oracle for the sandbox's
 * refusals.
 */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { GraphApiError, WhatsAppClient } from '@kapso/whatsapp-cloud-api'
import { ana, phoneNumberId, startTestSandbox, type TestSandbox, wabaId } from '../support/test-sandbox.ts'
import { makeWatch } from './surface.ts'

let world: TestSandbox
let client: WhatsAppClient
const watch = makeWatch()

before(async () => {
  world = await startTestSandbox()
  client = new WhatsAppClient({ accessToken: 'any', baseUrl: world.url })
})

beforeEach(() => world.control('DELETE', '/faults'))

after(() => world?.[Symbol.asyncDispose]())

const to = { phoneNumberId, to: `+${ana}` }
const text = (body: string) => client.messages.sendText({ ...to, body })
const template = (name: string, language: string, parameters: string[]) =>
  client.messages.sendTemplate({
    ...to,
    template: {
      name,
      language: { code: language },
      components: [{ type: 'body', parameters: parameters.map((value) => ({ type: 'text', text: value })) }],
    },
  })

async function refusalOf(call: Promise<unknown>): Promise<GraphApiError> {
  const error = await call.then(
    () => assert.fail('it was not refused'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof GraphApiError, String(error))
  return error
}

/** Code, HTTP status, category, the client's advice. */
type Kind = [code: number, httpStatus: number, category: string, action: string]

/** Refusals by the sandbox's own rules. */
const byRule: [string, Kind, () => Promise<unknown>][] = [
  [
    'a button without a title',
    [131009, 400, 'parameter', 'fix_and_retry'],
    () =>
      client.messages.sendInteractiveRaw({
        ...to,
        interactive: {
          type: 'button',
          body: { text: '¿Sí?' },
          action: { buttons: [{ type: 'reply', reply: { id: 'a', title: '' } }] },
        },
      }),
  ],
  [
    'a message without its content',
    [131008, 400, 'parameter', 'fix_and_retry'],
    () =>
      client.messages.sendRaw({
        phoneNumberId,
        payload: { messagingProduct: 'whatsapp', to: ana, type: 'location', location: {} },
      }),
  ],
  [
    'a message without its product',
    [100, 400, 'parameter', 'fix_and_retry'],
    () => client.messages.sendRaw({ phoneNumberId, payload: { to: ana, type: 'text', text: { body: 'Hola' } } }),
  ],
  ['a template that is not there', [132001, 404, 'template', 'fix_and_retry'], () => template('nada', 'es', ['1'])],
  [
    'a template in another language',
    [132001, 404, 'template', 'fix_and_retry'],
    () => template('demo_image', 'en', ['1', '2']),
  ],
  [
    'a template with a parameter too few',
    [132000, 400, 'template', 'fix_and_retry'],
    () => template('demo_text', 'es', ['1']),
  ],
  [
    'a template with a header of another kind',
    [132012, 400, 'template', 'fix_and_retry'],
    () => template('demo_image', 'es', ['1', '2']),
  ],
  [
    'a message to itself',
    [131021, 400, 'parameter', 'fix_and_retry'],
    () => client.messages.sendText({ phoneNumberId, to: '+593990000001', body: 'Hola' }),
  ],
  [
    'a number that is not there',
    [100, 400, 'parameter', 'fix_and_retry'],
    () => client.messages.sendText({ phoneNumberId: '999', to: ana, body: 'Hola' }),
  ],
  [
    'media that are not there',
    [100, 400, 'parameter', 'fix_and_retry'],
    () => client.media.get({ mediaId: '123456789' }),
  ],
  [
    'a name and language that are taken',
    [100, 400, 'parameter', 'fix_and_retry'],
    () =>
      client.templates.create({
        businessAccountId: wabaId,
        name: 'demo_plain',
        language: 'es',
        category: 'UTILITY',
        components: [{ type: 'BODY', text: 'Hola, gracias por escribirnos.' }],
      }),
  ],
]

/** Refusals by a scripted fault. */
const byFault: Kind[] = [
  [0, 401, 'authorization', 'refresh_token'],
  [2, 503, 'server', 'retry'],
  [3, 500, 'permission', 'fix_and_retry'],
  [4, 400, 'throttling', 'retry_after'],
  [10, 403, 'permission', 'fix_and_retry'],
  [190, 401, 'authorization', 'refresh_token'],
  [200, 403, 'permission', 'fix_and_retry'],
  [368, 403, 'integrity', 'do_not_retry'],
  [80007, 400, 'throttling', 'retry_after'],
  [130429, 400, 'throttling', 'retry_after'],
  [130472, 400, 'parameter', 'fix_and_retry'],
  [131000, 500, 'server', 'retry'],
  [131016, 500, 'server', 'retry'],
  [131031, 403, 'integrity', 'do_not_retry'],
  [131037, 400, 'wabaConfig', 'fix_and_retry'],
  [131042, 400, 'businessEligibility', 'fix_and_retry'],
  [131045, 500, 'phoneRegistration', 'fix_and_retry'],
  [131047, 400, 'reengagementWindow', 'do_not_retry'],
  [131048, 400, 'throttling', 'retry_after'],
  [131051, 400, 'media', 'fix_and_retry'],
  [131052, 400, 'media', 'fix_and_retry'],
  [131053, 400, 'media', 'fix_and_retry'],
  [131056, 400, 'throttling', 'retry_after'],
  [131057, 500, 'server', 'retry'],
  [132005, 400, 'template', 'fix_and_retry'],
  [132007, 400, 'template', 'fix_and_retry'],
  [132015, 400, 'template', 'fix_and_retry'],
  [132016, 400, 'template', 'fix_and_retry'],
  [132068, 400, 'flow', 'fix_and_retry'],
  [132069, 400, 'flow', 'fix_and_retry'],
  [133004, 503, 'server', 'retry'],
  [133010, 400, 'phoneRegistration', 'fix_and_retry'],
  [135000, 400, 'parameter', 'fix_and_retry'],
]

function isOfKind(error: GraphApiError, [code, httpStatus, category, action]: Kind): void {
  assert.deepEqual(
    [error.code, error.httpStatus, error.category, error.retry.action],
    [code, httpStatus, category, action],
  )
  assert.equal(error.type, 'OAuthException')
  assert.match(error.fbtraceId ?? '', /^A/)
}

describe('@kapso/whatsapp-cloud-api: errors', () => {
  for (const [what, kind, call] of byRule) {
    test(`${kind[0]}: ${what}`, async () => isOfKind(await refusalOf(call()), kind))
  }

  for (const kind of byFault) {
    test(`${kind[0]} by a fault`, async () => {
      await world.control('POST', '/faults', { kind: 'graphError', code: kind[0] })
      isOfKind(await refusalOf(text('Hola')), kind)
    })
  }

  test('131056: the 46th message at once to one person', async () => {
    await world.control('PUT', '/rules', { pairRate: true })
    const sent = await Promise.allSettled(Array.from({ length: 46 }, (_, n) => text(`${n}`)))
    await world.control('PUT', '/rules', { pairRate: false })
    const refused = sent.filter((one) => one.status === 'rejected')
    assert.equal(refused.length, 1)
    isOfKind(await refusalOf(Promise.reject(refused[0]?.reason)), [131056, 400, 'throttling', 'retry_after'])
  })

  test("130429: more than the number's messages per second", async () => {
    await world.control('PUT', '/rules', { throughput: true })
    // However long the sends take on this machine, they are in one second of the sandbox's clock.
    await world.control('POST', '/clock', { frozen: true })
    const sent = await Promise.allSettled(Array.from({ length: 200 }, (_, n) => text(`${n}`)))
    await world.control('POST', '/clock', { frozen: false })
    await world.control('PUT', '/rules', { throughput: false })
    const refused = sent.filter((one) => one.status === 'rejected')
    assert.ok(refused.length > 0)
    isOfKind(await refusalOf(Promise.reject(refused[0]?.reason)), [130429, 400, 'throttling', 'retry_after'])
  })

  test('190: a token that has expired', async () => {
    await world.control('PUT', '/tokens', { token: 'any', state: 'expired' })
    const error = await refusalOf(text('Hola'))
    await world.control('PUT', '/tokens', { token: 'any', state: 'valid' })
    isOfKind(error, [190, 401, 'authorization', 'refresh_token'])
    assert.equal(error.errorSubcode, 463)
  })

  test("80007: more calls of the management API than an account's hourly limit", async () => {
    await world.control('PUT', '/rules', { managementPerHour: 1 })
    await client.templates.list({ businessAccountId: wabaId }).catch(() => undefined)
    const error = await refusalOf(client.templates.list({ businessAccountId: wabaId }))
    await world.control('PUT', '/rules', { managementPerHour: 5_000 })
    isOfKind(error, [80007, 400, 'throttling', 'retry_after'])
  })

  test('139100: a person who has not written cannot be blocked', async () => {
    const body = { messagingProduct: 'whatsapp', blockUsers: [{ user: '593983000001' }] }
    const block = client.request('POST', `${phoneNumberId}/block_users`, { body, responseType: 'json' })
    isOfKind(await refusalOf(block), [139100, 400, 'parameter', 'fix_and_retry'])
  })

  test('the members of the error class', async () => {
    await world.control('POST', '/faults', { kind: 'graphError', code: 190, details: 'Session has expired' })
    const token = watch.watch(await refusalOf(text('Hola')))
    assert.deepEqual(
      [token.isAuthError(), token.requiresTokenRefresh(), token.isRateLimit(), token.isTemplateError()],
      [true, true, false, false],
    )
    assert.equal(token.details, 'Session has expired')
    assert.partialDeepStrictEqual(token.toJSON(), { name: 'GraphApiError', code: 190, category: 'authorization' })
    const unknown = await refusalOf(template('nada', 'es', ['1']))
    assert.ok(unknown.isTemplateError())
    assert.match(unknown.message, /^\(#132001\) Template name does not exist/)
    assert.equal(unknown.details, 'template name (nada) does not exist in es')
    assert.deepEqual(watch.missing(token), [])
  })

  test('an unknown object has subcode 33', async () => {
    assert.equal((await refusalOf(client.media.get({ mediaId: '1' }))).errorSubcode, 33)
  })

  test('an answer that is no JSON', async () => {
    await world.control('POST', '/faults', { kind: 'status', httpStatus: 502, body: '<html>Bad gateway</html>' })
    const error = await refusalOf(text('Hola'))
    assert.deepEqual([error.httpStatus, error.category, error.retry.action], [502, 'server', 'retry'])
    assert.equal(error.raw, '<html>Bad gateway</html>')
  })

  test('a cut connection is no Graph error', async () => {
    await world.control('POST', '/faults', { kind: 'dropBefore' })
    await assert.rejects(text('Hola'), TypeError)
  })
})
