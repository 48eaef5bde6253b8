/**
 * One resolver for each kind of name: the translation on every route, the variable of a value, the skill that is set,
 * the parameters of destructive calls, and the ids that can stand in a path.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import { nameLanguage, previewLanguage, resolveLanguage } from '../../src/model/template/language.ts'
import { anyBot, openTestHttp, plainTemplate } from '../support/http.ts'
import { inlined, openapi } from '../support/openapi.ts'
import { callerOf, signedIn } from '../support/signed-in.ts'

const path = '/v1/bots/demo/templates'
const person = '593987654321'
type Http = Awaited<ReturnType<typeof openTestHttp>>

const put = (http: Http, more: Partial<TemplateDefinition>, record?: object) =>
  http.store.putTemplate('demo', { ...plainTemplate, elementName: 'order', ...more }, http.now.at, record)

const fieldsOf = (json: { validationError?: object }) => Object.keys(json.validationError ?? {}).sort()
const sentIn = (http: Http) => http.store.claim({ botId: 'demo', limit: 99, now: http.now.at, inFlight: new Set() })

// ── languages ───────────────────────────────────────────────

test('a preview shows the translation that a send uses, on every route', async () => {
  for (const asked of [undefined, 'es', 'es-ec', 'es_AR', 'es_mx']) {
    await using http = await openTestHttp()
    for (const language of ['es_EC', 'es_MX']) await put(http, { language, metaId: `7${language}` })
    const language = asked === undefined ? {} : { language: asked }
    const shown = await http.inject('POST', `${path}/order/preview`, {
      body: { ...language, parameters: ['Ana', '1'] },
    })
    const send = { elementName: 'order', destinations: [person], parameters: ['Ana', '1'], ...language }
    const answer = await http.inject('POST', '/v2/whatsapp/demo/hsm', { body: send })
    assert.equal(shown.status, answer.status === 400 ? 422 : 200)
    if (answer.status !== 200) continue
    const [message] = (await sentIn(http)).messages
    assert.equal(shown.json.data.language, (message?.content as { language?: string }).language, String(asked))
  }
})

const languages = ['es', 'es_EC', 'es_MX', 'es_LA', 'en', 'en_US', 'pt_BR', 'pt_PT']
const requests = fc.option(fc.constantFrom(...languages, 'pt', 'es-ec', 'ES_mx', 'es_AR', 'fr'), { nil: undefined })
const translations = fc.uniqueArray(
  fc.record({ language: fc.constantFrom(...languages), status: fc.constantFrom('APPROVED', 'PENDING', 'DRAFT') }),
  { selector: ({ language }) => language, maxLength: 6 },
)

test('whatever is stored and requested: previews agree with sends, and a change names exactly one translation', () => {
  fc.assert(
    fc.property(translations, requests, fc.constantFrom('es', 'en', 'pt'), (found, asked, locale) => {
      const definitions = found.map((one): TemplateDefinition => ({ ...plainTemplate, ...one }))
      const send = resolveLanguage(asked, definitions, locale as 'es')
      const shown = previewLanguage(asked, definitions, locale as 'es')
      if (send.kind === 'found') assert.deepEqual(shown, send)
      const named = nameLanguage(asked, definitions)
      if (named.kind === 'unclear') assert.equal(named.available.length, found.length)
      if (named.kind !== 'found') return assert.equal(named.kind === 'missing', found.length === 0)
      if (asked === undefined) return assert.equal(found.length, 1)
      const code = (text: string) => text.toLowerCase().replace('-', '_')
      const { language } = named.definition
      const isExact = code(language) === code(asked)
      const variants = found.filter((one) => code(one.language).startsWith(`${code(asked)}_`))
      assert.ok(isExact || variants.length === 1 || (asked === 'pt' && language === 'pt_BR'))
    }),
    { numRuns: 2_000 },
  )
})

test('an edit or a deletion names exactly one translation, or is refused with the list of them', async () => {
  await using http = await openTestHttp()
  for (const language of ['es_EC', 'es_MX', 'en']) await put(http, { language, status: 'DRAFT' })
  for (const query of ['', '?language=es', '?language=es_AR', '?language=fr', '?language=']) {
    for (const method of ['PATCH', 'PUT', 'DELETE'] as const) {
      const body = method === 'DELETE' ? {} : { body: { displayName: 'x', template: 'Hola.' } }
      const { status, json } = await http.inject(method, `${path}/order${query}`, body)
      assert.equal(status, 422, `${method} ${query}`)
      const all = method === 'DELETE' ? ',all' : ''
      assert.match(JSON.stringify(json.validationError.language), new RegExp(`values: en,es_EC,es_MX${all}"`))
    }
  }
  const named = async (language: unknown) =>
    (await http.inject('PATCH', `${path}/order`, { body: { displayName: 'x', language } })).status
  assert.deepEqual([await named('es'), await named(['es_EC']), await named('es_EC')], [422, 422, 200])
  const changed = (await http.inject('GET', `${path}/order`)).json.data as {
    languageCode: string
    displayName: string
  }[]
  assert.deepEqual(
    changed.filter(({ displayName }) => displayName === 'x').map(({ languageCode }) => languageCode),
    ['es_EC'],
  )
  const removed = await http.inject('DELETE', `${path}/order?language=es-mx`)
  assert.deepEqual(removed.json.data.languages, ['es_MX'])
  const one = await http.inject('DELETE', `${path}/order?language=es`)
  assert.deepEqual(one.json.data.languages, ['es_EC'], 'of its variants one is left')
  assert.equal((await http.inject('DELETE', `${path}/none?language=all`)).status, 404)
})

test('all translations are deleted on request, and a single one by its name', async () => {
  await using http = await openTestHttp()
  for (const language of ['es_EC', 'es_MX', 'en']) await put(http, { language, status: 'DRAFT' })
  const { json } = await http.inject('DELETE', `${path}/order?language=all`)
  assert.deepEqual(json.data.languages.toSorted(), ['en', 'es_EC', 'es_MX'])
  await put(http, { language: 'en', status: 'DRAFT' })
  assert.deepEqual((await http.inject('DELETE', `${path}/order`)).json.data.languages, ['en'])
})

test('a preview in a missing language names the available ones', async () => {
  await using http = await openTestHttp()
  for (const language of ['es_EC', 'pt_BR']) await put(http, { language })
  const body = { language: 'fr', parameters: ['Ana', '1'] }
  const { status, json } = await http.inject('POST', `${path}/order/preview`, { body })
  assert.equal(status, 422)
  assert.match(json.validationError.language[0].en, /values: es_EC,pt_BR$/)
})

// ── destructive calls ───────────────────────────────────────

type Described = {
  security?: object[]
  parameters?: { in: string; name: string; required?: boolean; schema: { const?: string } }[]
  requestBody?: { content: Record<string, { schema: { required?: string[] } }> }
}
const { paths } = inlined<{ paths: Record<string, Record<string, Described>> }>(openapi)
const destructive = Object.entries(paths).flatMap(([route, methods]) => [
  ...(methods.delete ? [['DELETE', route] as const] : []),
  ...(/campaigns.*\/(cancel|pause|resume)$/.test(route) && methods.post ? [['POST', route] as const] : []),
  ...(/\/(secrets|webhook-secret)$/.test(route) && methods.post ? [['POST', route] as const] : []),
  ...(route.endsWith('/me/password') && methods.put ? [['PUT', route] as const] : []),
  ...(/\/sessions(\/by-link)?$/.test(route) && methods.post ? [['POST', route] as const] : []),
  ...(route.endsWith('/templates/{elementName}') ? [['PUT', route] as const, ['PATCH', route] as const] : []),
])

/** The query parameters without which the body is not read. */
function wordsFor({ parameters = [] }: Described): string {
  const needed = parameters.filter((one) => one.in === 'query' && one.required)
  return needed.map(({ name, schema }) => `${name}=${schema.const ?? 'x'}&`).join('')
}
function wanted({ requestBody }: Described): Record<string, string> {
  const required = requestBody?.content['application/json']?.schema.required ?? []
  return Object.fromEntries(
    required.map((name) => [name, name === 'email' ? 'ana@example.com' : 'una frase cualquiera']),
  )
}

