/**
 * A template's life over the Graph API and the control API: lists and pages, creation and its limits, review, quality,
 * pauses, edits, deletion, and the webhook of each.
 */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { Receiver } from '../support/receiver.ts'
import {
  ana,
  type GraphAnswer,
  phoneNumberId,
  startListener,
  startTestSandbox,
  type TestSandbox,
  wabaId,
} from '../support/test-sandbox.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const path = `${wabaId}/message_templates`
const demoPlain = '300000000000015'

type Json = Record<string, unknown>

let world: TestSandbox
let receiver: Receiver

before(async () => {
  world = await startTestSandbox({ templateReviewDelayMs: 60_000 })
  receiver = await startListener(world)
})
beforeEach(async () => {
  await world.control('POST', '/reset')
  receiver.received.length = 0
})
after(async () => {
  await world?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const draft = (changes: Json = {}): Json => ({
  name: 'nueva',
  language: 'es',
  category: 'UTILITY',
  components: [{ type: 'BODY', text: 'Hola {{1}}, muchas gracias.', example: { body_text: [['Ana']] } }],
  ...changes,
})

async function created(changes: Json = {}): Promise<string> {
  const { status, body } = await world.graph('POST', path, draft(changes))
  assert.equal(status, 200, JSON.stringify(body))
  return String(body.id)
}

const advance = (advanceMs: number) => world.control('POST', '/clock', { advanceMs })
const review = (id: string, body: Json) => world.control('POST', `/templates/${id}/review`, body)
const statusOf = async (id: string) => (await world.graph('GET', id)).body.status
const send = (name: string, text = 'Ana') =>
  world.graph('POST', `${phoneNumberId}/messages`, {
    messaging_product: 'whatsapp',
    to: `+${ana}`,
    type: 'template',
    template: { name, language: { code: 'es' }, components: [{ type: 'body', parameters: [{ type: 'text', text }] }] },
  })

type Change = { field: string; value: Json }

async function hook(field: string, fits: (value: Json) => boolean = () => true): Promise<Json> {
  const changes = (posts: Receiver['received']) =>
    posts.flatMap(({ body }) => (body.entry as { changes: Change[] }[]).flatMap((entry) => entry.changes))
  const isIt = (change: Change) => change.field === field && fits(change.value)
  return changes(await receiver.until((all) => changes(all).some(isIt))).find(isIt)?.value ?? {}
}

describe('the list', () => {
  const namesOf = ({ body }: GraphAnswer) => (body.data as { name: string }[]).map(({ name }) => name)

  test('is filtered by name, content, status, category, language and quality', async () => {
    await review(demoPlain, { action: 'quality', score: 'RED' })
    const counts: [string, number][] = [
      ['name=demo_text', 3],
      ['name_or_content=FACTURA', 1],
      ['name_or_content=productos', 2],
      ['status=approved', 16],
      ['status=REJECTED', 0],
      ['category=authentication', 1],
      ['language=en,pt_BR', 2],
      [`language=${encodeURIComponent('["en","pt_BR"]')}`, 2],
      ['quality_score=RED', 1],
    ]
    for (const [query, count] of counts)
      assert.equal(namesOf(await world.graph('GET', `${path}?limit=100&${query}`)).length, count, query)
  })

  test('shows the requested fields, and no more', async () => {
    const { body } = await world.graph('GET', `${path}?fields=name,quality_score&limit=1`)
    assert.deepEqual(Object.keys((body.data as Json[])[0] ?? {}).sort(), ['id', 'name', 'quality_score'])
  })

  test('is paged by cursors, forwards and back', async () => {
    type Paging = { cursors: { before: string; after: string }; next?: string; previous?: string }
    const first = await world.graph('GET', `${path}?limit=6`)
    const second = await world.graph('GET', `${path}?limit=6&after=${(first.body.paging as Paging).cursors.after}`)
    const { cursors, next, previous } = second.body.paging as Paging
    assert.ok(next !== undefined && previous !== undefined)
    assert.equal((first.body.paging as Paging).previous, undefined)
    assert.deepEqual(namesOf(await world.graph('GET', `${path}?limit=6&before=${cursors.before}`)), namesOf(first))
    const last = await world.graph('GET', next.replace(/^.*?\/v25\.0\//, ''))
    assert.equal((last.body.paging as Paging).next, undefined)
    assert.equal(namesOf(first).length + namesOf(second).length + namesOf(last).length, 16)
  })
})

describe('a new template', () => {
  test('is pending, then approved after the delay, reported by a webhook, and only then sent', async () => {
    const id = await created()
    assert.equal(await statusOf(id), 'PENDING')
    assert.equal((await send('nueva')).body.error?.code, 132001)
    await advance(61_000)
    assert.equal(await statusOf(id), 'APPROVED')
    assert.deepEqual(await hook('message_template_status_update'), {
      message_template_id: Number(id),
      message_template_name: 'nueva',
      message_template_language: 'es',
      event: 'APPROVED',
      reason: 'NONE',
      message_template_category: 'UTILITY',
    })
    assert.equal((await send('nueva')).status, 200)
  })

  test('is approved at once, or waits for a manual review, as configured', async () => {
    await world.control('PUT', '/review', { mode: 'instant' })
    assert.equal((await world.graph('POST', path, draft())).body.status, 'APPROVED')
    await world.control('PUT', '/review', { mode: 'manual' })
    const id = await created({ name: 'otra' })
    await advance(dayMs)
    assert.equal(await statusOf(id), 'PENDING')
    await review(id, { action: 'reject', reason: 'PROMOTIONAL', recommendation: 'Use MARKETING.' })
    const { body } = await world.graph('GET', `${id}?fields=status,rejected_reason`)
    assert.deepEqual([body.status, body.rejected_reason], ['REJECTED', 'PROMOTIONAL'])
    const reported = await hook('message_template_status_update', ({ event }) => event === 'REJECTED')
    assert.deepEqual(reported.rejection_info, { reason: 'PROMOTIONAL', recommendation: 'Use MARKETING.' })
  })

  test('needs a language of its own, and 30 days after an approved one was deleted', async () => {
    const id = await created()
    assert.equal((await world.graph('POST', path, draft())).body.error?.error_subcode, 2388024)
    await created({ language: 'en' })
    await advance(61_000)
    assert.deepEqual((await world.graph('DELETE', `${path}?name=nueva&hsm_id=${id}`)).body, { success: true })
    assert.equal(((await world.graph('GET', `${path}?name=nueva`)).body.data as unknown[]).length, 1)
    assert.equal((await world.graph('POST', path, draft())).body.error?.error_subcode, 2388023)
    await advance(31 * dayMs)
    await created()
  })

  test('with an image header names the handle of an upload, shown as an address', async () => {
    const components = (handle: string) => [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: [handle] } },
      { type: 'BODY', text: 'Mira.' },
    ]
    assert.equal(
      (await world.graph('POST', path, draft({ components: components('4::nope') }))).body.error?.error_subcode,
      2388273,
    )
    const image = Buffer.from(await (await fetch(`${world.url}/_sandbox/samples/image.png`)).arrayBuffer())
    const session = await world.graph('POST', `1/uploads?file_name=a&file_type=image/png&file_length=${image.length}`)
    const headers = { authorization: 'OAuth any', file_offset: '0' }
    const finished = await fetch(`${world.url}/${session.body.id}`, { method: 'POST', headers, body: image })
    const { h } = (await finished.json()) as { h: string }
    const id = await created({ components: components(h) })
    const [header] = (await world.graph('GET', id)).body.components as { example: { header_handle: string[] } }[]
    const shown = await fetch(header?.example.header_handle[0] ?? '')
    assert.deepEqual(Buffer.from(await shown.arrayBuffer()), image)
  })

  test("of authentication gets Meta's texts, in its language", async () => {
    const id = await created({
      category: 'AUTHENTICATION',
      message_send_ttl_seconds: 60,
      components: [
        { type: 'BODY', add_security_recommendation: true },
        { type: 'FOOTER', code_expiration_minutes: 5 },
        { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
      ],
    })
    const [bodyOf, footer, buttons] = (await world.graph('GET', id)).body.components as {
      text: string
      buttons: Json[]
    }[]
    assert.equal(bodyOf?.text, 'Tu código de verificación es *{{1}}*. Por tu seguridad, no lo compartas.')
    assert.equal(footer?.text, 'Este código caduca en 5 minutos.')
    assert.deepEqual([buttons?.buttons[0]?.type, buttons?.buttons[0]?.text], ['URL', 'Copiar código'])
  })

  test('is one of at most 100 an hour', async () => {
    for (let count = 0; count < 100; count += 1) await created({ name: `t_${count}` })
    assert.equal((await world.graph('POST', path, draft())).body.error?.code, 80007)
    await advance(hourMs + 1)
    await created()
  })
})

describe('an approved template', () => {
  test('is edited once a day, reviewed again, and reported by its components', async () => {
    const id = await created()
    const edit = (changes: Json) => world.graph('POST', id, changes)
    const components = [
      { type: 'BODY', text: 'Otra cosa.' },
      { type: 'FOOTER', text: 'Fin' },
    ]
    assert.equal((await edit({ components })).body.error?.error_subcode, 2388039)
    await advance(61_000)
    assert.equal((await edit({ category: 'MARKETING' })).status, 400)
    assert.deepEqual((await edit({ components })).body, { success: true })
    assert.equal(await statusOf(id), 'PENDING')
    const reported = await hook('message_template_components_update')
    assert.deepEqual([reported.message_template_element, reported.message_template_footer], ['Otra cosa.', 'Fin'])
    await advance(61_000)
    assert.equal((await edit({ components })).body.error?.error_subcode, 2388039)
    await advance(dayMs)
    assert.equal((await edit({ components })).status, 200)
  })

  test('is paused for 3 hours, then 6, then disabled for good', async () => {
    const code = async () => (await send('demo_plain')).body.error?.code
    for (const [title, hours] of [
      ['FIRST_PAUSE', 3],
      ['SECOND_PAUSE', 6],
    ] as const) {
      await review(demoPlain, { action: 'pause' })
      assert.equal(await code(), 132015)
      const reported = await hook('message_template_status_update', (value) => JSON.stringify(value).includes(title))
      assert.equal(reported.event, 'PAUSED')
      await advance(hours * hourMs - 60_000)
      assert.equal(await statusOf(demoPlain), 'PAUSED')
      await advance(120_000)
      assert.equal(await statusOf(demoPlain), 'APPROVED')
    }
    await review(demoPlain, { action: 'pause' })
    assert.equal(await code(), 132016)
    assert.equal((await world.graph('DELETE', `${path}?name=demo_plain`)).status, 400)
  })

  test('is unpaused by the business', async () => {
    await review(demoPlain, { action: 'pause' })
    assert.deepEqual((await world.graph('POST', `${demoPlain}/unpause`)).body, { success: true })
    assert.equal(await statusOf(demoPlain), 'APPROVED')
    assert.deepEqual((await world.graph('POST', `${demoPlain}/unpause`)).body, { success: false })
  })

  test('changes its quality and its category, each reported by a webhook', async () => {
    await review(demoPlain, { action: 'quality', score: 'YELLOW' })
    const quality = await hook('message_template_quality_update')
    assert.deepEqual([quality.previous_quality_score, quality.new_quality_score], ['UNKNOWN', 'YELLOW'])
    await review(demoPlain, { action: 'category', category: 'MARKETING' })
    const category = await hook('template_category_update')
    assert.deepEqual([category.previous_category, category.new_category], ['UTILITY', 'MARKETING'])
    const { body } = await world.graph('GET', `${demoPlain}?fields=category,previous_category,quality_score`)
    assert.deepEqual([body.category, body.previous_category], ['MARKETING', 'UTILITY'])
  })

  test('refuses a review that does not fit its state', async () => {
    for (const body of [
      {},
      { action: 'burn' },
      { action: 'quality', score: 'BLUE' },
      { action: 'reject', reason: 'X' },
    ])
      await assert.rejects(review(demoPlain, body), /400/)
    await assert.rejects(review('7', { action: 'approve' }), /404/)
    await assert.rejects(world.control('PUT', '/review', { mode: 'never' }), /400/)
  })
})

describe('deletion', () => {
  const remaining = async () => ((await world.graph('GET', `${path}?limit=100`)).body.data as unknown[]).length

  test('by name deletes all languages, by ids those alone, all or none', async () => {
    assert.deepEqual((await world.graph('DELETE', `${path}?name=demo_text`)).body, { success: true })
    assert.equal(await remaining(), 13)
    assert.equal((await world.graph('DELETE', `${path}?hsm_ids=[${demoPlain},7]`)).status, 404)
    assert.equal(await remaining(), 13)
    assert.deepEqual((await world.graph('DELETE', `${path}?hsm_ids=[${demoPlain}]`)).body, { success: true })
    assert.equal(await remaining(), 12)
    assert.equal((await world.graph('DELETE', `${path}?name=demo_text`)).status, 404)
    assert.equal((await world.graph('DELETE', path)).body.error?.code, 100)
  })
})

describe('upsert', () => {
  test('creates one authentication template in many languages', async () => {
    const languages = ['en', 'es', 'pt_BR']
    const components = [{ type: 'BODY' }, { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] }]
    const template = { name: 'codigo', languages, category: 'AUTHENTICATION', components }
    const { body } = await world.graph('POST', `${wabaId}/upsert_message_templates`, template)
    assert.deepEqual(
      (body.data as { language: string }[]).map(({ language }) => language),
      languages,
    )
    assert.equal(
      (await world.graph('POST', `${wabaId}/upsert_message_templates`, { ...template, category: 'UTILITY' })).status,
      400,
    )
  })
})
