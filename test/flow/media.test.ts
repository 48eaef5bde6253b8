/**
 * Probing media before a message is due: unusable files fail with their key and never reach WhatsApp, usable ones are
 * sent, and the order of the pair holds while a slow file is probed. The files are on a server of this machine.
 */
import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, idsOf, startGateway } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver
let files: string
/** Answers that the test holds back, by path. */
const waiting = new Map<string, ServerResponse>()

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(5_000)])

const server = createServer((request, response) => {
  const path = request.url ?? ''
  const file = (type: string, bytes: Buffer, length = bytes.length) => {
    response.writeHead(200, { 'content-type': type, 'content-length': length })
    response.end(request.method === 'HEAD' ? undefined : bytes)
  }
  if (path.startsWith('/slow')) return void waiting.set(path, response)
  if (path.startsWith('/good')) return file('image/png', png)
  if (path.startsWith('/page')) return file('text/html', Buffer.from('<!doctype html><p>log in'))
  if (path.startsWith('/gif')) return file('image/gif', Buffer.from('GIF89a'))
  if (path.startsWith('/large')) return file('image/png', png, 5 * 1_048_576 + 1)
  if (path.startsWith('/moved')) return response.writeHead(302, { location: '/good.png' }).end()
  if (path.startsWith('/inside')) return response.writeHead(302, { location: 'http://10.0.0.1/good.png' }).end()
  response.writeHead(404).end('not here')
})

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  files = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  receiver = await startReceiver()
  gateway = await startGateway({}, { sandbox: { rules: { window: false } } })
  const webhooks = [{ url: receiver.url, events: ['delivered_channel', 'failed'] }]
  await gateway.call('POST', '/v1/bots/demo/events/webhook', { webhooks })
  const changed = await gateway.manage('PATCH', '/manage/v1/bots/demo', { mediaProbe: true })
  assert.equal(changed.body.mediaProbe, true)
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
  server.closeAllConnections()
  server.close()
})

async function send(userId: string, content: Record<string, unknown>): Promise<string> {
  const [id = ''] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', { userId, ...content }))
  return id
}

const image = (userId: string, path: string) => send(userId, { type: 'image', mediaUrl: files + path })

async function eventOf(id: string, event: string): Promise<Record<string, unknown>> {
  return (await receiver.first(({ body }) => body.messageId === id && body.event === event)).body
}

const refused: [string, string, RegExp][] = [
  ['/large.png', 'MEDIA_TOO_LARGE', /5\.1 MB.*at most 5 MB/],
  ['/gif.png', 'UNSUPPORTED_MEDIA_TYPE', /image\/gif.*image\/jpeg, image\/png/],
  ['/page.png', 'UNSUPPORTED_MEDIA_TYPE', /text\/html/],
  ['/missing.png', 'INVALID_MEDIA_URL', /404/],
  ['/inside.png', 'INVALID_MEDIA_URL', /not allowed/],
]

for (const [index, [path, key, reason]] of refused.entries()) {
  test(`${path}: failed with ${key}, and never on the phone`, async () => {
    const userId = `59392100000${index}`
    const id = await image(userId, path)
    const { error, sentStatus } = await eventOf(id, 'failed')
    assert.equal((error as { key: string }).key, key)
    assert.match((error as { message: string }).message, reason)
    assert.equal(sentStatus, 'FAILED')
    const { body } = await gateway.call('GET', `/v1/bots/demo/messages/${id}`)
    assert.deepEqual([body.state, body.attempts, (body.error as { key: string }).key], ['failed', [], key])
    await eventOf(await send(userId, { type: 'text', text: 'sigue' }), 'delivered_channel')
    assert.deepEqual(
      (await gateway.phone(userId)).map((message) => message.body.type),
      ['text'],
    )
  })
}

test('a file that passes is sent, by a redirect too', async () => {
  for (const path of ['/good.png', '/moved.png']) await eventOf(await image('593922000001', path), 'delivered_channel')
  const links = (await gateway.phone('593922000001')).map(({ body }) => (body.image as { link: string }).link)
  assert.deepEqual(links, [`${files}/good.png`, `${files}/moved.png`])
})

test('promise 3: the order of the pair holds while a file is probed, and other pairs overtake it', async () => {
  const userId = '593923000001'
  await image(userId, '/good.png?1')
  await image(userId, '/slow.png')
  const last = await send(userId, { type: 'text', text: 'última' })
  await eventOf(await send('593923000002', { type: 'text', text: 'otra persona' }), 'delivered_channel')
  const asked = await eventually(() => waiting.get('/slow.png'), 'the slow file is asked for')
  assert.equal((await gateway.phone(userId)).length, 1)
  asked.writeHead(200, { 'content-type': 'image/png', 'content-length': '5008' }).end()
  await eventOf(last, 'delivered_channel')
  const shown = (await gateway.phone(userId)).map(
    ({ body }) => (body.image as { link: string } | undefined)?.link ?? 'text',
  )
  assert.deepEqual(shown, [`${files}/good.png?1`, `${files}/slow.png`, 'text'])
})

test('a template with an unusable picture fails too', async () => {
  const body = { elementName: 'demo_image', parameters: ['a', 'b'], type: 'image', mediaUrl: `${files}/missing.png` }
  const [id = ''] = idsOf(
    await gateway.call('POST', '/v2/whatsapp/demo/hsm', { ...body, destinations: ['593924000001'] }),
  )
  assert.equal(((await eventOf(id, 'failed')).error as { key: string }).key, 'INVALID_MEDIA_URL')
})

test('an address that cannot be media is refused', async () => {
  const port = new URL(files).port
  for (const mediaUrl of [
    'http://cdn.ejemplo.com/a.png',
    'https://10.0.0.1/a.png',
    'https://cdn.ejemplo.com/a.exe',
    'ftp://x.com/a.png',
    `http://127.0.0.1.nip.io:${port}/a.png`,
  ]) {
    const answer = await gateway.call('POST', '/v1/bots/demo/messages', {
      type: 'image',
      userId: '593925000001',
      mediaUrl,
    })
    assert.equal(answer.status, 422, mediaUrl)
    assert.ok((answer.body.validationError as Record<string, unknown>).mediaUrl, mediaUrl)
  }
})

test('a bot that has switched probing off sends without it', async () => {
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { mediaProbe: false })
  await eventOf(await image('593926000001', '/missing.png'), 'delivered_channel')
  assert.equal((await gateway.phone('593926000001')).length, 1)
})
