/**
 * The tools of `recado mcp`: each is one or two requests to the API. Descriptions are for assistants, which read
 * English.
 */
import { type Static, type TObject, type TProperties, Type } from 'typebox'
import type { Ask } from './frame/action.ts'
import { allPages } from './pages.ts'

export type Tool = {
  name: string
  title: string
  description: string
  input: TObject
  isWrite: boolean
  run(ask: Ask, given: Record<string, unknown>): Promise<unknown>
}

const optional = Type.Optional
const botId = optional(Type.String({ description: 'Id of the bot; the configured one by default.' }))
const messageId = Type.String({ description: 'Id of the message: msg_…' })
const userId = Type.String({ description: 'Phone number with country code, digits only.' })

/** The schema has been checked when the tool runs. */
function tool<Properties extends TProperties>(
  head: Omit<Tool, 'input' | 'run'>,
  properties: Properties,
  run: (ask: Ask, given: Static<TObject<Properties>>) => Promise<unknown>,
): Tool {
  const input = Type.Object(properties, { additionalProperties: false })
  return { ...head, input, run: (ask, given) => run(ask, given as Static<TObject<Properties>>) }
}

function botPath({ botId: usual }: Ask, named: string | undefined): string {
  return `/v1/bots/${encodeURIComponent(named ?? usual())}`
}

function timelinePath(ask: Ask, given: { botId?: string; messageId: string }): string {
  return `${botPath(ask, given.botId)}/messages/${encodeURIComponent(given.messageId)}`
}

type Timeline = {
  state: string
  error?: unknown
  dueAt?: number
  nextAttemptAt?: number
  waitsBehind?: string
  possibleDouble: boolean
  attempts: unknown[]
  states: unknown[]
}

export const readTools: readonly Tool[] = [
  tool(
    {
      name: 'list_bots',
      title: 'Bots',
      description: 'WhatsApp numbers of this gateway, with their ids.',
      isWrite: false,
    },
    {},
    async ({ api }) => allPages(api, '/manage/v1/bots'),
  ),
  tool(
    {
      name: 'list_templates',
      title: 'Templates',
      description: 'Message templates of a bot with language, status and components. Only APPROVED ones can be sent.',
      isWrite: false,
    },
    { botId, query: optional(Type.String({ description: 'Text in the name or body.' })) },
    async (ask, { botId: named, query }) => ask.api.get(`${botPath(ask, named)}/templates`, { query, limit: 100 }),
  ),
  tool(
    {
      name: 'preview_template',
      title: 'Preview of a template',
      description: 'A template with its values as the person will read it. Nothing is sent.',
      isWrite: false,
    },
    {
      botId,
      elementName: Type.String(),
      language: optional(Type.String()),
      parameters: optional(Type.Array(Type.String())),
    },
    async (ask, { botId: named, elementName, ...body }) =>
      ask.api.post(`${botPath(ask, named)}/templates/${encodeURIComponent(elementName)}/preview`, body),
  ),
  tool(
    {
      name: 'message_timeline',
      title: 'Timeline of a message',
      description: 'Everything that happened to one message: states, attempts at Meta, events and their deliveries.',
      isWrite: false,
    },
    { botId, messageId },
    async (ask, given) => ask.api.get(timelinePath(ask, given)),
  ),
  tool(
    {
      name: 'why_did_it_fail',
      title: 'Why did a message fail',
      description: "Why a message failed, or what it waits for: its state, Meta's error, and the last attempt.",
      isWrite: false,
    },
    { botId, messageId },
    async (ask, given) => reasonsOf(await ask.api.get<Timeline>(timelinePath(ask, given))),
  ),
  tool(
    {
      name: 'campaign_figures',
      title: 'Figures of a campaign',
      description: 'State of a campaign, why it rests, and how many of its rows were sent, delivered, read or failed.',
      isWrite: false,
    },
    { campaignId: Type.String({ description: 'Id of the campaign: cmp_…' }) },
    async ({ api }, { campaignId }) => api.get(`/v1/campaigns/${encodeURIComponent(campaignId)}`),
  ),
  tool(
    {
      name: 'list_campaigns',
      title: 'Campaigns',
      description: 'The newest campaigns, of one bot or of all.',
      isWrite: false,
    },
    { botId },
    async ({ api }, { botId: named }) => api.get('/v1/campaigns', { botId: named }),
  ),
]

export const writeTools: readonly Tool[] = [
  tool(
    {
      name: 'send_text',
      title: 'Send a text',
      description: 'Sends a text to one person, who must have written within the last 24 hours.',
      isWrite: true,
    },
    { botId, userId, text: Type.String({ minLength: 1 }) },
    async (ask, { botId: named, userId: to, text }) =>
      ask.api.post(`${botPath(ask, named)}/messages`, { type: 'text', userId: to, text }),
  ),
  tool(
    {
      name: 'send_template',
      title: 'Send a template',
      description: 'Sends an approved template to one person. Meta charges for it.',
      isWrite: true,
    },
    {
      botId,
      userId,
      elementName: Type.String(),
      language: optional(Type.String()),
      parameters: optional(Type.Array(Type.String())),
    },
    async (ask, { botId: named, userId: to, ...body }) =>
      ask.api.post(`/v2/whatsapp/${encodeURIComponent(named ?? ask.botId())}/hsm`, { ...body, destinations: [to] }),
  ),
]

function reasonsOf({ state, error, dueAt, nextAttemptAt, waitsBehind, possibleDouble, attempts, states }: Timeline) {
  const lastAttempt = attempts.at(-1) ?? null
  return { state, error: error ?? null, lastAttempt, dueAt, nextAttemptAt, waitsBehind, possibleDouble, states }
}
