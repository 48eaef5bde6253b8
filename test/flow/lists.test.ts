/**
 * Notifications and history as callers see them: the documented shapes under every path, filters, pages, the download,
 * and refusals.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually, type Gateway, idsOf, person, startGateway } from '../support/gateway.ts'

let gateway: Gateway
let ids: string[]

/** Three notifications, one of them in a campaign and one refused late, a session message, and an answer. */
before(async () => {
  gateway = await startGateway({}, { sandbox: { seed: 5, statusDelayMs: { sent: 1, delivered: 2, read: 3 } } })
  await gateway.control('PUT', '/_sandbox/people/593987654399', { name: 'Nadie', onWhatsApp: false })
  const hsm = { elementName: 'demo_plain', parameters: [] }
  const answers = [
    await gateway.call('POST', '/v2/whatsapp/demo/hsm', { ...hsm, destinations: [person] }),
    await gateway.call('POST', '/v2/whatsapp/demo/hsm', { ...hsm, destinations: ['593987654399'] }),
    await gateway.call('POST', '/v1/bots/demo/campaigns/spring/template-messages', {
      templateId: 'demo_text',
      userId: person,
      parameters: { 2: 'A-1', 1: '=Ana, "la jefa"' },
    }),
  ]
  ids = answers.flatMap(idsOf)
  assert.equal(ids.length, 3, JSON.stringify(answers.map(({ body }) => body)))
  await gateway.call('POST', '/v1/bots/demo/messages', {
    type: 'image',
    userId: person,
    mediaUrl: `${gateway.sandboxUrl}/_sandbox/samples/image.png`,
    text: 'Mira',
  })
  await eventually(async () => {
    const { body } = await list('')
    const { READ = 0, FAILED = 0 } = body._metadata.statistics
    return READ === 2 && FAILED === 1
  }, 'two are read and one has failed')
  await gateway.simulateInbound({ type: 'text', text: 'gracias' })
  await eventually(async () => (await list('')).body._metadata.statistics.REPLY === 1, 'the answer counts as a reply')
})

after(() => gateway?.[Symbol.asyncDispose]())

type Listed = {
  status: number
  body: {
    pagination: Record<string, number>
    _metadata: { statistics: Record<string, number>; statisticsOver: number; next: string | null }
    results: Record<string, unknown>[]
  }
}

const list = (query: string, path = '/v1/external/bots/demo/notifications') =>
  gateway.call('GET', `${path}${query}`) as unknown as Promise<Listed>

describe('notifications', () => {
  test('are listed alike under both paths, newest first, in the documented shape', async () => {
    const { status, body } = await list('')
    assert.equal(status, 200)
    assert.deepEqual(body.pagination, { page: 1, limit: 10, offset: 0, total: 3, totalPages: 1 })
    assert.deepEqual(
      body.results.map(({ id }) => id),
      ids.toReversed(),
    )
    assert.deepEqual((await list('', '/v1/bots/demo/notifications')).body, body)
    const [newest, refused] = body.results
    assert.deepEqual(
      [newest?.destination, newest?.origin, newest?.elementName, newest?.campaignId, newest?.error],
      [person, 'API', 'demo_text', 'spring', null],
    )
    assert.ok(
      [newest?.createdAt, newest?.sentDate, newest?.deliveryUserAt, newest?.readAt].every(
        (at) => typeof at === 'string',
      ),
    )
    assert.deepEqual([refused?.sentStatus, refused?.wasRead], ['FAILED', false])
    assert.equal((refused?.error as { code: number }).code, 131026)
  })

  test('are filtered, paged by number and by `after`, and read one by one', async () => {
    assert.equal((await list('?campaignId=spring')).body.pagination.total, 1)
    assert.equal((await list('?elementName=demo_plain')).body.pagination.total, 2)
    assert.equal((await list(`?messageId=${ids[1]}`)).body.results[0]?.id, ids[1])
    const today = new Date(gateway.now()).toISOString().slice(0, 10)
    assert.equal((await list(`?from=${today}&to=${today}`)).body.pagination.total, 3)
    assert.equal((await list('?to=2020-01-01')).body.pagination.total, 0)
    const first = await list('?limit=2')
    assert.equal(first.body.pagination.totalPages, 2)
    const byNumber = await list('?limit=2&page=2')
    const byCursor = await list(`?limit=2&after=${first.body._metadata.next}`)
    assert.deepEqual(byCursor.body.results, byNumber.body.results)
    assert.equal(byCursor.body._metadata.next, null)
    assert.equal((await list('?limit=900')).body.pagination.limit, 50)
    const one = await gateway.call('GET', `/v1/bots/demo/notifications/${ids[1]}`)
    assert.deepEqual([one.status, one.body.id, one.body.sentStatus], [200, ids[1], 'FAILED'])
  })

  test('are downloaded as CSV whose cells no spreadsheet evaluates as formulas', async () => {
    const answer = await fetch(`${gateway.url}/v1/bots/demo/notifications?download=true`, {
      headers: { authorization: `Basic ${btoa('demo:recado-demo')}` },
    })
    assert.match(answer.headers.get('content-type') ?? '', /^text\/csv/)
    assert.match(answer.headers.get('content-disposition') ?? '', /notifications\.csv/)
    const lines = (await answer.text()).trimEnd().split('\r\n')
    assert.equal(lines.length, 4)
    assert.match(lines[0] ?? '', /^id,destination,sentStatus,/)
    assert.match(lines[1] ?? '', new RegExp(`^${ids[2]},${person},`))
    assert.match(lines[2] ?? '', /""code"":131026/)
  })

  test('an invalid query is refused by field', async () => {
    for (const [query, field] of [
      ['?page=0', 'page'],
      ['?limit=ten', 'limit'],
      ['?from=yesterday', 'from'],
      ['?to=2026-13-40', 'to'],
      ['?after=2', 'after'],
      ['?download=maybe', 'download'],
    ] as const) {
      const { status, body } = (await list(query)) as unknown as { status: number; body: { validationError: object } }
      assert.deepEqual([status, Object.keys(body.validationError)], [422, [field]], query)
    }
    assert.equal((await gateway.call('GET', '/v1/bots/nobody/notifications')).status, 404)
    assert.equal((await gateway.call('GET', '/v1/bots/demo/notifications/msg_none')).status, 404)
  })
})

