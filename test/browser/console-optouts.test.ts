/** Who gets no marketing, in the console: found, added, taken off, from files and into one; and where it matters. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { csvOf, until, upload } from '../support/campaign.ts'
import { type ConsoleSite, refuseFindings, startConsole } from '../support/console.ts'
import { eventually } from '../support/gateway.ts'

const ana = '593987654321'

describe('the page of opt-outs', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
  })
  after(() => site?.[Symbol.asyncDispose]())

  const listed = (page: Page) => page.getByRole('grid', { name: 'Bajas' }).getByRole('row')
  const add = (userId: string, more = {}) =>
    site.gateway.manage('POST', '/manage/v1/suppressions', { botId: 'demo', userId, ...more })

  test('somebody is added by hand, found by their number, and taken off', async () => {
    const page = await site.open('/optouts')
    await page.getByText('No hay nadie en la lista').waitFor()
    await page.getByRole('button', { name: 'Agregar a alguien' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Persona').fill('+593 98 765 4321')
    await dialog.getByLabel('Nota').fill('Por teléfono')
    await refuseFindings(page)
    await dialog.getByRole('button', { name: 'No enviarle marketing' }).click()
    await listed(page).getByText('Por teléfono').waitFor()
    await add('593900000001')
    await page.reload()
    await eventually(async () => (await listed(page).count()) === 3, 'both')
    await page.getByRole('search').getByLabel('Persona').fill('593 98-765 4321')
    await page.keyboard.press('Enter')
    await eventually(async () => (await listed(page).count()) === 2, 'only the one that was searched for')
    await refuseFindings(page)
    await listed(page).nth(1).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Volver a enviar marketing' }).click()
    await page.getByText('No hay nadie en la lista').waitFor()
    const { body } = await site.gateway.manage('GET', `/manage/v1/suppressions?person=${ana}`)
    assert.deepEqual(body.results, [])
    await page.context().close()
  })

  test('a file is taken in, with what is wrong by its line, and the list comes out as one', async () => {
    const page = await site.open('/optouts?bot=demo')
    await page.getByRole('button', { name: 'Agregar de un archivo' }).click()
    const buffer = Buffer.from('teléfono,nota\n593900000021,Carta\n0987,mal\n593900000022,\n')
    const dialog = page.getByRole('dialog')
    await dialog.locator('input[type=file]').setInputFiles({ name: 'bajas.csv', mimeType: 'text/csv', buffer })
    await dialog.getByText('2 de 3 filas son nuevas en la lista; 1 no se pudieron leer.').waitFor()
    await dialog.getByText('Línea 3:').waitFor()
    await refuseFindings(page)
    await dialog.getByRole('button', { name: 'Cerrar' }).click()
    await listed(page).getByText('Carta').waitFor()
    const loading = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Descargar' }).click()
    const path = await (await loading).path()
    assert.match(readFileSync(path, 'utf8'), /593900000021[,;]Carta[,;]demo[,;]csv/)
    await page.context().close()
  })

  test('the conversation says so, and leads to the entry', async () => {
    await site.gateway.simulateInbound({ type: 'text', text: '¡Baja!' })
    const page = await site.open(`/conversations/demo/${ana}`)
    const link = page.getByRole('link', { name: 'No recibe marketing' })
    await link.waitFor()
    await page.getByText('Palabra de la persona').waitFor()
    await link.click()
    await listed(page).getByText('¡Baja!').waitFor()
    await page.context().close()
  })

  test('a campaign shows how many were left out, and who', async () => {
    const csv = csvOf(3)
      .replaceAll('nombre,pedido', 'nombre')
      .replaceAll(/,A-\d+/g, '')
    await add('593910000000')
    const id = await upload(site.gateway, csv, { elementName: 'demo_catalog' })
    await until(site.gateway, id, ({ status }) => status === 'COMPLETED')
    const page = await site.open(`/campaigns/${id}`)
    const figure = page.getByRole('link', { name: /Excluidas/ })
    await figure.waitFor()
    await figure.click()
    await page.getByText('Excluida', { exact: true }).first().waitFor()
    await page.context().close()
  })

  test('whoever only reads sees the list and no way to change it', async () => {
    const eva = await site.invite('Eva', [{ role: 'viewer', bots: 'all' }])
    const page = await site.open('/optouts', { as: eva })
    await listed(page).first().waitFor()
    assert.equal(await page.getByRole('button', { name: 'Agregar a alguien' }).count(), 0)
    await listed(page).nth(1).click()
    assert.equal(await page.getByRole('dialog').count(), 0)
    await page.context().close()
  })
})
