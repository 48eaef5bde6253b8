/**
 * Conversations in the console, in a real browser: a person writes on the phone, somebody here sees it at once and
 * answers, and the phone shows it; after the 24 hours a template is the only way.
 */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type ConsoleSite, refuseFindings, startConsole, whenLoaded } from '../support/console.ts'
import { eventually, person, type SandboxMessage, textOf } from '../support/gateway.ts'

const shots = fileURLToPath(new URL('../../artifacts/screenshots/', import.meta.url))
/** Somebody who never wrote. */
const silent = '593987000001'
const template = { elementName: 'demo_text', language: 'es', destinations: [silent], parameters: ['Eva', 'A-7'] }

describe('conversations in the console', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
    await site.gateway.simulateInbound({ type: 'text', text: 'Buenas tardes' })
    await site.gateway.call('POST', '/v2/whatsapp/demo/hsm', template)
    await site.gateway.phoneUntil((messages) => messages.length > 0, silent)
  })
  after(() => site?.[Symbol.asyncDispose]())

  test('what a person writes is seen at once, and answered by the keyboard alone', async () => {
    const page = await site.open('/conversations')
    await whenLoaded(page, 'Conversaciones')
    await page.getByText('En vivo').waitFor()
    const chat = page.getByRole('link', { name: /Buenas tardes/ })
    await chat.waitFor()
    await refuseFindings(page)
    await site.gateway.simulateInbound({ type: 'text', text: '¿Dónde está mi pedido?' })
    await page.getByRole('link', { name: /Dónde está mi pedido/ }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`${site.gateway.url}/conversations/demo/${person}`)
    await page.getByRole('log').getByText('¿Dónde está mi pedido?').waitFor()
    await page.getByText(/Texto libre durante 23 h 5\d min/).waitFor()
    await page.getByLabel('Mensaje', { exact: true }).focus()
    await page.keyboard.type('Llega hoy')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('antes de las seis')
    await page.keyboard.press('Enter')
    const isAnswer = (message: SandboxMessage) => textOf(message) === 'Llega hoy\nantes de las seis'
    const shown = await site.gateway.phoneUntil((messages) => messages.some(isAnswer))
    await page.getByRole('log').getByText('antes de las seis').waitFor()
    await page.getByRole('img', { name: 'Leído' }).first().waitFor()
    assert.equal(await page.getByLabel('Mensaje', { exact: true }).inputValue(), '')
    const context = shown.find(isAnswer)?.wamid
    const messageId = await site.gateway.simulateInbound({ type: 'text', text: '¡Gracias!', context })
    const last = page.getByRole('log').getByText('¡Gracias!')
    await last.waitFor()
    await page.getByRole('blockquote').getByText('Llega hoy antes de las seis').waitFor()
    const reaction = { type: 'reaction', userId: person, messageId, emoji: '🙌' }
    await eventually(
      async () => (await site.gateway.call('POST', '/v1/bots/demo/messages', reaction)).status === 200,
      'the message is known by its wamid',
    )
    // On the message that it is about, and no line of its own.
    await page.locator('.message', { hasText: '¡Gracias!' }).locator('.reaction', { hasText: 'Reacción: 🙌' }).waitFor()
    assert.equal(await page.getByRole('log').getByText('Reaccionó').count(), 0)
    await eventually(() => last.isVisible(), 'the end stays in view')
    await refuseFindings(page)
    await site.close(page)
  })

  test('a conversation is taken over from the bot, and given back', async () => {
    const page = await site.open(`/conversations/demo/${person}`)
    const stateOf = async () =>
      (await site.gateway.call('GET', `/v1/users/${person}/state?botId=demo`)).body.state as string
    await page.getByRole('button', { name: 'Tomar la conversación' }).click()
    await page.getByText('Responden personas').waitFor()
    assert.equal(await stateOf(), 'manual')
    await page.getByRole('link', { name: /Con personas/ }).waitFor()
    await refuseFindings(page)
    await page.getByLabel('Mensaje', { exact: true }).fill('A medio escribir')
    await page.getByRole('link', { name: /700 0001/ }).click()
    await page.getByText(/Pasaron las 24 horas/).waitFor()
    await page.goBack()
    await page.getByLabel('Mensaje', { exact: true }).waitFor()
    assert.equal(await page.getByLabel('Mensaje', { exact: true }).inputValue(), 'A medio escribir')
    await page.getByRole('button', { name: 'Devolver al bot' }).click()
    await page.getByText('Responde el bot.').waitFor()
    assert.equal(await stateOf(), 'auto')
    await site.close(page)
  })

  test('a file is pasted or chosen, seen, sent with its caption, and refused in plain words; the request is shown', async () => {
    const page = await site.open(`/conversations/demo/${person}`)
    const text = page.getByLabel('Mensaje', { exact: true })
    await text.waitFor()
    await page.evaluate(`(async () => {
      const canvas = document.createElement('canvas')
      canvas.width = canvas.height = 24
      canvas.getContext('2d').fillRect(0, 0, 24, 24)
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File([blob], 'foto.png', { type: 'image/png' }))
      document.querySelector('.composer textarea').dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })()`)
    await page.getByRole('img', { name: 'foto.png' }).waitFor()
    await text.fill('El comprobante')
    await page.getByText('La solicitud que lo envía').click()
    await page.getByText(/"type": "image"/).waitFor()
    await refuseFindings(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Enviar', exact: true }).click()
    const sent = page.getByRole('article').filter({ hasText: 'El comprobante' })
    await sent.getByRole('img').first().waitFor()
    assert.equal(await text.inputValue(), '')
    const found = await site.gateway.phoneUntil((all) => all.some(({ body }) => 'image' in body), person)
    const image = found.find(({ body }) => 'image' in body)?.body.image as Record<string, string>
    assert.deepEqual([image.caption, image.link], ['El comprobante', undefined])
    const choose = async (name: string, mimeType: string, bytes: string) => {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: 'Adjuntar un archivo' }).click(),
      ])
      await chooser.setFiles({ name, mimeType, buffer: Buffer.from(bytes) })
    }
    await choose('precios.zip', 'application/zip', 'PK\u0003\u0004zip')
    await page.getByRole('alert').filter({ hasText: 'precios.zip' }).waitFor()
    site.forgive('422')
    await choose('precios.txt', 'text/plain', 'Uno: 1')
    await page.getByRole('button', { name: 'Quitar precios.txt' }).waitFor()
    await refuseFindings(page)
    await page.getByRole('button', { name: 'Quitar precios.txt' }).click()
    await page.getByText('precios.txt').waitFor({ state: 'detached' })
    await site.close(page)
  })

  test('a file chosen while the answer about another is read is the one that is sent', async () => {
    const page = await site.open(`/conversations/demo/${person}`)
    await page.getByLabel('Mensaje', { exact: true }).waitFor()
    // Its answer is there, but not read to its end.
    await page.evaluate(`{
      const { json } = Response.prototype
      Response.prototype.json = async function () {
        const read = await json.call(this)
        if (read.filename === 'primero.txt') await new Promise((goOn) => { window.goOn = goOn })
        return read
      }
    }`)
    const choose = async (name: string) => {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: 'Adjuntar un archivo' }).click(),
      ])
      await chooser.setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(name) })
    }
    await choose('primero.txt')
    await eventually(() => page.evaluate<boolean>('"goOn" in window'), 'the first is uploaded')
    await choose('segundo.txt')
    await page.getByText('La solicitud que lo envía').click()
    await page.getByText(/"mediaUrl"/).waitFor()
    await page.evaluate('window.goOn(), new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve)))')
    await page.getByRole('button', { name: 'Enviar', exact: true }).click()
    const isFile = ({ body }: SandboxMessage) => 'document' in body
    const sent = await site.gateway.phoneUntil((all) => all.some(isFile))
    const { filename } = sent.find(isFile)?.body.document as { filename: string }
    assert.equal(filename, 'segundo.txt')
    await site.close(page)
  })

  test('to who did not write within 24 hours only a template goes', async () => {
    const page = await site.open(`/conversations/demo/${silent}`)
    await page.getByText(/Pasaron las 24 horas/).waitFor()
    assert.equal(await page.getByLabel('Mensaje', { exact: true }).count(), 0)
    await page.getByRole('button', { name: 'Enviar una plantilla' }).click()
    const dialog = page.getByRole('dialog', { name: 'Enviar una plantilla' })
    await dialog.getByRole('button', { name: /Plantilla/ }).click()
    await page.getByRole('option', { name: /^demo_text · es/ }).click()
    await dialog.getByLabel('Variable 1').fill('Eva')
    await dialog.getByLabel('Variable 2').fill('B-22')
    await dialog
      .getByRole('figure')
      .getByText(/Eva.*B-22/)
      .waitFor()
    await refuseFindings(page)
    await dialog.getByRole('button', { name: 'Enviar', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('log').getByText(/B-22/).waitFor()
    const messages = await site.gateway.phoneUntil((found) => found.length > 1, silent)
    assert.match(JSON.stringify(messages.at(-1)?.rendered), /B-22/)
    await site.close(page)
  })

  test('lists and the overview follow what happens, and a sign says when they do not', async () => {
    const page = await site.open('/messages')
    await whenLoaded(page, 'Mensajes')
    await page.getByText('En vivo').waitFor()
    await site.gateway.simulateInbound({ type: 'text', text: 'Otra pregunta' })
    await page.getByRole('row', { name: /Otra pregunta/ }).waitFor()
    let isDown = true
    await page.route('**/manage/v1/stream*', (route) => (isDown ? route.abort() : route.continue()))
    await page.reload()
    await page.getByText('Reconectando').waitFor()
    await refuseFindings(page)
    await site.gateway.simulateInbound({ type: 'text', text: 'Y otra más' })
    isDown = false
    await page.getByText('En vivo').waitFor()
    // No look follows any more: the first connection makes old what was asked for before it.
    await page.getByRole('row', { name: /Y otra más/ }).waitFor()
    await page.goto(`${site.gateway.url}/`)
    await page.getByRole('link', { name: 'Y otra más' }).waitFor()
    site.forgive('ERR_FAILED')
    await site.close(page)
  })

  test('what is read stays where it is when rows come above it', async () => {
    for (let n = 0; n < 40; n++) await site.gateway.sendText(silent, `Aviso ${n}`)
    const page = await site.open('/messages', { viewport: { width: 1280, height: 700 } })
    await whenLoaded(page, 'Mensajes')
    await page.getByText('En vivo').waitFor()
    await page.evaluate('window.scrollTo(0, 900)')
    const row = page.getByRole('row', { name: /Aviso 22/ })
    await row.waitFor()
    const place = async () => Math.round((await row.boundingBox())?.y ?? Number.NaN)
    const scrolled = () => page.evaluate<number>('window.scrollY')
    const [before, from] = [await place(), await scrolled()]
    await site.gateway.simulateInbound({ type: 'text', text: 'Desde arriba' })
    await eventually(async () => (await scrolled()) > from, 'the window moves with the rows')
    assert.equal(await place(), before)
    await site.close(page)
  })

  test('a picture that a person sends is shown; a refusal says what to do', async () => {
    await site.gateway.simulateInbound({ type: 'image', caption: 'Mi recibo' })
    const page = await site.open(`/conversations/demo/${person}`)
    const picture = page.getByRole('log').getByRole('img', { name: 'Mi recibo' })
    await picture.waitFor()
    await eventually(
      () => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 0),
      'its bytes are there',
    )
    type Box = { scrollHeight: number; scrollTop: number; clientHeight: number }
    const below = () =>
      page.getByRole('log').evaluate((node) => {
        const { scrollHeight, scrollTop, clientHeight } = node as unknown as Box
        return scrollHeight - scrollTop - clientHeight
      })
    await eventually(async () => (await below()) < 2, 'the picture has not pushed the end out of view')
    await page.getByRole('log').getByRole('button', { name: 'Ampliar: Foto: Mi recibo' }).click()
    await page.getByRole('dialog', { name: 'Foto' }).getByRole('img', { name: 'Mi recibo' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Foto' }).waitFor({ state: 'detached' })
    await page.goto(`${site.gateway.url}/conversations/demo/593900000009`)
    await page.getByRole('alert').getByText(/R404/).waitFor()
    site.forgive('404')
    await site.close(page)
  })

  test('what was sent is drawn as the person sees it: buttons, a list that opens, a template with its parts', async () => {
    const send = async (body: object) =>
      assert.equal((await site.gateway.call('POST', '/v1/bots/demo/messages', { userId: person, ...body })).status, 200)
    const options = [{ title: 'Ceviche', description: 'Con chifles', payload: 'c' }, { title: 'Encebollado' }]
    await send({ type: 'quick_reply', title: 'Cita', text: '¿Confirma?', quick_replies: [{ title: 'Confirmo' }] })
    await send({ type: 'text', text: 'Elija su almuerzo', buttons: { title: 'Menú', options } })
    const sent = { elementName: 'demo_url', language: 'es', destinations: [person], parameters: ['Ana'] }
    await site.gateway.call('POST', '/v2/whatsapp/demo/hsm', sent)
    const page = await site.open(`/conversations/demo/${person}`)
    const log = page.getByRole('log')
    const message = (text: string) => log.locator('.message', { hasText: text })
    await message('¿Confirma?').locator('.actions', { hasText: 'Confirmo' }).waitFor()
    await message('¿Confirma?').locator('.header', { hasText: 'Cita' }).waitFor()
    await message('ya puedes revisar tu cuenta').locator('.action', { hasText: 'Ir al sitio' }).waitFor()
    assert.equal(await log.getByRole('button', { name: 'Confirmo' }).count(), 0, 'it is the person who taps')
    await message('Elija su almuerzo').getByRole('button', { name: 'Ver todas las opciones' }).click()
    const list = page.getByRole('dialog', { name: 'Opciones' })
    await list.getByText('Con chifles').waitFor()
    await refuseFindings(page)
    await page.keyboard.press('Escape')
    await list.waitFor({ state: 'detached' })
    await refuseFindings(page)
    await site.close(page)
  })

  test('it fits every width', async () => {
    mkdirSync(shots, { recursive: true })
    for (const width of [360, 1280, 2560]) {
      const page = await site.open(`/conversations/demo/${person}`, { viewport: { width, height: 900 } })
      await page.getByRole('log').getByText('¡Gracias!').waitFor()
      await page.screenshot({ path: `${shots}console-conversation-${width}.png` })
      const { scrolled, seen } = await page.evaluate<{ scrolled: number; seen: number }>(
        '({ scrolled: document.documentElement.scrollWidth, seen: document.documentElement.clientWidth })',
      )
      assert.ok(scrolled <= seen, `${scrolled} of ${seen} pixels`)
      await page.goto(`${site.gateway.url}/conversations`)
      await page
        .getByRole('link', { name: /700 0001/ })
        .first()
        .waitFor()
      await page.screenshot({ path: `${shots}console-conversations-${width}.png` })
      await site.close(page)
    }
  })
})
