/**
 * The sign-in page in a real browser: the first user is created, signs in again with a code, by the keyboard alone; axe
 * finds nothing serious.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { totpCode } from '../../src/access/totp.ts'
import { startBrowser } from '../support/browser.ts'
import { request, startGateway } from '../support/gateway.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const password = 'una frase que nadie dice'

async function refuseFindings(page: Page): Promise<void> {
  // Through the browser's debugger, which the page's policy does not block.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axeSource)
  const { violations } = JSON.parse(await page.evaluate<string>('axe.run().then(JSON.stringify)')) as AxeResults
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`),
    [],
  )
}

async function type(page: Page, texts: string[]): Promise<void> {
  for (const [index, text] of texts.entries()) {
    if (index > 0) await page.keyboard.press('Tab')
    await page.keyboard.type(text)
  }
  await page.keyboard.press('Enter')
}

const focused = (page: Page, id: string) => page.locator(`#${id}:focus`).waitFor()

test('the first user signs in by the link, signs out, and signs in again by password and code, by the keyboard alone', async () => {
  await using gateway = await startGateway()
  const { browser, close } = await startBrowser()
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const looked = await browser.newPage({ locale: 'es', colorScheme })
      await looked.goto(`${gateway.url}/sign-in`)
      await refuseFindings(looked)
    }
    const page = await browser.newPage({ locale: 'es' })
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(String(error)))
    await page.goto(gateway.app.firstSignIn ?? '')
    await focused(page, 'name')
    assert.equal(new URL(page.url()).hash, '', 'the link is not left in the address')
    await refuseFindings(page)
    await type(page, ['Ana', 'ana@example.com', 'corta'])
    await page.locator('#told', { hasText: '12' }).waitFor()
    await page.getByLabel('Contraseña nueva').fill(password)
    await page.keyboard.press('Enter')
    await page.waitForURL(`${gateway.url}/`)

    const [cookie] = await page.context().cookies()
    assert.deepEqual([cookie?.name, cookie?.httpOnly, cookie?.sameSite], ['recado_session', true, 'Strict'])
    const ofPage = { cookie: `${cookie?.name}=${cookie?.value}`, origin: gateway.url, 'x-recado-csrf': '1' }
    const me = `${gateway.url}/manage/v1/me/totp`
    const offered = await request(me, 'POST', { current: password }, ofPage)
    const secret = String(offered.body.secret)
    const code = () => totpCode(secret, Math.floor(gateway.now() / 30_000))
    assert.equal((await request(`${me}/confirm`, 'POST', { code: code() }, ofPage)).status, 200)
    gateway.advance(30_000)

    await page.goto(`${gateway.url}/sign-in`)
    await focused(page, 'email')
    await type(page, ['ana@example.com', 'not that one'])
    await page.locator('#told', { hasText: 'incorrectos' }).waitFor()
    await focused(page, 'password')
    await page.keyboard.press('ControlOrMeta+A')
    await type(page, [password])
    await focused(page, 'code')
    await refuseFindings(page)
    await type(page, [code()])
    await page.waitForURL(`${gateway.url}/`)
    assert.deepEqual(problems, [])
  } finally {
    await close()
  }
})
