/**
 * A drill: a backup while the gateway serves, restored into an empty folder, looked at with `serve --hold`. The same
 * messages are there and nothing is sent; a start without `--hold` sends what waited.
 */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  adminToken,
  eventually,
  person,
  quiet,
  request,
  sandboxMessages,
  startGateway,
  textOf,
} from '../support/gateway.ts'
import { freeDatabase } from '../support/postgres-store.ts'
import { type Running, runCommand } from '../support/process.ts'
import { openShell } from '../support/recado.ts'

const basic = { authorization: `Basic ${btoa('demo:recado-demo')}` }
const send = (url: string, text: string) =>
  request(`${url}/v1/bots/demo/messages`, 'POST', { type: 'text', userId: person, text }, basic)
const timeline = async (url: string, id: string) =>
  (await request(`${url}/v1/bots/demo/messages/${id}`, 'GET', undefined, basic)).body

async function phone(gateway: Running): Promise<string[]> {
  const sandboxUrl = String(gateway.lines().find(({ sandboxUrl: url }) => url)?.sandboxUrl)
  const { body } = await request(`${sandboxUrl}/_sandbox/messages?to=${person}`, 'GET')
  return sandboxMessages(body)
    .filter(({ direction }) => direction === 'out')
    .map(textOf)
}

test('a backup of a serving gateway is restored, held, and then goes on', async () => {
  await using gateway = await startGateway()
  using shell = openShell()
  const env = { RECADO_DATA_DIR: gateway.dataDir }
  const sentId = await gateway.sendText(person, 'before the backup')
  await gateway.phoneUntil((messages) => messages.length === 1)
  await quiet(gateway)
  mkdirSync(join(gateway.dataDir, 'media', '00'), { recursive: true })
  writeFileSync(join(gateway.dataDir, 'media', '00', 'med_a-file'), 'of a person')
  await gateway.control('POST', '/_sandbox/faults', { kind: 'graphError', code: 131000, times: 'always' })
  const waitingId = await gateway.sendText(person, 'waits in the backup')
  const isTried = async () => ((await timeline(gateway.url, waitingId)).attempts as unknown[]).length > 0
  await eventually(isTried, 'it is tried, and goes again later')
  const folder = join(shell.folder, 'backup')
  const made = await shell.json<{ rows: number; files: { path: string }[] }>(['backup', folder, '--with-key'], env)
  const kept = made.files.map(({ path }) => path)
  for (const path of ['recado.db', 'media/00/med_a-file', 'secret.key']) assert.ok(kept.includes(path), String(kept))
  const again = await shell.run(['backup', folder], env)
  assert.deepEqual([again.code, /is not empty/.test(again.stderr)], [1, true], again.stderr)

  const dataDir = join(shell.folder, 'drill')
  const restored = await shell.json<{ rows: number; hasKey: boolean }>(['restore', folder, '--data-dir', dataDir])
  assert.deepEqual([restored.rows, restored.hasKey], [made.rows, true])
  assert.equal(readFileSync(join(dataDir, 'media', '00', 'med_a-file'), 'utf8'), 'of a person')
  const full = await shell.run(['restore', folder, '--data-dir', dataDir])
  assert.deepEqual([full.code, /is not empty/.test(full.stderr)], [1, true], full.stderr)

  const serve = {
    ...{ RECADO_PORT: '0', RECADO_SANDBOX_PORT: '0', RECADO_SANDBOX: 'on', RECADO_DATA_DIR: dataDir },
    RECADO_ADMIN_TOKEN: adminToken,
  }
  await using held = await runCommand('serve --hold', serve)
  const ready = await request(`${held.url}/readyz`, 'GET')
  assert.deepEqual([ready.status, (ready.body.checks as { hold?: boolean }).hold], [200, true])
  assert.deepEqual((await timeline(held.url, sentId)).content, (await timeline(gateway.url, sentId)).content)
  const later = await send(held.url, 'accepted while held')
  assert.equal(later.status, 200)
  // What a person writes is received, and has its event; by then a lane would long have sent.
  const sandboxUrl = String(held.lines().find(({ sandboxUrl: url }) => url)?.sandboxUrl)
  const act = { from: person, type: 'text', text: 'Hola' }
  assert.equal((await request(`${sandboxUrl}/_sandbox/inbound`, 'POST', act)).status, 200)
  const bearer = { authorization: `Bearer ${adminToken}` }
  const eventsAt = (url: string) => request(`${url}/manage/v1/events?type=message`, 'GET', undefined, bearer)
  const before = (await eventsAt(gateway.url)).body.results as unknown[]
  const isReceived = async () => ((await eventsAt(held.url)).body.results as unknown[]).length > before.length
  await eventually(isReceived, 'it is received')
  // The backup may have been made in the middle of an attempt.
  const waiting = await timeline(held.url, waitingId)
  assert.ok(['queued', 'sending'].includes(String(waiting.state)), String(waiting.state))
  const accepted = await timeline(held.url, String(later.body.messageId))
  assert.deepEqual([accepted.state, accepted.attempts], ['queued', []])
  assert.deepEqual(await phone(held), [])
  assert.equal(await held.signal('SIGTERM'), 0)

  await using going = await runCommand('serve', serve)
  await eventually(async () => (await phone(going)).length >= 2, 'what waited is sent')
  assert.deepEqual(await phone(going), ['waits in the backup', 'accepted while held'])
  assert.equal(await going.signal('SIGTERM'), 0)
})

