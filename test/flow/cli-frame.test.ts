/**
 * The command line's frame: exit codes, errors as text and as JSON, languages, profiles, the settings file, the checks
 * without a gateway, completion in a real shell.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { adminToken, type Gateway, startGateway } from '../support/gateway.ts'
import { runToEnd } from '../support/process.ts'
import { openShell } from '../support/recado.ts'

let gateway: Gateway

before(async () => {
  gateway = await startGateway()
})
after(() => gateway?.[Symbol.asyncDispose]())

/** Somebody had the port a moment ago. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

const oneLine = (text: string) => assert.equal(text.trimEnd().split('\n').length, 1, text)

describe('an exit code says how it ended', () => {
  test('2 for wrong usage, in the language of the reader, before anything is asked', async () => {
    using shell = openShell(gateway)
    const [option, nothing, missing, noFile] = await Promise.all([
      shell.run(['send', '593', 'Hola', '--bto', 'x']),
      shell.run(['send', '593'], { LANG: 'es_EC.UTF-8' }),
      shell.run(['bot', 'list'], { RECADO_KEY: '' }),
      shell.run(['bot', 'list', '--settings', join(shell.folder, 'none')]),
    ])
    assert.deepEqual([option.code, option.stdout], [2, ''])
    assert.match(option.stderr, /^recado: there is no option --bto\. Did you mean --bot\?\n$/)
    assert.deepEqual([nothing.code, nothing.stderr], [2, 'recado: indique un texto, --template o --body, uno solo\n'])
    assert.equal(missing.code, 2)
    assert.deepEqual([noFile.code, /none cannot be read \(ENOENT\)/.test(noFile.stderr)], [2, true], noFile.stderr)
    assert.match(missing.stderr, /RECADO_KEY.*--profile/)
  })

  test('3 for what the gateway refuses, with its reason; as JSON with the whole answer', async () => {
    using shell = openShell(gateway)
    const [said, json] = await Promise.all([
      shell.run(['bot', 'check', 'nobody', '--lang', 'pt']),
      shell.run(['send', '593', 'Hola', '--json']),
    ])
    assert.equal(said.code, 3)
    assert.match(said.stderr, /^recado: o gateway recusou \(404\): O botId não foi encontrado/)
    oneLine(said.stderr)
    assert.deepEqual([json.code, json.stdout], [3, ''])
    const { error } = JSON.parse(json.stderr)
    assert.deepEqual([error.exitCode, error.status, error.code], [3, 422, 'VALIDATOR_ERROR'])
    assert.match(error.message, /userId: /)
  })

  test('4 where nothing answers', async () => {
    using shell = openShell(gateway)
    const url = await closedAddress()
    const { code, stdout, stderr } = await shell.run(['bot', 'list', '--url', url])
    assert.deepEqual([code, stdout], [4, ''])
    assert.ok(stderr.startsWith(`recado: nothing answers at ${url} (ECONNREFUSED)`), stderr)
  })

  test('0 for help, in the language that --lang names', async () => {
    using shell = openShell()
    const { code, stdout, stderr } = await shell.run(['campaign', 'send', '--help', '--lang', 'es'])
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /^Uso: recado campaign send .*enviar una plantilla.*Ejemplo:\n {2}\$ recado campaign send/s)
  })
})

describe('profiles', () => {
  test('hold address, key and bot; nobody else can read them, and their secrets are not listed', async () => {
    using shell = openShell()
    const key = join(shell.folder, 'key.txt')
    writeFileSync(key, `${adminToken}\n`)
    const saved = ['profile', 'save', 'here', '--url', gateway.url, '--key-file', key, '--bot', 'demo', '--default']
    await shell.json(saved)
    const path = join(shell.folder, 'recado', 'profiles.json')
    assert.equal(statSync(path).mode & 0o777, 0o600)
    const bots = await shell.json<{ id: string }[]>(['bot', 'list'])
    assert.deepEqual(
      bots.map(({ id }) => id),
      ['demo'],
    )
    const listed = await shell.run(['profile', 'list', '--json'])
    assert.ok(listed.stdout.includes(gateway.url) && !listed.stdout.includes(adminToken), listed.stdout)
    // The key belongs to the profile's address, and goes nowhere else.
    const elsewhere = await shell.run(['bot', 'list', '--url', 'http://127.0.0.1:1'])
    assert.equal(elsewhere.code, 2, elsewhere.stderr)
    chmodSync(path, 0o644)
    const open = await shell.run(['bot', 'list'])
    assert.deepEqual([open.code, open.stderr.includes('chmod 600')], [2, true], open.stderr)
  })
})

describe('init', () => {
  test('writes settings with fresh secrets for their owner only, which a gateway can be started with', async () => {
    using shell = openShell()
    const file = join(shell.folder, '.env')
    const dataDir = join(shell.folder, 'data')
    const flags = ['--public-url', 'https://recado.example.com', '--data-dir', dataDir, '--client-id', 'app']
    const done = await shell.json<{ settings: string[] }>(['init', '--file', file, ...flags])
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const text = readFileSync(file, 'utf8')
    for (const name of ['RECADO_SECRET_KEY', 'RECADO_ADMIN_TOKEN', 'RECADO_CLIENT_SECRET', 'RECADO_OPS_TOKEN']) {
      assert.ok(done.settings.includes(name), name)
      assert.match(text, new RegExp(`^${name}=[\\w-]{43}$`, 'm'))
    }
    const checked = await shell.run(['doctor', '--settings', file, '--json'])
    const { parts } = JSON.parse(checked.stdout) as { parts: { checks: { name: string; status: string }[] }[] }
    assert.deepEqual(parts[0]?.checks[0], {
      name: 'settings',
      status: 'ok',
      found: 'The settings can be used.',
      fix: null,
    })
    assert.ok(!existsSync(dataDir), 'a check makes nothing')
    const again = await shell.run(['init', '--file', file])
    assert.deepEqual([again.code, readFileSync(file, 'utf8')], [1, text])
    assert.match(again.stderr, /exists already, and stays as it is/)
  })

  test('asks at a terminal, a wrong value again, with what is usual beside each question', async () => {
    using shell = openShell()
    const file = join(shell.folder, '.env')
    const typed = ['recado.example.com', 'https://recado.example.com', '70000', '3100', '', '', 'tienda']
    const { code, stdout, stderr } = await runToEnd(['init', '--file', file], { LANG: 'es_EC.UTF-8' }, typed)
    assert.equal(code, 0, stderr)
    assert.match(stdout, /Puerto \[3000\]: /)
    assert.match(stdout, /RECADO_PUBLIC_URL must be an https address/)
    assert.match(stdout, /RECADO_PORT must be a whole number from 0 to 65535/)
    const lines = readFileSync(file, 'utf8').split('\n')
    for (const line of [
      'RECADO_PUBLIC_URL=https://recado.example.com',
      'RECADO_PORT=3100',
      'RECADO_DATA_DIR=./data',
      'RECADO_CLIENT_ID=tienda',
    ])
      assert.ok(lines.includes(line), line)
  })

  test('writes nothing when the answers end half way', async () => {
    using shell = openShell()
    const file = join(shell.folder, '.env')
    const { code, stderr } = await runToEnd(['init', '--file', file], {}, ['https://recado.example.com'])
    assert.deepEqual([code, existsSync(file)], [1, false])
    assert.match(stderr, /^recado: Nothing was written\.$/m)
  })

  test('refuses a value that no gateway would start with', async () => {
    using shell = openShell()
    const file = join(shell.folder, '.env')
    const { code, stderr } = await shell.run(['init', '--file', file, '--port', '70000'])
    assert.deepEqual([code, existsSync(file)], [2, false])
    assert.match(stderr, /RECADO_PORT must be a whole number from 0 to 65535/)
  })
})

describe('doctor', () => {
  test('checks this machine, the gateway and its bots; what it cannot reach is one failed check with its fix', async () => {
    using shell = openShell()
    const url = new URL(gateway.url)
    const here = { RECADO_DATA_DIR: gateway.dataDir, RECADO_PORT: url.port, RECADO_ADMIN_TOKEN: adminToken }
    type Report = { parts: { botId?: string; checks: { name: string; status: string; fix: string | null }[] }[] }
    const whole = await shell.run(['doctor', '--json'], here)
    const { parts } = JSON.parse(whole.stdout) as Report
    const names = parts.map(({ checks }) => checks.map(({ name }) => name))
    assert.deepEqual(names[0], ['settings', 'data_folder', 'secret_key', 'database'])
    assert.ok(names[1]?.includes('version') && names[1].includes('clock'), String(names[1]))
    assert.equal(parts[2]?.botId, 'demo')
    assert.ok(names[2]?.includes('access_token'), String(names[2]))
    const hasFailed = parts.some(({ checks }) => checks.some(({ status }) => status === 'failed'))
    assert.equal(whole.code, hasFailed ? 5 : 0, whole.stderr)
    const folder = join(shell.folder, 'closed')
    mkdirSync(folder)
    writeFileSync(join(folder, 'recado.db'), 'no database, however long it is. '.repeat(200))
    const alone = await shell.run(['doctor', '--json'], { RECADO_DATA_DIR: folder, RECADO_PORT: '1' })
    assert.equal(alone.code, 5)
    const report = JSON.parse(alone.stdout) as Report
    const failed = report.parts.flatMap(({ checks }) => checks).filter(({ status }) => status === 'failed')
    assert.deepEqual(
      failed.map(({ name }) => name),
      ['database', 'gateway'],
    )
    assert.ok(failed.every(({ fix }) => (fix ?? '').length > 10))
  })
})

test('bash completes by asking the command', async () => {
  using shell = openShell()
  const { code, stdout } = await shell.run(['completion', 'bash'])
  assert.equal(code, 0)
  writeFileSync(join(shell.folder, 'completion.sh'), stdout)
  const node = JSON.stringify(process.execPath)
  const script = [
    `recado() { ${node} src/cli.ts "$@"; }`,
    `. ${JSON.stringify(join(shell.folder, 'completion.sh'))}`,
    'COMP_WORDS=(recado campaign re) COMP_CWORD=2',
    '_recado',
    'printf "%s\\n" "$',
  ].join('\n')
  const printed = execFileSync('bash', ['-c', `${script}{COMPREPLY[@]}"`], { encoding: 'utf8' })
  assert.deepEqual(printed.trim().split('\n'), ['report', 'resume'])
})
