/**
 * `npm run console:pictures`: every page of the console with the week of the demonstration behind it, in three widths,
 * light and dark, into artifacts/console, for whoever reviews a change. With `--docs` it also takes the pictures of the
 * README and of docs/console.md. It fails for an error on a page and for one that is wider than its window.
 */
import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Browser, Page } from 'playwright-core'
import { loadConfig } from '../../src/config/config.ts'
import { type DemoApp, startDemo } from '../../src/demo/start.ts'
import { startBrowser } from '../../test/support/browser.ts'
import { rootPath } from '../../test/support/documents.ts'
import { request } from '../../test/support/gateway.ts'

const widths = { phone: [360, 780], desk: [1280, 800], wall: [2560, 1300] } as const
const schemes = ['light', 'dark'] as const
const folder = join(rootPath, 'artifacts', 'console')
/** By their address. */
const ofDocuments = [
  [/^\/$/, 'overview'],
  [/^\/messages$/, 'messages'],
  [/^\/conversations\/demo\//, 'conversations'],
] as const

const loaded = loadConfig({ RECADO_PORT: '0', RECADO_SANDBOX: 'on', RECADO_SANDBOX_PORT: '0' })
if (!loaded.ok) throw new Error(loaded.problems.join(' '))
const app = await startDemo(loaded.config, { log: pino({ level: 'silent' }) })
const { browser, close } = await startBrowser()
const problems: string[] = []
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
try {
  const cookie = await signIn(app)
  const addresses = await addressesOf(browser, app, cookie)
  for (const [width, size] of Object.entries(widths))
    for (const scheme of schemes) await takeAll(addresses, { width, size, scheme, cookie })
} finally {
  await close()
  await app.stop()
}
assert.deepEqual(problems, [])

type Cookie = { name: string; value: string; url: string }
type Look = { width: string; size: readonly [number, number]; scheme: (typeof schemes)[number]; cookie: Cookie }

async function signIn({ url, firstSignIn = '' }: DemoApp): Promise<Cookie> {
  const who = { email: 'lucia@example.com', name: 'Lucía Paredes', password: 'una frase que nadie dice' }
  const own = { origin: url, 'x-recado-csrf': '1' }
  const body = { token: firstSignIn.split('#')[1], ...who }
  const { status, headers } = await request(`${url}/manage/v1/sessions/by-link`, 'POST', body, own)
  assert.equal(status, 201)
  const [name = '', value = ''] = (headers.getSetCookie()[0] ?? '').split(';')[0]?.split('=') ?? []
  return { name, value, url }
}

async function openAt(at: Browser, cookie: Cookie, size: readonly [number, number]): Promise<Page> {
  const viewport = { width: size[0], height: size[1] }
  const context = await at.newContext({ locale: 'es-EC', reducedMotion: 'reduce', viewport })
  await context.addCookies([cookie])
  const page = await context.newPage()
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => message.type() === 'error' && problems.push(`${page.url()}: ${message.text()}`))
  return page
}

/** The pages of the navigation, and of each the first thing that it lists. */
async function addressesOf(at: Browser, { url }: DemoApp, cookie: Cookie): Promise<string[]> {
  const page = await openAt(at, cookie, widths.desk)
  await show(page, `${url}/`)
  const found = new Set(await page.locator('nav a[href^="/"]').evaluateAll(hrefsOf))
  for (const address of [...found]) {
    await show(page, url + address)
    const within = await page.locator(`main a[href^="${address.split('?')[0]}/"]`).evaluateAll(hrefsOf)
    for (const one of within.slice(0, 2)) found.add(one)
    // A row of the trail opens in place.
    const opened = address === '/audit' ? undefined : await openedByRow(page)
    if (opened !== undefined) found.add(opened)
  }
  await page.context().close()
  return [...found, '/account', '/story']
}

/** Where the first row of a list leads; undefined: it opens a dialog on its page. */
async function openedByRow(page: Page): Promise<string | undefined> {
  const row = page.locator('main [role="row"]:has([role="gridcell"])').first()
  if ((await row.count()) === 0) return undefined
  const before = page.url()
  await row.click()
  const left = page.waitForURL((url) => url.href !== before).then(() => true)
  const isLeft = await Promise.any([
    left,
    page
      .getByRole('dialog')
      .waitFor()
      .then(() => false),
  ])
  return isLeft ? new URL(page.url()).pathname : undefined
}

/** Runs in the page. */
function hrefsOf(links: unknown[]): string[] {
  return (links as { getAttribute(name: string): string }[]).map((link) => link.getAttribute('href'))
}

async function show(page: Page, address: string): Promise<void> {
  await page.goto(address, { waitUntil: 'load' })
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  // The page of all components shows this one too.
  if (!address.endsWith('/story')) await page.locator('.skeleton').first().waitFor({ state: 'detached' })
}

async function takeAll(addresses: readonly string[], { width, size, scheme, cookie }: Look): Promise<void> {
  const page = await openAt(browser, cookie, size)
  await page.emulateMedia({ colorScheme: scheme })
  for (const address of addresses) {
    await show(page, app.url + address)
    const name = nameOf(address)
    const picture = await page.screenshot()
    writeFileSync(join(folder, `${name}-${width}-${scheme}.png`), picture)
    const wide = Number(await page.evaluate('document.documentElement.scrollWidth'))
    if (wide > size[0]) problems.push(`${address} is ${wide} px wide at ${size[0]}`)
    if (process.argv.includes('--docs') && width === 'desk' && scheme === 'light') keepForDocuments(address, picture)
  }
  await page.context().close()
}

function nameOf(address: string): string {
  const [, first = '', ...rest] = address.split('?')[0]?.split('/') ?? []
  return [first || 'overview', ...rest.map((part, index) => (/[\d_]/.test(part) || index > 1 ? 'one' : part))].join('-')
}

function keepForDocuments(address: string, picture: Buffer): void {
  const [, name] = ofDocuments.find(([form]) => form.test(address)) ?? []
  if (name !== undefined) writeFileSync(join(rootPath, 'docs', 'pictures', `console-${name}.png`), picture)
}
