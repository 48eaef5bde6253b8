/** `recado mcp` as an assistant uses it: lines of JSON-RPC on the standard input and output of a real process. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { adminToken, type Gateway, person, startGateway, textOf } from '../support/gateway.ts'
import { commandEnv } from '../support/process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let gateway: Gateway

before(async () => {
  gateway = await startGateway()
})
after(() => gateway?.[Symbol.asyncDispose]())

type Result = { tools?: { name: string }[]; content?: { text: string }[]; isError?: boolean }

function startMcp(flags: string[]) {
  const env = { ...commandEnv, RECADO_URL: gateway.url, RECADO_KEY: adminToken, RECADO_CLIENT: 'demo:recado-demo' }
  const child = spawn(process.execPath, ['src/cli.ts', 'mcp', '--bot', 'demo', ...flags], { cwd: root, env })
  const waiting = new Map<number, (result: Result) => void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, result, error } = JSON.parse(line)
    waiting.get(id)?.(result ?? { isError: true, content: [{ text: JSON.stringify(error) }] })
  })
  let id = 0
  const call = (method: string, params: object) =>
    new Promise<Result>((resolve) => {
      id += 1
      waiting.set(id, resolve)
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    })
  return {
    async open() {
      const clientInfo = { name: 'test', version: '1' }
      await call('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo })
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`)
      return (await call('tools/list', {})).tools?.map(({ name }) => name) ?? []
    },
    tool: (name: string, given: object) => call('tools/call', { name, arguments: given }),
    async [Symbol.asyncDispose]() {
      const ended = child.exitCode === null ? once(child, 'exit') : undefined
      child.stdin.end()
      await ended
    },
  }
}

test('it reads: templates, a timeline, why a message failed; what the gateway refuses is a tool error', async () => {
  await using mcp = startMcp([])
  const names = await mcp.open()
  assert.ok(names.includes('why_did_it_fail') && names.includes('campaign_figures'), String(names))
  assert.ok(!names.includes('send_text'), 'it does not write unless it may')
  const templates = await mcp.tool('list_templates', {})
  assert.match(templates.content?.[0]?.text ?? '', /demo_text/)
  await gateway.control('POST', '/_sandbox/faults', { kind: 'graphError', code: 131026, times: 1 })
  const messageId = await gateway.sendText(person, 'fails')
  let reasons = ''
  while (!reasons.includes('"state":"failed"'))
    reasons = (await mcp.tool('why_did_it_fail', { messageId })).content?.[0]?.text ?? ''
  assert.match(reasons, /131026/)
  const missing = await mcp.tool('message_timeline', { messageId: 'msg_none' })
  assert.equal(missing.isError, true)
  assert.match(missing.content?.[0]?.text ?? '', /\(404\)/)
})

test('it sends with --allow-writes', async () => {
  await using mcp = startMcp(['--allow-writes'])
  assert.ok((await mcp.open()).includes('send_text'))
  await mcp.tool('send_text', { userId: person, text: 'Hola de un asistente' })
  const shown = await gateway.phoneUntil((messages) => messages.some((one) => textOf(one) === 'Hola de un asistente'))
  assert.ok(shown.length > 0)
  const wrong = await mcp.tool('send_text', { userId: person })
  assert.equal(wrong.isError, true)
})
