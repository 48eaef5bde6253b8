/** `start --demo`: a week of a shop that the real gateway and sandbox have lived, looked at by the API. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { pino } from 'pino'
import { loadConfig } from '../../src/config/config.ts'
import { startDemo } from '../../src/demo/start.ts'
import { request } from '../support/gateway.ts'

const dayMs = 86_400_000
const basic = { authorization: `Basic ${btoa('demo:recado-demo')}` }

test('a demonstration has a week behind it, and goes with the process', async () => {
  const loaded = loadConfig({ RECADO_PORT: '0', RECADO_SANDBOX: 'on', RECADO_SANDBOX_PORT: '0' })
  assert.ok(loaded.ok)
  const log = pino({ level: 'silent' })
  const shares: number[] = []
  const app = await startDemo(loaded.config, { log }, (share) => shares.push(share))
  try {
    assert.deepEqual([shares.at(-1), shares.toSorted((a, b) => a - b)], [1, shares])
    const get = async (path: string, headers = basic) => {
      const { status, body } = await request(app.url + path, 'GET', undefined, headers)
      assert.equal(status, 200, JSON.stringify(body))
      return body
    }
    const admin = { authorization: `Bearer ${app.newAdminToken}` }
    const history = await get('/v1/external/messages/history/demo?limit=100')
    const messages = history.results as { by: string; status: string; createdAt: string }[]
    assert.ok(Number((history.pagination as { total: number }).total) > 300, JSON.stringify(history.pagination))
    assert.deepEqual([...new Set(messages.map(({ by }) => by))].toSorted(), ['bot', 'user'])
    // Nothing is left of the time that was moved: all of it is over, and the newest is of the last hours.
    const times = messages.map(({ createdAt }) => Date.parse(createdAt))
    assert.ok(Math.max(...times) <= Date.now() && Math.max(...times) > Date.now() - dayMs)

    const campaigns = (await get('/v1/campaigns?botId=demo')).results as { name: string; status: string }[]
    const states = campaigns.map(({ name, status }) => `${name}: ${status}`)
    assert.deepEqual(states, [
      'Recordatorio de reservas: SCHEDULED',
      'Oferta de fin de semana: COMPLETED',
      'Nueva colección: COMPLETED',
    ])
    const { results } = await get('/manage/v1/bots/demo/endpoints', admin)
    const endpoints = results as { url: string; disabledReason: string | null }[]
    const off = endpoints.filter(({ url }) => url.endsWith('/crm'))
    assert.deepEqual([endpoints.length, off[0]?.disabledReason], [2, 'gone'], JSON.stringify(endpoints))
    const { results: views } = await get('/manage/v1/views', admin)
    const shared = (views as { name: string; shared: boolean }[]).map(({ name, shared }) => `${name} ${shared}`)
    assert.deepEqual(shared, ['Fallados esta semana true', 'Sin leer true'])
    const gone = (await get('/manage/v1/events?type=failed', admin)).results as { body: { error: { code: number } } }[]
    assert.ok(gone.length > 0, 'somebody cannot be reached')

    // It lives on: what is sent now arrives now, and the first sign-in is valid.
    const sent = await request(
      `${app.url}/v1/bots/demo/messages`,
      'POST',
      { type: 'text', userId: '593987654321', text: 'x' },
      basic,
    )
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
    assert.match(app.firstSignIn ?? '', /sign-in#/)
  } finally {
    await app.stop()
  }
  assert.equal(existsSync(app.dataDir), false)
})
