/** Messages for later in the console, in a real browser: written for a time, seen until then, canceled or sent. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { type ConsoleSite, refuseFindings, startConsole } from '../support/console.ts'
import { eventually, person, type SandboxMessage, textOf } from '../support/gateway.ts'

const shots = fileURLToPath(new URL('../../artifacts/screenshots/', import.meta.url))
const hourMs = 3_600_000
/** Within the idle time of a session. */
const soonMs = 600_000

describe('messages for later in the console', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
    await site.gateway.simulateInbound({ type: 'text', text: 'Buenas tardes' })
  })
  after(() => site?.[Symbol.asyncDispose]())

  const openChat = async () => {
    const page = await site.open(`/conversations/demo/${person}`, { locale: 'es-EC' })
    await page.getByRole('log').getByText('Buenas tardes').first().waitFor()
    return page
  }
  /** As the field has it, in the zone of the browser. */
  const inZone = (page: Page, ms: number) =>
    page.evaluate((at) => {
      const date = new Date(at)
      return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
    }, site.gateway.now() + ms)
  const isSaid = (text: string) => (one: SandboxMessage) => textOf(one) === text
  const messageOf = async (text: string) => {
    const { body } = await site.gateway.call('GET', `/v1/external/messages/history/demo?clientId=${person}`)
    const lines = body.results as { messageId: string; bubble: { text?: string }; sendAt?: string }[]
    return lines.find(({ bubble }) => bubble.text === text)
  }

  test('a text for later is seen with its time, and canceled on its page', async () => {
    const page = await openChat()
    await page.getByRole('button', { name: 'Enviar más tarde' }).focus()
    await page.keyboard.press('Enter')
    const at = page.getByLabel('Cuándo sale')
    await at.fill(await inZone(page, 26 * hourMs))
    await page.getByText('Para entonces habrán pasado las 24 horas').waitFor()
    await at.fill(await inZone(page, hourMs))
    await page.getByLabel('Mensaje', { exact: true }).fill('En una hora')
    await refuseFindings(page)
    await page.getByRole('button', { name: 'Programar' }).click()
    await page.getByRole('log').getByText('En una hora').waitFor()
    await page.getByRole('log').getByText('Sale ').waitFor()
    assert.equal(await page.getByLabel('Cuándo sale').count(), 0, 'the next one is for now again')
    mkdirSync(shots, { recursive: true })
    await page.screenshot({ path: `${shots}console-later.png` })
    await refuseFindings(page)

    const { messageId } = (await messageOf('En una hora')) ?? {}
    await page.goto(`${site.gateway.url}/messages/demo/${messageId}`)
    await page.getByText('Programado para').waitFor()
    await page.getByText('Para más tarde', { exact: true }).first().waitFor()
    await page.screenshot({ path: `${shots}console-later-message.png` })
    await refuseFindings(page)
    await page.getByRole('button', { name: 'Cancelar el mensaje' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancelar el mensaje' }).click()
    await page.getByText('Cancelado', { exact: true }).first().waitFor()
    await page.context().close()
  })

  test('another kind for later leaves when its time has come, and its line is then as any other', async () => {
    const page = await openChat()
    await page.getByRole('button', { name: 'Otros tipos' }).click()
    await page.getByRole('menuitem', { name: 'Pedir la ubicación' }).click()
    const dialog = page.getByRole('dialog', { name: 'Pedir la ubicación' })
    await dialog.getByLabel('Texto', { exact: true }).fill('¿Dónde está usted?')
    await dialog.getByRole('button', { name: 'Enviar más tarde' }).click()
    await dialog.getByLabel('Cuándo sale').fill(await inZone(page, soonMs))
    await refuseFindings(page)
    await dialog.getByRole('button', { name: 'Programar' }).click()
    await dialog.waitFor({ state: 'detached' })
    await eventually(async () => (await messageOf('¿Dónde está usted?'))?.sendAt !== undefined, 'it waits for its time')
    assert.ok(!(await site.gateway.phone()).some(({ body }) => body.type === 'interactive'))
    site.gateway.advance(soonMs)
    await site.gateway.phoneUntil((all) => all.some(({ body }) => body.type === 'interactive'))
    await page.getByRole('log').getByText('¿Dónde está usted?').waitFor()
    await eventually(async () => (await page.getByText('Sale ').count()) === 0, 'it has left')
    assert.ok(!(await site.gateway.phone()).some(isSaid('En una hora')), 'what was canceled has not')
    await page.context().close()
  })
})
