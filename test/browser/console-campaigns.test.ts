/**
 * Campaigns, templates and skills in a real browser, against a real gateway and its sandbox: the way of whoever sends,
 * what is refused, and what a role does not permit.
 */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { csvOf, upload } from '../support/campaign.ts'
import { type ConsoleSite, goOffline, refuseFindings, startConsole, whenLoaded } from '../support/console.ts'
import { eventually, type Gateway, request, textOf } from '../support/gateway.ts'
import { makeXlsx, rowsIn, unzipped } from '../support/xlsx.ts'

const shots = fileURLToPath(new URL('../../artifacts/screenshots/', import.meta.url))
const brazil = '5511987654321'

/** As Excel saves it in Ecuador: semicolons, Windows' letters, the phones not first. */
const latinCsv = Buffer.from(
  [
    'nombre;telefono;pedido',
    'José;593987654321;A-1024',
    'Luis;593987654322;A-1025',
    'Eva;;A-1026',
    'José;+593 98 765 4321;A-1027',
    `Marta;${brazil};A-1028`,
  ].join('\r\n'),
  'latin1',
)

describe('campaigns, templates and skills in the console', () => {
  let site: ConsoleSite
  before(async () => {
    mkdirSync(shots, { recursive: true })
    site = await startConsole()
    await site.gateway.control('POST', '/_sandbox/faults', { kind: 'failLate', code: 131_026, match: { to: brazil } })
  })
  after(() => site?.[Symbol.asyncDispose]())

  const shoot = async (page: Page, name: string) => page.screenshot({ path: `${shots}${name}.png`, fullPage: true })
  const choose = async (page: Page, field: RegExp, option: string) => {
    await page.getByRole('button', { name: field }).first().click()
    await page.getByRole('option', { name: option, exact: true }).click()
  }
  const giveFile = (page: Page, name: string, buffer: Buffer) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer })

  test('a file becomes a campaign: mapped, checked by line, sent; who was not reached is told why', async () => {
    const page = await site.open('/campaigns')
    await page.getByRole('heading', { name: 'Sin campañas' }).waitFor()
    await page.getByRole('link', { name: 'Campaña nueva' }).click()
    await whenLoaded(page, 'Campaña nueva')
    await choose(page, /Plantilla$/, 'demo_text · es')
    await giveFile(page, 'clientes.csv', latinCsv)
    await page.getByText('no estaba en UTF-8').waitFor()
    // What is mapped by name and order is drawn at once.
    const picture = page.getByRole('figure', { name: 'Vista previa' })
    await picture.getByText('Hola José, tu pedido A-1024 ya está en camino.').waitFor()
    await choose(page, /Texto: \{\{1\}\}$/, 'pedido')
    await picture.getByText('Hola A-1024, tu pedido A-1024').waitFor()
    await choose(page, /Texto: \{\{1\}\}$/, 'nombre')
    await page.getByRole('button', { name: 'Comprobar el archivo' }).click()
    const result = page.getByRole('region', { name: 'Resultado de la comprobación' })
    await result.getByRole('row', { name: /^4 Falta el número de teléfono/ }).waitFor()
    await result.getByRole('row', { name: /^5 593987654321 El destino ya está en la línea 2/ }).waitFor()
    assert.match(await result.innerText(), /Ecuador\s+2\s+Brasil\s+1/)
    const faults = page.waitForEvent('download')
    await result.getByRole('button', { name: 'Descargar todas en CSV' }).click()
    const mended = readFileSync(await (await faults).path(), 'utf8')
    assert.match(
      mended,
      /^\ufeffline;reason;telefono;nombre;pedido\r\n4;Falta el número de teléfono\.;;Eva;A-1026\r\n5;/,
    )
    await refuseFindings(page)
    await shoot(page, 'console-campaign-new')
    await page.getByLabel('Nombre de la campaña').fill('Pedidos de diciembre')
    await page.getByRole('button', { name: 'Enviar 3' }).click()
    await page.getByRole('dialog').getByText('3 personas reciben la plantilla demo_text (es)').waitFor()
    await refuseFindings(page)
    await page.getByRole('button', { name: 'Enviar ahora' }).click()
    await whenLoaded(page, 'Pedidos de diciembre')
    await page.getByText('WhatsApp no puede entregar en este número.').waitFor()
    await refuseFindings(page)
    await page.getByRole('tab', { name: 'Personas' }).click()
    await page.getByRole('row', { name: /\+55 11 98765 4321 WhatsApp no puede entregar/ }).waitFor()
    await refuseFindings(page)
    await shoot(page, 'console-campaign')
    await page.getByRole('tab', { name: 'Cifras' }).click()
    // Each figure is the way to its people, and a cause to those whom it kept from being reached.
    await page.getByRole('link', { name: 'Repetidas 1' }).click()
    await page.getByRole('row', { name: /Repetida \+593 98 765 4321 El destino ya está en la línea 2/ }).waitFor()
    assert.equal(await page.getByRole('row').count(), 2)
    await page.goBack()
    await page.getByRole('link', { name: /^1 persona: WhatsApp no puede entregar/ }).click()
    await page.waitForURL(/view=people&state=failed&code=131026/)
    await page.getByRole('row', { name: /\+55 11/ }).waitFor()
    assert.equal(await page.getByRole('row').count(), 2)
    await choose(page, /Motivo$/, 'Cualquiera')
    await choose(page, /Estado$/, 'Cualquiera')
    const number = page.getByLabel('Número, o su comienzo')
    await number.fill('+593 98 7')
    await number.press('Enter')
    await page.getByRole('row', { name: /\+593 98 765 4322/ }).waitFor()
    await page
      .getByRole('row', { name: /\+55 11/ })
      .first()
      .waitFor({ state: 'detached' })
    await page.getByRole('row', { name: /4322/ }).getByRole('link', { name: 'Abrir' }).click()
    await page.waitForURL(/\/conversations\/demo\/593987654322/)
    await page.goBack()
    await number.fill('55')
    await number.press('Enter')
    await page.getByRole('row', { name: /\+55 11/ }).click()
    await page.getByRole('heading', { name: 'Por qué no llegó' }).waitFor()
    await page.getByText('Revise el número con su código de país').waitFor()
    assert.equal(
      await page.getByRole('link', { name: 'Qué hacer con los errores' }).getAttribute('href'),
      '/guide/es/errors.html',
    )
    await refuseFindings(page)
    const [message] = await site.gateway.phone()
    assert.match(JSON.stringify(message?.rendered), /Hola José, tu pedido A-1024/)
    await site.close(page)
  })

  test('a workbook is copied to another file and scheduled; its report is downloaded', async () => {
    const id = await campaignNamed(site.gateway, 'Pedidos de diciembre')
    const page = await site.open(`/campaigns/${id}`)
    await whenLoaded(page, 'Pedidos de diciembre')
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Informe (CSV)' }).click()
    assert.equal((await download).suggestedFilename(), `${id}.csv`)
    const workbook = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Informe (Excel)' }).click()
    assert.equal((await workbook).suggestedFilename(), `${id}.xlsx`)
    assert.deepEqual(sheetOf(await (await workbook).path()).slice(0, 2), [
      ['line', 'destination'],
      ['2', '593987654321'],
    ])
    await page.getByRole('button', { name: 'Reintentar lo fallido' }).click()
    // Nobody without WhatsApp is written to again unless somebody asks for it.
    await page.getByText('Lo más probable es que falle otra vez.').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Enviar 0 de nuevo' }).isDisabled(), true)
    await refuseFindings(page)
    await page.getByRole('checkbox', { name: '131026 · 1' }).click({ force: true })
    await page.getByRole('button', { name: 'Enviar 1 de nuevo' }).click()
    await page.getByRole('link', { name: 'Reintentadas 1' }).waitFor()
    await page.getByRole('link', { name: 'Copiar con otro archivo' }).click()
    await whenLoaded(page, 'Campaña nueva')
    const rows = [
      ['pedido', 'telefono', 'nombre'],
      [{ day: 46_357 }, { number: '5.93987654329E11' }, 'Ana & Eva'],
      undefined,
      ['A-2', { number: '593987654330.0' }, 'Luis'],
    ] as const
    await giveFile(page, 'clientes.xlsx', makeXlsx(rows))
    await page.getByText('Leído de la primera hoja').waitFor()
    await page.getByText('Hola Ana & Eva, tu pedido 2026-12-01 ya está en camino.').waitFor()
    await page.getByText('+593 98 765 4329').waitFor()
    await page.getByRole('button', { name: 'Comprobar el archivo' }).click()
    await page.getByText('Todas las filas se pueden enviar').waitFor()
    assert.equal(await page.getByLabel('Nombre de la campaña').inputValue(), 'Pedidos de diciembre (copia)')
    await page.getByLabel('Nombre de la campaña').fill('Nochevieja')
    await page.getByLabel('Cuándo').fill('2030-12-31T20:00')
    await page.getByText('Zona horaria:').waitFor()
    await page.getByRole('button', { name: /^Programar 2 para 31 dic 2030/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Programar' }).click()
    await whenLoaded(page, 'Nochevieja')
    await page.getByText('Para más tarde', { exact: true }).first().waitFor()
    await site.close(page)
  })

  test('a campaign that Meta stops says why, and goes on when somebody resumes it', async () => {
    const fault = { kind: 'graphError', code: 132_015, times: 'always' }
    await site.gateway.control('POST', '/_sandbox/faults', fault)
    const id = await upload(site.gateway, csvOf(3), { campaignName: 'Pausada' })
    const page = await site.open(`/campaigns/${id}`)
    await whenLoaded(page, 'Pausada')
    await page.getByText('Meta pausó la plantilla por su calidad.').waitFor()
    await page.getByText('Espere: la campaña continúa').waitFor()
    await refuseFindings(page)
    await site.gateway.control('DELETE', '/_sandbox/faults')
    await page.getByRole('button', { name: 'Reanudar' }).click()
    await page.getByText('Completada', { exact: true }).first().waitFor()
    await page.getByText('3 de 3 listas').waitFor()
    await site.close(page)
  })

  test('what the gateway refuses stands by its field; a lost connection loses nothing', async () => {
    const page = await site.open('/campaigns/new?template=demo_image&language=es', { locale: 'pt-BR' })
    await whenLoaded(page, 'Nova campanha')
    await giveFile(page, 'a.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4]))
    await page.getByRole('alert').getByText('arquivo antigo do Excel').waitFor()
    await giveFile(page, 'b.xlsx', Buffer.from('PK\x03\x04, and then nothing of it'))
    await page.getByRole('alert').getByText('não pode ser lido como pasta do Excel').waitFor()
    await giveFile(page, 'pessoas.csv', Buffer.from('telefone,nome,loja\n593987654321,Ana,Centro'))
    await page.getByRole('button', { name: 'Verificar o arquivo' }).click()
    await page.getByRole('alert').getByText('mediaUrl').waitFor()
    await refuseFindings(page)
    site.forgive('422')
    await page.getByLabel('Endereço da imagem').fill('https://cdn.example.com/imagen.jpg')
    await goOffline(page)
    await page.getByRole('button', { name: 'Verificar o arquivo' }).click()
    await page.locator('.banner').waitFor()
    await refuseFindings(page)
    await page.context().setOffline(false)
    await page.locator('.banner').waitFor({ state: 'detached' })
    assert.equal(await page.getByLabel('Endereço da imagem').inputValue(), 'https://cdn.example.com/imagen.jpg')
    await page.getByRole('button', { name: 'Verificar o arquivo' }).click()
    await page.getByText('Todas as linhas podem ser enviadas').waitFor()
    site.forgive('ERR_INTERNET_DISCONNECTED')
    // A large file over a slow line tells how far it is.
    const debug = await page.context().newCDPSession(page)
    const speed = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 400_000 }
    await debug.send('Network.emulateNetworkConditions', speed)
    await page.getByRole('button', { name: 'Outro arquivo' }).click()
    const many = Array.from({ length: 20_000 }, (_, index) => `5939${80_000_000 + index},Ana,Centro`)
    await giveFile(page, 'muitas.csv', Buffer.from(['telefone,nome,loja', ...many].join('\n')))
    await page.getByRole('button', { name: 'Verificar o arquivo' }).click()
    await page.getByRole('progressbar', { name: 'Enviando o arquivo' }).waitFor()
    await page.getByText('Todas as linhas podem ser enviadas').waitFor()
    await page.getByRole('progressbar').waitFor({ state: 'detached' })
    await debug.detach()
    await site.close(page)
  })

  test('a template is written with its limits in view, refused at its fields, rejected by Meta, and tried', async () => {
    await site.gateway.control('PUT', '/_sandbox/review', { mode: 'manual' })
    const page = await site.open('/templates')
    await whenLoaded(page, 'Plantillas')
    await page.getByRole('link', { name: 'Plantilla nueva' }).click()
    await whenLoaded(page, 'Plantilla nueva')
    await page.getByRole('textbox', { name: 'Nombre', exact: true }).fill('Pedido listo')
    await page.getByText('Solo minúsculas').waitFor()
    await page.getByRole('textbox', { name: 'Nombre', exact: true }).fill('pedido_listo')
    await page.getByRole('textbox', { name: 'Idioma' }).fill('es')
    const body = page.getByRole('textbox', { name: 'Texto', exact: true })
    await body.fill('Hola {{1}}')
    await page.getByText('Una variable no puede estar al principio').waitFor()
    await body.fill('Hola {{1}}, su *pedido* está listo para retirar.')
    await page.getByText(/^48 \/ 1[.,]024$/).waitFor()
    await choose(page, /Agregar un botón$/, 'Respuesta rápida')
    await page.getByLabel('Texto del botón').fill('Gracias')
    await page.getByRole('button', { name: 'Enviar a Meta' }).click()
    await page.getByRole('alert').getByText('El campo Texto debe dar un ejemplo').waitFor()
    site.forgive('422')
    await page.getByLabel('Ejemplo para {{1}}').fill('Ana')
    await page.getByRole('figure', { name: 'Vista previa' }).getByText('Hola Ana, su').waitFor()
    await refuseFindings(page)
    await shoot(page, 'console-template-new')
    await page.getByRole('button', { name: 'Enviar a Meta' }).click()
    await whenLoaded(page, 'pedido_listo')
    await page.getByText('Meta la revisa').waitFor()
    await review(site.gateway, 'pedido_listo', { action: 'reject', reason: 'INVALID_FORMAT' })
    await reloadUntil(page, 'Meta rechazó esta plantilla.')
    await page.getByText('revise llaves, números y ejemplos').waitFor()
    await refuseFindings(page)
    await shoot(page, 'console-template-rejected')
    await page.getByRole('link', { name: 'Modificar' }).click()
    await whenLoaded(page, 'Modificar pedido_listo')
    assert.equal(await page.getByLabel('Ejemplo para {{1}}').inputValue(), 'Ana')
    await page.getByRole('textbox', { name: 'Texto', exact: true }).fill('Hola {{1}}, puede retirar su pedido.')
    await page.getByRole('button', { name: 'Enviar a Meta' }).click()
    // The form's heading ends with the same name: it is sent once the page is another one.
    await page.waitForURL(`${site.gateway.url}/templates/demo/pedido_listo`)
    await whenLoaded(page, 'pedido_listo')
    await review(site.gateway, 'pedido_listo', { action: 'approve' })
    await reloadUntil(page, 'Aprobada')
    await page.getByLabel('Texto: {{1}}').fill('Eva')
    await page.getByRole('button', { name: 'Enviar la prueba' }).click()
    await page.getByRole('link', { name: 'Seguirla' }).waitFor()
    await site.gateway.phoneUntil((messages) =>
      messages.some(({ rendered }) => JSON.stringify(rendered).includes('Hola Eva, puede retirar su pedido.')),
    )
    await refuseFindings(page)
    await page.getByRole('button', { name: 'Eliminar' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Eliminar' }).click()
    await whenLoaded(page, 'Plantillas')
    await site.close(page)
  })

  test('a skill is written, refused at its message, run with a person and deleted', async () => {
    await site.gateway.simulateInbound({ type: 'text', text: 'Hola' })
    const page = await site.open('/skills')
    await page.getByRole('row', { name: /Demo.*Gracias/ }).waitFor()
    await refuseFindings(page)
    await page.getByRole('link', { name: 'Skill nuevo' }).click()
    await whenLoaded(page, 'Skill nuevo')
    await page.getByRole('textbox', { name: 'Id' }).fill('2222')
    await page.getByText('Ya existe un skill').waitFor()
    await page.getByRole('textbox', { name: 'Id' }).fill('ciudad')
    await page.getByRole('textbox', { name: 'Texto' }).fill('¿En qué ciudad está, {{nombre}}?')
    await page.getByRole('button', { name: 'Guardar' }).click()
    await page.getByRole('alert').getByText('El campo Mensaje 1 debe tener la forma').waitFor()
    site.forgive('422')
    await refuseFindings(page)
    await page.getByRole('textbox', { name: 'Texto' }).fill('¿En qué ciudad está, {{user.name}}?')
    await page.getByRole('button', { name: 'Guardar' }).click()
    await whenLoaded(page, 'ciudad')
    await page.getByRole('button', { name: 'Ejecutar' }).click()
    await page.getByText('En ejecución.').waitFor()
    await site.gateway.phoneUntil((messages) => messages.some((one) => textOf(one).startsWith('¿En qué ciudad está, ')))
    await refuseFindings(page)
    await shoot(page, 'console-skill')
    // The one beside it filters the runs.
    await page.getByRole('textbox', { name: 'Persona' }).first().fill('593987650000')
    await page.getByRole('button', { name: 'Ejecutar' }).click()
    await page.getByRole('alert').waitFor()
    site.forgive('40')
    await page.getByRole('button', { name: 'Eliminar' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Eliminar' }).click()
    await whenLoaded(page, 'Skills')
    await page.getByRole('row', { name: /ciudad/ }).waitFor({ state: 'detached' })
    await site.close(page)
  })

  test('a viewer reads everything and is offered nothing', async () => {
    const cookies = [await sessionOf(site.gateway, 'viewer')]
    const page = await site.open('/skills', { isStranger: true })
    await page.waitForURL(/sign-in/)
    site.forgive('401')
    await page.context().addCookies(cookies)
    const show = async (path: string) => page.goto(site.gateway.url + path)
    await show('/campaigns/new')
    await page.getByText('Su rol no lo permite').waitFor()
    await refuseFindings(page)
    await show('/templates/new')
    await page.getByText('Su rol no lo permite').waitFor()
    await show('/skills/demo/2222')
    await page.getByText('"kind": "messages"').waitFor()
    assert.equal(await page.getByRole('button', { name: /Guardar|Ejecutar|Eliminar/ }).count(), 0)
    await refuseFindings(page)
    await show('/templates/demo/demo_text')
    await page.getByRole('figure', { name: 'Vista previa' }).first().waitFor()
    assert.equal(await page.getByRole('link', { name: /Modificar|Agregar un idioma|Enviar a muchos/ }).count(), 0)
    await show('/campaigns')
    await whenLoaded(page, 'Campañas')
    await page.getByRole('row', { name: /Nochevieja/ }).click()
    await page.getByRole('link', { name: 'Informe (CSV)' }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Copiar con otro archivo' }).count(), 0)
    await site.close(page)
  })

  test('the pages at the widths of a phone and of a wide screen', async () => {
    for (const [locale, width, colorScheme] of [
      ['es', 360, 'light'],
      ['en', 2560, 'dark'],
    ] as const) {
      const page = await site.open('/campaigns/new?template=demo_carousel', {
        locale,
        viewport: { width, height: 900 },
      })
      for (const [name, path] of [
        ['campaign-new', '/campaigns/new?template=demo_carousel'],
        ['template-new', '/templates/new?from=demo_offer&language=es'],
        ['template-cards', '/templates/new?from=demo_carousel&language=es'],
        ['template', '/templates/demo/demo_url_dynamic'],
        ['skill', '/skills/demo/2222'],
      ] as const) {
        await page.goto(site.gateway.url + path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.locator('.card').first().waitFor()
        await refuseFindings(page)
        assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${path} at ${width}`)
        await page.emulateMedia({ colorScheme })
        await shoot(page, `console-${name}-${width}`)
      }
      await site.close(page)
    }
  })

  test('the sandbox is offered where there is one', async () => {
    const page = await site.open('/')
    await page.getByRole('navigation').getByRole('link', { name: 'Sandbox' }).click()
    await whenLoaded(page, 'Sandbox')
    const href = await page.getByRole('link', { name: 'El teléfono solo' }).getAttribute('href')
    assert.ok(href?.startsWith(`${site.gateway.sandboxUrl}/#`), String(href))
    await refuseFindings(page)
    await shoot(page, 'console-sandbox')
    // Whose one bot is deleted sees no bots, and so no phone.
    const cookies = [await sessionOf(site.gateway, 'agent', [await makeBot(site.gateway, 'another')])]
    assert.equal((await site.gateway.manage('DELETE', '/manage/v1/bots/another')).status, 204)
    await page.context().clearCookies()
    await page.context().addCookies(cookies)
    await page.reload()
    await page.getByRole('alert').getByText('Su rol no lo permite').waitFor()
    site.forgive('403')
    assert.equal(await page.getByRole('navigation').getByRole('link', { name: 'Sandbox' }).count(), 0)
    await refuseFindings(page)
    await site.close(page)
  })
})

async function campaignNamed(gateway: Gateway, wanted: string): Promise<string> {
  const { body } = await gateway.call('GET', '/v1/campaigns?botId=demo')
  const found = (body.results as { _id: string; name: string }[]).find(({ name }) => name === wanted)
  assert.ok(found, wanted)
  return found._id
}

async function makeBot(gateway: Gateway, id: string): Promise<string> {
  const secrets = { accessToken: 'any', appSecret: 'sandbox-app-secret', verifyToken: 'x' }
  const channel = {
    graphUrl: gateway.sandboxUrl,
    phoneNumberId: '100000000000099',
    wabaId: '200000000000001',
    ...secrets,
  }
  assert.equal((await gateway.manage('POST', '/manage/v1/bots', { id, name: id, channel })).status, 201)
  return id
}

/** Its first two columns. */
function sheetOf(path: string): string[][] {
  return rowsIn(unzipped(readFileSync(path)).get('xl/worksheets/sheet1.xml')).map((row) => row.slice(0, 2))
}

/** An act of Meta's reviewers. */
async function review(gateway: Gateway, wanted: string, act: Record<string, unknown>): Promise<void> {
  const { body } = await gateway.control('GET', '/_sandbox/templates')
  const all = (Array.isArray(body) ? body : body.templates) as { id: string; name: string }[]
  const id = all.find(({ name }) => name === wanted)?.id
  const { status } = await gateway.control('POST', `/_sandbox/templates/${id}/review`, act)
  assert.equal(status, 200)
}

/** Meta's webhook takes a moment. */
async function reloadUntil(page: Page, text: string): Promise<void> {
  await eventually(async () => {
    await page.reload()
    await whenLoaded(page, 'pedido_listo')
    return (await page.getByText(text, { exact: true }).count()) > 0
  }, text)
}

/** Of a new person with that role. */
async function sessionOf(gateway: Gateway, role: string, bots: 'all' | string[] = 'all') {
  const wish = { email: `${role}@example.com`, name: role, grants: [{ role, bots }] }
  const { status, body } = await gateway.manage('POST', '/manage/v1/users', wish)
  assert.equal(status, 201, JSON.stringify(body))
  const token = new URL(String((body.link as { url: string }).url)).hash.slice(1)
  const own = { origin: gateway.url, 'x-recado-csrf': '1' }
  const entering = { token, password: 'otra frase que nadie dice' }
  const { headers } = await request(`${gateway.url}/manage/v1/sessions/by-link`, 'POST', entering, own)
  const [name = '', value = ''] = (headers.getSetCookie()[0] ?? '').split(';')[0]?.split('=') ?? []
  return { name, value, url: gateway.url }
}
