/**
 * Every header, button and kind of template on the phone's screen, created and sent through the gateway; the views that
 * their buttons open, and the order that a cart becomes.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { startBrowser, type TestBrowser } from '../support/browser.ts'
import { buildConsole } from '../support/console.ts'
import { type Gateway, idsOf, startGateway } from '../support/gateway.ts'
import { buttonParts, headersOf, isTaken, type Kind, kindOf, specialKinds } from '../support/template-kinds.ts'
import { number, phoneSize, shoot } from './page.ts'

let gateway: Gateway
let browser: TestBrowser
let page: Page
const problems: string[] = []

before(async () => {
  buildConsole()
  // In sequence: unpacking a browser would delay the gateway's store.
  browser = await startBrowser()
  gateway = await startGateway()
  assert.equal((await gateway.control('PUT', '/_sandbox/review', { mode: 'instant' })).status, 200)
  const context = await browser.browser.newContext({ viewport: phoneSize, locale: 'es-EC', reducedMotion: 'reduce' })
  page = await context.newPage()
  page.setDefaultTimeout(30_000)
  page.on('pageerror', (error) => problems.push(String(error)))
})
after(async () => {
  await browser?.close()
  await gateway?.[Symbol.asyncDispose]()
  assert.deepEqual(problems, [], 'the page broke')
})

let count = 0

/** Creates it, sends it to a new person, and opens their chat: the message's row, with its cards. */
async function opened(kind: Kind) {
  const elementName = `shown_${++count}`
  const person = `5939${86_000_000 + count}`
  const created = await gateway.call('POST', '/v1/bots/demo/templates', { elementName, ...kind.request })
  assert.equal(created.status, 200, JSON.stringify(created.body))
  const body = { elementName, language: 'es', destinations: [person], ...kind.send }
  idsOf(await gateway.call('POST', '/v2/whatsapp/demo/hsm', body))
  const [message] = await gateway.phoneUntil((messages) => messages.length > 0, person)
  await page.goto(`${gateway.sandboxUrl}/#chat=${number}.${person}`)
  await page.reload()
  const row = page.locator('.message', { has: page.locator(`[id="${message?.wamid}"]`) })
  await row.waitFor()
  return { row, person }
}

const inside: Record<string, string> = {
  none: '.content',
  text: '.header',
  image: '.media.image',
  video: '.media.video',
  gif: '.media.gif video, .media.gif .missing',
  document: '.file',
  location: 'a.place',
  product: '.shelf',
}

/** The buttons' titles on the phone; WhatsApp writes some itself. */
function titlesOf({ shown }: Kind): string[] {
  const buttons = (shown.buttons ?? []) as { kind: string; title?: string }[]
  return buttons.map(({ kind, title }) => title || (kind === 'contact' ? 'Compartir mi contacto' : 'Copiar'))
}

describe('a header is drawn as its format', () => {
  for (const { name } of headersOf(''))
    test(name, async () => {
      const header = headersOf(`${gateway.sandboxUrl}/_sandbox/samples`).find((one) => one.name === name)
      const [plain] = buttonParts
      assert.ok(header && plain)
      const { row } = await opened(kindOf('MARKETING', header, plain))
      await row
        .locator(inside[name] ?? '')
        .first()
        .waitFor()
      await row.getByText('Hola Ana, tenemos algo nuevo para ti.').waitFor()
      if (name === 'gif' || name === 'location') await shoot(page, `phone-template-${name}`)
    })
})

describe('a button is drawn by its name', () => {
  const names = new Map(headersOf('').map((header) => [header.name, header]))
  for (const button of buttonParts.slice(1))
    test(button.name, async () => {
      const header = names.get(button.headers?.includes('none') === false ? 'product' : 'none')
      assert.ok(header && isTaken('MARKETING', header, button))
      const kind = kindOf('MARKETING', header, button)
      const { row } = await opened(kind)
      for (const title of titlesOf(kind)) await row.getByRole('button', { name: title }).first().waitFor()
    })
})

const special = (name: string) => {
  const kind = specialKinds(`${gateway.sandboxUrl}/_sandbox/samples`).find((one) => one.name === name)
  assert.ok(kind)
  return opened(kind)
}
const sheet = () => page.getByRole('dialog')
const part = (name: string) => {
  const [none] = headersOf('')
  const button = buttonParts.find((one) => one.name === name)
  assert.ok(none && button)
  return kindOf('MARKETING', none, button)
}

describe('parts that depend on each other, and views that open', () => {
  test('a carousel of three products, each with its price and its button', async () => {
    const { row } = await special('a carousel of products, more than were created')
    assert.equal(await row.locator('.slide .shelf').count(), 3)
    assert.equal(await row.locator('.slide').getByRole('button', { name: 'Ver' }).count(), 3)
    await shoot(page, 'phone-product-carousel')
  })

  test('the product of a card becomes an order of that product', async () => {
    const { row, person } = await special('a carousel of products, more than were created')
    await row.locator('.slide').first().getByRole('button', { name: 'Ver' }).click()
    await sheet().getByRole('button', { name: 'Añadir uno: a' }).click()
    await sheet()
      .getByRole('button', { name: /Enviar pedido/ })
      .click()
    await page.getByRole('log').getByText('1 artículo').last().waitFor()
    const { body } = await gateway.control('GET', `/_sandbox/messages?to=${person}&limit=20`)
    const last = (body as unknown as { direction: string; body: string }[]).findLast((one) => one.direction === 'in')
    const { order } = JSON.parse(last?.body ?? '{}') as { order: Record<string, unknown> }
    assert.equal(order.catalog_id, '1948')
    assert.deepEqual(
      (order.product_items as Record<string, unknown>[]).map((item) => item.product_retailer_id),
      ['a'],
    )
  })

  test('shelves open with their titles', async () => {
    const { row } = await opened(part('products'))
    await row.getByRole('button', { name: 'Ver productos' }).click()
    await sheet().getByRole('heading', { name: 'Tazas' }).waitFor()
    await sheet().getByRole('button', { name: 'Añadir uno: taza-2' }).waitFor()
  })

  test('an order to be paid opens, with its items', async () => {
    const { row } = await opened(part('order'))
    assert.match((await row.textContent()) ?? '', /Pedido P-77.*Pendiente · Total/s)
    await row.getByRole('button', { name: 'Pagar' }).click()
    await sheet().getByText('1 × Taza').waitFor()
    await shoot(page, 'phone-order-details')
  })

  test("an order's status, an offer, and a library's template", async () => {
    assert.match((await (await special("an order's status")).row.textContent()) ?? '', /Pedido P-77.*Enviado/s)
    const offer = await special('a limited-time offer')
    assert.match((await offer.row.textContent()) ?? '', /Solo hoy.*Código: CARIBE25/s)
    const library = await special("a template of Meta's library")
    await library.row.getByRole('button', { name: 'Seguir pedido' }).waitFor()
  })
})
