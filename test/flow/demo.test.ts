/** The demo's secrets are public: they open the sandbox's bot, and nothing once the sandbox is off. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { request } from '../support/gateway.ts'
import { runCommand } from '../support/process.ts'

const forged = JSON.stringify({ object: 'whatsapp_business_account', entry: [] })
const signature = `sha256=${createHmac('sha256', 'sandbox-app-secret').update(forged).digest('hex')}`
const handshake = '/meta/webhook?hub.mode=subscribe&hub.challenge=1&hub.verify_token=sandbox-verify-token'
const credentials = { authorization: `Basic ${btoa('demo:recado-demo')}` }

test('after the sandbox was switched off, the public secrets open nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-demo-'))
  const env = { RECADO_PORT: '0', RECADO_SANDBOX_PORT: '0', RECADO_DATA_DIR: folder }
  try {
    assert.deepEqual(await answers('start', env), { webhook: 200, handshake: 200, message: 422 })
    assert.deepEqual(await answers('serve', env), { webhook: 401, handshake: 403, message: 401 })
    assert.deepEqual(await answers('start', env), { webhook: 200, handshake: 200, message: 422 })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

async function answers(command: string, env: Record<string, string>): Promise<Record<string, number>> {
  const gateway = await runCommand(command, env)
  try {
    const webhook = await request(`${gateway.url}/meta/webhook`, 'POST', forged, { 'x-hub-signature-256': signature })
    const shaken = await request(gateway.url + handshake, 'GET')
    const message = await request(`${gateway.url}/v1/bots/demo/messages`, 'POST', {}, credentials)
    return { webhook: webhook.status, handshake: shaken.status, message: message.status }
  } finally {
    assert.equal(await gateway.signal('SIGTERM'), 0)
  }
}
