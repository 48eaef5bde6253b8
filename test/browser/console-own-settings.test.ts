/**
 * A number's own settings at Meta in a real browser, against a real gateway and its sandbox: what a new chat offers, QR
 * codes, blocked people, the username, where webhooks go, registration; what Meta refuses, and what a viewer sees.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { sandboxNumber } from '../../sandbox/identity.ts'
import { type ConsoleSite, refuseFindings, startConsole, whenLoaded } from '../support/console.ts'
import { person } from '../support/gateway.ts'

const path = '/manage/v1/bots/demo'
const title = 'Ajustes en Meta'

describe("a number's own settings", () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
    await site.gateway.simulateInbound({ type: 'text', text: 'Hola' })
  })
  after(() => site?.[Symbol.asyncDispose]())

  const open = async (as?: Parameters<ConsoleSite['open']>[1]) => {
    const page = await site.open('/numbers/demo/meta', as)
    await whenLoaded(page, title)
    return page
  }
  const card = (page: Page, heading: string) =>
    page.locator('.card', { has: page.getByRole('heading', { name: heading }) })
  const said = (page: Page, text: string) => page.locator('.toasts').getByText(text, { exact: true }).last().waitFor()
  const read = async (what: string) => (await site.gateway.manage('GET', `${path}/${what}`)).body

  test('what a new chat offers is drawn as it is written, told when it is too long, and saved at Meta', async () => {
    const page = await open()
    const start = card(page, 'Qué ofrece un chat nuevo')
    await start.getByText('Un chat nuevo está vacío.').waitFor()
    await start.getByRole('button', { name: 'Agregar una pregunta' }).click()
    await start.getByLabel('Pregunta 1', { exact: true }).fill('¿'.repeat(81))
    await start.getByText('A lo sumo 80 caracteres.').waitFor()
    await start.getByLabel('Pregunta 1', { exact: true }).fill('¿Dónde está mi pedido?')
    await start.getByText('A lo sumo 80 caracteres.').waitFor({ state: 'detached' })
    await start.getByRole('button', { name: 'Agregar un comando' }).click()
    await start.getByLabel('Comando 1', { exact: true }).fill('/pedido')
    await start.getByLabel('Qué hace el comando 1').fill('Cómo va mi pedido')
    const look = start.getByRole('figure', { name: 'Cómo lo ve una persona' })
    await look.getByText('¿Dónde está mi pedido?').waitFor()
    await look.getByText('/pedido').waitFor()
    await refuseFindings(page)
    await start.getByRole('button', { name: 'Guardar en Meta' }).click()
    await said(page, 'Guardado')
    assert.deepEqual(await read('components'), {
      prompts: ['¿Dónde está mi pedido?'],
      commands: [{ name: 'pedido', description: 'Cómo va mi pedido' }],
    })
    await site.close(page)
  })

  test('a QR code is made, drawn, saved as a picture, changed under its code, and deleted after a question', async () => {
    const page = await open()
    const codes = card(page, 'Códigos QR')
    await codes.getByText('Aún no hay códigos QR').waitFor()
    await codes.getByRole('button', { name: 'Crear un código QR' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('Hola, quiero flores')
    await dialog.getByRole('button', { name: 'Crear un código QR' }).click()
    await codes.getByRole('img', { name: 'Código QR: Hola, quiero flores' }).waitFor()
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      codes.getByRole('button', { name: 'Descargar la imagen' }).click(),
    ])
    assert.match(saved.suggestedFilename(), /^qr-\w+\.svg$/)
    await codes.getByRole('button', { name: 'Cambiar el texto' }).click()
    await dialog.getByRole('textbox').fill('Hola, quiero rosas')
    await dialog.getByRole('button', { name: 'Guardar' }).click()
    await codes.getByRole('img', { name: 'Código QR: Hola, quiero rosas' }).waitFor()
    await refuseFindings(page)
    await codes.getByRole('button', { name: 'Eliminar el código' }).click()
    await dialog.getByText('ya no abre ningún chat').waitFor()
    await dialog.getByRole('button', { name: 'Eliminar el código' }).click()
    await codes.getByText('Aún no hay códigos QR').waitFor()
    assert.deepEqual(await read('qr-codes'), { results: [] })
    await site.close(page)
  })

  test('somebody is blocked after a question, and unblocked; whom Meta does not block is said in the question', async () => {
    const page = await open()
    const blocked = card(page, 'Personas bloqueadas')
    await blocked.getByText('No hay nadie bloqueado').waitFor()
    const block = async (who: string) => {
      await blocked.getByLabel('Persona').fill(who)
      await blocked.getByRole('button', { name: 'Bloquear' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Bloquear' }).click()
    }
    await block('593000000000')
    const dialog = page.getByRole('dialog')
    await dialog
      .getByRole('alert')
      .getByText(/META_REFUSED/)
      .waitFor()
    site.forgive('422')
    await dialog.getByRole('button', { name: 'Volver' }).click()
    await block(`+${person}`)
    await blocked.getByRole('button', { name: `Desbloquear ${person}` }).waitFor()
    await refuseFindings(page)
    await blocked.getByRole('button', { name: `Desbloquear ${person}` }).click()
    await blocked.getByText('No hay nadie bloqueado').waitFor()
    await site.close(page)
  })

  test('a username is suggested, claimed with its state, and given up; one that is another number’s says so', async () => {
    const page = await open()
    const name = card(page, 'Nombre de usuario')
    await name.getByText('El número no tiene nombre de usuario.').waitFor()
    await name.getByLabel('Nombre nuevo').fill('ab')
    await name.getByText('De 3 a 35 caracteres.').waitFor()
    await name.getByRole('button', { name: 'Ver lo que sugiere Meta' }).click()
    await name.getByRole('button', { name: /_oficial$/ }).click()
    const wanted = await name.getByLabel('Nombre nuevo').inputValue()
    await name.getByRole('button', { name: 'Pedirlo' }).click()
    await name.getByText(`@${wanted}`).waitFor()
    await name.getByText('En uso').waitFor()
    await refuseFindings(page)
    await name.getByLabel('Nombre nuevo').fill('www.tienda')
    await name.getByRole('button', { name: 'Pedirlo' }).click()
    await name
      .getByRole('alert')
      .getByText(/META_REFUSED/)
      .waitFor()
    site.forgive('422')
    await name.getByRole('button', { name: 'Renunciar a él' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Renunciar a él' }).click()
    await name.getByText('El número no tiene nombre de usuario.').waitFor()
    await site.close(page)
  })

  test('the number gets an address of its own; the end of all webhooks is typed first', async () => {
    const page = await open()
    const hooks = card(page, 'A dónde envía Meta')
    await hooks.getByLabel('Dirección propia').fill('https://otra.example/meta/webhook')
    await hooks.getByLabel('Token de verificación').fill('un-token')
    await hooks.getByRole('button', { name: 'Guardar en Meta' }).click()
    await hooks
      .locator('dd')
      .getByText('https://otra.example/meta/webhook')
      .or(hooks.getByRole('alert').getByText(/META/))
      .waitFor()
    await hooks.getByRole('button', { name: 'Quitar la suscripción' }).click()
    const end = page.getByRole('dialog').getByRole('button', { name: 'Quitar la suscripción' })
    assert.equal(await end.isDisabled(), true)
    await page.getByRole('dialog').getByRole('textbox').fill('demo')
    await end.click()
    await said(page, 'La app ya no está suscrita')
    await site.gateway.manage('POST', `${path}/subscription`, { of: 'account' })
    await site.close(page)
  })

  test('a PIN is set and the number registered with it; a wrong one and a needless code are refused by Meta', async () => {
    const { gateway } = site
    const page = await open()
    const registration = card(page, 'Registro')
    await registration.getByLabel('PIN nuevo').fill('12345x')
    await registration.locator('#pin').getByText('Seis dígitos.', { exact: true }).waitFor()
    await registration.getByLabel('PIN nuevo').fill('123456')
    await registration.getByRole('button', { name: 'Guardar el PIN' }).click()
    await said(page, 'El PIN está cambiado')
    const register = registration.locator('#register')
    await register.getByLabel('PIN').fill('654321')
    await register.getByRole('button', { name: 'Registrar el número' }).click()
    await register.getByRole('alert').getByText(/META_/).waitFor()
    site.forgive('502')
    await register.getByLabel('PIN').fill('123456')
    await register.getByRole('button', { name: 'Registrar el número' }).click()
    await said(page, 'El número está registrado')
    await page.locator('#ask-code').getByRole('button', { name: 'Pedir un código' }).click()
    await page
      .locator('#ask-code')
      .getByRole('alert')
      .getByText(/META_REFUSED/)
      .waitFor()
    site.forgive('422')
    await gateway.control('PUT', `/_sandbox/numbers/${sandboxNumber.phoneNumberId}`, { verification: 'NOT_VERIFIED' })
    await page.locator('#ask-code').getByRole('button', { name: 'Pedir un código' }).click()
    await said(page, 'Meta envía el código')
    await page.locator('#give-code').getByLabel('Código').fill('123456')
    await page.locator('#give-code').getByRole('button', { name: 'Verificar' }).click()
    await said(page, 'El número está verificado')
    await refuseFindings(page)
    await site.close(page)
  })

  test("a person leaves Meta's contact book by their id; the number alone is not in it", async () => {
    const page = await open()
    const book = card(page, 'Libreta de contactos de Meta')
    await book.getByLabel('Persona').fill('EC.nadie')
    await book.getByRole('button', { name: 'Borrar de la libreta' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Borrar de la libreta' }).click()
    await said(page, 'La libreta de Meta no tenía a esta persona')
    await site.close(page)
  })

  test('whoever may only look sees what Meta has, and nothing to change it by', async () => {
    const as = await site.invite('Vera', [{ role: 'viewer', bots: ['demo'] }])
    const page = await open({ as })
    await card(page, 'A dónde envía Meta').locator('dd').first().waitFor()
    assert.equal(await page.locator('main form').count(), 0)
    assert.equal(await page.locator('main .button.danger, main .button.primary').count(), 0)
    assert.equal(await page.getByRole('heading', { name: 'Registro' }).count(), 0)
    await refuseFindings(page)
    await site.close(page)
  })
})
