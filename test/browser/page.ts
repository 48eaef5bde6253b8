/** A sandbox with its phone open in a real browser: shared by the tests of this folder. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { startBrowser, type TestBrowser } from '../support/browser.ts'
import { buildConsole } from '../support/console.ts'

export const person = '593987654321'
export const number = '100000000000001'
export const phoneSize = { width: 390, height: 844 }
export const wideSize = { width: 1280, height: 860 }

const shots = fileURLToPath(new URL('../../artifacts/screenshots/', import.meta.url))

/** The DOM types that functions in the page use; the tests themselves are not compiled for a browser. */
export type PageDocument = {
  activeElement: { id: string; name?: string; textContent: string }
  getAnimations(): { playState: string }[]
  getElementById(id: string): { textContent: string } | null
  querySelector(selector: string): { textContent: string } | null
  querySelectorAll(selector: string): { length: number }
}

export type Phone = {
  sandbox: Sandbox
  /** A window of its own: no state of another, and no connection beyond this machine. */
  open(options?: BrowserContextOptions & { path?: string; sandboxUrl?: string }): Promise<Page>
  send(message: object, to?: string): Promise<string>
  control(method: string, path: string, body?: unknown): Promise<unknown>
  /** The webhook of the last inbound message, and its history entry. */
  lastIn(from?: string): Promise<Record<string, unknown>>
  close(): Promise<void>
}

export async function startPhone(options: { onRequest?: (url: string) => void } = {}): Promise<Phone> {
  buildConsole()
  const [sandbox, browser] = await Promise.all([start(), startBrowser()])
  const { url } = sandbox
  const problems: string[] = []
  const control = (method: string, path: string, body?: unknown) => call(url, method, `/_sandbox/${path}`, body)
  return {
    sandbox,
    open: ({ path = '/', sandboxUrl = url, ...context } = {}) =>
      open(browser, sandboxUrl + path, context, { problems, ...options }),
    control,
    async send(message, to = person) {
      const body = { messaging_product: 'whatsapp', to: `+${to}`, ...message }
      const answer = (await call(url, 'POST', `/v25.0/${number}/messages`, body)) as { messages?: { id: string }[] }
      assert.ok(answer.messages?.[0], JSON.stringify(answer))
      return answer.messages[0].id
    },
    async lastIn(from = person) {
      const entries = (await control('GET', `messages?to=${from}&limit=20`)) as { direction: string; body: string }[]
      return JSON.parse(entries.findLast(({ direction }) => direction === 'in')?.body ?? '{}')
    },
    async close() {
      await browser.close()
      await sandbox.stop()
      assert.deepEqual(problems, [], 'the page broke')
    },
  }
}

function start(): Promise<Sandbox> {
  return startSandbox({
    host: '127.0.0.1',
    port: 0,
    seed: 7,
    statusDelayMs: { sent: 1, delivered: 2, read: 3 },
    demoPerson: true,
    logLevel: 'silent',
    // Hundreds of messages to one person in a second exceed Meta's pair rate.
    rules: { pairRate: false },
  })
}

async function open(
  { browser }: TestBrowser,
  url: string,
  context: BrowserContextOptions,
  { problems, onRequest }: { problems: string[]; onRequest?: (url: string) => void },
): Promise<Page> {
  const page = await (
    await browser.newContext({ viewport: phoneSize, locale: 'es-EC', reducedMotion: 'reduce', ...context })
  ).newPage()
  page.setDefaultTimeout(30_000)
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('request', (request) => onRequest?.(request.url()))
  await page.goto(url)
  await page.locator('#list > *').first().waitFor({ state: 'attached' })
  return page
}

async function call(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return answer.json()
}

/** Stored as an artefact of the run. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true })
  await page.screenshot({ path: `${shots}${name}.png` })
}
