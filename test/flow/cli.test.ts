/** The commands as a person uses them: real processes, their output, their failures, their end. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { demoCurl } from '../../src/cli/banner.ts'
import { eventually, person, request, sandboxMessages, textOf } from '../support/gateway.ts'
import { asAtTerminal, runCommand, runToEnd } from '../support/process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folders: string[] = []

after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'recado-cli-'))
  folders.push(folder)
  return folder
}

const quiet = { RECADO_PORT: '0', RECADO_SANDBOX_PORT: '0', RECADO_LOG_LEVEL: 'silent' }

/** One clear line and exit code 1. */
async function failsWith(env: Record<string, string>, line: RegExp): Promise<void> {
  const { code, stdout, stderr } = await runToEnd(['start'], { ...quiet, RECADO_DATA_DIR: newFolder(), ...env })
  assert.equal(code, 1, stdout)
  assert.equal(stdout, '')
  assert.match(stderr, line)
  assert.deepEqual(stderr.trimEnd().split('\n').length, 1, stderr)
}

test('a taken port is one clear line and exit code 1', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = String(typeof address === 'object' ? address?.port : '')
  try {
    await Promise.all([
      failsWith({ RECADO_PORT: port }, new RegExp(`port ${port} is taken.*RECADO_PORT`)),
      failsWith({ RECADO_SANDBOX_PORT: port }, new RegExp(`port ${port} is taken.*RECADO_SANDBOX_PORT`)),
    ])
  } finally {
    other.close()
  }
})

test('an impossible data folder is one clear line and exit code 1', async () => {
  const file = join(newFolder(), 'a-file')
  writeFileSync(file, '')
  await failsWith({ RECADO_DATA_DIR: file }, /RECADO_DATA_DIR/)
  await failsWith({ RECADO_DATA_DIR: join(file, 'below') }, /RECADO_DATA_DIR/)
  const broken = newFolder()
  writeFileSync(join(broken, 'recado.db'), 'this is no database, however long it is '.repeat(200))
  await failsWith({ RECADO_DATA_DIR: broken }, /database/)
})

test('a bad variable is one clear line and exit code 1', async () => {
  await Promise.all([
    failsWith({ RECADO_PORT: '70000' }, /RECADO_PORT must be a whole number from 0 to 65535/),
    failsWith({ RECADO_SANDBOX: 'maybe' }, /RECADO_SANDBOX must be on or off/),
    failsWith({ RECADO_CLIENT_ID: 'alone' }, /RECADO_CLIENT_ID and RECADO_CLIENT_SECRET/),
    failsWith({ RECADO_HOST: '192.0.2.1' }, /RECADO_HOST/),
  ])
})

test('a RECADO_ name that resembles a setting is refused, with a suggestion', async () => {
  await failsWith({ RECADO_PROT: '3000' }, /RECADO_PROT is not a known setting; did you mean RECADO_PORT\?/)
})

test('what callers and Kubernetes put into the environment is ignored, and the log says so', async () => {
  const injected = { RECADO_SERVICE_HOST: '10.0.0.7', RECADO_OPS_PORT: 'tcp://10.0.0.7:80' }
  const callers = { RECADO_URL: 'http://127.0.0.1:3000', RECADO_CLIENT: 'demo:recado-demo' }
  const env = { ...quiet, ...injected, ...callers, RECADO_LOG_LEVEL: 'warn', RECADO_DATA_DIR: newFolder() }
  await using gateway = await runCommand('serve', env)
  const warnings = gateway.lines().flatMap(({ level, msg }) => (level === 40 ? [String(msg)] : []))
  assert.match(warnings[0] ?? '', /not a known setting, and ignored: RECADO_URL, RECADO_CLIENT$/)
  assert.match(warnings[1] ?? '', /Kubernetes .*: RECADO_SERVICE_HOST, RECADO_OPS_PORT$/)
  assert.equal(warnings.length, 2)
  assert.equal(await gateway.signal('SIGTERM'), 0)
  const migrated = await runToEnd(['migrate'], { ...callers, RECADO_DATA_DIR: newFolder() })
  assert.deepEqual([migrated.code, migrated.stderr.split('\n').length], [0, 2])
  assert.match(migrated.stderr, /^recado: not a known setting, and ignored: RECADO_URL, RECADO_CLIENT\n$/)
})

