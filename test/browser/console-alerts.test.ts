/**
 * How the console tells of new messages, in a real browser: who wants it, once for a burst; and what that asks of the
 * gateway, which is nothing for who does not.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type ConsoleSite, refuseFindings, type SessionCookie, startConsole, whenLoaded } from '../support/console.ts'
import { eventually, person } from '../support/gateway.ts'

type Heard = { notices: string[]; notes: number; asked: number }

/** Counts what the browser is asked for, which it then does. */
const listen = (page: Page) =>
  page
    .addInitScript(() => {
      const heard: Heard = { notices: [], notes: 0, asked: 0 }
      const browser = globalThis as unknown as Record<'Notification' | 'OscillatorNode' | 'heard', never>
      const { Notification: Told, OscillatorNode: Note } = browser as unknown as {
        Notification: { new (title: string, options: { body: string }): object; requestPermission(): unknown }
        OscillatorNode: { prototype: { start(at: number): void } }
      }
      class Counted extends Told {
        constructor(title: string, options: { body: string }) {
          super(title, options)
          heard.notices.push(`${title} ${options.body}`)
        }
        static override requestPermission() {
          heard.asked++
          return Told.requestPermission()
        }
      }
      const { start } = Note.prototype
      Note.prototype.start = function (at) {
        heard.notes++
        start.call(this, at)
      }
      Object.assign(browser, { Notification: Counted, heard })
    })
    .then(() => {})

const heard = (page: Page) => page.evaluate<Heard>('window.heard')
const titled = (page: Page, wanted: RegExp) =>
  eventually(async () => wanted.test(await page.title()), `the title is ${wanted}`)

/** Asks for both alerts, where they are offered. */
async function wantBoth(page: Page): Promise<void> {
  await whenLoaded(page, 'Conversaciones')
  await page.getByText('En vivo').waitFor()
  await page.getByText('Avisarme de los mensajes nuevos').click()
  await page.getByText('Con un sonido').click()
  await page.getByRole('checkbox', { name: 'Con un sonido', checked: true }).waitFor()
  await page.getByRole('checkbox', { name: 'Avisarme de los mensajes nuevos', checked: true }).waitFor()
}

/** Paths that a page asks for from now on, but for its own list of messages. */
function followRequests(page: Page): string[] {
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (!['/manage/v1/messages', '/manage/v1/stream'].includes(pathname)) asked.push(pathname)
  })
  return asked
}

const people = Array.from({ length: 10 }, (_, index) => `5939871000${10 + index}`)
const perPerson = 3
/** As the console gathers what it asks for. */
const gatherMs = 800

