/**
 * Every example of a request body in openapi.json is sent to a gateway with its sandbox and accepted, and each answer
 * is what the document says. A new operation with a body fails here until it has its example and its place.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { totpCode } from '../../src/access/totp.ts'
import { demoClient } from '../../src/app/demo.ts'
import { type Answer, adminToken, eventually, type Gateway, person, startGateway } from '../support/gateway.ts'
import { type Described, described, faultsOfAnswer } from '../support/openapi-check.ts'
import { signatureOf } from '../support/panel.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

type Body = Record<string, unknown>
type Operation = { id: string; method: string; path: string; described: Described }
/** What an earlier answer gave: ids, tokens, the session's cookie. */
type World = Record<
  'draft' | 'campaignId' | 'qrCode' | 'endpointId' | 'viewId' | 'memberId' | 'link' | 'cookie' | 'totpSecret' | 'panel',
  string
>

/** How an example is sent: parts of the path that are not the demo's, and what only the gateway can say. */
type Step = {
  path?: (world: World) => Record<string, string>
  headers?: (world: World, body: string) => Record<string, string>
  given?: (world: World) => Body
  /** Keeps what later steps need. */
  keep?: (world: World, answer: Answer) => void
  before?: (world: World) => Promise<void>
}

const plain: Step = {}
const ofDraft: Step = { before: makeDraft, path: ({ draft }) => ({ elementName: draft }) }
const ofProject: Step = { path: () => ({ projectId: 'demo' }) }
const ofShop: Step = { path: () => ({ botId: 'shop' }) }
const ofCrm: Step = { path: () => ({ clientId: 'crm' }) }
const ofEndpoint: Step = { path: ({ endpointId }) => ({ endpointId }) }
const ofMember: Step = { path: ({ memberId }) => ({ memberId }) }
const ofLink: Step = { given: ({ link }) => ({ token: link }) }
const secondPassword = 'otras cuatro palabras sin orden'

