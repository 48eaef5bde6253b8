/**
 * A conversation with every kind of message, in a real browser: each is found by its role or its text, each tap is
 * answered and arrives as its webhook says.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { everyMessage, flowId } from './messages.ts'
import { type PageDocument, type Phone, phoneSize, shoot, startPhone } from './page.ts'

declare const document: PageDocument
let phone: Phone
let page: Page
const asked: string[] = []
const ids = new Map<string, string>()
const expiresAt = Date.now() + 3_000_000

before(async () => {
  phone = await startPhone({ onRequest: (url) => asked.push(url) })
  await phone.control('POST', 'inbound', { from: '593987654321', type: 'text', text: 'Hola, quiero ver mi pedido' })
  page = await phone.open({ viewport: phoneSize, permissions: ['clipboard-read', 'clipboard-write'] })
  await page.getByRole('button', { name: /Ana/ }).click()
  await page.getByRole('log').getByText('Hola, quiero ver mi pedido').waitFor()
  const first = await phone.send({ text: { body: '¡Hola, Ana!' } })
  ids.set('first', first)
  for (const { name, message } of everyMessage(`${phone.sandbox.url}/_sandbox/samples`, first, expiresAt))
    ids.set(name, await phone.send(message))
  await bubble('template-carousel').waitFor()
})
after(() => phone?.close())

function idOf(name: string): string {
  const id = ids.get(name)
  assert.ok(id, name)
  return id
}

/** The message's row: its bubble, its cards and the notes below it. */
function bubble(name: string): Locator {
  return page.locator('.message', { has: page.locator(`[id="${idOf(name)}"]`) })
}

const within = (name: string, role: Parameters<Page['getByRole']>[0], label: string | RegExp) =>
  bubble(name).getByRole(role, { name: label })

/** A tap, and the message that the business receives for it. */
async function answerTo(act: () => Promise<unknown>): Promise<Record<string, unknown>> {
  const { id: before } = await phone.lastIn()
  await act()
  for (const endAt = Date.now() + 30_000; Date.now() < endAt; ) {
    const last = await phone.lastIn()
    if (last.id !== before) return last
  }
  throw new Error('nothing was answered')
}

const sheet = () => page.getByRole('dialog')
const seen = async (name: string) => {
  const row = bubble(name)
  await row.scrollIntoViewIfNeeded()
  await row.waitFor()
}

