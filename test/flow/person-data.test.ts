/** A person's data over HTTP: exported, erased, and the addresses of their files revoked. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { demoClient } from '../../src/app/demo.ts'
import { csvOf, phoneOf, until, upload } from '../support/campaign.ts'
import { eventually, type Gateway, person, quiet, startGateway } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver
const linkMs = 3_600_000

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway({ RECADO_MEDIA_LINK_MS: String(linkMs) }, { sandbox: { seed: 3 } })
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: receiver.url })
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const bytes = Buffer.from(`%PDF-1.4\n${'x'.repeat(2_000)}`)

async function sendsFile(): Promise<{ url: string; id: string }> {
  const file = { type: 'document', base64: bytes.toString('base64'), mimeType: 'application/pdf' }
  const wamid = await gateway.simulateInbound(file)
  const bubble = (await receiver.first(({ body }) => body.wamid === wamid)).body.bubble as { mediaUrl: string }
  return { url: bubble.mediaUrl, id: /\/media\/(\w+)\//.exec(bubble.mediaUrl)?.[1] ?? '' }
}

const authorized = (path: string) => gateway.call('GET', path)

test("a file's address ends when it is revoked, and after its time; with credentials the file stays", async () => {
  const revoked = await sendsFile()
  const retained = await sendsFile()
  assert.equal((await fetch(revoked.url)).status, 200)
  assert.equal((await gateway.call('POST', `/v1/bots/demo/media/${revoked.id}/revoke`)).status, 204)
  assert.equal((await fetch(revoked.url)).status, 410)
  assert.equal((await fetch(retained.url)).status, 200)
  assert.equal((await authorized(`/v1/bots/demo/media/${revoked.id}`)).status, 200)
  gateway.advance(linkMs)
  assert.equal((await fetch(retained.url)).status, 410)
  const answer = await fetch(`${gateway.url}/v1/bots/demo/media/${retained.id}`, {
    headers: { authorization: basic() },
  })
  assert.equal(
    createHash('sha256')
      .update(Buffer.from(await answer.arrayBuffer()))
      .digest('hex'),
    createHash('sha256').update(bytes).digest('hex'),
  )
  assert.equal((await fetch(`${gateway.url}/v1/bots/demo/media/${retained.id}`)).status, 401)
  assert.equal((await gateway.call('POST', '/v1/bots/demo/media/med_unknown/revoke')).status, 404)
})

const basic = () => `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}`

test('a person is exported and erased; afterwards nobody is found', async () => {
  await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId: person, text: 'su saldo es 12,50' })
  await gateway.control('POST', '/_sandbox/inbound', {
    from: person,
    type: 'text',
    text: 'gracias, mi cédula es 1712345678',
  })
  const { url } = await sendsFile()
  await quiet(gateway)

  const exported = await authorized(`/v1/bots/demo/users/${person}/export`)
  assert.equal(exported.status, 200)
  assert.match(exported.headers.get('content-disposition') ?? '', /attachment/)
  const text = JSON.stringify(exported.body)
  for (const word of ['su saldo es 12,50', '1712345678', '"files":[{', 'application/pdf'])
    assert.ok(text.includes(word), word)

  const path = `/v1/bots/demo/users/${person}`
  assert.equal((await gateway.call('DELETE', path)).status, 422)
  assert.equal((await gateway.call('DELETE', `${path}?erase=yes`)).status, 422)
  assert.equal((await gateway.call('DELETE', `${path}?erase=true&keep=1`)).status, 422)
  const erased = await gateway.call('DELETE', `${path}?erase=true`)
  assert.equal(erased.status, 200, JSON.stringify(erased.body))
  assert.equal(erased.body.isErased, true)
  assert.equal((await fetch(url)).status, 410)
  assert.equal((await authorized(path)).status, 404)
  assert.equal((await gateway.call('DELETE', `${path}?erase=true`)).status, 404)
  for (const { name } of gateway.rows("select name from sqlite_master where type = 'table'")) {
    const rows = JSON.stringify(gateway.rows(`select * from "${name}"`))
    for (const word of [person, 'su saldo', '1712345678']) assert.ok(!rows.includes(word), `${word} is in ${name}`)
  }
  await eventually(() => {
    const places = gateway.rows("select id from media_files where place is not null and state = 'removing'")
    return places.length >= 1
  }, 'its file is to be removed')
})

test('a row of a running campaign is canceled, and the campaign completes', async () => {
  const id = await upload(gateway, csvOf(3), { scheduledAt: new Date(gateway.now() + 3_600_000).toISOString() })
  await until(gateway, id, ({ status }) => status === 'SCHEDULED')
  await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId: phoneOf(1), text: 'hola' })
  await quiet(gateway)
  const answer = await gateway.call('DELETE', `/v1/bots/demo/users/${phoneOf(1)}?erase=true`)
  assert.equal((answer.body.erased as { campaignRows: number }).campaignRows, 1)
  gateway.advance(3_700_000)
  const { counts } = await until(gateway, id, ({ status }) => status === 'COMPLETED')
  assert.equal(counts.canceled, 1)
  assert.equal((await gateway.phone(phoneOf(1))).filter(({ body }) => body.type === 'template').length, 0)
})

test("another client's bot: 404 and 403 as everywhere, and a malformed identifier is refused", async () => {
  assert.equal((await gateway.call('DELETE', '/v1/bots/nobody/users/593987654321?erase=true')).status, 404)
  assert.equal((await gateway.call('DELETE', '/v1/bots/demo/users/12?erase=true')).status, 422)
  assert.equal((await gateway.call('GET', '/v1/bots/demo/users/593911111111/export')).status, 404)
})
