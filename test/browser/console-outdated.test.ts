/**
 * What is in view and cannot be renewed: every page says of when it is, why, and when it is asked for again, and moves
 * nothing for it; what is refused for good goes. The clock of the browser is the test's. Failures alone are forged.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page, Route } from 'playwright-core'
import { csvOf, until, upload } from '../support/campaign.ts'
import { type ConsoleSite, refuseFindingsInThemes, startConsole, whenLoaded } from '../support/console.ts'
import { fill, inEach, isLinked, ownPages, paths, refusal, type Walk, walk } from '../support/console-walk.ts'
import { eventually, quiet } from '../support/gateway.ts'
import { type Language, read, strangeTexts, words } from '../support/page-reading.ts'

const startsClock = (page: Page) => page.clock.install()

/**
 * Who comes back to the window after half an hour has everything in view asked for anew. The time of day moves, the
 * timers do not: the time of a call that pauses before its second try would run out.
 */
async function comeBack({ page, settle }: Pick<Walk, 'page' | 'settle'>): Promise<void> {
  await settle()
  await page.clock.setSystemTime((await page.evaluate<number>('Date.now()')) + 31 * 60_000)
  await page.evaluate(`document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`)
}

/** The attempts that are due come: nobody waits for them. The time of what is asked for does not run out meanwhile. */
async function whenSaid({ page, settle }: Walk): Promise<void> {
  const sign = page.locator('.outdated')
  await eventually(async () => {
    if ((await sign.count()) > 0) return true
    await settle()
    await page.clock.fastForward(2_100)
    return false
  }, `${page.url()} says that it is of a while ago`)
}

/** Where the page stands, and every text that its live region has had. */
const watch = `(() => {
  const region = document.querySelector('.signs [role=status]')
  window.said = []
  new MutationObserver(() => region.innerText !== said.at(-1) && said.push(region.innerText)).observe(region, {
    childList: true, characterData: true, subtree: true,
  })
})()`
const place = `JSON.stringify([scrollX, scrollY, document.querySelector('main h1')?.getBoundingClientRect().top])`

type Sign = { text: string; code: string; links: string[] }
const signIn = (page: Page) =>
  page.evaluate<Sign>(`(() => {
    const box = document.querySelector('.outdated')
    return {
      text: box.innerText,
      code: box.querySelector('code')?.innerText ?? '',
      links: [...box.querySelectorAll('a')].map((link) => link.getAttribute('href')),
    }
  })()`)

/** In each language another failure, on every page that shows what it asked for. */
const kinds = {
  en: { key: 'UNKNOWN_ERROR', title: 'error.trouble', code: 'E0000' },
  es: { key: 'FORBIDDEN_ROLE', title: 'error.forbidden', code: 'R4033' },
  pt: { key: 'CAMPAIGN_NOT_FOUND', title: 'error.missing', code: 'R404' },
} as const

