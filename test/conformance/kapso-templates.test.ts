/**
 * @kapso/whatsapp-cloud-api, unmodified: templates listed, created with its builder, sent with both of its builders,
 * and deleted.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as kapso from '@kapso/whatsapp-cloud-api'
import { ana, phoneNumberId, startTestSandbox, type TestSandbox, wabaId } from '../support/test-sandbox.ts'
import { makeWatch } from './surface.ts'

const { GraphApiError, WhatsAppClient } = kapso
type Client = kapso.WhatsAppClient

let world: TestSandbox
let client: Client
let templates: Client['templates']
const watch = makeWatch()
const { buildTemplateDefinition } = watch.watch(kapso.TemplateDefinition)
const { buildTemplatePayload, buildTemplateSendPayload } = watch.watch(kapso)

before(async () => {
  world = await startTestSandbox()
  client = new WhatsAppClient({ accessToken: 'any', baseUrl: world.url })
  templates = watch.watch(client.templates)
})

after(() => world?.[Symbol.asyncDispose]())

const account = { businessAccountId: wabaId }
const image = 'https://cdn.ejemplo.com/imagen.jpeg'

type Template = Parameters<Client['messages']['sendTemplate']>[0]['template']
type SendInput = Parameters<typeof kapso.buildTemplateSendPayload>[0]
type Definition = Parameters<typeof kapso.TemplateDefinition.buildTemplateDefinition>[0]

/** The phone's drawing of a sent template. */
async function sent(template: object): Promise<Record<string, unknown>> {
  const answer = await client.messages.sendTemplate({ phoneNumberId, to: ana, template: template as Template })
  assert.equal(answer.messages[0]?.messageStatus, 'accepted')
  return (await world.message(answer.messages[0]?.id)).rendered
}

async function created(definition: object): Promise<string> {
  const draft = buildTemplateDefinition(definition as Definition) as object as Parameters<typeof templates.create>[0]
  const { id, status, category } = await templates.create({ ...draft, ...account })
  assert.match(id, /^\d+$/)
  assert.ok(['APPROVED', 'PENDING'].includes(status))
  assert.equal(category, (definition as { category: string }).category)
  return id
}

const quickReply = (index: number, payload: string) => ({
  type: 'button',
  subType: 'quick_reply',
  index,
  parameters: [{ type: 'payload', payload }],
})
const texts = (...values: string[]) => values.map((text) => ({ type: 'text', text }))

/** Name, the typed builder's input, the phone's display. */
const builds: [string, object, object][] = [
  ['text', { name: 'demo_text', body: texts('Ana', 'A-7') }, { text: 'Hola Ana, tu pedido A-7 ya está en camino.' }],
  [
    'header and body',
    { name: 'demo_header', header: { type: 'text', text: 'A-7' }, body: texts('Ana', '$25') },
    { header: 'Pedido A-7 confirmado' },
  ],
  [
    'image header',
    { name: 'demo_image', header: { type: 'image', image: { link: image } }, body: texts('Ana', 'la tienda') },
    { media: { kind: 'image', link: image } },
  ],
  [
    'money',
    {
      name: 'demo_text',
      body: [
        { type: 'currency', currency: { fallbackValue: '$25,00', code: 'USD', amount1000: 25_000 } },
        { type: 'date_time', dateTime: { fallbackValue: '1 de mayo' } },
      ],
    },
    { text: 'Hola $25,00, tu pedido 1 de mayo ya está en camino.' },
  ],
  [
    'quick replies',
    {
      name: 'demo_quick_reply',
      body: texts('Ana', 'la tienda'),
      buttons: [quickReply(0, 'uno'), quickReply(2, 'tres')],
    },
    {
      buttons: [
        { title: 'BTN1', payload: 'uno' },
        { title: 'BTN2', payload: 'BTN2' },
        { title: 'BTN3', payload: 'tres' },
      ],
    },
  ],
  [
    'URL button',
    {
      name: 'demo_url_dynamic',
      body: texts('Ana'),
      buttons: [{ type: 'button', subType: 'url', index: '0', parameters: texts('A-7') }],
    },
    { buttons: [{ kind: 'url', url: 'https://ejemplo.com/pedidos/A-7' }] },
  ],
  [
    'cards',
    {
      name: 'demo_carousel',
      cards: [['19,90'], ['39,90', '29,90']].map((values, cardIndex) => ({
        cardIndex,
        components: [
          { type: 'header', parameters: [{ type: 'image', image: { link: image } }] },
          { type: 'body', parameters: texts(...values) },
          quickReply(0, `card-${cardIndex}`),
        ],
      })),
    },
    { cards: [{ text: 'Ahora por solo 19,90 dólares.' }, { text: 'Antes 39,90 y ahora solo 29,90 dólares.' }] },
  ],
]

