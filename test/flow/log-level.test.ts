/** The level of the log is changed while the gateway runs: for a time or until its end, by who may, and the audit trail has it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { eventually, startGateway } from '../support/gateway.ts'

const path = '/manage/v1/log-level'

test('at debug each request is a line, from the change on, and after the time it is as the settings say', async () => {
  const lines: Record<string, unknown>[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  await using gateway = await startGateway({}, { log })
  const requests = () => lines.filter(({ msg }) => msg === 'request').length
  await gateway.call('GET', '/v1/bots/demo/templates')
  assert.deepEqual((await gateway.manage('GET', path)).body, { level: 'warn', configured: 'warn', until: null })
  assert.equal(requests(), 0)

  const changed = await gateway.manage('PUT', path, { level: 'debug' })
  assert.deepEqual([changed.status, changed.body], [200, { level: 'debug', configured: 'warn', until: null }])
  await gateway.call('GET', '/v1/bots/demo/templates')
  await eventually(
    () => lines.some(({ msg, route }) => msg === 'request' && route === '/v1/bots/:botId/templates'),
    'it is logged',
  )
  assert.ok(lines.some(({ msg, level }) => msg === 'the level of the log was changed' && level === 40))

  const timed = await gateway.manage('PUT', path, { level: 'trace', forSeconds: 1 })
  assert.equal(timed.body.level, 'trace')
  assert.ok(Date.parse(String(timed.body.until)) > gateway.now() - 60_000)
  await eventually(async () => (await gateway.manage('GET', path)).body.level === 'warn', 'the time is over')
  const before = requests()
  await gateway.call('GET', '/v1/bots/demo/templates')
  assert.equal(requests(), before)

  const { body } = await gateway.manage('GET', `/manage/v1/audit?operation=PUT ${path}`)
  const rows = body.results as { actor: { kind: string }; outcome: string; about: { kind: string } }[]
  assert.deepEqual(
    rows.map(({ actor, outcome, about }) => [actor.kind, outcome, about.kind]),
    [1, 2].map(() => ['admin', 'done', 'log_level']),
  )
})

test('a level that there is not, a time that is none and a name that is misspelled are refused', async () => {
  await using gateway = await startGateway()
  for (const body of [{}, { level: 'loud' }, { level: 'info', forSeconds: 0 }, { level: 'info', forMs: 1 }])
    assert.equal((await gateway.manage('PUT', path, body)).status, 422, JSON.stringify(body))
  assert.equal((await gateway.call('PUT', path, { level: 'debug' })).status, 401)
})
