/** Every page of the console, one after the other, in a browser of each language; something of each kind to look at. */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { describe, test } from 'node:test'
import type { Page, Request, Route } from 'playwright-core'
import { sandboxAppSecret } from '../../sandbox/identity.ts'
import { catalogue, type ErrorKey } from '../../src/model/errors/errors.ts'
import { csvOf, upload } from './campaign.ts'
import type { ConsoleSite, SessionCookie } from './console.ts'
import { readDocument, rootPath } from './documents.ts'
import { eventually, person } from './gateway.ts'
import { type Language, type Reading, read } from './page-reading.ts'
import { startReceiver } from './receiver.ts'

export const locales: Record<Language, string> = { en: 'en-US', es: 'es-EC', pt: 'pt-BR' }
export const paths = globSync('console/src/app/{router.tsx,routes/*}', { cwd: rootPath })
  .map(readDocument)
  .flatMap((text) => [...text.matchAll(/^ {2}path: '(\/[^']*)'/gm)].map(([, path = '']) => path))
  .sort()
/** Everybody may see them. */
export const ownPages = ['/account', '/story']
/** The page of all components shows failures by itself. */
export const real = paths.filter((one) => one !== '/story')
const isApi = ({ pathname }: URL) => /^\/(?:manage|v[12]|healthz|_sandbox)\b/.test(pathname)
const isStream = (request: Request) => request.url().includes('/manage/v1/stream')

/** As the gateway refuses it. */
export function refusal(key: ErrorKey) {
  const { code, status, description, developer, client } = catalogue[key]
  const error = { code, key, description, developerMessages: developer, clientMessages: client }
  return { status, json: { message: [client.es], statusMessage: 'failed', status: 0, error } }
}

/** Of every request of the page, once it is known who is signed in; those of the phone in its frame are real. */
export type Forge = (route: Route, page: Page) => Promise<void>

export type Walk = {
  page: Page
  language: Language
  /** To an address without loading anew, until the page stands still. */
  go(address: string): Promise<Reading>
  /** Requests that the page made since it went there, without the stream of events. */
  asked: Request[]
  settle(): Promise<Reading>
}

export type Look = (walk: Walk, address: string) => Promise<string[]> | string[]

export type WalkOptions = {
  site: () => ConsoleSite
  /** Paths of the router: `$name` stands for an id of that name. */
  addresses: readonly string[]
  ids?: () => Readonly<Record<string, string>>
  as?: () => SessionCookie
  forge?: Forge
  /** What the browser reports of each failure that was forged. */
  reported?: Partial<Record<Language, string>>
  /** Before a page asks for anything. */
  prepare?: (page: Page) => Promise<void>
  /** At the end of the walk. */
  leave?: (walk: Walk) => Promise<string[]> | string[]
  /** A walk of so many tests in a language whose pages are looked at for longer. */
  parts?: Partial<Record<Language, number>>
}

/** The same in each language. */
export const inEach = <T>(value: T): Record<Language, T> => ({ en: value, es: value, pt: value })

type Opening = Pick<WalkOptions, 'as' | 'forge' | 'prepare'>

/**
 * A test of each language, so that none takes longer than a part of what a test may; whatever a walk finds is reported
 * at its end, all of it.
 */
export function walk(title: string, options: WalkOptions, look: Look): void {
  const { addresses, parts } = options
  describe(title, () => {
    for (const language of Object.keys(locales) as Language[]) {
      const size = Math.ceil(addresses.length / (parts?.[language] ?? 1))
      for (let from = 0; from < addresses.length; from += size) {
        const some = addresses.slice(from, from + size)
        const name = size < addresses.length ? `${language}, from ${some[0]}` : language
        test(name, () => walkIn(language, { ...options, addresses: some }, look))
      }
    }
  })
}

async function walkIn(language: Language, options: WalkOptions, look: Look): Promise<void> {
  const { addresses, ids, leave, reported } = options
  const site = options.site()
  const one = await open(site, language, options)
  const problems: string[] = []
  for (const path of addresses) {
    const address = path.replaceAll(/\$(\w+)/g, (_, name: string) => ids?.()[name] ?? name)
    one.asked.length = 0
    for (const problem of await look(one, address)) problems.push(`${address}: ${problem}`)
  }
  problems.push(...((await leave?.(one)) ?? []))
  await site.close(one.page)
  assert.deepEqual(problems, [])
  const text = reported?.[language]
  if (text !== undefined) site.forgive(text)
}

/** On a page that asks for nothing, so that the first page of a walk comes as every other one. */
async function open(
  site: ConsoleSite,
  language: Language,
  { forge, as, prepare: prepareMore }: Opening,
): Promise<Walk> {
  let isOpen = false
  const under = new Set<Request>()
  const asked: Request[] = []
  const prepare = async (page: Page) => {
    await prepareMore?.(page)
    page.on('request', (request) => {
      if (!isApi(new URL(request.url())) || isStream(request) || request.frame() !== page.mainFrame()) return
      under.add(request)
      // What the frame around the page asks for by itself.
      if (!/\/(?:healthz|manage\/v1\/me)$/.test(request.url())) asked.push(request)
    })
    page.on('requestfinished', (request) => under.delete(request))
    page.on('requestfailed', (request) => under.delete(request))
    const isReal = (route: Route) => isFramed(route) || (!isOpen && route.request().url().endsWith('/manage/v1/me'))
    if (forge) await page.route(isApi, (route) => (isReal(route) ? route.continue() : forge(route, page)))
    // It stays without an answer: what a page shows is what it asked for.
    await page.route('**/manage/v1/stream*', () => {})
  }
  const page = await site.open('/account', { locale: locales[language], prepare, ...(as && { as: as() }) })
  await page.locator('main h1').waitFor()
  const isStill = `!document.querySelector('main > [data-old], main:not(.story) .skeleton') &&
    document.querySelector('main h1, main .failure, main .empty') !== null`
  const settle = async () => {
    await eventually(async () => under.size === 0 && (await page.evaluate(isStill)), `${page.url()} stands still`)
    return read(page)
  }
  await settle()
  isOpen = true
  const go = async (address: string) => {
    await page.evaluate(`for (const one of document.querySelectorAll('main > *')) one.dataset.old = 'yes'
      history.pushState({}, '', ${JSON.stringify(address)})`)
    return settle()
  }
  return { page, language, go, asked, settle }
}

function isFramed(route: Route): boolean {
  return route.request().frame().parentFrame() !== null
}

/** Something for each page that shows one thing: its parameter in the router's paths to its id. */
export async function fill({ gateway }: ConsoleSite): Promise<Record<string, string>> {
  await using receiver = await startReceiver()
  const other = { phoneNumberId: '100000000000009', wabaId: '200000000000009' }
  const firstOf = async (path: string, id: string) =>
    eventually(async () => {
      const { results } = (await gateway.manage('GET', path)).body as { results?: Record<string, string>[] }
      return results?.[0]?.[id]
    }, `${path} has one`)
  await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', { url: receiver.url, events: ['message'] })
  const skill = { name: 'Saludo', kind: 'messages', messages: [{ type: 'text', text: 'Hola' }] }
  await gateway.manage('PUT', '/manage/v1/bots/demo/skills/saludo', skill)
  const number = { displayNumber: '593990000019', verifiedName: 'Tienda', appSecret: sandboxAppSecret }
  await gateway.control('POST', '/_sandbox/numbers', { ...other, ...number })
  await gateway.simulateInbound({ type: 'text', text: 'Hola' })
  const messageId = await gateway.sendText(person, 'Su pedido')
  await gateway.control('POST', '/_sandbox/inbound', { from: person, type: 'text', text: 'Hola', ...other })
  return {
    botId: 'demo',
    userId: person,
    messageId,
    elementName: 'demo_text',
    skillId: 'saludo',
    campaignId: await upload(gateway, csvOf(3)),
    deliveryId: await firstOf('/manage/v1/deliveries', 'id'),
    memberId: await firstOf('/manage/v1/users', 'userId'),
    clientId: await firstOf('/manage/v1/clients', 'clientId'),
    itemId: await firstOf('/manage/v1/unprocessed', 'id'),
  }
}

export function isLinked(links: readonly string[], language: Language): boolean {
  return links.includes(`/guide/${language}/errors.html`)
}
