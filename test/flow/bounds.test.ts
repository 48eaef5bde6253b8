/**
 * The memory and time that a stranger, or a faulty program, can take from a gateway: each attack as it was found,
 * against a gateway in a process of its own, whose memory and health are checked meanwhile.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSocket } from '../support/attacks.ts'
import { openCrashSite } from '../support/crash.ts'
import { eventually, request } from '../support/gateway.ts'
import { metaSignature } from '../support/meta-webhooks.ts'
import { freeDatabase } from '../support/postgres-store.ts'
import { freePort, peakOf } from '../support/probed-gateway.ts'

const authorization = `Basic ${btoa('tester:a-secret-for-tests')}`
const mebibyte = 1024 * 1024

type Site = Awaited<ReturnType<typeof openCrashSite>>

async function isAlive({ gateway }: Site): Promise<boolean> {
  return (await request(`${gateway.url}/healthz`, 'GET')).status === 200
}

test('answers that nobody reads: thousands of requests on twenty connections', async () => {
  await using site = await openCrashSite()
  await request(`${site.gateway.url}/openapi.json`, 'GET')
  const before = peakOf(site.gateway.pid)
  const sockets = await Promise.all(Array.from({ length: 20 }, () => openSocket(site.gateway.url)))
  for (const path of ['/openapi.json', '/metrics']) {
    const pipelined = `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(1_500)
    for (const socket of sockets) {
      socket.pause()
      socket.write(pipelined)
    }
  }
  // Each look comes after the requests before it: by the tenth all have been read.
  for (let look = 0; look < 10; look++) assert.ok(await isAlive(site))
  const grown = peakOf(site.gateway.pid) - before
  assert.ok(grown < 300 * mebibyte, `${Math.round(grown / mebibyte)} MB more`)
  for (const socket of sockets) socket.destroy()
})

test('a connection gets the answers that it reads, all of them and in order, until it has too many at once', async () => {
  const opsPort = await freePort()
  await using site = await openCrashSite(undefined, undefined, {}, { RECADO_OPS_PORT: String(opsPort) })
  const request = async (url: string, count: number) => {
    const socket = await openSocket(url)
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString()
    })
    const request = (n: number) => `GET /healthz HTTP/1.1\r\nhost: x\r\nx-request-id: n${n}\r\n\r\n`
    socket.write(Array.from({ length: count }, (_, n) => request(n)).join(''))
    const ids = () => [...text.matchAll(/x-request-id: n(\d+)/g)].map(([, n]) => Number(n))
    await eventually(() => ids().length >= Math.min(count, 128) || socket.closed, 'the answers')
    if (count > 128) await eventually(() => socket.closed, 'the end of the connection')
    socket.destroy()
    return ids()
  }
  for (const url of [site.gateway.url, `http://127.0.0.1:${opsPort}`]) {
    assert.deepEqual(
      await request(url, 100),
      Array.from({ length: 100 }, (_, n) => n),
    )
    assert.deepEqual(
      await request(url, 1_000),
      Array.from({ length: 128 }, (_, n) => n),
    )
  }
})

test('300,000 mistakes in a body are refused by the first of them', async () => {
  await using site = await openCrashSite()
  const admin = { authorization: 'Bearer an-admin-token-for-tests' }
  const body = { components: Array.from({ length: 300_000 }, () => ({})) }
  const url = `${site.gateway.url}/manage/v1/bots/crash/templates/x/es`
  // Reading it costs memory as well, more or less as the collector has its turns: only the mistakes' additional cost
  // counts, once reading it takes no more than it took before.
  const readIt = () => request(`${site.gateway.url}/v1/bots/crash/messages`, 'POST', body, { authorization })
  for (let time = 0; time < 5; time++) await readIt()
  let before = peakOf(site.gateway.pid)
  for (let last = 0, time = 0; before - last > 4 * mebibyte && time < 10; time++) {
    last = before
    await readIt()
    before = peakOf(site.gateway.pid)
  }
  const answer = await request(url, 'PUT', body, admin)
  assert.equal(answer.status, 422)
  assert.ok(JSON.stringify(answer.body).length < 20_000)
  assert.ok(
    peakOf(site.gateway.pid) - before < 60 * mebibyte,
    `${Math.round((peakOf(site.gateway.pid) - before) / mebibyte)} MB more`,
  )
})

for (const store of ['SQLite', 'PostgreSQL']) {
  test(`a message nested too deep is stored as unprocessed, and its neighbour is processed (${store})`, async () => {
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
