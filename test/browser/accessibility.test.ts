/**
 * The phone's accessibility: no serious finding of axe in any of its views, all of it usable by the keyboard alone, and
 * in three languages.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, describe, test } from 'node:test'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { everyMessage, flowId } from './messages.ts'
import { number, type PageDocument, type Phone, phoneSize, shoot, startPhone, wideSize } from './page.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
declare const document: PageDocument
let phone: Phone

/** A value in a flow's own language, filled in by the phone. */
const filled = (path: string) => ['$', `{${path}}`].join('')

const flow = {
  version: '7.0',
  screens: [
    {
      id: 'DATE',
      title: 'Tu cita',
      layout: {
        type: 'SingleColumnLayout',
        children: [
          {
            type: 'Form',
            name: 'form',
            children: [
              { type: 'TextHeading', text: '¿Cuándo vienes?' },
              { type: 'TextInput', name: 'name', label: 'Nombre', required: true, 'input-type': 'text' },
              { type: 'DatePicker', name: 'day', label: 'Día' },
              {
                type: 'Dropdown',
                name: 'shop',
                label: 'Tienda',
                'data-source': [
                  { id: 'gye', title: 'Guayaquil' },
                  { id: 'uio', title: 'Quito' },
                ],
              },
              {
                type: 'Footer',
                label: 'Continuar',
                'on-click-action': {
                  name: 'navigate',
                  next: { type: 'screen', name: 'MORE' },
                  payload: { name: filled('form.name'), shop: filled('form.shop') },
                },
              },
            ],
          },
        ],
      },
    },
    {
      id: 'MORE',
      title: 'Un poco más',
      terminal: true,
      layout: {
        type: 'SingleColumnLayout',
        children: [
          {
            type: 'RadioButtonsGroup',
            name: 'time',
            label: 'Hora',
            'data-source': [
              { id: '9', title: 'A las 9' },
              { id: '15', title: 'A las 15' },
            ],
          },
          {
            type: 'CheckboxGroup',
            name: 'extras',
            label: 'Además',
            'data-source': [
              { id: 'wash', title: 'Lavado' },
              { id: 'cut', title: 'Corte' },
            ],
          },
          { type: 'OptIn', name: 'news', label: 'Quiero novedades' },
          {
            type: 'Footer',
            label: 'Agendar',
            'on-click-action': {
              name: 'complete',
              payload: {
                name: filled('data.name'),
                shop: filled('data.shop'),
                time: filled('form.time'),
                extras: filled('form.extras'),
                news: filled('form.news'),
              },
            },
          },
        ],
      },
    },
  ],
}

before(async () => {
  phone = await startPhone()
  phone.sandbox.world.flows.put({
    id: flowId,
    wabaId: '200000000000001',
    name: 'cita',
    categories: ['APPOINTMENT_BOOKING'],
    status: 'PUBLISHED',
    json: flow,
    updatedAt: 0,
  })
  const first = await phone.send({ text: { body: 'Hola, Ana' } })
  for (const { message } of everyMessage(`${phone.sandbox.url}/_sandbox/samples`, first, Date.now() + 90_000_000))
    await phone.send(message)
  await phone.control('POST', 'inbound', { from: '593987654321', type: 'text', text: 'Hola' })
  await phone.send({ text: { body: 'Esto no llega' } }, '593900000001')
})
after(() => phone?.close())

async function violations(page: Page): Promise<string[]> {
  // A dialog that is still opening is transparent, and its colours are not final.
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState === 'finished'))
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axeSource)
  // The content below an open sheet was checked before the sheet was opened.
  const run = 'axe.run(document.querySelector("dialog[open]") ?? document, { resultTypes: ["violations"] })'
  const found: AxeResults = await page.evaluate(run)
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}

describe('axe finds nothing serious', () => {
  for (const colorScheme of ['light', 'dark'] as const)
    test(`in list, chat, sheets and forms, ${colorScheme}`, async () => {
      const page = await phone.open({ colorScheme, viewport: phoneSize })
      assert.deepEqual(await violations(page), [], 'list')
      await shoot(page, `phone-chats-${colorScheme}`)
      await page.getByRole('button', { name: /Ana/ }).click()
      await page.getByRole('button', { name: 'Ver menú' }).waitFor()
      assert.deepEqual(await violations(page), [], 'chat')
      await page.getByRole('button', { name: 'Ver menú' }).click()
      assert.deepEqual(await violations(page), [], 'list sheet')
      await shoot(page, `phone-list-${colorScheme}`)
      await page.keyboard.press('Escape')
      for (const [button, name] of [
        ['Ver productos', 'cart'],
        ['Enviar ubicación', 'place'],
        ['Adjuntar', 'attach'],
        ['Agendar', 'flow'],
      ] as const) {
        await page.getByRole('button', { name: button }).click()
        assert.deepEqual(await violations(page), [], name)
        await shoot(page, `phone-${name}-${colorScheme}`)
        await page.keyboard.press('Escape')
      }
      await page.setViewportSize(wideSize)
      await page.getByRole('button', { name: 'Ajustes' }).click()
      assert.deepEqual(await violations(page), [], 'settings')
      await shoot(page, `wide-settings-${colorScheme}`)
      await page.context().close()
    })
})

