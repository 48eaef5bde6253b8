/**
 * The phone's page as a browser gets it: every file that it requests exists and nothing comes from elsewhere; its texts
 * exist in every language; and the events of the open page.
 */

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { fastify } from 'fastify'
import { request } from 'undici'
import { en as drawnEn } from '../../drawing/words-en.ts'
import { es as drawnEs } from '../../drawing/words-es.ts'
import { pt as drawnPt } from '../../drawing/words-pt.ts'
import { en } from '../../phone/words-en.ts'
import { es } from '../../phone/words-es.ts'
import { pt } from '../../phone/words-pt.ts'
import { registerPhone } from '../../sandbox/phone.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { buildConsole } from '../support/console.ts'

const ofPhone = { en, es, pt }
const drawn = { en: drawnEn, es: drawnEs, pt: drawnPt }

const person = '593987654321'
let sandbox: Sandbox

before(async () => {
  buildConsole()
  sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    statusDelayMs: { sent: 1, delivered: 2, read: 3 },
    demoPerson: true,
    logLevel: 'silent',
  })
})
after(() => sandbox?.stop())

/** Every file reached from the page, by its path. */
async function loadPage(): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  const paths = ['/']
  for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
    if (files.has(path)) continue
    const answer = await fetch(sandbox.url + path)
    assert.equal(answer.status, 200, path)
    const type = path.endsWith('.js') ? /javascript/ : path.endsWith('.svg') ? /svg/ : /html|css/
    assert.match(answer.headers.get('content-type') ?? '', type, path)
    assert.match(
      answer.headers.get('cache-control') ?? '',
      path.startsWith('/assets/') ? /immutable/ : /no-cache/,
      path,
    )
    const text = await answer.text()
    files.set(path, text)
    for (const [, next = ''] of text.matchAll(/(?:src="|href="|\bfrom"|\bimport")(\.?\/[\w./-]+)"/g))
      paths.push(new URL(next, `http://phone${path}`).pathname)
  }
  return files
}

describe('the page', () => {
  test('is complete, and requests nothing from another host', async () => {
    const files = await loadPage()
    assert.ok(files.size > 5, [...files.keys()].join())
    for (const [path, text] of files)
      assert.doesNotMatch(text, /(?:src|href)="https?:|url\(["']?https?:|(?:from|import) ?["']https?:/, path)
    const inline = /<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=/
    assert.doesNotMatch(String(files.get('/')), inline)
  })

  test('is small: what a browser loads of it is less than 120 kB, compressed', async () => {
    let bytes = 0
    for (const path of (await loadPage()).keys()) {
      const { body } = await request(sandbox.url + path, { headers: { 'accept-encoding': 'gzip' } })
      bytes += (await body.arrayBuffer()).byteLength
    }
    assert.ok(bytes > 30_000 && bytes < 120_000, `${bytes} bytes`)
  })

  test('what is no file of it is not there', async () => {
    for (const path of ['/assets/..%2findex.html', '/assets/none.js', '/assets/.stamp'])
      assert.equal((await fetch(sandbox.url + path)).status, 404, path)
  })

  test('where it is not built, it says how it is, in three languages and under its policy', async () => {
    const app = fastify()
    registerPhone(app, new Set(), fileURLToPath(new URL('./no-build', import.meta.url)))
    const { statusCode, headers, body } = await app.inject('/')
    assert.deepEqual([statusCode, headers['content-type']], [200, 'text/html; charset=utf-8'])
    assert.match(String(headers['content-security-policy']), /default-src 'none'/)
    assert.equal(body.match(/no está construido|is not built|não está construído/g)?.length, 3)
    assert.match(body, /npm run build:console/)
    assert.equal((await app.inject('/theme.js')).statusCode, 404)
    await app.close()
  })

  test('has each of its texts in each language, none empty', () => {
    for (const [first, ...others] of [
      [ofPhone.en, ofPhone.es, ofPhone.pt],
      [drawn.en, drawn.es, drawn.pt],
    ] as Words[][])
      for (const other of others) assert.deepEqual(keysOf(other), keysOf(first))
    const texts = [ofPhone.es, ofPhone.pt, drawn.es, drawn.pt].flatMap((words) => Object.values(words))
    assert.ok(texts.length > 280, String(texts.length))
    assert.ok(texts.every((text) => text !== ''))
  })
})

type Words = Record<string, unknown>

function keysOf(words: Words | undefined): string[] {
  return Object.entries(words ?? {}).flatMap(([key, text]) =>
    typeof text === 'object' && text !== null ? keysOf(text as Words).map((one) => `${key}.${one}`) : [key],
  )
}

type Shown = { wamid: string; status: string; failure?: { code: number }; rendered: { text?: string } }

/** The open page's events, one at a time. */
async function* listen(signal: AbortSignal, onReady: () => void): AsyncGenerator<Shown | 'reset'> {
  const answer = await fetch(`${sandbox.url}/_sandbox/stream`, { signal })
  onReady()
  let rest = ''
  const decoder = new TextDecoder()
  for await (const chunk of answer.body ?? []) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      if (block.startsWith('event: reset')) yield 'reset'
      else if (block.startsWith('data: ')) yield JSON.parse(block.slice(6)) as Shown
    }
  }
}

async function post(path: string, body: unknown): Promise<Record<string, unknown>> {
  const headers = { authorization: 'Bearer token', 'content-type': 'application/json' }
  const answer = await fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await answer.json()) as Record<string, unknown>
}

const send = (message: object) =>
  post('/v25.0/100000000000001/messages', { messaging_product: 'whatsapp', to: person, ...message })

describe('an open page', () => {
  test('gets a message, each of its states, and the reset', async () => {
    const closing = new AbortController()
    const received: string[] = []
    const write = () => void post('/_sandbox/inbound', { from: person, type: 'text', text: 'Aquí estoy' })
    for await (const event of listen(closing.signal, write)) {
      received.push(event === 'reset' ? event : `${event.rendered.text} ${event.status}`)
      if (event === 'reset') break
      if (event.status === 'received') void send({ type: 'text', text: { body: 'Hola' } })
      if (event.status === 'read') void post('/_sandbox/reset', {})
    }
    closing.abort()
    assert.deepEqual(received, [
      'Aquí estoy received',
      'Hola accepted',
      'Hola sent',
      'Hola delivered',
      'Hola read',
      'reset',
    ])
  })

  test('gets the reason of a failed message', async () => {
    const closing = new AbortController()
    let failure: unknown
    const stranger = { to: '593900000001', type: 'text', text: { body: 'Hola' } }
    for await (const event of listen(closing.signal, () => void send(stranger))) {
      if (event === 'reset' || event.status !== 'failed') continue
      failure = event.failure?.code
      break
    }
    closing.abort()
    assert.equal(failure, 131047)
  })

  test("shows the person's message as read once the business has read it", async () => {
    const { wamid } = await post('/_sandbox/inbound', { from: person, type: 'text', text: 'Léeme' })
    const state = () => sandbox.world.history.byWamid(String(wamid))?.status
    assert.equal(state(), 'received')
    await post('/v25.0/100000000000001/messages', {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: wamid,
    })
    assert.equal(state(), 'read')
  })
})