describe('each kind of message is shown', () => {
  const words: [string, RegExp][] = [
    ['text', /Tu pedido está en camino/],
    ['emoji', /🎉/],
    ['quote', /¡Hola, Ana!.*Te respondo a eso/s],
    ['image', /Tu abrigo, con capucha/],
    ['video', /Cómo se usa/],
    ['document', /Factura-0012\.pdf/],
    ['location', /Malecón 2000.*Guayaquil/s],
    ['contact', /Luis Paz.*\+593 98 765 4322/s],
    ['contacts', /Luis Paz \+1/],
    ['buttons', /Confirma.*martes.*Responde cuando puedas/s],
    ['carousel', /Para ti.*Tarjeta uno.*Tarjeta tres/s],
    ['product', /taza-3.*\$/s],
    ['products', /3 artículos.*Lo nuevo.*Escoge lo tuyo/s],
    ['order-details', /Pedido P-77.*Pendiente · Total: \$25/s],
    ['order-status', /Pedido P-77.*Enviado/s],
    ['template-header', /Pedido A-7 confirmado.*recibimos tu pago de \$5/s],
    ['template-offer', /Oferta por hoy.*Termina en 00:4\d:\d\d.*Código: CARIBE25.*tu abrigo/s],
    ['template-code', /246810.*caduca en 10 minutos/s],
    ['template-catalog', /conoce todos nuestros productos.*Precios válidos este mes/s],
    ['template-carousel', /19,90 dólares.*Antes 39,90 y ahora solo 29,90/s],
  ]
  for (const [name, pattern] of words)
    test(`${name}, by its text`, async () => {
      await seen(name)
      assert.match((await bubble(name).textContent()) ?? '', pattern)
    })

  test("with WhatsApp's formatting", async () => {
    const text = bubble('text').locator('.text')
    const marks = await text.evaluate((node) =>
      ['strong', 'em', 's', 'code:not(.fenced)', 'code.fenced', 'ul li:nth-child(2)', 'ol li', 'blockquote', 'a'].map(
        (selector) => node.querySelector(selector)?.textContent,
      ),
    )
    const expected = ['Tu pedido', 'en camino', 'mañana', 'A-1024', 'linea 1\nlinea 2', 'dos', 'primero', 'una cita']
    assert.deepEqual(marks, [...expected, 'https://ejemplo.com/a_b?x=1'])
  })

  test('with its ticks, and the reaction on its message', async () => {
    await bubble('text').getByRole('img', { name: 'Leído' }).waitFor()
    assert.match((await bubble('first').textContent()) ?? '', /Reacción: 👍/)
    assert.equal(await page.locator(`[id="${idOf('reaction')}"]`).count(), 0)
  })

  test('media: a photo and a sticker that loaded, a player, a document to open', async () => {
    for (const name of ['image', 'image-bare', 'sticker', 'template-offer']) {
      await seen(name)
      const [image] = await bubble(name).locator('img').all()
      await page.waitForFunction((node) => Number(node?.naturalWidth) > 0, await image?.elementHandle())
    }
    await within('audio', 'group', 'Mensaje de voz').waitFor()
    assert.match((await within('document', 'link', /Factura/).getAttribute('href')) ?? '', /^\/_sandbox\/samples\//)
  })

  test("a failed one with Meta's reason", async () => {
    const wamid = await phone.send({ text: { body: 'Esto no llega' } }, '593900000001')
    await page.goto(`${phone.sandbox.url}/#chat=100000000000001.593900000001`)
    await page.reload()
    const row = page.locator('.message', { has: page.locator(`[id="${wamid}"]`) })
    await row.getByText(/No se entregó \(131047\)/).waitFor()
    await shoot(page, 'phone-failed')
    await page.goto(`${phone.sandbox.url}/#chat=100000000000001.593987654321`)
    await bubble('template-carousel').waitFor()
  })
})

describe('each tap is answered', () => {
  test('a reply button', async () => {
    const answer = await answerTo(() => within('buttons', 'button', 'No puedo').click())
    assert.deepEqual(answer.interactive, { type: 'button_reply', button_reply: { id: 'b2', title: 'No puedo' } })
    assert.equal((answer.context as { id: string }).id, idOf('buttons'))
    await page.getByRole('log').getByText('No puedo').last().waitFor()
  })

  test('a row of a list, in a sheet that gives the focus back', async () => {
    await within('list', 'button', 'Ver menú').click()
    await sheet().getByRole('heading', { name: 'Platos' }).waitFor()
    await shoot(page, 'phone-list-sheet')
    const answer = await answerTo(() => sheet().getByRole('button', { name: 'Encebollado Con chifles' }).click())
    const reply = { id: 'r1', title: 'Encebollado', description: 'Con chifles' }
    assert.deepEqual(answer.interactive, { type: 'list_reply', list_reply: reply })
    await page.waitForFunction(() => document.activeElement.textContent === 'Ver menú')
  })

  test('a location request', async () => {
    await within('location-request', 'button', 'Enviar ubicación').click()
    await shoot(page, 'phone-location-sheet')
    const answer = await answerTo(() => sheet().getByRole('button', { name: 'Quito' }).click())
    assert.equal((answer.location as { name: string }).name, 'Quito')
    assert.equal((answer.context as { id: string }).id, idOf('location-request'))
  })

  test('a flow that the sandbox does not know, by fields', async () => {
    assert.ok(flowId)
    await within('flow', 'button', 'Agendar').click()
    await sheet().getByLabel('Campo 1').fill('dia')
    await sheet().getByLabel('Valor 1').fill('martes')
    await shoot(page, 'phone-flow-generic')
    const answer = await answerTo(() => sheet().getByRole('button', { name: 'Enviar' }).click())
    const { nfm_reply: reply } = answer.interactive as { nfm_reply: { response_json: string } }
    assert.deepEqual(JSON.parse(reply.response_json), { dia: 'martes', flow_token: 'token-1' })
    await page.getByRole('log').getByText('Respuesta enviada').waitFor()
  })

  test('a call that rings, and one that is allowed', async () => {
    await within('call', 'button', 'Llámanos').click()
    await sheet().getByText('Llamando…').waitFor()
    await sheet().getByRole('button', { name: 'Colgar' }).click()
    await within('call-permission', 'button', 'Permitir llamadas').click()
    const answer = await answerTo(() => sheet().getByRole('button', { name: 'Permitir', exact: true }).click())
    assert.equal((answer.interactive as { type: string }).type, 'call_permission_reply')
  })

  test('a card of a carousel, moved to by its button', async () => {
    await seen('carousel')
    await bubble('carousel').locator('.slides').hover()
    await within('carousel', 'button', 'Tarjeta siguiente').click()
    const strip = await bubble('carousel').locator('.slides').elementHandle()
    await page.waitForFunction((node) => Number(node?.scrollLeft) > 100, strip)
    await shoot(page, 'phone-carousel')
    const answer = await answerTo(() => within('carousel', 'button', 'Quiero dos').click())
    assert.deepEqual(answer.interactive, { type: 'button_reply', button_reply: { id: 'c1', title: 'Quiero dos' } })
  })

  test("an address, and the person's own contact", async () => {
    await within('address', 'button', 'Indicar mi dirección').click()
    for (const [label, value] of Object.entries({
      Nombre: 'Ana',
      Teléfono: '5939',
      Dirección: 'Calle 1',
      Ciudad: 'Quito',
    }))
      await sheet().getByLabel(label).fill(value)
    const answer = await answerTo(() => sheet().getByRole('button', { name: 'Enviar', exact: true }).click())
    const { nfm_reply: reply } = answer.interactive as { nfm_reply: { response_json: string; name: string } }
    assert.equal(reply.name, 'address_message')
    assert.equal(JSON.parse(reply.response_json).values.city, 'Quito')
    const card = await answerTo(() => within('contact-request', 'button', 'Compartir mi contacto').click())
    assert.equal((card.contacts as { name: { formatted_name: string } }[])[0]?.name.formatted_name, 'Ana')
    assert.equal((card.context as { id: string }).id, idOf('contact-request'))
  })

  test('a cart that becomes an order', async () => {
    await within('products', 'button', 'Ver productos').click()
    await sheet().getByRole('heading', { name: 'Casa' }).waitFor()
    await sheet().getByRole('button', { name: 'Añadir uno: taza-3' }).click()
    await sheet().getByRole('button', { name: 'Añadir uno: taza-3' }).click()
    await sheet().getByRole('button', { name: 'Añadir uno: gorra-2' }).click()
    await shoot(page, 'phone-cart')
    const answer = await answerTo(() =>
      sheet()
        .getByRole('button', { name: /Enviar pedido · \$/ })
        .click(),
    )
    const { product_items: items, catalog_id: catalogId } = answer.order as Record<string, unknown>
    assert.equal(catalogId, 'c1')
    assert.deepEqual(
      (items as Record<string, unknown>[]).map((item) => [item.product_retailer_id, item.quantity, item.currency]),
      [
        ['taza-3', 2, 'USD'],
        ['gorra-2', 1, 'USD'],
      ],
    )
    await page.getByRole('log').getByText('3 artículos').last().waitFor()
  })

  test("a template's quick reply, with its payload", async () => {
    const answer = await answerTo(() => within('template-quick-reply', 'button', 'BTN2').click())
    assert.deepEqual(answer.button, { payload: 'p1', text: 'BTN2' })
    const card = await answerTo(() => within('template-carousel', 'button', 'Boton 2').click())
    assert.deepEqual(card.button, { payload: 'card-1', text: 'Boton 2' })
  })

  test('a code is copied', async () => {
    for (const [name, code] of [
      ['template-offer', 'CARIBE25'],
      ['template-code', '246810'],
    ] as const) {
      await within(name, 'button', 'Copiar código').click()
      await page.getByText(`Código copiado: ${code}`).waitFor()
      assert.equal(await page.evaluate('navigator.clipboard.readText()'), code)
    }
  })

  test('a web address opens in a new tab, without a referrer', async () => {
    await page.context().route('https://example.com/**', (route) => route.fulfill({ body: 'paid' }))
    const [popup] = await Promise.all([page.waitForEvent('popup'), within('url', 'button', 'Pagar ahora').click()])
    await popup.waitForURL('https://example.com/pay')
    assert.equal(await popup.evaluate('document.referrer'), '')
    await popup.close()
  })

  test('a photo is enlarged, and closed by Escape', async () => {
    await within('image', 'button', /Ampliar/).click()
    await page.getByRole('dialog', { name: 'Foto' }).waitFor()
    await shoot(page, 'phone-lightbox')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Foto' }).waitFor({ state: 'hidden' })
  })
})

describe('the person', () => {
  const write = () => page.getByRole('textbox', { name: 'Escriba un mensaje' })

  test('writes, with emoji', async () => {
    await write().fill('Ya llegó ')
    await page.getByRole('button', { name: 'Emoji' }).click()
    await page.getByRole('button', { name: '🎉' }).click()
    await shoot(page, 'phone-emoji')
    await page.keyboard.press('Escape')
    const answer = await answerTo(() => page.getByRole('button', { name: 'Enviar', exact: true }).click())
    assert.deepEqual(answer.text, { body: 'Ya llegó 🎉' })
  })

  test('answers a message, and reacts to it', async () => {
    await bubble('image').scrollIntoViewIfNeeded()
    await page.locator(`[id="${idOf('image')}"] .text`).click({ button: 'right' })
    await shoot(page, 'phone-message-options')
    await sheet().getByRole('button', { name: 'Responder' }).click()
    await page.getByText('En respuesta a Recado').waitFor()
    await write().fill('Me gusta')
    const answer = await answerTo(() => page.keyboard.press('Enter'))
    assert.equal((answer.context as { id: string }).id, idOf('image'))
    await bubble('image').scrollIntoViewIfNeeded()
    await page.locator(`[id="${idOf('image')}"] .text`).click({ button: 'right' })
    const reaction = await answerTo(() => sheet().getByRole('button', { name: 'Reaccionar con ❤️' }).click())
    assert.deepEqual(reaction.reaction, { message_id: idOf('image'), emoji: '❤️' })
    await bubble('image').getByText('❤️').waitFor()
  })

  test('sends a file with a caption, a sample of each kind, a location and a contact', async () => {
    const attach = async (kind: string) => {
      await page.getByRole('button', { name: 'Adjuntar' }).click()
      await sheet().getByRole('button', { name: kind }).click()
    }
    await attach('Documento')
    const file = { name: 'cédula.txt', mimeType: 'text/plain', buffer: Buffer.from('hola') }
    await sheet().getByLabel('Elegir un archivo…').setInputFiles(file)
    await sheet().getByLabel('Comentario (opcional)').fill('Mi cédula')
    const sent = await answerTo(() => sheet().getByRole('button', { name: 'Enviar', exact: true }).click())
    const { caption, filename, mime_type: type, id } = sent.document as Record<string, string>
    assert.deepEqual([caption, filename, type], ['Mi cédula', 'cédula.txt', 'text/plain'])
    assert.equal(await (await fetch(`${phone.sandbox.url}/_sandbox/media/${id}`)).text(), 'hola')
    for (const [kind, name] of [
      ['Foto', 'image'],
      ['Audio', 'audio'],
      ['Sticker', 'sticker'],
    ] as const) {
      await attach(kind)
      const sample = await answerTo(() => sheet().getByRole('button', { name: 'Enviar uno de muestra' }).click())
      assert.ok(sample[name], name)
    }
    await attach('Ubicación')
    assert.ok((await answerTo(() => sheet().getByRole('button', { name: 'Bogotá' }).click())).location)
    await attach('Contacto')
    await sheet().getByLabel('Nombre').fill('Marta')
    await sheet().getByLabel('Teléfono').fill('+593987654329')
    const card = await answerTo(() => sheet().getByRole('button', { name: 'Enviar', exact: true }).click())
    assert.equal((card.contacts as { name: { formatted_name: string } }[])[0]?.name.formatted_name, 'Marta')
    await shoot(page, 'phone-sent')
  })

  test('edits a message, and deletes it', async () => {
    await write().fill('Nos vemos el lunez')
    const { id } = await answerTo(() => page.keyboard.press('Enter'))
    const open = async (choice: string) => {
      await page.locator(`[id="${id}"] .text`).click({ button: 'right' })
      await sheet().getByRole('button', { name: choice }).click()
    }
    await open('Editar')
    await sheet().getByLabel('Mensaje').fill('Nos vemos el lunes')
    const edit = await answerTo(() => sheet().getByRole('button', { name: 'Enviar', exact: true }).click())
    assert.equal((edit.edit as { original_message_id: string }).original_message_id, id)
    await page.locator(`[id="${id}"]`, { hasText: 'lunes' }).locator('.stamp', { hasText: 'Editado' }).waitFor()
    const revoke = await answerTo(() => open('Eliminar para todos'))
    assert.deepEqual(revoke.revoke, { original_message_id: id })
    await page.locator(`[id="${id}"]`).getByText('Mensaje eliminado').waitFor()
  })

  test('sees a system message, and that something cannot be shown', async () => {
    const other = { from: '593987654329', name: 'Rosa' }
    await phone.control('POST', 'inbound', { ...other, type: 'text', text: 'Hola' })
    await phone.control('POST', 'inbound', { ...other, type: 'unsupported' })
    await phone.control('POST', 'inbound', { ...other, type: 'changed_identity' })
    const theirs = await phone.open({ path: '/#chat=100000000000001.593987654329' })
    await theirs.getByRole('log').getByText('Este mensaje no se puede mostrar').waitFor()
    await theirs.locator('.message.system').waitFor()
    await shoot(theirs, 'phone-system')
    await theirs.context().close()
  })

  test('sees that the business is writing', async () => {
    const { id } = await phone.lastIn()
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: id, typing_indicator: { type: 'text' } }
    await fetch(`${phone.sandbox.url}/v25.0/100000000000001/messages`, {
      method: 'POST',
      headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      body: JSON.stringify(read),
    })
    await page.getByRole('status').getByText('escribiendo…').waitFor()
    await phone.send({ text: { body: 'Gracias, Ana' } })
    await page.getByText('escribiendo…').first().waitFor({ state: 'hidden' })
  })
})

