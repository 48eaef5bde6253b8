/**
 * A page of another origin in a real browser, which sends the credentials along as if the browser had stored them,
 * against everything that changes something: every such route of openapi.json and of the sandbox, by form and by
 * script. And our own pages under their own policies.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Page, Request } from 'playwright-core'
import { demoClient } from '../../src/app/demo.ts'
import { startBrowser, type TestBrowser } from '../support/browser.ts'
import { buildConsole } from '../support/console.ts'
import { type Gateway, startGateway } from '../support/gateway.ts'

type Operation = { method: string; path: string }
/** Without a status: the browser hid the answer from the page. */
type Seen = Operation & { status?: number }

const basic = `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}`
const changing = ['post', 'put', 'patch', 'delete']
const values: Record<string, string> = {
  botId: 'demo',
  userId: '593987654321',
  elementName: 'demo_text',
  language: 'es',
}

let gateway: Gateway
let foreign: Server
let browser: TestBrowser

before(async () => {
  buildConsole()
  // The start page; the console under its policy: console.test.ts.
  gateway = await startGateway({}, { consoleFolder: fileURLToPath(new URL('./no-console', import.meta.url)) })
  browser = await startBrowser()
  foreign = createServer(
    (_, answer) => void answer.setHeader('content-type', 'text/html').end('<iframe name="sink"></iframe>'),
  )
  await once(foreign.listen(0, '127.0.0.1'), 'listening')
})

after(async () => {
  foreign?.close()
  await browser?.close()
  await gateway?.[Symbol.asyncDispose]()
})

function operationsOf(document: unknown, prefix = ''): Operation[] {
  const { paths } = document as { paths: Record<string, Record<string, unknown>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => changing.includes(method))
      .map((method) => ({
        method: method.toUpperCase(),
        path: prefix + path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'x'),
      })),
  )
}

/** The server's answer to each request that reached it, preflights apart. */
async function attack(target: string, operations: Operation[], authorization: string): Promise<Seen[]> {
  const context = await browser.browser.newContext({ extraHTTPHeaders: { authorization } })
  const page = await context.newPage()
  const seen: Seen[] = []
  const note = (request: Request, status?: number) => {
    const url = new URL(request.url())
    const isAsked = url.origin === target && request.method() !== 'OPTIONS'
    if (isAsked) seen.push({ method: request.method(), path: url.pathname, ...(status && { status }) })
  }
  page.on('response', (response) => note(response.request(), response.status()))
  page.on('requestfailed', (request) => note(request))
  // Another site to the browser: a name is not an address.
  await page.goto(`http://localhost:${(foreign.address() as AddressInfo).port}/`)
  await page.evaluate(sendAll, { target, operations })
  await context.close()
  return seen
}

/** Runs in the page. */
async function sendAll({ target, operations }: { target: string; operations: Operation[] }): Promise<void> {
  type Element = { submit(): void; append(one: unknown): void; remove(): void }
  const page = (
    globalThis as unknown as {
      document: { createElement(name: string): Element; body: Element } & Record<string, never>
    }
  ).document
  const sink = (page as unknown as { querySelector(of: string): EventTarget }).querySelector('iframe')
  const message = JSON.stringify({
    type: 'text',
    userId: '593987654321',
    text: 'from afar',
    from: '593987654321',
    name: 'x',
  })
  for (const { method, path } of operations) {
    const url = target + path
    const types = ['text/plain']
    const plain = { method, credentials: 'include', body: message } as const
    for (const type of types) {
      for (const mode of ['no-cors', 'cors'] as const)
        await fetch(url, { ...plain, mode, headers: { 'content-type': type } }).catch(() => {})
    }
    if (method !== 'POST') continue
    for (const enctype of ['application/x-www-form-urlencoded', 'multipart/form-data']) {
      const form = Object.assign(page.createElement('form'), { method, action: url, enctype, target: 'sink' })
      const field = Object.assign(page.createElement('input'), { name: 'botId', value: 'demo' })
      form.append(field)
      page.body.append(form)
      const loaded = new Promise((resolve) => sink.addEventListener('load', resolve, { once: true }))
      form.submit()
      await loaded
      form.remove()
    }
  }
}