test('a backup whose files were changed is not restored', async () => {
  await using gateway = await startGateway()
  using shell = openShell()
  const folder = join(shell.folder, 'backup')
  await shell.json(['backup', folder], { RECADO_DATA_DIR: gateway.dataDir })
  writeFileSync(join(folder, 'recado.db'), 'x', { flag: 'a' })
  const { code, stderr } = await shell.run(['restore', folder, '--data-dir', join(shell.folder, 'drill')])
  assert.deepEqual([code, /recado\.db has another content/.test(stderr)], [1, true], stderr)
})

test('a backup of a serving gateway on PostgreSQL goes into a folder and into another database', async () => {
  const databaseUrl = await freeDatabase()
  await using gateway = await startGateway({ RECADO_DATABASE_URL: databaseUrl })
  using shell = openShell()
  const sentId = await gateway.sendText(person, 'before the backup')
  const isDelivered = async () => ['delivered', 'read'].includes(String((await timeline(gateway.url, sentId)).state))
  await eventually(isDelivered, 'it is delivered')
  const env = { RECADO_DATA_DIR: gateway.dataDir, RECADO_DATABASE_URL: databaseUrl }
  const folder = join(shell.folder, 'backup')
  // Accepted while the backup runs: each is in it whole or not at all.
  const [made] = await Promise.all([
    shell.json<{ rows: number; files: { path: string }[] }>(['backup', folder, '--with-key'], env),
    ...Array.from({ length: 40 }, (_value, index) => gateway.sendText(person, `meanwhile ${index}`)),
  ])
  const kept = made.files.map(({ path }) => path)
  assert.ok(kept.includes('recado.db') && kept.includes('secret.key'), String(kept))
  const served = await shell.run(['restore', folder], env)
  assert.deepEqual([served.code, /a gateway is running/.test(served.stderr)], [1, true], served.stderr)

  const drill = join(shell.folder, 'drill')
  const other = { RECADO_DATA_DIR: join(shell.folder, 'other'), RECADO_DATABASE_URL: await freeDatabase() }
  for (const [words, more] of [
    [['restore', folder, '--data-dir', drill], { RECADO_DATA_DIR: drill }],
    [['restore', folder], other],
  ] as const) {
    const restored = await shell.json<{ rows: number; hasKey: boolean }>([...words], more)
    assert.deepEqual([restored.rows, restored.hasKey], [made.rows, true])
    const ports = { RECADO_PORT: '0', RECADO_SANDBOX_PORT: '0', RECADO_SANDBOX: 'on' }
    await using held = await runCommand('serve --hold', { ...ports, ...more, RECADO_ADMIN_TOKEN: adminToken })
    const found = await timeline(held.url, sentId)
    assert.ok(['delivered', 'read'].includes(String(found.state)), String(found.state))
    assert.deepEqual(found.content, (await timeline(gateway.url, sentId)).content)
    assert.equal(await held.signal('SIGTERM'), 0)
  }
  const lives = join(shell.folder, 'lives')
  mkdirSync(lives)
  writeFileSync(join(lives, 'secret.key'), 'the key of an installation that lives\n')
  const theirs = { RECADO_DATA_DIR: lives, RECADO_DATABASE_URL: await freeDatabase() }
  const foreign = await shell.run(['restore', folder], theirs)
  assert.deepEqual([foreign.code, /is another key/.test(foreign.stderr)], [1, true], foreign.stderr)
  assert.equal(readFileSync(join(lives, 'secret.key'), 'utf8'), 'the key of an installation that lives\n')
  const again = await shell.run(['restore', folder], other)
  assert.deepEqual([again.code, /is not empty/.test(again.stderr)], [1, true], again.stderr)
})

test('the backup of PostgreSQL under another key is refused', async () => {
  const databaseUrl = await freeDatabase()
  await using gateway = await startGateway({ RECADO_DATABASE_URL: databaseUrl })
  using shell = openShell()
  const env = { RECADO_DATA_DIR: gateway.dataDir, RECADO_DATABASE_URL: databaseUrl }
  const foreign = { ...env, RECADO_SECRET_KEY: 'k-of-somebody-else-3f9a7c21b8d04e6f' }
  const { code, stderr } = await shell.run(['backup', join(shell.folder, 'backup')], foreign)
  assert.deepEqual([code, /key/.test(stderr)], [1, true], stderr)
})
