/**
 * A bot's skills, for the operator. Messages are validated with the parsers of the message API, placeholders included;
 * rules that depend on the filled values are checked when the skill runs.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Checked, Violation } from '../../model/errors/violation.ts'
import { inputKinds } from '../../model/inbound/heard.ts'
import { sessionForms } from '../../model/message/parse.ts'
import { present } from '../../model/request/check.ts'
import { withName, withNames, withParts } from '../../model/request/named.ts'
import type { WordSchema } from '../../model/request/words.ts'
import { unknownPlaceholders } from '../../model/skill/placeholder.ts'
import { checkMessages, maxSkillMessages, type Skill, type SkillAct, skillIdPattern } from '../../model/skill/skill.ts'
import { fullMemory, maxMemoryBytes, memoryBytes, rememberedOf } from '../../model/user/memory.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { checkUrl, urlSchema } from '../kit/endpoint-view.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { pageOf, pageQuery, paginate } from '../kit/page.ts'
import { answerRemoved, expectedOf, ifMatchHeaders, refuseChange, tagged } from '../kit/revision.ts'
import { botParams, instant, iso, nothing, oneOf } from '../kit/schemas.ts'

const optional = Type.Optional
const config = { access: 'admin' } as const
const tags = ['Skills']

const skillId = Type.String({
  pattern: skillIdPattern,
  description: '1-64 letters, digits, _ . : -, and not . or ..',
  examples: ['2222'],
})
export const skillParams = Type.Object({ botId: botParams.properties.botId, skillId })

const anyMessage = Type.Object(
  { type: Type.String({ examples: ['text'] }) },
  {
    additionalProperties: true,
    description: 'A body of POST /v1/bots/{botId}/messages without userId, with placeholders.',
  },
)
const messagesField = withName(
  'SkillMessages',
  Type.Array(anyMessage, { maxItems: maxSkillMessages, description: 'Kind messages: sent in this order.' }),
)
const acceptedKinds = withName(
  'SkillHears',
  Type.Array(oneOf(inputKinds), {
    minItems: 1,
    uniqueItems: true,
    description: 'Said and pressed by default. The rest goes to the bot webhook.',
  }),
)
const acts = {
  kind: oneOf(['messages', 'webhook']),
  messages: optional(messagesField),
  memory: optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'Kind messages: written into the memory first, filled.',
      examples: [{ plan: '{{action}}' }],
    }),
  ),
  next: optional(Type.String({ ...skillId, description: 'Kind messages: receives the next message.' })),
  hears: optional(acceptedKinds),
  url: optional({
    ...urlSchema,
    description: 'Kind webhook: may answer {messages, memory, skill}.',
  }),
}

const skillActs = Type.Object(acts)
const skillBody = Type.Object(
  { name: optional(Type.String({ minLength: 1, maxLength: 100 })), ...acts },
  { additionalProperties: false },
)
const words = {
  ...skillBody,
  properties: { ...skillBody.properties, messages: { items: { oneOf: sessionForms } } },
} as WordSchema
const skillView = Type.Object({
  id: Type.String(),
  botId: Type.String(),
  name: Type.String(),
  ...acts,
  createdAt: instant,
  updatedAt: instant,
})

withParts(skillBody, skillActs)
withParts(skillView, skillActs)
withNames({ SkillActs: skillActs, NewSkill: skillBody, Skill: skillView })

const routes = {
  list: {
    config,
    schema: {
      tags,
      summary: 'List skills',
      params: botParams,
      querystring: pageQuery,
      response: { 200: pageOf(skillView) },
    },
  },
  read: { config, schema: { tags, summary: 'Read a skill', params: skillParams, response: { 200: skillView } } },
  put: {
    config: { ...config, words },
    schema: {
      tags,
      summary: 'Create or replace a skill',
      params: skillParams,
      headers: ifMatchHeaders,
      body: skillBody,
      response: { 200: skillView },
    },
  },
  remove: {
    config,
    schema: { tags, summary: 'Delete a skill', params: skillParams, headers: ifMatchHeaders, response: nothing },
  },
}

export function registerManageSkills(app: App, deps: HttpDeps): void {
  const path = '/manage/v1/bots/:botId/skills'
  app.get(path, routes.list, async (request) => {
    const { results, ...page } = paginate(await deps.store.skills(request.params.botId), request.query)
    return { ...page, results: results.map(viewOf) }
  })
  app.get(`${path}/:skillId`, routes.read, async (request, reply) => {
    const skill = await deps.store.skill(request.params.botId, request.params.skillId)
    if (!skill) return refuse(request, reply, 'NOT_FOUND')
    tagged(reply, skill)
    return viewOf(skill)
  })
  app.put(`${path}/:skillId`, routes.put, (request, reply) =>
    putSkill(deps, request, reply, request.params, request.body),
  )
  app.delete(`${path}/:skillId`, routes.remove, async (request, reply) => {
    const { botId, skillId: id } = request.params
    return answerRemoved(request, reply, await deps.store.deleteSkill(botId, id, expectedOf(request)))
  })
}

type SkillBody = Static<typeof skillBody>

async function putSkill(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { botId, skillId: id }: Static<typeof skillParams>,
  body: SkillBody,
): Promise<void> {
  const checked = readAct(deps, body)
  if (!checked.ok) return refuseInvalid(request, reply, checked.violations)
  const { name, hears: accepted } = body
  const skill = { ...checked.value, ...present({ id, botId, name, hears: accepted }), updatedAt: deps.clock() }
  const changed = await deps.store.putSkill(skill, expectedOf(request))
  if (changed.kind !== 'changed') return refuseChange(request, reply, changed)
  tagged(reply, changed.value)
  return reply.send(viewOf(changed.value))
}

/** The validated action; fields of the other kind are refused by name. */
function readAct(deps: HttpDeps, body: SkillBody): Checked<SkillAct> {
  return body.kind === 'webhook' ? readWebhook(deps, body) : readMessages(deps, body)
}

