/** Runs of a skill in a real browser, against a real gateway, its sandbox and a skill's webhook. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type ConsoleSite, goOffline, refuseFindings, startConsole, whenLoaded } from '../support/console.ts'
import { person } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

describe('the runs of a skill', () => {
  let site: ConsoleSite
  let receiver: Receiver
  before(async () => {
    site = await startConsole()
    receiver = await startReceiver()
    receiver.answer((_, response) => response.end('{"messages":[{"type":"text","text":"Su pedido va en camino."}]}'))
    const skill = { name: 'Pedidos', kind: 'webhook', url: `${receiver.url}/pedidos` }
    const { status } = await site.gateway.manage('PUT', '/manage/v1/bots/demo/skills/pedidos', skill)
    assert.equal(status, 200)
  })
  after(async () => {
    await site?.[Symbol.asyncDispose]()
    await receiver?.[Symbol.asyncDispose]()
  })

  test('it is tried with the phone of the sandbox, and its run says what was asked and answered', async () => {
    const page = await site.open('/skills/demo/pedidos')
    await whenLoaded(page, 'Pedidos')
    await page.getByText('Sin ejecuciones.').waitFor()
    await page.getByRole('button', { name: 'Ejecutar' }).click()
    const row = page.getByRole('row', { name: /Iniciada por la API/ })
    await row.waitFor()
    await site.gateway.simulateInbound({ type: 'text', text: '¿Dónde está?' })
    await site.gateway.phoneUntil((all) => all.length >= 2)
    await page.reload()
    await page.getByRole('row', { name: /¿Dónde está\?.*Un mensaje/s }).click()
    const dialog = page.getByRole('dialog', { name: 'Una ejecución' })
    await dialog.getByText('Su pedido va en camino.').waitFor()
    await dialog.getByText('HTTP 200').waitFor()
    await dialog.locator('pre', { hasText: '"text": "¿Dónde está?"' }).waitFor()
    await refuseFindings(page)
    await dialog.getByRole('link', { name: 'Mensaje 1 que envió' }).click()
    await page.waitForURL(/\/messages\/demo\/msg_/)
    await page.getByRole('tab', { name: 'Contenido' }).click()
    await page.getByRole('tabpanel').getByText('Su pedido va en camino.').waitFor()
    await site.close(page)
  })

  test('filters stand in the address, an empty one says so, and who may not read conversations sees no runs', async () => {
    const page = await site.open(`/skills/demo/pedidos?state=failed&person=${person}`)
    await whenLoaded(page, 'Pedidos')
    await page.getByText('Sin ejecuciones.').waitFor()
    await page.getByRole('button', { name: /Estado$/ }).click()
    await page.getByRole('option', { name: 'Terminada' }).click()
    await page.getByRole('row', { name: /Un mensaje/ }).waitFor()
    assert.match(page.url(), /state=done/)
    await goOffline(page)
    await page.getByLabel('Persona').last().fill('593900000000')
    await page.getByLabel('Persona').last().press('Enter')
    await page.getByText('La pasarela no responde').first().waitFor()
    await page.context().setOffline(false)
    // It asks again by itself, every three seconds: a button to press may be away before it is pressed.
    await page.getByText('Sin ejecuciones.').waitFor()
    site.forgive('ERR_INTERNET_DISCONNECTED')
    await site.close(page)
  })
})
