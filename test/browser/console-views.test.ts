/**
 * Saved views in the console, in a real browser: saved, opened, changed, renamed and deleted by the keyboard; what
 * others see of them; and what is said when one is refused or the list does not come.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { csvOf, upload } from '../support/campaign.ts'
import { type ConsoleSite, refuseFindings, type SessionCookie, startConsole, whenLoaded } from '../support/console.ts'

type View = { id: string; name: string; filters: Record<string, string>; shared: boolean; owner: { name: string } }

describe('saved views in the console', () => {
  let site: ConsoleSite
  let eva: SessionCookie
  before(async () => {
    site = await startConsole()
    eva = await site.invite('Eva', [{ role: 'operator', bots: 'all' }])
  })
  after(() => site?.[Symbol.asyncDispose]())

  const shared = async (): Promise<View[]> =>
    (await site.gateway.manage('GET', '/manage/v1/views')).body.results as View[]
  const bar = (page: Page) => page.getByRole('region', { name: 'Vistas' })
  const menu = (page: Page) => page.getByRole('dialog', { name: 'Vistas' })
  const openMenu = async (page: Page) => {
    await bar(page).getByRole('button', { name: 'Vistas' }).focus()
    await page.keyboard.press('Enter')
    await menu(page).waitFor()
  }
  const filtersIn = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams)
  const choose = async (page: Page, label: string, value: string) => {
    await page.getByRole('button', { name: new RegExp(`${label}$`) }).click()
    await page.getByRole('option', { name: value, exact: true }).click()
  }
  const toMessages = async (search = '', as = eva) => {
    const page = await site.open(`/messages${search}`, { as })
    await whenLoaded(page, 'Mensajes')
    return page
  }

  test('filters are saved, opened with one key, changed and put back, renamed and deleted', async () => {
    const page = await toMessages()
    await openMenu(page)
    await menu(page).getByText('Todavía no hay vistas').waitFor()
    await refuseFindings(page)
    await page.keyboard.press('Escape')
    assert.equal(await bar(page).getByRole('button', { name: 'Guardar como vista' }).count(), 0, 'nothing is filtered')

    await choose(page, 'Estado', 'Falló')
    await choose(page, 'Período', 'Hoy')
    await bar(page).getByRole('button', { name: 'Guardar como vista' }).focus()
    await page.keyboard.press('Enter')
    const saving = page.getByRole('dialog', { name: 'Guardar como vista' })
    await saving.getByLabel('Nombre').waitFor()
    await refuseFindings(page)
    await page.keyboard.type('Fallados de hoy')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await saving.getByLabel('Nombre').focus()
    await page.keyboard.press('Enter')
    await saving.waitFor({ state: 'detached' })
    await bar(page).getByText('Fallados de hoy').waitFor()
    const [made] = await shared()
    assert.deepEqual([made?.owner.name, made?.filters], ['Eva', { state: 'failed', period: 'today' }])
    assert.deepEqual(filtersIn(page), { state: 'failed', period: 'today' }, 'the link works without the view')

    await page.goto(`${site.gateway.url}/messages`)
    await whenLoaded(page, 'Mensajes')
    await openMenu(page)
    await menu(page).getByRole('link', { name: 'Fallados de hoy' }).focus()
    await page.keyboard.press('Enter')
    await bar(page).getByText('Fallados de hoy').waitFor()
    assert.deepEqual(filtersIn(page), { state: 'failed', period: 'today' })

    await choose(page, 'Sentido', 'Enviado')
    await bar(page).getByText('Con cambios').waitFor()
    await refuseFindings(page)
    await bar(page).getByRole('link', { name: 'Volver a la vista' }).click()
    await bar(page).getByText('Con cambios').waitFor({ state: 'detached' })
    assert.deepEqual(filtersIn(page), { state: 'failed', period: 'today' })
    await choose(page, 'Sentido', 'Enviado')
    await bar(page).getByRole('button', { name: 'Actualizar la vista' }).click()
    await bar(page).getByText('Con cambios').waitFor({ state: 'detached' })
    assert.deepEqual((await shared())[0]?.filters, { state: 'failed', period: 'today', direction: 'out' })

    await openMenu(page)
    await menu(page).getByRole('button', { name: 'Cambiar vistas' }).click()
    const managing = page.getByRole('dialog', { name: 'Cambiar vistas' })
    await managing.getByText('Estado: Falló').waitFor()
    await refuseFindings(page)
    await managing.getByRole('button', { name: 'Cambiar la vista Fallados de hoy' }).click()
    await managing.getByLabel('Nombre').fill('Fallados y enviados')
    await page.keyboard.press('Enter')
    await managing.getByText('Fallados y enviados').waitFor()
    await managing.getByRole('button', { name: 'Eliminar la vista Fallados y enviados' }).click()
    await page.getByRole('dialog', { name: '¿Eliminar la vista' }).getByRole('button', { name: 'Eliminar' }).click()
    await managing.getByText('Todavía no hay vistas').waitFor()
    assert.deepEqual(await shared(), [])
    assert.deepEqual(filtersIn(page).state, 'failed', 'what it showed stays in view')
    await site.close(page)
  })

  test('the palette leads to a view; a period moves with the calendar, and what it asks is a day', async () => {
    const body = { page: 'messages', name: 'De ayer', filters: { period: 'yesterday' }, shared: true }
    await site.gateway.manage('POST', '/manage/v1/views', body)
    const page = await site.open('/', { as: eva })
    await whenLoaded(page, 'Resumen')
    await page.keyboard.press('Control+k')
    await page.getByRole('searchbox').fill('de ayer')
    await page.getByRole('menuitem', { name: /De ayer.*Vista de Mensajes/ }).waitFor()
    const asked = page.waitForRequest((request) => request.url().includes('/manage/v1/messages'))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const { searchParams } = new URL((await asked).url())
    const [from, to] = ['from', 'to'].map((name) => Date.parse(searchParams.get(name) ?? ''))
    assert.equal(Number(to) - Number(from), 86_400_000 - 1)
    await whenLoaded(page, 'Mensajes')
    await bar(page).getByText('De ayer').waitFor()
    assert.equal(await page.getByLabel('Desde').count(), 0, 'no day beside a period')
    await site.close(page)
  })

  test('others open a shared view, and are not offered to change it', async () => {
    const add = (name: string, filters: object) =>
      site.gateway.manage('POST', '/manage/v1/views', { page: 'messages', name, filters, shared: true })
    await add('Del bot', { bot: 'demo', state: 'read' })
    await add('De todos los bots', { state: 'read' })
    const viewer = await site.invite('Vera', [{ role: 'viewer', bots: ['demo'] }])
    const page = await toMessages('?bot=demo&state=read', viewer)
    await bar(page).getByText('Del bot').waitFor()
    await openMenu(page)
    await menu(page).getByRole('link', { name: 'De todos los bots' }).waitFor()
    assert.deepEqual(await menu(page).locator('[aria-current]').allTextContents(), ['Del bot'])
    await menu(page).getByRole('button', { name: 'Cambiar vistas' }).click()
    const managing = page.getByRole('dialog', { name: 'Cambiar vistas' })
    await managing.getByText('Del bot').waitFor()
    assert.equal(await managing.getByRole('button', { name: /^(Cambiar|Eliminar) la vista/ }).count(), 0)
    await site.close(page)
  })

  test('a name that is taken, another’s faster change, and a list that does not come are told in words', async () => {
    const page = await toMessages('?state=failed')
    const save = async (name: string) => {
      await bar(page).getByRole('button', { name: 'Guardar como vista' }).click()
      await page.getByLabel('Nombre').fill(name)
      await page.keyboard.press('Enter')
    }
    await save('Mía')
    await bar(page).getByText('Mía', { exact: true }).waitFor()
    await choose(page, 'Sentido', 'Enviado')
    await save('MÍA')
    const refused = page.getByRole('dialog').getByRole('alert')
    await refused.getByText('Ya existe una vista con este nombre').waitFor()
    await refused.getByText('R409A VIEW_NAME_TAKEN').waitFor()
    await refuseFindings(page)
    site.forgive('409')
    await page.keyboard.press('Escape')

    // Another window of hers.
    const other = await toMessages('?state=failed')
    await bar(other).getByText('Mía', { exact: true }).waitFor()
    await choose(other, 'Sentido', 'Recibido')
    await bar(other).getByRole('button', { name: 'Actualizar la vista' }).click()
    await bar(other).getByText('Con cambios').waitFor({ state: 'detached' })
    await site.close(other)
    await bar(page).getByRole('button', { name: 'Actualizar la vista' }).click()
    await page.locator('.toasts').getByText('Los filtros de esta vista cambiaron entretanto').waitFor()

    await page.route('**/manage/v1/views*', (route) => route.fulfill({ status: 500, json: {} }))
    await page.reload()
    await whenLoaded(page, 'Mensajes')
    await openMenu(page)
    await menu(page).getByRole('alert').getByText('La pasarela no pudo hacerlo').waitFor()
    await refuseFindings(page)
    await page.unroute('**/manage/v1/views*')
    await menu(page).getByRole('button', { name: 'Reintentar' }).click()
    await menu(page).getByRole('link', { name: 'Mía' }).waitFor()
    site.forgive('500')
    await site.close(page)
  })

  test('a view of one person is shared with a bot chosen, and private without one', async () => {
    const page = await toMessages('?person=593987654321')
    await bar(page).getByRole('button', { name: 'Guardar como vista' }).click()
    const saving = page.getByRole('dialog', { name: 'Guardar como vista' })
    await saving.getByText(/se comparte con un bot elegido/).waitFor()
    assert.equal(await saving.getByRole('checkbox').isDisabled(), true)
    await refuseFindings(page)
    await page.goto(`${site.gateway.url}/messages?bot=demo&person=593987654321`)
    await whenLoaded(page, 'Mensajes')
    await bar(page).getByRole('button', { name: 'Guardar como vista' }).click()
    assert.equal(await saving.getByRole('checkbox').isDisabled(), false)
    await site.close(page)
  })

  test('of every list: its views are its own, and a view of one leads there', async () => {
    const campaign = await upload(site.gateway, csvOf(1))
    const people = { path: `/campaigns/${campaign}`, filters: { bot: 'demo', campaign, state: 'read' } }
    const pages = [
      ['conversations', '/conversations', { bot: 'demo', show: 'unread' }],
      ['deliveries', '/webhooks/deliveries', { state: 'given_up' }],
      ['campaigns', '/campaigns', { bot: 'demo', status: 'PAUSED' }],
      ['templates', '/templates', { bot: 'demo', status: 'APPROVED' }],
      ['optouts', '/optouts', { bot: 'demo' }],
      ['refused', '/refused', { code: 'E0422' }],
      ['unprocessed', '/unprocessed', { kind: 'unreadable', period: '7d' }],
      ['audit', '/audit', { outcome: 'refused', period: '24h' }],
    ] as const
    for (const [of, , filters] of pages) {
      const body = { page: of, name: `Vista de ${of}`, filters, shared: true }
      assert.equal((await site.gateway.manage('POST', '/manage/v1/views', body)).status, 201)
    }
    const ofPeople = { page: 'campaign_people', name: 'Vista de personas', filters: people.filters, shared: true }
    assert.equal((await site.gateway.manage('POST', '/manage/v1/views', ofPeople)).status, 201)
    const page = await site.open(`${people.path}?view=people`)
    await openMenu(page)
    await menu(page).getByRole('link', { name: 'Vista de personas' }).click()
    await bar(page).getByText('Vista de personas').waitFor()
    assert.deepEqual([new URL(page.url()).pathname, filtersIn(page)], [people.path, { state: 'read', view: 'people' }])
    for (const [of, path, filters] of pages) {
      await page.goto(site.gateway.url + path)
      await openMenu(page)
      assert.equal(await menu(page).getByRole('link').count(), 1, of)
      await menu(page)
        .getByRole('link', { name: `Vista de ${of}` })
        .click()
      await bar(page).getByText(`Vista de ${of}`).waitFor()
      assert.deepEqual([new URL(page.url()).pathname, filtersIn(page)], [path, filters])
    }
    await site.close(page)
  })
})
