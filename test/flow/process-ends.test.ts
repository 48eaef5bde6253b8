/** How the processes end and what ends them not: signals to npm, to its shell and from a terminal; readers that go away. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isAwaited } from '../../src/cli/ending.ts'
import { eventually, person, request } from '../support/gateway.ts'
import { commandEnv, linesOf, readyUrl, runCommand } from '../support/process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder = ''

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'recado-ends-'))
})
after(() => rmSync(folder, { recursive: true }))

const quiet = { RECADO_PORT: '0', RECADO_SANDBOX_PORT: '0', RECADO_LOG_LEVEL: 'silent' }

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** The port that a URL names can be listened on. */
async function isFree(url: string): Promise<boolean> {
  const server = createServer().listen(Number(new URL(url).port), '127.0.0.1')
  const [event] = await Promise.race([
    once(server, 'listening').then(() => ['listening']),
    once(server, 'error').then(() => ['error']),
  ])
  if (event === 'listening') await new Promise((closed) => server.close(closed))
  return event === 'listening'
}

describe('npm start, told to end', () => {
  // `eval` leaves a shell between npm and the command, as some shells do by themselves; `exec` leaves none.
  for (const [shell, line] of [
    ['that waits for the command', 'eval "$2"\nexit $?\n'],
    ['that became the command', 'eval "exec $2"\n'],
  ] as const)
    test(`ends the gateway and frees its ports, with a shell ${shell}`, async () => {
      const path = join(folder, `shell ${shell}`.replaceAll(' ', '-'))
      writeFileSync(path, `#!/bin/sh\n${line}`)
      chmodSync(path, 0o700)
      const dataDir = join(folder, `data ${shell}`)
      const settings = { ...quiet, RECADO_DATA_DIR: dataDir, npm_config_script_shell: path }
      // Without `prestart`, which would install what is missing.
      const npm = spawn('npm', ['start', '--ignore-scripts'], {
        cwd: root,
        env: { ...commandEnv, ...settings },
        detached: true,
      })
      try {
        const { url, sandboxUrl, pid } = await readyFacts(npm)
        const ended = once(npm, 'exit')
        process.kill(npm.pid ?? 0, 'SIGTERM')
        await ended
        await eventually(() => !isAlive(pid), 'the gateway has ended')
        for (const one of [url, sandboxUrl]) assert.ok(await isFree(one), one)
      } finally {
        endGroup(npm)
      }
    })

  async function readyFacts(child: ChildProcess): Promise<{ url: string; sandboxUrl: string; pid: number }> {
    let output = ''
    for await (const chunk of child.stdout ?? []) {
      output += String(chunk)
      if (readyUrl(output) === undefined || !output.endsWith('\n')) continue
      const [ready = ''] = output.split('\n').filter((line) => line.startsWith('{'))
      child.stdout?.resume()
      return linesOf(ready)[0] as { url: string; sandboxUrl: string; pid: number }
    }
    throw new Error(`npm start said only: ${output}`)
  }

  /** Whatever of it is left. */
  function endGroup({ pid = 0 }: ChildProcess): void {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // Nothing is.
    }
  }
})

test('a script is watched over when its shell waits for the command', () => {
  for (const script of [
    'recado start',
    "'recado'",
    'node bin/recado.cjs start',
    'node src/cli.ts serve 2>&1',
    'a && recado serve',
  ])
    assert.equal(isAwaited(script), true, script)
  assert.equal(isAwaited(undefined), false)
  for (const script of ['', 'recado start &', 'recado start & npm run wait', 'node up.js', 'npm test'])
    assert.equal(isAwaited(script), false, script)
})

test('one signal twice in a moment, as npm and a terminal make of one, is one: it ends in order', async () => {
  await using gateway = await runCommand('serve', { ...quiet, RECADO_DATA_DIR: join(folder, 'twice') })
  process.kill(gateway.pid, 'SIGINT')
  assert.equal(await gateway.signal('SIGINT'), 0)
})

test('told again later, it ends at once', async () => {
  const settings = { RECADO_DATA_DIR: join(folder, 'again'), RECADO_STOP_TIMEOUT_MS: '600000' }
  await using gateway = await runCommand('start', { ...quiet, ...settings })
  const [{ sandboxUrl } = {}] = gateway.lines()
  await request(`${sandboxUrl}/_sandbox/faults`, 'POST', { kind: 'delay', delayMs: 300_000, times: 1 })
  const basic = { authorization: `Basic ${btoa('demo:recado-demo')}` }
  const text = { type: 'text', userId: person, text: 'in the air' }
  assert.equal((await request(`${gateway.url}/v1/bots/demo/messages`, 'POST', text, basic)).status, 200)
  await eventually(() => {
    using db = new DatabaseSync(join(settings.RECADO_DATA_DIR, 'recado.db'), { readOnly: true, timeout: 2_000 })
    return db.prepare('select 1 from attempts').get() !== undefined
  }, 'it is in the air')
  let end: number | string | undefined
  void gateway.ended.then((code) => {
    end = code
  })
  await eventually(() => {
    if (end === undefined) process.kill(gateway.pid, 'SIGTERM')
    return end !== undefined
  }, 'it ends')
  assert.equal(end, 130)
})

describe('a reader that goes away', () => {
  test('is no failure of a command that prints: no trace, exit code 0', async () => {
    const child = spawn(process.execPath, ['src/cli.ts', 'openapi'], { cwd: root, env: commandEnv })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString()
    })
    // Before a byte was read: every write of it fails.
    child.stdout.destroy()
    const [code] = await once(child, 'exit')
    assert.deepEqual([code, errors], [0, ''])
  })

  test('leaves a gateway at work', async () => {
    const settings = { ...quiet, RECADO_LOG_LEVEL: 'debug', RECADO_DATA_DIR: join(folder, 'reader') }
    await using gateway = await runCommand('start', settings)
    gateway.closeOutput()
    // Each is a line of the log.
    for (let n = 0; n < 20; n++) assert.equal((await request(`${gateway.url}/healthz`, 'GET')).status, 200)
    assert.equal(await gateway.signal('SIGTERM'), 0)
    const [, told = '', ...others] = gateway.output().split('\n')
    assert.match(told, /^recado: nobody reads the log any more/)
    assert.deepEqual(others, [''])
  })
})
