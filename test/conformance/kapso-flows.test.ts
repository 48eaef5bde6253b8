/**
 * @kapso/whatsapp-cloud-api, unmodified: flows created, changed, previewed, published, sent, answered and retired; and
 * that no part of the client is left out.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as kapso from '@kapso/whatsapp-cloud-api'
import { ana, phoneNumberId, startTestSandbox, type TestSandbox, wabaId } from '../support/test-sandbox.ts'
import { makeWatch } from './surface.ts'

const { GraphApiError, WhatsAppClient } = kapso

let world: TestSandbox
let client: kapso.WhatsAppClient
let flows: kapso.WhatsAppClient['flows']
const watch = makeWatch()

before(async () => {
  world = await startTestSandbox()
  client = new WhatsAppClient({ accessToken: 'any', baseUrl: world.url })
  flows = watch.watch(client.flows)
})

after(() => world?.[Symbol.asyncDispose]())

const flowJson = (label: string) => ({
  version: '7.2',
  screens: [
    {
      id: 'ASK',
      title: 'Pregunta',
      terminal: true,
      layout: {
        type: 'SingleColumnLayout',
        children: [
          { type: 'TextInput', name: 'city', label, inputType: 'text', required: true },
          { type: 'Footer', label: 'Enviar', onClickAction: { name: 'complete', payload: { city: 'x' } } },
        ],
      },
    },
  ],
})

type Described = { id: string; name: string; status: string; categories: string[] }

describe('@kapso/whatsapp-cloud-api: flows', () => {
  let flowId = ''

  test('created as a draft, and listed', async () => {
    const made = await flows.create({ wabaId, name: 'encuesta', categories: ['SURVEY'], flowJson: flowJson('Ciudad') })
    assert.equal(made.validationErrors, undefined)
    flowId = made.id
    const { data } = await flows.list<{ data: Described[] }>({ wabaId, limit: 50 })
    assert.partialDeepStrictEqual(
      data.find(({ id }) => id === flowId),
      { name: 'encuesta', status: 'DRAFT', categories: ['SURVEY'] },
    )
  })

  test('changed by an asset, from an object and from bytes', async () => {
    assert.deepEqual((await flows.updateAsset({ flowId, json: flowJson('Tu ciudad') })).success, true)
    const file = new Blob([JSON.stringify({ version: '7.2', screens: [] })], { type: 'application/json' })
    const { validationErrors } = await flows.updateAsset({ flowId, file, phoneNumberId, businessAccountId: wabaId })
    assert.ok((validationErrors?.length ?? 0) > 0, 'a flow without screens is told to be wrong')
    assert.equal((await flows.updateAsset({ flowId, json: flowJson('Ciudad') })).validationErrors, undefined)
  })

  test('described and previewed', async () => {
    const described = await flows.get<Described>({ flowId, fields: 'id,name,status,json_version' })
    assert.partialDeepStrictEqual(described, { id: flowId, name: 'encuesta', status: 'DRAFT', jsonVersion: '7.2' })
    for (const interactive of [false, true]) {
      const { preview } = await flows.preview({ flowId, interactive })
      assert.match(preview.previewUrl, /^http/)
      assert.ok(Date.parse(preview.expiresAt.replace('+0000', 'Z')) > Date.now())
    }
  })

  test('published, sent, answered', async () => {
    assert.deepEqual(await flows.publish({ flowId }), { success: true })
    assert.equal((await flows.get<Described>({ flowId })).status, 'PUBLISHED')
    const flowActionPayload = { screen: 'ASK' }
    const sent = await client.messages.sendInteractiveFlow({
      phoneNumberId,
      to: ana,
      bodyText: 'Una pregunta',
      parameters: { flowId, flowCta: 'Abrir', flowToken: 'tok', flowAction: 'navigate', flowActionPayload },
    })
    assert.equal((await world.message(sent.messages[0]?.id)).rendered.kind, 'flow')
    const response = { flow_token: 'tok', city: 'Quito' }
    const { wamid } = await world.control('POST', '/inbound', { from: ana, type: 'flow', response })
    assert.partialDeepStrictEqual((await world.message(String(wamid))).wire, { interactive: { type: 'nfm_reply' } })
  })

  test('a published one cannot be changed, only retired', async () => {
    await assert.rejects(flows.updateAsset({ flowId, json: flowJson('Otra') }), GraphApiError)
    assert.deepEqual(await flows.deprecate({ flowId }), { success: true })
    assert.equal((await flows.get<Described>({ flowId })).status, 'DEPRECATED')
    await assert.rejects(flows.publish({ flowId }), GraphApiError)
  })

  test('deployed in one call: created, uploaded when it changed, published, previewed', async () => {
    const options = { wabaId, name: 'contacto', categories: ['CONTACT_US'] }
    const first = await flows.deploy(flowJson('Nombre'), { ...options, preview: true })
    assert.match(first.previewUrl ?? '', /^http/)
    const second = await flows.deploy(flowJson('Tu nombre'), { ...options, flowId: first.flowId, publish: true })
    assert.equal(second.flowId, first.flowId)
    assert.equal((await flows.get<Described>({ flowId: first.flowId })).status, 'PUBLISHED')
  })

  test('every function of its flows was called', () => {
    const excused = {
      __setLastDeployedHash: 'for its own tests',
      buildCacheKey: 'internal: names what it has deployed',
    }
    assert.deepEqual(watch.missing(client.flows, excused), [])
  })
})

/** Every export of the client, and the file that tests it or why none does. */
const exported: Record<string, string> = {
  WhatsAppClient: 'kapso-media',
  MessagesResource: 'kapso-sends',
  MediaResource: 'kapso-media',
  TemplatesResource: 'kapso-templates',
  PhoneNumbersResource: 'kapso-numbers',
  CallsResource: 'kapso-numbers',
  ConversationsResource: 'kapso-numbers',
  ContactsResource: 'kapso-numbers',
  FlowsResource: 'kapso-flows',
  GraphApiError: 'kapso-errors',
  KapsoProxyRequiredError: 'kapso-numbers',
  TemplateDefinition: 'kapso-templates',
  buildTemplatePayload: 'kapso-templates',
  buildTemplateSendPayload: 'kapso-templates',
  templateSendInputSchema: 'kapso-templates',
  KAPSO_MESSAGE_FIELDS: "fields of the client's own proxy",
  buildKapsoFields: "fields of the client's own proxy",
  buildKapsoMessageFields: "fields of the client's own proxy",
  BSUID_PATTERN: 'kapso-flows',
  isBusinessScopedUserId: 'kapso-flows',
}

describe('@kapso/whatsapp-cloud-api: the rest', () => {
  test('it exports nothing that no file here tests', () => {
    assert.deepEqual(Object.keys(kapso).sort(), Object.keys(exported).sort())
    const parts = ['messages', 'media', 'templates', 'phoneNumbers', 'calls', 'conversations', 'contacts', 'flows']
    const own = Object.entries(client).filter(([, part]) => /Resource$/.test(part?.constructor.name ?? ''))
    assert.deepEqual(own.map(([name]) => name).sort(), parts.sort())
  })

  test("the sandbox's scoped ids are valid to it", async () => {
    const userId = 'EC.1349abcdef'
    await world.control('POST', '/inbound', { phoneless: true, userId, type: 'text', text: 'Hola' })
    const shown = (await world.shown()).find(({ person }) => person === userId)
    assert.ok(kapso.isBusinessScopedUserId(String(shown?.wire.from_user_id)))
    assert.equal(kapso.BSUID_PATTERN.test(ana), false)
  })
})