/** By operation id, in the order in which they are sent. */
const steps: Record<string, Step> = {
  sendMessage: plain,
  // Most examples are those of sendMessage, which name no bot.
  sendWhatsappMessage: { given: () => ({ botId: 'demo' }) },
  sendFlow: plain,
  sendTemplate: plain,
  sendTemplateById: { path: () => ({ campaignId: 'mayo' }) },
  sendRoomMessages: { path: () => ({ roomId: `G:demo:${person}` }) },
  refreshMediaAddress: { given: () => ({ resourceUrl: mediaUrl }) },
  registerLegacySupportPanel: ofProject,
  registerSupportPanel: {
    ...ofProject,
    keep: (world, { body }) => Object.assign(world, { panel: body.signingSecret }),
  },
  putSupportPanel: plain,
  receiveSupportMessage: {
    // The panel has the conversation with the person's next message.
    async before() {
      await gateway.call('POST', '/v1/users/state', { botId: 'demo', userId: person, state: 'manual' })
    },
    headers: ({ panel }, body) => ({ 'x-jelou-signature': signatureOf(panel, body) }),
  },
  renewSupportPanelSecret: plain,
  markMessageRead: { path: () => ({ messageId: heard.id }) },
  createTemplate: plain,
  replaceTemplate: ofDraft,
  updateTemplate: ofDraft,
  previewTemplate: { path: () => ({ elementName: 'demo_text' }) },
  createCampaign: { keep: (world, { body }) => Object.assign(world, { campaignId: body.campaignId }) },
  retryCampaign: { path: ({ campaignId }) => ({ campaignId }) },
  previewCampaign: plain,
  setUserState: plain,
  addUserCache: plain,
  addUserMemory: plain,
  setMemory: plain,
  findMemoryKey: plain,
  getMemory: plain,
  addStoredParams: plain,
  updateConversation: plain,
  createNote: plain,
  putRateCards: plain,
  putQuickAnswer: { path: () => ({ name: 'saludo' }) },
  createSuppression: plain,
  importSuppressions: plain,
  createView: { keep: (world, { body }) => Object.assign(world, { viewId: body.id }) },
  updateView: { path: ({ viewId }) => ({ viewId }) },
  controlThread: plain,
  replaceProfile: plain,
  importNumber: plain,
  replaceComponents: plain,
  createQrCode: { keep: (world, { body }) => Object.assign(world, { qrCode: body.code }) },
  updateQrCode: { path: ({ qrCode }) => ({ code: qrCode }) },
  registerNumber: plain,
  setPin: plain,
  requestCode: { before: unverify },
  verifyCode: plain,
  subscribe: plain,
  setUsername: plain,
  uploadFile: plain,
  // No text is a picture.
  replaceProfilePicture: { given: () => ({ file: new Uint8Array([0xff, 0xd8, 0xff, 0xe0]) }) },
  uploadTemplateSample: plain,
  putSkill: { path: () => ({ skillId: 'welcome' }) },
  startSkill: { path: () => ({ skillId: 'welcome' }) },
  startFlow: { path: () => ({ flowId: 'welcome' }) },
  closeConversation: plain,
  setBotWebhook: plain,
  setEventWebhooks: plain,
  createBot: plain,
  updateBot: ofShop,
  renewWebhookSecret: plain,
  createClient: plain,
  updateClient: ofCrm,
  renewClientSecret: ofCrm,
  putTemplateDefinition: { path: () => ({ elementName: 'greeting', language: 'es' }) },
  createEndpoint: {
    path: () => ({ botId: 'shop' }),
    keep: (world, { body }) => Object.assign(world, { endpointId: body.id }),
  },
  updateEndpoint: ofEndpoint,
  replayEndpoint: ofEndpoint,
  resendDeliveries: plain,
  replayManyUnprocessed: plain,
  setLogLevel: plain,
  createMember: {
    keep: (world, { body }) => Object.assign(world, { memberId: body.userId }),
  },
  updateMember: ofMember,
  createMemberLink: {
    ...ofMember,
    keep: (world, { body }) => Object.assign(world, { link: String(body.url).split('#')[1] }),
  },
  readSignInLink: ofLink,
  signInByLink: ofLink,
  signIn: { keep: (world, { headers }) => Object.assign(world, { cookie: headers.get('set-cookie')?.split(';')[0] }) },
  changeMyPassword: plain,
  startMyTotp: {
    given: () => ({ current: secondPassword }),
    keep: (world, { body }) => Object.assign(world, { totpSecret: body.secret }),
  },
  confirmMyTotp: {
    given: ({ totpSecret }) => ({ code: totpCode(totpSecret, Math.floor(gateway.now() / 30_000)) }),
  },
  deleteMyTotp: { given: () => ({ current: secondPassword }) },
  createApiKey: plain,
  startKeyRotation: plain,
}

let gateway: Gateway
let receiver: Receiver
/** A message of the person, to which examples refer by a shorter id. */
let heard: { id: string; wamid: string }
/** The address of a picture that the person sent. */
let mediaUrl: string
const shortWamid = 'wamid.HBgM'

before(async () => {
  receiver = await startReceiver()
  const file = readFileSync(new URL('../../docs/clientes.csv', import.meta.url))
  receiver.answer(({ path }, response) => response.end(path.endsWith('.csv') ? file : 'ok'))
  gateway = await startGateway()
  // Only such a number has a past to import.
  await gateway.control('PUT', '/_sandbox/numbers/100000000000001', { isOnBizApp: true })
  const wamid = await gateway.simulateInbound({ type: 'text', text: 'Hola' })
  const found = () => gateway.rows('select id from inbound where wamid = ?', wamid)[0]
  await gateway.simulateInbound({ type: 'image' })
  const picture = () => gateway.rows("select bubble from inbound where bubble like '%mediaUrl%'")[0]
  mediaUrl = JSON.parse(String((await eventually(picture, 'the picture is stored')).bubble)).mediaUrl
  heard = { id: String((await eventually(found, 'the message is stored')).id), wamid }
})
after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const operations = Object.entries(described().paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(
    ([method, one]): Operation => ({ id: one.operationId, method: method.toUpperCase(), path, described: one }),
  ),
)
const withBody = operations.filter(({ described: { requestBody, tags } }) => requestBody && !tags.includes('Meta'))

/** Of the body, of its schema, and of each form that it may have. */
function examplesIn({ schema, example }: { schema: object; example?: unknown }): Body[] {
  type Schema = { examples?: Body[]; oneOf?: object[]; anyOf?: object[] }
  const { examples = [], oneOf = [], anyOf = [] } = schema as Schema
  const forms = [...oneOf, ...anyOf].flatMap((form) => examplesIn({ schema: form }))
  return [...(example === undefined ? [] : [example as Body]), ...examples, ...forms]
}

