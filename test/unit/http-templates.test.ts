/**
 * The template routes: both documented shapes in one list, one template by name, the preview, and refusals under their
 * fields. Meta is unreachable.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import { anyBot, openTestHttp, plainTemplate } from '../support/http.ts'

const path = '/v1/bots/demo/templates'
const keys = (value: object) => Object.keys(value).sort()

async function opened() {
  const http = await openTestHttp()
  const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown) =>
    http.inject(method, url, { auth: anyBot, ...(body === undefined ? {} : { body }) })
  for (const { elementName, language } of await http.store.templates('demo'))
    await http.store.deleteTemplate('demo', elementName, language)
  return { http, call, [Symbol.asyncDispose]: () => http[Symbol.asyncDispose]() }
}

const put = (http: Awaited<ReturnType<typeof openTestHttp>>, more: Partial<TemplateDefinition> = {}, record?: object) =>
  http.store.putTemplate('demo', { ...plainTemplate, ...more }, http.now.at, record)

test('the list carries both documented shapes of the same page', async () => {
  await using ctx = await opened()
  await put(ctx.http, {}, { displayName: 'Saludo', params: [{ param: '1', label: 'Nombre' }] })
  await put(ctx.http, { elementName: 'offer', language: 'es_MX', category: 'MARKETING' })
  const { status, json } = await ctx.call('GET', `${path}?limit=1`)
  assert.equal(status, 200)
  assert.deepEqual(keys(json), ['_metadata', 'data', 'links', 'pagination', 'results'])
  assert.deepEqual(json.pagination, { page: 1, limit: 1, offset: 0, total: 2, totalPages: 2 })
  assert.deepEqual(json.links, [
    { number: 1, url: '/v1/bots/demo/templates?page=1&limit=1' },
    { number: 2, url: '/v1/bots/demo/templates?page=2&limit=1' },
  ])
  const [newer] = json.data
  const at = '2027-01-15T08:00:00.000Z'
  const shared = {
    template: 'Hola {{1}}, tu pedido {{2}} salió.',
    displayName: 'Saludo',
    elementName: 'greeting',
    params: [
      { label: 'Nombre', param: '1' },
      { label: '2', param: '2' },
    ],
    paramsNumber: 2,
    isVisible: true,
    language: 'ES',
    createdAt: at,
    updatedAt: at,
  }
  assert.deepEqual(newer, {
    ...shared,
    status: 'APPROVED',
    category: 'UTILITY',
    type: 'HSM',
    languageCode: 'es',
    metaId: null,
    quality: null,
    reason: null,
    parameterFormat: 'POSITIONAL',
    subCategory: null,
    displayFormat: null,
    maxPrice: null,
    ctaUrlLinkTrackingOptedOut: null,
    libraryTemplateName: null,
    components: plainTemplate.components,
    draft: null,
  })
  const [older] = json.results
  const { id, status: state, category, ...rest } = older
  assert.ok(Number.isSafeInteger(id) && id > 0)
  assert.deepEqual([state, category], ['APPROVED', 'UTILITY'])
  assert.deepEqual(rest, { ...shared, companyId: null, botId: 'demo', type: 'HSM', shouldAssign: true, teamId: null })
  const again = await ctx.call('GET', `${path}?query=greet&status=approved&category=utility&language=es`)
  assert.equal(again.json.results[0].id, id)
  assert.equal((await ctx.call('GET', `${path}?language=es-mx`)).json.data[0].elementName, 'offer')
})

test('a filter with an unknown value is refused in the documented words', async () => {
  await using ctx = await opened()
  const { status, json } = await ctx.call('GET', `${path}?status=NONE&category=x`)
  assert.equal(status, 422)
  assert.deepEqual(keys(json.validationError), ['category', 'status'])
  assert.match(
    json.validationError.status[0].en,
    /^The status field must be one of the following values: PENDING,DELETED,REJECTED,APPROVED,DISABLED/,
  )
})

test('one template in all its languages, or in one', async () => {
  await using ctx = await opened()
  await put(ctx.http)
  await put(ctx.http, { language: 'pt_BR' })
  await put(ctx.http, { language: 'en', status: 'DELETED' })
  const languages = async (query = '') =>
    ((await ctx.call('GET', `${path}/greeting${query}`)).json.data ?? []).map(
      (one: { languageCode: string }) => one.languageCode,
    )
  assert.deepEqual(await languages(), ['es', 'pt_BR'])
  assert.deepEqual(await languages('?language=PT'), ['pt_BR'])
  assert.equal((await ctx.call('GET', `${path}/greeting?language=en`)).status, 404)
  assert.equal((await ctx.call('GET', `${path}/none`)).json.error.key, 'NOT_FOUND')
})

test('a preview reads as the person will read it, approved or not; a mismatch is reported as at a send', async () => {
  await using ctx = await opened()
  await put(ctx.http, {
    status: 'REJECTED',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Pedido {{1}}' },
      ...plainTemplate.components,
      { type: 'FOOTER', text: 'Gracias' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Ver', url: 'https://a.ec/{{1}}' }] },
    ],
  })
  const fits = {
    parameters: ['Ana', 'A-1'],
    headerParameters: ['A-1'],
    buttonParameters: [{ type: 'URL', payload: { param: 'x' } }],
  }
  const { status, json } = await ctx.call('POST', `${path}/greeting/preview`, fits)
  assert.equal(status, 200)
  assert.deepEqual(json.data, {
    elementName: 'greeting',
    language: 'es',
    status: 'REJECTED',
    header: { kind: 'text', text: 'Pedido A-1' },
    body: 'Hola Ana, tu pedido A-1 salió.',
    footer: 'Gracias',
    buttons: [{ text: 'Ver', url: 'https://a.ec/x' }],
  })
  const wrong = await ctx.call('POST', `${path}/greeting/preview`, { parameters: ['Ana'] })
  assert.equal(wrong.status, 422)
  assert.deepEqual(keys(wrong.json.validationError), ['buttonParameters', 'headerParameters', 'parameters'])
  assert.equal((await ctx.call('POST', `${path}/none/preview`, fits)).status, 404)
})

const creation = {
  elementName: 'sent',
  language: 'es',
  category: 'UTILITY',
  template: 'Hola {{1}}, muchas gracias.',
  params: [{ param: '1', label: 'Nombre', example: 'Ana' }],
}

test('while Meta is unreachable a creation is 502 and stores nothing; a draft does not need Meta', async () => {
  await using ctx = await opened()
  const sent = await ctx.call('POST', path, creation)
  assert.deepEqual([sent.status, sent.json.error.key], [502, 'META_UNREACHABLE'])
  assert.equal(typeof sent.json.reason, 'string')
  assert.equal((await ctx.call('GET', `${path}/sent`)).status, 404)
  const draft = await ctx.call('POST', `${path}?sendToAprove=false`, creation)
  assert.equal(draft.status, 200)
  assert.deepEqual([draft.json.status, draft.json.data.status], ['success', 'DRAFT'])
  const changed = await ctx.call('PUT', `${path}/sent`, { template: 'Hola, gracias.' })
  assert.deepEqual([changed.status, changed.json.data.paramsNumber], [200, 0])
  assert.equal((await ctx.call('PATCH', `${path}/sent?sendToAprove=true`, {})).status, 502)
  assert.equal((await ctx.call('GET', `${path}/sent`)).json.data[0].status, 'DRAFT')
  assert.deepEqual((await ctx.call('DELETE', `${path}/sent`)).json.data, { elementName: 'sent', languages: ['es'] })
  assert.equal((await ctx.call('GET', `${path}?status=DELETED`)).json.data.length, 0)
})

test('a mistake is reported under its field, and so is a name that is taken', async () => {
  await using ctx = await opened()
  const flag = await ctx.call('POST', `${path}?sendToAprove=perhaps`, creation)
  assert.deepEqual(keys(flag.json.validationError), ['sendToAprove'])
  const wrong = await ctx.call('POST', path, { ...creation, template: '{{1}}', category: 'x' })
  assert.deepEqual(keys(wrong.json.validationError), ['category', 'template'])
  for (const body of [undefined, [], 'x', null])
    assert.ok([400, 415, 422].includes((await ctx.call('POST', path, body)).status))
  await put(ctx.http)
  const taken = await ctx.call('POST', path, { ...creation, elementName: 'greeting' })
  assert.deepEqual([taken.status, taken.json.error.key], [409, 'TEMPLATE_TAKEN'])
  await put(ctx.http, { language: 'en' })
  await put(ctx.http, { language: 'pt_BR', status: 'PENDING' })
  await put(ctx.http, { language: 'es', status: 'DELETED' })
  const which = await ctx.call('PATCH', `${path}/greeting`, { displayName: 'x' })
  assert.deepEqual(keys(which.json.validationError), ['language'])
  const locked = await ctx.call('PATCH', `${path}/greeting?language=pt`, { footer: 'x' })
  assert.deepEqual([locked.status, locked.json.error.key], [409, 'TEMPLATE_LOCKED'])
  const french = await ctx.call('PATCH', `${path}/greeting?language=fr`, { footer: 'x' })
  assert.match(french.json.validationError.language[0].en, /values: en,pt_BR$/)
  assert.equal((await ctx.call('PATCH', `${path}/greeting?language=en&language=pt`, { footer: 'x' })).status, 422)
})
