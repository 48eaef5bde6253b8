/**
 * What a number says of marketing and consent, in a real browser: each field within the gateway's bounds, told while
 * somebody writes; a campaign's word about a percentage leads to its field.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type ConsoleSite, refuseFindings, startConsole, whenLoaded } from '../support/console.ts'

const path = '/manage/v1/bots/demo'

describe('marketing and consent of a number', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
  })
  after(() => site?.[Symbol.asyncDispose]())

  test('what is out of bounds is told while it is written, and what is good is stored, all of it', async () => {
    const page = await site.open('/numbers/demo')
    await whenLoaded(page, 'Demo')
    const form = page.locator('.card', { has: page.getByRole('heading', { name: 'Ajustes', exact: true }) })
    const choose = async (field: string, choice: string) => {
      await form.getByRole('button', { name: new RegExp(`${field}$`) }).click()
      await page.getByRole('option', { name: choice }).click()
    }
    await choose('Palabras que lo detienen', 'Las suyas')
    const words = form.getByLabel('Palabras que lo detienen, una por línea')
    await form.getByText('Escriba al menos una palabra').waitFor()
    await words.fill('x'.repeat(61))
    await form.getByText('A lo sumo 60 caracteres por línea.').waitFor()
    await words.fill('BAJA\n  STOP \n\n')
    await choose('Palabras que lo reanudan', 'Ninguna')
    await form.getByLabel('Qué se responde al detenerlo').fill('Listo.')
    await form.getByLabel('A lo sumo tantas plantillas').fill('0')
    await form.getByText('Un número entero de 1 a 100.').waitFor()
    await form.getByLabel('A lo sumo tantas plantillas').fill('2')
    await form.getByText('Un número entero de 1 a 90.').waitFor()
    await form.getByLabel('En tantos días').fill('7')
    await form.getByLabel('Porcentaje con calidad baja').fill('101')
    await form.getByText('Un número entero de 0 a 100.').waitFor()
    await refuseFindings(page)
    await form.getByLabel('Porcentaje con calidad baja').fill('0')
    await form.getByLabel('Portafolio').fill('tiendas')
    await choose('Vía de las plantillas de marketing', 'Solo la de marketing')
    await form.getByRole('button', { name: 'Guardar' }).click()
    await page.locator('.toasts').getByText('Guardado', { exact: true }).last().waitFor()
    const { body } = await site.gateway.manage('GET', path)
    const { stopWords, resumeWords, stopAnswer, resumeAnswer, marketingCap, marketingPace, ...rest } = body
    assert.deepEqual([stopWords, resumeWords, stopAnswer, resumeAnswer], [['BAJA', 'STOP'], [], 'Listo.', null])
    assert.deepEqual(
      [marketingCap, marketingPace],
      [
        { messages: 2, days: 7 },
        { yellow: 50, red: 0 },
      ],
    )
    assert.deepEqual([rest.portfolio, rest.marketingEndpoint], ['tiendas', 'strict'])
    await site.close(page)
  })

  test('an address with the name of a field leads to it', async () => {
    const page = await site.open('/numbers/demo#marketingPace.red')
    await whenLoaded(page, 'Demo')
    await page.locator('[name="marketingPace.red"]:focus').waitFor()
    await site.close(page)
  })
})
