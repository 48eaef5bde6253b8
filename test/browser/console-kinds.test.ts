/**
 * Every kind of message that the console composes, in a real browser: written in its form, seen as it will look, refused
 * where it is wrong, and on the person's phone in the end; and answers and reactions, by the keyboard alone.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { oggOpus } from '../../sandbox/samples/audio.ts'
import { type ConsoleSite, refuseFindings, startConsole } from '../support/console.ts'
import { eventually, person, type SandboxMessage, textOf } from '../support/gateway.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==',
  'base64',
)

/** Of a field: its label, within the part of this name, if it is in one. */
type Place = [label: string, part?: string]

type Kind = {
  name: string
  values: [Place, string][]
  /** Beyond values. */
  more?: (dialog: Locator, page: Page) => Promise<void>
  preview: RegExp
  wrong: [Place, string]
  wire: (body: Json) => unknown
  expected: unknown
}

// biome-ignore lint/suspicious/noExplicitAny: Meta's own form, which has no type here
type Json = any

const kinds: Kind[] = [
  {
    name: 'Botones de respuesta',
    values: [
      [['Texto'], '¿Le llega bien el martes?'],
      [['Texto del botón', 'Botón 1'], 'Sí, claro'],
      [['Lo que recibe un programa (opcional)', 'Botón 1'], 'martes:si'],
    ],
    async more(dialog) {
      await dialog.getByRole('button', { name: 'Agregar: Botón 2' }).click()
      // The key goes where something was added.
      await dialog.page().keyboard.type('No puedo')
    },
    preview: /Le llega bien el martes\?.*Sí, claro.*No puedo/s,
    wrong: [['Texto del botón', 'Botón 2'], 'Sí, claro'],
    wire: ({ interactive }) => interactive.action.buttons.map(({ reply }: Json) => reply.title),
    expected: ['Sí, claro', 'No puedo'],
  },
  {
    name: 'Lista de opciones',
    values: [
      [['Texto'], 'Elija su almuerzo'],
      [['Texto del botón (opcional)'], 'Ver menú'],
      [['Título de la opción', 'Opción 1'], 'Ceviche'],
      [['Descripción (opcional)', 'Opción 1'], 'Con chifles'],
    ],
    preview: /Elija su almuerzo.*Ver menú/s,
    wrong: [['Título de la opción', 'Opción 1'], 'Ceviche de camarón y pulpo'],
    wire: ({ interactive: { action } }) => [action.button, action.sections[0].rows[0].description],
    expected: ['Ver menú', 'Con chifles'],
  },
  {
    name: 'Botón con enlace',
    values: [
      [['Encabezado'], 'Su pedido'],
      [['Texto'], 'Ya está en camino'],
      [['Pie'], 'Gracias por comprar'],
      [['Texto del botón'], 'Ver el mapa'],
      [['Dirección que abre'], 'https://example.com/mapa'],
    ],
    preview: /Su pedido.*Ya está en camino.*Gracias por comprar.*Ver el mapa/s,
    wrong: [['Dirección que abre'], 'example.com/mapa'],
    wire: ({ interactive }) => interactive.action.parameters,
    expected: { display_text: 'Ver el mapa', url: 'https://example.com/mapa' },
  },
  {
    name: 'Ubicación',
    values: [
      [['Latitud'], '-2.170998, -79.922359'],
      [['Nombre del lugar (opcional)'], 'Malecón 2000'],
    ],
    preview: /Malecón 2000/,
    wrong: [['Latitud'], '95'],
    wire: ({ location: { latitude, longitude, name } }) => [Number(latitude), Number(longitude), name],
    expected: [-2.170998, -79.922359, 'Malecón 2000'],
  },
  {
    name: 'Contactos',
    values: [
      [['Nombre', 'Contacto 1'], 'Luis Paz'],
      [['Teléfono, con + y código de país (opcional)', 'Contacto 1'], '+593987654322'],
      [['Empresa (opcional)', 'Contacto 1'], 'Recado'],
    ],
    preview: /Luis Paz/,
    wrong: [['Nombre', 'Contacto 1'], ''],
    wire: ({ contacts: [{ name, phones, org }] }) => [name.formatted_name, phones[0].phone, org.company],
    expected: ['Luis Paz', '+593987654322', 'Recado'],
  },
  {
    name: 'Carrusel',
    values: [
      [['Texto'], 'Para usted'],
      [['Texto (opcional)', 'Tarjeta 1'], 'Taza'],
      [['Texto del botón', 'Tarjeta 1'], 'Ver la taza'],
      [['Dirección que abre', 'Tarjeta 1'], 'https://example.com/taza'],
      [['Texto del botón', 'Tarjeta 2'], 'Ver el plato'],
      [['Dirección que abre', 'Tarjeta 2'], 'https://example.com/plato'],
    ],
    async more(dialog, page) {
      for (const name of ['Tarjeta 1', 'Tarjeta 2']) {
        const card = dialog.getByRole('group', { name })
        const [chooser] = await Promise.all([
          page.waitForEvent('filechooser'),
          card.getByRole('button', { name: 'Adjuntar un archivo' }).click(),
        ])
        await chooser.setFiles({ name: 'foto.png', mimeType: 'image/png', buffer: png })
        const address = card.getByLabel('Dirección del archivo', { exact: true })
        await eventually(async () => /\/media\/med_/.test(await address.inputValue()), 'the file has its address')
      }
    },
    preview: /Para usted.*Taza.*Ver la taza.*Ver el plato/s,
    wrong: [['Texto (opcional)', 'Tarjeta 1'], 'taza '.repeat(33)],
    wire: ({ interactive: { action } }) => action.cards.map((card: Json) => card.action.parameters.display_text),
    expected: ['Ver la taza', 'Ver el plato'],
  },
  {
    name: 'Pedir la ubicación',
    values: [[['Texto'], '¿A dónde lo llevamos?']],
    preview: /A dónde lo llevamos/,
    wrong: [['Texto'], 'a'.repeat(1025)],
    wire: ({ interactive }) => [interactive.type, interactive.body.text],
    expected: ['location_request_message', '¿A dónde lo llevamos?'],
  },
  {
    name: 'Pedir el número',
    values: [[['Texto'], '¿Nos comparte su número?']],
    preview: /Nos comparte su número/,
    wrong: [['Texto'], 'a'.repeat(1025)],
    wire: ({ interactive }) => [interactive.type, interactive.action.name],
    expected: ['request_contact_info', 'request_contact_info'],
  },
  {
    name: 'Pedir permiso para llamar',
    values: [[['Texto (opcional)'], '¿Podemos llamarle?']],
    preview: /Podemos llamarle/,
    wrong: [['Texto (opcional)'], 'a'.repeat(1025)],
    wire: ({ interactive }) => [interactive.type, interactive.body.text],
    expected: ['call_permission_request', '¿Podemos llamarle?'],
  },
  {
    name: 'Producto',
    values: [
      [['Texto (opcional)'], 'La taza de ayer'],
      [['Id del catálogo en Meta'], '1948'],
      [['Id del producto'], 'taza-azul'],
    ],
    preview: /La taza de ayer/,
    wrong: [['Id del producto'], 'a'.repeat(101)],
    wire: ({ interactive: { action } }) => action,
    expected: { catalog_id: '1948', product_retailer_id: 'taza-azul' },
  },
  {
    name: 'Lista de productos',
    values: [
      [['Encabezado'], 'Para usted hoy'],
      [['Texto'], 'Lo más pedido'],
      [['Id del catálogo en Meta'], '1948'],
      [['Id del producto', 'Producto 1'], 'plato'],
    ],
    preview: /Para usted hoy.*Lo más pedido/s,
    wrong: [['Encabezado'], 'a'.repeat(61)],
    wire: ({ interactive: { action } }) => action.sections,
    expected: [{ product_items: [{ product_retailer_id: 'plato' }] }],
  },
  {
    name: 'Carrusel de productos',
    values: [
      [['Texto'], 'Elija una taza'],
      [['Id del catálogo en Meta'], '1948'],
      [['Id del producto', 'Producto 1'], 'roja'],
      [['Id del producto', 'Producto 2'], 'verde'],
    ],
    preview: /Elija una taza/,
    wrong: [['Id del producto', 'Producto 2'], 'roja'],
    wire: ({ interactive: { action } }) => action.cards.map((card: Json) => card.action.product_retailer_id),
    expected: ['roja', 'verde'],
  },
  {
    name: 'Catálogo',
    values: [[['Texto'], 'Todo lo que hay']],
    preview: /Todo lo que hay/,
    wrong: [['Texto'], 'a'.repeat(1025)],
    wire: ({ interactive }) => interactive.type,
    expected: 'catalog_message',
  },
  {
    name: 'Botón de llamada',
    values: [
      [['Texto'], 'Hablemos'],
      [['Texto del botón'], 'Llamar ahora'],
    ],
    preview: /Hablemos.*Llamar ahora/s,
    wrong: [['Texto del botón'], 'Llamar ahora mismo, por favor'],
    wire: ({ interactive }) => [interactive.type, interactive.action.parameters.display_text],
    expected: ['voice_call', 'Llamar ahora'],
  },
  {
    name: 'Formulario',
    values: [
      [['Id del formulario (Flow) en Meta'], '42'],
      [['Encabezado'], 'Cita'],
      [['Texto'], 'Elija un día'],
      [['Pie'], 'Clínica'],
      [['Texto del botón'], 'Agendar'],
    ],
    preview: /Cita.*Elija un día.*Clínica.*Agendar/s,
    wrong: [['Pie'], 'Clínica '.repeat(8)],
    wire: ({ interactive: { action } }) => [action.parameters.flow_id, action.parameters.flow_cta],
    expected: ['42', 'Agendar'],
  },
]

