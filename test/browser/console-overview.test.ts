/**
 * What the first page says of the present, in a real browser: rates, the queue, alarms of tokens and templates; that it
 * follows what happens without asking again and again. And what a template's page says of its past.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type ConsoleSite, refuseFindings, startConsole, whenLoaded } from '../support/console.ts'
import { eventually, person } from '../support/gateway.ts'

const token = 'sandbox-access-token'

describe('the overview of the present', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
  })
  after(() => site?.[Symbol.asyncDispose]())

  const control = async (method: string, path: string, body: object) => {
    const { status, body: answer } = await site.gateway.control(method, path, body)
    assert.equal(status, 200, JSON.stringify(answer))
  }
  const pause = async (name: string) => {
    const { body } = await site.gateway.control('GET', '/_sandbox/templates')
    const all = body as unknown as { id: string; name: string; language: string }[]
    const found = all.find((one) => one.name === name && one.language === 'es')
    await control('POST', `/_sandbox/templates/${found?.id}/review`, { action: 'pause' })
  }

  test('rates and the queue follow what happens, with one request for all bots', async () => {
    const page = await site.open('/', { prepare: (opened) => opened.clock.install() })
    const asked: string[] = []
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/manage/v1/overview') asked.push(request.url())
    })
    await whenLoaded(page, 'Resumen')
    await page.getByText('En vivo').waitFor()
    const now = page.locator('section, div').filter({ has: page.getByRole('heading', { name: 'Ahora', exact: true }) })
    await now.last().getByText('Enviados en el último minuto').waitFor()
    await eventually(async () => {
      const { body } = await site.gateway.manage('GET', '/manage/v1/overview')
      return (body.total as { receivedPerMinute: number }).receivedPerMinute > 0
    }, 'what the demo wrote is counted')
    const before = asked.length
    for (let count = 0; count < 20; count++) await site.gateway.sendText(person, `Hola ${count}`)
    await eventually(async () => {
      const { body } = await site.gateway.manage('GET', '/manage/v1/overview')
      return (body.total as { sentPerMinute: number }).sentPerMinute >= 20
    }, 'all are counted')
    await page.clock.fastForward(6_000)
    await now.last().getByText(/^2\d$/).waitFor()
    assert.ok(asked.length - before <= 3, `${asked.length - before} requests`)
    await refuseFindings(page)
    await site.close(page)
  })

  test('a token that Meta refuses and templates that it paused need attention, and lead to where that is mended', async () => {
    await pause('demo_plain')
    await control('PUT', '/_sandbox/tokens', { token, state: 'invalid' })
    await site.gateway.sendText(person, '¿Sigue ahí?')
    await eventually(async () => {
      const { body } = await site.gateway.manage('GET', '/manage/v1/overview')
      const [of] = body.results as { token: string; templates: Record<string, number> }[]
      return of?.token === 'refused' && of.templates.PAUSED === 1
    }, 'both are known')
    const page = await site.open('/')
    await whenLoaded(page, 'Resumen')
    await page.getByRole('link', { name: /Meta rechaza el token de acceso/ }).waitFor()
    await page.getByText('Nada sale hasta que el número tenga un token que Meta acepte.', { exact: false }).waitFor()
    await refuseFindings(page)
    await page.getByRole('link', { name: /plantillas que Meta pausó: 1/ }).click()
    await page.waitForURL(/\/templates\?.*status=PAUSED/)
    await page.getByRole('row', { name: /demo_plain/ }).waitFor()
    await control('PUT', '/_sandbox/tokens', { token, state: 'valid' })
    await site.close(page)
  })

  test("a template's page says where it is used and what changed", async () => {
    await site.gateway.call('POST', '/v2/whatsapp/demo/hsm', {
      ...{ elementName: 'demo_text', language: 'es', destinations: [person], parameters: ['Ana', 'A-1024'] },
    })
    await pause('demo_text')
    const page = await site.open('/templates/demo/demo_text')
    await whenLoaded(page, 'demo_text')
    const card = (title: string) => page.locator('.card').filter({ has: page.getByRole('heading', { name: title }) })
    await card('Dónde se usa').getByText('Ninguna campaña la envía', { exact: false }).waitFor()
    await card('Dónde se usa').getByRole('link', { name: 'Todos los mensajes' }).click()
    await page.waitForURL(/\/messages\?.*template=demo_text/)
    await page.goBack()
    await card('Qué cambió').getByText('En pausa').waitFor()
    await card('Qué cambió').getByText('APPROVED').waitFor()
    await refuseFindings(page)
    await site.close(page)
  })
})
