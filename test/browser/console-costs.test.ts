/**
 * Costs in a real browser: without a card the page says what to do, a card is loaded from a file, and then the month, the
 * campaign, the message and the check of a new campaign have amounts.
 */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { csvOf, until, upload } from '../support/campaign.ts'
import { type ConsoleSite, refuseFindings, startConsole, whenLoaded } from '../support/console.ts'
import { eventually } from '../support/gateway.ts'

const shots = fileURLToPath(new URL('../../artifacts/screenshots/', import.meta.url))
const card = `effective_date,currency,market,category,rate
2020-01-01,USD,Rest of Latin America,utility,0.0125
2020-01-01,USD,Rest of Latin America,marketing,0.0125
`

describe('costs in the console', () => {
  let site: ConsoleSite
  let campaignId = ''
  before(async () => {
    mkdirSync(shots, { recursive: true })
    site = await startConsole()
  })
  after(() => site?.[Symbol.asyncDispose]())

  const giveFile = (page: Page, name: string, text: string) =>
    page.locator('main input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

  test('without a card it says what to do; a card is loaded from a file, after its faults were told', async () => {
    const page = await site.open('/costs')
    await whenLoaded(page, 'Costos')
    await page.getByText('Todavía no hay tarifas').waitFor()
    await page.getByText('Cargue una desde un archivo').waitFor()
    await giveFile(page, 'mal.csv', card.replace('Rest of Latin America', 'Narnia'))
    await page.locator('[name=source]').fill('inventada')
    await page.getByRole('button', { name: 'Cargar la tarifa' }).click()
    await page.getByText('line.2.market', { exact: false }).first().waitFor()
    await giveFile(page, 'tarifa.csv', card)
    await page.locator('[name=source]').fill('inventada')
    await page.getByRole('button', { name: 'Cargar la tarifa' }).click()
    await page.getByRole('row', { name: /USD 2020-01-01 inventada 2/ }).waitFor()
    await refuseFindings(page)
    await page.context().close()
    site.forgive('422')
  })

  test('a campaign has its cost on its page, in its month, and at each message', async () => {
    const { gateway } = site
    campaignId = await upload(gateway, csvOf(4))
    await until(gateway, campaignId, ({ counts }) => (counts.read ?? 0) + (counts.delivered ?? 0) === 4)
    await eventually(async () => {
      const { body } = await gateway.manage('GET', `/manage/v1/costs?campaignId=${campaignId}`)
      return (body as { totals: { messages: number }[] }).totals[0]?.messages === 4
    }, 'all four are counted')
    const page = await site.open(`/campaigns/${campaignId}?view=cost`)
    await page.getByText('USD 0,05').first().waitFor()
    await page.getByRole('row', { name: /Resto de América Latina 4 0 0/ }).waitFor()
    await page.goto(`${gateway.url}/costs?by=campaign`)
    await page.getByRole('row', { name: new RegExp(`${campaignId} 4 0 0`) }).waitFor()
    const [message] = gateway.rows(`select id from messages where campaign_id = '${campaignId}' limit 1`)
    await page.goto(`${gateway.url}/messages/demo/${message?.id}`)
    await page.getByText('USD 0,0125').waitFor()
    await page.getByText(/Regular · 2020-01-01 · inventada/).waitFor()
    await page.context().close()
  })

  test('the check of a new campaign says what it may cost, and what that assumes', async () => {
    const page = await site.open('/campaigns/new?bot=demo&template=demo_text&language=es')
    await whenLoaded(page, 'Campaña nueva')
    await giveFile(page, 'clientes.csv', csvOf(8))
    await page.getByRole('button', { name: 'Comprobar el archivo' }).click()
    const estimate = page.getByRole('region', { name: 'Costo estimado' })
    await estimate.getByText('USD 0,10').first().waitFor()
    await estimate.getByText(/Tarifas en USD vigentes desde el 2020-01-01, de: inventada/).waitFor()
    await refuseFindings(page)
    await estimate.screenshot({ path: `${shots}costs-estimate.png` })
    await page.context().close()
  })

  for (const [width, colorScheme] of [
    [360, 'light'],
    [1280, 'dark'],
    [2560, 'light'],
  ] as const)
    test(`the page at ${width} px, ${colorScheme}, hides nothing`, async () => {
      const page = await site.open('/costs?by=market', { viewport: { width, height: 900 } })
      await page.getByRole('row', { name: /Resto de América Latina/ }).waitFor()
      await refuseFindings(page)
      await page.emulateMedia({ colorScheme })
      const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      assert.ok(Number(wider) <= 0, `${wider} px wider than the window`)
      await page.screenshot({ path: `${shots}costs-${width}-${colorScheme}.png`, fullPage: true })
      await page.context().close()
    })

  test('a card is deleted after a question', async () => {
    const page = await site.open('/costs')
    await page.getByRole('button', { name: 'Eliminar' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Eliminar' }).click()
    await page.getByText('Todavía no hay tarifas').waitFor()
    await page.context().close()
  })
})