test('every destructive route refuses an unknown query parameter, and deletes nothing', async () => {
  await using http = await openTestHttp()
  for (const language of ['es', 'es_EC']) await put(http, { language, status: 'DRAFT' })
  const rowsBefore = JSON.stringify([
    await http.store.bots(),
    await http.store.clients(),
    await http.store.templates('demo'),
  ])
  assert.ok(destructive.length >= 14, `${destructive.length}`)
  const values: Record<string, string> = { botId: 'demo', clientId: 'client_all', elementName: 'order', language: 'es' }
  const session = await signedIn(http, 'ana')
  for (const [method, route] of destructive) {
    const described = paths[route]?.[method.toLowerCase()] ?? {}
    const url = route.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'x')
    const said = wordsFor(described)
    const caller = callerOf(described.security, session)
    const bare = method === 'DELETE' && described.requestBody === undefined
    const body = wanted(described)
    const wrong = await http.inject(method, `${url}?${said}lang=es_EC`, { ...caller, ...(!bare && { body }) })
    assert.equal(wrong.status, 422, `${method} ${route} ${wrong.text}`)
    assert.deepEqual(fieldsOf(wrong.json), ['lang'], `${method} ${route}`)
    if (method !== 'DELETE') continue
    const withBody = await http.inject(method, `${url}?${said}`, { ...caller, body: { ...body, language: 'es_EC' } })
    assert.deepEqual([withBody.status, fieldsOf(withBody.json)], [422, ['language']], `${method} ${route}`)
  }
  const rowsAfter = JSON.stringify([
    await http.store.bots(),
    await http.store.clients(),
    await http.store.templates('demo'),
  ])
  assert.equal(rowsAfter, rowsBefore)
})

