/**
 * @kapso/whatsapp-cloud-api, unmodified: media uploaded, described, downloaded, sent and deleted, and the client's own
 * fetches.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { GraphApiError, WhatsAppClient } from '@kapso/whatsapp-cloud-api'
import { ana, phoneNumberId, sample, startTestSandbox, type TestSandbox } from '../support/test-sandbox.ts'
import { makeWatch } from './surface.ts'

let world: TestSandbox
let client: WhatsAppClient
let media: WhatsAppClient['media']
const watch = makeWatch()

before(async () => {
  world = await startTestSandbox()
  client = new WhatsAppClient({ accessToken: 'any', baseUrl: world.url })
  media = watch.watch(client.media)
})

after(() => world?.[Symbol.asyncDispose]())

/** The sandbox's file, its kind, its type. */
const files: [string, 'image' | 'audio' | 'video' | 'document' | 'sticker', string][] = [
  ['image.png', 'image', 'image/png'],
  ['audio.ogg', 'audio', 'audio/ogg'],
  ['video.mp4', 'video', 'video/mp4'],
  ['document.pdf', 'document', 'application/pdf'],
  ['sticker.webp', 'sticker', 'image/webp'],
]

describe('@kapso/whatsapp-cloud-api: media', () => {
  for (const [file, kind, type] of files) {
    test(`${kind}: uploaded, described, downloaded, sent by id, deleted`, async () => {
      const bytes = await sample(world, file)
      const { id } = await media.upload({ phoneNumberId, type, file: new Blob([bytes]), fileName: file })
      const described = await media.get({ mediaId: id, phoneNumberId })
      assert.equal(described.messagingProduct, 'whatsapp')
      assert.deepEqual([described.id, described.mimeType, Number(described.fileSize)], [id, type, bytes.length])
      assert.equal(described.sha256, createHash('sha256').update(bytes).digest('hex'))
      const loaded = await media.download({ mediaId: id, auth: 'always' })
      assert.deepEqual(new Uint8Array(loaded as ArrayBuffer), bytes)
      const answer = await client.messages.sendRaw({
        phoneNumberId,
        payload: { messagingProduct: 'whatsapp', to: ana, type: kind, [kind]: { id } },
      })
      assert.partialDeepStrictEqual((await world.message(answer.messages[0]?.id)).rendered, { media: { kind, id } })
      assert.deepEqual(await media.delete({ mediaId: id, phoneNumberId }), { success: true })
      await assert.rejects(media.get({ mediaId: id }), (error) => {
        assert.ok(error instanceof GraphApiError)
        return error.code === 100 && error.errorSubcode === 33
      })
    })
  }

  test('bytes in every form that it accepts', async () => {
    const bytes = await sample(world, 'image.png')
    const forms = [bytes, Buffer.from(bytes), bytes.buffer, new Blob([bytes]), new File([bytes], 'a.png')]
    for (const file of forms) {
      const { id } = await media.upload({ phoneNumberId, type: 'image/png', file })
      const loaded = (await media.download({ mediaId: id, as: 'blob', auth: 'always' })) as Blob
      assert.deepEqual(new Uint8Array(await loaded.arrayBuffer()), bytes)
    }
  })

  test("a person's file is downloaded the same way", async () => {
    const base64 = Buffer.from('unos bytes').toString('base64')
    const sent = { from: ana, type: 'document', base64, mimeType: 'text/plain', filename: 'nota.txt' }
    const { wamid } = await world.control('POST', '/inbound', sent)
    const { document } = (await world.message(String(wamid))).wire as { document: { id: string } }
    const answer = (await media.download({ mediaId: document.id, as: 'response', auth: 'always' })) as Response
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/)
    assert.equal(await answer.text(), 'unos bytes')
  })

  test('it sends no token to hosts that are not its own: refused by default, accepted with the rule off', async () => {
    const bytes = await sample(world, 'image.png')
    const { id } = await media.upload({ phoneNumberId, type: 'image/png', file: bytes })
    const refused = (await media.download({ mediaId: id, as: 'response' })) as Response
    assert.equal(refused.status, 401)
    await world.control('PUT', '/rules', { mediaAuth: false })
    const loaded = (await media.download({ mediaId: id })) as ArrayBuffer
    await world.control('PUT', '/rules', { mediaAuth: true })
    assert.deepEqual(new Uint8Array(loaded), bytes)
  })

  test('the address lives five minutes', async () => {
    const { id } = await media.upload({ phoneNumberId, type: 'image/png', file: await sample(world, 'image.png') })
    const { url } = await media.get({ mediaId: id })
    assert.equal((await client.fetch(url)).status, 200)
    await world.control('POST', '/clock', { advanceMs: 301_000 })
    assert.equal((await client.fetch(url)).status, 404)
  })

  test('a type that WhatsApp does not accept, and a file too large for its kind, are refused', async () => {
    const png = { phoneNumberId, type: 'image/png', file: new Uint8Array(5 * 1024 * 1024 + 1) }
    const exe = { phoneNumberId, type: 'x/y', file: new Uint8Array(10) }
    for (const upload of [png, exe])
      await assert.rejects(media.upload(upload), (error) => error instanceof GraphApiError && error.code === 100)
  })

  test('its raw methods: request, fetch with the token, fetch without', async () => {
    const door = watch.watch(client, 'client.')
    const answer = await door.request('GET', phoneNumberId, { query: { fields: 'id' }, responseType: 'json' })
    assert.deepEqual(answer, { id: phoneNumberId })
    const url = `${world.url}/v25.0/${phoneNumberId}`
    assert.equal((await door.fetch(url)).status, 200)
    assert.equal((await door.rawFetch(url)).status, 401)
    assert.equal((await door.rawFetch(`${url}?access_token=any`)).status, 200)
    assert.equal(door.isKapsoProxy(), false)
    const excused = {
      'client.buildHeaders': 'internal: used by each request',
      'client.buildUrl': 'internal: used by each request',
      'client.fetchImpl': 'the fetch that the program gives it',
    }
    assert.deepEqual(watch.missing(client, excused, 'client.'), [])
  })

  test('every function of its media was called', () => {
    assert.deepEqual(watch.missing(client.media), [])
  })
})
