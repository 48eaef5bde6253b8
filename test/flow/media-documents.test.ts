/**
 * Files as their hosts serve them, with the sandbox's two lists on: a document has its name on every route, by link and
 * by id; a file whose declared type is not on Meta's list for links is sent by the id of an upload under its true type;
 * a file that WhatsApp cannot play is refused.
 */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { sampleNamed } from '../../sandbox/samples/samples.ts'
import { demoClient } from '../../src/app/demo.ts'
import { type Answer, eventually, type Gateway, idsOf, startGateway } from '../support/gateway.ts'

let gateway: Gateway
let files: string
let asked: string[] = []

const bytesOf = (name: string) => sampleNamed(name)?.bytes ?? assert.fail(name)
const octets = 'application/octet-stream'
const vorbis = Buffer.concat([
  Buffer.from('OggS\0\x02'),
  Buffer.alloc(22),
  Buffer.from('\x01\x1e\x01vorbis'),
  Buffer.alloc(900),
])

/**
 * `?as=` is the declared type, the path's first part the served kind, `?name=` its Content-Disposition, `?hops=` its
 * redirects.
 */
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://files')
  const hops = Number(url.searchParams.get('hops') ?? 0)
  asked.push(url.pathname)
  if (hops > 0) {
    url.searchParams.set('hops', String(hops - 1))
    return void response.writeHead(302, { location: url.pathname + url.search }).end()
  }
  const [, name = ''] = url.pathname.split('/')
  const bytes = name === 'vorbis' ? vorbis : name === 'page' ? Buffer.from('<!doctype html><p>log in') : bytesOf(name)
  const type = url.searchParams.get('as') ?? sampleNamed(name)?.mimeType
  const called = url.searchParams.get('name')
  if (type !== undefined && type !== 'none') response.setHeader('content-type', type)
  if (called !== null)
    response.setHeader('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(called)}`)
  response.setHeader('etag', `"${name}"`)
  if (request.headers['if-none-match'] === `"${name}"`) return void response.writeHead(304).end()
  response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
})

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  files = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const rules = { window: false, pairRate: false }
  gateway = await startGateway({}, { sandbox: { rules, statusDelayMs: { sent: 0, delivered: 0, read: 0 } } })
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { mediaProbe: true })
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  server.closeAllConnections()
  server.close()
})

let used = 0
const somebody = () => `59395${String(1_000_000 + used++)}`

type Door = (userId: string, file: { mediaUrl: string; filename?: string }) => Promise<Answer>

async function sendFile(userId: string, file: { mediaUrl: string; filename?: string }): Promise<Answer> {
  const form = new FormData()
  form.append('file', new Blob([`phone,nombre\r\n${userId},Ana`]), 'clientes.csv')
  const fields = { campaignName: 'Mayo', elementName: 'demo_document', botId: 'demo', type: 'document', ...file }
  for (const [key, value] of Object.entries(fields)) form.append(key, value)
  const authorization = `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}`
  const answer = await fetch(`${gateway.url}/v1/hsm/file`, { method: 'POST', headers: { authorization }, body: form })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] }
}

const doors: Record<string, Door> = {
  messages: (userId, file) => gateway.call('POST', '/v1/bots/demo/messages', { type: 'file', userId, ...file }),
  room: (userId, file) =>
    gateway.call('POST', `/v1/rooms/G:demo:${userId}/message`, {
      senderId: 'a',
      messages: [{ type: 'file', ...file }],
    }),
  hsm: (userId, file) =>
    gateway.call('POST', '/v2/whatsapp/demo/hsm', {
      elementName: 'demo_document',
      type: 'document',
      destinations: [userId],
      parameters: ['Ana'],
      ...file,
    }),
  campaign: sendFile,
}

/** The document in the request, and as the phone shows it. */
async function documentOf(userId: string): Promise<{ sent: Record<string, unknown>; shown: string }> {
  const [message] = await gateway.phoneUntil((all) => all.length > 0, userId)
  const texts = JSON.stringify(message?.rendered)
  const sent = JSON.parse(/"document":(\{[^{}]*\})/.exec(JSON.stringify(message?.body))?.[1] ?? '{}')
  return { sent, shown: /"filename":"([^"]*)"/.exec(texts)?.[1] ?? '' }
}

/** The address, the caller's name, and the name that people see. */
const names: [string, string | undefined, string][] = [
  ['/document.pdf/Factura%20N%C2%BA%207.pdf', undefined, 'Factura Nº 7.pdf'],
  ['/document.pdf/x.pdf', 'Contrato.pdf', 'Contrato.pdf'],
  ['/document.pdf/x.pdf', 'Contrato', 'Contrato.pdf'],
  ['/document.pdf/download.php?id=7', undefined, 'download.pdf'],
  ['/document.pdf/7', undefined, '7.pdf'],
  ['/document.pdf/x?name=Estado de cuenta.pdf', undefined, 'Estado de cuenta.pdf'],
  ['/document.pdf/x?name=Estado de cuenta', undefined, 'Estado de cuenta.pdf'],
  ['/document.xlsx/x?as=application/zip&name=Precios', undefined, 'Precios.xlsx'],
]

for (const [door, send] of Object.entries(doors)) {
  test(`${door}: a document has its name, by link and by id`, async () => {
    for (const [path, filename, expected] of names) {
      const userId = somebody()
      const mediaUrl = encodeURI(files + decodeURI(path)).replace('%C2%BA', '%C2%BA')
      const answer = await send(userId, { mediaUrl, ...(filename ? { filename } : {}) })
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      const { sent, shown } = await documentOf(userId)
      assert.deepEqual([sent.filename, shown], [expected, expected], path)
    }
  })
}

