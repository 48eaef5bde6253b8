/**
 * The page at /docs in a real browser: an operation is tried out against the gateway by the keyboard alone, under the
 * page's policy, and nothing is requested elsewhere.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { demoClient } from '../../src/app/demo.ts'
import { startBrowser, type TestBrowser } from '../support/browser.ts'
import { type Gateway, startGateway, textOf } from '../support/gateway.ts'

let gateway: Gateway
let browser: TestBrowser
/** Errors of the page, refusals by its policy among them, and requests to another origin. */
const problems: string[] = []

before(async () => {
  gateway = await startGateway()
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await gateway?.[Symbol.asyncDispose]()
  assert.deepEqual(problems, [])
})

async function open(options: BrowserContextOptions = {}, path = '/docs'): Promise<Page> {
  const page = await (await browser.browser.newContext({ locale: 'es-EC', ...options })).newPage()
  // Only limits the wait on a busy machine.
  page.setDefaultTimeout(120_000)
  page.setDefaultNavigationTimeout(120_000)
  page.on('console', (line) => line.type() === 'error' && problems.push(line.text()))
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (protocol !== 'data:' && origin !== gateway.url) problems.push(`requested ${request.url()}`)
  })
  await page.goto(gateway.url + path)
  await page.locator('.opblock-tag').first().waitFor()
  return page
}

test("a message is sent with the demo client's credentials, by the keyboard alone", async () => {
  const page = await open({ locale: 'en-GB' })
  await page.locator('.btn.authorize').press('Enter')
  const dialog = page.locator('.dialog-ux')
  await dialog.locator('#auth-basic-username').fill(demoClient.id)
  await dialog.locator('#auth-basic-password').fill(demoClient.secret)
  await dialog
    .locator('form', { has: page.locator('#auth-basic-username') })
    .locator('[type=submit]')
    .press('Enter')
  await dialog.locator('.btn-done').first().press('Enter')
  await page.locator('.opblock-tag button').first().press('Enter')
  await page.locator('.opblock-summary-control').first().press('Enter')
  await page.locator('.try-out__btn').press('Enter')
  await page.locator('[data-param-name=botId] input').fill('demo')
  const body = JSON.stringify({ type: 'text', userId: '593987654321', text: 'Hola desde /docs' })
  await page.locator('.body-param__text').fill(body)
  await page.locator('.btn.execute').press('Enter')
  await page.locator('.live-responses-table').getByText('200', { exact: true }).waitFor()
  const phone = await gateway.phoneUntil((messages) => messages.some((one) => textOf(one) === 'Hola desde /docs'))
  assert.ok(phone.length > 0)
  await page.context().close()
})