// ── values ──────────────────────────────────────────────────

const named: Partial<TemplateDefinition> = {
  elementName: 'named',
  parameterFormat: 'NAMED',
  components: [{ type: 'BODY', text: 'Hola {{nombre}}, tu pedido {{pedido}} salió.' }],
}

const labelled = {
  params: [
    { param: '1', label: 'Nombre' },
    { param: '2', label: 'Pedido' },
  ],
}

const good: [string, Record<string, unknown>, string][] = [
  ['named', { nombre: 'Ana', pedido: 'A-77' }, 'Hola Ana, tu pedido A-77 salió.'],
  ['named', { pedido: 'A-77', nombre: 'Ana' }, 'Hola Ana, tu pedido A-77 salió.'],
  ['named', { 1: 'Ana', 2: 'A-77' }, 'Hola Ana, tu pedido A-77 salió.'],
  ['order', { 2: 'A-77', 1: 'Ana' }, 'Hola Ana, tu pedido A-77 salió.'],
  ['order', { cualquiera: 'Ana', otra: 'A-77' }, 'Hola Ana, tu pedido A-77 salió.'],
  ['labels', { Pedido: 'A-77', Nombre: 'Ana' }, 'Hola Ana, tu pedido A-77 salió.'],
  ['labels', { cualquiera: 'Ana', otra: 'A-77' }, 'Hola Ana, tu pedido A-77 salió.'],
]

const bad: [string, Record<string, unknown>, string[]][] = [
  ['named', { pedido: 'A-77', nombr: 'Ana' }, ['parameters.nombr']],
  ['named', { Pedido: 'A-77', Nombre: 'Ana' }, ['parameters.Nombre', 'parameters.Pedido']],
  ['named', { nombre: 'Ana', pedido: 'A-77', extra: 'x' }, ['parameters.extra']],
  ['named', { nombre: 'Ana' }, ['parameters']],
  ['named', { 1: 'Ana', pedido: 'A-77' }, ['parameters']],
  ['named', { 0: 'Ana', 1: 'A-77' }, ['parameters.0']],
  ['order', { 1: 'Ana', 3: 'A-77' }, ['parameters.3']],
  ['order', { 1: 'Ana', otra: 'A-77' }, ['parameters']],
  ['order', { 2: 'A-77' }, ['parameters']],
  ['labels', { Pedido: 'A-77', Nombr: 'Ana' }, ['parameters.Nombr']],
]

test('values by name go to the variables of that name, and an unknown name is reported', async () => {
  await using http = await openTestHttp()
  await put(http, named)
  await put(http, {})
  await put(http, { elementName: 'labels' }, labelled)
  const doors = ['/v1/bots/demo/messages', '/v1/bots/demo/campaigns/mayo/template-messages']
  let people = 0
  const send = (url: string, templateId: string, parameters: object) => {
    const userId = `5939876543${10 + people++}`
    return http.inject('POST', url, { body: { type: 'template', templateId, userId, parameters } })
  }
  for (const url of doors) {
    for (const [templateId, parameters, fields] of bad) {
      const { status, json } = await send(url, templateId, parameters)
      assert.deepEqual([status, fieldsOf(json)], [422, fields], JSON.stringify(parameters))
    }
    for (const [templateId, parameters, text] of good) {
      const { status, json } = await send(url, templateId, parameters)
      assert.equal(status, 200, JSON.stringify(json))
      const sent = (await sentIn(http)).messages.find(({ id }) => id === json.messageId)
      assert.equal((sent?.content as { text?: string } | undefined)?.text, text, JSON.stringify(parameters))
    }
  }
})

// ── skills ──────────────────────────────────────────────────

