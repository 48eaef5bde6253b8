/**
 * One person is one conversation through real HTTP: numbers that WhatsApp rewrites, people without a number; and their
 * 24-hour window.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Gateway, quiet, startGateway, textOf } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway(
    {},
    { sandbox: { rules: { window: false }, statusDelayMs: { sent: 5, delivered: 10, read: 20 } } },
  )
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: `${receiver.url}/bot` })
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

async function writes(from: string, text: string, more: Record<string, unknown> = {}): Promise<string> {
  const wamid = await gateway.simulateInbound({ type: 'text', text, ...more }, from)
  return String((await receiver.first(({ body }) => body.wamid === wamid)).body.userId)
}

/** The number in API calls, and WhatsApp's id of the account. */
const rewritten: [string, string, string][] = [
  ['Brazil', '5585987654321', '558587654321'],
  ['Mexico', '5215512345678', '525512345678'],
  ['Argentina', '541123456789', '5491123456789'],
]

for (const [country, written, waId] of rewritten) {
  test(`I9, ${country}: sent to, answered and read under either number, it is one conversation in one order`, async () => {
    const id = await gateway.sendText(written, 'uno')
    await gateway.sendText(waId, 'dos')
    await gateway.sendText(written, 'tres')
    const shown = await gateway.phoneUntil((all) => all.length === 3, waId)
    assert.deepEqual(shown.map(textOf), ['uno', 'dos', 'tres'])
    assert.equal(await writes(waId, 'hola'), written)
    assert.equal(await writes(written, 'hola'), written)
    await quiet(gateway)
    const { body } = await gateway.call('GET', `/v1/bots/demo/messages/${id}`)
    assert.equal(body.state, 'read')
    const known = await gateway.call(
      'GET',
      `/v1/bots/demo/users?search=${country === 'Argentina' ? '54' : waId.slice(0, 2)}`,
    )
    assert.deepEqual(
      (known.body.results as { id: string }[]).map((one) => one.id),
      [written],
    )
    const one = await gateway.call('GET', `/v1/bots/demo/users/${waId}`)
    assert.deepEqual([one.body.id, (one.body.messages as unknown[]).length], [written, 5])
  })
}

test('a person without a number, from end to end', async () => {
  const userId = 'EC.20491837'
  assert.equal(await writes('593900000031', 'hola', { phoneless: true, userId }), userId)
  const id = await gateway.sendText(userId, 'uno')
  await gateway.phoneUntil((all) => all.length === 1, userId)
  await quiet(gateway)
  assert.equal((await gateway.call('GET', `/v1/bots/demo/messages/${id}`)).body.state, 'read')
  const { body } = await gateway.call('GET', `/v1/bots/demo/users/${userId}`)
  assert.deepEqual([body.id, body.scopedId, (body.messages as unknown[]).length], [userId, userId, 2])
})

test("the window: open for 24 hours after a person's message, and enforced where the bot asks for it", async () => {
  const userId = '593900000032'
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { window: 'enforce' })
  const post = () => gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId, text: 'x' })
  assert.deepEqual([(await post()).status, (await post()).body.status], [400, 0])
  await writes(userId, 'hola')
  assert.equal((await post()).status, 200)
  const user = await gateway.call('GET', `/v1/bots/demo/users/${userId}`)
  const { isOpen, endsAt } = user.body.window as { isOpen: boolean; endsAt: string }
  assert.equal(isOpen, true)
  assert.ok(Math.abs(Date.parse(endsAt) - gateway.now() - 86_400_000) < 60_000, endsAt)
  gateway.advance(86_400_000)
  const closed = await post()
  assert.deepEqual([closed.status, (closed.body.error as { code: string }).code], [400, 'R4002'])
  const hsm = { elementName: 'demo_plain', destinations: [userId], parameters: [] }
  assert.equal((await gateway.call('POST', '/v2/whatsapp/demo/hsm', hsm)).status, 200)
})
