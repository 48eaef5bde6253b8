/** A number's own settings through the whole gateway: written at Meta, read from there, refused in its words. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway

before(async () => {
  gateway = await startGateway()
})
after(async () => gateway?.[Symbol.asyncDispose]())

const bot = '/manage/v1/bots/demo'
const number = '/_sandbox/numbers/100000000000001'
const call = (method: string, path: string, body?: unknown) => gateway.manage(method, `${bot}/${path}`, body)

function assertRefused({ status, body }: Awaited<ReturnType<typeof call>>, code: number): void {
  assert.equal(status, 422, JSON.stringify(body))
  assert.equal((body.metaError as { code?: number } | null)?.code, code, JSON.stringify(body))
}

test('what a new chat offers is replaced as a whole', async () => {
  const components = {
    prompts: ['¿Dónde están?', '¿Tienen rosas?'],
    commands: [{ name: 'pedido', description: 'Estado de su pedido' }],
  }
  assert.deepEqual((await call('GET', 'components')).body, { prompts: [], commands: [] })
  assert.deepEqual((await call('POST', 'components', components)).body, components)
  assert.deepEqual((await call('GET', 'components')).body, components)
  const none = { prompts: [], commands: [] }
  assert.deepEqual((await call('POST', 'components', none)).body, none)
  assert.equal((await call('POST', 'components', { prompts: ['a'.repeat(81)], commands: [] })).status, 422)
})

test('only who wrote in the last 24 hours is blocked; a message to them fails by 130403', async () => {
  const [ana, luis] = ['593987660001', '593987660002']
  assertRefused(await call('POST', `blocked/${luis}`), 139_100)
  await gateway.simulateInbound({ type: 'text', text: 'hola' }, ana)
  assert.equal((await call('POST', `blocked/${ana}`)).status, 204)
  assert.deepEqual((await call('GET', 'blocked')).body, { results: [{ phone: ana, scopedId: null }], next: null })
  const id = await gateway.sendText(ana, 'no llega')
  await gateway.phoneUntil((messages) => messages.some(({ status }) => status === 'failed'), ana)
  assert.match(id, /^msg_/)
  assert.equal((await call('DELETE', `blocked/${ana}`)).status, 204)
  assert.deepEqual((await call('GET', 'blocked')).body, { results: [], next: null })
})

test('the block list comes in pages', async () => {
  const people = Array.from({ length: 101 }, (_, index) => `59398767${String(index).padStart(4, '0')}`)
  for (const from of people) {
    await gateway.simulateInbound({ type: 'text', text: 'hola' }, from)
    assert.equal((await call('POST', `blocked/${from}`)).status, 204)
  }
  const first = (await call('GET', 'blocked')).body as { results: unknown[]; next: string | null }
  const second = (await call('GET', `blocked?after=${first.next}`)).body as typeof first
  assert.deepEqual([first.results.length, second.results.length, second.next], [100, 1, null])
})

test('QR codes are made, changed, listed and deleted', async () => {
  const made = await call('POST', 'qr-codes', { message: 'Hola, quiero flores' })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const { code, url } = made.body as { code: string; url: string }
  assert.match(url, /^https:\/\/wa\.me\/message\//)
  const changed = await call('POST', `qr-codes/${code}`, { message: 'Hola, quiero rosas' })
  assert.deepEqual([changed.body.message, changed.body.url], ['Hola, quiero rosas', url])
  assert.deepEqual((await call('GET', 'qr-codes')).body.results, [changed.body])
  assert.equal((await call('DELETE', `qr-codes/${code}`)).status, 204)
  assert.deepEqual((await call('GET', 'qr-codes')).body.results, [])
  assertRefused(await call('POST', `qr-codes/${code}`, { message: 'x' }), 100)
})

test('a number is registered with its PIN, and not too often', async () => {
  assert.equal((await call('POST', 'registration/pin', { pin: '123456' })).status, 204)
  const wrong = await call('POST', 'registration', { pin: '654321' })
  assert.equal((wrong.body.metaError as { code?: number }).code, 133_005, JSON.stringify(wrong.body))
  for (let time = 0; time < 5; time++) {
    assert.equal((await call('DELETE', 'registration')).status, 204)
    assert.equal((await call('POST', 'registration', { pin: '123456' })).status, 204)
  }
  const tooOften = await call('DELETE', 'registration')
  assert.equal((tooOften.body.metaError as { code?: number }).code, 133_016, JSON.stringify(tooOften.body))
  assert.equal((await call('POST', 'registration', { pin: '12345' })).status, 422)
})

test('a number is verified by a code; one that is verified needs none', async () => {
  assertRefused(await call('POST', 'verification', { method: 'SMS', language: 'es' }), 136_024)
  await gateway.control('PUT', number, { verification: 'NOT_VERIFIED' })
  assert.equal((await call('POST', 'verification', { method: 'VOICE', language: 'pt_BR' })).status, 204)
  assertRefused(await call('POST', 'verification/code', { code: '000000' }), 136_025)
  assert.equal((await call('POST', 'verification/code', { code: '123-456' })).status, 204)
})

test('the app is subscribed, with addresses of the account and of the number', async () => {
  const target = `${gateway.url}/meta/webhook`
  assert.equal((await call('POST', 'subscription', { of: 'number', url: target })).status, 422, 'only https')
  const before = (await call('GET', 'subscription')).body
  assert.deepEqual([before.account, before.number], [null, null])
  assert.deepEqual((await call('POST', 'subscription', { of: 'account' })).body, before)
  assert.equal((await call('DELETE', 'subscription')).status, 204)
  assert.equal((await call('POST', 'subscription', { of: 'account' })).status, 200)
})

test('a username is claimed, kept for its country, moved within a business, and given up', async () => {
  assert.deepEqual((await call('GET', 'username')).body, { username: null, status: null })
  const [suggested = ''] = (await call('GET', 'username/suggestions')).body.results as string[]
  await gateway.control('PUT', number, { usernameStatus: 'reserved' })
  const claimed = { username: suggested, status: 'reserved' }
  assert.deepEqual((await call('POST', 'username', { username: suggested })).body, claimed)
  assert.deepEqual((await call('GET', 'username')).body, claimed)
  assertRefused(await call('POST', 'username', { username: 'www.flores' }), 100)
  const sister = { phoneNumberId: '7', wabaId: '200000000000001', displayNumber: '593990000007' }
  await gateway.control('POST', '/_sandbox/numbers', sister)
  const taken = await fetch(`${gateway.sandboxUrl}/v26.0/7/username`, {
    method: 'POST',
    headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'flores.cuenca' }),
  })
  assert.equal(taken.status, 200)
  assertRefused(await call('POST', 'username', { username: 'flores.cuenca' }), 147_005)
  assert.equal((await call('POST', 'username', { username: 'flores.cuenca', transfer: true })).status, 200)
  assert.equal((await call('DELETE', 'username')).status, 204)
  assert.deepEqual((await call('GET', 'username')).body, { username: null, status: null })
})

test("a person is deleted from Meta's contact book by their scoped id", async () => {
  const ana = { from: '593987660003', userId: 'EC.660003' }
  await gateway.simulateInbound({ type: 'text', text: 'hola', ...ana }, '593987660003')
  assert.deepEqual((await call('DELETE', 'contact-book/EC.660003')).body, { deleted: true })
  assert.deepEqual((await call('DELETE', 'contact-book/EC.660003')).body, { deleted: false })
  assert.equal((await call('DELETE', 'contact-book/593987669999')).status, 404, 'no scoped id is known')
})
