/**
 * Every page of the console in three languages, when there is nothing, when the gateway has trouble, does not answer,
 * refuses a form or what the role does not permit: each says so and what to do, in the reader's language, with the code
 * and where to read about it; nothing waits for ever, nothing breaks. Failures alone are forged, in the browser.
 */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { Page, Request, Route } from 'playwright-core'
import { sandboxAppSecret } from '../../sandbox/identity.ts'
import { catalogue, type ErrorKey } from '../../src/model/errors/errors.ts'
import { csvOf, upload } from '../support/campaign.ts'
import { type ConsoleSite, refuseFindingsInThemes, type SessionCookie, startConsole } from '../support/console.ts'
import { readDocument, rootPath } from '../support/documents.ts'
import { eventually, person } from '../support/gateway.ts'
import { type Language, type Reading, read, type Shown, strangeTexts, words } from '../support/page-reading.ts'
import { startReceiver } from '../support/receiver.ts'

const locales: Record<Language, string> = { en: 'en-US', es: 'es-EC', pt: 'pt-BR' }
const paths = globSync('console/src/app/{router.tsx,routes/*}', { cwd: rootPath })
  .map(readDocument)
  .flatMap((text) => [...text.matchAll(/^ {2}path: '(\/[^']*)'/gm)].map(([, path = '']) => path))
  .sort()
/** Everybody may see them. */
const ownPages = ['/account', '/story']
/** The page of all components shows failures by itself. */
const real = (addresses: readonly string[]) => addresses.filter((one) => one !== '/story')
const isApi = ({ pathname }: URL) => /^\/(?:manage|v[12]|healthz|_sandbox)\b/.test(pathname)
const isStream = (request: Request) => request.url().includes('/manage/v1/stream')

function refusal(key: ErrorKey) {
  const { code, status, description, developer, client } = catalogue[key]
  const error = { code, key, description, developerMessages: developer, clientMessages: client }
  return { status, json: { message: [client.es], statusMessage: 'failed', status: 0, error } }
}

/** Of every request of the page, once it is known who is signed in; those of the phone in its frame are real. */
type Forge = (route: Route, page: Page) => Promise<void>

type Walk = {
  page: Page
  language: Language
  /** To an address without loading anew, until the page stands still. */
  go(address: string): Promise<Reading>
  /** Requests that the page made since it went there, without the stream of events. */
  asked: Request[]
  settle(): Promise<Reading>
}

type Options = {
  as?: SessionCookie
  forge?: Forge
  /** What the browser reports of each failure that was forged. */
  reported?: string
  /** At the end of the walk. */
  leave?: (walk: Walk) => Promise<string[]>
}

describe('every page of the console says what is', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
  })
  after(() => site?.[Symbol.asyncDispose]())

  /** In the three languages at once; whatever a walk finds is reported at the end, all of it. */
  async function walk(
    addresses: readonly string[],
    look: (walk: Walk, address: string) => Promise<string[]> | string[],
    { as, forge, reported, leave }: Options = {},
  ): Promise<void> {
    const found = await Promise.all(
      (Object.keys(locales) as Language[]).map(async (language) => {
        const one = await open(language, forge, as)
        const problems: string[] = []
        for (const address of addresses) {
          one.asked.length = 0
          for (const problem of await look(one, address)) problems.push(`${language} ${address}: ${problem}`)
        }
        for (const problem of (await leave?.(one)) ?? []) problems.push(`${language}: ${problem}`)
        await one.page.context().close()
        return problems
      }),
    )
    if (reported !== undefined) site.forgive(reported)
    assert.deepEqual(found.flat(), [])
  }

  /** On a page that asks for nothing, so that the first page of a walk comes as every other one. */
  async function open(language: Language, forge: Forge | undefined, as?: SessionCookie): Promise<Walk> {
    let isOpen = false
    const under = new Set<Request>()
    const asked: Request[] = []
    const prepare = async (page: Page) => {
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
    const page = await site.open('/account', { locale: locales[language], prepare, ...(as && { as }) })
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

  test('there is nothing yet: what to do, and in the language of the reader', async () => {
    const lists = paths.filter((path) => !path.includes('$') && !ownPages.includes(path))
    const filtered: Record<string, string> = {
      '/templates': '/templates?status=REJECTED',
      '/conversations': '/conversations?show=mine',
      '/audit': '/audit?person=593900000099',
      '/messages': '/messages?person=593900000099',
    }
    const empty = new Set<string>()
    await walk(
      lists.map((path) => filtered[path] ?? path),
      async ({ language, go }, address) => {
        const reading = await go(address)
        if (reading.empties.length > 0) empty.add(address)
        const vague = reading.empties.filter(({ title, text }) => title === '' || text === '')
        return [
          ...strange(reading, language),
          ...vague.map(({ title }) => `${title} does not say what to do`),
          ...reading.failures.map(({ title }) => title),
        ]
      },
    )
    const wanted = ['/campaigns', '/conversations', '/messages', '/refused', '/templates', '/unprocessed']
    const missing = wanted.filter((path) => !empty.has(filtered[path] ?? path))
    assert.deepEqual(missing, [], 'these have an empty state')
  })

  describe('with something of each kind', () => {
    let addresses: string[]
    before(async () => {
      const ids = await fill(site)
      addresses = paths.map((path) => path.replaceAll(/\$(\w+)/g, (_, name: string) => ids[name] ?? name))
    })

    test('the gateway has trouble', async () => {
      await walk(
        real(addresses),
        async ({ language, go, asked }, address) => {
          const reading = await go(address)
          const text = words[language]['error.trouble_do'] ?? ''
          return [
            ...strange(reading, language),
            ...told(reading, language, { title: 'error.trouble', text, code: 'E0000' }, asked.length > 0),
          ]
        },
        { forge: (route) => route.fulfill(refusal('UNKNOWN_ERROR')), reported: '500' },
      )
    })

    test('the gateway does not answer, and then it does again', async () => {
      const connected = new Set<Page>()
      await walk(
        real(addresses),
        async ({ language, go, asked }, address) => {
          const reading = await go(address)
          const lost = words[language]['connection.lost'] ?? ''
          return [
            ...strange(reading, language),
            ...told(
              reading,
              language,
              { title: 'error.offline', text: lost },
              asked.length > 0 && !asksNothing(address),
            ),
            ...(reading.banner === lost ? [] : ['no banner']),
          ]
        },
        {
          forge: (route, page) => (connected.has(page) ? route.continue() : route.abort('connectionrefused')),
          reported: 'ERR_CONNECTION_REFUSED',
          async leave({ page, go, settle }) {
            await go('/settings')
            connected.add(page)
            await page.locator('.banner').waitFor({ state: 'detached' })
            return (await settle()).failures.map(({ title }) => `${title}, with the connection back`)
          },
        },
      )
    })

    test('a role that permits nothing', async () => {
      const as = await site.invite('Noa', [])
      await walk(
        addresses,
        async ({ language, go }, address) => {
          const reading = await go(address)
          const title = words[language]['error.forbidden']
          const forbidden = [...reading.failures, ...reading.empties].filter((one) => one.title === title)
          const isTold = forbidden.some(
            ({ code, links, text }) => code.startsWith('R403') && text !== '' && isLinked(links, language),
          )
          return [...strange(reading, language), ...(isTold || ownPages.includes(address) ? [] : ['does not say so'])]
        },
        { as, reported: '403' },
      )
    })

    test('each with its content, in high contrast and forced colours too', async () => {
      await walk(addresses, async ({ page, language, go }, address) => {
        const reading = await go(address)
        if (language === 'es') await refuseFindingsInThemes(page)
        // A template's own text is in its language; why an item has no place is told as it was stored.
        const isOwnText = address === '/story' || /^\/templates\/.*\/edit$|^\/unprocessed\/./.test(address)
        return isOwnText ? [] : strange(reading, language)
      })
    })
  })
})

