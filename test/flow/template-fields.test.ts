/**
 * Fields beside a template's components reach Meta, at its creation and when it changes; a template of the library; and
 * the chosen language, reported on each route where another one was possible.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { demoClient } from '../../src/app/demo.ts'
import { type Answer, type Gateway, idsOf, startGateway } from '../support/gateway.ts'
import { orderDetails } from '../support/template-kinds.ts'

type Json = Record<string, unknown>

let gateway: Gateway
before(async () => {
  gateway = await startGateway()
  assert.equal((await gateway.control('PUT', '/_sandbox/review', { mode: 'instant' })).status, 200)
})
after(() => gateway?.[Symbol.asyncDispose]())

const templates = '/v1/bots/demo/templates'
const body = { type: 'BODY', text: 'Hola a todos.' }

function dataOf(answer: Answer): Json {
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body.data as Json
}

/** The template in the sandbox, in Meta's place. */
async function atMeta(name: string): Promise<Json> {
  const listed = (await gateway.control('GET', '/_sandbox/templates')).body as unknown as Json[]
  const found = listed.find((one) => one.name === name)
  assert.ok(found, name)
  return found
}

const create = (more: Json, query = '') =>
  gateway.call('POST', templates + query, { language: 'es', category: 'UTILITY', components: [body], ...more })

