/**
 * An example of each operation's body, where its schema brings none. A test sends every one to a gateway with its
 * sandbox (`test/flow/openapi-examples.test.ts`): ids and addresses are those of the demo bot, or made for reading.
 */
import type { OperationId } from '../../model/access/operations.ts'

type Example = Readonly<Record<string, unknown>>

const hook = 'https://bot.example.com/webhook'
const person = '593987654321'
const password = 'cuatro palabras que nadie une'
const grants = [{ role: 'agent', bots: ['demo'] }]
const components = [{ type: 'BODY', text: 'Gracias por su compra.' }]
const change = {
  template: 'Hola {{1}}, tu pedido {{2}} ya está listo.',
  params: [
    { param: '1', example: 'Ana' },
    { param: '2', example: 'A-1024' },
  ],
}
const form = {
  campaignName: 'Promo mayo',
  elementName: 'demo_text',
  botId: 'demo',
  file: 'phone,nombre,pedido\n593987654321,Ana,A-1024\n',
}

const supportPanel = { webhookUrl: 'https://panel.example.com/recado', authType: 'bearer', authorization: 'secreto' }

/** JSON. */
export const examples: Partial<Record<OperationId, Example>> = {
  sendMessage: { type: 'text', userId: person, text: 'Hola' },
  sendWhatsappMessage: { type: 'text', botId: 'demo', userId: person, text: 'Hola' },
  markMessageRead: { typing: true },
  replaceTemplate: { language: 'es', category: 'UTILITY', displayName: 'Order ready', ...change },
  updateTemplate: { language: 'es', ...change },
  sendTemplateById: { templateId: 'demo_text', userId: person, parameters: { 1: 'Ana', 2: 'A-1024' } },
  retryCampaign: { errorCodes: ['131049'] },
  setUserState: { botId: 'demo', userId: person, state: 'manual', ttl: 3600 },
  addUserCache: { botId: 'demo', params: { plan: 'oro' } },
  addUserMemory: { params: { plan: 'oro' } },
  refreshMediaAddress: {
    resourceUrl: 'https://recado.example.com/media/med_01k0j3v4e5f6g7h8j9kamnbpcq/c2lnbmF0dXJl',
    ttl: 900,
  },
  registerSupportPanel: supportPanel,
  registerLegacySupportPanel: supportPanel,
  putSupportPanel: { url: 'https://panel.example.com/recado' },
  receiveSupportMessage: {
    field: 'messages',
    object: 'message_event',
    event_type: 'incoming_message',
    project_id: 'demo',
    room_id: `G:demo:${person}`,
    bot_id: 'demo',
    user_id: person,
    value: { id: 'm1', type: 'text', content: { body: 'Hola, soy Ana.' } },
  },
  setMemory: { userReferenceId: person, botId: 'demo', values: { plan: { value: 'oro', ttl: 3600 } } },
  findMemoryKey: { userReferenceId: person, botId: 'demo', key: 'plan' },
  getMemory: { userReferenceId: person, botId: 'demo' },
  startSkill: { memoryParams: { plan: 'oro' } },
  startFlow: { memoryParams: { plan: 'oro' } },
  closeConversation: { userId: person },
  sendRoomMessages: { senderId: 'shop', messages: [{ type: 'text', text: 'Hola' }] },
  setBotWebhook: { webhookUrl: hook },
  setEventWebhooks: { webhooks: [{ url: hook, events: ['delivered_user', 'failed', 'reply'] }] },

  createBot: {
    id: 'shop',
    name: 'Shop',
    channel: {
      phoneNumberId: '100000000000009',
      wabaId: '200000000000009',
      accessToken: 'EAAB…',
      appSecret: 'an-app-secret',
      verifyToken: 'a-verify-token',
    },
  },
  updateBot: { name: 'Shop', messagesPerSecond: 20 },
  replaceComponents: { prompts: ['¿Dónde están?'], commands: [{ name: 'pedido', description: 'Estado del pedido' }] },
  createQrCode: { message: 'Hola, quiero flores' },
  updateQrCode: { message: 'Hola, quiero rosas' },
  registerNumber: { pin: '123456' },
  setPin: { pin: '654321' },
  requestCode: { method: 'SMS', language: 'es' },
  verifyCode: { code: '123456' },
  subscribe: { of: 'number' },
  setUsername: { username: 'flores.cuenca' },
  controlThread: { action: 'release' },
  replaceProfile: { about: 'Flores y regalos', email: 'hola@shop.example', websites: ['https://shop.example'] },
  importNumber: { parts: ['contacts', 'history'] },
  renewWebhookSecret: { overlapSeconds: 3600 },
  renewSupportPanelSecret: { overlapSeconds: 3600 },
  createClient: { id: 'crm', name: 'CRM', bots: ['demo'] },
  updateClient: { bots: 'all' },
  renewClientSecret: { overlapSeconds: 3600 },
  putTemplateDefinition: { category: 'UTILITY', components },
  createEndpoint: { url: hook, events: ['message', 'failed'] },
  updateEndpoint: { events: ['message', 'failed', 'read'], maxAttempts: 5 },
  replayEndpoint: { from: 1767225600000, to: 1767229200000, missing: true },
  resendDeliveries: { state: 'given_up', botId: 'demo' },
  updateConversation: { labels: ['vip'] },
  createNote: { text: 'Prefers the morning' },
  putRateCards: {
    source: 'invented',
    effectiveDate: '2026-10-01',
    rates: [{ currency: 'USD', market: 'BR', category: 'marketing', rate: '0.0123' }],
  },
  putQuickAnswer: { text: 'Hola {{name}}, con gusto le ayudo.' },
  createSuppression: { botId: 'demo', userId: '593987654321', note: 'By phone' },
  importSuppressions: { botId: 'demo', csv: 'phone,note\n593987654321,By phone\n' },
  createView: { page: 'messages', name: 'Failed today', filters: { state: 'failed', period: 'today' }, shared: true },
  updateView: { name: 'Failed this week', filters: { state: 'failed', period: '7d' } },
  putSkill: { name: 'Welcome', kind: 'messages', messages: [{ type: 'text', text: 'Hola {{user.name}}' }] },
  replayManyUnprocessed: { kind: 'unrouted', phoneNumberId: '100000000000001' },
  setLogLevel: { level: 'debug', forSeconds: 600 },

  signIn: { email: 'ana@example.com', password },
  readSignInLink: { token: 'the part of the link after #' },
  signInByLink: { token: 'the part of the link after #', password },
  changeMyPassword: { current: password, password: 'otras cuatro palabras sin orden' },
  startMyTotp: { current: password },
  confirmMyTotp: { code: '287082' },
  deleteMyTotp: { current: password },
  createMember: { email: 'ana@example.com', name: 'Ana Pérez', grants },
  updateMember: { grants },
  createMemberLink: { expiresInSeconds: 3600 },
  createApiKey: { name: 'Reports', grants: [{ role: 'viewer', bots: 'all' }], expiresInSeconds: 86400 },
  startKeyRotation: { overlapSeconds: 86400 },
}

/** multipart/form-data; the file as text. */
export const formExamples: Partial<Record<OperationId, Example>> = {
  createCampaign: form,
  previewCampaign: form,
  uploadFile: { file: '%PDF-1.4\n%%EOF\n' },
  replaceProfilePicture: { file: 'the bytes of a JPEG or PNG' },
  uploadTemplateSample: { file: '%PDF-1.4\n%%EOF\n' },
}