function readWebhook(deps: HttpDeps, { url, messages, memory, next }: SkillBody): Checked<SkillAct> {
  const violations = strangers('webhook', { messages, memory, next })
  if (url === undefined) violations.push({ path: 'url', rule: 'required' })
  else violations.push(...checkUrl(deps, url, 'url'))
  if (url === undefined || violations.length > 0) return { ok: false, violations }
  return { ok: true, value: { kind: 'webhook', url } }
}

function readMessages(deps: HttpDeps, { messages = [], memory, next, url }: SkillBody): Checked<SkillAct> {
  const violations = [
    ...strangers('messages', { url }),
    ...checkMessages(messages, deps.allowPrivateMedia),
    ...unknownPlaceholders(memory, 'memory'),
    ...tooMuchMemory(memory),
  ]
  if (messages.length === 0 && memory === undefined) violations.push({ path: 'messages', rule: 'required' })
  if (violations.length > 0) return { ok: false, violations }
  return { ok: true, value: present({ kind: 'messages', messages, memory, next }) }
}

/** Too large by itself, before anything is filled: it could never be stored. */
function tooMuchMemory(memory: SkillBody['memory']): Violation[] {
  const bytes = memory === undefined ? 0 : memoryBytes(rememberedOf(memory))
  return bytes > maxMemoryBytes ? [fullMemory('memory', { bytes })] : []
}

function strangers(kind: SkillAct['kind'], others: Record<string, unknown>): Violation[] {
  const given = Object.keys(others).filter((field) => others[field] !== undefined)
  return given.map((path) => ({ path, rule: 'exclusive', args: { other: `kind ${kind}` } }))
}

function viewOf(skill: Skill): Static<typeof skillView> {
  const { createdAt, updatedAt, revision: _, ...same } = skill
  return { ...same, createdAt: iso(createdAt), updatedAt: iso(updatedAt) } as Static<typeof skillView>
}
