/**
 * RECADO_OPS_PORT with real listeners: the routes of each port, refusals of the main port, and the message about a port
 * in use.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { adminToken, request, startGateway } from '../support/gateway.ts'
import { runToEnd } from '../support/process.ts'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const statusOf = async (url: string, headers: Record<string, string> = {}) =>
  (await request(url, 'GET', undefined, headers)).status

test("operators' routes are served on their own port, and on no other; a second process reports the port in use", async () => {
  const port = await freePort()
  await using gateway = await startGateway({ RECADO_OPS_PORT: String(port) })
  const ops = `http://127.0.0.1:${port}`
  for (const path of ['/metrics', '/openapi.json', '/docs', '/docs/static/swagger-ui.css']) {
    assert.equal(await statusOf(ops + path), 200, path)
    assert.equal(await statusOf(gateway.url + path), 404, path)
  }
  assert.match(await (await fetch(`${ops}/metrics`)).text(), /^recado_build_info\{/m)
  for (const url of [ops, gateway.url]) {
    assert.equal(await statusOf(`${url}/healthz`), 200)
    assert.equal(await statusOf(`${url}/readyz`), 200)
  }
  // No other route is there, with any credentials.
  const admin = { authorization: `Bearer ${adminToken}` }
  for (const path of ['/manage/v1/bots', '/', '/sign-in', '/v1/bots/demo/users']) {
    assert.equal(await statusOf(ops + path, admin), 404, path)
    assert.notEqual(await statusOf(gateway.url + path, admin), 404, path)
  }
  assert.equal((await request(`${ops}/meta/webhook`, 'POST', {})).status, 404)

  const folder = mkdtempSync(join(tmpdir(), 'recado-test-'))
  try {
    const env = { RECADO_PORT: '0', RECADO_DATA_DIR: folder, RECADO_OPS_PORT: String(port) }
    const second = await runToEnd(['serve'], env)
    assert.equal(second.code, 1)
    const lines = second.stderr.split('\n').filter((line) => line.startsWith('recado:'))
    assert.equal(lines.length, 1, second.stderr)
    assert.match(lines[0] ?? '', new RegExp(`^recado: port ${port} is taken; .*RECADO_OPS_PORT`))
    assert.doesNotMatch(second.stderr, /\n\s+at /)
  } finally {
    rmSync(folder, { recursive: true })
  }
  assert.equal(await statusOf(`${ops}/metrics`), 200, 'the first one goes on')
})
