/** `PARTNER_REMOVED` through the whole gateway: the check of the bot says why, and what to do, until the number is back. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway

before(async () => {
  gateway = await startGateway()
  const shared = await gateway.control('PUT', '/_sandbox/numbers/100000000000001', { isOnBizApp: true })
  assert.equal(shared.status, 200, JSON.stringify(shared.body))
})
after(async () => gateway?.[Symbol.asyncDispose]())

type Check = { name: string; status: string; found: string; fix: string | null; data: Record<string, unknown> }

async function partner(): Promise<Check | undefined> {
  const { status, body } = await gateway.manage('POST', '/manage/v1/bots/demo/check')
  assert.equal(status, 200, JSON.stringify(body))
  return (body.checks as Check[]).find(({ name }) => name === 'partner')
}

async function tell(fact: object): Promise<void> {
  const { status, body } = await gateway.control('POST', '/_sandbox/facts', { type: 'phone_app', ...fact })
  assert.equal(status, 200, JSON.stringify(body))
}

test('nothing is said of a number that nobody took', async () => {
  assert.equal((await partner())?.status, 'ok')
})

test('each reason has its sentence, and what to do', async () => {
  const said = new Set<string>()
  for (const reason of [
    'PRIMARY_INACTIVITY',
    'BUSINESS_DOWNGRADE',
    'ACCOUNT_DISCONNECTED',
    'CHANGE_NUMBER',
    'NEW_WORD',
  ]) {
    await gateway.control('PUT', '/_sandbox/numbers/100000000000001', { isOnBizApp: true })
    await tell({ event: 'removed', reason, initiatedBy: 'SYSTEM' })
    await eventually(async () => (await partner())?.data.reason === reason, reason)
    const found = await partner()
    assert.deepEqual([found?.status, found?.data.initiatedBy], ['failed', 'SYSTEM'])
    said.add(
      String(found?.found)
        .replace(reason, '')
        .replace(/\d{4}-\S+/, ''),
    )
    assert.match(String(found?.fix), /channel\.accessToken/)
  }
  assert.equal(said.size, 5)
})

test('it ends when Meta shows the number as connected', async () => {
  await gateway.control('PUT', '/_sandbox/numbers/100000000000001', { isOnBizApp: true })
  await tell({ event: 'reconnected' })
  await eventually(async () => (await partner())?.status === 'ok', 'the number')
})