describe('@kapso/whatsapp-cloud-api: sending templates with its builders', () => {
  for (const [name, input, rendered] of builds) {
    test(`buildTemplateSendPayload: ${name}`, async () => {
      const payload = buildTemplateSendPayload({ language: 'es', ...input } as SendInput)
      assert.partialDeepStrictEqual(await sent(payload), rendered)
    })
  }

  test("buildTemplatePayload: Meta's own components", async () => {
    const payload = buildTemplatePayload({
      name: 'demo_offer',
      language: { code: 'es', policy: 'deterministic' },
      components: [
        { type: 'HEADER', parameters: [{ type: 'IMAGE', image: { link: image } }] },
        { type: 'body', parameters: texts('Ana', 'tu favorito') },
        {
          type: 'button',
          sub_type: 'copy_code',
          index: '0',
          parameters: [{ type: 'coupon_code', coupon_code: '20OFF' }],
        },
      ],
    } as Parameters<typeof kapso.buildTemplatePayload>[0])
    const refused = sent(payload)
    await assert.rejects(refused, (error) => error instanceof GraphApiError && error.code === 131008)
    const expiration = {
      type: 'limited_time_offer',
      limited_time_offer: { expiration_time_ms: Date.now() + 86_400_000 },
    }
    const offer = { type: 'limited_time_offer', parameters: [expiration] }
    assert.partialDeepStrictEqual(await sent({ ...payload, components: [...(payload.components ?? []), offer] }), {
      buttons: [{ kind: 'copy_code', code: '20OFF' }],
    })
  })

  test('both builders were called', () => {
    assert.equal(kapso.templateSendInputSchema.safeParse({ name: 'demo_plain', language: 'es' }).success, true)
    for (const name of ['buildTemplatePayload', 'buildTemplateSendPayload']) assert.ok(watch.called.has(name), name)
  })
})

/** Definitions that the client's builder accepts, one for each of its kinds of component. */
const body = { type: 'BODY', text: 'Hola, tenemos algo nuevo para ti.' }
const definitions: object[] = [
  { name: 'k_plain', category: 'UTILITY', components: [body] },
  {
    name: 'k_named',
    category: 'UTILITY',
    parameterFormat: 'NAMED',
    components: [
      {
        type: 'BODY',
        text: 'Hola {{first_name}}, gracias por tu compra.',
        example: { bodyTextNamedParams: [{ paramName: 'first_name', example: 'Ana' }] },
      },
    ],
  },
  {
    name: 'k_buttons',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Hola {{1}}', example: { headerText: ['Ana'] } },
      { type: 'BODY', text: 'Tu código es {{1}} por hoy.', example: { bodyText: [['A-7']] } },
      { type: 'FOOTER', text: 'Hasta pronto' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Sí' },
          { type: 'QUICK_REPLY', text: 'No' },
          { type: 'URL', text: 'Ver', url: 'https://ejemplo.com/{{1}}', example: ['https://ejemplo.com/a'] },
          { type: 'PHONE_NUMBER', text: 'Llamar', phoneNumber: '+593987654321' },
        ],
      },
    ],
  },
  {
    name: 'k_place',
    category: 'UTILITY',
    components: [{ type: 'HEADER', format: 'LOCATION' }, body],
  },
  {
    name: 'k_code',
    category: 'AUTHENTICATION',
    components: [
      { type: 'BODY', addSecurityRecommendation: true },
      { type: 'FOOTER', codeExpirationMinutes: 10 },
      { type: 'BUTTONS', buttons: [{ type: 'OTP', otpType: 'COPY_CODE', text: 'Copiar' }] },
    ],
  },
  {
    name: 'k_catalog',
    category: 'MARKETING',
    components: [body, { type: 'BUTTONS', buttons: [{ type: 'CATALOG', text: 'Ver catálogo' }] }],
  },
]

