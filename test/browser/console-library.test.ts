/**
 * Meta's template library in a real browser: searched, drawn as a phone draws it, its inputs filled, the template made;
 * and what Meta counts of a template, switched on by an operator who was asked.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type ConsoleSite, refuseFindings, startConsole, whenLoaded } from '../support/console.ts'
import { shoot } from './page.ts'

describe('the template library', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
  })
  after(async () => site?.[Symbol.asyncDispose]())

  test('an entry is found and becomes a template', async () => {
    const page = await site.open('/templates')
    await whenLoaded(page, 'Plantillas')
    await page.getByRole('link', { name: 'De la biblioteca' }).click()
    await whenLoaded(page, 'De la biblioteca')
    await page.getByRole('heading', { name: 'delivery_update_1' }).first().waitFor()
    await page.getByRole('button', { name: 'Mostrar más de la biblioteca' }).click()
    await page.getByRole('heading', { name: 'verify_code_1' }).first().waitFor()
    await page.getByRole('searchbox', { name: 'Palabras' }).fill('vence')
    await page.getByRole('button', { name: 'Usar payment_due_1 en es', exact: true }).waitFor()
    // Meta's examples stand for the variables.
    await page.getByRole('figure', { name: 'Vista previa' }).getByText('su pago de $25.50').waitFor()
    await refuseFindings(page)
    await page.getByRole('button', { name: 'Usar payment_due_1 en es', exact: true }).click()
    await page.getByRole('textbox', { name: 'Nombre' }).fill('cobro')
    await page.getByRole('textbox', { name: 'Dirección del botón «Pagar ahora»' }).fill('https://tienda.example/pagar')
    await refuseFindings(page)
    await shoot(page, 'console-library-form')
    await page.getByRole('button', { name: 'Crear la plantilla' }).click()
    await page.waitForURL(`${site.gateway.url}/templates/demo/cobro`)
    await whenLoaded(page, 'cobro')
    const { body } = await site.gateway.manage('GET', '/manage/v1/bots/demo/templates')
    const made = (body.results as { name: string; status: string }[]).find(({ name }) => name === 'cobro')
    assert.equal(made?.status, 'APPROVED')
    await site.close(page)
  })

  test('Meta counts a template after an operator has agreed', async () => {
    const sent = await site.gateway.call('POST', '/v2/whatsapp/demo/hsm', {
      ...{ elementName: 'demo_plain', language: 'es', parameters: [], destinations: ['593987654329'] },
    })
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
    await site.gateway.phoneUntil((messages) => messages.some(({ status }) => status === 'read'), '593987654329')
    const page = await site.open('/templates/demo/demo_plain')
    await page.getByText('Nadie lo activó para esta cuenta').waitFor()
    await page.getByRole('button', { name: 'Hacer que Meta cuente' }).click()
    await page.getByRole('dialog').getByText('No se puede volver a desactivar').waitFor()
    await refuseFindings(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Hacer que Meta cuente' }).click()
    // Its first figures may be there as soon as it counts.
    await page.getByText('Meta cuenta desde ahora').or(page.getByText('Leído de Meta')).waitFor()
    for (let found = 0; found === 0; ) {
      const { body } = await site.gateway.manage('GET', '/manage/v1/bots/demo/templates/demo_plain/insights')
      found = (body.results as unknown[]).length
    }
    await page.reload()
    await page.getByText('Leído de Meta').waitFor()
    await refuseFindings(page)
    await shoot(page, 'console-insights')
    await site.close(page)
  })

  test('at the widths of a phone and of a wide screen', async () => {
    for (const [locale, width, colorScheme] of [
      ['pt', 360, 'light'],
      ['es', 2560, 'dark'],
    ] as const) {
      const page = await site.open('/templates/library', { locale, viewport: { width, height: 900 } })
      await page.getByRole('heading', { name: 'delivery_update_1' }).first().waitFor()
      await refuseFindings(page)
      assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `at ${width}`)
      await page.emulateMedia({ colorScheme })
      await shoot(page, `console-library-${width}`)
      await site.close(page)
    }
  })
})
