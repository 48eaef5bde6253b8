/**
 * A team's inbox in the console, in a real browser: who has a conversation, labels, notes, unread, filters, and quick
 * answers by the keyboard alone; what an agent may see of the others.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type ConsoleSite, refuseFindings, type SessionCookie, startConsole, whenLoaded } from '../support/console.ts'
import { eventually, person, quiet, textOf } from '../support/gateway.ts'

const other = '593987000002'
const chat = `/conversations/demo/${person}`
/** It stays without an answer: the page knows what it has asked for, and hears of nothing. */
const breakStream = async (page: Page) => void (await page.route('**/manage/v1/stream*', () => {}))

describe("a team's inbox in the console", () => {
  let site: ConsoleSite
  let agent: SessionCookie
  const ofConversation = async (userId = person) =>
    (await site.gateway.manage('GET', `/manage/v1/bots/demo/conversations/${userId}`)).body
  before(async () => {
    site = await startConsole()
    agent = await site.invite('Eva', [{ role: 'agent', bots: ['demo'] }])
    await site.gateway.simulateInbound({ type: 'text', text: 'Necesito ayuda' })
    await site.gateway.simulateInbound({ type: 'text', text: 'Otra consulta' }, other)
  })
  after(() => site?.[Symbol.asyncDispose]())

  test('an agent assigns a conversation to herself, labels it and leaves a note; it is read, and found by each', async () => {
    const page = await site.open('/conversations', { as: agent })
    await whenLoaded(page, 'Conversaciones')
    await page.getByRole('link', { name: /No leída:.*Necesito ayuda/ }).click()
    const team = page.getByRole('complementary', { name: 'El equipo' })
    await team.getByRole('button', { name: 'Asignármela' }).click()
    await team.getByRole('button', { name: /Eva/ }).waitFor()
    await team.getByLabel('Nueva etiqueta').fill('queja')
    await page.keyboard.press('Enter')
    await team.getByRole('list', { name: 'Etiquetas' }).getByText('queja').waitFor()
    await team.getByLabel(/Nueva nota/).fill('Prefiere que la llamen por la tarde')
    await team.getByRole('button', { name: 'Agregar nota' }).click()
    await team.getByText('Prefiere que la llamen por la tarde').waitFor()
    await refuseFindings(page)
    const { assignee, labels, isUnread } = await ofConversation()
    assert.deepEqual([(assignee as { name: string }).name, labels, isUnread], ['Eva', ['queja'], false])
    for (const [filter, has] of [
      ['show=mine', true],
      ['show=nobody', false],
      ['show=unread', false],
      ['label=queja', true],
    ] as const) {
      await page.goto(`${site.gateway.url}/conversations?bot=demo&${filter}`)
      await whenLoaded(page, 'Conversaciones')
      assert.equal(await page.getByRole('link', { name: /Necesito ayuda/ }).count(), has ? 1 : 0, filter)
      assert.equal(await page.getByRole('link', { name: /Otra consulta/ }).count(), has ? 0 : 1, filter)
    }
    await site.close(page)
  })

  test('what a person writes makes it unread, and the list says so at once', async () => {
    const page = await site.open('/conversations?bot=demo&show=unread')
    await whenLoaded(page, 'Conversaciones')
    await page.getByText('En vivo').waitFor()
    await page.getByRole('link', { name: /Otra consulta/ }).waitFor()
    await site.gateway.simulateInbound({ type: 'text', text: '¿Hay noticias?' })
    const link = page.getByRole('link', { name: /No leída:.*¿Hay noticias\?/ })
    await link.waitFor()
    await refuseFindings(page)
    await link.click()
    await eventually(async () => (await ofConversation()).isUnread === false, 'it is read')
    await site.close(page)
  })

  test('what happens comes by itself, and nothing is asked for while nothing happens', async () => {
    const asked = new Set<string>()
    const page = await site.open(chat, { as: agent, prepare: ({ clock }) => clock.install() })
    const open = new Set<unknown>()
    page.on('request', (request) => {
      asked.add(request.url())
      if (!request.url().includes('/stream')) open.add(request)
    })
    page.on('requestfinished', (request) => open.delete(request))
    page.on('requestfailed', (request) => open.delete(request))
    await page.getByText('En vivo').waitFor()
    const team = page.getByRole('complementary', { name: 'El equipo' })
    await site.gateway.sendText(person, 'Le llamamos por la tarde')
    const line = page.getByRole('article').filter({ hasText: 'Le llamamos por la tarde' })
    await line.getByRole('img', { name: 'Leído' }).waitFor()
    const notes = `/manage/v1/bots/demo/conversations/${person}/notes`
    assert.equal((await site.gateway.manage('POST', notes, { text: 'Ya se le llamó' })).status, 201)
    await team.getByText('Ya se le llamó').waitFor()
    // What has happened last is gathered for a moment before it is asked for.
    await quiet(site.gateway)
    await page.clock.fastForward(1_000)
    await eventually(() => open.size === 0, 'what it asked for is there')
    asked.clear()
    await page.clock.fastForward(40_000)
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))')
    assert.deepEqual([...asked], [])
    await site.close(page)
  })

  test('what the bot knows is shown, changed and taken away, and what changed meanwhile is not overwritten', async () => {
    const { gateway } = site
    const messages = [{ type: 'text', text: 'Tu ciudad: {{memory.ciudad}}' }]
    await gateway.manage('PUT', '/manage/v1/bots/demo/skills/ciudades', {
      name: 'Ciudades',
      kind: 'messages',
      messages,
    })
    const page = await site.open(chat, { as: agent })
    const memory = page.getByRole('region', { name: 'Lo que el bot sabe' })
    const known = async () => (await gateway.call('GET', `/v1/bots/demo/users/${person}/cache`)).body
    const dialog = page.getByRole('dialog')
    const save = () => dialog.getByRole('button', { name: 'Guardar' }).click()
    await memory.getByText('Nada todavía.').waitFor()
    await memory.getByRole('button', { name: 'Agregar una clave' }).click()
    await dialog.getByLabel('Clave').fill('ciudad')
    await dialog.getByLabel('Valor', { exact: true }).fill('Quito')
    await refuseFindings(page)
    await save()
    await memory.getByRole('definition').getByText('Quito', { exact: true }).waitFor()
    await memory.getByRole('button', { name: 'Cambiar ciudad' }).click()
    await gateway.call('POST', `/v1/bots/demo/users/${person}/cache`, { params: { edad: 7 } })
    await dialog.getByLabel('Valor', { exact: true }).fill('Cuenca')
    await save()
    await dialog.getByRole('button', { name: 'Mostrar lo que hay ahora' }).click()
    site.forgive('412')
    assert.deepEqual(await known(), { ciudad: 'Quito', edad: 7 })
    await dialog.getByLabel('Valor', { exact: true }).fill('["Cuenca"]')
    await dialog.getByText(/sino JSON/).click()
    await save()
    await memory.getByRole('button', { name: 'Quitar edad' }).click()
    await memory.getByText('edad', { exact: true }).waitFor({ state: 'detached' })
    assert.deepEqual(await known(), { ciudad: ['Cuenca'] })
    const skill = page.getByRole('region', { name: 'Habilidad' })
    await skill.getByText('Ninguna habilidad').waitFor()
    await skill.getByRole('button', { name: /Habilidad por iniciar/ }).click()
    await page.getByRole('option', { name: 'Ciudades' }).click()
    await skill.getByRole('button', { name: 'Iniciar', exact: true }).click()
    await page.getByRole('article').filter({ hasText: 'Tu ciudad:' }).waitFor()
    await refuseFindings(page)
    // One that only sends messages has ended by then; while people answer, it waits.
    await gateway.call('POST', '/v1/users/state', { botId: 'demo', userId: person, state: 'manual' })
    await skill.getByRole('button', { name: 'Iniciar', exact: true }).click()
    await skill.getByRole('button', { name: 'Terminar la habilidad' }).click()
    await skill.getByText('Ninguna habilidad').waitFor()
    await site.close(page)
  })

  test('a quick answer is written, found after a slash, filled and sent by the keyboard alone', async () => {
    const page = await site.open(chat, { as: agent })
    await page.getByRole('button', { name: 'Respuestas rápidas' }).click()
    const dialog = page.getByRole('dialog', { name: 'Respuestas rápidas' })
    const save = async (name: string, text: string) => {
      await dialog.getByLabel('Nombre').fill(name)
      await dialog.getByLabel('Texto').fill(text)
      await dialog.getByRole('button', { name: 'Guardar la respuesta' }).click()
    }
    await save('saludo', 'Hola {{edad}}')
    await dialog
      .getByText(/\{\{name\}\}, \{\{phone\}\}, \{\{memory\.key\}\}/)
      .nth(1)
      .waitFor()
    await save('saludo', 'Hola {{phone}}, ¿en qué le ayudo?')
    await dialog.getByText('/saludo').waitFor()
    await save('saldo', 'Su saldo está al día')
    await dialog.getByText('/saldo').waitFor()
    await refuseFindings(page)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.getByLabel('Mensaje', { exact: true }).focus()
    await page.keyboard.type('/sal')
    await page.getByRole('option', { name: /saludo/ }).waitFor()
    await refuseFindings(page)
    await page.keyboard.press('ArrowDown')
    assert.equal(
      await page.getByRole('option', { selected: true }).textContent(),
      `/saludo Hola ${person}, ¿en qué le ayudo?`,
    )
    await page.keyboard.press('Enter')
    assert.equal(await page.getByLabel('Mensaje', { exact: true }).inputValue(), `Hola ${person}, ¿en qué le ayudo?`)
    await page.keyboard.press('Enter')
    await site.gateway.phoneUntil((messages) => messages.some((one) => textOf(one)?.startsWith(`Hola ${person}`)))
    site.forgive('422')
    await site.close(page)
  })

  test('who may only read sees all of it and changes nothing; somebody faster is not overwritten', async () => {
    const viewer = await site.invite('Leo', [{ role: 'viewer', bots: ['demo'] }])
    const reading = await site.open(chat, { as: viewer })
    await reading.getByText('Asignada a Eva').waitFor()
    await reading.getByText('Prefiere que la llamen por la tarde').waitFor()
    assert.equal(await reading.getByRole('button', { name: 'Agregar nota' }).count(), 0)
    await refuseFindings(reading)
    await site.close(reading)
    const page = await site.open(chat, { prepare: breakStream })
    const team = page.getByRole('complementary', { name: 'El equipo' })
    await team.getByRole('list', { name: 'Etiquetas' }).getByText('queja').waitFor()
    await site.gateway.manage('PATCH', `/manage/v1/bots/demo/conversations/${person}`, { labels: ['urgente'] })
    await team.getByRole('button', { name: 'Quitar la etiqueta queja' }).click()
    await team.getByRole('list', { name: 'Etiquetas' }).getByText('urgente').waitFor()
    assert.deepEqual((await ofConversation()).labels, ['urgente'])
    site.forgive('412')
    await site.close(page)
  })
})