describe('the console tells of new messages', () => {
  let site: ConsoleSite
  let agent: SessionCookie
  const lookAtMessages = async (page: Page) => {
    await page.goto(`${site.gateway.url}/messages`)
    await whenLoaded(page, 'Mensajes')
    await page.getByText('En vivo').waitFor()
  }
  const burst = () =>
    Promise.all(
      people.flatMap((from) =>
        Array.from({ length: perPerson }, () => site.gateway.simulateInbound({ type: 'text', text: 'Hola' }, from)),
      ),
    )
  /** At whom Noa looked, by the trail. */
  const trail = async () => {
    const { body } = await site.gateway.manage('GET', '/manage/v1/audit?limit=100')
    const rows = body.results as { actor: { name?: string }; operation: string; about?: { id?: string } }[]
    const ofNoa = rows.filter(({ actor, about }) => actor.name === 'Noa' && about?.id !== undefined)
    return ofNoa.map(({ operation, about }) => `${operation} ${about?.id}`)
  }
  before(async () => {
    site = await startConsole()
    await site.invite('Eva', [{ role: 'agent', bots: ['demo'] }])
    agent = await site.invite('Noa', [{ role: 'agent', bots: ['demo'] }])
    await site.gateway.simulateInbound({ type: 'text', text: 'Necesito ayuda' })
    const { body } = await site.gateway.manage('GET', '/manage/v1/bots/demo/assignees')
    const eva = (body.results as { memberId: string; name: string }[]).find(({ name }) => name === 'Eva')
    const path = `/manage/v1/bots/demo/conversations/${person}`
    await eventually(
      async () => (await site.gateway.manage('PATCH', path, { assignee: eva?.memberId })).status === 200,
      'Eva has it',
    )
  })
  after(() => site?.[Symbol.asyncDispose]())

  test('of a new message somebody is told who wants it, unless it is before their eyes or a colleague has it', async () => {
    const mine = '593987000003'
    const page = await site.open('/conversations', { as: agent, permissions: ['notifications'], prepare: listen })
    assert.deepEqual(await heard(page), { notices: [], notes: 0, asked: 0 })
    await wantBoth(page)
    await refuseFindings(page)
    const { notes, asked } = await heard(page)
    assert.deepEqual([notes, asked], [2, 1])
    await lookAtMessages(page)
    // Eva has this one.
    await site.gateway.simulateInbound({ type: 'text', text: '¿Eva?' })
    await page.getByRole('row', { name: /¿Eva\?/ }).waitFor()
    await site.gateway.simulateInbound({ type: 'text', text: '¿Hay alguien?' }, mine)
    await titled(page, /^\(1\) Mensajes/)
    await eventually(async () => (await heard(page)).notices.length > 0, 'it is told')
    assert.deepEqual(await heard(page), { notices: [`${mine} ¿Hay alguien?`], notes: 2, asked: 0 })
    await page.goto(`${site.gateway.url}/conversations/demo/${mine}`)
    await titled(page, /^\+?593987000003/)
    await page.getByText('En vivo').waitFor()
    await site.gateway.simulateInbound({ type: 'text', text: 'Ya los veo' }, mine)
    await page.getByRole('article').filter({ hasText: 'Ya los veo' }).waitFor()
    assert.deepEqual(await heard(page), { notices: [], notes: 0, asked: 0 })
    await site.close(page)
  })

  test('a burst makes a page ask for nothing, and nothing stands in the trail, unless somebody wants to be told', async () => {
    const page = await site.open('/conversations', { as: agent, prepare: ({ clock }) => clock.install() })
    await whenLoaded(page, 'Conversaciones')
    await lookAtMessages(page)
    const looks = await trail()
    const asked = followRequests(page)
    await burst()
    await site.gateway.simulateInbound({ type: 'text', text: 'La última' })
    await page.getByRole('row', { name: /La última/ }).waitFor()
    await page.clock.fastForward(10 * gatherMs)
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))')
    assert.deepEqual(asked, [])
    assert.deepEqual(await trail(), looks)
    assert.match(await page.title(), /^Mensajes/)
    await site.close(page)
  })

  test('who wants to be told asks once for a burst, and looks at nobody', async () => {
    const page = await site.open('/conversations', { as: agent, permissions: ['notifications'], prepare: listen })
    await wantBoth(page)
    await lookAtMessages(page)
    const looks = await trail()
    const asked = followRequests(page)
    const begunAt = performance.now()
    await burst()
    await titled(page, /^\(10\) Mensajes/)
    // A busy machine may take longer for the burst than is gathered.
    const gatherings = Math.max(2, 1 + Math.ceil((performance.now() - begunAt) / gatherMs))
    assert.ok(asked.length <= gatherings, asked.join())
    assert.deepEqual([...new Set(asked)], ['/manage/v1/conversations'])
    const { notices, notes } = await heard(page)
    assert.deepEqual(new Set(notices), new Set(people.map((one) => `${one} Hola`)))
    assert.ok(notices.length <= people.length * asked.length, `${notices.length} notices`)
    assert.ok(notes <= 2 * asked.length, `${notes} notes`)
    assert.deepEqual(await trail(), looks)
    await site.close(page)
  })
})
