/**
 * Callers' files on their way to disk and store: each failure is named by its cause, the bytes are synced before the
 * file is added, and nothing is removed that the store may have committed.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { bucketStorage, folderStorage, removeOldDrafts } from '../../src/media/blob-storage.ts'
import { type KeepDeps, keepFile } from '../../src/media/keep.ts'
import { StoreUnavailableError } from '../../src/store/sql/failures.ts'
import { openTestHttp, type TestHttp } from '../support/http.ts'

const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
  Buffer.from('0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082', 'hex'),
])
const dayMs = 86_400_000

type Faults = { store?: Partial<KeepDeps['store']>; place?: Partial<KeepDeps['place']> }

/** The gateway's own parts, except for those that fail. */
async function openFiles() {
  const http = await openTestHttp()
  const folder = mkdtempSync(join(tmpdir(), 'recado-kept-'))
  const place = folderStorage(folder)
  const { store, deps } = http
  const { newId, clock } = deps
  const methods: KeepDeps['store'] = {
    reserveMedia: store.reserveMedia,
    addMedia: store.addMedia,
    settleMediaRemoval: store.settleMediaRemoval,
  }
  const failing = (faults: Faults) => {
    const keeping = { ...{ newId, clock, linkMs: 0 }, store: { ...methods, ...faults.store } }
    deps.media.keep = (upload) => keepFile({ ...keeping, place: { ...place, ...faults.place } }, upload)
  }
  failing({})
  return {
    http,
    folder,
    place,
    methods,
    fail: failing,
    stored: () => readdirSync(folder, { recursive: true }).filter((name) => /med_\w+$/.test(String(name))).length,
    drafts: () => readdirSync(folder).filter((name) => name.endsWith('.part')),
    async [Symbol.asyncDispose]() {
      await http[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

function form(bytes: Buffer, names = 'filename="a.png"', type = 'image/png', end = '\r\n--edge--\r\n'): Buffer {
  const head = `--edge\r\ncontent-disposition: form-data; name="file"; ${names}\r\ncontent-type: ${type}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from(end)])
}

const upload = ({ inject }: TestHttp, body: Buffer, headers: Record<string, string> = {}, userId = '') =>
  inject('POST', `/manage/v1/bots/demo/files${userId && `?userId=${userId}`}`, {
    body,
    headers: { 'content-type': 'multipart/form-data; boundary=edge', ...headers },
  })

type Files = Awaited<ReturnType<typeof openFiles>>

const failures: { name: string; of(files: Files): Promise<Faults> | Faults; status: number; key?: string }[] = [
  {
    name: 'a store that takes no reservation',
    of: () => ({ store: { reserveMedia: () => Promise.reject(new StoreUnavailableError('away')) } }),
    status: 503,
    key: 'STORE_UNAVAILABLE',
  },
  {
    name: 'a store that does not answer at the end',
    of: () => ({ store: { addMedia: () => Promise.reject(new StoreUnavailableError('away')) } }),
    status: 503,
    key: 'STORE_UNAVAILABLE',
  },
  {
    name: 'a bot that was deleted meanwhile',
    of: ({ http: { store }, methods }) => ({
      store: {
        async reserveMedia(file) {
          await store.deleteBot({ id: 'demo', now: 1 })
          return methods.reserveMedia(file)
        },
      },
    }),
    status: 404,
    key: 'BOT_NOT_FOUND',
  },
  {
    name: 'a full disk',
    of: ({ folder }) => ({
      place: {
        async draft() {
          const path = join(folder, 'full')
          symlinkSync('/dev/full', path)
          return path
        },
      },
    }),
    status: 503,
    key: 'STORE_UNAVAILABLE',
  },
  {
    name: 'a folder that is gone',
    of: ({ folder }) => ({ place: { draft: async () => join(folder, 'none', 'draft') } }),
    status: 500,
  },
  {
    name: 'a bug',
    of: () => ({ store: { addMedia: () => Promise.reject(new TypeError('bug')) } }),
    status: 500,
  },
]

describe('what fails behind the form is not its fault', () => {
  for (const { name, of, status, key } of failures) {
    test(`${name}: ${status}`, async () => {
      await using files = await openFiles()
      files.fail(await of(files))
      const answer = await upload(files.http, form(png))
      assert.equal(answer.status, status, answer.text)
      if (key !== undefined) assert.equal(answer.json.error.key, key)
      assert.deepEqual(files.drafts(), [])
    })
  }

  test('a bucket that is away: 503', async () => {
    const server = createServer((request, response) => request.resume().on('end', () => response.writeHead(403).end()))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await using stack = new AsyncDisposableStack()
    stack.defer(() => void server.close().closeAllConnections())
    const files = stack.use(await openFiles())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const bucket = bucketStorage({ url, keyId: 'key', secret: 'secret', region: 'eu-1' }, files.folder)
    files.fail({ place: bucket })
    const answer = await upload(files.http, form(png))
    assert.deepEqual([answer.status, answer.json.error.key], [503, 'STORE_UNAVAILABLE'])
    assert.match(files.http.logged(), /the bucket returned 403/)
  })

  test('a form that breaks off is: 400', async () => {
    await using files = await openFiles()
    for (const body of [form(png, undefined, undefined, ''), form(png).subarray(0, 40)]) {
      const answer = await upload(files.http, body)
      assert.deepEqual([answer.status, answer.json.error.key], [400, 'BAD_REQUEST'], answer.text)
    }
    assert.deepEqual([files.stored(), files.drafts()], [0, []])
  })
})

const names: [string, string, string, string][] = [
  ['a NUL', "filename*=UTF-8''a%00b.png", 'image/png', 'filename'],
  ['a control character', "filename*=UTF-8''a%07b.png", 'image/png', 'filename'],
  ['241 characters', `filename="${'ñ'.repeat(237)}.png"`, 'image/png', 'filename'],
  ['a type of 256 characters', 'filename="a.png"', `image/${'x'.repeat(250)}`, 'contentType'],
]
for (const [name, disposition, type, path] of names) {
  test(`a file is refused by its name or type: ${name}`, async () => {
    await using files = await openFiles()
    const answer = await upload(files.http, form(png, disposition, type))
    assert.equal(answer.status, 422, answer.text)
    assert.deepEqual(Object.keys(answer.json.validationError), [path], answer.text)
    assert.equal(files.stored(), 0)
  })
}

test('a name of 240 characters is kept as it is', async () => {
  await using files = await openFiles()
  const name = `${'ñ'.repeat(236)}.png`
  const answer = await upload(files.http, form(png, `filename="${name}"`))
  assert.deepEqual([answer.status, answer.json.filename], [201, name])
})

test('bytes, folder and new folders are synced before the file is added', async (t) => {
  await using files = await openFiles()
  const some = await open(files.folder)
  const { sync } = Object.getPrototypeOf(some) as { sync(): Promise<void> }
  const done: string[] = []
  const nameOf = (path: string) =>
    ({ '/name': 'name', '': 'media' })[path] ?? (path.endsWith('.part') ? 'draft' : path.replace(/^\/..$/, 'subfolder'))
  t.mock.method(Object.getPrototypeOf(some), 'sync', async function (this: { fd: number }) {
    const path = readlinkSync(`/proc/self/fd/${this.fd}`)
    await sync.call(this)
    done.push(`sync ${nameOf(path.slice(files.folder.length))}`)
  })
  files.fail({
    store: {
      async reserveMedia(file) {
        done.push('reserve')
        return files.methods.reserveMedia(file)
      },
      async addMedia(file) {
        done.push('add')
        return files.methods.addMedia(file)
      },
    },
  })
  assert.equal((await upload(files.http, form(png))).status, 201)
  await some.close()
  // The folder's own name and its entry; then the subfolder's entry, and the file's in it.
  const before = ['sync draft', 'sync name', 'sync media', 'reserve', 'sync media', 'sync subfolder']
  assert.deepEqual(done, [...before, 'add'])
})

test('an answer that is lost after the commit leaves the file, and the next try finds it', async () => {
  await using files = await openFiles()
  const key = { 'idempotency-key': 'one' }
  files.fail({
    store: {
      async addMedia(file) {
        await files.methods.addMedia(file)
        throw new StoreUnavailableError('away')
      },
    },
  })
  assert.equal((await upload(files.http, form(png), key)).status, 503)
  files.fail({})
  const again = await upload(files.http, form(png), key)
  assert.deepEqual([again.status, again.headers['idempotency-replayed'], files.stored()], [201, 'true', 1])
  const served = await files.http.inject('GET', `/v1/bots/demo/media/${again.json.mediaId}`)
  assert.equal(served.status, 410, 'another folder is served here')
  const file = await files.http.store.mediaFile(again.json.mediaId)
  assert.ok(file?.state === 'kept' && file.place !== undefined)
  assert.deepEqual(Buffer.concat((await (await files.place.open(file.place))?.toArray()) as Buffer[]), png)
})

test('a reservation that ended meanwhile is no file', async () => {
  await using files = await openFiles()
  files.fail({
    place: {
      async retain(id, draft, mimeType) {
        const place = await files.place.retain(id, draft, mimeType)
        const later = files.http.now.at + 3_600_000
        assert.equal((await files.http.store.claimMediaRemovals({ now: later, limit: 9, places: ['%'] })).length, 1)
        return place
      },
    },
  })
  assert.equal((await upload(files.http, form(png))).status, 503)
})

test('a key is one file for one person', async () => {
  await using files = await openFiles()
  const key = { 'idempotency-key': 'one' }
  const first = await upload(files.http, form(png), key, '593987654321')
  const again = await upload(files.http, form(png), key, '593987654321')
  assert.deepEqual([again.status, again.json, files.stored()], [201, first.json, 1])
  for (const userId of ['593900000001', '']) {
    const other = await upload(files.http, form(png), key, userId)
    assert.deepEqual([other.status, other.json.error?.key], [422, 'IDEMPOTENCY_CONFLICT'])
  }
  assert.equal((await files.http.inject('POST', `/v1/bots/demo/media/${first.json.mediaId}/revoke`)).status, 204)
  const next = await upload(files.http, form(png), key, '593987654321')
  assert.deepEqual([next.status, next.headers['idempotency-replayed']], [201, undefined])
  assert.notEqual(next.json.mediaUrl, first.json.mediaUrl)
})

test('drafts of a process that ended go after a day', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-drafts-'))
  const now = 1_800_000_000_000
  for (const [name, ageMs] of [
    ['med_old.part', dayMs + 1],
    ['med_new.part', dayMs - 1],
    ['med_file', 9 * dayMs],
  ] as const) {
    writeFileSync(join(folder, name), 'x')
    utimesSync(join(folder, name), (now - ageMs) / 1_000, (now - ageMs) / 1_000)
  }
  await removeOldDrafts(folder, now)
  assert.deepEqual(readdirSync(folder).sort(), ['med_file', 'med_new.part'])
  await removeOldDrafts(join(folder, 'none'), now)
  rmSync(folder, { recursive: true })
})
