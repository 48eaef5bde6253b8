/**
 * The sandbox's media as a Cloud API client sees them: uploads in every form, limits of each type, addresses and ids
 * that expire, handles of resumable uploads, samples.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import { sampleFiles } from '../../sandbox/samples/samples.ts'
import { ana, phoneNumberId, startTestSandbox, type TestSandbox } from '../support/test-sandbox.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const mebibyte = 1024 * 1024
const bearer = { authorization: 'Bearer any' }

type Answer = { status: number; body: Record<string, unknown> & { error?: Record<string, unknown> } }

let world: TestSandbox

before(async () => {
  world = await startTestSandbox()
})
beforeEach(() => world.control('POST', '/reset'))
after(() => world?.[Symbol.asyncDispose]())

async function graph(
  method: string,
  path: string,
  body?: FormData | Uint8Array<ArrayBuffer>,
  headers = {},
): Promise<Answer> {
  const answer = await fetch(`${world.url}/v25.0/${path}`, {
    method,
    headers: { ...bearer, ...headers },
    body: body ?? null,
  })
  return { status: answer.status, body: (await answer.json()) as Answer['body'] }
}

async function sample(file: string, bytes?: number) {
  const answer = await fetch(`${world.url}/_sandbox/samples/${file}${bytes === undefined ? '' : `?bytes=${bytes}`}`)
  return {
    bytes: new Uint8Array(await answer.arrayBuffer()),
    type: answer.headers.get('content-type') ?? '',
    status: answer.status,
  }
}

/** Fields in the given order. */
function form(...fields: [string, string | Blob][]): FormData {
  const data = new FormData()
  for (const [name, value] of fields) data.append(name, value)
  return data
}

const upload = (bytes: Uint8Array<ArrayBuffer>, type: string) =>
  graph(
    'POST',
    `${phoneNumberId}/media`,
    form(['messaging_product', 'whatsapp'], ['type', type], ['file', new Blob([bytes])]),
  )

async function uploaded(): Promise<string> {
  const { bytes } = await sample('image.png')
  return String((await upload(bytes, 'image/png')).body.id)
}

describe('an upload', () => {
  const product: [string, string] = ['messaging_product', 'whatsapp']
  const file = (type: string): [string, Blob] => ['file', new Blob(['%PDF-1.4'], { type })]
  const pdf: [string, string] = ['type', 'application/pdf']

  test('takes its fields in any order, in the form or in the query, its type from the field or the part', async () => {
    const ways: [FormData, string][] = [
      [form(product, pdf, file('')), ''],
      [form(file('application/octet-stream'), pdf, product), ''],
      [form(product, file('application/pdf')), ''],
      [form(file('application/pdf')), '?messaging_product=whatsapp'],
      [form(['type', 'document'], product, file('application/pdf')), ''],
    ]
    for (const [data, query] of ways) {
      const { status, body } = await graph('POST', `${phoneNumberId}/media${query}`, data)
      assert.equal(status, 200, JSON.stringify(body))
      assert.equal((await graph('GET', String(body.id))).body.mime_type, 'application/pdf')
    }
  })

  test('is refused without a product, a file or a type that WhatsApp accepts', async () => {
    const wrong: [FormData, RegExp][] = [
      [form(pdf, file('')), /messaging_product is required/],
      [form(['messaging_product', 'telegram'], pdf, file('')), /must be one of \{WHATSAPP\}/],
      [form(product, pdf), /file is required/],
      [form(product, file('application/zip')), /one of the following types: audio\/aac.*'application\/zip'/],
    ]
    for (const [data, message] of wrong) {
      const { status, body } = await graph('POST', `${phoneNumberId}/media`, data)
      assert.equal(status, 400)
      assert.equal(body.error?.code, 100)
      assert.match(String(body.error?.message), message)
    }
    assert.equal((await graph('POST', '42/media', form(product, pdf, file('')))).body.error?.error_subcode, 33)
  })

  const limits: [string, string, number][] = [
    ['image.jpg', 'image/jpeg', 5 * mebibyte],
    ['sticker.webp', 'image/webp', 100 * 1024],
    ['animated.webp', 'image/webp', 500 * 1024],
    ['audio.mp3', 'audio/mpeg', 16 * mebibyte],
    ['video.3gp', 'video/3gpp', 16 * mebibyte],
  ]
  for (const [name, type, limit] of limits) {
    test(`${name} is accepted at ${limit} bytes and refused with one more`, async () => {
      // Whole, so that only the size can be wrong.
      const fits = await upload((await sample(name, limit)).bytes, type)
      assert.equal(fits.status, 200, JSON.stringify(fits.body))
      assert.equal((await graph('GET', String(fits.body.id))).body.file_size, limit)
      const { status, body } = await upload((await sample(name, limit + 1)).bytes, type)
      assert.deepEqual([status, body.error?.code], [400, 100])
      await graph('DELETE', String(fits.body.id))
    })
  }

  test("of a document may have 100 MB, far beyond a message's maximum", async () => {
    const bytes = new Uint8Array(100 * mebibyte + 1)
    const fits = await upload(bytes.subarray(1), 'text/plain')
    assert.equal(fits.status, 200, JSON.stringify(fits.body))
    const { status, body } = await upload(bytes, 'text/plain')
    assert.deepEqual([status, body.error?.code], [400, 100])
  })
})