describe('what could not be renewed', () => {
  let site: ConsoleSite
  let ids: Record<string, string>
  before(async () => {
    site = await startConsole()
    ids = await fill(site)
  })
  after(() => site?.[Symbol.asyncDispose]())

  const failing = new Map<Page, Language>()
  walk(
    'every page says so, and shows nothing any more that is refused for good',
    {
      site: () => site,
      ids: () => ids,
      addresses: paths.filter((path) => !ownPages.includes(path) && path !== '/numbers/connect'),
      prepare: startsClock,
      reported: { en: '500', es: '403', pt: '404' },
      parts: inEach(2),
      forge(route, page) {
        const language = failing.get(page)
        const { pathname } = new URL(route.request().url())
        const isSelf = pathname.endsWith('/manage/v1/me')
        // The sandbox has failures of another form, and which of two is told is a matter of time.
        if (pathname.startsWith('/_sandbox')) return route.continue()
        if (language === undefined || (isSelf && language !== 'en')) return route.continue()
        return route.fulfill(refusal(kinds[language].key))
      },
    },
    async (one, address) => {
      const { page, language, go } = one
      failing.delete(page)
      await go(address)
      await page.clock.fastForward('01:30')
      failing.set(page, language)
      return language === 'en' ? outdated(one) : denied(one, address)
    },
  )

  async function outdated(one: Walk): Promise<string[]> {
    const { page } = one
    // What comes with the page's last answers moves it, too.
    await one.settle()
    await page.evaluate(watch)
    const before = await page.evaluate(place)
    await comeBack(one)
    await whenSaid(one)
    const { text, code, links } = await signIn(page)
    const told = ['outdated.title', 'error.trouble'].map((key) => (words.en[key] ?? '').split('{')[0] ?? '')
    const { failures, texts } = await read(page)
    return [
      ...told.filter((part) => !text.includes(part)).map((part) => `does not say ${part}: ${text}`),
      ...(/\d:\d\d/.test(text) ? [] : ['does not say of when it is']),
      ...(code.startsWith('E0000') && isLinked(links, 'en') ? [] : [`no code or link: ${code}`]),
      ...((await page.evaluate(place)) === before ? [] : ['the page moved']),
      ...failures.map(({ title }) => `instead: ${title}`),
      ...strangeTexts({ texts }, 'en'),
    ]
  }

  /** Some pages ask anew only when they are opened. */
  async function denied({ page, language, asked, go, settle }: Walk, address: string): Promise<string[]> {
    const { title, code } = kinds[language as 'es' | 'pt']
    await go('/account')
    asked.length = 0
    await go(address)
    const wanted = words[language][title]
    const isShown = async () => {
      const { failures, empties } = await settle()
      return [...failures, ...empties].some((one) => one.title === wanted && one.code.startsWith(code))
    }
    const problems = asked.length === 0 || (await eventually(isShown, `${page.url()} shows that it is refused`))
    return problems ? [] : ['old answers stay']
  }

  const reasons: Record<Language, (route: Route) => Promise<void>> = {
    en: (route) => route.abort('connectionrefused'),
    es: (route) => route.fulfill({ ...refusal('TOO_MANY_REQUESTS'), headers: { 'retry-after': '40' } }),
    pt: (route) => route.fulfill(refusal('STORE_UNAVAILABLE')),
  }
  const texts: Partial<Record<Language, string>> = { es: '40 segundos', pt: words.pt['error.trouble'] ?? '' }
  walk(
    'in each language, with its code, once to who hears it; it goes when the answer comes',
    {
      site: () => site,
      addresses: ['/messages'],
      prepare: startsClock,
      reported: { en: 'ERR_CONNECTION_REFUSED', es: '429', pt: '503' },
      // Answers come once somebody pressed "try again": sooner, an attempt of the page's own would take its button.
      async forge(route, page) {
        const language = failing.get(page)
        if (language === undefined || (await page.evaluate('window.hasPressed'))) return route.continue()
        return reasons[language](route)
      },
    },
    async (one) => {
      const { page, language, go } = one
      failing.delete(page)
      await go('/messages')
      await page.evaluate(watch)
      await page.evaluate(`addEventListener('pointerdown', () => { window.hasPressed = true }, { capture: true })`)
      failing.set(page, language)
      await comeBack(one)
      await whenSaid(one)
      if (language === 'es') await refuseFindingsInThemes(page)
      const { text } = await signIn(page)
      await afterMoreAttempts(page, language)
      const said = (await page.evaluate<string[]>('said')).filter((one) => one !== '')
      await page
        .locator('.outdated')
        .getByRole('button', { name: words[language].retry ?? '' })
        .click()
      await page.locator('.outdated').waitFor({ state: 'detached' })
      // A page that closes is not asked whether somebody pressed.
      failing.delete(page)
      return [
        ...(text.includes(texts[language] ?? words.en['error.offline'] ?? '') ? [] : [`says ${text}`]),
        ...(said.length === 1 ? [] : [`said ${said.length} times: ${said.join(' | ')}`]),
      ]
    },
  )

  /** Some attempts later it has said nothing else, but to who looks: when the next one is. */
  async function afterMoreAttempts(page: Page, language: Language): Promise<void> {
    for (let attempts = 0; attempts < 3; attempts++) {
      const before = (await signIn(page)).text
      await eventually(async () => {
        const { text: now } = await signIn(page)
        // No request is under way then, whose time would run out.
        const waits = !now.includes(words[language]['outdated.now'] ?? '')
        if (waits && now === before) await page.clock.fastForward(61_000)
        return waits && now !== before
      }, 'another attempt')
    }
  }

  test('one failure that the next attempt mends is not told', async () => {
    const page = await site.open('/messages', { prepare: startsClock })
    await whenLoaded(page, 'Mensajes')
    await page.evaluate(watch)
    let failures = 0
    await page.route('**/manage/v1/messages*', (route) =>
      failures++ === 0 ? route.fulfill(refusal('UNKNOWN_ERROR')) : route.continue(),
    )
    const reported = page.waitForEvent('console', (message) => message.text().includes('500'))
    await comeBack({ page, settle: () => read(page) })
    await eventually(() => failures > 1, 'it is asked for again')
    await reported
    await eventually(async () => (await page.evaluate('said.length')) === 0, 'nothing is said')
    await site.close(page)
    site.forgive('500')
  })

  test('a further page that does not come is told at the end of its list, and asked for there', async () => {
    const campaign = await upload(site.gateway, csvOf(60))
    await until(site.gateway, campaign, ({ status }) => status === 'COMPLETED')
    // What happens makes the list ask anew, and then for its next page again.
    await quiet(site.gateway)
    let isFailing = true
    let asked = 0
    const page = await site.open(`/campaigns/${campaign}?view=people`, {
      prepare: async (one) => {
        await one.route(/\/people\?.*after=/, (route) => {
          asked += 1
          return isFailing ? route.fulfill(refusal('UNKNOWN_ERROR')) : route.continue()
        })
      },
    })
    const failure = page.locator('main .failure')
    await page.getByRole('grid').waitFor()
    await eventually(async () => {
      await page.evaluate('scrollTo(0, document.body.scrollHeight)')
      return (await failure.count()) > 0
    }, 'the end of the list')
    assert.match(await failure.innerText(), /La pasarela no pudo hacerlo.*E0000/s)
    assert.equal(await page.getByRole('grid').getAttribute('aria-rowcount'), '51')
    assert.equal(asked, 1, 'it is not asked for by itself')
    assert.equal(await page.locator('.outdated').count(), 0)
    isFailing = false
    await failure.getByRole('button', { name: 'Reintentar' }).click()
    await page.locator('[role=grid][aria-rowcount="61"]').waitFor()
    await failure.waitFor({ state: 'detached' })
    await site.close(page)
    site.forgive('500')
  })
})
