/**
 * `npm run bench:campaign [rows] [seconds]`: a file of a million rows through a real gateway process: its import rate,
 * the process's peak memory, and the latency of single messages of the same bot to WhatsApp meanwhile. The sandbox is a
 * process of its own; figures depend on the machine, their shape does not.
 */
import { statSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { request } from 'undici'
import { demoTemplates } from '../sandbox/demo-templates.ts'
import { createFolder, endChildren, memoryOf, start } from './child.ts'
import { adminToken, authorization, call, startGateway, subscribe } from './stage.ts'

const rows = Number(process.argv[2] ?? 1_000_000)
const seconds = Number(process.argv[3] ?? 30)
const messagesPerSecond = Number(process.argv[4] ?? 80)
const botId = 'bench'
/** Each single message goes to another person. */
let person = 0
const folder = createFolder()

try {
  await main()
} finally {
  endChildren()
}

type Detail = { status: string; isImported: boolean; counts: Record<string, number> }

async function main(): Promise<void> {
  const sandbox = await start(['bench/sandbox.ts'])
  const gateway = await startGateway(folder)
  await makeBot(gateway.url, sandbox.url)
  await subscribe(sandbox, gateway)
  const idle = await singles(gateway.url, 'before', () => false, 40)
  const before = memoryOf(gateway.pid)
  const startedAt = performance.now()
  const id = await upload(gateway.url)
  const uploadedMs = performance.now() - startedAt
  let isImported = false
  const importing = singles(gateway.url, 'importing', () => isImported, Number.POSITIVE_INFINITY)
  while (!(await detail(gateway.url, id)).isImported) await pause(200)
  isImported = true
  const importedMs = performance.now() - startedAt - uploadedMs
  const whileImporting = await importing
  const countedAt = performance.now()
  const then = await detail(gateway.url, id)
  const countedMs = performance.now() - countedAt
  const runningAt = performance.now()
  const whileRunning = await singles(
    gateway.url,
    'running',
    () => performance.now() - runningAt > seconds * 1_000,
    Number.POSITIVE_INFINITY,
  )
  const now = await detail(gateway.url, id)
  const rate = (left(then) - left(now)) / seconds
  await pause(2_000)
  const arrived = (sent: Sent[]) => arrivals(sandbox.url, sent)
  report({
    uploadedMs,
    importedMs,
    countedMs,
    rate,
    now,
    rss: `${before} MiB before, ${memoryOf(gateway.pid, 'VmHWM')} at its peak`,
    disk: `${Math.round(statSync(join(folder, 'recado.db')).size / 2 ** 20)} MiB`,
    latencies: {
      'nothing else to do': await arrived(idle),
      'while the file is read': await arrived(whileImporting),
      'while its rows go out': await arrived(whileRunning),
    },
  })
}

function left({ counts }: Detail): number {
  return counts.waiting ?? 0
}

async function makeBot(gateway: string, sandbox: string): Promise<void> {
  const channel = {
    graphUrl: sandbox,
    graphVersion: 'v25.0',
    phoneNumberId: '100000000000001',
    wabaId: '200000000000001',
    accessToken: 'token',
    appSecret: 'sandbox-app-secret',
    verifyToken: 'sandbox-verify-token',
  }
  const admin = { authorization: `Bearer ${adminToken}` }
  await call('POST', `${gateway}/manage/v1/bots`, admin, { id: botId, name: botId, channel, messagesPerSecond })
  const template = demoTemplates.find(({ name, language }) => name === 'demo_text' && language === 'es')
  const { category, status, components } = template ?? { category: 'UTILITY', status: 'APPROVED', components: [] }
  const path = `${gateway}/manage/v1/bots/${botId}/templates/demo_text/es`
  await call('PUT', path, admin, { category, status, components })
}

/** A form whose file is generated while it is sent. */
async function upload(gateway: string): Promise<string> {
  const boundary = 'a-boundary-for-the-bench'
  const field = (name: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  async function* form(): AsyncGenerator<Buffer> {
    yield Buffer.from(field('campaignName', 'Bench') + field('elementName', 'demo_text') + field('botId', botId))
    yield Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="bench.csv"\r\ncontent-type: text/csv\r\n\r\n`,
    )
    let lines = 'phone,nombre,pedido\r\n'
    for (let row = 0; row < rows; row++) {
      lines += `5939${String(10_000_000 + row)},Cliente ${row},A-${row}\r\n`
      if (row % 1_000 < 999) continue
      yield Buffer.from(lines)
      lines = ''
    }
    yield Buffer.from(`${lines}\r\n--${boundary}--\r\n`)
  }
  const answer = await request(`${gateway}/v1/hsm/file`, {
    method: 'POST',
    headers: { authorization, 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Readable.from(form()),
    headersTimeout: 120_000,
  })
  const body = (await answer.body.json()) as { campaignId?: string }
  if (body.campaignId === undefined) throw new Error(JSON.stringify(body))
  return body.campaignId
}

type Sent = { userId: string; at: number }
/** Single messages of the same bot, ten a second, each to another person. */
async function singles(gateway: string, text: string, isOver: () => boolean, max: number): Promise<Sent[]> {
  const sent: Sent[] = []
  while (!isOver() && sent.length < max) {
    const userId = `5938${10_000_000 + person++}`
    const at = Date.now()
    await call('POST', `${gateway}/v1/bots/${botId}/messages`, { authorization }, { type: 'text', userId, text })
    sent.push({ userId, at })
    await pause(Math.max(0, 100 - (Date.now() - at)))
  }
  return sent
}

/** From the request to the arrival at WhatsApp, ms, sorted. */
async function arrivals(sandbox: string, sent: Sent[]): Promise<number[]> {
  const latencies: number[] = []
  for (const { userId, at } of sent) {
    const answer = await fetch(`${sandbox}/_sandbox/messages?to=${userId}&limit=1`)
    const [message] = (await answer.json()) as { receivedAt: number }[]
    latencies.push(message === undefined ? Number.POSITIVE_INFINITY : message.receivedAt - at)
  }
  return latencies.sort((a, b) => a - b)
}

async function detail(gateway: string, id: string): Promise<Detail> {
  return (await call('GET', `${gateway}/v1/campaigns/${id}`, { authorization })) as Detail
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

type Figures = {
  uploadedMs: number
  importedMs: number
  countedMs: number
  rate: number
  now: Detail
  rss: string
  disk: string
  latencies: Record<string, number[]>
}

function report({ uploadedMs, importedMs, countedMs, rate, now, rss, disk, latencies }: Figures): void {
  const figure = (value: number) => Math.round(value).toLocaleString('en-US')
  const percentile = (values: number[], share: number) => values[Math.ceil(values.length * share) - 1] ?? Number.NaN
  const lines = Object.entries(latencies).map(
    ([when, values]) =>
      `${when.padEnd(24)}p50 ${percentile(values, 0.5)}, p99 ${percentile(values, 0.99)}, max ${values.at(-1)} ms of ${values.length} single messages, from request to WhatsApp`,
  )
  process.stdout.write(
    [
      '',
      `machine                 ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
      `file                    ${figure(rows)} rows, accepted and on disk in ${figure(uploadedMs)} ms`,
      `read in                 ${figure((rows / importedMs) * 1_000)} rows/s, leaving half of the time to other work`,
      `memory                  ${rss}; database ${disk}`,
      `pace                    ${rate.toFixed(1)} rows/s of ${messagesPerSecond}, beside ten single messages a second; ${figure(now.counts.waiting ?? 0)} rows still wait`,
      `counts of the campaign  ${figure(countedMs)} ms`,
      ...lines,
      '',
      '',
    ].join('\n'),
  )
}
