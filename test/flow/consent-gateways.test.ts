/** Two gateways on one database: who said stop to one gets no marketing that waits at the other. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sandboxAppSecret, sandboxVerifyToken } from '../../sandbox/identity.ts'
import { eventually, type Gateway, idsOf, person, startGateway } from '../support/gateway.ts'
import { freeDatabase, look } from '../support/postgres-store.ts'

const client = { RECADO_CLIENT_ID: 'tester', RECADO_CLIENT_SECRET: 'a-secret-for-tests' }
const tester = { authorization: `Basic ${btoa('tester:a-secret-for-tests')}` }

const send = async ({ call }: Gateway, elementName: string, parameters: string[]) =>
  idsOf(await call('POST', '/v2/whatsapp/demo/hsm', { elementName, parameters, destinations: [person] }, tester))[0]

test('promise 19: a stop that one gateway took in holds for what waits in the memory of the other', async () => {
  const databaseUrl = await freeDatabase()
  const env = { RECADO_DATABASE_URL: databaseUrl, RECADO_SECRET_KEY: 'a-key-only-for-flow-tests' }
  // It has the lane of the bot, since it made the bot.
  await using first = await startGateway(env)
  await using second = await startGateway({ ...env, ...client, RECADO_SANDBOX: 'off' })
  const stateOf = async (id = '') => {
    const [row] = await look(databaseUrl, `select state, error from messages where id = '${id}'`)
    return [row?.state, ...(/SUPPRESSED/.exec(String(row?.error)) ?? [])].join(' ')
  }
  await first.control('PUT', '/_sandbox/tokens', { token: 'expired-token', state: 'expired' })
  // A gateway without the sandbox takes the public secrets of its bot away.
  const secrets = { appSecret: sandboxAppSecret, verifyToken: sandboxVerifyToken }
  await first.manage('PATCH', '/manage/v1/bots/demo', { channel: { ...secrets, accessToken: 'expired-token' } })
  const marketing = [
    await send(first, 'demo_catalog', ['Ana']),
    await send(second, 'demo_catalog', ['Ana']),
    await send(first, 'demo_catalog', ['Ana']),
  ]
  const utility = await send(first, 'demo_text', ['Ana', 'A-1'])
  first.app.sandbox?.subscribe({ url: `${second.url}/meta/webhook` })
  await first.simulateInbound({ type: 'text', text: 'BAJA' })
  await eventually(
    async () => (await look(databaseUrl, 'select 1 from suppressions')).length === 1,
    'the stop is stored',
  )
  await first.manage('PATCH', '/manage/v1/bots/demo', { channel: { accessToken: 'a-good-token' } })
  const shown = await first.phoneUntil((messages) => messages.some(({ status }) => status === 'delivered'))
  assert.equal(shown.length, 1, 'the utility message alone')
  await eventually(async () => (await stateOf(utility)) === 'delivered', 'the utility message is there')
  for (const id of marketing) assert.equal(await stateOf(id), 'failed SUPPRESSED')
})