test('a send that sets an unknown skill is refused on every route, under the field as written', async () => {
  await using http = await openTestHttp()
  await put(http, {})
  const at = { createdAt: 1, updatedAt: 1 }
  await http.store.putSkill({ id: '2222', botId: 'demo', name: 'x', kind: 'webhook', url: 'https://a.ec', ...at })
  await http.store.putSkill({ id: '7', botId: 'other', name: 'x', kind: 'webhook', url: 'https://a.ec', ...at })
  const hsm = { elementName: 'order', destinations: [person], parameters: ['Ana', '1'] }
  const byId = { type: 'template', templateId: 'order', userId: person, parameters: { 1: 'Ana', 2: '1' } }
  const file = Buffer.from('phone,nombre,pedido,skill\n593987654321,Ana,1,2222\n593987654322,Luis,2,nadie\n')
  const campaign = async (actions: object, url = '/v1/hsm/file') => {
    const form = new FormData()
    form.append('archivo', new Blob([file]), 'lista.csv')
    const fields = { campaignName: 'Mayo', elementName: 'order', botId: 'demo', actions: JSON.stringify(actions) }
    for (const [key, value] of Object.entries(fields)) form.append(key, value)
    const payload = form as unknown as string
    const answer = await http.app.inject({ method: 'POST', url, headers: { authorization: anyBot }, payload })
    return { status: answer.statusCode, json: JSON.parse(answer.body) }
  }
  const doors = {
    hsm: (actions: object) => http.inject('POST', '/v2/whatsapp/demo/hsm', { body: { ...hsm, actions } }),
    byId: (actions: object) => http.inject('POST', '/v1/bots/demo/messages', { body: { ...byId, actions } }),
    byCampaign: (actions: object) =>
      http.inject('POST', '/v1/bots/demo/campaigns/mayo/template-messages', { body: { ...byId, actions } }),
    campaign,
    preview: (actions: object) => campaign(actions, '/v1/campaigns/preview'),
  }
  for (const [name, door] of Object.entries(doors)) {
    for (const [actions, field] of [
      [{ setSkill: { id: 'nadie' } }, 'actions.setSkill.id'],
      [{ setSkill: { id: 7 } }, 'actions.setSkill.id'],
      [{ setFlow: { id: '../x' }, setMemoryParams: { a: 1 } }, 'actions.setFlow.id'],
    ] as const) {
      const { status, json } = await door(actions)
      assert.deepEqual([status, fieldsOf(json)], [422, [field]], `${name} ${JSON.stringify(actions)}`)
    }
    assert.deepEqual((await sentIn(http)).messages, [], name)
  }
  for (const [name, door] of Object.entries(doors)) {
    for (const actions of [{ setSkill: { id: 2222 } }, { setFlow: { id: '2222' } }, { setMemoryParams: { a: 1 } }]) {
      const { status, json } = await door(actions)
      assert.equal(status, 200, `${name} ${JSON.stringify(json)}`)
    }
  }
  const byRow = await doors.preview({ setSkill: { id: '{{skill}}' } })
  assert.deepEqual([byRow.status, byRow.json.data.good, byRow.json.data.bad], [200, 1, 1])
  assert.match(JSON.stringify(byRow.json.data.problems), /nadie/)
})

// ── ids in a path ───────────────────────────────────────────

const strangeIds = ['.', '..', 'a/b', '/', '../x', 'a\\b', 'a?b', 'a#b', 'a%2Fb', '%2e%2e', '', ' ', 'ñ']

test('an id that cannot stand in a path is refused wherever a caller chooses one', async () => {
  await using http = await openTestHttp()
  const channel = { phoneNumberId: '900', wabaId: '901', accessToken: 'a', appSecret: 'b', verifyToken: 'c' }
  for (const id of strangeIds) {
    const bot = await http.inject('POST', '/manage/v1/bots', { body: { id, name: 'x', channel } })
    assert.deepEqual([bot.status, fieldsOf(bot.json)], [422, ['id']], `bot ${id}`)
    const client = await http.inject('POST', '/manage/v1/clients', { body: { id, name: 'x', bots: 'all' } })
    assert.deepEqual([client.status, fieldsOf(client.json)], [422, ['id']], `client ${id}`)
    const part = encodeURIComponent(id).replaceAll('.', '%2E')
    const skill = await http.inject('PUT', `/manage/v1/bots/demo/skills/${part}`, {
      body: { kind: 'webhook', url: 'https://a.ec' },
    })
    assert.ok([404, 422].includes(skill.status), `skill ${id} ${skill.status}`)
    const template = { elementName: id, language: 'es', category: 'UTILITY', template: 'Hola.' }
    const created = await http.inject('POST', `${path}?sendToAprove=false`, { body: template })
    assert.deepEqual([created.status, fieldsOf(created.json)], [422, ['elementName']], `template ${id}`)
  }
  assert.deepEqual([(await http.store.skills('demo')).length, (await http.store.bots()).length], [0, 3])
  let number = 910
  for (const id of ['...', '.a', 'a.', '..a', '+593', 'a:b']) {
    const { status } = await http.inject('POST', '/manage/v1/bots', {
      body: { id, name: 'x', channel: { ...channel, phoneNumberId: String(number++) } },
    })
    assert.equal(status, 201, id)
    assert.equal((await http.inject('GET', `/manage/v1/bots/${id}`)).json.id, id)
  }
})