test('requested nothing from another host, except what was tapped', async () => {
  const others = asked.filter((url) => !url.startsWith(phone.sandbox.url) && !url.startsWith('data:'))
  assert.deepEqual(others, [])
  assert.ok(asked.length > 20)
})

describe('its appearance', () => {
  for (const [name, size] of [
    ['phone', phoneSize],
    ['wide', { width: 1280, height: 860 }],
    ['narrow', { width: 320, height: 640 }],
    ['widest', { width: 1600, height: 1000 }],
  ] as const)
    test(`${name}, light and dark, from the first message to the last`, async () => {
      await page.setViewportSize(size)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        for (const [index, message] of [
          'first',
          'image',
          'location',
          'list',
          'products',
          'template-offer',
          'template-carousel',
        ].entries()) {
          await bubble(message).evaluate((node) => node.scrollIntoView({ block: 'start' }))
          await shoot(page, `${name}-${colorScheme}-${index}`)
        }
      }
      const tooWide = (selector: string) =>
        page.evaluate<number>(`(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(${selector})`)
      assert.equal(await tooWide('document.documentElement'), 0)
      assert.equal(await page.evaluate('document.documentElement.scrollHeight - innerHeight'), 0)
      assert.equal(await tooWide('document.getElementById("messages")'), 0)
    })
})
