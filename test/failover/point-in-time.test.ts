/**
 * The guide's way back to an instant (guide/en/backup.md): a base copy, the archived log, and a server that stops at
 * the instant. What was accepted before it is there, what came after it is not, and a held gateway sends nothing.
 */
import assert from 'node:assert/strict'
import { chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { adminToken, eventually, person, request, startGateway } from '../support/gateway.ts'
import { startServer, unprivileged } from '../support/postgres.ts'
import { runCommand } from '../support/process.ts'
import { openShell } from '../support/recado.ts'

const basic = { authorization: `Basic ${btoa('demo:recado-demo')}` }
const stateAt = async (url: string, id: string) => {
  const { status, body } = await request(`${url}/v1/bots/demo/messages/${id}`, 'GET', undefined, basic)
  return status === 200 ? body.state : status
}

test('a database goes back to an instant, and is looked at on hold', async () => {
  await using opened = new AsyncDisposableStack()
  const archive = ownFolder('recado-archive-')
  opened.defer(() => rmSync(archive, { recursive: true }))
  const settings = ['archive_mode=on', `archive_command=test ! -f ${archive}/%f && cp %p ${archive}/%f`]
  const server = await startServer(['wal_level=replica', ...settings])
  opened.defer(() => server.stop())
  const client = new pg.Client({ connectionString: server.urlOf('postgres') })
  await client.connect()
  opened.defer(() => client.end())

  await using gateway = await startGateway({ RECADO_DATABASE_URL: server.urlOf('postgres') })
  const inBase = await gateway.sendText(person, 'in the base copy')
  const base = await baseCopy(client, join(server.folder, 'data'))
  opened.defer(() => rmSync(base, { recursive: true }))
  const inLog = await gateway.sendText(person, 'in the log')
  await gateway.phoneUntil((messages) => messages.length === 2)
  const { rows } = await client.query('select clock_timestamp()::text as instant')
  const later = await gateway.sendText(person, 'after the instant')
  await archived(client)

  const again = await startServer(['wal_level=replica'], 'current', (data) => {
    cpSync(base, data, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
    const lines = [
      `restore_command = 'cp ${archive}/%f %p'`,
      `recovery_target_time = '${rows[0].instant}'`,
      "recovery_target_action = 'promote'",
    ]
    writeFileSync(join(data, 'postgresql.auto.conf'), `${lines.join('\n')}\n`)
    writeFileSync(join(data, 'recovery.signal'), '')
    ownAll(data)
  })
  opened.defer(() => again.stop())
  await promoted(again.urlOf('postgres'))

  using shell = openShell()
  cpSync(join(gateway.dataDir, 'secret.key'), join(shell.folder, 'secret.key'))
  const env = { RECADO_DATA_DIR: shell.folder, RECADO_DATABASE_URL: again.urlOf('postgres') }
  const ports = { RECADO_PORT: '0', RECADO_SANDBOX: 'on', RECADO_SANDBOX_PORT: '0', RECADO_ADMIN_TOKEN: adminToken }
  await using held = await runCommand('serve --hold', { ...env, ...ports })
  assert.deepEqual([await stateAt(held.url, later)], [404])
  for (const id of [inBase, inLog]) assert.notEqual(await stateAt(held.url, id), 404, id)
  const served = { ...env, RECADO_DATA_DIR: join(shell.folder, 'other'), RECADO_DATABASE_URL: server.urlOf('postgres') }
  const beside = await shell.run(['serve', '--hold'], { ...served, ...ports })
  assert.deepEqual(
    [beside.code, /other gateways run on this database/.test(beside.stderr)],
    [1, true],
    beside.stderr + beside.stdout,
  )
  assert.equal(await held.signal('SIGTERM'), 0)
})

/** Of the user who runs the server. */
const user = unprivileged()

function own(path: string): void {
  if (user) chownSync(path, user.uid, user.gid)
}

function ownFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  own(folder)
  return folder
}

function ownAll(folder: string): void {
  own(folder)
  for (const name of readdirSync(folder, { recursive: true })) own(join(folder, String(name)))
}

/** As `pg_basebackup` does, which is not among the programs of the package: all files but the log, and the label. */
async function baseCopy(client: pg.Client, data: string): Promise<string> {
  const base = ownFolder('recado-base-')
  await client.query("select pg_backup_start('base', true)")
  const left = /^(?:pg_wal|postmaster\..*)$/
  for (const name of readdirSync(data).filter((name) => !left.test(name)))
    cpSync(join(data, name), join(base, name), { recursive: true, verbatimSymlinks: true })
  const { rows } = await client.query('select labelfile from pg_backup_stop(false)')
  writeFileSync(join(base, 'backup_label'), rows[0].labelfile)
  for (const name of ['archive_status', 'summaries']) mkdirSync(join(base, 'pg_wal', name), { recursive: true })
  return base
}

/** All of the log so far is in the archive. */
async function archived(client: pg.Client): Promise<void> {
  const { rows } = await client.query('select pg_walfile_name(pg_switch_wal()) as name')
  const last = async () => (await client.query('select last_archived_wal from pg_stat_archiver')).rows[0]
  await eventually(async () => String((await last()).last_archived_wal) >= rows[0].name, 'the log is archived')
}

/** It has come to the instant, and the row of the gateway of then, which lasts five seconds, is over. */
async function promoted(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  const isTrue = async (text: string) => (await client.query(`select (${text}) as is_true`)).rows[0].is_true
  await eventually(() => isTrue('not pg_is_in_recovery()'), 'it has come to the instant')
  const living = 'select 1 from processes where expires_at > extract(epoch from clock_timestamp()) * 1000'
  await eventually(() => isTrue(`not exists (${living})`), 'no gateway of then counts as running')
  await client.end()
}
