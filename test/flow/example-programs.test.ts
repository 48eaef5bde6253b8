/**
 * The programs under examples/, run as their README says: in each language that this machine has, against the real
 * gateway and sandbox.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Webhook } from 'standardwebhooks'
import { blocksOf, readDocument } from '../support/documents.ts'
import { eventually } from '../support/gateway.ts'

const folder = fileURLToPath(new URL('../../examples', import.meta.url))
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

type Program = AsyncDisposable & { output(): string; ended: Promise<number | null> }

function run(command: string, args: string[], env: Record<string, string>): Program {
  // With it set, even to nothing, a runner below ours would run no file and succeed.
  const { NODE_TEST_CONTEXT: _ours, ...inherited } = process.env
  const child = spawn(command, args, { cwd: folder, env: { ...inherited, ...env }, detached: true })
  let output = ''
  const read = (chunk: Buffer) => {
    output += chunk
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  return { output: () => output, ended, [Symbol.asyncDispose]: () => end(child, ended) }
}

/** With its child processes: `go run` starts a program of its own. */
async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  await ended
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return String(typeof address === 'object' && address?.port)
}

const receivers: Record<string, (port: string) => [command: string, ...args: string[]]> = {
  'receiver.mjs': () => [process.execPath, 'receivers/receiver.mjs'],
  'receiver.py': () => ['python3', 'receivers/receiver.py'],
  'receiver.php': (port) => ['php', '-S', `127.0.0.1:${port}`, 'receivers/receiver.php'],
  'receiver.go': () => ['go', 'run', 'receivers/receiver.go'],
  'receiver.java': () => ['java', '-XX:TieredStopAtLevel=1', 'receivers/receiver.java'],
}

function isHere(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test('every receiver has its command', () => {
  assert.deepEqual(Object.keys(receivers).toSorted(), readdirSync(`${folder}/receivers`).toSorted())
})

describe('a receiver accepts what its bot signed, and nothing else', () => {
  for (const [name, commandAt] of Object.entries(receivers)) {
    // A language that is not installed cannot be run here.
    if (!isHere(commandAt('0')[0])) continue
    test(name, async () => {
      const port = await freePort()
      const [command, ...args] = commandAt(port)
      await using program = run(command, args, { PORT: port, RECADO_WEBHOOK_SECRET: secret })
      const post = (body: string, headers: Record<string, string>) =>
        fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body, headers }).then(({ status }) => status)
      const body = JSON.stringify({ eventId: 'evt_1', event: 'read', text: 'ñandú 🦤' })
      const now = new Date()
      const headersOf = (signature: string, at = now) => ({
        'webhook-id': 'evt_1',
        'x-recado-event': 'read',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': signature,
      })
      const good = new Webhook(secret).sign('evt_1', now, body)
      const other = new Webhook(`whsec_${Buffer.alloc(32, 8).toString('base64')}`).sign('evt_1', now, body)
      const taken = await eventually(() => post(body, headersOf(good)).catch(() => undefined), `${name} answers`)
      assert.equal(taken, 200, program.output())
      assert.equal(await post(body, headersOf(`${other} ${good}`)), 200, 'one of two secrets while they overlap')
      const old = new Date(now.getTime() - 360_000)
      const refused: [string, Record<string, string>][] = [
        [body, headersOf(other)],
        [body, headersOf('')],
        [body, {}],
        [body, headersOf(new Webhook(secret).sign('evt_1', old, body), old)],
        [body, { ...headersOf(good), 'webhook-id': 'evt_2' }],
        [body, headersOf(good.replace('v1,', 'v2,'))],
        [body.replace('read', 'failed'), headersOf(good)],
      ]
      for (const [sent, headers] of refused) assert.equal(await post(sent, headers), 401, JSON.stringify(headers))
      await eventually(() => program.output().match(/read evt_1/g)?.length === 2, 'it prints what it took')
      const batch = JSON.stringify(['evt_2', 'evt_3'].map((eventId) => ({ eventId, event: 'read' })))
      const ofBatch = headersOf(new Webhook(secret).sign('evt_1', now, batch))
      assert.equal(await post(batch, { ...ofBatch, 'x-recado-event': 'batch', 'x-recado-batch': '2' }), 200)
      // Java brings no reader of JSON.
      const printed = name === 'receiver.java' ? /batch evt_1/ : /read evt_2\s+read evt_3/
      await eventually(() => printed.test(program.output()), 'it prints each event of a batch')
    })
  }
})

test("the bot's own tests start all they need, and pass", async () => {
  // The checkout is not compiled.
  const flags = ['--import', new URL('../support/own-sources.ts', import.meta.url).href, '--test']
  await using own = run(process.execPath, [...flags, 'bot.test.mjs'], {})
  assert.equal(await own.ended, 0, own.output())
  assert.match(own.output(), /pass 5\b/)
})

test('the page on testing a bot shows these tests as they are', () => {
  const shown = blocksOf(readDocument('docs/testing-a-bot.md')).find(({ language }) => language === 'js')
  assert.equal(shown?.text.trim(), readDocument('examples/bot.test.mjs').trim())
})
