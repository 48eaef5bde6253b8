/** What an operation of the audit trail did, as a verb and a thing. Pure. */
import type { Schemas } from '../../../../sdk/client.ts'
import type { en } from '../../words/en.ts'

export type Row = Schemas['AuditItem']
type WordKey = keyof typeof en

/** By the end of the address, where the method alone would say the wrong thing. */
const ends: readonly (readonly [RegExp, WordKey])[] = [
  [/\/(?:replay|resend)$/, 'deed.replayed'],
  [/\/retry$/, 'deed.retried'],
  [/\/pause$/, 'deed.paused'],
  [/\/resume$/, 'deed.resumed'],
  [/\/cancel$/, 'deed.canceled'],
  [/\/(?:check|test|sync)$/, 'deed.asked'],
  [/\/links$/, 'deed.linked'],
  [/\/(?:webhook-secret|secrets)$/, 'deed.renewed'],
  [/\/(?:messages|message|hsm|flow_message|template-messages)$/, 'deed.sent'],
  [/\/(?:revoke|end)$/, 'deed.ended'],
  [/\/key-rotation$/, 'deed.started'],
  [/\/(?:confirm|state|cache|legacy)$|\/(?:skill|flow)\/\{/, 'deed.changed'],
]

const methods: Record<string, WordKey> = {
  GET: 'deed.read',
  POST: 'deed.created',
  PUT: 'deed.changed',
  PATCH: 'deed.changed',
  DELETE: 'deed.deleted',
}

/** What is no request of the API. */
const names: Record<string, WordKey> = {
  'sign-in': 'deed.signed_in',
  'password-by-link': 'deed.set_password',
  'rotate-key': 'deed.rotated',
}

export function verbOf({ operation }: Pick<Row, 'operation'>): WordKey | undefined {
  const named = names[operation]
  if (named !== undefined) return named
  const [method = '', path = ''] = operation.split(' ')
  if (path.endsWith('/sessions/current')) return 'deed.signed_out'
  const byEnd = method === 'POST' || method === 'PUT' ? ends.find(([end]) => end.test(path)) : undefined
  return byEnd?.[1] ?? methods[method]
}

const things: Record<string, WordKey> = {
  bot: 'bot',
  client: 'client.client',
  endpoint: 'column.endpoint',
  webhook: 'thing.webhook',
  skill: 'thing.skill',
  quick_answer: 'thing.quick_answer',
  view: 'thing.view',
  template: 'template',
  campaign: 'campaign',
  user: 'people.person',
  api_key: 'thing.api_key',
  session: 'thing.session',
  conversation: 'thing.conversation',
  message: 'message',
  unprocessed: 'unprocessed.item',
  audit: 'nav.audit',
  key_rotation: 'rotation.title',
  log_level: 'log.title',
  rate_card: 'thing.rate_card',
}

/** Verbs that say it all. */
const whole = ['deed.signed_in', 'deed.signed_out', 'deed.set_password', 'deed.rotated']

/** Of a person's second factor, sessions or password the trail says: about the person. */
export function thingOf({ operation, about }: Pick<Row, 'operation' | 'about'>): WordKey | undefined {
  if (whole.includes(verbOf({ operation }) ?? '')) return undefined
  if (/\/totp(?:\/confirm)?$/.test(operation)) return 'account.second_factor'
  if (/\/sessions(?:\/\{sessionId\})?$/.test(operation)) return 'thing.session'
  if (operation.endsWith('/password')) return 'session.password'
  return about === undefined ? undefined : things[about.kind]
}
