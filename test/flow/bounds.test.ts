/**
 * What a stranger, or a program gone wild, can make a gateway hold or wait for: each attack as it was found, against a gateway in a process of
 * its own, whose memory and health are looked at meanwhile.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { openCrashSite } from '../support/crash.ts'
import { eventually, request } from '../support/gateway.ts'
import { metaSignature } from '../support/meta.ts'
import { freeDatabase } from '../support/postgres-store.ts'

const authorization = `Basic ${btoa('tester:a-secret-for-tests')}`
const mebibyte = 1024 * 1024

type Site = Awaited<ReturnType<typeof openCrashSite>>

/** The most memory that it ever had, in bytes; what it has now where the system does not tell more. */
function peakOf({ gateway }: Site): number {
  if (process.platform !== 'linux') return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(gateway.pid)])) * 1024
  const [, kibibytes = '0'] = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8')) ?? []
  return Number(kibibytes) * 1024
}

async function openSocket(site: Site): Promise<Socket> {
  const { hostname, port } = new URL(site.gateway.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

async function isAlive({ gateway }: Site): Promise<boolean> {
  return (await request(`${gateway.url}/healthz`, 'GET')).status === 200
}

test('answers that nobody reads: thousands of requests on twenty connections', async () => {
  await using site = await openCrashSite()
  await request(`${site.gateway.url}/openapi.json`, 'GET')
  const before = peakOf(site)
  const sockets = await Promise.all(Array.from({ length: 20 }, () => openSocket(site)))
  for (const path of ['/openapi.json', '/metrics']) {
    const pipelined = `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(1_500)
    for (const socket of sockets) {
      socket.pause()
      socket.write(pipelined)
    }
  }
  // Each look comes behind what was sent before it: by the tenth it has all been taken in.
  for (let look = 0; look < 10; look++) assert.ok(await isAlive(site))
  const grown = peakOf(site) - before
  assert.ok(grown < 300 * mebibyte, `${Math.round(grown / mebibyte)} MB more`)
  for (const socket of sockets) socket.destroy()
})

test('a connection gets the answers that it reads, all of them and in order, until it asks for too many at once', async () => {
  await using site = await openCrashSite()
  const ask = async (count: number) => {
    const socket = await openSocket(site)
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString()
    })
    const ask = (n: number) => `GET /healthz HTTP/1.1\r\nhost: x\r\nx-request-id: n${n}\r\n\r\n`
    socket.write(Array.from({ length: count }, (_, n) => ask(n)).join(''))
    const ids = () => [...text.matchAll(/x-request-id: n(\d+)/g)].map(([, n]) => Number(n))
    await eventually(() => ids().length >= Math.min(count, 128) || socket.closed, 'the answers')
    if (count > 128) await eventually(() => socket.closed, 'the end of the connection')
    socket.destroy()
    return ids()
  }
  assert.deepEqual(
    await ask(100),
    Array.from({ length: 100 }, (_, n) => n),
  )
  assert.deepEqual(
    await ask(1_000),
    Array.from({ length: 128 }, (_, n) => n),
  )
})

test('300,000 mistakes in a body are refused by the first of them', async () => {
  await using site = await openCrashSite()
  const admin = { authorization: 'Bearer an-admin-token-for-tests' }
  const body = { components: Array.from({ length: 300_000 }, () => ({})) }
  const url = `${site.gateway.url}/manage/v1/bots/crash/templates/x/es`
  // To read it costs memory as well: what is counted is what the mistakes cost beside.
  for (let time = 0; time < 3; time++)
    await request(`${site.gateway.url}/v1/bots/crash/messages`, 'POST', body, { authorization })
  const before = peakOf(site)
  const answer = await request(url, 'PUT', body, admin)
  assert.equal(answer.status, 422)
  assert.ok(JSON.stringify(answer.body).length < 20_000)
  assert.ok(peakOf(site) - before < 60 * mebibyte, `${Math.round((peakOf(site) - before) / mebibyte)} MB more`)
})

for (const store of ['SQLite', 'PostgreSQL']) {
  test(`a message nested too deep is kept aside by itself, and its neighbour is stored (${store})`, async () => {
    await using site = await openCrashSite(undefined, store === 'PostgreSQL' ? await freeDatabase() : undefined)
    const levels = 6_000
    const deep = `${'{"a":['.repeat(levels)}1${']}'.repeat(levels)}`
    const messages = [
      `{"from":"593987654321","id":"wamid.TEXT","timestamp":"1800000000","type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"x","response_json":${JSON.stringify(deep)}}}}`,
      `{"from":"593987654321","id":"wamid.DEEP","timestamp":"1800000000","type":"text","text":${deep}}`,
      '{"from":"593987654322","id":"wamid.NEXT","timestamp":"1800000000","type":"text","text":{"body":"hola"}}',
    ]
    const id = await numberOf(site)
    const body = `{"object":"whatsapp_business_account","entry":[{"id":"200000000000001","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"${id}"},"messages":[${messages.join(',')}]}}]}]}`
    assert.equal((await deliver(site, body)).status, 200)
    assert.equal(site.count("select count(*) from inbound where wamid = 'wamid.NEXT'"), 1)
    assert.equal(site.count("select count(*) from inbound where wamid = 'wamid.TEXT'"), 1)
    assert.equal(site.count("select count(*) from inbound where wamid = 'wamid.DEEP'"), 0)
    assert.equal(site.count("select count(*) from unplaced where reason like 'nested deeper%'"), 1)
  })
}

async function numberOf(site: Site): Promise<string> {
  const admin = { authorization: 'Bearer an-admin-token-for-tests' }
  const { body } = await request(`${site.gateway.url}/manage/v1/bots/crash`, 'GET', undefined, admin)
  return String((body.channel as { phoneNumberId: string }).phoneNumberId)
}

async function deliver(site: Site, body: string) {
  return request(`${site.gateway.url}/meta/webhook`, 'POST', body, { 'x-hub-signature-256': metaSignature(body) })
}

test('a flood of one client beside another: each waits for itself', async () => {
  await using site = await openCrashSite()
  const send = (user: string) => {
    const body = { type: 'text', userId: user, text: 'x' }
    return request(`${site.gateway.url}/v1/bots/crash/messages`, 'POST', body, { authorization })
  }
  const other = async () => {
    const startedAt = performance.now()
    await request(`${site.gateway.url}/manage/v1/clients`, 'GET', undefined, {
      authorization: 'Bearer an-admin-token-for-tests',
    })
    return performance.now() - startedAt
  }
  let isFlooding = true
  const flooding: number[] = []
  const flood = Array.from({ length: 400 }, async (_, n) => {
    while (isFlooding) {
      const startedAt = performance.now()
      const { status } = await send(`5939${String(n).padStart(8, '0')}`)
      assert.ok(status === 200 || status === 429, `${status}`)
      flooding.push(performance.now() - startedAt)
    }
  })
  await eventually(() => flooding.length > 400, 'a flood')
  const beside: number[] = []
  for (let round = 0; round < 15; round++) beside.push(await other())
  isFlooding = false
  await Promise.all(flood)
  const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
  // Both are measured in the same moments on the same machine.
  assert.ok(median(beside) < median(flooding), `${median(beside)} ms beside ${median(flooding)} ms of the flood`)
})
