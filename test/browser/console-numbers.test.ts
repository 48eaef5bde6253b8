/**
 * A number's page in a real browser, against a real gateway and its sandbox: how it stands at Meta and how that came,
 * its business profile, and a secret that is replaced.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sandboxNumber } from '../../sandbox/identity.ts'
import { type ConsoleSite, refuseFindings, startConsole, whenLoaded } from '../support/console.ts'
import { eventually, request } from '../support/gateway.ts'

const number = `/_sandbox/numbers/${sandboxNumber.phoneNumberId}`
const path = '/manage/v1/bots/demo'

/** One pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

type Quality = { current: { name: string; value: string }[] }

describe('the page of a number', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
  })
  after(() => site?.[Symbol.asyncDispose]())

  const untilQuality = (value: string) =>
    eventually(async () => {
      const { body } = await site.gateway.manage('GET', `${path}/quality`)
      return (body as unknown as Quality).current.some((one) => one.name === 'quality' && one.value === value)
    }, `the quality is ${value}`)

  test('shows how the number stands, what changed, and what Meta calls it', async () => {
    const { gateway } = site
    await gateway.manage('POST', `${path}/check`)
    await untilQuality('GREEN')
    await gateway.control('PUT', number, { quality: 'RED', tier: 'TIER_2K' })
    // Who looks again within a quarter of an hour sees what is known.
    gateway.advance(16 * 60_000)
    await gateway.manage('POST', `${path}/check`)
    await untilQuality('RED')
    const page = await site.open('/numbers/demo')
    await whenLoaded(page, 'Demo')
    const card = page.locator('.card', { has: page.getByRole('heading', { name: 'Calidad y límites' }) })
    await card
      .getByText(/2\D?000 personas al día/)
      .first()
      .waitFor()
    const [newest] = await card.locator('.changes li').allInnerTexts()
    const all = (await card.locator('.changes li').allInnerTexts()).join('\n')
    assert.match(all, /Calidad\s+Alta\s+→\s+Baja/)
    assert.match(newest ?? '', /hallado al preguntar/)
    await refuseFindings(page)
    await site.close(page)
  })

  test('sends a picture to Meta, and says why it does not take a file that is none', async () => {
    const page = await site.open('/numbers/demo')
    await whenLoaded(page, 'Demo')
    const choose = async (name: string, mimeType: string, buffer: Buffer) => {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: 'Elegir una foto' }).click(),
      ])
      await chooser.setFiles({ name, mimeType, buffer })
    }
    await choose('lista.png', 'image/png', Buffer.from('%PDF-1.4'))
    await page.getByRole('alert').filter({ hasText: 'application/pdf' }).waitFor()
    site.forgive('422')
    await choose('logo.png', 'image/png', png)
    await page.getByRole('img', { name: 'La foto que se acaba de subir' }).waitFor()
    await refuseFindings(page)
    const { body } = await site.gateway.manage('GET', `${path}/profile`)
    const atMeta = await fetch(String(body.pictureUrl))
    assert.deepEqual([atMeta.status, Buffer.from(await atMeta.arrayBuffer())], [200, png])
    await site.close(page)
  })

  test('changes the business profile at Meta, with how it will look, and not over what somebody else wrote', async () => {
    const { gateway } = site
    const page = await site.open('/numbers/demo')
    await whenLoaded(page, 'Demo')
    const form = page.locator('.card', { has: page.getByRole('heading', { name: 'Perfil del negocio' }) })
    await form.getByLabel('Info').fill('Flores y regalos')
    await form.getByLabel('Descripción').fill('Ramos para cada día.')
    await form.getByLabel('Sitio web', { exact: true }).fill('https://shop.example')
    const look = form.getByRole('region', { name: 'Cómo se ve' })
    await look.getByText('Ramos para cada día.').waitFor()
    await refuseFindings(page)
    await form.getByRole('button', { name: 'Guardar' }).click()
    await page.locator('.toasts').getByText('Guardado', { exact: true }).last().waitFor()
    const { body } = await gateway.manage('GET', `${path}/profile`)
    assert.deepEqual([body.about, body.websites], ['Flores y regalos', ['https://shop.example']])
    await form.getByLabel('Info').fill('Otra cosa')
    await gateway.manage('PUT', `${path}/profile`, { about: 'De otra persona' })
    await form.getByRole('button', { name: 'Guardar' }).click()
    await form.getByRole('alert').getByText('412').waitFor()
    site.forgive('412')
    assert.equal(await form.getByLabel('Info').inputValue(), 'Otra cosa')
    await site.close(page)
  })

  test('replaces each secret, and says what Meta thinks of the new one', async () => {
    const { gateway } = site
    const page = await site.open('/numbers/demo')
    await whenLoaded(page, 'Demo')
    const card = page.locator('.card', { has: page.getByRole('heading', { name: 'Reemplazar un secreto' }) })
    await card.getByText('cree un token nuevo').waitFor()
    await card.getByLabel('Token de acceso: el nuevo').fill('another-token')
    await card.getByRole('button', { name: 'Guardar el nuevo' }).click()
    await card.getByText('Meta acepta el token de acceso.').waitFor()
    await refuseFindings(page)
    await card.getByRole('button', { name: /Cuál$/ }).click()
    await page
      .getByRole('option', { name: 'Verify token' })
      .or(page.getByRole('option', { name: /verificación/ }))
      .click()
    const made = await card.getByRole('textbox').inputValue()
    await card.getByRole('button', { name: 'Guardar el nuevo' }).click()
    assert.equal(await card.locator('.secret code').innerText(), made)
    const asked = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.challenge': '7', 'hub.verify_token': made })
    assert.equal(await (await fetch(`${gateway.url}/meta/webhook?${asked}`)).text(), '7')
    await site.close(page)
  })

  test('of a number that the phone app has too: the past is brought, and the owner answers from there', async () => {
    const { gateway } = site
    await gateway.simulateInbound({ type: 'text', text: '¿Hay alguien?' })
    await gateway.control('PUT', number, { isOnBizApp: true })
    gateway.advance(16 * 60_000)
    await gateway.manage('POST', `${path}/check`)
    await eventually(async () => (await gateway.manage('GET', path)).body.isShared === true, 'it is shared')
    const page = await site.open('/numbers/demo')
    await whenLoaded(page, 'Demo')
    const card = page.locator('.card', { has: page.getByRole('heading', { name: 'El pasado en la aplicación' }) })
    await card.getByText('No se pidieron').first().waitFor()
    await card.getByRole('button', { name: 'Traerlos' }).click()
    await card.getByText('Completo').nth(1).waitFor()
    await card.getByText('No se pidieron').first().waitFor({ state: 'detached' })
    await refuseFindings(page)
    await gateway.control('POST', '/_sandbox/echo', { to: '593987654321', text: 'Yo le atiendo' })
    await page.goto(`${gateway.url}/conversations/demo/593987654321`)
    await page.getByRole('log').getByText('Yo le atiendo').waitFor()
    await page.getByText('Desde la aplicación del teléfono').waitFor()
    await refuseFindings(page)
    await site.close(page)
    await gateway.control('PUT', number, { isOnBizApp: null })
  })

  test('whoever may only look sees it all and no form', async () => {
    const as = await site.invite('Vera', [{ role: 'viewer', bots: ['demo'] }])
    const page = await site.open('/numbers/demo', { as })
    await whenLoaded(page, 'Demo')
    await page.getByRole('heading', { name: 'Calidad y límites' }).waitFor()
    await page.getByRole('region', { name: 'Cómo se ve' }).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Guardar' }).count(), 0)
    await refuseFindings(page)
    const cookie = { cookie: `${as.name}=${as.value}`, origin: site.gateway.url, 'x-recado-csrf': '1' }
    const denied = await request(`${site.gateway.url}${path}/profile`, 'PUT', { about: 'x' }, cookie)
    assert.equal(denied.status, 403)
    await site.close(page)
  })
})
