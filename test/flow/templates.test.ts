/**
 * Templates through the whole gateway: created with a sample file, reviewed by the sandbox, sent, downgraded, changed,
 * deleted; drafts; refusals; and changes at Meta without a notice.
 */
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type Answer, eventually, type Gateway, idsOf, person, startGateway } from '../support/gateway.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver

before(async () => {
  gateway = await startGateway()
  receiver = await startReceiver()
  const events = ['template_status', 'template_quality', 'template_category', 'failed']
  const endpoint = { url: `${receiver.url}/events`, events }
  assert.equal((await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', endpoint)).status, 201)
})
after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})
beforeEach(() => review('manual'))

const templates = '/v1/bots/demo/templates'
let count = 0
const newName = () => `t_${++count}`

async function review(mode: 'manual' | 'instant'): Promise<void> {
  assert.equal((await gateway.control('PUT', '/_sandbox/review', { mode })).status, 200)
}

type Template = Record<string, unknown> & { metaId: string; elementName: string; status: string }

const dataOf = (answer: Answer): Template => {
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body.data as Template
}

const jelouForm = (elementName: string, more: Record<string, unknown> = {}) => ({
  elementName,
  displayName: 'Pedido en camino',
  language: 'es',
  category: 'UTILITY',
  type: 'HSM',
  template: 'Hola {{1}}, tu pedido {{2}} va en camino.',
  params: [
    { param: '1', label: 'Nombre', example: 'Ana' },
    { param: '2', label: 'Pedido', example: 'A-1024' },
  ],
  paramsNumber: 2,
  isVisible: true,
  ...more,
})

const create = (body: unknown, query = '?sendToAprove=true') => gateway.call('POST', templates + query, body)

/** As Meta's reviewers would. */
async function decide(template: Template, act: Record<string, unknown>): Promise<void> {
  const { status, body } = await gateway.control('POST', `/_sandbox/templates/${template.metaId}/review`, act)
  assert.equal(status, 200, JSON.stringify(body))
}

async function read(elementName: string): Promise<Template> {
  const answer = await gateway.call('GET', `${templates}/${elementName}`)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return (answer.body.data as Template[])[0] as Template
}

const reported =
  (event: string, elementName: string) =>
  ({ body }: Received) =>
    body.event === event && body.elementName === elementName

async function eventOf(event: string, elementName: string): Promise<Record<string, unknown>> {
  return (await receiver.first(reported(event, elementName))).body
}

async function fault(body: Record<string, unknown>): Promise<void> {
  const made = await gateway.control('POST', '/_sandbox/faults', { times: 1, ...body })
  assert.equal(made.status < 300, true, JSON.stringify(made.body))
}

function send(elementName: string, more: Record<string, unknown> = {}): Promise<Answer> {
  const body = { elementName, destinations: [person], parameters: ['Ana', 'A-1'], ...more }
  return gateway.call('POST', '/v2/whatsapp/demo/hsm', body)
}

test('a template with a picture: uploaded, reviewed, sent, rated and moved to another category', async () => {
  const name = newName()
  const mediaUrl = `${gateway.sandboxUrl}/_sandbox/samples/image.jpg`
  const created = await create(jelouForm(name, { type: 'IMAGE', mediaUrl }))
  const template = dataOf(created)
  assert.deepEqual(created.body.status, 'success')
  assert.equal(template.status, 'PENDING')
  assert.deepEqual([template.type, template.paramsNumber, template.language], ['IMAGE', 2, 'ES'])
  assert.deepEqual(template.params, [
    { label: 'Nombre', param: '1' },
    { label: 'Pedido', param: '2' },
  ])
  assert.equal((await send(name, { type: 'image', mediaUrl })).status, 400)

  await decide(template, { action: 'approve' })
  const approved = await eventOf('template_status', name)
  assert.deepEqual([approved.value, approved.previous, approved.botId], ['APPROVED', 'PENDING', 'demo'])
  idsOf(await send(name, { type: 'image', mediaUrl }))
  const shown = await gateway.phoneUntil((messages) => JSON.stringify(messages).includes(name))
  assert.equal(shown.length > 0, true)

  await decide(template, { action: 'quality', score: 'RED' })
  const rated = await eventOf('template_quality', name)
  assert.deepEqual([rated.value, rated.previous], ['RED', 'UNKNOWN'])
  await decide(template, { action: 'category', category: 'MARKETING' })
  const moved = await eventOf('template_category', name)
  assert.deepEqual([moved.value, moved.previous, moved.alarm], ['MARKETING', 'UTILITY', true])
  const now = await read(name)
  assert.deepEqual([now.status, now.quality, now.category], ['APPROVED', 'RED', 'MARKETING'])
  const metrics = String((await gateway.call('GET', '/metrics')).body.text)
  assert.match(metrics, /recado_template_alarm_total\{bot="demo"\} 1/)
})

