/**
 * Requests for files of this gateway: answered as a server would, within the caller's time, and never thrown; whose file
 * it is counts only once its address no longer works.
 */
import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { after, test } from 'node:test'
import type { RequestInput, RequestResult } from '../../src/egress/request.ts'
import { type OwnDeps, ownFirst } from '../../src/media/own-request.ts'
import { PlainError } from '../../src/model/errors/network.ts'
import type { MediaFile } from '../../src/store/media/media.ts'
import { StoreUnavailableError } from '../../src/store/sql/failures.ts'

const content = Buffer.from('%PDF-1.4 some bytes')
const createdAt = 1_800_000_000_000
const file: MediaFile = {
  ...{ id: 'med_1', botId: 'mine', metaId: '', state: 'kept', attempt: 0, createdAt },
  ...{ mimeType: 'application/pdf', filename: 'añ.pdf', size: content.length, place: 'here' },
}
const asked: RequestResult = { kind: 'failed', reason: 'asked for', private: false }

function own(changes: Partial<OwnDeps>, fileChanges: Partial<MediaFile> = {}) {
  return ownFirst({
    request: async () => asked,
    mediaIdOf: (url) => url.split('/media/')[1],
    store: { mediaFile: async () => ({ ...file, ...fileChanges }) },
    place: { open: async (_, part) => Readable.from([content.subarray(part?.start ?? 0, (part?.end ?? 99) + 1)]) },
    clock: () => createdAt + 1,
    linkMs: 0,
    ...changes,
  })
}

const input = (changes: Partial<RequestInput> = {}): RequestInput => ({
  ...{ method: 'GET', url: 'https://recado.example/media/med_1', headers: {}, timeoutMs: 60_000, maxBytes: 1_000 },
  ...changes,
})

test('whatever is not here is asked for', async () => {
  assert.equal(await own({})(input({ url: 'https://cdn.example/a.pdf' })), asked)
  assert.equal(await own({})(input({ method: 'HEAD' })), asked)
  assert.equal(await own({ store: { mediaFile: async () => undefined } })(input()), asked)
  assert.equal(await own({}, { state: 'removing' })(input()), asked)
  assert.equal(await own({ place: { open: async () => undefined } })(input()), asked)
})

test('a part is one only where it was asked for, and an empty file has none', async () => {
  const shapes: [string, Partial<RequestInput>, number, number, boolean, string | undefined][] = [
    ['the whole', {}, 200, 19, false, undefined],
    ['its beginning', { headers: { range: 'bytes=0-7' } }, 206, 8, true, 'bytes 0-7/19'],
    ['more than it has', { headers: { range: 'bytes=0-999' } }, 206, 19, false, 'bytes 0-18/19'],
    ['no more than is kept', { maxBytes: 5 }, 200, 5, true, undefined],
  ]
  for (const [name, changes, status, length, truncated, range] of shapes) {
    const answer = await own({})(input(changes))
    assert.ok(answer.kind === 'answer')
    assert.deepEqual(
      [answer.status, answer.bytes.length, answer.truncated, answer.headers['content-range']],
      [status, length, truncated, range],
      name,
    )
    assert.equal(answer.headers['content-length'], String(status === 206 ? length : 19), name)
  }
  for (const headers of [{}, { range: 'bytes=0-7' }] as Record<string, string>[]) {
    const answer = await own(
      {
        place: {
          open: async (_, part) => {
            assert.equal(part, undefined)
            return Readable.from([])
          },
        },
      },
      { size: 0 },
    )(input({ headers }))
    assert.deepEqual(answer.kind === 'answer' && [answer.status, answer.bytes.length], [200, 0])
  }
})

test('a failure of store, bucket or disk is a value', async () => {
  const fails = (error: Error) => () => Promise.reject(error)
  const broken = () =>
    Readable.from({ [Symbol.asyncIterator]: () => ({ next: fails(new PlainError('it broke off')) }) })
  const failures: [Partial<OwnDeps>, string][] = [
    [{ store: { mediaFile: fails(new StoreUnavailableError('away')) } }, 'the store did not accept it in time'],
    [{ place: { open: fails(new PlainError('the bucket returned 403')) } }, 'the bucket returned 403'],
    [{ place: { open: fails(new TypeError('bug')) } }, 'the request could not be made'],
    [{ place: { open: async () => broken() } }, 'it broke off'],
    [{ request: fails(new PlainError('no way')), place: { open: async () => undefined } }, 'no way'],
  ]
  for (const [deps, reason] of failures)
    assert.deepEqual(await own(deps)(input()), { kind: 'failed', reason, private: false })
})

// The time limit of a request keeps no process alive.
const alive = setInterval(() => {}, 60_000)
after(() => clearInterval(alive))

const never = () => Promise.withResolvers<never>().promise
const stuck: Record<string, () => Partial<OwnDeps>> = {
  'the store': () => ({ store: { mediaFile: never } }),
  'the place': () => ({ place: { open: never } }),
  'the bytes': () => ({ place: { open: async () => new PassThrough() } }),
}
for (const [name, deps] of Object.entries(stuck))
  test(`${name} may take the caller's time and no more, and less when it is called off`, async () => {
    const late = await own(deps())(input({ timeoutMs: 20 }))
    assert.deepEqual(late, { kind: 'failed', reason: 'the transfer did not end in time', private: false })
    const caller = new AbortController()
    const called = own(deps())(input({ signal: caller.signal }))
    caller.abort()
    assert.deepEqual(await called, { kind: 'failed', reason: 'the request was canceled', private: false })
    assert.deepEqual(await own(deps())(input({ signal: AbortSignal.abort() })), await called)
  })

test('a stream that is given up is destroyed, also one that comes too late', async () => {
  const open = new PassThrough()
  await own({ place: { open: async () => open } })(input({ timeoutMs: 20 }))
  assert.ok(open.destroyed)
  const opening = Promise.withResolvers<Readable>()
  await own({ place: { open: () => opening.promise } })(input({ timeoutMs: 20 }))
  const late = new PassThrough()
  const closed = Promise.withResolvers<void>()
  late.on('close', closed.resolve)
  opening.resolve(late)
  await closed.promise
})

test("an address past its time sends its bot's file and no other's, and a revoked one sends none", async () => {
  const past = { linkMs: 1_000, clock: () => createdAt + 1_000 }
  const answers: [string, Partial<OwnDeps>, string | undefined, true | undefined, number][] = [
    ["another bot's, in time", { linkMs: 1_000 }, 'other', undefined, 200],
    ["another bot's, for ever", {}, 'other', undefined, 200],
    ["another bot's, past its time", past, 'other', undefined, 410],
    ['its own, past its time', past, 'mine', undefined, 200],
    ['a look, past its time', past, undefined, undefined, 200],
    ['its own, revoked', {}, 'mine', true, 410],
    ["another bot's, revoked", {}, 'other', true, 410],
    ['a look, revoked', {}, undefined, true, 410],
  ]
  for (const [name, deps, of, isLinkRevoked, status] of answers) {
    const answer = await own(deps, { isLinkRevoked })(input(of === undefined ? {} : { of }))
    assert.equal(answer.kind === 'answer' && answer.status, status, name)
  }
})
