/**
 * The page at /docs in a real browser: no serious finding of axe, usable by keyboard, in three languages, on a phone
 * and on a wide screen; an operation is tried out against the gateway, and nothing is requested elsewhere.
 */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { demoClient } from '../../src/app/demo.ts'
import { startBrowser, type TestBrowser } from '../support/browser.ts'
import { type Gateway, startGateway, textOf } from '../support/gateway.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const shots = fileURLToPath(new URL('../../artifacts/docs/', import.meta.url))
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

/** `rules`: all of axe's by default. */
async function violations(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axeSource)
  const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) })
  const found: AxeResults = await page.evaluate(`axe.run(document, ${options})`)
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`))
}

async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true })
  await page.screenshot({ path: `${shots}${name}.png` })
}

/** The first group and its first operation, which sends a message. */
async function openFirst(page: Page): Promise<void> {
  await page.locator('.opblock-tag button').first().click()
  await page.locator('.opblock-summary-control').first().click()
  await page.locator('.try-out__btn').waitFor()
}

// The viewer takes ten seconds of the processor to draw an operation: one page for both, which differ in colours alone.
test('axe finds nothing serious in the list, an open operation and the credentials, light and dark', async () => {
  const page = await open({ colorScheme: 'light', viewport: { width: 1280, height: 800 } })
  const examine = async (name: string) => {
    assert.deepEqual(await violations(page), [], name)
    await inBoth(page, async (colorScheme) => {
      if (colorScheme === 'dark') assert.deepEqual(await violations(page, ['color-contrast']), [], `${name}, dark`)
      await shoot(page, `${name}-1280-${colorScheme}`)
    })
  }
  await examine('list')
  await openFirst(page)
  await page.locator('.try-out__btn').click()
  await examine('operation')
  for (const width of [768, 360]) {
    await page.setViewportSize({ width, height: 800 })
    await inBoth(page, (colorScheme) => shoot(page, `operation-${width}-${colorScheme}`))
    const excess = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    assert.ok(Number(excess) <= 0, `it scrolls sideways at ${width}: ${excess}`)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.locator('.btn.authorize').click()
  await examine('credentials')
  await page.context().close()
})

async function inBoth(page: Page, look: (colorScheme: 'light' | 'dark') => Promise<void>): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    // Some colours change over a moment, which begins with the next frame.
    await page.evaluate('new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))')
    await page.evaluate('Promise.allSettled(document.getAnimations().map((one) => one.finished))')
    await look(colorScheme)
  }
}

describe('its language', () => {
  for (const [locale, lang, group] of [
    ['es-EC', 'es', 'Mensajes'],
    ['en-GB', 'en', 'Messages'],
  ] as const)
    test(`is the browser's: ${locale}`, async () => {
      const page = await open({ locale })
      assert.equal(await page.evaluate('document.documentElement.lang'), lang)
      await page.locator('.opblock-tag').filter({ hasText: group }).first().waitFor()
      await page.context().close()
    })

  // The viewer takes ten seconds of the processor to draw this operation: once is enough.
  test("an operation is in it, with the viewer's own words", async () => {
    const page = await open({ locale: 'pt-BR' })
    await page.locator('.opblock-tag').filter({ hasText: 'Mensagens' }).first().waitFor()
    await openFirst(page)
    const operation = page.locator('.opblock-summary-description').getByText('Enviar uma mensagem', { exact: true })
    await operation.first().waitFor()
    for (const word of ['Parâmetros', 'Corpo da solicitação', 'Respostas'])
      await page.locator('.opblock-body').getByText(word, { exact: true }).first().waitFor()
    await page.context().close()
  })

  test('or the chosen one, and the address keeps it', async () => {
    const page = await open()
    await page.getByRole('link', { name: 'Português' }).click()
    await page.locator('.opblock-tag').filter({ hasText: 'Mensagens' }).first().waitFor()
    assert.match(page.url(), /lang=pt/)
    await page.reload()
    await page.locator('.opblock-tag').filter({ hasText: 'Mensagens' }).first().waitFor()
    await page.context().close()
  })
})

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
