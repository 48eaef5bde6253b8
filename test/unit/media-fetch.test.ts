/**
 * Files on their way from Meta: stored when whole, fetched again after a temporary failure, given up after a final one;
 * deleted after their retention.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createCloudClient } from '../../src/channel/cloud/client.ts'
import { bucketStorage, folderStorage } from '../../src/media/blob-storage.ts'
import { startMediaDispatch } from '../../src/media/dispatch.ts'
import { fetchMedia } from '../../src/media/fetch.ts'
import type { MediaFile } from '../../src/store/media/media.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { t0 } from '../support/open-store.ts'
import { openTestStore, testBot } from '../support/store.ts'

const day = 24 * 3_600_000
const bytes = Buffer.from('a sticker, or so')
const sha256 = createHash('sha256').update(bytes).digest()

const file: MediaFile = {
  id: 'med_1',
  botId: 'bot_test',
  metaId: '77',
  state: 'waiting',
  mimeType: 'image/webp',
  attempt: 0,
  createdAt: t0,
}

type Answer = { status: number; body: string | Buffer; type?: string }

/** A Graph API of two addresses: the medium's description, and its bytes. */
async function openGraph(answers: { address?: Answer; bytes?: Answer }) {
  const folder = mkdtempSync(join(tmpdir(), 'recado-media-'))
  const authorizations: (string | undefined)[] = []
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization)
    const isAddress = request.url?.startsWith('/v25.0/')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bytes`
    const address = answers.address ?? { status: 200, body: JSON.stringify({ url, id: '77', mime_type: 'image/webp' }) }
    const {
      status,
      body,
      type = 'application/json',
    } = isAddress ? address : (answers.bytes ?? { status: 200, body: bytes, type: 'image/webp' })
    response.writeHead(status, { 'content-type': type }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const bot = testBot({ channel: { ...testBot().channel, graphUrl: url } })
  const cloud = createCloudClient({ clock: () => t0 })
  const blobStorage = folderStorage(folder)
  return {
    bot,
    cloud,
    place: blobStorage,
    folder,
    authorizations,
    fetch: (changes: Partial<MediaFile> = {}, now = t0) =>
      fetchMedia({ cloud, place: blobStorage, clock: () => now, random: () => 0.5 }, bot, { ...file, ...changes }),
    async [Symbol.asyncDispose]() {
      await cloud.destroy()
      server.closeAllConnections()
      server.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile() && one.name !== 'name')

test('a whole file is stored, with its size, and the token went to both addresses', async () => {
  await using graph = await openGraph({})
  const decision = await graph.fetch({ sha256: sha256.toString('base64') })
  const blobStorage = decision.kind === 'kept' ? decision.place : ''
  assert.match(blobStorage, /^folder [0-9a-f]{16} med_1$/)
  assert.deepEqual(decision, { kind: 'kept', place: blobStorage, size: bytes.length, mimeType: 'image/webp' })
  assert.deepEqual(graph.authorizations, ['Bearer token', 'Bearer token'])
  // From before folders had names: the id alone.
  for (const known of [blobStorage, 'med_1']) {
    const stored = await graph.place.open(known)
    assert.deepEqual(Buffer.concat((await stored?.toArray()) as Buffer[]), bytes)
  }
  await graph.place.remove(blobStorage)
  assert.equal(await graph.place.open(blobStorage), undefined)
  assert.deepEqual(filesIn(graph.folder), [])
})

const failures: [string, Parameters<typeof openGraph>[0], Partial<MediaFile>, string][] = [
  [
    'an address that Meta cannot give just now',
    { address: { status: 500, body: '{"error":{"code":131000}}' } },
    {},
    'again',
  ],
  [
    'a token that Meta refuses: the operator may mend it',
    { address: { status: 401, body: '{"error":{"code":190}}' } },
    {},
    'again',
  ],
  [
    'an id that Meta does not know',
    { address: { status: 400, body: '{"error":{"code":100,"error_subcode":33}}' } },
    {},
    'failed',
  ],
  ['an address that answers no JSON', { address: { status: 200, body: '<html>' } }, {}, 'again'],
  ['bytes that come with an error', { bytes: { status: 404, body: '' } }, {}, 'again'],
  ['bytes that are not those of the webhook', {}, { sha256: sha256.toString('hex').replace(/./, 'x') }, 'again'],
]

for (const [what, answers, changes, expected] of failures) {
  test(`${what}: ${expected}, and no partial file stays`, async () => {
    await using graph = await openGraph(answers)
    const decision = await graph.fetch(changes)
    assert.equal(decision.kind, expected, JSON.stringify(decision))
    assert.ok(decision.kind !== 'kept' && decision.error.length > 5)
    assert.deepEqual(filesIn(graph.folder), [])
  })
}

test('pauses grow, and end after the seven days for which Meta keeps a file', async () => {
  await using graph = await openGraph({ bytes: { status: 503, body: '' } })
  const dueAt = async (attempt: number) => {
    const decision = await graph.fetch({ attempt })
    return decision.kind === 'again' ? decision.dueAt - t0 : 0
  }
  const pauses = [await dueAt(0), await dueAt(3), await dueAt(30)]
  assert.deepEqual(
    pauses,
    pauses.toSorted((a, b) => a - b),
  )
  assert.ok((pauses[0] ?? 0) <= 1_000 && (pauses[2] ?? 0) <= 600_000 && (pauses[2] ?? 0) > 100_000)
  assert.equal((await graph.fetch({}, t0 + 8 * day)).kind, 'failed')
})

test('a file past its retention is deleted from the disk, and distinguished from one that never existed', async () => {
  await using graph = await openGraph({})
  await using ctx = await openTestStore()
  await ctx.store.putBot(graph.bot)
  await ingestFacts(ctx.store, [
    inboundFact('wamid.1', { bubble: { type: 'image' }, media: { id: '77', mimeType: 'image/webp' } }),
  ])
  const fetched = Promise.withResolvers<string>()
  const start = (now: number) =>
    startMediaDispatch({
      store: ctx.store,
      cloud: graph.cloud,
      place: graph.place,
      clock: () => now,
      random: () => 0.5,
      retentionMs: 30 * day,
      onError: (error) => fetched.reject(error),
      observe: (_bot, end, { id }) => (end === 'kept' ? fetched.resolve(id) : fetched.reject(end)),
    })
  const first = await start(t0)
  for (const botId of (await ctx.store.due(t0)).media) first.wake(botId)
  const id = await fetched.promise
  await first.stop(1_000)
  assert.equal((await ctx.store.mediaFile(id))?.state, 'kept')
  assert.equal(filesIn(graph.folder).length, 1)
  await (await start(t0 + 29 * day)).stop(1_000)
  assert.equal(filesIn(graph.folder).length, 1)
  const last = await start(t0 + 31 * day)
  await eventually(async () => (await ctx.store.mediaFile(id))?.state === 'expired', 'the record follows the deed')
  await last.stop(1_000)
  assert.deepEqual(filesIn(graph.folder), [])
  assert.equal(await ctx.store.mediaFile('med_other'), undefined)
})

test('a bucket receives the bytes with a signed request, and returns and deletes them', async () => {
  const objects = new Map<string, Buffer>()
  const server = createServer(async (request, response) => {
    const signed = /^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/eu-1\/s3\//.test(request.headers.authorization ?? '')
    const body = Buffer.concat(await request.toArray())
    const path = request.url ?? ''
    if (!signed) return void response.writeHead(403).end()
    if (request.method === 'PUT') objects.set(path, body)
    if (request.method === 'DELETE') objects.delete(path)
    const found = objects.get(path)
    response.writeHead(request.method === 'GET' && !found ? 404 : 200).end(request.method === 'GET' ? found : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const folder = mkdtempSync(join(tmpdir(), 'recado-bucket-'))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/files/recado/`
  const blobStorage = bucketStorage({ url, keyId: 'key', secret: 'secret', region: 'eu-1' }, folder)
  const draft = await blobStorage.draft('med_1')
  writeFileSync(draft, bytes)
  assert.equal(await blobStorage.retain('med_1', draft, 'image/webp'), 'med_1')
  assert.deepEqual(objects.get('/files/recado/med_1'), bytes)
  assert.deepEqual(Buffer.concat((await (await blobStorage.open('med_1'))?.toArray()) as Buffer[]), bytes)
  await blobStorage.remove('med_1')
  assert.equal(await blobStorage.open('med_1'), undefined)
  assert.deepEqual(filesIn(folder), [])
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})