test('an unreachable PostgreSQL is refused clearly, without its password', async () => {
  const { code, stderr } = await runToEnd(['start'], {
    ...quiet,
    RECADO_DATA_DIR: newFolder(),
    RECADO_DATABASE_URL: 'postgres://recado:canary-password@127.0.0.1:1/recado',
  })
  assert.equal(code, 1)
  assert.match(stderr, /PostgreSQL at 127.0.0.1:1 .*RECADO_DATABASE_URL/)
  assert.ok(!stderr.includes('canary-password'))
})

/** The words of the printed command as a shell would split them, without a shell. */
function parseCurl(text: string): { url: string; headers: Record<string, string>; body: string } {
  const words = [...text.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  )
  const behind = (flag: string) => words[words.indexOf(flag) + 1] ?? ''
  const [name = '', value = ''] = behind('-H').split(': ')
  return {
    url: words.find((word) => word.startsWith('http')) ?? '',
    headers: { authorization: `Basic ${btoa(behind('-u'))}`, [name.toLowerCase()]: value },
    body: behind('-d'),
  }
}

const curlIn = (text: string) => /^ *curl -u[^\n]*\\\n[^\n]*\\\n[^\n]*$/m.exec(text)?.[0] ?? ''

test("the README's first request is the printed one for the default port", () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  assert.equal(curlIn(readme), demoCurl('http://127.0.0.1:3000'))
})

test('at a terminal start prints everything that is needed; its request works; SIGINT ends it with nothing claimed', async () => {
  const folder = newFolder()
  await using gateway = await runCommand('start', { ...quiet, RECADO_DATA_DIR: folder }, asAtTerminal)
  const output = await eventually(() => curlIn(gateway.output()) !== '' && gateway.output(), 'the banner is printed')
  const sandboxUrl = /sandbox +(http:\S+)\//.exec(output)?.[1] ?? ''
  for (const part of [gateway.url, 'console', 'demo / recado-demo', folder, 'RECADO_ADMIN_TOKEN'])
    assert.ok(output.includes(part), part)
  assert.match(output, /^ *webhooks +signed with whsec_\S+$/m)
  const { url, headers, body } = parseCurl(curlIn(output))
  assert.ok(url.startsWith(gateway.url))
  const answer = await request(url, 'POST', body, headers)
  assert.deepEqual([answer.status, answer.body.success], [200, true])
  const shown = await eventually(async () => {
    const listed = await request(`${sandboxUrl}/_sandbox/messages?to=${person}`, 'GET')
    const sent = sandboxMessages(listed.body).filter(({ direction }) => direction === 'out')
    return sent.length > 0 && sent.map(textOf)
  }, 'the message is on the phone')
  assert.deepEqual(shown, ['¡Hola desde Recado!'])

  // In flight during the stop: a message whose answer takes a while.
  await request(`${sandboxUrl}/_sandbox/faults`, 'POST', { kind: 'delay', delayMs: 1_000, times: 1 })
  await request(url, 'POST', body, headers)
  const count = (sql: string) => {
    using db = new DatabaseSync(join(folder, 'recado.db'), { readOnly: true, timeout: 2_000 })
    return Number(db.prepare(sql).get()?.n)
  }
  await eventually(() => count('select count(*) as n from attempts') === 2, 'it is in the air')
  assert.equal(await gateway.signal('SIGINT'), 0)
  assert.equal(count('select count(*) as n from messages where lease is not null'), 0)
  assert.equal(count("select count(*) as n from messages where state in ('queued', 'sending')"), 0)
  assert.equal(gateway.output(), output, 'it ends in silence')
})

test('into a pipe start writes JSON lines, at any level the facts of the banner, and no token that stays', async () => {
  const folder = newFolder()
  const env = { ...quiet, RECADO_DATA_DIR: folder }
  const facts = async () => {
    await using gateway = await runCommand('start', env)
    const [first = {}, ...others] = gateway.lines()
    assert.deepEqual([first.msg, first.url, first.dataDir, others], ['Recado is ready', gateway.url, folder, []])
    assert.equal(await gateway.signal('SIGTERM'), 0)
    return { gateway, first }
  }
  const { gateway, first } = await facts()
  assert.deepEqual([first.botId, first.clientId, first.clientSecret], ['demo', 'demo', 'recado-demo'])
  assert.match(String(first.sandboxUrl), /^http:\/\/127\.0\.0\.1:\d+$/)
  assert.ok(String(first.signIn).startsWith(`${gateway.url}/sign-in#`))
  assert.match(String(first.adminToken), /^generated, and shown on a terminal only/)
  assert.equal((await facts()).first.adminToken, undefined, 'that it is generated is said once')
})

