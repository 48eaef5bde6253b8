/**
 * `npm run test:guide`: builds the site, which refuses links between pages that lead nowhere, and looks through it at a
 * gateway: every page opens in a browser, under the gateway's policy, without a breach, an error or a request to
 * another host; the search finds; the theme changes.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startBrowser } from '../../test/support/browser.ts'
import { rootPath } from '../../test/support/documents.ts'
import { startGateway } from '../../test/support/gateway.ts'
import { guideLanguages, guidePages } from '../../test/support/guide.ts'

const { browser, close } = await startBrowser()
const gateway = await startGateway({}, { guideFolder: join(rootPath, 'dist-guide') })
const problems: string[] = []
let count = 0
try {
  const page = await (await browser.newContext({ colorScheme: 'light' })).newPage()
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${page.url()}: ${message.text()}`)
  })
  page.on('request', (request) => {
    const isOurs = request.url().startsWith(gateway.url) || request.url().startsWith('data:')
    if (!isOurs) problems.push(`${page.url()} asks ${request.url()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${page.url()}: ${response.status()} ${response.url()}`)
  })
  for (const language of guideLanguages)
    for (const name of guidePages(language)) {
      await opens(page, `${gateway.url}/guide/${language}/${name.replace(/\.md$/, '.html')}`)
      count += 1
    }
  await findsAndDarkens(page, `${gateway.url}/guide/en/`)
} finally {
  await close()
  await gateway[Symbol.asyncDispose]()
}
assert.deepEqual(problems, [])
process.stdout.write(`${count} pages of the guide open, and nothing is wrong with them\n`)

async function opens(page: Page, address: string): Promise<void> {
  await page.goto(address, { waitUntil: 'load' })
  await page.locator('main h1').waitFor()
  assert.equal(await page.locator('main img').evaluateAll(brokenOf), 0, address)
}

async function findsAndDarkens(page: Page, address: string): Promise<void> {
  await page.goto(address, { waitUntil: 'load' })
  await page.locator('.VPNavBarSearch button').first().click()
  await page.locator('#localsearch-input').fill('carousel')
  await page.locator('#localsearch-list a').first().waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.VPNavBarAppearance .VPSwitch').click()
  await page.locator('html.dark').waitFor({ state: 'attached' })
}

/** Runs in the page: pictures without a size have not come. */
function brokenOf(images: unknown[]): number {
  return (images as { complete: boolean; naturalWidth: number }[]).filter(
    ({ complete, naturalWidth }) => complete && naturalWidth === 0,
  ).length
}
