/**
 * Files that a caller uploads to be sent: their type is read from their bytes, Meta is given the bytes once, no address
 * needs to be public, and they go with the person, the bot, and their time.
 */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Recado, ValidationError } from '../../sdk/client.ts'
import { eventually, type Gateway, person, startGateway } from '../support/gateway.ts'

const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
  Buffer.from('0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082', 'hex'),
])
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')
const named = (bytes: Buffer, name: string, type = '') => new File([new Uint8Array(bytes)], name, { type })
const botId = 'demo'

describe('files to send', () => {
  let gateway: Gateway
  let recado: Recado
  before(async () => {
    gateway = await startGateway()
    const grants = [{ role: 'admin', bots: 'all' }]
    const { body } = await gateway.manage('POST', '/manage/v1/api-keys', { name: 'admin', grants })
    recado = new Recado({ baseUrl: gateway.url, apiKey: String(body.apiKey) })
  })
  after(() => gateway?.[Symbol.asyncDispose]())

  /** What a phone got of a message, once it has it. */
  const received = async (messageId: string) => {
    const wamid = await eventually(
      () => gateway.rows('select wamid from messages where id = ? and wamid is not null', messageId)[0]?.wamid,
      'it is sent',
    )
    const all = await gateway.phoneUntil((messages) => messages.some((one) => one.wamid === wamid), person)
    return all.find((one) => one.wamid === wamid)?.body as Record<string, Record<string, string>>
  }
  const kept = () => {
    const folder = join(gateway.dataDir, 'media')
    return readdirSync(folder, { recursive: true }).filter((name) => /med_\w+$/.test(String(name))).length
  }

  test('a picture is uploaded to Meta once for all messages with it, and never fetched', async () => {
    const file = await recado.uploadFile({ botId, userId: person, body: { file: named(png, 'foto.png') } })
    assert.deepEqual(
      [file.kinds, file.mimeType, file.filename, file.size],
      [['image'], 'image/png', 'foto.png', png.length],
    )
    assert.deepEqual(Buffer.from(await (await fetch(file.mediaUrl)).arrayBuffer()), png)
    const ids = new Set<string>()
    for (const text of ['Una', 'Otra']) {
      const { messageId } = await recado.sendMessage({
        botId,
        body: { type: 'image', userId: person, mediaUrl: file.mediaUrl, text },
      })
      const { image } = await received(messageId)
      assert.deepEqual([image?.caption, image?.link], [text, undefined])
      ids.add(String(image?.id))
    }
    assert.equal(ids.size, 1)
  })

  test('a document keeps its name; a picture under a wrong name is what it is', async () => {
    const file = await recado.uploadFile({ botId, body: { file: named(pdf, 'Lista de precios ñ.pdf') } })
    assert.deepEqual(file.kinds, ['file'])
    const { messageId } = await recado.sendMessage({
      botId,
      body: { type: 'file', userId: person, mediaUrl: file.mediaUrl },
    })
    const { document } = await received(messageId)
    assert.equal(document?.filename, 'Lista de precios ñ.pdf')
    const disguised = await recado.uploadFile({ botId, body: { file: named(png, 'x.pdf', 'application/pdf') } })
    assert.deepEqual([disguised.kinds, disguised.mimeType], [['image'], 'image/png'])
  })

  test('what WhatsApp takes of no kind is refused and leaves nothing', async () => {
    const before = kept()
    const large = Buffer.concat([png, Buffer.alloc(5 * 1024 * 1024)])
    for (const file of [
      named(Buffer.from('PK\x03\x04zip'), 'a.zip'),
      named(Buffer.alloc(0), 'a.png'),
      named(large, 'b.png'),
    ])
      await assert.rejects(recado.uploadFile({ botId, body: { file } }), (error: unknown) => {
        assert.ok(error instanceof ValidationError, String(error))
        return Object.keys(error.violations).includes('file')
      })
    const without = await gateway.manage('POST', '/manage/v1/bots/demo/files', { file: 'x' })
    assert.equal(without.status, 422)
    assert.equal(kept(), before)
    const folder = join(gateway.dataDir, 'media')
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.part')),
      [],
    )
  })

  test('one key, one file; another one under it is refused', async () => {
    const upload = (bytes: Buffer) =>
      recado.uploadFile({ botId, idempotencyKey: 'one', body: { file: named(bytes, 'a') } })
    const before = kept()
    const [first, again] = [await upload(png), await upload(png)]
    assert.deepEqual(again, first)
    assert.equal(kept(), before + 1)
    await assert.rejects(upload(pdf), { key: 'IDEMPOTENCY_CONFLICT' })
    assert.equal(kept(), before + 1)
  })

  test('only who may write there uploads, and it goes with the person', async () => {
    const made = await gateway.manage('POST', '/manage/v1/api-keys', {
      name: 'viewer',
      grants: [{ role: 'viewer', bots: 'all' }],
    })
    const viewer = new Recado({ baseUrl: gateway.url, apiKey: String(made.body.apiKey) })
    await assert.rejects(viewer.uploadFile({ botId, body: { file: named(png, 'a.png') } }), { status: 403 })
    const mine = await recado.uploadFile({ botId, userId: person, body: { file: named(png, 'mia.png') } })
    const others = await recado.uploadFile({ botId, userId: '593900000001', body: { file: named(png, 'b.png') } })
    await recado.eraseUser({ botId, userId: person, erase: 'true' })
    await eventually(async () => (await fetch(mine.mediaUrl)).status === 410, 'it is gone')
    assert.equal((await fetch(others.mediaUrl)).status, 200)
    assert.equal(gateway.rows('select filename from media_files where id = ?', mine.mediaId)[0]?.filename, null)
  })
})
