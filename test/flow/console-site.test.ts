/** The console as it is served: at its addresses, compressed, kept by browsers as it should be, small; or not built. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { request as undici } from 'undici'
import { buildConsole, consoleFolder } from '../support/console.ts'
import { type Gateway, startGateway } from '../support/gateway.ts'

const firstViewBytes = 250 * 1024
const pageBytes = 100 * 1024
/** Files of pages begin so. */
const pageNames = [
  ...['overview', 'message', 'webhooks', 'deliver', 'campaign', 'template', 'number', 'connect', 'story'],
  ...['member', 'keys-', 'client', 'account', 'audit', 'unprocessed', 'item', 'settings'],
  ...['new-', 'skill', 'sandbox', 'conversation', 'refused'],
]

describe('the console as it is served', () => {
  let gateway: Gateway
  before(async () => {
    buildConsole()
    gateway = await startGateway()
  })
  after(() => gateway?.[Symbol.asyncDispose]())

  test('its page is at / and at every address below its own, and asked for again each time', async () => {
    const first = await fetch(`${gateway.url}/`)
    const text = await first.text()
    assert.match(text, /<div id="root">/)
    assert.equal(first.headers.get('cache-control'), 'no-cache')
    const policy = first.headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/)
    // Of other origins, the sandbox of this gateway alone: it is asked and framed, and nothing of it is executed here.
    const ofSandbox = policy.split('; ').filter((directive) => directive.includes(gateway.sandboxUrl))
    assert.deepEqual(ofSandbox, [`connect-src 'self' ${gateway.sandboxUrl}`, `frame-src ${gateway.sandboxUrl}`])
    assert.doesNotMatch(policy.replaceAll(` ${gateway.sandboxUrl}`, ''), /unsafe|https?:/)
    for (const path of ['/messages', '/messages/demo/msg_1', '/webhooks/deliveries/x', '/campaigns?status=PAUSED'])
      assert.equal(await (await fetch(gateway.url + path)).text(), text, path)
    // Not by fetch: with if-none-match it asks as a reload does, which is answered whole.
    const ask = (headers: Record<string, string>) =>
      undici(`${gateway.url}/messages`, { headers: { 'accept-encoding': 'br', ...headers } })
    const whole = await ask({})
    await whole.body.dump()
    const again = await ask({ 'if-none-match': String(whole.headers.etag) })
    await again.body.dump()
    assert.equal(again.statusCode, 304)
  })

  test('without a sandbox its policy names no other origin, and frames nothing', async () => {
    await using alone = await startGateway({ RECADO_SANDBOX: 'off' })
    const policy = (await fetch(`${alone.url}/`)).headers.get('content-security-policy') ?? ''
    assert.match(policy, /connect-src 'self'; frame-src 'none'$/)
    assert.doesNotMatch(policy, /unsafe|https?:/)
  })

  test('its files are compressed, never change, and what is not there is not the page', async () => {
    const name = readdirSync(join(consoleFolder, 'assets')).find((one) => /^index-.*\.js$/.test(one)) ?? ''
    const headers = { 'accept-encoding': 'br' }
    const answer = await fetch(`${gateway.url}/assets/${name}`, { headers })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-encoding'), 'br')
    assert.match(answer.headers.get('cache-control') ?? '', /max-age=31536000, immutable/)
    assert.equal(Buffer.from(await answer.arrayBuffer()).compare(readFileSync(join(consoleFolder, 'assets', name))), 0)
    for (const path of ['/assets/none.js', '/v1/none', '/none', '/.stamp', '/index.html']) {
      const refused = await fetch(gateway.url + path)
      assert.equal(refused.status, 404, path)
      assert.match(refused.headers.get('content-type') ?? '', /json/, path)
    }
  })

  test('it adds nothing inline, and asks nobody else', () => {
    const page = readFileSync(join(consoleFolder, 'index.html'), 'utf8')
    assert.doesNotMatch(page, /<style|\son\w+=|style=|<script(?![^>]*\ssrc=)|(?:src|href)="(?:https?:)?\/\//)
  })

  test('the first view and each page stay small', () => {
    const graph = readGraph()
    const start = reachedFrom(graph, filesOf(readFileSync(join(consoleFolder, 'index.html'), 'utf8')))
    const language = [...graph.keys()].find((name) => name.startsWith('es-')) ?? ''
    const shell = new Set([...start, language])
    const pages = [...graph.keys()].filter(
      (name) => pageNames.some((one) => name.startsWith(one)) && name.endsWith('.js'),
    )
    assert.ok(pages.length >= 30, pages.join())
    for (const page of pages) {
      const added = [...reachedFrom(graph, [page])].filter((name) => !shell.has(name))
      assert.ok(sizeOf(added) <= pageBytes, `${page} adds ${sizeOf(added)} bytes`)
    }
    const overview = pages.find((name) => name.startsWith('overview-')) ?? ''
    const first = new Set([...shell, ...reachedFrom(graph, [overview])])
    assert.ok(sizeOf([...first]) <= firstViewBytes, `the first view is ${sizeOf([...first])} bytes`)
  })
})

test('where it is not built, the page at / says so, with the links to the rest', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-unbuilt-'))
  try {
    await using gateway = await startGateway({}, { consoleFolder: folder })
    const text = await (await fetch(`${gateway.url}/`, { headers: { 'accept-language': 'es' } })).text()
    assert.match(text, /La consola no está construida.*npm run build:console/)
    assert.match(text, /href="\/docs"/)
    assert.equal((await fetch(`${gateway.url}/messages`)).status, 404)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('without the file of the page of all components, as in the package, its address is none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-storyless-'))
  try {
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'index.html'), '<div id="root"></div>')
    await using gateway = await startGateway({}, { consoleFolder: folder })
    assert.equal((await fetch(`${gateway.url}/story`)).status, 404)
    assert.equal((await fetch(`${gateway.url}/messages`)).status, 200)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** What each script loads at once: static imports alone. */
function readGraph(): Map<string, string[]> {
  const names = readdirSync(join(consoleFolder, 'assets')).filter((name) => /\.(?:js|css)$/.test(name))
  return new Map(
    names.map((name) => {
      const code = readFileSync(join(consoleFolder, 'assets', name), 'utf8')
      const imported = code.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+)["'`]/g)
      return [name, [...imported].map(([, one = '']) => one)]
    }),
  )
}

function filesOf(page: string): string[] {
  return [...page.matchAll(/(?:src|href)="\/assets\/([\w.-]+\.(?:js|css))"/g)].map(([, name = '']) => name)
}

function reachedFrom(graph: Map<string, string[]>, names: readonly string[]): Set<string> {
  const reached = new Set(names)
  for (const name of reached) for (const next of graph.get(name) ?? []) reached.add(next)
  return reached
}

function sizeOf(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + gzipSync(readFileSync(join(consoleFolder, 'assets', name))).length, 0)
}
