/** The sandbox in the console, in a real browser: the phone in its frame, the wire, and every kind of act beside it. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type ConsoleSite, refuseFindings, startConsole, whenLoaded } from '../support/console.ts'
import { eventually } from '../support/gateway.ts'

type Box = { getBoundingClientRect(): { top: number; bottom: number }; closest(selector: string): Box }

/** Runs in the page: whether all of it is in the part of the chat that is shown. */
function inView(bubble: unknown): boolean {
  const { top, bottom } = (bubble as Box).getBoundingClientRect()
  const chat = (bubble as Box).closest('#messages').getBoundingClientRect()
  return top >= chat.top && bottom <= chat.bottom
}

describe('the sandbox in the console', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
  })
  after(() => site?.[Symbol.asyncDispose]())

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  const view = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click()
  const control = async (path: string) => (await site.gateway.control('GET', `/_sandbox${path}`)).body as never

  test('the phone shows what its person writes from beside it, and the wire has it', async () => {
    const page = await site.open('/sandbox')
    await whenLoaded(page, 'Sandbox')
    await page.getByLabel('Texto').fill('¿Abren hoy?')
    await press(page, 'Escribir')
    const phone = page.frameLocator('iframe')
    await phone.locator('#chat').getByText('¿Abren hoy?').waitFor()
    await view(page, 'Webhooks')
    const posted = page.locator('.wire li').first()
    await posted.getByText('messages · text').click()
    await posted.locator('pre', { hasText: '¿Abren hoy?' }).waitFor()
    await refuseFindings(page)
    const before = ((await control('/webhooks?limit=1000')) as unknown[]).length
    await posted.getByRole('button', { name: 'Enviarlo otra vez' }).click()
    await eventually(async () => ((await control('/webhooks?limit=1000')) as unknown[]).length > before, 'posted again')
    await site.close(page)
  })

  test('a message leads from its timeline to its bubble on the phone, and to its wire alone', async () => {
    // As many as fill the screen: the first one is out of view at the end of the chat, where a chat opens.
    const first = await site.gateway.sendText('593987654321', 'Uno')
    for (let line = 0; line < 12; line++)
      await site.gateway.simulateInbound({ type: 'text', text: `${line}\n\n\n\n\nfin` })
    await site.gateway.sendText('593987654321', 'Dos')
    await site.gateway.phoneUntil((all) => all.length >= 2)
    const page = await site.open(`/messages/demo/${first}`)
    await page.locator('.page-head').getByRole('link', { name: 'Sandbox' }).click()
    await whenLoaded(page, 'Sandbox')
    const phone = page.frameLocator('iframe')
    const bubble = phone.locator('.message.found')
    await bubble.getByText('Uno').waitFor()
    assert.equal(await bubble.locator('article').evaluate(inView), true, 'the bubble is in view')
    assert.equal(await phone.locator('article', { hasText: 'Dos' }).evaluate(inView), false, 'the end is not')
    assert.equal(await phone.locator('.found').count(), 1)
    await page.getByText('Solo lo que concierne a').waitFor()
    await view(page, 'Solicitudes')
    await page.locator('.wire li').first().waitFor()
    const bodies = await page.locator('.wire li').allTextContents()
    assert.ok(
      bodies.every((text) => text.includes('Uno') && !text.includes('Dos')),
      bodies.join('\n'),
    )
    await press(page, 'Mostrar todo')
    await page.locator('.wire li', { hasText: 'Dos' }).first().waitFor()
    await bubble.waitFor({ state: 'detached' })
    await site.close(page)
  })

  test('trouble, people, reviews, time and a new beginning, each by a click', async () => {
    const page = await site.open('/sandbox')
    await whenLoaded(page, 'Sandbox')
    await view(page, 'Problemas')
    await page.getByRole('listitem').filter({ hasText: 'No llega respuesta' }).getByRole('button').click()
    await page.getByRole('button', { name: 'Quitarlo' }).click()
    await page.getByText('Nada: todo va bien.').waitFor()
    await refuseFindings(page)
    await view(page, 'Personas')
    await page.getByLabel('Número', { exact: true }).fill('+593 90 000 0077')
    await page.getByLabel('Nombre', { exact: true }).fill('Rosa')
    await press(page, 'Añadir')
    await page.getByText('Rosa').waitFor()
    await refuseFindings(page)
    await view(page, 'Plantillas')
    await page.getByRole('button', { name: /Cómo se juzgan las plantillas nuevas$/ }).click()
    await page.getByRole('option', { name: 'A mano' }).click()
    await eventually(
      async () => ((await control('/review')) as { mode: string }).mode === 'manual',
      'the reviews are by hand',
    )
    await refuseFindings(page)
    await view(page, 'Acciones')
    await press(page, 'Un día más')
    await eventually(
      async () => ((await control('/clock')) as { advancedMs: number }).advancedMs >= 86_400_000,
      'a day later',
    )
    await press(page, 'Reiniciar el sandbox')
    await page.getByRole('dialog').getByRole('button', { name: 'Reiniciar el sandbox' }).click()
    await eventually(async () => ((await control('/people')) as unknown[]).length === 1, 'Rosa is gone')
    await site.close(page)
  })
})
