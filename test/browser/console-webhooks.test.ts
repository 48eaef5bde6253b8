/** Webhooks in a real browser, against a real gateway and its sandbox: an endpoint that rests, its lag, its signature. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { type ConsoleSite, refuseFindings, startConsole, whenLoaded } from '../support/console.ts'
import { readDocument } from '../support/documents.ts'
import { eventually } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

describe('webhooks in the console', () => {
  let site: ConsoleSite
  let receiver: Receiver
  before(async () => {
    receiver = await startReceiver()
    site = await startConsole()
    const body = { url: receiver.url, events: ['message'] }
    assert.equal((await site.gateway.manage('POST', '/manage/v1/bots/demo/endpoints', body)).status, 201)
  })
  after(async () => {
    await site?.[Symbol.asyncDispose]()
    await receiver?.[Symbol.asyncDispose]()
  })

  test('an endpoint is paused: its events wait, and follow when it is resumed; a word finds one of them', async () => {
    const page = await site.open('/webhooks')
    await whenLoaded(page, 'Webhooks')
    await page.getByRole('button', { name: 'Pausar' }).click()
    await page.getByText('está en pausa: sus eventos esperan.').waitFor()
    const before = receiver.received.length
    for (const text of ['Hola', 'Busco una Ñusta']) await site.gateway.simulateInbound({ type: 'text', text })
    const stored = () => site.gateway.rows("select seq from deliveries where state = 'waiting'").length === 2
    await eventually(stored, 'both wait')
    await page.reload()
    await whenLoaded(page, 'Webhooks')
    await page.getByText('Eventos que esperan').waitFor()
    await refuseFindings(page)
    await page.goto(`${site.gateway.url}/webhooks/deliveries?state=waiting`)
    await whenLoaded(page, 'Entregas')
    const word = page.getByLabel('Texto en el evento')
    await word.fill('ñusta')
    await word.press('Enter')
    await page.waitForURL(/text=/)
    await page.getByRole('row', { name: /En espera message/ }).waitFor()
    assert.equal(await page.getByRole('row').count(), 2, 'the head and one of the two')
    await refuseFindings(page)
    await page.getByRole('row', { name: /En espera message/ }).click()
    await page.getByText('Busco una Ñusta').waitFor()
    assert.equal(receiver.received.length, before, 'nothing was posted')
    await page.goto(`${site.gateway.url}/webhooks`)
    await page.getByRole('button', { name: 'Activar de nuevo' }).click()
    await receiver.until((all) => all.length === before + 2)
    await page.getByText('En uso').waitFor()
    await site.close(page)
  })

  test('a new secret signs beside the former one; the code is that of the examples, in five languages', async () => {
    const page = await site.open('/webhooks', { permissions: ['clipboard-read', 'clipboard-write'] })
    await whenLoaded(page, 'Webhooks')
    await page.getByRole('button', { name: 'Crear un secreto nuevo' }).click()
    const secret = (await page.locator('.secret code').innerText()).trim()
    assert.match(secret, /^whsec_/)
    const count = receiver.received.length
    await page.getByRole('button', { name: 'Enviar un evento de prueba' }).click()
    const [posted] = (await receiver.until((all) => all.length > count)).slice(count)
    const headers = posted?.headers as Record<string, string>
    new Webhook(secret).verify(posted?.raw ?? '', headers)
    assert.equal(headers['webhook-signature']?.split(' ').length, 2, 'the former one signs too')
    const files = { Node: 'mjs', Python: 'py', PHP: 'php', Go: 'go', Java: 'java' }
    for (const [language, ending] of Object.entries(files)) {
      await page.getByRole('tab', { name: language, exact: true }).click()
      const code = await page.getByRole('tabpanel').locator('pre').textContent()
      assert.equal(code, readDocument(`examples/receivers/receiver.${ending}`))
      for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'])
        assert.ok(name in headers && code?.toLowerCase().replaceAll('_', '-').includes(name), `${language} ${name}`)
    }
    await refuseFindings(page)
    await site.close(page)
  })

  test('who may not change webhooks sees how they are, and cannot pause one', async () => {
    const as = await site.invite('Vera', [{ role: 'marketing', bots: 'all' }])
    const page = await site.open('/webhooks', { as })
    await whenLoaded(page, 'Webhooks')
    await page.getByText('En uso').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Pausar' }).count(), 0)
    assert.equal(await page.getByRole('button', { name: 'Crear un secreto nuevo' }).count(), 0)
    await site.close(page)
  })
})
