/**
 * The demo of `npm start`: a bot `demo` whose channel is the sandbox, its approved templates, and a client for it. The
 * client's secret is public by nature; it opens nothing but the sandbox's bot, and the demo is closed when the sandbox
 * is off.
 */
import { demoTemplates } from '../../sandbox/demo-templates.ts'
import { sandboxAppSecret, sandboxNumber, sandboxVerifyToken } from '../../sandbox/identity.ts'
import type { Bot } from '../model/bot/bot.ts'
import { defaultGraphVersion } from '../model/bot/graph-version.ts'
import type { Skill } from '../model/skill/skill.ts'
import type { TemplateDefinition } from '../model/template/definition.ts'
import type { Seal } from '../store/sealing/seal.ts'
import type { Store } from '../store/store.ts'

export const demoClient = { id: 'demo', secret: 'recado-demo' } as const
export const demoBotId = 'demo'

type DemoDeps = {
  store: Store
  clock: () => number
  newWebhookSecret: () => string
  seal: Pick<Seal, 'hash' | 'hashes'>
  log: { warn(facts: object, text: string): void }
}

/** Creates what is missing and points the bot at the sandbox's current address; a person's changes stay. */
export async function createDemo(
  { store, clock, newWebhookSecret, seal, log }: DemoDeps,
  sandboxUrl: string,
): Promise<void> {
  const now = clock()
  const known = await store.bot(demoBotId)
  if (known && !isOurBot(known)) return standAside({ store, clock, seal, log })
  if (!known && (await store.addBot(newDemoBot(now, newWebhookSecret()))) !== 'added')
    return log.warn({ botId: demoBotId }, 'there is no demo bot: its id or number is taken, or it is being deleted')
  const channel = { ...sandboxSecrets, graphUrl: sandboxUrl, accessToken: known?.channel.accessToken ?? demoToken }
  await store.changeBot({ id: demoBotId, change: { channel }, now })
  if (!known) {
    for (const template of demoTemplates) await store.putTemplate(demoBotId, definitionOf(template), now)
    await store.putSkill(newDemoSkill(now))
  }
  const client = { id: demoClient.id, name: 'Demo', bots: [demoBotId], createdAt: now, updatedAt: now }
  await store.addClient(client, seal.hash('clients', demoClient.secret))
}

/**
 * Without the sandbox a publicly known secret must open nothing: the client is deleted, and the bot, which keeps its
 * endpoints and templates, gets secrets that are known to no one.
 */
export async function closeDemo(
  { store, clock, seal, log }: Omit<DemoDeps, 'newWebhookSecret'>,
  newSecret: () => string,
): Promise<void> {
  await deleteOurClient({ store, clock, seal })
  const bot = await store.bot(demoBotId)
  if (!bot) return
  if (!isOurBot(bot))
    return log.warn({ botId: demoBotId }, 'another bot has the id of the demo bot: it is left unchanged')
  const channel = { appSecret: newSecret(), verifyToken: newSecret() }
  await store.changeBot({ id: demoBotId, change: { channel }, now: clock() })
}

/** Anyone may choose the id; the sandbox's number identifies the bot that was made here. */
function isOurBot({ channel: { phoneNumberId, wabaId } }: Bot): boolean {
  return phoneNumberId === sandboxNumber.phoneNumberId && wabaId === sandboxNumber.wabaId
}

/** Identified by the public secret: a client without it, or whose public secret has expired, only shares the name. */
async function deleteOurClient({ store, clock, seal }: Omit<DemoDeps, 'newWebhookSecret' | 'log'>): Promise<void> {
  const secrets = await store.clientSecrets(demoClient.id)
  const forms = seal.hashes('clients', demoClient.secret)
  const known = secrets.find(({ secretHash }) => forms.includes(secretHash))
  if (known && (known.expiresAt ?? Number.POSITIVE_INFINITY) > clock()) await store.deleteClient(demoClient.id)
}

/** Then there is no demo, and a person's own bot cannot be opened by a public secret. */
async function standAside({ log, ...deps }: Omit<DemoDeps, 'newWebhookSecret'>): Promise<void> {
  await deleteOurClient(deps)
  log.warn(
    { botId: demoBotId },
    'another bot has the id of the demo bot: it is left unchanged, and there is no demo bot',
  )
}

const demoToken = 'sandbox-access-token'

const sandboxSecrets = { appSecret: sandboxAppSecret, verifyToken: sandboxVerifyToken }

function newDemoBot(now: number, webhookSecret: string): Bot {
  return {
    id: demoBotId,
    name: 'Demo',
    channel: {
      graphUrl: '',
      graphVersion: defaultGraphVersion,
      phoneNumberId: sandboxNumber.phoneNumberId,
      wabaId: sandboxNumber.wabaId,
      displayNumber: sandboxNumber.displayNumber,
      accessToken: demoToken,
      ...sandboxSecrets,
    },
    messagesPerSecond: 80,
    locale: 'es',
    // The media addresses in the documents do not exist, and the demo works without internet access.
    mediaProbe: false,
    sessionEvents: true,
    webhookSecret,
    createdAt: now,
    updatedAt: now,
  }
}

/** The skill named by the documents' example of `actions.setSkill`. */
function newDemoSkill(now: number): Skill {
  const messages = [{ type: 'text', text: 'Gracias, {{user.name}}. Escribiste: {{text}}' }]
  return { id: '2222', botId: demoBotId, name: 'Demo', kind: 'messages', messages, createdAt: now, updatedAt: now }
}

function definitionOf(template: (typeof demoTemplates)[number]): TemplateDefinition {
  const { name, language, category, status, id, components } = template
  return {
    elementName: name,
    language,
    category: category as TemplateDefinition['category'],
    status,
    metaId: String(id),
    components: components as unknown as TemplateDefinition['components'],
  }
}