describe('beside the components', () => {
  test('sub_category, display_format and the tracking of links reach Meta, in either spelling', async () => {
    const pay = [body, { type: 'BUTTONS', buttons: [{ type: 'ORDER_DETAILS', text: 'Pagar' }] }]
    const words = { subCategory: 'order_details', displayFormat: 'order_details', ctaUrlLinkTrackingOptedOut: true }
    const created = dataOf(await create({ elementName: 'words', category: 'MARKETING', components: pay, ...words }))
    const { sub_category, display_format, cta_url_link_tracking_opted_out } = await atMeta('words')
    assert.deepEqual(
      [sub_category, display_format, cta_url_link_tracking_opted_out],
      ['ORDER_DETAILS', 'ORDER_DETAILS', true],
    )
    assert.deepEqual(
      [created.subCategory, created.displayFormat, created.ctaUrlLinkTrackingOptedOut],
      ['ORDER_DETAILS', 'ORDER_DETAILS', true],
    )
  })

  test('a max price goes to Meta with its strategy, in our word or in its own, old or new, and can change', async () => {
    const given = [
      { maxPrice: 25_000 },
      { bid_spec: { bid_amount: 25_000 } },
      { optimization_spec: { bid_amount: 25_000 } },
    ]
    const spec = (amount: number) => ({ bid_strategy: 'LOWEST_COST_WITH_BID_CAP', bid_amount: amount })
    for (const [index, price] of given.entries()) {
      const elementName = `priced_${index}`
      const made = await create({ elementName, category: 'MARKETING', ...price })
      assert.equal(dataOf(made).maxPrice, 25_000)
      assert.deepEqual((await atMeta(elementName)).optimization_spec, spec(25_000))
    }
    const changed = dataOf(await gateway.call('PATCH', `${templates}/priced_0`, { maxPrice: 9_000 }))
    assert.equal(changed.maxPrice, 9_000)
    assert.deepEqual((await atMeta('priced_0')).optimization_spec, spec(9_000))
    const refused = await create({ elementName: 'priced_no', category: 'UTILITY', maxPrice: 1 })
    assert.deepEqual([refused.status, Object.keys(refused.body.validationError as Json)], [422, ['maxPrice']])
  })

  test('a sync reads the max price back, also from a version of Meta that does not know the field', async () => {
    dataOf(await create({ elementName: 'priced_there', category: 'MARKETING' }))
    const priceOf = async () =>
      (dataOf(await gateway.call('GET', `${templates}/priced_there`)) as unknown as Json[])[0]?.maxPrice
    assert.equal(await priceOf(), null)
    const changed = await fetch(`${gateway.sandboxUrl}/v26.0/${(await atMeta('priced_there')).id}`, {
      method: 'POST',
      headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
      body: JSON.stringify({ optimization_spec: { bid_strategy: 'LOWEST_COST_WITH_BID_CAP', bid_amount: 7_000 } }),
    })
    assert.equal(changed.status, 200)
    assert.equal((await gateway.call('POST', `${templates}/sync`)).status, 200)
    assert.equal(await priceOf(), 7_000)
    const unknown = { kind: 'graphError', code: 100, message: '(#100) nonexisting field (optimization_spec)' }
    await gateway.control('POST', '/_sandbox/faults', { ...unknown, match: { operation: 'templates' }, times: 1 })
    assert.equal((await gateway.call('POST', `${templates}/sync`)).status, 200)
    // What Meta does not say stays as it is.
    assert.equal(await priceOf(), 7_000)
  })

  test('link tracking can change later, fields that Meta accepts once cannot, and neither is dropped', async () => {
    dataOf(await create({ elementName: 'tracked', cta_url_link_tracking_opted_out: true }))
    const change = (fields: Json) => gateway.call('PATCH', `${templates}/tracked`, fields)
    const changed = dataOf(await change({ cta_url_link_tracking_opted_out: false }))
    assert.equal(changed.ctaUrlLinkTrackingOptedOut, false)
    assert.equal((await atMeta('tracked')).cta_url_link_tracking_opted_out, false)
    for (const [key, value] of Object.entries({ sub_category: 'ORDER_STATUS', displayFormat: 'ORDER_DETAILS' })) {
      const refused = await change({ [key]: value })
      assert.deepEqual([refused.status, Object.keys(refused.body.validationError as Json)], [422, [key]])
    }
    assert.equal((await change({ library_template_name: 'delivery_update_1' })).status, 422)
  })

  test('a draft keeps them until it is sent', async () => {
    dataOf(await create({ elementName: 'kept', display_format: 'ORDER_DETAILS' }, '?sendToAprove=false'))
    const changed = dataOf(await gateway.call('PATCH', `${templates}/kept`, { subCategory: 'ORDER_STATUS' }))
    assert.deepEqual(
      [changed.subCategory, changed.displayFormat, changed.status],
      ['ORDER_STATUS', 'ORDER_DETAILS', 'DRAFT'],
    )
    dataOf(await gateway.call('PATCH', `${templates}/kept?sendToAprove=true`, {}))
    const { sub_category, display_format } = await atMeta('kept')
    assert.deepEqual([sub_category, display_format], ['ORDER_STATUS', 'ORDER_DETAILS'])
  })
})

describe("a template of Meta's library", () => {
  const inputs = [
    { type: 'URL', url: { base_url: 'https://ejemplo.com/{{1}}', url_suffix_example: 'https://ejemplo.com/a' } },
    { type: 'PHONE_NUMBER', phone_number: '+593987654321' },
  ]
  const library = {
    components: undefined,
    library_template_name: 'delivery_update_1',
    library_template_button_inputs: inputs,
  }

  test('is there with its texts as soon as Meta has accepted it, and these stay', async () => {
    const made = dataOf(await create({ elementName: 'from_library', ...library }))
    assert.deepEqual([made.status, made.paramsNumber, made.libraryTemplateName], ['APPROVED', 2, 'delivery_update_1'])
    assert.match(String(made.template), /^Hola \{\{1\}\}, su pedido/)
    assert.equal((await atMeta('from_library')).library_template_name, 'delivery_update_1')
    const refused = await gateway.call('PATCH', `${templates}/from_library`, { template: 'Otra cosa.' })
    assert.deepEqual([refused.status, Object.keys(refused.body.validationError as Json)], [422, ['template']])
  })

  test("waits as a draft, and shows Meta's objections", async () => {
    const draft = { elementName: 'later', ...library }
    assert.equal(dataOf(await create(draft, '?sendToAprove=false')).status, 'DRAFT')
    assert.equal(dataOf(await gateway.call('PATCH', `${templates}/later?sendToAprove=true`, {})).status, 'APPROVED')
    const unknown = await create({ elementName: 'unknown', components: undefined, library_template_name: 'no_such' })
    assert.deepEqual([unknown.status, (unknown.body.error as Json).key], [422, 'META_REFUSED'])
    const without = { elementName: 'without', components: undefined, library_template_name: 'delivery_update_1' }
    assert.equal((await create(without)).status, 422)
    assert.equal((await gateway.call('GET', `${templates}/without`)).status, 404)
  })

  test('is found where Meta has it', async () => {
    const asked = await fetch(`${gateway.sandboxUrl}/v25.0/message_template_library?language=es&search=bodega`, {
      headers: { authorization: 'Bearer any' },
    })
    const { data } = (await asked.json()) as { data: Json[] }
    assert.deepEqual(
      data.map(({ name, language }) => [name, language]),
      [['delivery_update_1', 'es']],
    )
  })
})

