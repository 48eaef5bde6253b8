/**
 * People who change number or id, through real HTTP: Meta's form of the system messages in, the next send's request
 * out.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sandboxNumber } from '../../sandbox/identity.ts'
import { type Gateway, startGateway, textOf } from '../support/gateway.ts'
import { postWebhook } from '../support/meta-webhooks.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway({}, { sandbox: { rules: { window: false } } })
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: `${receiver.url}/bot` })
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

let last = 0
const seconds = () => String(Math.floor(Date.now() / 1_000))

/** As Meta posts it; resolves when the bot has received it. */
async function posted(message: Record<string, unknown>, contacts?: object[]): Promise<Record<string, unknown>> {
  const id = `wamid.identity.${last++}`
  const { displayNumber: display_phone_number, phoneNumberId: phone_number_id, wabaId } = sandboxNumber
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number, phone_number_id },
    ...(contacts ? { contacts } : {}),
    messages: [{ id, timestamp: seconds(), ...message }],
  }
  const body = { object: 'whatsapp_business_account', entry: [{ id: wabaId, changes: [{ field: 'messages', value }] }] }
  const answer = await postWebhook(gateway, JSON.stringify(body))
  assert.equal(answer.status, 200)
  return (await receiver.first((one) => one.body.wamid === id)).body
}

const writes = (from: string, userId: string | undefined, body: string) =>
  posted({ from, ...(userId ? { from_user_id: userId } : {}), type: 'text', text: { body } }, [
    { wa_id: from, ...(userId ? { user_id: userId } : {}), profile: { name: 'Ana' } },
  ])

async function arrived(at: string, text: string): Promise<void> {
  const shown = await gateway.phoneUntil((all) => all.some((one) => textOf(one) === text), at)
  assert.ok(shown.some((one) => textOf(one) === text))
}

const stateOf = async (userId: string) =>
  (await gateway.call('GET', `/v1/users/${encodeURIComponent(userId)}/state?botId=demo`)).body

test('another number: the conversation and its messages follow, and the next owner of the old number begins with nothing', async () => {
  const [old, next] = ['593980000001', '593980000002']
  await writes(old, 'EC.identityA', 'hola')
  await gateway.call('POST', '/v1/users/state', { botId: 'demo', userId: old, state: 'manual' })
  await gateway.call('POST', `/v1/users/${old}/cache`, { botId: 'demo', params: { plan: 'oro' } })
  const reported = await posted({
    from: old,
    type: 'system',
    system: {
      body: `User Ana changed from ${old} to ${next}`,
      type: 'user_changed_number',
      wa_id: next,
      user_id: 'EC.identityB',
      previous_user_id: 'EC.identityA',
    },
  })
  assert.deepEqual([reported.userId, (reported.bubble as { previousUserId?: string }).previousUserId], [next, old])
  for (const name of [next, old, 'EC.identityA', 'EC.identityB']) {
    const { id, state } = await stateOf(name)
    assert.deepEqual([name, id, state], [name, next, 'manual'])
  }
  await gateway.sendText(old, 'to the old name')
  await arrived(next, 'to the old name')
  const stranger = await writes(old, undefined, 'somebody else')
  assert.equal(stranger.userId, old)
  const { state } = await stateOf(old)
  const memory = await gateway.call('GET', `/v1/users/${old}/cache?botId=demo`)
  assert.equal(state, 'auto')
  assert.ok(!JSON.stringify(memory.body).includes('oro'), JSON.stringify(memory.body))
  await gateway.sendText(old, 'to the stranger')
  await arrived(old, 'to the stranger')
  const history = await gateway.call('GET', `/v1/external/messages/history/demo?clientId=${next}&limit=50`)
  assert.equal((history.body.results as unknown[]).length, 3)
})

test('another id, reported without a sender: everything stays with the person', async () => {
  const [before, now] = ['EC.identityC', 'EC.identityD']
  await posted({ from_user_id: before, type: 'text', text: { body: 'hola' } })
  await gateway.call('POST', '/v1/users/state', { botId: 'demo', userId: before, state: 'manual' })
  await posted({
    type: 'system',
    system: { body: 'User Eva changed', type: 'user_changed_user_id', user_id: now, previous_user_id: before },
  })
  for (const name of [before, now]) {
    const { id, state } = await stateOf(name)
    assert.deepEqual([id, state], [now, 'manual'])
  }
  assert.equal((await posted({ from_user_id: now, type: 'text', text: { body: 'otra vez' } })).userId, now)
})
