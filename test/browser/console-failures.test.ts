/**
 * Every page of the console in three languages, when there is nothing, when the gateway has trouble, does not answer,
 * refuses a form or what the role does not permit: each says so and what to do, in the reader's language, with the code
 * and where to read about it; nothing waits for ever, nothing breaks. Failures alone are forged, in the browser.
 */
import { after, before, describe } from 'node:test'
import type { Page } from 'playwright-core'
import { type ConsoleSite, startConsole } from '../support/console.ts'
import { fill, inEach, isLinked, ownPages, paths, real, refusal, walk } from '../support/console-walk.ts'
import { eventually } from '../support/gateway.ts'
import { type Language, type Reading, type Shown, strange, words } from '../support/page-reading.ts'

describe('every page of the console says what is', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
  })
  after(() => site?.[Symbol.asyncDispose]())

  const lists = paths.filter((path) => !path.includes('$') && !ownPages.includes(path))
  const filtered: Record<string, string> = {
    '/templates': '/templates?status=REJECTED',
    '/conversations': '/conversations?show=mine',
    '/audit': '/audit?person=593900000099',
    '/messages': '/messages?person=593900000099',
  }
  const withEmptyState = [
    '/campaigns',
    '/conversations',
    '/costs',
    '/messages',
    '/refused',
    '/templates',
    '/unprocessed',
  ]
  walk(
    'there is nothing yet: what to do, and in the language of the reader',
    { site: () => site, addresses: lists.map((path) => filtered[path] ?? path) },
    async ({ language, go }, address) => {
      const reading = await go(address)
      const vague = reading.empties.filter(({ title, text }) => title === '' || text === '')
      const hasEmptyState = withEmptyState.some((path) => (filtered[path] ?? path) === address)
      return [
        ...strange(reading, language),
        ...vague.map(({ title }) => `${title} does not say what to do`),
        ...reading.failures.map(({ title }) => title),
        ...(hasEmptyState && reading.empties.length === 0 ? ['has no empty state'] : []),
      ]
    },
  )

  describe('with something of each kind', () => {
    let ids: Record<string, string>
    before(async () => {
      ids = await fill(site)
    })
    const filled = { site: () => site, ids: () => ids }

    walk(
      'the gateway has trouble',
      {
        ...filled,
        addresses: real,
        forge: (route) => route.fulfill(refusal('UNKNOWN_ERROR')),
        reported: inEach('500'),
      },
      async ({ language, go, asked }, address) => {
        const reading = await go(address)
        const text = words[language]['error.trouble_do'] ?? ''
        return [
          ...strange(reading, language),
          ...told(reading, language, { title: 'error.trouble', text, code: 'E0000' }, asked.length > 0),
        ]
      },
    )

    const connected = new Set<Page>()
    walk(
      'the gateway does not answer, and then it does again',
      {
        ...filled,
        addresses: real,
        forge: (route, page) => (connected.has(page) ? route.continue() : route.abort('connectionrefused')),
        reported: inEach('ERR_CONNECTION_REFUSED'),
        async leave({ page, go, settle }) {
          await go('/settings')
          connected.add(page)
          await page.locator('.banner').waitFor({ state: 'detached' })
          // By itself, and not at the moment that the sign goes: what failed is asked for anew then.
          await eventually(async () => (await settle()).failures.length === 0, 'nothing has failed any more')
          return []
        },
      },
      async ({ language, go, asked }, address) => {
        const reading = await go(address)
        const lost = words[language]['connection.lost'] ?? ''
        const isDue = asked.length > 0 && !asksNothing(address)
        return [
          ...strange(reading, language),
          ...told(reading, language, { title: 'error.offline', text: lost }, isDue),
          ...(reading.banner === lost ? [] : ['no banner']),
        ]
      },
    )
  })
})

/** It asks for nothing by itself: what is asked for meanwhile is of the page before it. */
function asksNothing(address: string): boolean {
  return address === '/numbers/connect'
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
