/** Byte ranges of a file that a person sent: parsing of Range, and the answers. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import fc from 'fast-check'
import { isMetas } from '../../src/channel/cloud/media/media.ts'
import { readPart } from '../../src/http/kit/byte-range.ts'
import { folderStorage } from '../../src/media/blob-storage.ts'
import { privateFile, privateFolder } from '../../src/store/installation/private-files.ts'
import { openTestHttp } from '../support/http.ts'

test('a single byte range is read as in RFC 9110, and anything else is the whole file', () => {
  const table: [string | undefined, ReturnType<typeof readPart>][] = [
    [undefined, 'whole'],
    ['bytes=0-4', { start: 0, end: 4 }],
    ['bytes=5-', { start: 5, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-30', { start: 0, end: 9 }],
    ['bytes=5-99', { start: 5, end: 9 }],
    ['bytes=10-', 'none'],
    ['bytes=-0', 'none'],
    ['bytes=4-2', 'whole'],
    ['bytes=0-1,3-4', 'whole'],
    ['items=0-1', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=a-b', 'whole'],
  ]
  for (const [header, part] of table) assert.deepEqual(readPart(header, 10), part, String(header))
  fc.assert(
    fc.property(fc.string(), fc.nat(1_000), (text, size) => {
      const part = readPart(`bytes=${text}`, size)
      assert.ok(typeof part === 'string' || (part.start >= 0 && part.start <= part.end && part.end < size))
    }),
  )
})

test('206 with its bytes, 416 with the size, 200 with the whole when the file is another one', async () => {
  const bytes = Buffer.from('0123456789')
  const file = { id: 'med_1', botId: 'demo', state: 'kept', place: 'p', size: 10, mimeType: 'audio/ogg' }
  const media = {
    isSigned: (_: string, signature: string) => signature === 'signature',
    linkMs: 0,
    wake() {},
    keep: () => assert.fail('nothing is kept'),
    addressOf: () => '',
    addressUntil: () => '',
    named: () => undefined,
    open: async (_: string, part = { start: 0, end: 9 }) => Readable.from([bytes.subarray(part.start, part.end + 1)]),
  }
  await using http = await openTestHttp({ media })
  Object.assign(http.deps.store, { mediaFile: async () => ({ ...file, createdAt: http.now.at }) })
  const request = (headers: Record<string, string>) =>
    http.inject('GET', '/media/med_1/signature', { auth: undefined, headers })
  const part = await request({ range: 'bytes=2-4' })
  assert.deepEqual([part.status, part.text, part.headers['content-range']], [206, '234', 'bytes 2-4/10'])
  assert.equal(part.headers['content-length'], '3')
  const none = await request({ range: 'bytes=10-' })
  assert.deepEqual([none.status, none.headers['content-range']], [416, 'bytes */10'])
  const whole = await request({})
  assert.deepEqual([whole.status, whole.text, whole.headers['accept-ranges']], [200, '0123456789', 'bytes'])
  const same = await request({ range: 'bytes=2-4', 'if-range': String(whole.headers.etag) })
  assert.equal(same.status, 206)
  assert.equal((await request({ range: 'bytes=2-4', 'if-range': '"another"' })).text, '0123456789')
})

test("a token goes to Meta's hosts by https and to the channel's server, and nowhere else", () => {
  const graph = 'https://graph.facebook.com'
  for (const url of [
    'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1',
    `${graph}/v25.0/1`,
    'https://mmg.whatsapp.net/x',
  ])
    assert.ok(isMetas(url, graph), url)
  const foreign = [
    'http://lookaside.fbsbx.com/x',
    'https://fbsbx.com.evil.example/x',
    'https://evilfbsbx.com/',
    'https://fbsbx.com:8443/',
  ]
  for (const url of [
    ...foreign,
    'https://evil.example/',
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'https://fbsbx.com@evil.example/',
    'x',
  ])
    assert.equal(isMetas(url, graph), false, url)
  assert.ok(isMetas('http://127.0.0.1:3001/v25.0/media', 'http://127.0.0.1:3001'))
  assert.equal(isMetas('http://127.0.0.1:3002/v25.0/media', 'http://127.0.0.1:3001'), false)
})

test('files are 0600 and folders 0700, whatever the umask; wider modes are corrected', async () => {
  const base = mkdtempSync(join(tmpdir(), 'recado-modes-'))
  const before = process.umask(0)
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)
  try {
    const folder = join(base, 'data')
    privateFolder(folder)
    writeFileSync(join(folder, 'recado.db'), '', { mode: 0o666 })
    privateFile(join(folder, 'recado.db'))
    const blobStorage = folderStorage(join(folder, 'media'))
    const draft = await blobStorage.draft('med_aa')
    writeFileSync(draft, 'x', { mode: 0o600 })
    await blobStorage.retain('med_aa', draft, 'image/png')
    for (const path of ['', 'media', 'media/aa']) assert.equal(modeOf(join(folder, path)), '700', path)
    for (const path of ['recado.db', 'media/name', 'media/aa/med_aa'])
      assert.equal(modeOf(join(folder, path)), '600', path)
  } finally {
    process.umask(before)
    rmSync(base, { recursive: true })
  }
})