test('--log-format, then RECADO_LOG_FORMAT, say what log lines look like', async () => {
  const env = { ...quiet, RECADO_LOG_LEVEL: 'info', RECADO_LOG_FORMAT: 'text' }
  const line = /^\d{4}-\d\d-\d\dT[\d:.]+Z INFO {2}Recado is ready url=http:\/\/127\.0\.0\.1:\d+ .*\n$/
  await using asText = await runCommand('serve', { ...env, RECADO_DATA_DIR: newFolder() })
  assert.match(asText.output(), line)
  const flagged = { ...env, RECADO_DATA_DIR: newFolder() }
  await using asJson = await runCommand('serve --log-format json', flagged, asAtTerminal)
  assert.equal(asJson.lines().at(-1)?.msg, 'Recado is ready')
  for (const gateway of [asText, asJson]) assert.equal(await gateway.signal('SIGTERM'), 0)
  const wrong = await runToEnd(['start', '--log-format', 'loud'], {})
  assert.deepEqual([wrong.code, wrong.stderr.trim().split('\n').length], [2, 1], wrong.stderr)
  assert.match(wrong.stderr, /--log-format .*text, json/)
})

async function timed<T>(work: () => Promise<T>): Promise<[ms: number, result: T]> {
  const startedAt = performance.now()
  const result = await work()
  return [performance.now() - startedAt, result]
}

test('the second start on the same folder is quick, keeps its data and shows no token again', async () => {
  const env = { ...quiet, RECADO_DATA_DIR: newFolder() }
  await using first = await runCommand('start', env, asAtTerminal)
  await eventually(() => first.output().includes('curl'), 'the banner is printed')
  const token = /admin +(\S+)/.exec(first.output())?.[1] ?? ''
  assert.equal(await first.signal('SIGTERM'), 0)
  // Side by side: the start is compared with the time that loading the code takes on this machine at this moment.
  const [[loadMs], [readyMs, started]] = await Promise.all([
    timed(() => runToEnd(['openapi'], {})),
    timed(() => runCommand('start', env, asAtTerminal)),
  ])
  await using second = started
  await eventually(() => second.output().includes('curl'), 'the banner is printed')
  const bots = await request(`${second.url}/manage/v1/bots`, 'GET', undefined, { authorization: `Bearer ${token}` })
  assert.equal(bots.status, 200, 'the first token still opens')
  assert.ok(!/admin /.test(second.output()))
  assert.equal(await second.signal('SIGTERM'), 0)
  assert.ok(
    readyMs < Math.max(5_000, 3 * loadMs),
    `ready after ${Math.round(readyMs)} ms; ${Math.round(loadMs)} to load`,
  )
})

test('serve starts without a sandbox, and the demo secret opens nothing', async () => {
  const env = { ...quiet, RECADO_DATA_DIR: newFolder() }
  await using demo = await runCommand('start', env)
  assert.equal(await demo.signal('SIGINT'), 0)
  await using served = await runCommand('serve', env)
  const headers = { authorization: `Basic ${btoa('demo:recado-demo')}` }
  const answer = await request(
    `${served.url}/v1/bots/demo/messages`,
    'POST',
    { type: 'text', text: 'a', userId: person },
    headers,
  )
  assert.equal(answer.status, 401)
  assert.ok(!served.output().includes('sandbox'))
  assert.equal(await served.signal('SIGINT'), 0)
})

test('the sandbox runs alone', async () => {
  await using sandbox = await runCommand('sandbox', { RECADO_SANDBOX_PORT: '0', RECADO_LOG_LEVEL: 'silent' })
  const answer = await request(`${sandbox.url}/_sandbox/healthz`, 'GET')
  assert.deepEqual(answer.body, { ok: true })
  assert.equal(await sandbox.signal('SIGINT'), 0)
})

test('openapi prints the document and ends by itself: a stopped gateway leaves nothing behind', async () => {
  const { code, stdout, stderr } = await runToEnd(['openapi'], {})
  assert.deepEqual([code, stderr], [0, ''])
  const document = JSON.parse(stdout)
  assert.match(document.openapi, /^3\.1/)
  assert.ok(document.paths['/v1/bots/{botId}/messages'].post)
})