test('a document that is sent by id, from the third use on, keeps its name', async () => {
  const mediaUrl = `${files}/document.pdf/Lista%20de%20precios.pdf`
  const destinations = Array.from({ length: 9 }, somebody)
  // Slowly, so that the upload that the second starts is there for the last.
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { messagesPerSecond: 4 })
  const body = { elementName: 'demo_document', type: 'document', parameters: ['Ana'], destinations, mediaUrl }
  assert.equal((await gateway.call('POST', '/v2/whatsapp/demo/hsm', body)).status, 200)
  const sent = await Promise.all(destinations.map(async (userId) => (await documentOf(userId)).sent))
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { messagesPerSecond: 80 })
  assert.deepEqual(new Set(sent.map(({ filename }) => filename)), new Set(['Lista de precios.pdf']))
  assert.equal(sent.filter(({ link }) => link !== undefined).length >= 2, true)
  assert.equal(sent.at(-1)?.link, undefined)
})

/** The message, after Meta's last status. */
function endOf(id: string): Promise<Answer['body']> {
  return eventually(async () => {
    const { body } = await gateway.call('GET', `/v1/bots/demo/messages/${id}`)
    return body.state === 'read' || body.state === 'failed' ? body : undefined
  }, 'the message has its end')
}

/** The requested kind, the real one, the declared type, and whether it is sent by id. */
const served: [string, string, string, boolean][] = [
  ['image', 'image.png', octets, true],
  ['image', 'image.jpg', 'image/jpg', true],
  ['image', 'image.jpg', 'none', true],
  ['image', 'image.jpg', 'image/jpeg', false],
  ['audio', 'audio.mp3', 'audio/mp3', true],
  ['audio', 'audio.m4a', 'audio/x-m4a', true],
  ['audio', 'audio.ogg', 'application/ogg', true],
  ['audio', 'audio.ogg', 'audio/opus', true],
  ['audio', 'audio.ogg', 'audio/ogg; codecs=opus', false],
  ['video', 'video.3gp', 'video/3gp', true],
  ['video', 'video.mp4', 'binary/octet-stream', true],
  ['sticker', 'sticker.webp', octets, true],
  ['file', 'document.pdf', octets, true],
  ['file', 'document.docx', 'application/zip', true],
  ['file', 'document.txt', 'text/csv', true],
]

for (const [type, name, said, goesById] of served) {
  test(`${name} that the host calls ${said}: delivered, by ${goesById ? 'id' : 'link'}`, async () => {
    const userId = somebody()
    const mediaUrl = `${files}/${name}/f?as=${encodeURIComponent(said)}`
    const [id = ''] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', { type, userId, mediaUrl }))
    const state = await endOf(id)
    assert.equal(state.state, 'read', JSON.stringify(state.error))
    const [message] = await gateway.phone(userId)
    const sent = (message?.body[type === 'file' ? 'document' : type] ?? {}) as { id?: string; link?: string }
    assert.deepEqual([sent.id !== undefined, sent.link !== undefined], [goesById, !goesById])
  })
}

test('ten thousand sends of one file would be one upload: concurrent ones share it', async () => {
  asked = []
  const uploads = gateway.rows('select * from media_uploads').length
  const mediaUrl = `${files}/image.png/shared?as=${octets}`
  const destinations = Array.from({ length: 20 }, somebody)
  const body = { elementName: 'demo_image', type: 'image', parameters: ['a', 'b'], destinations, mediaUrl }
  assert.equal((await gateway.call('POST', '/v2/whatsapp/demo/hsm', body)).status, 200)
  for (const userId of destinations) await gateway.phoneUntil((all) => all.length === 1, userId)
  assert.equal(gateway.rows('select * from media_uploads').length, uploads + 1)
  assert.ok(asked.length <= 3, `${asked.length} requests`)
})

const refused: [string, string, string, RegExp][] = [
  ['audio', '/vorbis/a.ogg?as=audio/ogg', 'UNSUPPORTED_MEDIA_TYPE', /Ogg with Vorbis .*only Ogg with Opus/],
  ['image', '/page/a.jpg?as=image/jpeg', 'UNSUPPORTED_MEDIA_TYPE', /web page .*instead of the image/],
  ['image', '/image.png/a?hops=11', 'INVALID_MEDIA_URL', /more than 10 times/],
]

for (const [type, path, key, reason] of refused) {
  test(`${path}: failed with ${key}`, async () => {
    const userId = somebody()
    const [id = ''] = idsOf(
      await gateway.call('POST', '/v1/bots/demo/messages', { type, userId, mediaUrl: files + path }),
    )
    const { error } = await endOf(id)
    assert.equal((error as { key: string }).key, key)
    assert.match((error as { message: string }).message, reason)
    assert.deepEqual(await gateway.phone(userId), [])
  })
}

test('ten redirects are followed, by the probe, the upload and WhatsApp', async () => {
  for (const said of ['image/png', octets]) {
    const userId = somebody()
    const mediaUrl = `${files}/image.png/a?hops=10&as=${said}`
    const [id = ''] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', { type: 'image', userId, mediaUrl }))
    assert.equal((await endOf(id)).state, 'read')
  }
})

test('a document without a name is shown as Untitled', async () => {
  const userId = somebody()
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { mediaProbe: false })
  await doors.messages?.(userId, { mediaUrl: `${files}/document.pdf/` })
  const { sent, shown } = await documentOf(userId)
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { mediaProbe: true })
  assert.deepEqual([sent.filename, shown], [undefined, 'Untitled'])
})