test("a reviewers' refusal is reported with its reason, and the template may then be changed", async () => {
  const name = newName()
  const template = dataOf(await create(jelouForm(name)))
  await decide(template, { action: 'reject', reason: 'TAG_CONTENT_MISMATCH' })
  const rejected = await eventOf('template_status', name)
  assert.deepEqual([rejected.value, rejected.reason], ['REJECTED', 'TAG_CONTENT_MISMATCH'])
  assert.equal((await read(name)).reason, 'TAG_CONTENT_MISMATCH')
  const changed = dataOf(
    await gateway.call('PATCH', `${templates}/${name}`, { footer: 'Gracias', displayName: 'Otro' }),
  )
  assert.deepEqual([changed.status, changed.displayName, changed.reason], ['PENDING', 'Otro', null])
  const locked = await gateway.call('PATCH', `${templates}/${name}`, { footer: 'Adiós' })
  assert.deepEqual([locked.status, (locked.body.error as { key: string }).key], [409, 'TEMPLATE_LOCKED'])
  const renamed = dataOf(await gateway.call('PATCH', `${templates}/${name}`, { displayName: 'Solo aquí' }))
  assert.equal(renamed.displayName, 'Solo aquí')
})

test('a draft is stored here, changed, and submitted for approval on request', async () => {
  const name = newName()
  const draft = dataOf(await create(jelouForm(name), '?sendToAprove=false'))
  assert.deepEqual([draft.status, draft.metaId], ['DRAFT', null])
  const atMeta = async () => (await gateway.control('GET', '/_sandbox/templates')).body as unknown as { name: string }[]
  assert.equal(
    (await atMeta()).some((one) => one.name === name),
    false,
  )
  assert.equal((await send(name)).status, 400)
  dataOf(await gateway.call('PATCH', `${templates}/${name}`, { footer: 'Gracias' }))
  assert.equal(
    (await atMeta()).some((one) => one.name === name),
    false,
  )
  const sent = dataOf(await gateway.call('PATCH', `${templates}/${name}?sendToApprove=true`, {}))
  assert.equal(sent.status, 'PENDING')
  assert.deepEqual(
    (sent.components as { type: string }[]).map(({ type }) => type),
    ['BODY', 'FOOTER'],
  )
  await decide(sent, { action: 'approve' })
  assert.equal((await eventOf('template_status', name)).previous, 'PENDING')
  assert.equal((await read(name)).status, 'APPROVED')
  const events = receiver.received.filter(reported('template_status', name)).map(({ body }) => body.value)
  assert.deepEqual(events, ['APPROVED'])
})

test('one name and language is sent to Meta once, however often it is requested at the same time', async () => {
  const name = newName()
  const answers = await Promise.all(Array.from({ length: 5 }, () => create(jelouForm(name))))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409, 409, 409])
  const { body: asked } = await gateway.control('GET', '/_sandbox/templates')
  assert.equal((asked as unknown as { name: string }[]).filter((one) => one.name === name).length, 1)
  assert.equal(dataOf(await create(jelouForm(name, { language: 'pt' }))).languageCode, 'pt_BR')
  const { body } = await gateway.call('GET', `${templates}/${name}`)
  assert.deepEqual(
    (body.data as Template[]).map(({ languageCode }) => languageCode),
    ['es', 'pt_BR'],
  )
})