/** It asks for nothing by itself: what is asked for meanwhile is of the page before it. */
function asksNothing(address: string): boolean {
  return address === '/numbers/connect'
}

function isFramed(route: Route): boolean {
  return route.request().frame().parentFrame() !== null
}

function isLinked(links: readonly string[], language: Language): boolean {
  return links.includes(`/guide/${language}/errors.html`)
}

function strange(reading: Reading, language: Language): string[] {
  return [...strangeTexts(reading, language), ...(reading.isWaiting ? ['waits for ever'] : [])]
}

type Wanted = { title?: string; text: string; code?: string }

/** What is missing of a failure that a page should show, where it `isDue`. */
function told(reading: Reading, language: Language, { title, text, code }: Wanted, isDue: boolean): string[] {
  const isMeant = (one: Shown) => title === undefined || one.title.replace(/\.$/, '') === words[language][title]
  const found = reading.failures.filter((one) => isMeant(one) && one.text.includes(text))
  const others = reading.failures.filter((one) => !found.includes(one)).map(({ title: other }) => `instead: ${other}`)
  if (found.length === 0) return isDue ? ['nothing is told', ...others] : others
  const uncoded = found.filter(
    (one) => code !== undefined && !(one.code.startsWith(code) && isLinked(one.links, language)),
  )
  return [...others, ...uncoded.map(({ text: shown }) => `no code or link: ${shown}`)]
}

/** Something for each page that shows one thing: its parameter in the router's paths to its id. */
async function fill({ gateway }: ConsoleSite): Promise<Record<string, string>> {
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
