/** The programs of docs/client.md and docs/receiving-webhooks.md, run as they stand against a real gateway. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { blocksOf, readDocument } from '../support/documents.ts'
import { eventually, type Gateway, startGateway, textOf } from '../support/gateway.ts'

let gateway: Gateway
let folder: string

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recado-docs-'))
  gateway = await startGateway()
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const programsOf = (path: string) =>
  blocksOf(readDocument(path))
    .filter(({ language }) => language === 'ts')
    .map(({ text }) => text)

/** Its packages are found from here, and those of Recado are the sources. */
function write(name: string, program: string): string {
  const path = join(folder, `${name}.ts`)
  const resolved = program.replaceAll(/ from '([^']+)'/g, (_, to: string) => {
    const own = /^recado\/(\w+)$/.exec(to)?.[1]
    return ` from '${own === undefined ? import.meta.resolve(to) : new URL(`../../sdk/${own}.ts`, import.meta.url).href}'`
  })
  writeFileSync(path, resolved)
  return path
}

function run(path: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [path], { env: { ...process.env, ...env } })
  const state = { output: '' }
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      state.output += chunk
    })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  return {
    state,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return String(typeof address === 'object' && address?.port)
}

test('docs/client.md: its parts are one program, which sends, lists and uploads', async () => {
  await gateway.simulateInbound({ type: 'text', text: 'Hola' })
  const parts = programsOf('docs/client.md')
  assert.ok(parts.length >= 5, String(parts.length))
  const path = write('client', parts.join('\n').replaceAll('http://127.0.0.1:3000', gateway.url))
  const grants = [{ role: 'agent', bots: ['demo'] }]
  const key = await gateway.manage('POST', '/manage/v1/api-keys', { name: 'docs', grants })
  await using program = run(path, { API_KEY: String(key.body.apiKey) })
  // The program follows events until one comes.
  await eventually(async () => {
    await gateway.simulateInbound({ type: 'text', text: 'Buenas' })
    return /^\w+ \S+Z 593987654321$/m.test(program.state.output)
  }, 'it tells of an event')
  assert.equal(await program.ended, 0, program.state.output)
  assert.match(program.state.output, /^text .+\.$/m)
  assert.match(program.state.output, /^593987654321 /m)
  await gateway.phoneUntil((messages) => messages.some((message) => textOf(message) === 'Su pedido salió.'))
})

describe('docs/receiving-webhooks.md', () => {
  const programs = programsOf('docs/receiving-webhooks.md')
  assert.equal(programs.length, 4)
  for (const [index, text] of programs.entries()) {
    test(`program ${index + 1} takes what a person writes`, async () => {
      const port = await freePort()
      const { body } = await gateway.manage('POST', '/manage/v1/bots/demo/webhook-secret', { overlapSeconds: 0 })
      const path = write(`receiver-${index}`, text.replaceAll('4000', port))
      await using program = run(path, { WEBHOOK_SECRET: String(body.webhookSecret) })
      const url = `http://127.0.0.1:${port}/`
      await eventually(() => fetch(url).catch(() => undefined), `it listens: ${program.state.output}`)
      await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: url })
      await gateway.simulateInbound({ type: 'text', text: `to program ${index + 1}` })
      await eventually(() => /^evt_\w+ /m.test(program.state.output), 'it printed the event')
      await gateway.call('DELETE', '/v1/bots/demo/webhook')
    })
  }
})
