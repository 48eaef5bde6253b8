/**
 * The phone's page as a browser gets it: every file that it requests exists and nothing comes from elsewhere; its texts
 * exist in every language; and the events of the open page.
 */

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'

const person = '593987654321'
let sandbox: Sandbox

before(async () => {
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
    assert.match(answer.headers.get('content-type') ?? '', path.endsWith('.js') ? /javascript/ : /html|css/, path)
    const text = await answer.text()
    files.set(path, text)
    for (const [, next] of text.matchAll(/(?:src="|href="|from ')(\/[\w.-]+)/g)) paths.push(String(next))
  }
  return files
}

describe('the page', () => {
  test('is complete, and requests nothing from another host', async () => {
    const files = await loadPage()
    assert.ok(files.size > 8, [...files.keys()].join())
    for (const [path, text] of files)
      assert.doesNotMatch(text, /(?:src|href)="https?:|url\(["']?https?:|from ["']https?:|import\(/, path)
  })

  test('has each of its texts in each language', async () => {
    const files = await loadPage()
    const languages = ['es', 'en', 'pt'].map((language) => {
      const table = String(files.get(`/words-${language}.js`))
      return new Set([...table.matchAll(/^ {2}(\w+):/gm)].map(([, key]) => String(key)))
    })
    assert.ok(languages.every(({ size }) => size > 100))
    const everything = [...files.values()].join('\n')
    const used = [...everything.matchAll(/\bword\.(\w+)|data-(?:word|label|placeholder)="(\w+)"/g)]
    assert.ok(used.length > 40)
    for (const [, inCode, inPage] of used)
      for (const known of languages) assert.ok(known.has(String(inCode ?? inPage)), String(inCode ?? inPage))
    const [first, ...others] = languages
    for (const other of others) assert.deepEqual(other, first)
  })
})

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
