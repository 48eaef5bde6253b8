/**
 * `npm run bench:sandbox`: the sandbox alone, in a process of its own pinned to one core if possible, all its rules on
 * except the rate limits; load over keep-alive connections; a receiver of three signed webhooks a message. Prints
 * messages a second, webhooks included, and the sandbox's memory over time. `--messages 1000000` for the long run.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Pool } from 'undici'
import { startSandbox } from '../sandbox/server.ts'
import { cpuOf, endChildren, memoryOf, start } from './child.ts'

const { values } = parseArgs({
  options: {
    role: { type: 'string', default: 'load' },
    messages: { type: 'string', default: '200000' },
    every: { type: 'string', default: '100000' },
    recipients: { type: 'string', default: '100000' },
    history: { type: 'string', default: '10000' },
  },
})

const connections = 32
/** Webhooks in flight before the load waits: a faster load would measure a queue. */
const maxBehind = 20_000

try {
  if (values.role === 'sandbox') await runSandbox()
  else if (values.role === 'receiver') runReceiver()
  else await runLoad()
} finally {
  endChildren()
}

async function runSandbox(): Promise<void> {
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    seed: 1,
    statusDelayMs: { sent: 20, delivered: 120, read: 400 },
    rules: { window: false, pairRate: false, throughput: false },
    historyLimit: Number(values.history),
  })
  process.stdout.write(`ready at ${sandbox.url}\n`)
}

/** Reads each post to its end; `GET /` returns their number. */
function runReceiver(): void {
  let posts = 0
  const server = createServer((request, response) => {
    if (request.method === 'POST') posts += 1
    const challenge = new URL(request.url ?? '/', 'http://receiver').searchParams.get('hub.challenge')
    request.resume()
    request.on('end', () => response.end(request.method === 'GET' ? (challenge ?? String(posts)) : ''))
  })
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
  })
}

async function runLoad(): Promise<void> {
  const total = Number(values.messages)
  const sandbox = await startRole('sandbox', 0)
  const receiver = await startRole('receiver', 1)
  const subscribed = await fetch(`${sandbox.url}/_sandbox/subscription`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: receiver.url }),
  })
  if (!subscribed.ok) throw new Error(await subscribed.text())
  const pool = new Pool(sandbox.url, { connections, pipelining: 1 })
  const posted = async () => Number(await (await fetch(receiver.url)).text())
  await sendAll(pool, 0, 5_000)
  await until(async () => (await posted()) >= 15_000)
  const warm = await posted()
  print(`${total} messages after 5000 to warm up, ${connections} connections, RSS ${memoryOf(sandbox.pid)} MiB`)
  const startedAt = performance.now()
  const cpuAtStart = cpuOf(sandbox.pid)
  const step = 10_000
  for (let sent = 0; sent < total; sent += step) {
    await sendAll(pool, sent, Math.min(sent + step, total))
    const reached = Math.min(sent + step, total)
    await until(async () => reached * 3 - ((await posted()) - warm) < maxBehind)
    if (reached % Number(values.every) === 0 || reached === total) report(reached, startedAt, sandbox.pid)
  }
  await until(async () => (await posted()) - warm >= total * 3)
  const seconds = (performance.now() - startedAt) / 1_000
  const cpuSeconds = (cpuOf(sandbox.pid) - cpuAtStart) / 1e6
  print(`${Math.round(total / seconds)} messages/s with three webhooks each (${seconds.toFixed(1)} s, all received)`)
  // Comparable even on a busy machine: the rate of one core used by nothing else.
  if (cpuSeconds > 0) print(`${Math.round(total / cpuSeconds)} messages for each second of the sandbox's CPU`)
  print(await (await fetch(`${sandbox.url}/_sandbox/stats`)).text())
  await pool.close()
}

function report(reached: number, startedAt: number, pid: number): void {
  const perSecond = Math.round(reached / ((performance.now() - startedAt) / 1_000))
  print(`${String(reached).padStart(8)} messages  ${perSecond} messages/s  RSS ${memoryOf(pid)} MiB`)
}

/** From `from` to `to`, over all connections, each waiting for its answer before the next. */
async function sendAll(pool: Pool, from: number, to: number): Promise<void> {
  let next = from
  const worker = async () => {
    while (next < to) {
      const number = next
      next += 1
      const answer = await pool.request({
        method: 'POST',
        path: '/v25.0/100000000000001/messages',
        headers: ['authorization', 'Bearer any', 'content-type', 'application/json'],
        body: bodyOf(number),
      })
      const text = await answer.body.text()
      if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${text}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
}

function bodyOf(number: number): string {
  const to = `+5939${10_000_000 + (number % Number(values.recipients))}`
  return (
    `{"messaging_product":"whatsapp","to":"${to}","type":"text",` +
    `"text":{"body":"Hola, tu pedido ${number} ya salió."},"biz_opaque_callback_data":"load-${number}"}`
  )
}

function startRole(role: string, core: number) {
  return start([fileURLToPath(import.meta.url), '--role', role, '--history', values.history], {}, core)
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20))
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