function state(): unknown {
  const tables = [
    'bots',
    'endpoints',
    'clients',
    'client_secrets',
    'templates',
    'skills',
    'messages',
    'campaigns',
    'deliveries',
  ]
  return tables.map((table) => gateway.rows(`select count(*) as n, '${table}' as name from ${table}`))
}

describe('a page of another origin', () => {
  test('changes nothing at the gateway, by any route and in any way', async () => {
    const document = await (await fetch(`${gateway.url}/openapi.json`)).json()
    const operations = operationsOf(document)
    assert.ok(operations.length > 40, `${operations.length} operations`)
    const before = state()
    for (const authorization of [basic, 'Bearer an-admin-token-for-tests']) {
      const seen = await attack(gateway.url, operations, authorization)
      const posts = operations.filter(({ method }) => method === 'POST')
      assert.ok(seen.length >= posts.length * 3, `${seen.length} requests came through`)
      for (const { path } of posts)
        assert.ok(
          seen.some((one) => one.path === path),
          `${path} was not tried`,
        )
      assert.deepEqual(
        seen.filter(({ status = 403 }) => status !== 403),
        [],
      )
    }
    assert.deepEqual(state(), before)
  })

  test('changes nothing at the sandbox', async () => {
    const document = await (await fetch(`${gateway.sandboxUrl}/_sandbox/openapi.json`)).json()
    const graph = [
      '100000000000001/messages',
      '100000000000001/media',
      '200000000000001/message_templates',
      '100000000000001/register',
    ]
    const operations = [...operationsOf(document), ...graph.map((path) => ({ method: 'POST', path: `/v25.0/${path}` }))]
    assert.ok(operations.length > 15, `${operations.length} operations`)
    const messages = async () => (await fetch(`${gateway.sandboxUrl}/_sandbox/messages`)).json()
    const before = await messages()
    const seen = await attack(gateway.sandboxUrl, operations, 'Bearer any')
    assert.ok(seen.length >= operations.length, `${seen.length} requests came through`)
    assert.deepEqual(
      seen.filter(({ status = 403 }) => status !== 403),
      [],
    )
    assert.deepEqual(await messages(), before)
  })
})

describe('our own pages', () => {
  const pages: [string, (gateway: Gateway) => string, (page: Page) => Promise<unknown>][] = [
    ['the start page', ({ url }) => `${url}/`, (page) => page.locator('#health.up').waitFor()],
    ['the documents', ({ url }) => `${url}/docs`, (page) => page.locator('.opblock-tag').first().waitFor()],
    [
      'the phone',
      ({ sandboxUrl }) => `${sandboxUrl}/`,
      (page) => page.locator('#list > *').first().waitFor({ state: 'attached' }),
    ],
    [
      "the sandbox's documents",
      ({ sandboxUrl }) => `${sandboxUrl}/_sandbox/docs`,
      (page) => page.locator('details').first().click(),
    ],
  ]
  for (const [name, urlOf, works] of pages) {
    test(`${name}: works under a policy without anything inline`, async () => {
      const context = await browser.browser.newContext()
      const page = await context.newPage()
      const problems: string[] = []
      page.on('console', (line) => line.type() === 'error' && problems.push(line.text()))
      page.on('pageerror', (error) => problems.push(String(error)))
      const answer = await page.goto(urlOf(gateway))
      await works(page)
      const headers = answer?.headers() ?? {}
      assert.doesNotMatch(headers['content-security-policy'] ?? 'unsafe-inline', /unsafe/)
      assert.match(headers['content-security-policy'] ?? '', /frame-ancestors/)
      assert.deepEqual(problems, [])
      await context.close()
    })
  }

  test('a script of ours calls with its given credentials', async () => {
    const context = await browser.browser.newContext()
    const page = await context.newPage()
    await page.goto(`${gateway.url}/`)
    const status = await page.evaluate(
      async (authorization) =>
        (
          await fetch('/v1/bots/demo/messages', {
            method: 'POST',
            headers: { authorization, 'content-type': 'application/json' },
            body: JSON.stringify({ type: 'text', userId: '593987654321', text: 'from here' }),
          })
        ).status,
      basic,
    )
    assert.equal(status, 200)
    await context.close()
  })
})
