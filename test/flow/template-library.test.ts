/** Meta's template library through the whole gateway: found, used, and its parameters' types at a send. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, person, startGateway } from '../support/gateway.ts'

let gateway: Gateway

before(async () => {
  gateway = await startGateway()
})
after(async () => gateway?.[Symbol.asyncDispose]())

type Json = Record<string, unknown>
type Page = { results: Json[]; next: string | null }

async function browse(query: string): Promise<Page> {
  const { status, body } = await gateway.manage('GET', `/manage/v1/bots/demo/template-library?${query}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body as unknown as Page
}

const namesOf = ({ results }: Page) => results.map(({ name, language }) => `${name} ${language}`)

test('the library is searched by word, language, topic, use case and industry', async () => {
  assert.deepEqual(namesOf(await browse('search=bodega')), ['delivery_update_1 es'])
  assert.deepEqual(namesOf(await browse('language=pt_BR&topic=PAYMENTS')), ['payment_due_1 pt_BR'])
  assert.deepEqual(namesOf(await browse('language=es&useCase=APPOINTMENT_REMINDER')), ['appointment_reminder_1 es'])
  assert.deepEqual(namesOf(await browse('language=es&industry=FINANCIAL_SERVICES')), [
    'payment_due_1 es',
    'low_balance_1 es',
    'verify_code_1 es',
  ])
  assert.deepEqual(await browse('search=nada_de_eso'), { results: [], next: null })
})

test('it comes in pages, and an entry has the template as it will be', async () => {
  const first = await browse('limit=10')
  const second = await browse(`limit=10&after=${first.next}`)
  assert.deepEqual([first.results.length, second.results.length, second.next], [10, 8, null])
  assert.equal(new Set([...namesOf(first), ...namesOf(second)]).size, 18)
  const [due] = (await browse('name=payment_due_1&language=es')).results
  assert.deepEqual(due, {
    id: due?.id,
    name: 'payment_due_1',
    language: 'es',
    category: 'UTILITY',
    topic: 'PAYMENTS',
    useCase: 'PAYMENT_DUE_REMINDER',
    industries: ['FINANCIAL_SERVICES'],
    components: [
      {
        type: 'BODY',
        text: 'Hola {{1}}, su pago de {{2}} vence el {{3}}, gracias.',
        example: { body_text: [['Ana', '$25.50', '30/11/2026']] },
      },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Pagar ahora', url: 'https://www.example.com/' }] },
    ],
    paramTypes: ['TEXT', 'AMOUNT', 'DATE'],
    params: ['Ana', '$25.50', '30/11/2026'],
  })
})

test('a template of it is approved at once, and refuses a parameter of another type', async () => {
  const made = await gateway.call('POST', '/v1/bots/demo/templates', {
    ...{ elementName: 'cobro', language: 'es', category: 'UTILITY', library_template_name: 'payment_due_1' },
    library_template_button_inputs: [{ type: 'URL', url: { base_url: 'https://tienda.example/pagar' } }],
  })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  assert.equal((made.body.data as Json).status, 'APPROVED')
  const send = async (amount: string) => {
    const parameters = ['Ana', amount, '30/11/2026']
    const sent = await gateway.call('POST', '/v2/whatsapp/demo/hsm', {
      ...{ elementName: 'cobro', language: 'es', parameters, destinations: [person] },
    })
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
    return gateway.rows('select id from messages order by seq desc limit 1')[0]?.id as string
  }
  const [good, bad] = [await send('$25.50'), await send('mucho')]
  const ended = (id: string) => gateway.rows('select state, error from messages where id = ?', id)[0]
  await eventually(() => ended(bad)?.state === 'failed', 'the refusal')
  assert.match(String(ended(bad)?.error), /132012/)
  await gateway.phoneUntil((messages) => messages.some(({ status }) => status === 'read'))
  assert.notEqual(ended(good)?.state, 'failed')
})

test('every entry becomes a template, with an input for each of its buttons', async () => {
  const inputs: Record<string, Json> = {
    URL: { type: 'URL', url: { base_url: 'https://tienda.example/' } },
    PHONE_NUMBER: { type: 'PHONE_NUMBER', phone_number: '+593987654321' },
  }
  const { results } = await browse('limit=50')
  for (const { name, language, category, components } of results) {
    const buttons = (components as Json[]).find(({ type }) => type === 'BUTTONS')?.buttons as Json[] | undefined
    const given = (buttons ?? []).flatMap(({ type }) => inputs[String(type)] ?? [])
    const made = await gateway.call('POST', '/v1/bots/demo/templates', {
      ...{ elementName: `l_${name}`, language, category, library_template_name: name },
      ...(given.length > 0 && { library_template_button_inputs: given }),
    })
    assert.equal(made.status, 200, `${name} ${language}: ${JSON.stringify(made.body)}`)
    assert.equal((made.body.data as Json).status, 'APPROVED')
  }
})

test("Meta's refusal is told with its error", async () => {
  await gateway.control('POST', '/_sandbox/faults', {
    kind: 'graphError',
    code: 100,
    match: { operation: 'templates' },
    times: 1,
  })
  const { status, body } = await gateway.manage('GET', '/manage/v1/bots/demo/template-library')
  assert.equal(status, 422)
  assert.equal((body.metaError as { code?: number }).code, 100)
})
