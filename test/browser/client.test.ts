/**
 * The typed client as a page loads it, in a real Chromium, from an origin that its client permits: a send, a refusal
 * with its fields, and a file whose progress is told by XMLHttpRequest.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { demoClient } from '../../src/app/demo.ts'
import { startBrowser, type TestBrowser } from '../support/browser.ts'
import { type Gateway, person, startGateway, textOf } from '../support/gateway.ts'

type Client = typeof import('../../sdk/client.ts')

let gateway: Gateway
let site: Server
let browser: TestBrowser
let page: Page

before(async () => {
  gateway = await startGateway()
  browser = await startBrowser()
  site = createServer((request, response) => {
    const path = /^\/sdk\/[\w/-]+\.ts$/.exec(request.url ?? '')?.[0]
    const type = path === undefined ? 'text/html' : 'text/javascript'
    response.writeHead(200, { 'content-type': type }).end(path === undefined ? '' : scriptOf(path))
  })
  await once(site.listen(0, '127.0.0.1'), 'listening')
  // Another site to the browser: a name is not an address.
  const origin = `http://localhost:${(site.address() as AddressInfo).port}`
  const { status } = await gateway.manage('PATCH', `/manage/v1/clients/${demoClient.id}`, { origins: [origin] })
  assert.equal(status, 200)
  page = await browser.browser.newPage()
  await page.goto(origin)
})

after(async () => {
  await browser?.close()
  site?.closeAllConnections()
  site?.close()
  await gateway?.[Symbol.asyncDispose]()
})

/** As the build does it, without a build. */
function scriptOf(path: string): string {
  return stripTypeScriptTypes(readFileSync(new URL(`../..${path}`, import.meta.url), 'utf8'))
}

const given = () => ({ baseUrl: gateway.url, clientId: demoClient.id, clientSecret: demoClient.secret, person })

test('a page sends, and hears which field was wrong', async () => {
  const result = await page.evaluate(async ({ person: userId, ...options }) => {
    const { Recado, ValidationError }: Client = await import(`${'/sdk/client.ts'}`)
    const recado = new Recado(options)
    const { messageId } = await recado.sendMessage({ botId: 'demo', body: { type: 'text', userId, text: 'a page' } })
    const refused = await recado
      .sendMessage({ botId: 'demo', body: { type: 'text', userId, text: '' } })
      .catch((error: unknown) => (error instanceof ValidationError ? Object.keys(error.violations) : String(error)))
    return { messageId, refused }
  }, given())
  assert.match(result.messageId, /^msg_/)
  assert.deepEqual(result.refused, ['text'])
  await gateway.phoneUntil((messages) => messages.some((message) => textOf(message) === 'a page'))
})

test('a page sends a file, and hears how far it is', async () => {
  const { campaignId, told, size } = await page.evaluate(async ({ person: _, ...options }) => {
    const { Recado }: Client = await import(`${'/sdk/client.ts'}`)
    const rows = Array.from({ length: 20_000 }, (_, index) => `59398${7_000_000 + index},Ana,A-${index}`)
    const file = new File([`telefono,nombre,pedido\n${rows.join('\n')}`], 'clientes.csv', { type: 'text/csv' })
    const scheduledAt = new Date(Date.now() + 1e9).toISOString()
    const body = { botId: 'demo', campaignName: 'Mayo', elementName: 'demo_text', scheduledAt, file }
    const told: number[] = []
    const onProgress = ({ sentBytes }: { sentBytes: number }) => told.push(sentBytes)
    const { campaignId } = await new Recado(options).createCampaign({ body }, { onProgress })
    return { campaignId, told, size: file.size }
  }, given())
  assert.match(campaignId, /./)
  assert.ok((told.at(-1) ?? 0) > size, `${told}`)
})

test('a page ends a call by its signal', async () => {
  const reason = await page.evaluate(async ({ person: _, ...options }) => {
    const { Recado }: Client = await import(`${'/sdk/client.ts'}`)
    const body = { botId: 'demo', campaignName: 'x', elementName: 'demo_text', file: new Blob(['telefono\n1']) }
    const controller = new AbortController()
    const call = new Recado(options).createCampaign({ body }, { signal: controller.signal, onProgress: () => {} })
    controller.abort(new Error('the page has closed'))
    return call.then(() => 'it went on', String)
  }, given())
  assert.equal(reason, 'Error: the page has closed')
})