describe('by the keyboard alone', () => {
  const focused = (page: Page) =>
    page.evaluate<string>(`(({ ariaLabel, textContent, id }) =>
      ariaLabel ?? (textContent?.trim().slice(0, 60) || id))(document.activeElement)`)

  test('a chat is found, opened, read, answered and left', async () => {
    const page = await phone.open({ viewport: phoneSize })
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'Ajustes')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'Buscar un chat')
    await page.keyboard.type('ana')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    assert.match(await focused(page), /^A?Ana/)
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement.id === 'text')
    await page.keyboard.type('Desde el teclado')
    await page.keyboard.press('Enter')
    await page.getByRole('log').getByText('Desde el teclado').waitFor()
    await page.getByRole('log').focus()
    await page.keyboard.press('ArrowUp')
    assert.match(await focused(page), /Usted: Desde el teclado/)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Copiar' }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    // The people first, then the actions.
    assert.match(await focused(page), /Reaccionar con 👍/)
    await page.keyboard.press('Enter')
    await page
      .getByText(/Reacción: 👍/)
      .first()
      .waitFor()
    await page.getByRole('textbox', { name: 'Escriba un mensaje' }).focus()
    await page.keyboard.press('Escape')
    assert.match(await focused(page), /^A?Ana/)
    await page.context().close()
  })

  test('a list is answered, and the focus comes back', async () => {
    const page = await phone.open({ viewport: phoneSize, path: `/#chat=${number}.593987654321` })
    await page.getByRole('button', { name: 'Ver menú' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement.textContent.startsWith('Encebollado'))
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('log').getByText('Ceviche').waitFor()
    await page.waitForFunction(() => document.activeElement.textContent === 'Ver menú')
    await page.context().close()
  })

  test('a flow is filled in, screen by screen', async () => {
    const page = await phone.open({ path: `/#chat=${number}.593987654321` })
    await page.getByRole('button', { name: 'Agendar' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement.name === 'name')
    await page.keyboard.type('Ana')
    await page.getByLabel('Tienda').selectOption('uio')
    await page.getByRole('button', { name: 'Continuar' }).press('Enter')
    await page.getByRole('heading', { name: 'Un poco más' }).waitFor()
    await page.getByLabel('A las 15').press(' ')
    await page.getByLabel('Lavado').press(' ')
    await page.getByLabel('Quiero novedades').press(' ')
    await page.getByRole('dialog').getByRole('button', { name: 'Agendar' }).press('Enter')
    await page.getByRole('log').getByText('Respuesta enviada').waitFor()
    const { interactive } = (await phone.lastIn()) as { interactive: { nfm_reply: { response_json: string } } }
    assert.deepEqual(JSON.parse(interactive.nfm_reply.response_json), {
      name: 'Ana',
      shop: 'uio',
      time: '15',
      extras: ['wash'],
      news: true,
      flow_token: 'token-1',
    })
    await page.context().close()
  })
})

describe('its language', () => {
  for (const [locale, chats, write, day] of [
    ['es-EC', 'Chats', 'Escriba un mensaje', 'Hoy'],
    ['pt-BR', 'Conversas', 'Digite uma mensagem', 'Hoje'],
    ['en-GB', 'Chats', 'Type a message', 'Today'],
    ['fr-FR', 'Chats', 'Escriba un mensaje', 'Hoy'],
    // A browser that was started without a locale, and no language tag.
    ['en-US@posix', 'Chats', 'Type a message', 'Today'],
  ] as const)
    test(`is the browser's: ${locale}`, async () => {
      const page = await phone.open({ locale, viewport: wideSize })
      await page.getByRole('heading', { name: chats, exact: true }).waitFor()
      await page.getByPlaceholder(write).waitFor()
      await page.getByRole('log').getByText(day, { exact: true }).waitFor()
      await shoot(page, `wide-${locale}`)
      await page.context().close()
    })

  test('or the chosen one, like the theme, and both are stored', async () => {
    const page = await phone.open({ viewport: wideSize, colorScheme: 'light' })
    await page.getByRole('button', { name: 'Ajustes' }).click()
    await page.getByLabel('Tema').selectOption('dark')
    const background = () => page.evaluate('getComputedStyle(document.getElementById("people")).backgroundColor')
    assert.equal(await background(), 'rgb(17, 27, 33)')
    await page.getByLabel('Idioma').selectOption('pt')
    await page.getByPlaceholder('Digite uma mensagem').waitFor()
    await page.reload()
    await page.getByPlaceholder('Digite uma mensagem').waitFor()
    assert.equal(await background(), 'rgb(17, 27, 33)')
    assert.equal(await page.evaluate('document.documentElement.lang'), 'pt')
    await page.context().close()
  })
})
