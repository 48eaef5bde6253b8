/**
 * One picture for many: from the second use on it is uploaded once and sent by id; an id that Meta refuses costs
 * nothing but another attempt.
 */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway

before(async () => {
  gateway = await startGateway({}, { sandbox: { seed: 3, rules: { window: false } } })
})

after(() => gateway?.[Symbol.asyncDispose]())

/** The picture in the request: by address or by id. */
async function sendPicture(userId: string): Promise<Record<string, unknown>> {
  const mediaUrl = `${gateway.sandboxUrl}/_sandbox/samples/image.png`
  const answer = await gateway.call('POST', '/v1/bots/demo/messages', {
    type: 'image',
    userId,
    mediaUrl,
    text: 'Oferta',
  })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  const [message] = await gateway.phoneUntil((messages) => messages.length > 0, userId)
  const { image } = (message?.body ?? {}) as { image: Record<string, unknown> }
  assert.equal(image.caption, 'Oferta')
  return image
}

const uploads = () => gateway.rows('select * from media_uploads')

test('the first is sent by address, later ones by the id of one upload', async () => {
  assert.match(String((await sendPicture('593950000001')).link), /^http/)
  await sendPicture('593950000002')
  const [upload] = await eventually(() => (uploads().length > 0 ? uploads() : undefined), 'the upload is known')
  for (const userId of ['593950000003', '593950000004']) {
    assert.deepEqual(await sendPicture(userId), { id: upload?.media_id, caption: 'Oferta' })
  }
  assert.equal(uploads().length, 1)
})

test('an id that Meta no longer knows: the message is sent again by address', async () => {
  const [upload] = uploads()
  const removed = await fetch(`${gateway.sandboxUrl}/v25.0/${upload?.media_id}`, {
    method: 'DELETE',
    headers: { authorization: 'Bearer any' },
  })
  assert.equal(removed.status, 200)
  assert.match(String((await sendPicture('593950000005')).link), /^http/)
  await eventually(() => uploads().length === 0, 'the id is forgotten')
})

test('the statement at a constant address reaches only the person it was made for', async () => {
  let statement = { etag: '"ana"', body: '%PDF-1.4 for Ana' }
  const server = createServer(({ headers }, response) => {
    const { etag, body } = statement
    const isSame = headers['if-none-match'] === etag
    const type = { 'content-type': 'application/pdf', etag, 'cache-control': 'public, max-age=86400' }
    response.writeHead(isSame ? 304 : 200, type).end(isSame ? undefined : body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const mediaUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/statement.pdf`
    const send = async (userId: string): Promise<Record<string, unknown>> => {
      const body = { type: 'file', userId, mediaUrl, filename: 'estado.pdf' }
      const answer = await gateway.call('POST', '/v1/bots/demo/messages', body)
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      const [message] = await gateway.phoneUntil((messages) => messages.length > 0, userId)
      return (message?.body as { document: Record<string, unknown> }).document
    }
    const anas = () => gateway.rows(`select * from media_uploads where url = '${mediaUrl}'`)
    await send('593950000011')
    await send('593950000012')
    const [first] = await eventually(() => (anas().length > 0 ? anas() : undefined), 'the first statement is uploaded')
    statement = { etag: '"luis"', body: '%PDF-1.4 for Luis' }
    gateway.advance(1)
    assert.equal((await send('593950000013')).link, mediaUrl, 'nobody was asked since it was accepted')
    await eventually(() => anas().length > 0 && anas()[0]?.media_id !== first?.media_id, 'its owner was asked')
    gateway.advance(1)
    for (const userId of ['593950000014', '593950000015']) assert.notEqual((await send(userId)).id, first?.media_id)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
