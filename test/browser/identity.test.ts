/**
 * A person who changes number or id on the phone: the window stays theirs, the chat continues, and a stranger who gets
 * the number has none of it.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { number, type Phone, person, phoneSize, shoot, startPhone, wideSize } from './page.ts'

let phone: Phone
before(async () => {
  phone = await startPhone()
})
after(() => phone?.close())

const moved = '593987650001'
const chatWith = (who: string) => `/#as=${who}&chat=${number}.${who}`
const log = (page: Page) => page.getByRole('log')
const sheet = (page: Page) => page.getByRole('dialog')

/** The sheet of the person whose chat is open, and one of its choices. */
async function chooses(page: Page, what: string | RegExp) {
  await page.getByRole('button', { name: 'Persona', exact: true }).click()
  await sheet(page).getByRole('button', { name: what }).click()
}

/** The posted webhook that contains these words. */
async function reportedWith(words: string): Promise<Record<string, unknown>> {
  for (const endAt = Date.now() + 30_000; Date.now() < endAt; ) {
    const posts = (await phone.control('GET', `webhooks?text=${encodeURIComponent(words)}`)) as { body: string }[]
    const body = posts.at(-1)?.body
    if (body !== undefined) return JSON.parse(body).entry[0].changes[0]
  }
  throw new Error(`no webhook with ${words}`)
}

describe('a person', () => {
  test('changes the number: window, chat and read state follow', async () => {
    await phone.control('PUT', `people/${person}`, { userId: 'EC.1' })
    await phone.control('POST', 'inbound', { from: person, name: 'Ana', type: 'text', text: 'Desde el número viejo' })
    const page = await phone.open({ path: chatWith(person), viewport: phoneSize })
    await log(page).getByText('Desde el número viejo').waitFor()
    await page.getByRole('button', { name: 'Persona', exact: true }).click()
    await sheet(page).getByText('+593 98 765 4321').waitFor()
    await shoot(page, 'person-sheet')
    await sheet(page)
      .getByRole('button', { name: /Cambiar de número/ })
      .click()
    await page.getByLabel('Nuevo número de teléfono').fill('+593 98 765 0001')
    await sheet(page).getByRole('button', { name: 'Cambiar', exact: true }).click()
    await page.getByText('+593 98 765 0001').waitFor()
    await log(page).getByText('Desde el número viejo').waitFor()
    await log(page).getByText(`User Ana changed from ${person} to ${moved}`).waitFor()
    assert.match(page.url(), new RegExp(`as=${moved}&chat=${number}\\.${moved}$`))
    const { system } = (await phone.lastIn(moved)) as { system: Record<string, string> }
    assert.deepEqual([system.type, system.wa_id, system.previous_user_id], ['user_changed_number', moved, 'EC.1'])
    await page.getByRole('textbox', { name: 'Escriba un mensaje' }).fill('Desde el nuevo')
    await page.keyboard.press('Enter')
    await log(page).getByText('Desde el nuevo').waitFor()
    assert.equal((await phone.lastIn(moved)).from, moved)
    await shoot(page, 'person-moved')
    await page.context().close()
  })

  test('leaves a number that somebody else gets, with an empty chat', async () => {
    const page = await phone.open({ path: chatWith(moved), viewport: wideSize })
    await log(page).getByText('Desde el nuevo').waitFor()
    await chooses(page, /Otra persona recibe \+593 98 765 4321/)
    await page.getByLabel('Nombre', { exact: true }).fill('Eva')
    await sheet(page).getByRole('button', { name: 'Abrir' }).click()
    await page.getByText('En el teléfono de Eva').waitFor()
    assert.equal(await log(page).getByText('Desde el número viejo').count(), 0)
    assert.equal(await page.getByLabel('Teléfono de').inputValue(), person, 'the window is Eva’s phone now')
    await page.getByRole('textbox', { name: 'Escriba un mensaje' }).fill('Soy otra persona')
    await page.keyboard.press('Enter')
    await log(page).getByText('Soy otra persona').waitFor()
    const { value } = (await reportedWith('Soy otra persona')) as { value: { contacts: unknown[] } }
    assert.deepEqual(value.contacts, [{ profile: { name: 'Eva' }, wa_id: person }])
    await shoot(page, 'person-stranger')
    await page.context().close()
  })

  test('changes the id alone, without a notice of the number', async () => {
    const page = await phone.open({ path: chatWith(moved) })
    await log(page).getByText('Desde el nuevo').waitFor()
    await chooses(page, /Cambiar el id de usuario/)
    await page.getByLabel('Id nuevo (opcional)').fill('EC.777')
    await shoot(page, 'person-id')
    await sheet(page).getByRole('button', { name: 'Cambiar', exact: true }).click()
    await log(page)
      .getByText(/User Ana changed from EC\.\d+ to EC\.777/)
      .waitFor()
    const change = (await reportedWith('"user_id":"EC.777"')) as { value: { messages: Record<string, unknown>[] } }
    assert.equal(change.value.messages[0]?.from, undefined)
    await page.context().close()
  })

  test('who hides the number stays on the same chat when the id changes', async () => {
    const hidden = { phoneless: true, userId: 'EC.50', name: 'Sol' }
    await phone.control('POST', 'inbound', { ...hidden, type: 'text', text: 'Sin número' })
    const page = await phone.open({ path: chatWith('EC.50') })
    await log(page).getByText('Sin número').waitFor()
    await chooses(page, /Cambiar el id de usuario/)
    await page.getByLabel('Id nuevo (opcional)').fill('EC.51')
    await sheet(page).getByRole('button', { name: 'Cambiar', exact: true }).click()
    await log(page).getByText('User Sol changed from EC.50 to EC.51').waitFor()
    await log(page).getByText('Sin número').waitFor()
    await page.waitForURL(/EC\.51$/)
    await page.context().close()
  })

  test("stops marketing messages, and is written to from the business's own app", async () => {
    const page = await phone.open({ path: chatWith(moved) })
    await chooses(page, 'Detener los mensajes de marketing')
    await reportedWith('"value":"stop"')
    await page.getByRole('button', { name: 'Persona', exact: true }).click()
    await sheet(page).getByRole('button', { name: 'Volver a permitir mensajes de marketing' }).waitFor()
    await sheet(page)
      .getByRole('button', { name: /Escribir desde la app de la empresa/ })
      .click()
    await page.getByLabel('Mensaje', { exact: true }).fill('Le escribe la dueña')
    await sheet(page).getByRole('button', { name: 'Enviar' }).click()
    await log(page).getByText('Le escribe la dueña').waitFor()
    assert.equal((await reportedWith('message_echoes')).field, 'smb_message_echoes')
    await shoot(page, 'person-echo')
    // The owner edits it there, and takes it back.
    const options = () => log(page).getByRole('button', { name: 'Opciones del mensaje' }).last()
    await options().click()
    await sheet(page).getByRole('button', { name: 'Editar' }).click()
    await page.getByLabel('Mensaje', { exact: true }).fill('Le escribe la dueña, Rosa')
    await sheet(page).getByRole('button', { name: 'Enviar' }).click()
    await log(page).getByText('Le escribe la dueña, Rosa').waitFor()
    await reportedWith('"type":"edit"')
    await options().click()
    await sheet(page).getByRole('button', { name: 'Eliminar' }).click()
    await log(page).getByText('Le escribe la dueña').waitFor({ state: 'detached' })
    await reportedWith('"type":"revoke"')
    await page.context().close()
  })
})
