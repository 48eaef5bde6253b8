/**
 * Every page of the console in three languages, when there is nothing, when the gateway has trouble, does not answer,
 * refuses a form or what the role does not permit: each says so and what to do, in the reader's language, with the code
 * and where to read about it; nothing waits for ever, nothing breaks. Failures alone are forged, in the browser.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type ConsoleSite, refuseFindingsInThemes, startConsole } from '../support/console.ts'
import { fill, isLinked, ownPages, paths, real, refusal, walk } from '../support/console-walk.ts'
import { type Language, type Reading, type Shown, strangeTexts, words } from '../support/page-reading.ts'

describe('every page of the console says what is', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
  })
  after(() => site?.[Symbol.asyncDispose]())

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
      site,
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
        site,
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
        site,
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
        site,
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
      await walk(site, addresses, async ({ page, language, go }, address) => {
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