describe('kinds of messages in the console', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
    await site.gateway.simulateInbound({ type: 'text', text: 'Buenas tardes' })
  })
  after(() => site?.[Symbol.asyncDispose]())

  const openChat = async (locale = 'es-EC') => {
    const page = await site.open(`/conversations/demo/${person}`, { locale })
    await page.getByRole('log').getByText('Buenas tardes').first().waitFor()
    return page
  }
  const fieldOf = (dialog: Locator, [label, part]: Place) =>
    (part === undefined ? dialog : dialog.getByRole('group', { name: part })).getByLabel(label, { exact: true })

  /** What stands at the field that is wrong. */
  const refusalOf = (field: Locator) =>
    field
      .locator('xpath=ancestor::*[contains(concat(" ", @class, " "), " field ")][1]')
      .locator('.react-aria-FieldError', { hasText: /\p{L}/u })

  for (const { name, values, more, preview, wrong, wire, expected } of kinds)
    test(`${name}: seen, refused where it is wrong, and on the phone`, async () => {
      const page = await openChat()
      await page.getByRole('button', { name: 'Otros tipos' }).click()
      await page.getByRole('menuitem', { name, exact: true }).click()
      const dialog = page.getByRole('dialog', { name })
      for (const [place, value] of values) await fieldOf(dialog, place).fill(value)
      await more?.(dialog, page)
      await dialog.getByRole('figure', { name: 'Cómo lo verá la persona' }).getByText(preview).first().waitFor()
      await dialog.getByText('La solicitud que lo envía').click()
      await dialog.locator('pre').getByText(`"userId": "${person}"`).waitFor()

      const [at, text] = wrong
      const field = fieldOf(dialog, at)
      const right = await field.inputValue()
      await field.fill(text)
      const isMissing = text === ''
      await dialog.getByRole('button', { name: 'Enviar', exact: true }).click()
      await refusalOf(field).waitFor()
      await refuseFindings(page)
      if (!isMissing) site.forgive('422')

      await field.fill(right)
      await dialog.getByRole('button', { name: 'Enviar', exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
      const fits = ({ body, direction }: SandboxMessage) => {
        try {
          assert.deepEqual(wire(body), expected)
          return direction === 'out'
        } catch {
          return false
        }
      }
      await site.gateway.phoneUntil((messages) => messages.some(fits))
      await page.getByRole('log').getByText(preview).first().waitFor()
      await site.close(page)
    })

  test('by the keyboard alone a message is answered, and a reaction given and taken back', async () => {
    const wamid = await site.gateway.simulateInbound({ type: 'text', text: '¿Tienen tazas?' })
    const page = await openChat()
    const log = page.getByRole('log')
    await log.getByText('¿Tienen tazas?').waitFor()
    const openMenu = async () => {
      await log.focus()
      await page.keyboard.press('End')
      const asked = log.getByRole('article').filter({ hasText: '¿Tienen tazas?' }).last()
      while (!(await asked.evaluate((node) => node === node.ownerDocument.activeElement)))
        await page.keyboard.press('ArrowUp')
      await page.keyboard.press('Enter')
      return page.getByRole('dialog', { name: 'Mensaje' })
    }
    const dialog = await openMenu()
    await dialog.waitFor()
    await refuseFindings(page)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Responde a', { exact: false }).waitFor()
    const text = page.getByLabel('Mensaje', { exact: true })
    await eventually(
      () => text.evaluate((node) => node === node.ownerDocument.activeElement),
      'the next key goes there',
    )
    await page.keyboard.type('Sí, quedan dos')
    await refuseFindings(page)
    await page.keyboard.press('Enter')
    const isAnswer = (one: SandboxMessage) => textOf(one) === 'Sí, quedan dos'
    const answer = (await site.gateway.phoneUntil((all) => all.some(isAnswer))).find(isAnswer)
    assert.deepEqual(answer?.body.context, { message_id: wamid })
    await log.getByRole('blockquote').getByText('¿Tienen tazas?').waitFor()
    assert.equal(await page.getByRole('button', { name: 'No responder a ningún mensaje' }).count(), 0)

    const reactions = async () => {
      const messages = await site.gateway.phone()
      return messages.flatMap(({ body }) => ('reaction' in body ? [(body.reaction as { emoji: string }).emoji] : []))
    }
    await openMenu()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await eventually(async () => (await reactions()).join() === '❤️', 'it is on the phone')
    await log
      .locator('.message', { hasText: '¿Tienen tazas?' })
      .locator('.reaction', { hasText: '❤️' })
      .first()
      .waitFor()

    const again = await openMenu()
    await again.getByLabel('Otro emoji').fill('no es uno')
    await page.keyboard.press('Enter')
    await refusalOf(again.getByLabel('Otro emoji')).waitFor()
    site.forgive('422')
    await again.getByRole('button', { name: 'Quitar ❤️' }).click()
    await eventually(async () => (await reactions()).at(-1) === '', 'it is taken back on the phone')
    await site.close(page)
  })

  test('audio goes as a voice note, and is drawn as one', async () => {
    const page = await openChat()
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Adjuntar un archivo' }).click(),
    ])
    await chooser.setFiles({ name: 'nota.ogg', mimeType: 'audio/ogg', buffer: oggOpus() })
    await page.getByText('Como nota de voz').click()
    await refuseFindings(page)
    await page.getByRole('button', { name: 'Enviar', exact: true }).click()
    const isNote = ({ body }: SandboxMessage) => (body.audio as { voice?: boolean } | undefined)?.voice === true
    await site.gateway.phoneUntil((all) => all.some(isNote))
    await page.getByRole('log').getByLabel('Mensaje de voz').first().waitFor()
    await page.context().close()
  })

  test('what is written is there again after the dialog was closed, in each language', async () => {
    const names = {
      'en-US': ['Other kinds', 'Ask for a location', 'Text'],
      'pt-BR': ['Outros tipos', 'Pedir a localização', 'Texto'],
    }
    for (const [locale, [menu = '', kind = '', label = '']] of Object.entries(names)) {
      const page = await openChat(locale)
      const open = async () => {
        await page.getByRole('button', { name: menu }).focus()
        await page.keyboard.press('Enter')
        await page.getByRole('menuitem', { name: kind }).click()
        const dialog = page.getByRole('dialog', { name: kind })
        await dialog.waitFor()
        return dialog.getByLabel(label, { exact: true })
      }
      await (await open()).fill('A medio escribir')
      await refuseFindings(page)
      await page.keyboard.press('Escape')
      assert.equal(await (await open()).inputValue(), 'A medio escribir')
      await site.close(page)
    }
  })

  test('who only reads is offered none of it', async () => {
    const as = await site.invite('Lee', [{ role: 'viewer', bots: 'all' }])
    const page = await site.open(`/conversations/demo/${person}`, { as })
    await page.getByText('Su rol permite leer').waitFor()
    await page.getByRole('log').focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    assert.equal(await page.getByRole('dialog').count(), 0)
    assert.equal(await page.getByRole('button', { name: 'Otros tipos' }).count(), 0)
    await site.close(page)
  })
})
