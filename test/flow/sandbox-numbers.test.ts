/**
 * Numbers, accounts, profiles, block lists, QR codes, calls and flows over the sandbox's Graph API, and callbacks of
 * their own.
 */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import {
  ana,
  type GraphAnswer,
  phoneNumberId,
  startListener,
  startTestSandbox,
  type TestSandbox,
  wabaId,
} from '../support/test-sandbox.ts'

type Json = Record<string, unknown>

let world: TestSandbox
let receiver: Receiver

before(async () => {
  world = await startTestSandbox()
  receiver = await startListener(world)
})
beforeEach(async () => {
  await world.control('POST', '/reset')
  receiver.received.length = 0
})
after(async () => {
  await world?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const whatsapp = { messaging_product: 'whatsapp' }
const text = { ...whatsapp, to: `+${ana}`, type: 'text', text: { body: 'Hola' } }
const success = { success: true }
const codeOf = ({ body }: GraphAnswer) => body.error?.code

describe('a number', () => {
  test('shows the requested fields', async () => {
    const { body } = await world.graph('GET', `v25.0/${phoneNumberId}?fields=throughput,verified_name,is_pin_enabled`)
    assert.deepEqual(body, {
      verified_name: 'Recado',
      throughput: { level: 'STANDARD' },
      is_pin_enabled: false,
      id: phoneNumberId,
    })
    const whole = (await world.graph('GET', phoneNumberId)).body
    for (const field of [
      'quality_rating',
      'display_phone_number',
      'code_verification_status',
      'name_status',
      'account_mode',
    ])
      assert.equal(typeof whole[field], 'string', field)
  })

  test('sends nothing while it is not registered, and returns with its PIN', async () => {
    const register = (pin: string) => world.graph('POST', `${phoneNumberId}/register`, { ...whatsapp, pin })
    assert.equal((await register('12')).status, 400)
    assert.deepEqual((await register('123456')).body, success)
    assert.deepEqual((await world.graph('POST', `${phoneNumberId}/deregister`)).body, success)
    assert.equal(codeOf(await world.graph('POST', `${phoneNumberId}/messages`, text)), 133010)
    assert.equal(codeOf(await register('654321')), 133005)
    assert.deepEqual((await register('123456')).body, success)
    assert.equal((await world.graph('POST', `${phoneNumberId}/messages`, text)).status, 200)
    assert.deepEqual((await world.graph('POST', phoneNumberId, { pin: '111111' })).body, success)
    assert.equal(codeOf(await register('123456')), 133005)
  })

  test('is verified by a code', async () => {
    const ask = (method: string) =>
      world.graph('POST', `${phoneNumberId}/request_code`, { code_method: method, language: 'es' })
    const verify = (code: string) => world.graph('POST', `${phoneNumberId}/verify_code`, { code })
    assert.equal(codeOf(await ask('SMS')), 136024)
    await world.control('PUT', `/numbers/${phoneNumberId}`, { verification: 'NOT_VERIFIED' })
    assert.deepEqual((await ask('SMS')).body, success)
    assert.equal((await ask('DOVE')).status, 400)
    assert.equal(codeOf(await verify('000000')), 136025)
    assert.deepEqual((await ask('VOICE')).body, success)
    assert.equal((await verify('123-456')).body.success, true)
    assert.equal(codeOf(await ask('SMS')), 136024)
  })

  test('keeps its settings, its profile and its automation', async () => {
    await world.graph('POST', `${phoneNumberId}/settings`, { calling: { status: 'ENABLED' } })
    const { calling } = (await world.graph('GET', `${phoneNumberId}/settings`)).body as { calling: Json }
    assert.deepEqual([calling.status, calling.call_icon_visibility], ['ENABLED', 'DEFAULT'])
    const profile = { ...whatsapp, about: 'Abierto', websites: ['https://x.com'], vertical: 'RETAIL' }
    const path = `${phoneNumberId}/whatsapp_business_profile`
    assert.deepEqual((await world.graph('POST', path, profile)).body, success)
    assert.deepEqual((await world.graph('GET', `${path}?fields=about,websites,vertical`)).body, { data: [profile] })
    for (const wrong of [
      { about: 'a'.repeat(140) },
      { websites: ['a'] },
      { vertical: 'X' },
      { profile_picture_handle: '4' },
    ])
      assert.equal((await world.graph('POST', path, { ...whatsapp, ...wrong })).status, 400, JSON.stringify(wrong))
    const automation = { enable_welcome_message: true, prompts: ['Horarios'] }
    assert.deepEqual(
      (await world.graph('POST', `${phoneNumberId}/conversational_automation`, automation)).body,
      success,
    )
    const { body } = await world.graph('GET', `${phoneNumberId}?fields=conversational_automation`)
    assert.deepEqual((body.conversational_automation as Json).prompts, ['Horarios'])
    assert.equal(
      (await world.graph('POST', `${phoneNumberId}/conversational_automation`, { prompts: ['', '', '', '', ''] }))
        .status,
      400,
    )
  })

  test('creates, changes, lists and deletes QR codes', async () => {
    const path = `v24.0/${phoneNumberId}/message_qrdls`
    const { body: qr } = await world.graph('POST', `${path}?generate_qr_image=png&prefilled_message=Hola`)
    assert.equal(qr.deep_link_url, `https://wa.me/message/${qr.code}`)
    assert.equal((await fetch(String(qr.qr_image_url))).status, 200)
    assert.equal(
      (await world.graph('POST', `${path}/${qr.code}?prefilled_message=Chao`)).body.prefilled_message,
      'Chao',
    )
    for (const where of [`${path}/${qr.code}`, path, `${path}/`])
      assert.equal(((await world.graph('GET', where)).body.data as Json[])[0]?.prefilled_message, 'Chao', where)
    assert.equal((await world.graph('POST', `${path}?prefilled_message=${'a'.repeat(141)}`)).status, 400)
    assert.deepEqual((await world.graph('DELETE', `${path}/${qr.code}`)).body, success)
    assert.deepEqual((await world.graph('GET', path)).body.data, [])
  })

  test('blocks people who wrote today, and cannot send to them', async () => {
    const path = `${phoneNumberId}/block_users`
    const users = (...numbers: string[]) => ({ ...whatsapp, block_users: numbers.map((user) => ({ user })) })
    const { status, body } = await world.graph('POST', path, users(`+${ana}`, '+593999999999'))
    assert.deepEqual([status, body.error?.code], [400, 139100])
    const { added_users: added, failed_users: failed } = body.block_users as {
      added_users: Json[]
      failed_users: Json[]
    }
    assert.deepEqual([added, failed.length], [[{ input: `+${ana}`, wa_id: ana }], 1])
    assert.deepEqual((await world.graph('GET', path)).body.data, [{ ...whatsapp, wa_id: ana }])
    const wamid = ((await world.graph('POST', `${phoneNumberId}/messages`, text)).body.messages as { id: string }[])[0]
      ?.id
    await receiver.first(({ raw }) => raw.includes(String(wamid)) && raw.includes('130403'))
    await assert.rejects(world.control('POST', '/inbound', { from: ana, type: 'text', text: 'a' }), /blocked/)
    const removed = (await world.graph('DELETE', path, users(ana))).body.block_users
    assert.deepEqual(removed, { removed_users: [{ input: ana, wa_id: ana }] })
    assert.deepEqual((await world.graph('GET', path)).body.data, [])
  })

  test('takes calls only when its settings permit', async () => {
    const call = (body: Json) => world.graph('POST', `${phoneNumberId}/calls`, { ...whatsapp, ...body })
    assert.equal(codeOf(await call({ action: 'connect', to: ana })), 138000)
    await world.graph('POST', `${phoneNumberId}/settings`, { calling: { status: 'ENABLED' } })
    const { body } = await call({ action: 'connect', to: ana })
    const id = (body.calls as { id: string }[])[0]?.id
    assert.equal((await call({ action: 'terminate', call_id: id })).body.success, true)
    assert.equal(codeOf(await call({ action: 'terminate', call_id: id })), 100)
    assert.equal(codeOf(await call({ action: 'sing', to: ana })), 100)
    const { permission } = (await world.graph('GET', `${phoneNumberId}/call_permissions?user_wa_id=${ana}`)).body
    assert.deepEqual(permission, { status: 'no_permission' })
  })
})

describe('an account', () => {
  test('shows its fields and lists its numbers; a token shows its owner', async () => {
    assert.equal((await world.graph('GET', wabaId)).body.id, wabaId)
    const { data } = (await world.graph('GET', `${wabaId}/phone_numbers?fields=display_phone_number`)).body
    assert.deepEqual(data, [{ display_phone_number: '+593990000001', id: phoneNumberId }])
    assert.equal(((await world.graph('GET', 'debug_token?input_token=x')).body.data as Json).is_valid, true)
    assert.equal((await world.graph('GET', 'me')).body.name, 'Recado')
    for (const where of ['42', '42/phone_numbers', '42/subscribed_apps', '42/flows', '42/settings'])
      assert.equal((await world.graph('GET', where)).body.error?.error_subcode, 33, where)
  })

  test("a token says what was declared of it, and the app's own needs its secret", async () => {
    const declare = (more: Json) => world.control('PUT', '/tokens', { token: 'declared', state: 'valid', ...more })
    const described = async () => (await world.graph('GET', 'debug_token?input_token=declared')).body.data as Json
    const later = Date.now() + 60_000
    await declare({ expiresAt: later, scopes: ['whatsapp_business_messaging'], wabaIds: ['7'] })
    const { is_valid: isValid, expires_at: expiresAt, scopes, granular_scopes: granular } = await described()
    assert.deepEqual([isValid, expiresAt, scopes], [true, Math.floor(later / 1_000), ['whatsapp_business_messaging']])
    assert.deepEqual(granular, [{ scope: 'whatsapp_business_messaging', target_ids: ['7'] }])
    await declare({ expiresAt: Date.now() - 1 })
    const expired = await described()
    assert.deepEqual([expired.is_valid, (expired.error as Json).subcode], [false, 463])
    await declare({})
    assert.equal((await described()).is_valid, true)
    assert.equal(codeOf(await world.graph('GET', 'debug_token')), 100)
    for (const wrong of [{ expiresAt: 'soon' }, { scopes: 'all' }, { wabaIds: [1] }])
      await assert.rejects(declare(wrong), /: 400 /)
  })

  test('the app tells its subscription to itself only, and sends the fields that it has', async () => {
    const asApp = (token: string) => world.graph('GET', '400000000000001/subscriptions', undefined, token)
    const right = '400000000000001|sandbox-app-secret'
    assert.equal(codeOf(await asApp('any')), 15)
    assert.equal(codeOf(await asApp('400000000000001|wrong')), 190)
    assert.equal(codeOf(await asApp('42|sandbox-app-secret')), 101)
    const subscribe = (more: Json) => world.control('PUT', '/subscription', { url: receiver.url, ...more })
    await subscribe({ fields: ['account_update'] })
    const [own] = (await asApp(right)).body.data as Json[]
    assert.deepEqual([own?.object, own?.callback_url], ['whatsapp_business_account', receiver.url])
    assert.deepEqual(own?.fields, [{ name: 'account_update', version: 'v26.0' }])
    await world.control('POST', '/inbound', { from: ana, type: 'text', text: 'sin campo' })
    await subscribe({})
    const [all] = (await asApp(right)).body.data as Json[]
    assert.ok((all?.fields as Json[]).some(({ name }) => name === 'messages'))
    await world.control('POST', '/inbound', { from: ana, type: 'text', text: 'con campo' })
    await receiver.until((came) => came.some(({ raw }) => raw.includes('con campo')))
    assert.ok(!receiver.received.some(({ raw }) => raw.includes('sin campo')))
  })

  test('sends its webhooks to a callback that passed the handshake, and back again', async () => {
    const other = await startReceiver()
    const path = `${wabaId}/subscribed_apps`
    const subscribe = { override_callback_uri: `${other.url}/own`, verify_token: 'secret' }
    assert.equal(codeOf(await world.graph('POST', path, subscribe)), 2200)
    other.answer(({ path: asked }, response) => {
      const query = new URL(asked, other.url).searchParams
      response.end(query.get('hub.verify_token') === 'secret' ? query.get('hub.challenge') : 'ok')
    })
    assert.deepEqual((await world.graph('POST', path, subscribe)).body, success)
    const [app] = (await world.graph('GET', path)).body.data as Json[]
    assert.equal(app?.override_callback_uri, subscribe.override_callback_uri)
    await world.control('POST', '/inbound', { from: ana, type: 'text', text: 'uno' })
    await other.first(({ raw }) => raw.includes('"uno"'))
    assert.deepEqual((await world.graph('POST', path)).body, success)
    await world.control('POST', '/inbound', { from: ana, type: 'text', text: 'dos' })
    await receiver.first(({ raw }) => raw.includes('"dos"'))
    assert.ok(!receiver.received.some(({ raw }) => raw.includes('"uno"')))
    await other[Symbol.asyncDispose]()
  })

  test('receives nothing once the app was removed', async () => {
    const path = `${wabaId}/subscribed_apps`
    assert.deepEqual((await world.graph('DELETE', path)).body, success)
    assert.deepEqual((await world.graph('GET', path)).body.data, [])
    await world.control('POST', '/inbound', { from: ana, type: 'text', text: 'nadie' })
    await world.graph('POST', path)
    await world.control('POST', '/inbound', { from: ana, type: 'text', text: 'alguien' })
    await receiver.first(({ raw }) => raw.includes('alguien'))
    assert.ok(!receiver.received.some(({ raw }) => raw.includes('nadie')))
  })
})

describe('a flow', () => {
  const screen = { id: 'START', title: 'Inicio', terminal: true, layout: { type: 'SingleColumnLayout', children: [] } }
  const json = { version: '7.2', screens: [screen] }
  const create = (more: Json = {}) =>
    world.graph('POST', `${wabaId}/flows`, { name: 'cita', categories: ['OTHER'], ...more })
  const flowMessage = (parameters: Json) =>
    world.graph('POST', `${phoneNumberId}/messages`, {
      ...text,
      type: 'interactive',
      interactive: {
        type: 'flow',
        body: { text: 'a' },
        action: { name: 'flow', parameters: { flow_message_version: '3', flow_cta: 'Abrir', ...parameters } },
      },
    })

  function asset(content: string): FormData {
    const form = new FormData()
    form.append('file', new Blob([content], { type: 'application/json' }), 'flow.json')
    form.append('name', 'flow.json')
    form.append('asset_type', 'FLOW_JSON')
    return form
  }

  test('is drafted, given its screens, published, reported by a webhook, shown to the phone, deprecated', async () => {
    const id = String((await create()).body.id)
    assert.equal((await create()).status, 400)
    assert.equal(codeOf(await world.graph('POST', `${id}/publish`)), 139002)
    const wrong = await world.graph('POST', `${id}/assets`, asset('{"version":"7.2"}'))
    assert.equal((wrong.body.validation_errors as Json[])[0]?.error, 'REQUIRED_PROPERTY_MISSING')
    const uploaded = await world.graph('POST', `${id}/assets`, asset(JSON.stringify(json)))
    assert.deepEqual(uploaded.body, { success: true, validation_errors: [] })
    assert.deepEqual((await world.graph('POST', id, { name: 'cita_2' })).body, success)
    assert.deepEqual((await world.graph('POST', `${id}/publish`)).body, success)
    await receiver.first(({ raw }) => raw.includes('FLOW_STATUS_CHANGE') && raw.includes(id))
    const { body } = await world.graph('GET', `${id}?fields=name,status,preview.invalidate(false)`)
    assert.deepEqual([body.name, body.status], ['cita_2', 'PUBLISHED'])
    const preview = await fetch((body.preview as { preview_url: string }).preview_url)
    assert.deepEqual(((await preview.json()) as Json).json, json)
    assert.equal(((await world.graph('GET', `${id}/assets`)).body.data as Json[])[0]?.asset_type, 'FLOW_JSON')
    assert.equal(codeOf(await world.graph('DELETE', id)), 139004)
    assert.equal(codeOf(await world.graph('POST', `${id}/assets`, asset(JSON.stringify(json)))), 139001)
    assert.deepEqual((await world.graph('POST', `${id}/deprecate`)).body, success)
    assert.equal(codeOf(await world.graph('POST', `${id}/deprecate`)), 139003)
  })

  test('is listed beside the demo, and deleted while it is a draft', async () => {
    const id = String((await create({ flow_json: JSON.stringify(json) })).body.id)
    const names = async () =>
      ((await world.graph('GET', `${wabaId}/flows`)).body.data as Json[]).map(({ name }) => name)
    assert.deepEqual(await names(), ['demo_flow', 'cita'])
    assert.deepEqual((await world.graph('DELETE', id)).body, success)
    assert.deepEqual(await names(), ['demo_flow'])
  })

  test('is sent when it is published, or as a draft when it is one', async () => {
    const id = String((await create({ flow_json: JSON.stringify(json) })).body.id)
    assert.equal(codeOf(await flowMessage({ flow_id: id })), 131009)
    assert.equal((await flowMessage({ flow_id: id, mode: 'draft' })).status, 200)
    assert.equal((await flowMessage({ flow_name: 'demo_flow' })).status, 200)
    assert.equal((await flowMessage({ flow_id: '500000000000001', mode: 'draft' })).status, 400)
    assert.equal((await flowMessage({ flow_id: '42' })).status, 200)
    await world.control('PUT', '/rules', { flows: true })
    assert.equal(codeOf(await flowMessage({ flow_id: '42' })), 131009)
  })
})