test('every operation with a body has its place here, and an example of each kind of body', () => {
  assert.deepEqual(Object.keys(steps).toSorted(), withBody.map(({ id }) => id).toSorted())
  const without = withBody.flatMap(({ id, described: { requestBody } }) =>
    Object.entries(requestBody?.content ?? {})
      .filter(([, content]) => examplesIn(content).length === 0)
      .map(([type]) => `${id} ${type}`),
  )
  assert.deepEqual(without, [])
})

test('every example is accepted, and answered as the document says', async () => {
  const world = {} as World
  let sent = 0
  for (const [id, step] of Object.entries(steps)) {
    const operation = withBody.find((one) => one.id === id)
    assert.ok(operation, id)
    for (const [type, content] of Object.entries(operation.described.requestBody?.content ?? {}))
      for (const example of examplesIn(content)) {
        await step.before?.(world)
        const body = { ...reachable(example), ...step.given?.(world) }
        const told = await send(operation, step, world, { type, body })
        assert.equal(Math.floor(told.answer.status / 100), 2, `${id} ${JSON.stringify(told.answer.body)}`)
        assert.deepEqual(faultsOfAnswer(told.checked), [], `${id} ${JSON.stringify(told.answer.body)}`)
        step.keep?.(world, told.answer)
        sent++
      }
  }
  assert.ok(sent >= withBody.length + 12, `${sent} examples were sent`)
})

/** Addresses made for reading lead to the receiver; those of messages' files are read by nobody. */
function reachable(example: Body): Body {
  const text = JSON.stringify(example)
  const there = text
    .replaceAll('https://bot.example.com', receiver.url)
    .replaceAll('https://panel.example.com', receiver.url)
    .replaceAll(shortWamid, heard.wamid)
  return JSON.parse(there.replaceAll(/https:\/\/cdn\.ejemplo\.com(\/\w+\.csv)/g, `${receiver.url}$1`))
}

async function send(
  { method, path, described: { security = [] } }: Operation,
  step: Step,
  world: World,
  { type, body }: { type: string; body: Body },
) {
  const values: Record<string, string> = { botId: 'demo', userId: person, ...step.path?.(world) }
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? assert.fail(`${path}: ${name}`))
  const isForm = type === 'multipart/form-data'
  const text = JSON.stringify(body)
  const response = await fetch(gateway.url + url, {
    method,
    headers: {
      ...callerOf(security, world),
      ...(isForm ? {} : { 'content-type': type }),
      ...step.headers?.(world, text),
    },
    body: isForm ? formOf(body) : text,
  })
  const answerText = await response.text()
  const answerType = response.headers.get('content-type') ?? ''
  const answerBody = answerType.startsWith('application/json') ? JSON.parse(answerText) : answerText
  const answer: Answer = { status: response.status, headers: response.headers, body: answerBody }
  return { answer, checked: { method, path: url, status: response.status, type: answerType, body: answerBody } }
}

function callerOf(security: readonly object[], { cookie }: World): Record<string, string> {
  const [first] = security
  if (first === undefined) return {}
  if ('client' in first) return { authorization: `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}` }
  if ('admin' in first) return { authorization: `Bearer ${adminToken}` }
  return { cookie, origin: gateway.url, 'x-recado-csrf': '1' }
}

function formOf({ file, ...fields }: Body): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value))
  form.append('file', new Blob([file instanceof Uint8Array ? Buffer.from(file) : String(file)]), 'clientes.csv')
  return form
}

/** Meta changes only what it has judged; a draft can be changed at once. */
/** Meta sends no code to a number that is verified. */
async function unverify(): Promise<void> {
  await gateway.control('PUT', '/_sandbox/numbers/100000000000001', { verification: 'NOT_VERIFIED' })
}

async function makeDraft(world: World): Promise<void> {
  world.draft = `draft_${drafts++}`
  const body = { elementName: world.draft, language: 'es', category: 'UTILITY', template: 'Hola a todos' }
  const made = await gateway.call('POST', '/v1/bots/demo/templates?sendToAprove=false', body)
  assert.equal(made.status, 200, JSON.stringify(made.body))
}
let drafts = 0
