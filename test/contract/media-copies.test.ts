/**
 * Reuse of uploaded files against a file server that changes its mind: nobody is sent a file that its owner has
 * withdrawn. Each case shows how the message leaves: with the address, or with the id of the upload of certain bytes.
 */
import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseAllowList } from '../../src/egress/allow-list.ts'
import { createGuardedAgent } from '../../src/egress/guard.ts'
import { guardedRequest } from '../../src/egress/request.ts'
import { createMediaReuse, type MediaReuse } from '../../src/media/reuse.ts'
import type { Bot } from '../../src/model/bot/bot.ts'
import type { Media } from '../../src/model/media/media.ts'
import type { SessionContent } from '../../src/model/message/content.ts'
import { t0 } from '../support/open-store.ts'
import { type Backend, backends, testBot } from '../support/store.ts'

const minute = 60_000
const allow = parseAllowList('127.0.0.1')
const agent = createGuardedAgent(allow)

type File = { status?: number; headers?: OutgoingHttpHeaders; body?: string }
let files: Record<string, (asked: IncomingHttpHeaders) => File>
let asked: { url: string; headers: IncomingHttpHeaders }[]
/** The first bytes of a picture; a document's bytes are a text. */
const png = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')
const markOf = (url: string) => (url.endsWith('.png') ? png : Buffer.alloc(0))

const server = createServer(({ url = '', headers }, response) => {
  asked.push({ url, headers })
  const { status = 200, headers: more = {}, body = '' } = files[url]?.(headers) ?? { status: 404 }
  response
    .writeHead(status, { 'content-type': url.endsWith('.pdf') ? 'application/pdf' : 'image/png', ...more })
    .end(Buffer.concat([markOf(url), Buffer.from(body)]))
})

before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
beforeEach(() => {
  files = {}
  asked = []
})
after(async () => {
  await agent.destroy()
  server.closeAllConnections()
  server.close()
})

