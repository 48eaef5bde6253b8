/**
 * The console's pages for administrators in a real browser, against a real gateway and its sandbox: the main path of
 * each for its role, one failure each, both themes, and how each looks on a phone and on a desk.
 */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { sandboxAppSecret, sandboxNumber } from '../../sandbox/identity.ts'
import { totpCode } from '../../src/access/totp.ts'
import { type ConsoleSite, goOffline, password, refuseFindings, startConsole, whenLoaded } from '../support/console.ts'
import { eventually, person, request } from '../support/gateway.ts'

const shots = fileURLToPath(new URL('../../artifacts/screenshots/', import.meta.url))
const shop = { phoneNumberId: '100000000000009', wabaId: '200000000000009' }
const credentials = { accessToken: 'a-token', appSecret: sandboxAppSecret, verifyToken: 'a-verify-token' }
const later = { phoneNumberId: '100000000000010', wabaId: '200000000000010' }

describe('the console for administrators', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
    const number = { verifiedName: 'Tienda', appSecret: sandboxAppSecret }
    for (const [index, ids] of [shop, later].entries())
      await site.gateway.control('POST', '/_sandbox/numbers', {
        ...ids,
        ...number,
        displayNumber: `59399000001${index}`,
      })
  })
  after(() => site?.[Symbol.asyncDispose]())

  const choose = async (page: Page, label: string, option: string) => {
    await page.getByRole('button', { name: new RegExp(`${label}$`) }).click()
    await page.getByRole('option', { name: option, exact: true }).click()
  }
  /** What a page shows once. */
  const secretOf = (page: Page) => page.locator('.secret code').innerText()
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

  test('a number shows its check, and its settings are not written over those of somebody else', async () => {
    const page = await site.open('/numbers')
    await whenLoaded(page, 'Números')
    await refuseFindings(page)
    await page.getByRole('row', { name: /Demo/ }).focus()
    await page.keyboard.press('Enter')
    await whenLoaded(page, 'Demo')
    await page.getByText('Meta acepta el token de acceso.').waitFor()
    await page.getByText('Ponga en RECADO_PUBLIC_URL la dirección https').waitFor()
    await refuseFindings(page)
    const pace = page.getByLabel('Mensajes por segundo')
    await pace.fill('60')
    await press(page, 'Guardar')
    await page.locator('.toasts').getByText('Guardado', { exact: true }).last().waitFor()
    const { body } = await site.gateway.manage('GET', '/manage/v1/bots/demo')
    assert.equal(body.messagesPerSecond, 60)
    await pace.fill('70')
    await site.gateway.manage('PATCH', '/manage/v1/bots/demo', { messagesPerSecond: 50 })
    await press(page, 'Guardar')
    await page.getByRole('alert').getByText('412').waitFor()
    assert.equal(await pace.inputValue(), '70')
    await press(page, 'Mostrar lo que hay ahora')
    await page.waitForFunction(`document.querySelector('[name=messagesPerSecond]')?.value === '50'`)
    await press(page, 'Crear un secreto nuevo')
    assert.match(await secretOf(page), /^whsec_/)
    await refuseFindings(page)
    site.forgive('412')
    await goOffline(page)
    await press(page, 'Comprobar de nuevo')
    await page.getByText('La pasarela no responde').first().waitFor()
    await page.getByText('Meta acepta el token de acceso.').waitFor()
    site.forgive('ERR_INTERNET_DISCONNECTED')
    await site.close(page)
  })

  test('a number is connected step by step, sends its first message, and is deleted by its name', async () => {
    const page = await site.open('/numbers/connect')
    await whenLoaded(page, 'Conectar un número')
    await page.getByLabel('Nombre').fill('Tienda del Centro')
    await page.getByLabel('Id del bot').fill('shop')
    await page.getByLabel('Id del número de teléfono').fill(sandboxNumber.phoneNumberId)
    await page.getByLabel('Id de la cuenta (WABA)').fill(shop.wabaId)
    await page.getByLabel('Token de acceso').fill('a-token')
    await page.getByLabel('Secreto de la app').fill(sandboxAppSecret)
    await page.getByText('Más campos').click()
    await page.getByLabel('Graph API').fill(site.gateway.sandboxUrl)
    await press(page, 'Crear el bot y continuar')
    await page.getByRole('alert').getByText('CONFLICT').waitFor()
    await refuseFindings(page)
    site.forgive('409')
    await page.getByLabel('Id del número de teléfono').fill(shop.phoneNumberId)
    await press(page, 'Crear el bot y continuar')
    assert.match(await secretOf(page), /^whsec_/)
    // The callback's address is asked for, the others are known.
    await page.locator('.steps .copy-line code').nth(2).waitFor()
    const [callback = '', token = ''] = await page.locator('.steps .copy-line code').allInnerTexts()
    const handshake = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.challenge': '42', 'hub.verify_token': token })
    assert.equal(await (await fetch(`${callback}?${handshake}`)).text(), '42')
    await refuseFindings(page)
    await page.getByRole('link', { name: 'Comprobar la conexión' }).click()
    await page.getByText(`El número pertenece a la cuenta ${shop.wabaId}.`).waitFor()
    await refuseFindings(page)
    await page.getByRole('link', { name: 'Enviar un primer mensaje' }).click()
    await site.gateway.simulateInbound({ type: 'text', text: 'Hola', ...shop })
    await page.getByLabel('Para', { exact: true }).fill('+593 98 765 4321')
    await press(page, 'Enviar')
    await page.getByRole('link', { name: 'Todo lo que le ocurrió' }).waitFor()
    await page.getByText(/^(?:Entregado|Leído)$/).waitFor()
    await refuseFindings(page)
    await page.getByRole('link', { name: 'Ajustes del número' }).click()
    await whenLoaded(page, 'Tienda del Centro')
    await press(page, 'Eliminar el número')
    const dialog = page.getByRole('dialog')
    const confirm = dialog.getByRole('button', { name: 'Eliminar el número' })
    assert.equal(await confirm.isDisabled(), true)
    await dialog.getByLabel('Para confirmar, escriba shop').fill('shop')
    await refuseFindings(page)
    await confirm.click()
    await page.getByRole('heading', { name: 'Números eliminados' }).waitFor()
    await site.close(page)
  })

  test('a person is invited by a link, given another role, and kept out', async () => {
    const page = await site.open('/people')
    await whenLoaded(page, 'Personas y claves')
    await press(page, 'Invitar a una persona')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Nombre').fill('Luis Paz')
    await dialog.getByLabel('Correo').fill('ana@example.com')
    await choose(page, 'Rol', 'Agente')
    await choose(page, 'Para', 'Algunos bots')
    await dialog.getByRole('button', { name: 'Invitar a una persona' }).click()
    await dialog.getByRole('alert').getByText('CONFLICT').waitFor()
    await refuseFindings(page)
    site.forgive('409')
    await dialog.getByLabel('Correo').fill('luis@example.com')
    await dialog.getByRole('button', { name: 'Invitar a una persona' }).click()
    const link = await secretOf(page)
    await refuseFindings(page)
    await press(page, 'Cerrar')
    await page.getByRole('row', { name: /Luis Paz.*Agente \(demo\).*Invitada/s }).click()
    await whenLoaded(page, 'Luis Paz')
    const theirs = await site.open(link.slice(site.gateway.url.length), { isStranger: true })
    await theirs.getByLabel('Contraseña nueva').fill(password)
    await theirs.keyboard.press('Enter')
    await theirs.waitForURL(`${site.gateway.url}/`)
    await whenLoaded(theirs, 'Resumen')
    await page.reload()
    await page.getByText('Chrome · Linux').waitFor()
    await choose(page, 'Rol', 'Operación')
    await press(page, 'Guardar')
    await page.locator('.toasts').getByText('Guardado', { exact: true }).last().waitFor()
    await refuseFindings(page)
    await press(page, 'Desactivar')
    await page.getByRole('dialog').getByRole('button', { name: 'Desactivar' }).click()
    await page.getByText('Sin sesiones abiertas.').waitFor()
    await page.getByText('Desactivada').waitFor()
    // Their page learns it at its next question, whenever that is: here at once.
    await theirs.reload()
    await theirs.waitForURL(/\/sign-in/)
    await site.close(theirs)
    site.forgive('401')
    await site.close(page)
  })

  test('a key and a client are shown once, work, and end', async () => {
    const { url } = site.gateway
    const page = await site.open('/people/keys')
    await page.getByRole('heading', { name: 'Sin claves de API' }).waitFor()
    await press(page, 'Crear una clave de API')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Crear una clave de API' }).click()
    await dialog.getByText('Complete este campo.').waitFor()
    await dialog.getByLabel('Nombre').fill('Reportes')
    await dialog.getByRole('button', { name: 'Crear una clave de API' }).click()
    const authorization = `Bearer ${await secretOf(page)}`
    await refuseFindings(page)
    await press(page, 'Cerrar')
    assert.equal((await request(`${url}/manage/v1/bots`, 'GET', undefined, { authorization })).status, 200)
    await page.getByRole('row', { name: /Reportes/ }).click()
    await press(page, 'Revocar la clave')
    await page.getByRole('dialog', { name: '¿Revocar Reportes?' }).getByRole('button', { name: 'Revocar' }).click()
    await page.getByRole('heading', { name: 'Sin claves de API' }).waitFor()
    assert.equal((await request(`${url}/manage/v1/bots`, 'GET', undefined, { authorization })).status, 401)
    await page.getByRole('link', { name: 'Clientes' }).click()
    await press(page, 'Crear un cliente')
    await dialog.getByLabel('Nombre').fill('Programa')
    await dialog.getByLabel('Id del cliente').fill('program')
    await dialog.getByRole('button', { name: 'Crear un cliente' }).click()
    const secrets = [await secretOf(page)]
    await press(page, 'Cerrar')
    await page.getByRole('row', { name: /Programa/ }).click()
    await whenLoaded(page, 'Programa')
    await press(page, 'Crear un secreto nuevo')
    secrets.push(await secretOf(page))
    await refuseFindings(page)
    for (const secret of secrets) {
      const basic = { authorization: `Basic ${btoa(`program:${secret}`)}` }
      assert.equal((await request(`${url}/v1/bots/demo/templates`, 'GET', undefined, basic)).status, 200)
    }
    await site.close(page)
  })

  test("one's own password and second factor need the password again", async () => {
    const page = await site.open('/account')
    await whenLoaded(page, 'Mi cuenta')
    await refuseFindings(page)
    await page.getByLabel('Contraseña actual').fill('no es esta frase')
    await page.getByLabel('Contraseña nueva').fill('otra frase que nadie dice')
    await press(page, 'Cambiar la contraseña')
    await page.getByText('Algunos campos necesitan otra mirada.').waitFor()
    await refuseFindings(page)
    site.forgive('422')
    await press(page, 'Configurarlo')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Contraseña actual').fill(password)
    await press(page, 'Siguiente')
    const secret = (await dialog.locator('.copy-line code').innerText()).replaceAll(' ', '')
    await dialog.getByLabel('El código que muestra').fill(totpCode(secret, Math.floor(Date.now() / 30_000)))
    await press(page, 'Activarlo')
    await dialog.locator('.codes li').first().waitFor()
    assert.equal(await dialog.locator('.codes li').count(), 10)
    await refuseFindings(page)
    await press(page, 'Cerrar')
    await press(page, 'Quitarlo')
    await dialog.getByLabel('Contraseña actual').fill(password)
    await dialog.getByRole('button', { name: 'Quitarlo' }).click()
    await page.getByRole('button', { name: 'Configurarlo' }).waitFor()
    await site.close(page)
  })

  test('the audit trail is filtered by its address, shows before and after, and comes as a file', async () => {
    const operation = encodeURIComponent('PATCH /manage/v1/bots/{botId}')
    const page = await site.open(`/audit?operation=${operation}&about=demo`)
    await whenLoaded(page, 'Auditoría')
    await refuseFindings(page)
    await page
      .getByRole('row', { name: /Ana Pérez.*Cambió · Bot/s })
      .first()
      .click()
    const change = page.getByRole('dialog').getByRole('row', { name: /^settings.messagesPerSecond/ })
    await change.waitFor()
    assert.deepEqual(await change.getByRole('cell').allInnerTexts(), ['80', '60'])
    await refuseFindings(page)
    await page.getByRole('dialog').getByRole('link', { name: '127.0.0.1' }).waitFor()
    await press(page, 'Cerrar')
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByText('Todo en CSV').click()])
    const lines = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\n')
    assert.equal(lines.length, 1 + (await page.getByRole('row').count()) - 1)
    await choose(page, 'Resultado', 'Rechazado')
    await page.getByRole('heading', { name: 'Sin resultados' }).waitFor()
    await press(page, 'Quitar los filtros')
    await page
      .getByRole('row', { name: /Inició sesión/ })
      .first()
      .waitFor()
    await page.goto(`${site.gateway.url}/audit?outcome=none`)
    await page.getByRole('alert').getByText('E0422').waitFor()
    site.forgive('422')
    await site.close(page)
  })

  test('the log level changes for a time, and keys are rotated to the end', async () => {
    const page = await site.open('/settings')
    await whenLoaded(page, 'Ajustes')
    await refuseFindings(page)
    await choose(page, 'Nivel', 'error')
    await press(page, 'Aplicar')
    await page.locator('.facts').getByText('error', { exact: true }).waitFor()
    // What is in force, and from where; of a secret only that there is one.
    await page.reload()
    await page.getByRole('row', { name: 'RECADO_LOG_LEVEL error API' }).waitFor()
    await page.getByLabel('Buscar un ajuste').fill('secret key')
    await page.getByRole('row', { name: 'RECADO_SECRET_KEY_FORMER sin definir Por defecto' }).waitFor()
    assert.match(
      await page.getByRole('row', { name: /^RECADO_SECRET_KEY / }).innerText(),
      /^RECADO_SECRET_KEY\s+definido\s+(?:Entorno|Creado en el primer inicio)$/,
    )
    await page.getByLabel('Buscar un ajuste').fill('')
    await press(page, 'Iniciar una rotación')
    await page.getByRole('dialog').getByRole('button', { name: 'Iniciar una rotación' }).click()
    await press(page, 'Terminar la superposición')
    await page.getByRole('dialog').getByRole('button', { name: 'Terminar la superposición' }).click()
    await page.getByText('Ninguna en curso').waitFor()
    await refuseFindings(page)
    await site.close(page)
  })

  test('an item without a bot is looked at, and replayed when its bot is there', async () => {
    const page = await site.open('/unprocessed')
    await page.getByRole('heading', { name: 'No queda nada pendiente' }).waitFor()
    await refuseFindings(page)
    await site.gateway.simulateInbound({ type: 'text', text: '¿Hay alguien?', ...later })
    await page.reload()
    await page
      .getByRole('row', { name: /Sin bot/ })
      .first()
      .click()
    await page.getByText('¿Hay alguien?').first().waitFor()
    await press(page, 'Repetir')
    await page.getByText('Sigue sin lugar').waitFor()
    await refuseFindings(page)
    const channel = { ...later, graphUrl: site.gateway.sandboxUrl, ...credentials }
    const made = await site.gateway.manage('POST', '/manage/v1/bots', { id: 'later', name: 'Later', channel })
    assert.equal(made.status, 201)
    await page.getByRole('link', { name: 'Todos con este motivo' }).click()
    await press(page, 'Repetir todos estos')
    await page.getByRole('dialog').getByRole('button', { name: 'Repetir todos estos' }).click()
    await page.getByText(/^(\d+) de \1 procesados$/).waitFor()
    await page.getByRole('heading', { name: 'No queda nada pendiente' }).waitFor()
    await site.close(page)
  })

  test('a request that was refused is listed with its fields, and those like it can be looked at alone', async () => {
    const wrong = { type: 'text', userId: person, text: ['no es un texto'] }
    assert.equal((await site.gateway.call('POST', '/v1/bots/demo/messages', wrong)).status, 422)
    const nobodys = await site.gateway.call('POST', '/v1/bots/nadie/messages', { ...wrong, text: 'x' })
    assert.equal(nobodys.status, 404)
    await eventually(async () => {
      const { body } = await site.gateway.manage('GET', '/manage/v1/refusals')
      return (body.results as { botId?: string }[]).some(({ botId }) => botId === 'nadie')
    }, 'both are listed')
    const page = await site.open('/refused')
    await whenLoaded(page, 'Rechazadas')
    await page.getByText('El bot no existe').waitFor()
    await refuseFindings(page)
    await page.getByRole('row').filter({ hasText: 'Hay campos incorrectos' }).first().click()
    await page.waitForURL(`${site.gateway.url}/refused?code=E0422&caller=demo`)
    await page.getByText('El bot no existe').waitFor({ state: 'detached' })
    await page.goto(`${site.gateway.url}/refused?code=R9999`)
    await page.getByText('Nada fue rechazado').waitFor()
    await site.close(page)
  })

  test('roles shape what is shown; what is asked for all the same is refused', async () => {
    const operator = await site.invite('Iris', [{ role: 'operator', bots: 'all' }])
    const theirs = await site.open('/people', { as: operator })
    await theirs.getByRole('button', { name: 'Crear una clave de API' }).click()
    assert.equal(new URL(theirs.url()).pathname, '/people/keys')
    assert.equal(await theirs.getByRole('link', { name: 'Personas', exact: true }).count(), 0)
    await theirs.getByRole('button', { name: /Rol$/ }).click()
    assert.equal(await theirs.getByRole('option', { name: 'Administración' }).count(), 0)
    assert.equal(await theirs.getByRole('option').count(), 6)
    await site.close(theirs)
    const as = await site.invite('Eva', [{ role: 'viewer', bots: ['demo'] }])
    const page = await site.open('/numbers/demo', { as })
    await whenLoaded(page, 'Demo')
    const links = await page.getByRole('navigation').getByRole('link').allInnerTexts()
    assert.deepEqual(links.slice(-2), ['Números', 'Rechazadas'])
    assert.equal(await page.getByRole('button', { name: 'Eliminar el número' }).count(), 0)
    await refuseFindings(page)
    await page.goto(`${site.gateway.url}/audit`)
    await page.getByRole('alert').getByText('FORBIDDEN_ROLE').waitFor()
    await page.goto(`${site.gateway.url}/numbers/connect`)
    await page.getByRole('heading', { name: 'Su rol no lo permite' }).waitFor()
    await refuseFindings(page)
    site.forgive('403')
    await site.close(page)
  })

  test('each page fits a phone and a desk', async () => {
    mkdirSync(shots, { recursive: true })
    const paths = [
      'numbers',
      'numbers/demo',
      'numbers/connect',
      'people',
      'account',
      'audit',
      'unprocessed',
      'settings',
    ]
    for (const width of [360, 1280]) {
      const page = await site.open('/', { viewport: { width, height: 900 } })
      for (const path of paths) {
        await page.goto(`${site.gateway.url}/${path}`)
        await page.locator('main h1').waitFor()
        await page.locator('.skeleton').first().waitFor({ state: 'detached' })
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width, path)
        await page.screenshot({ path: `${shots}console-${path.replace('/', '-')}-${width}.png` })
      }
      await site.close(page)
    }
  })
})
