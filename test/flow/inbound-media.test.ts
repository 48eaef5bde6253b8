/**
 * Files that people send: fetched from Meta at once and offered to webhooks under a permanent address of ours, which
 * works from the first moment and reveals nothing to guessing.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, startGateway } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway({}, { sandbox: { seed: 8 } })
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: receiver.url })
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const bytes = Buffer.from(`%PDF-1.4\n${'ñ'.repeat(50_000)}`)

/** The file's bubble in the webhook. */
async function sendAndWait(body: Record<string, unknown>): Promise<Record<string, unknown>> {
  const wamid = await gateway.simulateInbound(body)
  return (await receiver.first((one) => one.body.wamid === wamid)).body.bubble as Record<string, unknown>
}

const document = {
  type: 'document',
  base64: bytes.toString('base64'),
  mimeType: 'application/pdf',
  filename: 'fáctura "1".pdf',
}

test('the address in the webhook answers the very bytes, at once and again', async () => {
  const bubble = await sendAndWait(document)
  assert.match(String(bubble.mediaUrl), new RegExp(`^${gateway.url}/media/med_`))
  assert.equal(bubble.mediaSize, bytes.length)
  for (let times = 0; times < 2; times++) {
    const answer = await fetch(String(bubble.mediaUrl))
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-type'), 'application/pdf')
    assert.equal(answer.headers.get('content-length'), String(bytes.length))
    assert.match(
      answer.headers.get('content-disposition') ?? '',
      /^attachment; .*filename\*=UTF-8''f%C3%A1ctura%20%221%22\.pdf$/,
    )
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    assert.match(answer.headers.get('content-security-policy') ?? '', /sandbox/)
    const read = Buffer.from(await answer.arrayBuffer())
    assert.equal(createHash('sha256').update(read).digest('base64'), bubble.sha256)
    assert.deepEqual(read, bytes)
  }
})

test('a changed address returns nothing', async () => {
  const url = new URL(String((await sendAndWait(document)).mediaUrl))
  const [, , id, signature = ''] = url.pathname.split('/')
  const other = String((await sendAndWait(document)).mediaUrl).split('/')[4]
  for (const path of [
    `/media/${id}/${signature.replace(/^./, (c) => (c === '0' ? '1' : '0'))}`,
    `/media/${id}/${signature.slice(1)}`,
    `/media/${other}/${signature}`,
    `/media/${id}/`,
    '/media/med_00000000000000000000000000/x',
  ]) {
    assert.equal((await fetch(gateway.url + path)).status, 404, path)
  }
})

test('after retention the address answers 410, and the file is deleted from the disk', async () => {
  const { mediaUrl } = await sendAndWait({ type: 'image' })
  assert.equal((await fetch(String(mediaUrl))).status, 200)
  assert.ok((await gateway.app.store.retireMedia(gateway.now() + 1, 500, gateway.now())) > 0)
  const answer = await fetch(String(mediaUrl), { headers: { 'accept-language': 'es' } })
  const body = (await answer.json()) as { error: { key: string }; message: string[] }
  assert.deepEqual(
    [answer.status, body.error.key, body.message],
    [410, 'MEDIA_GONE', ['El archivo ya no está disponible.']],
  )
})

test('a file that Meta does not return at first is fetched again until it does', async () => {
  await gateway.control('PUT', '/_sandbox/rules', { mediaAuth: true })
  const bubble = await sendAndWait({ type: 'sticker' })
  await eventually(async () => (await fetch(String(bubble.mediaUrl))).status === 200, 'the sticker is there')
  const [row] = gateway.rows('select * from media_files where meta_id = ?', String(bubble.mediaId))
  assert.deepEqual([row?.state, row?.mime_type, row?.due_at], ['kept', 'image/webp', null])
})