const addressOf = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`

/** A host with one file, whose ETag marks its bytes, and which answers 304 to conditional requests. */
function marked(file: { body: string; headers?: OutgoingHttpHeaders }) {
  return ({ 'if-none-match': known }: IncomingHttpHeaders): File => {
    const etag = `"${file.body}"`
    const headers = { etag, ...file.headers }
    return known === etag ? { status: 304, headers } : { body: file.body, headers }
  }
}

async function openWorld(backend: Backend) {
  const opened = await backend.open()
  const { store } = opened
  const uploaded: string[] = []
  let now = t0
  const make = () =>
    createMediaReuse({
      store,
      cloud: {
        async uploadMedia(_channel, { bytes }) {
          const isPicture = Buffer.from(bytes.subarray(0, png.length)).equals(png)
          uploaded.push(Buffer.from(bytes.subarray(isPicture ? png.length : 0)).toString())
          return { kind: 'ok', mediaId: String(uploaded.length) }
        },
      },
      request: (input) => guardedRequest({ agent, allow }, input),
      clock: () => now,
      onError: (error) => assert.fail(String(error)),
    })
  let reuse: MediaReuse = make()
  return {
    uploaded,
    /**
     * How the message leaves: `address`, or the bytes that Meta stores. The upload that it starts has ended when this
     * returns.
     */
    async send(path: string, bot: Bot = testBot(), acceptedAt = now): Promise<string> {
      const mediaUrl = addressOf(path)
      const content = (
        path.endsWith('.pdf') ? { type: 'file', mediaUrl } : { type: 'image', mediaUrl }
      ) as SessionContent
      const [id] = reuse.idsOf(bot, content, acceptedAt).values()
      const sent = id === undefined ? 'address' : (uploaded[Number(id) - 1] ?? 'nothing')
      for (let n = 0; reuse.isBusy(); n++) {
        assert.ok(n < 5_000, 'an upload ends')
        await sleep(1)
      }
      return sent
    },
    need: (media: Media, acceptedAt: number) => reuse.need(testBot(), media, acceptedAt),
    pass: (ms: number) => {
      now += ms
    },
    restart: () => {
      reuse = make()
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}

for (const backend of backends) {
  describe(backend.name, () => {
    test('a picture is sent by id from the third use on, and for at most ten minutes without a new check', async () => {
      await using at = await openWorld(backend)
      const file = { body: 'one' }
      files['/a.png'] = marked(file)
      assert.deepEqual(
        [await at.send('/a.png'), await at.send('/a.png'), await at.send('/a.png')],
        ['address', 'address', 'one'],
      )
      at.pass(9 * minute)
      assert.equal(await at.send('/a.png'), 'one')
      assert.equal(asked.length, 1)
      at.pass(minute)
      assert.equal(await at.send('/a.png'), 'address', 'its time is over')
      assert.equal(await at.send('/a.png'), 'one', 'its owner said that it is the same')
      assert.equal(asked.at(-1)?.headers['if-none-match'], '"one"')
      assert.deepEqual(at.uploaded, ['one'])
      file.body = 'two'
      at.pass(11 * minute)
      assert.equal(await at.send('/a.png'), 'address')
      assert.equal(await at.send('/a.png'), 'address')
      assert.equal(await at.send('/a.png'), 'two')
      assert.deepEqual(at.uploaded, ['one', 'two'])
    })

    test('a file that can be sent by id only: one upload for all that wait, and one each when caching is forbidden', async () => {
      await using at = await openWorld(backend)
      const media = (path: string) => ({ kind: 'image' as const, url: addressOf(path) })
      files['/a.png'] = marked({ body: 'one', headers: { 'content-type': 'application/octet-stream' } })
      const ids = async (path: string, acceptedAt = t0) => {
        const copies = await Promise.all([1, 2, 3].map(() => at.need(media(path), acceptedAt)))
        return copies.map((copied) => (copied.kind === 'copy' ? copied.copy.mediaId : copied.reason))
      }
      assert.deepEqual(await ids('/a.png'), ['1', '1', '1'])
      assert.deepEqual(await ids('/a.png'), ['1', '1', '1'])
      assert.equal(asked.length, 1)
      files['/own.png'] = marked({ body: 'own', headers: { 'cache-control': 'no-store' } })
      await ids('/own.png')
      at.pass(1)
      await ids('/own.png', t0 + 1)
      assert.deepEqual(at.uploaded, ['one', 'own', 'own'])
      files['/page'] = () => ({ body: '<!doctype html><p>log in' })
      assert.match((await ids('/page'))[0] ?? '', /web page/)
      assert.deepEqual((await ids('/none.png'))[0], 'the address returned 404')
    })

    test('no-store and private files are never reused, whatever the other directives', async () => {
      await using at = await openWorld(backend)
      for (const control of ['no-store', 'private', 'private, max-age=600', 'no-store, max-age=600']) {
        const path = `/${encodeURIComponent(control)}.png`
        files[path] = marked({ body: control, headers: { 'cache-control': control } })
        for (let n = 0; n < 5; n++) assert.equal(await at.send(path), 'address', control)
      }
      assert.deepEqual(at.uploaded, [])
      assert.equal(asked.length, 4, 'and nobody asks at each message')
    })

    test('the statement at a constant address: a later recipient is never sent the former one', async () => {
      await using at = await openWorld(backend)
      for (const headers of [{}, { 'cache-control': 'public, max-age=600' }]) {
        const path = `/${Object.keys(headers).length}.pdf`
        const file = { body: 'for Ana', headers }
        files[path] = marked(file)
        for (let n = 0; n < 3; n++) {
          await at.send(path)
          at.pass(1)
        }
        file.body = `for Luis`
        assert.notEqual(await at.send(path), 'for Ana')
        at.pass(1)
        assert.notEqual(await at.send(path), 'for Ana')
      }
    })

    test('a document is sent by id to those who waited when its owner was asked', async () => {
      await using at = await openWorld(backend)
      const file = { body: 'catalogue' }
      files['/a.pdf'] = marked(file)
      const acceptedAt = t0
      assert.equal(await at.send('/a.pdf'), 'address')
      at.pass(5)
      assert.equal(await at.send('/a.pdf', testBot(), acceptedAt), 'address')
      assert.equal(await at.send('/a.pdf', testBot(), acceptedAt), 'catalogue')
      at.pass(5)
      assert.equal(await at.send('/a.pdf'), 'address', 'this one came later: it is asked for anew')
      assert.equal(await at.send('/a.pdf'), 'catalogue')
      at.pass(10 * minute)
      assert.equal(await at.send('/a.pdf', testBot(), acceptedAt), 'address', 'a queue that waited long')
      assert.deepEqual(at.uploaded, ['catalogue'])
    })

    test('a document that cannot be revalidated is never reused', async () => {
      await using at = await openWorld(backend)
      files['/a.pdf'] = () => ({ body: 'for Ana' })
      for (let n = 0; n < 4; n++) assert.equal(await at.send('/a.pdf', testBot(), t0), 'address')
      assert.deepEqual([at.uploaded, asked.length], [[], 1])
    })

    test('a temporary redirect is followed each time, and another address does not inherit a validator', async () => {
      await using at = await openWorld(backend)
      let target = '/one.pdf'
      files['/a.pdf'] = () => ({ status: 302, headers: { location: target } })
      files['/one.pdf'] = () => ({ body: 'one', headers: { etag: '"1"' } })
      files['/two.pdf'] = ({ 'if-none-match': known }) => ({
        status: known ? 304 : 200,
        body: 'two',
        headers: { etag: '"1"' },
      })
      for (let n = 0; n < 3; n++) await at.send('/a.pdf', testBot(), t0)
      assert.deepEqual(at.uploaded, ['one'])
      target = '/two.pdf'
      at.pass(1)
      assert.equal(await at.send('/a.pdf'), 'address')
      assert.equal(await at.send('/a.pdf'), 'two')
    })

    test('an id belongs to the account, number, app and token of its upload', async () => {
      await using at = await openWorld(backend)
      files['/a.png'] = marked({ body: 'one' })
      const bot = testBot()
      for (let n = 0; n < 3; n++) await at.send('/a.png', bot)
      assert.equal(await at.send('/a.png', bot), 'one')
      for (const change of ['phoneNumberId', 'wabaId', 'appId', 'accessToken', 'graphUrl'] as const) {
        const changed = testBot({ channel: { ...bot.channel, [change]: '900' } })
        assert.equal(await at.send('/a.png', changed), 'address', change)
      }
      assert.equal(await at.send('/a.png', testBot({ id: 'bot_other' })), 'address')
    })

    test('the state of the previous process remains valid as long as it was, and for its own number', async () => {
      await using at = await openWorld(backend)
      files['/a.png'] = marked({ body: 'one' })
      for (let n = 0; n < 2; n++) await at.send('/a.png')
      at.restart()
      at.pass(minute)
      for (const expected of ['address', 'address', 'one']) assert.equal(await at.send('/a.png'), expected)
      assert.equal(asked.length, 1, 'from the store, unasked: its time is not over')
      at.restart()
      at.pass(10 * minute)
      for (const expected of ['address', 'address', 'one']) assert.equal(await at.send('/a.png'), expected)
      assert.equal(asked.at(-1)?.headers['if-none-match'], '"one"')
      assert.deepEqual(at.uploaded, ['one'])
      at.restart()
      const moved = testBot({ channel: { ...testBot().channel, phoneNumberId: '900' } })
      for (const expected of ['address', 'address', 'one']) assert.equal(await at.send('/a.png', moved), expected)
      assert.deepEqual(at.uploaded, ['one', 'one'], 'the number has its own')
    })
  })
}
