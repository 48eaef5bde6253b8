/**
 * Live phones: two windows at once, several people and numbers, thousands of messages, markup that stays text, and a
 * whole gateway behind it.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { eventually, startGateway } from '../support/gateway.ts'
import { number, type PageDocument, type Phone, person, phoneSize, shoot, startPhone, wideSize } from './page.ts'

declare const document: PageDocument
let phone: Phone
before(async () => {
  phone = await startPhone()
})
after(() => phone?.close())

const luis = '593987654322'
const chatWith = (who: string) => `/#as=${who}&chat=${number}.${who}`
const log = (page: Page) => page.getByRole('log')

describe('two phones side by side', () => {
  test("each shows its person, receives that person's messages, and counts the unread ones", async () => {
    await phone.control('POST', 'inbound', { from: person, name: 'Ana', type: 'text', text: 'Soy Ana' })
    await phone.control('POST', 'inbound', { from: luis, name: 'Luis', type: 'text', text: 'Soy Luis' })
    const [hers, his] = await Promise.all([
      phone.open({ path: chatWith(person) }),
      phone.open({ path: chatWith(luis), viewport: wideSize }),
    ])
    await phone.send({ text: { body: 'Solo para Ana' } }, person)
    await phone.send({ text: { body: 'Solo para Luis' } }, luis)
    await log(hers).getByText('Solo para Ana').waitFor()
    await log(his).getByText('Solo para Luis').waitFor()
    assert.equal(await log(hers).getByText('Solo para Luis').count(), 0)
    await his.getByRole('textbox', { name: 'Escriba un mensaje' }).fill('Recibido')
    await his.keyboard.press('Enter')
    await log(his).getByText('Recibido').waitFor()
    await his.getByLabel('Teléfono de').selectOption('')
    await phone.send({ text: { body: 'Uno' } }, person)
    await phone.send({ text: { body: 'Dos' } }, person)
    await his.getByRole('button', { name: /Ana.*Dos.*3 sin leer/s }).waitFor()
    await shoot(his, 'wide-unread')
    await Promise.all([hers, his].map((page) => page.context().close()))
  })

  test('a message of the business is announced once to screen readers, its ticks are not', async () => {
    const page = await phone.open({ path: chatWith(person) })
    await phone.send({ text: { body: 'Te lo digo al oído' } })
    await page.waitForFunction(() => document.getElementById('heard')?.textContent === 'Recado: Te lo digo al oído')
    await log(page).getByRole('img', { name: 'Leído' }).last().waitFor()
    assert.equal(await page.locator('#heard').textContent(), 'Recado: Te lo digo al oído')
    await page.context().close()
  })
})

describe('several people and numbers', () => {
  test('a chat with a second number is beside the first, and a new person can be added', async () => {
    const second = { phoneNumberId: '100000000000002', wabaId: '200000000000002', displayNumber: '593990000002' }
    await phone.control('POST', 'numbers', { ...second, verifiedName: 'Tienda Dos' })
    const page = await phone.open({ viewport: wideSize })
    await page.getByRole('button', { name: 'Nuevo chat' }).click()
    await page.getByLabel('Nuevo número de teléfono').fill('+55 11 91234-5678')
    await page.getByLabel('Nombre (opcional)').fill('João')
    await page.getByLabel('Empresa').selectOption('100000000000002')
    await page.getByRole('button', { name: 'Abrir' }).click()
    await page.getByRole('heading', { name: 'Tienda Dos' }).waitFor()
    await page.getByText('En el teléfono de João · +55 11 91234 5678').waitFor()
    await page.getByRole('textbox', { name: 'Escriba un mensaje' }).fill('Oi')
    await page.keyboard.press('Enter')
    await log(page).getByText('Oi').waitFor()
    await page.getByRole('searchbox').fill('tienda')
    assert.equal(await page.locator('#list li').count(), 1)
    await page.getByRole('searchbox').fill('nadie')
    await page.getByText('Ningún chat coincide').waitFor()
    await page.context().close()
  })

  test('after a reset the page is empty too', async () => {
    const page = await phone.open({ viewport: wideSize })
    await phone.control('POST', 'reset', {})
    await page.waitForFunction(() => document.querySelectorAll('#messages article').length === 0)
    await page.waitForFunction(() => document.querySelectorAll('#list li').length === 1)
    await page.context().close()
  })
})

describe('messages that contain markup', () => {
  test('are text: no markup, no script, no other address', async () => {
    const page = await phone.open({ path: chatWith(person) })
    const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><b>hi</b>'
    await phone.control('POST', 'inbound', { from: person, name: evil, type: 'text', text: evil })
    await phone.control('PUT', 'rules', { content: false })
    await phone.send({ text: { body: `${evil} *${evil}* javascript:alert(1)` } })
    await phone.send({
      type: 'interactive',
      interactive: {
        type: 'cta_url',
        header: { type: 'text', text: evil },
        body: { text: evil },
        action: { name: 'cta_url', parameters: { display_text: evil, url: 'javascript:window.hacked=1' } },
      },
    })
    await phone.send({ type: 'document', document: { link: 'javascript:window.hacked=1', filename: evil } })
    await phone.send({ type: 'location', location: { latitude: '"><b>', longitude: 1, name: evil } })
    await phone.send({ type: 'contacts', contacts: [{ name: { formatted_name: evil }, phones: [{ phone: evil }] }] })
    const document = log(page).getByText(evil).last()
    await document.waitFor()
    await log(page).locator('.action').first().click()
    assert.equal(await page.evaluate('"hacked" in window'), false)
    assert.equal(await log(page).locator('b, script, img[src="x"], a[href^="javascript"]').count(), 0)
    await page.context().close()
  })

  test('no other script can run here: the policy says so', async () => {
    const answer = await fetch(phone.sandbox.url)
    const policy = answer.headers.get('content-security-policy') ?? ''
    for (const part of ["default-src 'none'", "script-src 'self'", "connect-src 'self'"])
      assert.ok(policy.includes(part))
    assert.doesNotMatch(policy, /unsafe/)
  })
})

describe('a chat of 5,000 messages', () => {
  const entry = (id: string, text: string, ageMs = 0) => ({
    wamid: `wamid.${id}`,
    direction: id.endsWith('3') ? ('in' as const) : ('out' as const),
    phoneNumberId: number,
    to: person,
    from: number,
    person,
    receivedAt: Date.now() - ageMs,
    status: 'read' as const,
    body: JSON.stringify({ type: 'text', text: { body: text } }),
  })

  test('opens at once, shows the newest, and earlier ones on scrolling up', async () => {
    for (let index = 1; index <= 5_000; index += 1)
      phone.sandbox.world.history.add(entry(`many${index}`, `Mensaje número ${index}`, (5_000 - index) * 60_000))
    const page = await phone.open({ path: chatWith(person), viewport: phoneSize })
    await log(page).getByText('Mensaje número 5000').waitFor()
    // Its cost is counted: one requested page of messages, and the last of them drawn.
    const asked = 'performance.getEntriesByType("resource").filter(({ name }) => name.includes("messages?")).length'
    assert.equal(await page.evaluate(asked), 1)
    assert.ok((await page.locator('#messages article').count()) <= 100)
    // Each time the top is reached, earlier ones are added above it.
    for (let before = 4_941; before > 4_500; ) {
      await page.evaluate('document.getElementById("messages").scrollTo(0, 0)')
      const oldest = await page.waitForFunction((drawn) => {
        const text = document.querySelector('#messages .text')?.textContent ?? ''
        const first = Number(/\d{4}/.exec(text)?.[0])
        return first < drawn && first
      }, before)
      before = Number(await oldest.jsonValue())
    }
    await page.getByRole('button', { name: 'Ver mensajes anteriores' }).waitFor()
    const texts = await page.locator('#messages .text').allTextContents()
    const numbers = texts.map((text) => Number(/Mensaje número (\d{4})/.exec(text)?.[1])).filter(Boolean)
    assert.deepEqual(
      numbers,
      [...new Set(numbers)].sort((a, b) => a - b),
    )
    await shoot(page, 'phone-many')
    await page.context().close()
  })

  test('keeps up with a thousand more while it is open', async () => {
    const page = await phone.open({ path: chatWith(person), viewport: phoneSize })
    await log(page).getByText('Mensaje número 5000').waitFor()
    for (let index = 1; index <= 1_000; index += 1)
      phone.sandbox.world.history.add(entry(`more${index}`, `Ráfaga ${index}`))
    await phone.send({ text: { body: 'El último' } })
    await log(page).getByText('El último').waitFor()
    assert.ok((await page.locator('#messages article').count()) <= 1_100)
    const isAtEnd = await page.evaluate(
      `(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 120)(document.getElementById('messages'))`,
    )
    assert.equal(isAtEnd, true)
    await page.context().close()
  })
})

describe('with the whole gateway behind', () => {
  test('a message of the API is shown, its button is tapped, and the answer reaches the gateway', async () => {
    await using gateway = await startGateway()
    const page = await phone.open({ sandboxUrl: gateway.sandboxUrl, path: chatWith(person), viewport: wideSize })
    const answer = await gateway.call('POST', '/v1/bots/demo/messages', {
      userId: person,
      type: 'quick_reply',
      text: '¿Confirmas tu cita?',
      title: 'Cita',
      quick_replies: [{ title: 'Confirmo' }],
    })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    await log(page).getByText('¿Confirmas tu cita?').waitFor()
    await log(page).getByRole('button', { name: 'Confirmo' }).click()
    await log(page).getByText('Confirmo').last().waitFor()
    await eventually(
      () => gateway.rows("select 1 from inbound where bubble like '%Confirmo%'").length === 1,
      'the answer is stored',
    )
    await shoot(page, 'wide-gateway')
    await page.context().close()
  })
})
