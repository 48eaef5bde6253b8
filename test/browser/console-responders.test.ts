/**
 * Who has a conversation, in a real browser: another responder of the number takes it, which the inbox and the
 * conversation say while it happens; it is brought back, passed on and given back, and Meta's refusal stands in place.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sandboxNumber } from '../../sandbox/identity.ts'
import { type ConsoleSite, refuseFindings, startConsole } from '../support/console.ts'
import { eventually, person } from '../support/gateway.ts'

const number = `/_sandbox/numbers/${sandboxNumber.phoneNumberId}`
const path = `/manage/v1/bots/demo/conversations/${person}`

describe('a conversation of several responders', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
    await site.gateway.simulateInbound({ type: 'text', text: 'Hola' })
  })
  after(() => site?.[Symbol.asyncDispose]())

  const heldBy = async () => {
    const { body } = await site.gateway.manage('GET', path)
    return (body.thread as { heldBy: string } | null)?.heldBy
  }
  const isHeldBy = (role: string | undefined) =>
    eventually(async () => ((await heldBy()) === role ? true : undefined), `it is held by ${role}`)
  const take = async () => {
    await site.gateway.control('POST', '/_sandbox/threads', { action: 'take', from: person })
    await isHeldBy('ai_agent')
  }

  test('says who has it, in the list too, and brings it to the bot where Meta permits that', async () => {
    const { gateway } = site
    const page = await site.open(`/conversations/demo/${person}`)
    await page.getByText('Responde el bot.').waitFor()
    await take()
    const banner = page.getByRole('status').filter({ hasText: 'La atiende: Agente de IA' })
    await banner.waitFor()
    await page.getByRole('region', { name: 'Chats' }).getByText('Agente de IA').waitFor()
    assert.equal(await page.getByText('Responde el bot.').count(), 0)
    await refuseFindings(page)
    await banner.getByRole('button', { name: 'Traerla al bot' }).click()
    await banner
      .getByRole('alert')
      .getByText(/META_REFUSED/)
      .waitFor()
    site.forgive('422')
    await gateway.control('PUT', number, { role: 'escalation' })
    await banner.getByRole('button', { name: 'Traerla al bot' }).click()
    await page.getByText('Responde el bot.').waitFor()
    await isHeldBy(undefined)
    await gateway.control('PUT', number, { role: null })
    await site.close(page)
  })

  test('is passed on with a note, and given back to nobody', async () => {
    const { gateway } = site
    const page = await site.open(`/conversations/demo/${person}`)
    await page.getByText('Pasar a otro que atiende').click()
    await page.getByRole('button', { name: 'Devolverla' }).click()
    await page.locator('.toasts').getByText('Nadie la tiene: decide el próximo mensaje de la persona').waitFor()
    await page.getByRole('button', { name: 'Pasarla' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Para quien sigue').fill('x'.repeat(2_001))
    await dialog.getByText(/A lo sumo 2\D?000 caracteres\./).waitFor()
    await dialog.getByLabel('Para quien sigue').fill('Pregunta por flores')
    await refuseFindings(page)
    await dialog.getByRole('button', { name: 'Pasar la conversación' }).click()
    await page.getByRole('status').filter({ hasText: 'La atiende: Agente de IA' }).waitFor()
    await isHeldBy('ai_agent')
    await gateway.control('POST', '/_sandbox/threads', { action: 'pass', from: person })
    await page.getByText('Responde el bot.').waitFor()
    await site.close(page)
  })

  test('of which the owner has answered from the phone says so while the bot is silent', async () => {
    const { gateway } = site
    await gateway.manage('PATCH', '/manage/v1/bots/demo', { ownerPauseMinutes: 30 })
    await gateway.control('PUT', number, { isOnBizApp: true })
    const page = await site.open(`/conversations/demo/${person}`)
    await page.getByText('Responde el bot.').waitFor()
    await gateway.control('POST', '/_sandbox/echo', { to: person, text: 'Yo le atiendo' })
    await page.getByText('El negocio contesta desde su teléfono.').waitFor()
    await refuseFindings(page)
    await site.close(page)
  })

  test('whoever may only read sees who has it, and no button', async () => {
    await take()
    const as = await site.invite('Vera', [{ role: 'viewer', bots: ['demo'] }])
    const page = await site.open(`/conversations/demo/${person}`, { as })
    await page.getByRole('status').filter({ hasText: 'La atiende: Agente de IA' }).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Traerla al bot' }).count(), 0)
    assert.equal(await page.getByText('Pasar a otro que atiende').count(), 0)
    await site.close(page)
  })
})
