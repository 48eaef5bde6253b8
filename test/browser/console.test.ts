/**
 * The console in a real browser, against a real gateway and its sandbox: the main path of each page, one failure each,
 * in three languages and both themes.
 */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type ConsoleSite, goOffline, refuseFindings, startConsole, whenLoaded } from '../support/console.ts'
import { eventually, person } from '../support/gateway.ts'
import { startReceiver } from '../support/receiver.ts'

const shots = fileURLToPath(new URL('../../artifacts/screenshots/', import.meta.url))

describe('the console', () => {
  let site: ConsoleSite
  let messageId: string
  before(async () => {
    site = await startConsole()
    await site.gateway.simulateInbound({ type: 'text', text: 'Hola' })
    messageId = await site.gateway.sendText(person, 'Su pedido llegó')
    await site.gateway.phoneUntil((messages) => messages.length > 0)
  })
  after(() => site?.[Symbol.asyncDispose]())

  test('a stranger is sent to sign in, and comes back to the page that was asked for', async () => {
    const page = await site.open('/messages?person=593987654321', { isStranger: true })
    await page.waitForURL(/\/sign-in\?to=%2Fmessages%3Fperson%3D593987654321$/)
    await page.getByLabel('Correo').fill('ana@example.com')
    await page.getByLabel('Contraseña', { exact: true }).fill('una frase que nadie dice')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${site.gateway.url}/messages?person=593987654321`)
    await whenLoaded(page, 'Mensajes')
    site.forgive('401')
    await site.close(page)
  })

  test('the address of another origin is not where a sign-in ends', async () => {
    const page = await site.open('/sign-in?to=%2F%2Fevil.example%2Fx', { isStranger: true })
    await page.getByLabel('Correo').fill('ana@example.com')
    await page.getByLabel('Contraseña', { exact: true }).fill('una frase que nadie dice')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${site.gateway.url}/`)
    await site.close(page)
  })

  test('the overview shows the number, what needs attention and the latest messages', async () => {
    const page = await site.open('/')
    await whenLoaded(page, 'Resumen')
    await page.getByText('RECADO_PUBLIC_URL no está definido').first().waitFor()
    await page.getByRole('link', { name: 'Su pedido llegó' }).waitFor()
    await refuseFindings(page)
    await site.close(page)
  })

  test('a row of the messages opens its timeline by the keyboard', async () => {
    const page = await site.open('/messages')
    await whenLoaded(page, 'Mensajes')
    await refuseFindings(page)
    const row = page.getByRole('row', { name: /Su pedido llegó/ })
    await row.focus()
    await page.keyboard.press('Enter')
    await whenLoaded(page, 'Mensaje')
    assert.equal(new URL(page.url()).pathname, `/messages/demo/${messageId}`)
    await page.getByText('Intento 1 en Meta').click()
    await page.getByText('Aceptado de la API').waitFor()
    await refuseFindings(page)
    await page.goto(`${site.gateway.url}/messages/demo/msg_00000000000000000000000000`)
    await page.getByRole('alert').getByText('R4041').waitFor()
    site.forgive('404')
    await site.close(page)
  })

  test('messages of all bots are found by filters in the address, and a failure says why', async () => {
    const lost = '593900000009'
    await site.gateway.control('PUT', `/_sandbox/people/${lost}`, { onWhatsApp: false })
    const failed = await site.gateway.sendText(lost, 'No llega')
    const state = async () =>
      (await site.gateway.manage('GET', `/manage/v1/messages?messageId=${failed}&state=failed`)).body.results
    await eventually(async () => ((await state()) as unknown[]).length > 0, 'it has failed')
    const page = await site.open('/messages?state=failed&code=131026')
    await whenLoaded(page, 'Mensajes')
    await page.getByRole('row', { name: /No llega WhatsApp no puede entregar/ }).waitFor()
    await refuseFindings(page)
    await page.getByLabel('Código de error').fill('131047')
    await page.getByRole('heading', { name: 'Sin mensajes' }).waitFor()
    assert.equal(new URL(page.url()).search, '?state=failed&code=131047')
    await page.goto(`${site.gateway.url}/messages?id=${messageId}`)
    await page.getByRole('row', { name: /Su pedido llegó/ }).waitFor()
    assert.equal(await page.getByRole('row').count(), 2)
    await site.close(page)
  })

  test('the overview draws what happened, step by step by the keyboard, and failures with their remedy', async () => {
    const page = await site.open('/')
    await whenLoaded(page, 'Resumen')
    const chart = page.getByRole('slider', { name: /^Cifras/ })
    await chart.waitFor()
    await eventually(
      async () => /Enviados [1-9]/.test((await chart.getAttribute('aria-valuetext')) ?? ''),
      'this hour has messages',
    )
    const last = await chart.getAttribute('aria-valuenow')
    await chart.focus()
    await page.keyboard.press('ArrowLeft')
    assert.equal(await chart.getAttribute('aria-valuenow'), String(Number(last) - 1))
    await page.keyboard.press('Home')
    assert.equal(await chart.getAttribute('aria-valuenow'), '0')
    await page.getByText('WhatsApp no puede entregar en este número.').waitFor()
    await page.getByText('Como tabla').click()
    await page.getByRole('columnheader', { name: 'Fallidos' }).waitFor()
    await refuseFindings(page)
    await page.getByRole('button', { name: /Cada paso es/ }).click()
    await page.getByRole('option', { name: 'un mes' }).click()
    await page.getByRole('slider', { name: /^Cifras/ }).waitFor()
    await page.getByRole('link', { name: 'Verlos' }).click()
    await page.waitForURL(`${site.gateway.url}/messages?state=failed&code=131026`)
    await site.close(page)
  })

  test('an endpoint gets a test event, and its deliveries can be looked at', async () => {
    await using receiver = await startReceiver()
    const body = { url: receiver.url, events: ['failed', 'read'] }
    assert.equal((await site.gateway.manage('POST', '/manage/v1/bots/demo/endpoints', body)).status, 201)
    const page = await site.open('/webhooks')
    await whenLoaded(page, 'Webhooks')
    await page.getByRole('button', { name: 'Enviar un evento de prueba' }).click()
    await page.getByText(/El receptor respondió 200/).waitFor()
    await refuseFindings(page)
    await site.gateway.sendText(person, 'Otro')
    await page.goto(`${site.gateway.url}/webhooks/deliveries?type=read`)
    await whenLoaded(page, 'Entregas')
    await refuseFindings(page)
    await page.goto(`${site.gateway.url}/webhooks/deliveries?state=none`)
    await page.getByRole('alert').getByText('E0422').waitFor()
    site.forgive('422')
    await site.close(page)
  })

  test('templates are drawn as a person sees them, and a page without campaigns says what to do', async () => {
    const page = await site.open('/templates?category=UTILITY')
    await whenLoaded(page, 'Plantillas')
    await refuseFindings(page)
    await page
      .getByRole('row', { name: /demo_text/ })
      .first()
      .click()
    await whenLoaded(page, 'demo_text')
    await page.getByRole('figure', { name: 'Vista previa' }).getByText('{{1}}').waitFor()
    await refuseFindings(page)
    await page.goto(`${site.gateway.url}/campaigns`)
    await page.getByRole('heading', { name: 'Sin campañas' }).waitFor()
    await refuseFindings(page)
    await site.close(page)
  })

  test('the palette finds a page, a person and a message; ? shows the shortcuts', async () => {
    const page = await site.open('/templates')
    await whenLoaded(page, 'Plantillas')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('+593 98 765 4321')
    await page.getByRole('menuitem', { name: /Mensajes de esta persona/ }).click()
    await page.waitForURL(`${site.gateway.url}/messages?bot=demo&person=${person}`)
    await page.keyboard.press('Shift+?')
    await page.getByRole('dialog', { name: 'Atajos de teclado' }).waitFor()
    await refuseFindings(page)
    await site.close(page)
  })

  test('a chosen language is kept, and every page speaks it', async () => {
    const page = await site.open('/', { locale: 'pt-BR' })
    await whenLoaded(page, 'Resumo')
    await page.getByRole('button', { name: 'Idioma' }).click()
    await page.getByRole('menuitem', { name: 'English' }).click()
    await whenLoaded(page, 'Overview')
    await page.reload()
    await whenLoaded(page, 'Overview')
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    await site.close(page)
  })

  test('a lost connection is told, loses nothing that was written, and ends by itself', async () => {
    const page = await site.open('/messages')
    await whenLoaded(page, 'Mensajes')
    await goOffline(page)
    await page.getByLabel('Persona').fill('593')
    await page.getByText('La pasarela no responde').first().waitFor()
    await page.context().setOffline(false)
    await page.locator('.banner').waitFor({ state: 'detached' })
    assert.equal(await page.getByLabel('Persona').inputValue(), '593')
    await page.getByRole('heading', { name: 'Sin mensajes' }).waitFor()
    site.forgive('ERR_INTERNET_DISCONNECTED')
    await site.close(page)
  })

  test('a session that ends is renewed over the page', async () => {
    const page = await site.open('/messages?person=593987654321')
    await whenLoaded(page, 'Mensajes')
    await page.getByText(/^\d+ mensajes?$/).waitFor()
    await page.context().clearCookies()
    await page.getByRole('button', { name: 'Actualizar' }).click()
    const dialog = page.getByRole('dialog', { name: 'Su sesión terminó' })
    await dialog.waitFor()
    await refuseFindings(page)
    await dialog.getByLabel('Contraseña').fill('una frase que nadie dice')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    assert.equal(new URL(page.url()).search, '?person=593987654321')
    site.forgive('401')
    await site.close(page)
  })

  test('every component is on the story page, in each language, theme and width', async () => {
    mkdirSync(shots, { recursive: true })
    for (const [locale, width, contrast] of [
      ['es', 360, 'no-preference'],
      ['pt', 1280, 'more'],
      ['en', 2560, 'no-preference'],
    ] as const) {
      const page = await site.open('/story', { locale, viewport: { width, height: 900 }, contrast, isStranger: true })
      await page.getByRole('grid').waitFor()
      await page.locator('.number').first().waitFor()
      await refuseFindings(page)
      await page.screenshot({ path: `${shots}console-story-${locale}-${width}.png` })
      await site.close(page)
    }
  })
})