describe('@kapso/whatsapp-cloud-api: templates', () => {
  for (const definition of definitions) {
    const { name, category } = definition as { name: string; category: string }
    test(`created: ${name}`, async () => {
      const id = await created({ language: 'es', ...definition })
      const { data } = await templates.list({ ...account, name })
      assert.partialDeepStrictEqual(data, [{ id, name, category, language: 'es' }])
      const other = { ...definition, language: 'es' }
      await assert.rejects(created(other), (error) => error instanceof GraphApiError && error.errorSubcode === 2388024)
    })
  }

  test('created ones can be sent', async () => {
    await world.control('POST', '/clock', { advanceMs: 60_000 })
    const named = { type: 'body', parameters: [{ type: 'text', text: 'Ana', parameter_name: 'first_name' }] }
    assert.partialDeepStrictEqual(await sent({ name: 'k_named', language: { code: 'es' }, components: [named] }), {
      text: 'Hola Ana, gracias por tu compra.',
    })
    const code = [
      { type: 'body', parameters: texts('482913') },
      { type: 'button', sub_type: 'url', index: 0, parameters: texts('482913') },
    ]
    assert.partialDeepStrictEqual(await sent({ name: 'k_code', language: { code: 'es' }, components: code }), {
      buttons: [{ kind: 'copy_code', code: '482913' }],
    })
  })

  test('listed in pages, with filters', async () => {
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await templates.list({ ...account, limit: 4, ...(after === undefined ? {} : { after }) })
      assert.ok(page.data.length <= 4)
      seen.push(...page.data.map(({ id }) => id))
      after = page.paging?.next == null ? undefined : (page.paging.cursors.after ?? undefined)
    } while (after !== undefined)
    const all = await templates.list({ ...account, limit: 200 })
    assert.deepEqual(
      seen,
      all.data.map(({ id }) => id),
    )
    const marketing = await templates.list({ ...account, limit: 200, category: 'MARKETING', status: 'approved' })
    assert.ok(marketing.data.length > 0)
    for (const { category, status } of marketing.data) assert.deepEqual([category, status], ['MARKETING', 'APPROVED'])
    const english = await templates.list({ ...account, language: 'en' })
    assert.deepEqual(
      english.data.map(({ name, language }) => [name, language]),
      [['demo_text', 'en']],
    )
  })

  test('deleted by name, in all its languages; not found then', async () => {
    assert.deepEqual(await templates.delete({ ...account, name: 'k_plain' }), { success: true })
    assert.deepEqual((await templates.list({ ...account, name: 'k_plain' })).data, [])
    await assert.rejects(templates.delete({ ...account, name: 'k_plain' }), GraphApiError)
    const removed = sent({ name: 'k_plain', language: { code: 'es' } })
    await assert.rejects(removed, (error) => error instanceof GraphApiError && error.code === 132001)
  })

  test('read one by one, below the account and by the id alone', async () => {
    const { data } = await templates.list({ ...account, name: 'demo_plain' })
    const one = await templates.get({ ...account, templateId: data[0]?.id ?? '' })
    assert.partialDeepStrictEqual(one, { id: data[0]?.id, name: 'demo_plain', status: 'APPROVED' })
    await assert.rejects(templates.get({ ...account, templateId: '1' }), GraphApiError)
    const found = await client.request('GET', data[0]?.id ?? '', { responseType: 'json' })
    assert.partialDeepStrictEqual(found, { name: 'demo_plain', parameterFormat: 'POSITIONAL' })
  })

  test('every function of its templates was called', () => {
    assert.deepEqual(watch.missing(client.templates), [])
    assert.deepEqual(watch.missing(kapso.TemplateDefinition), [])
  })
})