test("Meta's own refusal is reported whole, and leaves nothing behind", async () => {
  const name = newName()
  const header = { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::of-nobody'] } }
  const components = [header, { type: 'BODY', text: 'Hola, tenemos algo nuevo.' }]
  const { status, body } = await create({ elementName: name, language: 'es', category: 'UTILITY', components })
  assert.equal(status, 422, JSON.stringify(body))
  assert.equal((body.error as { key: string }).key, 'META_REFUSED')
  assert.deepEqual(
    [(body.metaError as { code: number }).code, (body.metaError as { subcode: number }).subcode],
    [100, 2388273],
  )
  assert.equal((await gateway.call('GET', `${templates}/${name}`)).status, 404)
})

test('a sample file that cannot be fetched, or is of another kind, is refused under its field', async () => {
  const name = newName()
  for (const [type, file, pattern] of [
    ['IMAGE', 'missing.jpg', /HTTP 404/],
    ['DOCUMENT', 'document.docx', /allowed are: application.pdf/],
  ] as const) {
    const mediaUrl = `${gateway.sandboxUrl}/_sandbox/samples/${file}`
    const { status, body } = await create(jelouForm(name, { type, mediaUrl }))
    assert.equal(status, 422, JSON.stringify(body))
    assert.match(JSON.stringify((body.validationError as Record<string, unknown>).mediaUrl), pattern)
  }
  assert.equal((await gateway.call('GET', `${templates}/${name}`)).status, 404)
})

test('deleted in one language, then in all; the name is listed as DELETED only', async () => {
  const name = newName()
  await review('instant')
  dataOf(await create(jelouForm(name)))
  dataOf(await create(jelouForm(name, { language: 'en' })))
  const first = await gateway.call('DELETE', `${templates}/${name}?language=en`)
  assert.deepEqual([first.status, first.body.data], [200, { elementName: name, languages: ['en'] }])
  const rest = await gateway.call('DELETE', `${templates}/${name}`)
  assert.deepEqual(rest.body.data, { elementName: name, languages: ['es'] })
  assert.equal((await gateway.call('DELETE', `${templates}/${name}`)).status, 404)
  const listed = await gateway.call('GET', `${templates}?query=${name}&status=DELETED`)
  assert.equal((listed.body.data as Template[]).length, 2)
  assert.deepEqual((await gateway.call('GET', `${templates}?query=${name}`)).body.data, [])
  const { body } = await gateway.control('GET', '/_sandbox/templates')
  assert.equal(
    (body as unknown as Template[]).some((one) => one.name === name),
    false,
  )
  assert.deepEqual((await send(name)).body.message, ['Template does not exist'])
})

test('a sync finds unannounced additions, deletions and changes, and reports them as webhooks do', async () => {
  const [removedName, stale] = [newName(), newName()]
  const components = [{ type: 'BODY', text: 'Hola {{1}}.', example: { body_text: [['Ana']] } }]
  const put = (name: string, more: Record<string, unknown>) =>
    gateway.manage('PUT', `/manage/v1/bots/demo/templates/${name}/es`, { category: 'UTILITY', components, ...more })
  await review('instant')
  const real = dataOf(await create(jelouForm(stale)))
  await put(stale, { id: real.metaId, status: 'PAUSED', category: 'UTILITY' })
  await put(removedName, { id: '999', status: 'APPROVED' })
  const answer = await gateway.call('POST', `${templates}/sync`)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  const counts = answer.body.data as Record<string, number>
  assert.deepEqual([counts.changed, counts.removed], [1, 1], JSON.stringify(counts))
  const lost = await eventOf('template_status', removedName)
  assert.deepEqual([lost.value, lost.previous, lost.source], ['DELETED', 'APPROVED', 'sync'])
  await receiver.until((all) => all.filter(reported('template_status', stale)).length === 2)
  assert.deepEqual(
    receiver.received.filter(reported('template_status', stale)).map(({ body }) => [body.change, body.value]),
    [
      ['status', 'APPROVED'],
      ['components', 'UPDATED'],
    ],
  )
  assert.equal((await read(stale)).paramsNumber, 2)
  const again = await gateway.call('POST', `${templates}/sync`)
  const { changed, removed } = again.body.data as Record<string, number>
  assert.deepEqual([changed, removed], [0, 0])
})

test("a send that Meta refuses because the template changed refreshes it: the next is checked against Meta's version", async () => {
  const name = newName()
  await review('instant')
  const real = dataOf(await create(jelouForm(name)))
  const components = [{ type: 'BODY', text: 'Hola {{1}}.', example: { body_text: [['Ana']] } }]
  const stale = { category: 'UTILITY', status: 'APPROVED', id: real.metaId, components }
  await gateway.manage('PUT', `/manage/v1/bots/demo/templates/${name}/es`, stale)
  idsOf(await send(name, { parameters: ['Ana'] }))
  await receiver.first(({ body }) => body.event === 'failed' && body.elementName === name)
  const refused = await eventually(async () => {
    const { status, body } = await send(name, { parameters: ['Ana'] })
    return status === 422 && body
  }, 'the next send is judged by the new definition')
  assert.match(JSON.stringify(refused.validationError), /takes 2 parameters; 1 were given/)
  idsOf(await send(name))
})

test('a creation whose answer was lost is found at Meta, and answered as a success', async () => {
  const name = newName()
  await fault({ kind: 'dropAfter', match: { operation: 'templates' } })
  const template = dataOf(await create(jelouForm(name)))
  assert.deepEqual([template.status, typeof template.metaId], ['PENDING', 'string'])
  const lost = newName()
  await fault({ kind: 'dropBefore', match: { operation: 'templates' } })
  const { status, body } = await create(jelouForm(lost))
  assert.deepEqual([status, (body.error as { key: string }).key], [502, 'META_UNREACHABLE'])
  assert.equal((await gateway.call('GET', `${templates}/${lost}`)).status, 404)
})

test('a category that changed without a webhook is found, with its alarm', async () => {
  const name = newName()
  await review('instant')
  const template = dataOf(await create(jelouForm(name)))
  await fault({ kind: 'lose', match: { operation: 'webhooks', field: 'template_category_update' } })
  await decide(template, { action: 'category', category: 'MARKETING' })
  assert.equal((await gateway.call('POST', `${templates}/sync`)).status, 200)
  const { value, alarm, source } = await eventOf('template_category', name)
  assert.deepEqual([value, alarm, source], ['MARKETING', true, 'sync'])
})

test('the periodic sync runs by itself', async () => {
  const name = newName()
  await review('instant')
  const template = dataOf(await create(jelouForm(name)))
  await fault({ kind: 'lose', match: { operation: 'webhooks', field: 'message_template_quality_update' } })
  await decide(template, { action: 'quality', score: 'YELLOW' })
  gateway.advance(3_600_000)
  assert.equal((await eventOf('template_quality', name)).source, 'sync')
})

test('a change by another program at Meta is here after its webhook', async () => {
  const name = newName()
  await review('instant')
  const template = dataOf(await create(jelouForm(name)))
  const components = [{ type: 'BODY', text: 'Hola {{1}}, tenemos algo nuevo.', example: { body_text: [['Ana']] } }]
  const edited = await fetch(`${gateway.sandboxUrl}/v25.0/${template.metaId}`, {
    method: 'POST',
    headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
    body: JSON.stringify({ components }),
  })
  assert.equal(edited.status, 200)
  await eventually(async () => {
    // The sync after a webhook waits a moment, since Meta's lists lag.
    gateway.advance(1_000)
    return (await read(name)).paramsNumber === 1
  }, 'the new definition is here')
})

test('a new bot has the templates of its account without a request', async () => {
  const channel = {
    graphUrl: gateway.sandboxUrl,
    phoneNumberId: '100000000000099',
    wabaId: '200000000000001',
    accessToken: 'any',
    appSecret: 'sandbox-app-secret',
    verifyToken: 'x',
  }
  assert.equal((await gateway.manage('POST', '/manage/v1/bots', { id: 'twin', name: 'Twin', channel })).status, 201)
  const listed = () => gateway.manage('GET', '/manage/v1/bots/twin/templates')
  const names = await eventually(async () => {
    const found = ((await listed()).body.results as { name: string }[]).map((one) => one.name)
    return found.includes('demo_plain') && found
  }, 'the templates of the account')
  assert.ok(names.includes('demo_carousel'))
  assert.equal((await gateway.manage('DELETE', '/manage/v1/bots/twin')).status, 204)
})

test('a paused template is refused until it is back', async () => {
  const name = newName()
  await review('instant')
  const template = dataOf(await create(jelouForm(name)))
  await decide(template, { action: 'pause' })
  const paused = await eventOf('template_status', name)
  assert.deepEqual([paused.value, paused.reason], ['PAUSED', 'FIRST_PAUSE'])
  assert.match(String((await send(name)).body.message), /not approved in es; its status is PAUSED/)
  await decide(template, { action: 'unpause' })
  await eventually(async () => (await send(name)).status === 200, 'it can be sent again')
})

test('quotes, braces and emoji reach the phone unchanged', async () => {
  const name = newName()
  await review('instant')
  dataOf(await create(jelouForm(name)))
  const value = `{{2}} "O'Hara" {"a":1} <b> \\ 🎉`
  idsOf(await send(name, { parameters: [value, 'A-1'] }))
  const shown = await gateway.phoneUntil((messages) => messages.some(({ body }) => JSON.stringify(body).includes(name)))
  const sent = shown.find(({ body }) => JSON.stringify(body).includes(name))
  assert.ok(JSON.stringify(sent?.body).includes(JSON.stringify(value).slice(1, -1)))
  assert.ok(JSON.stringify(sent?.rendered).includes(JSON.stringify(`Hola ${value}, tu pedido A-1 va`).slice(1, -1)))
})
