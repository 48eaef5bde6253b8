/**
 * Every page of the console in three languages with something of each kind, in every theme, and for a role that permits
 * nothing: it shows its content in the reader's language, or what the role does not permit. With console-failures one
 * file would take longer than a file may on a slow machine.
 */
import { after, before, describe } from 'node:test'
import { type ConsoleSite, refuseFindingsInThemes, type SessionCookie, startConsole } from '../support/console.ts'
import { fill, inEach, isLinked, ownPages, paths, walk } from '../support/console-walk.ts'
import { strange, words } from '../support/page-reading.ts'

describe('every page of the console with something of each kind', () => {
  let site: ConsoleSite
  let ids: Record<string, string>
  let nobody: SessionCookie
  before(async () => {
    site = await startConsole()
    ids = await fill(site)
    nobody = await site.invite('Noa', [])
  })
  after(() => site?.[Symbol.asyncDispose]())
  const filled = { site: () => site, ids: () => ids }

  walk(
    'a role that permits nothing',
    { ...filled, addresses: paths, as: () => nobody, reported: inEach('403') },
    async ({ language, go }, address) => {
      const reading = await go(address)
      const title = words[language]['error.forbidden']
      const forbidden = [...reading.failures, ...reading.empties].filter((one) => one.title === title)
      const isTold = forbidden.some(
        ({ code, links, text }) => code.startsWith('R403') && text !== '' && isLinked(links, language),
      )
      return [...strange(reading, language), ...(isTold || ownPages.includes(address) ? [] : ['does not say so'])]
    },
  )

  walk(
    'each with its content, in high contrast and forced colours too',
    { ...filled, addresses: paths, parts: { es: 5 } },
    async ({ page, language, go }, address) => {
      const reading = await go(address)
      if (language === 'es') await refuseFindingsInThemes(page)
      // A template's own text is in its language; why an item has no place is told as it was stored.
      const isOwnText = address === '/story' || /^\/templates\/.*\/edit$|^\/unprocessed\/./.test(address)
      return isOwnText ? [] : strange(reading, language)
    },
  )
})