describe('the chosen language', () => {
  const two = { elementName: 'two', parameters: [] as string[] }
  before(async () => {
    for (const language of ['es_EC', 'es_MX']) dataOf(await create({ elementName: 'two', language }))
    dataOf(await create({ elementName: 'one', language: 'es_AR' }))
    dataOf(await create({ elementName: 'base' }))
  })
  const reported = ({ headers }: Answer) => headers.get('recado-notice')
  const to = { destinations: ['593987000001'] }
  const taken = 'language: es_MX was used; the template also exists in es_EC.'

  test('is reported on each route that sends or shows', async () => {
    const hsm = await gateway.call('POST', '/v2/whatsapp/demo/hsm', { ...two, ...to, language: 'es' })
    idsOf(hsm)
    assert.equal(reported(hsm), taken)
    const send = { type: 'template', templateId: 'two', userId: '593987000002' }
    assert.equal(reported(await gateway.call('POST', '/v1/bots/demo/messages', send)), taken)
    const within = '/v1/bots/demo/campaigns/x/template-messages'
    assert.equal(reported(await gateway.call('POST', within, { ...send, userId: '593987000003' })), taken)
    assert.equal(reported(await gateway.call('POST', `${templates}/two/preview`, {})), taken)
    for (const path of ['/v1/campaigns/preview', '/v1/hsm/file']) {
      const form = new FormData()
      for (const [key, value] of Object.entries({ campaignName: 'c', elementName: 'two', botId: 'demo' }))
        form.append(key, value)
      form.append('file', new Blob(['telefono\n593987000004\n']), 'uno.csv')
      const authorization = `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}`
      const answer = await fetch(gateway.url + path, { method: 'POST', headers: { authorization }, body: form })
      const { data } = (await answer.json()) as { data: { notices: string[] } }
      assert.deepEqual([answer.headers.get('recado-notice'), data.notices], [taken, [taken]], path)
    }
  })

  test('is reported when another was requested, and not when there was no choice', async () => {
    const send = (elementName: string, language: string | undefined) =>
      gateway.call('POST', '/v2/whatsapp/demo/hsm', { elementName, language, parameters: [], ...to })
    assert.equal(reported(await send('two', 'es_EC')), null)
    assert.equal(reported(await send('one', 'es')), null)
    assert.equal(reported(await send('base', 'es')), null)
    assert.equal(reported(await send('base', 'es_EC')), 'language: es was used.')
    // None was requested, and there is no translation in the bot's own language.
    assert.equal(reported(await send('hello_world', undefined)), null)
    const one = { type: 'template', templateId: (await atMeta('two')).id, userId: '593987000005' }
    assert.equal(reported(await gateway.call('POST', '/v1/bots/demo/messages', one)), null)
  })

  test('a preview in a missing one names the available ones', async () => {
    const refused = await gateway.call('POST', `${templates}/two/preview`, { language: 'fr' })
    assert.equal(refused.status, 422)
    assert.match(JSON.stringify(refused.body.validationError), /es_EC.*es_MX/)
  })
})

