/** Fresh addresses of files: for whom, for how long, and of which files (jelou-api.md, 18.4). */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway({ RECADO_MEDIA_LINK_MS: '3600000' })
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: receiver.url })
})
after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

async function file(): Promise<string> {
  const wamid = await gateway.simulateInbound({ type: 'image' })
  const { body } = await receiver.first((one) => one.body.wamid === wamid)
  return String((body.bubble as { mediaUrl: string }).mediaUrl)
}

const path = '/v1/external/assets/refresh'
const refresh = (body: object, headers?: Record<string, string>) => gateway.call('POST', path, body, headers)

async function refreshed(resourceUrl: string, ttl = 900): Promise<string> {
  const { status, body } = await refresh({ resourceUrl, ttl })
  assert.equal(status, 200, JSON.stringify(body))
  assert.deepEqual(Object.keys(body), ['signedUrl'])
  return String(body.signedUrl)
}

const statusOf = async (url: string) => (await fetch(url)).status

test('a fresh address works for its time, also when the lasting one has ended, and can be refreshed itself', async () => {
  const lasting = await file()
  const early = await refreshed(lasting, 3_600)
  assert.equal(await statusOf(early), 200)
  gateway.advance(3_601_000)
  assert.equal(await statusOf(lasting), 410)
  assert.equal(await statusOf(early), 410, 'its time is over too')
  const fresh = await refreshed(lasting)
  assert.equal(await statusOf(fresh), 200)
  const answer = await fetch(fresh)
  const [, seconds] = /max-age=(\d+)/.exec(answer.headers.get('cache-control') ?? '') ?? []
  assert.ok(Number(seconds) <= 900 && Number(seconds) > 800, String(seconds))
  gateway.advance(901_000)
  assert.equal(await statusOf(fresh), 410)
  assert.equal(await statusOf(await refreshed(fresh)), 200)
})

test('its end is part of what is signed, and its signature is of no other file', async () => {
  const fresh = await refreshed(await file())
  const other = await refreshed(await file())
  const { pathname } = new URL(fresh)
  const [, , id, signed = ''] = pathname.split('/')
  const [end = '', signature = ''] = signed.split('.')
  const later = (Number.parseInt(end, 36) + 3_600).toString(36)
  for (const forged of [
    `/media/${id}/${later}.${signature}`,
    `/media/${id}/${signature}`,
    `/media/${id}/.${signature}`,
    `/media/${new URL(other).pathname.split('/')[2]}/${signed}`,
  ])
    assert.equal(await statusOf(gateway.url + forged), 404, forged)
})

test('foreign and forged addresses, and a time out of bounds, are refused by the name of the field', async () => {
  const resourceUrl = await file()
  for (const [body, field] of [
    [{ resourceUrl: 'https://example.com/media/med_1/abc', ttl: 900 }, 'resourceUrl'],
    [{ resourceUrl: `${resourceUrl}x`, ttl: 900 }, 'resourceUrl'],
    [{ resourceUrl: `${resourceUrl}?a=1`, ttl: 900 }, 'resourceUrl'],
    [{ resourceUrl, ttl: 899 }, 'ttl'],
    [{ resourceUrl, ttl: 3_601 }, 'ttl'],
    [{ resourceUrl }, 'ttl'],
  ] as const) {
    const answer = await refresh(body)
    assert.equal(answer.status, 422, JSON.stringify(body))
    assert.deepEqual(Object.keys(answer.body.validationError as object), [field])
  }
})

test('only who may use the bot gets one, a revoked file has none, and credentials are asked for', async () => {
  const resourceUrl = await file()
  const { body } = await gateway.manage('POST', '/manage/v1/clients', { name: 'Otro', bots: [] })
  const { clientId, clientSecret } = body as Record<string, string>
  const authorization = `Basic ${btoa(`${clientId}:${clientSecret}`)}`
  assert.equal((await refresh({ resourceUrl, ttl: 900 }, { authorization })).status, 404, JSON.stringify(body))
  assert.equal((await refresh({ resourceUrl, ttl: 900 }, { authorization: 'Basic eDp5' })).status, 401)
  const fresh = await refreshed(resourceUrl)
  const [, , id] = new URL(resourceUrl).pathname.split('/')
  await gateway.call('POST', `/v1/bots/demo/media/${id}/revoke`)
  assert.equal(await statusOf(fresh), 410, 'a revocation ends them all')
  assert.equal((await refresh({ resourceUrl, ttl: 900 })).status, 410)
})
