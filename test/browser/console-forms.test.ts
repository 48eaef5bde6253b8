/**
 * Every form of the console is sent while the gateway refuses it, for each of the reasons that it has: it stays open
 * with what was typed, says what to do with the code and where to read about it, marks the field that is named and goes
 * there, and can be sent again; nothing is told as done. Forged in the browser are the refusals, and states that take
 * long to come to, alone.
 */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page, Route } from 'playwright-core'
import { operationTable } from '../../sdk/generated/table.ts'
import { catalogue, type ErrorKey } from '../../src/model/errors/errors.ts'
import { type ConsoleSite, startConsole } from '../support/console.ts'
import { buttons, type FormCase, files, forms, type InWords, silent } from '../support/console-forms.ts'
import { fill, isLinked, locales, refusal } from '../support/console-walk.ts'
import { readDocument, rootPath } from '../support/documents.ts'
import { eventually } from '../support/gateway.ts'
import { type Language, read, strangeTexts, words } from '../support/page-reading.ts'

type Operation = keyof typeof operationTable

/** What calls an operation that is no reading. */
const writes = globSync('console/src/{app,pages}/**/*.{ts,tsx}', { cwd: rootPath }).flatMap((path) => {
  const called = [...readDocument(path).matchAll(/\b(?:gateway|uploads)\s*\.(?:response\('(\w+)'|(\w+)\()/g)]
  const operations = called.map(([, id, name]) => (id ?? name) as Operation)
  const written = operations.filter((id) => id in operationTable && operationTable[id].method !== 'GET')
  return [...new Set(written)].map((id) => `${path.replace(/^console\/src\/(?:pages\/)?/, '')} ${id}`)
})

/** Beside the fields: one for each form, in turn. */
const reasons: readonly [key: ErrorKey, headers?: Record<string, string>][] = [
  ['CONFLICT'],
  ['TOO_MANY_REQUESTS', { 'retry-after': '40' }],
  ['BODY_TOO_LARGE'],
  ['STORE_UNAVAILABLE'],
  ['BAD_REQUEST'],
  ['PRECONDITION_FAILED'],
  ['META_REFUSED'],
]

function faultAt(path: string) {
  const forged = refusal('VALIDATOR_ERROR')
  const says = { en: `Field ${path} is unfit.`, es: `El campo ${path} no sirve.`, pt: `O campo ${path} não serve.` }
  return { says, forged: { ...forged, json: { ...forged.json, validationError: { [path]: [says] } } } }
}

/** The gateway's own answer with other members, or another status in its place. */
async function answerAs({ answer, status }: NonNullable<FormCase['given']>, route: Route): Promise<void> {
  if (status !== undefined) return route.fulfill({ status, json: {} })
  const response = await route.fetch()
  const own = (await response.json()) as Record<string, unknown>
  const isWhole = (value: unknown) => typeof value !== 'object' || value === null || Array.isArray(value)
  const merged = Object.entries(answer ?? {}).map(([name, value]) => [
    name,
    isWhole(value) ? value : { ...(own[name] as object), ...(value as object) },
  ])
  return route.fulfill({ response, json: { ...own, ...Object.fromEntries(merged) } })
}

const inWords =
  (language: Language): InWords =>
  (word) =>
    (words[language][word] ?? '').split('{')[0]?.trim() ?? ''

test('every write of the console is a form here, a button, or has a reason why not', () => {
  const known = [...Object.keys(forms), ...buttons, ...files, ...silent]
  const isOf = (place: string) => (one: string) => place.startsWith(one) || one === place
  assert.deepEqual(
    writes.filter((one) => !known.some(isOf(one))),
    [],
    'without a walk',
  )
  assert.deepEqual(
    known.filter((one) => !writes.includes(one)),
    [],
    'no such write',
  )
  const told = new Set(buttons.filter((one) => !one.startsWith('app/')).map((one) => one.split(' ')[0] ?? ''))
  for (const path of told) assert.match(readDocument(`console/src/pages/${path}`), /useChange\(/, path)
})

describe('a form that is refused', () => {
  let site: ConsoleSite
  let ids: Record<string, string>
  before(async () => {
    site = await startConsole()
    const { gateway } = site
    ids = await fill(site)
    await site.invite('Mar', [{ role: 'agent', bots: 'all' }])
    const { body } = await gateway.manage('GET', '/manage/v1/users')
    const members = (body as { results: { userId: string; email: string }[] }).results
    ids.otherId = members.find(({ email }) => email === 'mar@example.com')?.userId ?? ''
    const grants = [{ role: 'viewer', bots: 'all' }]
    const made = await gateway.manage('POST', '/manage/v1/api-keys', { name: 'Llave vieja', grants })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const optOut = { botId: 'demo', userId: '593987654302' }
    assert.equal((await gateway.manage('POST', '/manage/v1/suppressions', optOut)).status, 201)
    const view = { page: 'messages', name: 'Llave: fallados', filters: { state: 'failed' }, shared: true }
    assert.equal((await gateway.manage('POST', '/manage/v1/views', view)).status, 201)
  })
  after(() => site?.[Symbol.asyncDispose]())

  // Every third form in each language: what is told is a matter of the language, and forms are alike in it.
  const languages = Object.keys(locales) as Language[]
  for (const [place, language] of languages.entries())
    describe(`stays as it is, and says what to do, in ${language}`, () => {
      let walk: Omit<FormWalk, 'form'>
      let forged: ReturnType<typeof refusal> | undefined
      let operation: Operation
      before(async () => {
        const isMeant = (route: Route) => {
          const { method, path } = operationTable[operation]
          const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
          return route.request().method() === method && pattern.test(new URL(route.request().url()).pathname)
        }
        let given: FormCase['given']
        const prepare = async (page: Page) => {
          await page.route(/\/(?:v[12]|manage)\//, (route) => {
            if (forged !== undefined && isMeant(route)) return route.fulfill(forged)
            const isGiven =
              route.request().method() === 'GET' && given?.path.test(new URL(route.request().url()).pathname)
            return given && isGiven ? answerAs(given, route) : route.fallback()
          })
        }
        const page = await site.open('/account', { locale: locales[language], prepare })
        walk = { page, language, forge: (by) => (forged = by), give: (by) => (given = by) }
      })
      after(async () => {
        await site.close(walk.page)
      })

      for (const [at, [name, form]] of Object.entries(forms).entries()) {
        if (at % languages.length !== place) continue
        test(name, async () => {
          operation = (name.split(' ')[1] ?? '') as Operation
          const [key, headers] = reasons[Math.floor(at / languages.length) % reasons.length] ?? ['CONFLICT']
          assert.deepEqual(await walkOne({ ...walk, form }, [key, headers]), [])
          const keys: ErrorKey[] = form.path === undefined ? [key] : [key, 'VALIDATOR_ERROR']
          const statuses = new Set([...keys.map((one) => catalogue[one].status), form.given?.status ?? []].flat())
          for (const status of statuses) site.forgive(String(status))
        })
      }
    })

  type FormWalk = {
    page: Page
    language: Language
    form: FormCase
    forge: (by: ReturnType<typeof refusal> | undefined) => void
    give: (by: FormCase['given']) => void
  }

  async function walkOne(walk: FormWalk, [key, headers]: (typeof reasons)[number]): Promise<string[]> {
    const { page, language, form, forge, give } = walk
    forge(undefined)
    give(form.given)
    const t = inWords(language)
    await page.goto(site.gateway.url + form.address.replaceAll(/\$(\w+)/g, (_, id: string) => ids[id] ?? id))
    for (const word of form.open ?? []) await buttonIn(await placeOf(page, form), t(word)).click()
    await form.prepare?.(page, t)
    const place = await placeOf(page, form)
    for (const [name, text] of Object.entries(form.typed ?? {})) await fieldIn(place, name).fill(text)
    const send = async () =>
      typeof form.send === 'string' ? buttonIn(await placeOf(page, form), t(form.send)).click() : form.send(page, t)
    const problems: string[] = []
    if (form.path !== undefined) {
      const { says, forged } = faultAt(form.path)
      forge(forged)
      await send()
      problems.push(...(await toldBy(walk, 'E0422')), ...(await marked(place, form, says[language])))
    }
    const other = refusal(key)
    forge({ ...other, ...(headers && { headers }) })
    await send()
    problems.push(...(await toldBy(walk, other.json.error.code)))
    return problems
  }

  async function toldBy({ page, language, form }: FormWalk, code: string): Promise<string[]> {
    const shown = await eventually(async () => {
      const { failures } = await read(page)
      return failures.find((one) => one.code.startsWith(code))
    }, `it says ${code}`)
    const place = await placeOf(page, form)
    await page.locator('.button.pending').first().waitFor({ state: 'detached' })
    const { failures, texts } = await read(page)
    const typed = Object.entries(form.typed ?? {})
    const lost = await Promise.all(
      typed.map(async ([name, text]) =>
        (await fieldIn(place, name).inputValue()) === text ? [] : [`${name} is lost`],
      ),
    )
    const isAtBody = await page.evaluate<boolean>('document.activeElement === document.body')
    return [
      ...(shown.text.length > 20 ? [] : [`says little: ${shown.text}`]),
      ...(isLinked(shown.links, language) ? [] : [`${code} has no link`]),
      ...failures.filter((one) => one.code === '').map((one) => `told as done: ${one.text}`),
      ...lost.flat(),
      ...(isAtBody ? [`${code}: the focus is nowhere`] : []),
      ...strangeTexts({ texts: texts.filter((text) => !text.includes('Llave')) }, language),
    ]
  }

  async function marked(place: Locator, { path = '', field = path }: FormCase, says: string): Promise<string[]> {
    const input = fieldIn(place, field)
    const described = ((await input.getAttribute('aria-describedby')) ?? '').split(' ')
    const said = await Promise.all(described.map((id) => place.locator(`[id="${id}"]`).allInnerTexts()))
    const isFocused = (await place.locator(`[name="${field}"]:focus`).count()) === 1
    return [
      ...((await input.getAttribute('aria-invalid')) === 'true' ? [] : [`${field} is not marked`]),
      ...(said.flat().join(' ').includes(says) ? [] : [`${field} is described by ${said}`]),
      ...(isFocused ? [] : [`${field} has not the focus`]),
    ]
  }

  /** The dialog on top, else the page or a part of it. */
  async function placeOf(page: Page, { within }: FormCase): Promise<Locator> {
    await page.locator('main h1').waitFor()
    if ((await page.getByRole('dialog').count()) > 0) return page.getByRole('dialog').last()
    return page.locator(within === undefined ? 'main' : `main ${within}`).first()
  }

  const fieldIn = (place: Locator, name: string) => place.locator(`[name="${name}"]:not([type=hidden])`).first()
  const buttonIn = (place: Locator, name: string) => place.getByRole('button', { name, exact: true }).first()
})