test('a value that the template does not need is refused, and a missing value is named, under its own field', async () => {
  const fields = (answer: Answer) => [answer.status, Object.keys((answer.body.validationError ?? {}) as Json)]
  const send = (elementName: string, more: Json, parameters: string[] = []) =>
    gateway.call('POST', '/v2/whatsapp/demo/hsm', { elementName, parameters, destinations: ['593987000006'], ...more })
  const product = { productId: 'a', catalogId: '1' }
  const coordinates = { lat: 1, long: 2 }
  for (const [key, value] of Object.entries({
    product,
    coordinates,
    orderStatus: { referenceId: 'a', status: 'shipped' },
  }))
    assert.deepEqual(fields(await send('demo_plain', { [key]: value })), [422, [key]])
  assert.deepEqual(fields(await send('demo_plain', { coordinates: { lat: 91, long: 'x' } })), [
    422,
    ['coordinates.lat', 'coordinates.long'],
  ])
  dataOf(
    await create({
      elementName: 'pay',
      components: [body, { type: 'BUTTONS', buttons: [{ type: 'ORDER_DETAILS', text: 'Pagar' }] }],
    }),
  )
  assert.deepEqual(fields(await send('pay', {})), [422, ['buttonParameters']])
  const pay = (details: Json) => send('pay', { buttonParameters: [{ type: 'ORDER_DETAILS', payload: details }] })
  assert.equal((await pay(orderDetails)).status, 200)
  const { currency: _, ...rest } = orderDetails
  assert.deepEqual(fields(await pay({ ...rest, total_amount: { value: 2.5, offset: 100 } })), [
    422,
    ['buttonParameters.0.payload.currency', 'buttonParameters.0.payload.total_amount.value'],
  ])
  const shelf = [body, { type: 'BUTTONS', buttons: [{ type: 'MPM', text: 'Ver' }] }]
  dataOf(await create({ elementName: 'shelf', category: 'MARKETING', components: shelf }))
  const show = (sections: Json[]) => send('shelf', { buttonParameters: [{ type: 'MPM', payload: { sections } }] })
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `p-${index}`)
  assert.equal((await show([{ title: 'a'.repeat(24), products: ids(30) }])).status, 200)
  const previewed = async (elementName: string, send: Json) =>
    dataOf(await gateway.call('POST', `${templates}/${elementName}/preview`, send)) as {
      buttons: Json[]
      header?: Json
    }
  const sections = [{ title: 'a', products: ids(2) }]
  const [opens] = (await previewed('shelf', { buttonParameters: [{ type: 'MPM', payload: { sections } }] })).buttons
  assert.deepEqual(opens, { text: 'Ver', sections })
  const [paid] = (await previewed('pay', { buttonParameters: [{ type: 'ORDER_DETAILS', payload: orderDetails }] }))
    .buttons
  assert.deepEqual(paid, { text: 'Pagar', order: orderDetails })
  dataOf(await create({ elementName: 'where', components: [{ type: 'HEADER', format: 'LOCATION' }, body] }))
  const { header } = await previewed('where', { coordinates: { latitude: '1', longitude: 2, name: 'Aquí' } })
  assert.deepEqual(header, { kind: 'location', latitude: 1, longitude: 2, name: 'Aquí' })
  for (const [sections, path] of [
    [[{ title: 'a'.repeat(25), products: ids(1) }], 'sections.0.title'],
    [
      [
        { title: 'a', products: ids(15) },
        { title: 'b', products: ids(16) },
      ],
      'sections',
    ],
    [[{ title: 'a', products: [] }], 'sections.0.products'],
    [[], 'sections'],
  ] as [Json[], string][])
    assert.deepEqual(fields(await show(sections)), [422, [`buttonParameters.0.payload.${path}`]])
})
