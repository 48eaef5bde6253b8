/** The console in a real browser: built if it is not, one gateway, one person who is signed in. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { Grant } from '../../src/model/access/roles.ts'
import { startBrowser } from './browser.ts'
import { eventually, type Gateway, request, startGateway } from './gateway.ts'
import { createPagePool } from './page-pool.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const builder = fileURLToPath(new URL('../../scripts/build-console.js', import.meta.url))
/** Of everybody who is signed in here. */
export const password = 'una frase que nadie dice'
export const consoleFolder = fileURLToPath(new URL('../../dist-console/', import.meta.url))

export type SessionCookie = { name: string; value: string; url: string }

/** `prepare`: before the page asks for anything. */
type Opening = { isStranger?: boolean; as?: SessionCookie; prepare?: (page: Page) => Promise<void> }

export type ConsoleSite = {
  gateway: Gateway
  /** A window of its own, signed in as the first user, unless `isStranger`, or as who has the cookie. */
  open(path: string, options?: BrowserContextOptions & Opening): Promise<Page>
  /** Nobody looks at it any more. */
  close(page: Page): Promise<void>
  /** Somebody else who is signed in. */
  invite(name: string, grants: readonly Grant[]): Promise<SessionCookie>
  /** Takes out what the browser reports of an error that the test provoked, of which there must be one. */
  forgive(text: string): void
  [Symbol.asyncDispose](): Promise<void>
}

/** Before `npm test` it is built already: then this only compares the sources. */
export function buildConsole(): void {
  execFileSync(process.execPath, [builder, '--if-stale'], { stdio: ['ignore', 'ignore', 'inherit'] })
}

export async function startConsole(): Promise<ConsoleSite> {
  buildConsole()
  await using stack = new AsyncDisposableStack()
  const gateway = stack.use(await startGateway())
  const { browser, close } = await startBrowser()
  stack.defer(close)
  const cookies = [await firstSession(gateway)]
  const problems: string[] = []
  const pool = createPagePool(browser, (page) => {
    page.setDefaultTimeout(60_000)
    // What a page that was given back still had under way ends without an answer, as in a window that is closed.
    const note = (text: string) => opened.has(page) && problems.push(text)
    page.on('pageerror', (error) => note(String(error)))
    page.on('console', (message) => message.type() === 'error' && note(message.text()))
  })
  const prepared = new WeakSet<Page>()
  const opened = new WeakSet<Page>()
  const resources = stack.move()
  return {
    gateway,
    forgive(text) {
      const others = problems.filter((one) => !one.includes(text))
      assert.ok(others.length < problems.length, `no page reported ${text}`)
      problems.splice(0, problems.length, ...others)
    },
    async open(path, { isStranger = false, as, prepare, ...options } = {}) {
      const page = await pool.take({ locale: 'es-EC', reducedMotion: 'reduce', ...options })
      if (!isStranger) await page.context().addCookies(as === undefined ? cookies : [as])
      opened.add(page)
      if (prepare !== undefined) prepared.add(page)
      await prepare?.(page)
      await page.goto(gateway.url + path)
      return page
    },
    close(page) {
      opened.delete(page)
      return pool.giveBack(page, prepared.has(page))
    },
    async invite(name, grants) {
      const email = `${name.toLowerCase()}@example.com`
      const { status, body } = await gateway.manage('POST', '/manage/v1/users', { name, email, grants })
      assert.equal(status, 201)
      return sessionByLink(gateway, String((body.link as { url: string }).url), { email, name })
    },
    async [Symbol.asyncDispose]() {
      await resources.disposeAsync()
      assert.deepEqual(problems, [], 'a page reported an error')
    },
  }
}

function firstSession(gateway: Gateway): Promise<SessionCookie> {
  return sessionByLink(gateway, gateway.app.firstSignIn ?? '', { email: 'ana@example.com', name: 'Ana Pérez' })
}

type Person = { email: string; name: string }

async function sessionByLink({ url }: Gateway, link: string, person: Person): Promise<SessionCookie> {
  const body = { token: link.split('#')[1] ?? '', password, ...person }
  const own = { origin: url, 'x-recado-csrf': '1' }
  const { status, headers } = await request(`${url}/manage/v1/sessions/by-link`, 'POST', body, own)
  assert.equal(status, 201)
  const [name = '', value = ''] = (headers.getSetCookie()[0] ?? '').split(';')[0]?.split('=') ?? []
  return { name, value, url }
}

/** What a theme changes is the colours: for every theme but one, those rules alone. */
const ofColours = { runOnly: ['color-contrast', 'link-in-text-block'] }

/** Nothing that axe reports, in both themes. */
export async function refuseFindings(page: Page): Promise<void> {
  for (const [colorScheme, options] of [['dark'], ['light', ofColours]] as const) {
    await page.emulateMedia({ colorScheme })
    assert.deepEqual(await findingsOf(page, options), [], `${colorScheme} ${page.url()}`)
  }
}

const themes = [
  { colorScheme: 'dark' },
  { colorScheme: 'light', contrast: 'more' },
  { colorScheme: 'dark', contrast: 'more' },
  { colorScheme: 'dark', forcedColors: 'active' },
] as const

/** Nothing that axe reports, in light and dark, in high contrast, and where the system forces its colours. */
export async function refuseFindingsInThemes(page: Page): Promise<void> {
  const found = await findingsOf(page)
  for (const theme of themes) {
    await page.emulateMedia(theme)
    for (const one of await findingsOf(page, ofColours)) found.push(`${Object.values(theme).join(' ')} ${one}`)
    await page.emulateMedia({ colorScheme: 'light', contrast: null, forcedColors: null })
  }
  assert.deepEqual(found, [], page.url())
}

async function findingsOf(page: Page, options: object = {}): Promise<string[]> {
  // Through the browser's debugger, which the page's policy does not block.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axeSource)
  const { violations } = JSON.parse(
    await page.evaluate<string>(
      `axe.run(${JSON.stringify({ ...options, resultTypes: ['violations'] })}).then(JSON.stringify)`,
    ),
  ) as AxeResults
  return violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)
}

/**
 * Nothing reaches the page from now on, as one request has shown: the browser says that it is offline before the process
 * that makes its requests is.
 */
export async function goOffline(page: Page): Promise<void> {
  await page.context().setOffline(true)
  const isCut = () => page.evaluate<boolean>(`fetch('/healthz').then(() => false, () => true)`)
  await eventually(isCut, 'a request fails for want of a network')
}

/** Its content is there: no part of it still waits. */
export async function whenLoaded(page: Page, heading: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  await page.locator('.skeleton').first().waitFor({ state: 'detached' })
}