describe('history', () => {
  const history = (query: string) => list(query, '/v1/external/messages/history/demo')

  test('has both directions, newest first, with author and content', async () => {
    const { body } = await history(`?clientId=${person}`)
    const [newest, image] = body.results
    assert.deepEqual(
      [newest?.by, newest?.status, newest?.bubble],
      ['user', 'RECEIVED', { type: 'TEXT', text: 'gracias' }],
    )
    assert.deepEqual(
      [(newest?.sender as { id: string }).id, (newest?.recipient as { id: string }).id],
      [person, 'demo'],
    )
    assert.equal(image?.by, 'bot')
    const { type, text, mediaUrl } = image?.bubble as Record<string, string>
    assert.deepEqual([type, text], ['IMAGE', 'Mira'])
    assert.match(mediaUrl ?? '', /image\.png$/)
    assert.ok(body.results.some(({ bubble }) => (bubble as { elementName?: string }).elementName === 'demo_text'))
    const all = await history('')
    assert.equal(all.body.pagination.total, (body.pagination.total ?? 0) + 1)
    assert.deepEqual((await history('?limit=2&page=2')).body.results, all.body.results.slice(2, 4))
    assert.equal((await history('?endAt=2020-01-01')).body.pagination.total, 0)
    assert.equal((await history(`?messageId=${ids[0]}`)).body.results[0]?.messageId, ids[0])
  })
})

describe('a template by id', () => {
  const send = (body: object) =>
    gateway.call('POST', '/v1/bots/demo/messages', { type: 'template', userId: person, ...body })

  test('fills its variables by number, or in the order given, as text', async () => {
    const texts = (await gateway.phone()).map(({ rendered }) => JSON.stringify(rendered))
    assert.ok(
      texts.some((text) => text.includes('=Ana, \\"la jefa\\"')),
      'what the caller wrote reached the phone as it is',
    )
    const answer = await send({ templateId: 'demo_text', parameters: { name: 'Eva', order: 7 } })
    assert.deepEqual([answer.status, answer.body.success], [200, true])
    await gateway.phoneUntil((messages) => messages.some(({ rendered }) => JSON.stringify(rendered).includes('Eva')))
  })

  test('is refused with the field, and an unknown one with the documented 400', async () => {
    const missing = await send({ templateId: 'no_such' })
    assert.deepEqual([missing.status, missing.body.status], [400, 'failed'])
    const few = await send({ templateId: 'demo_text', parameters: { 1: 'Eva' } })
    assert.equal(few.status, 422)
    const wrong = await send({ templateId: '', parameters: { 1: 'a\nb' }, botId: 'other', userId: '+593' })
    assert.deepEqual(Object.keys(wrong.body.validationError as object).sort(), [
      'botId',
      'parameters.1',
      'templateId',
      'userId',
    ])
  })
})