describe('a medium', () => {
  test('is described, downloaded whole with a token, and deleted', async () => {
    const { bytes } = await sample('image.png')
    const id = await uploaded()
    const { body } = await graph('GET', `${id}?phone_number_id=${phoneNumberId}`)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const { url, ...rest } = body
    assert.deepEqual(rest, {
      messaging_product: 'whatsapp',
      mime_type: 'image/png',
      sha256,
      file_size: bytes.length,
      id,
    })
    const file = await fetch(String(url), { headers: bearer })
    assert.deepEqual(new Uint8Array(await file.arrayBuffer()), bytes)
    assert.equal((await fetch(String(url))).status, 401)
    assert.deepEqual((await graph('DELETE', id)).body, { success: true })
    assert.deepEqual(
      [(await graph('GET', id)).status, (await fetch(String(url), { headers: bearer })).status],
      [400, 404],
    )
  })

  test('does not belong to another number', async () => {
    const id = await uploaded()
    for (const method of ['GET', 'DELETE'])
      assert.equal((await graph(method, `${id}?phone_number_id=42`)).body.error?.error_subcode, 33)
    assert.equal((await graph('GET', id)).status, 200)
  })

  test('has an address for five minutes, and an altered address lasts no longer', async () => {
    const { url } = (await graph('GET', await uploaded())).body
    const status = async (address: string) => (await fetch(address, { headers: bearer })).status
    await world.control('POST', '/clock', { advanceMs: 4 * minuteMs })
    assert.equal(await status(String(url)), 200)
    assert.equal(await status(String(url).replace(/ext=\d+/, 'ext=9999999999')), 404)
    await world.control('POST', '/clock', { advanceMs: 2 * minuteMs })
    assert.equal(await status(String(url)), 404)
  })

  test('is deleted 30 days after its upload, and 7 after a webhook', async () => {
    const own = await uploaded()
    await world.control('POST', '/inbound', { from: ana, type: 'image' })
    const [entry] = await world.shown(ana)
    const received = String((entry?.wire.image as { id: string }).id)
    const statuses = async () => [(await graph('GET', own)).status, (await graph('GET', received)).status]
    await world.control('POST', '/clock', { advanceMs: 7 * dayMs - minuteMs })
    assert.deepEqual(await statuses(), [200, 200])
    await world.control('POST', '/clock', { advanceMs: 2 * minuteMs })
    assert.deepEqual(await statuses(), [200, 400])
    await world.control('POST', '/clock', { advanceMs: 23 * dayMs })
    assert.deepEqual(await statuses(), [400, 400])
  })
})

describe('a resumable upload', () => {
  const open = (query: string) => graph('POST', `400000000000001/uploads?${query}`)
  const piece = (id: string, offset: number, bytes: Uint8Array<ArrayBuffer>) =>
    graph('POST', id, bytes, { authorization: 'OAuth any', file_offset: String(offset) })

  test('is opened, sent piece by piece, queried for its progress, and answered with a handle', async () => {
    const { bytes } = await sample('image.png')
    const id = String((await open(`file_name=a.png&file_type=image/png&file_length=${bytes.length}`)).body.id)
    assert.match(id, /^upload:/)
    assert.deepEqual((await piece(id, 0, bytes.slice(0, 100))).body, { id, file_offset: 100 })
    assert.deepEqual((await graph('GET', id)).body, { id, file_offset: 100 })
    assert.equal((await piece(id, 7, bytes.slice(7))).status, 400)
    assert.match(String((await piece(id, 100, bytes.slice(100))).body.h), /^4::/)
    assert.equal((await graph('GET', id)).status, 400)
  })

  test('is refused for types and lengths that no header has', async () => {
    for (const query of [
      'file_type=image/png',
      'file_length=9',
      'file_type=audio/mpeg&file_length=9',
      'file_type=image/png&file_length=0',
      `file_type=image/png&file_length=${101 * mebibyte}`,
    ])
      assert.deepEqual([(await open(query)).status, (await open(query)).body.error?.code], [400, 100], query)
  })
})

describe('samples', () => {
  /** The bytes at the place in hexadecimal; a zip where none are given. */
  const openings: Record<string, [at: number, hex: string]> = {
    'image/png': [0, '89504e470d0a'],
    'image/jpeg': [0, 'ffd8ff'],
    'image/webp': [8, Buffer.from('WEBPVP8').toString('hex')],
    'audio/ogg': [0, Buffer.from('OggS').toString('hex')],
    'audio/aac': [0, 'fff1'],
    'audio/mp4': [4, Buffer.from('ftypM4A ').toString('hex')],
    'audio/mpeg': [0, 'fffb'],
    'audio/amr': [0, Buffer.from('#!AMR\n').toString('hex')],
    'video/mp4': [4, Buffer.from('ftypmp42').toString('hex')],
    'video/3gpp': [4, Buffer.from('ftyp3gp6').toString('hex')],
    'application/pdf': [0, Buffer.from('%PDF-').toString('hex')],
    'text/plain': [0, Buffer.from('Recado').toString('hex')],
    'application/msword': [0, 'd0cf11e0'],
    'application/vnd.ms-excel': [0, 'd0cf11e0'],
    'application/vnd.ms-powerpoint': [0, 'd0cf11e0'],
  }

  for (const file of sampleFiles) {
    test(`${file} is what its name says, and is accepted by the upload`, async () => {
      const { bytes, type } = await sample(file)
      const [at, hex] = openings[type.split(';')[0] ?? ''] ?? [0, '504b0304']
      assert.equal(Buffer.from(bytes).toString('hex', at, at + hex.length / 2), hex)
      assert.ok(bytes.length < 20_000)
      assert.equal((await upload(bytes, type)).status, 200)
    })
  }

  test('come in any requested size', async () => {
    for (const bytes of [1, 100, 70_000]) assert.equal((await sample('document.pdf', bytes)).bytes.length, bytes)
    for (const bytes of ['0', '-1', 'x', '999999999'])
      assert.equal((await fetch(`${world.url}/_sandbox/samples/image.png?bytes=${bytes}`)).status, 404)
    assert.equal((await sample('image.gif')).status, 404)
  })
})
