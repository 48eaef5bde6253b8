/**
 * A bot's external support panel, for the operator: read, made or changed, its secret rotated, removed. It is an
 * endpoint of the bot as well, with that one's list, pause, replay and deliveries (endpoints.ts).
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Endpoint } from '../../model/bot/bot.ts'
import { withNames, withParts } from '../../model/request/named.ts'
import { formerMs, newPanelSecret, signingSecretSchema } from '../api/support-panel.ts'
import { notifyAbout } from '../kit/audit.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import {
  authSchema,
  checkAuth,
  checkUrl,
  endpointSchema,
  endpointView,
  panelOf,
  urlSchema,
} from '../kit/endpoint-view.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { answerRemoved, expectedOf, ifMatchHeaders, tagged } from '../kit/revision.ts'
import { botParams, nothing } from '../kit/schemas.ts'
import { overlapSchema } from './bots.ts'

const panelBody = Type.Object(
  { url: urlSchema, auth: Type.Optional(Type.Union([authSchema, Type.Null()])) },
  { additionalProperties: false },
)
const panelSchema = withParts(
  Type.Object({ ...endpointSchema.properties, signingSecret: Type.Optional(signingSecretSchema) }),
  endpointSchema,
)
const renewed = Type.Object({ signingSecret: signingSecretSchema })

withNames({ SupportPanelChange: panelBody, SupportPanel: panelSchema, SigningSecret: renewed })

const path = '/manage/v1/bots/:botId/support-panel'
const config = { access: 'admin' } as const
const one = { tags: ['Endpoints'], params: botParams }
const editing = { ...one, headers: ifMatchHeaders }
const routes = {
  read: { config, schema: { ...one, summary: 'Read the support panel', response: { 200: endpointSchema } } },
  put: {
    config,
    schema: {
      ...editing,
      summary: 'Make or change the support panel',
      body: panelBody,
      response: { 200: panelSchema },
    },
  },
  remove: { config, schema: { ...editing, summary: 'Remove the support panel', response: nothing } },
  renew: {
    config: { ...config, isDestructive: true as const, hasOptionalBody: true as const },
    schema: { ...one, summary: "Rotate the support panel's secret", body: overlapSchema, response: { 200: renewed } },
  },
}

export function registerManageSupportPanel(app: App, deps: HttpDeps): void {
  app.get(path, routes.read, async (request, reply) => {
    const panel = await panelOf(deps, request.params.botId)
    if (panel === undefined) return refuse(request, reply, 'NOT_FOUND')
    tagged(reply, panel)
    return viewOf(deps, panel)
  })
  app.put(path, routes.put, (request, reply) => putPanel(deps, request, reply, request.body))
  app.delete(path, routes.remove, async (request, reply) => {
    const panel = await panelOf(deps, request.params.botId)
    if (panel === undefined) return refuse(request, reply, 'NOT_FOUND')
    notifyAbout(request, { id: panel.id })
    const removed = await deps.store.deleteEndpoint(panel.id, expectedOf(request))
    deps.botChanged(panel.botId)
    return answerRemoved(request, reply, removed)
  })
  app.post(`${path}/secret`, routes.renew, async (request, reply) => {
    const { id: botId } = botOf(request)
    const { overlapSeconds } = request.body ?? {}
    const overlapMs = overlapSeconds === undefined ? formerMs : overlapSeconds * 1_000
    const secret = newPanelSecret(deps)
    const panel = await deps.store.renewPanelSecret({ botId, secret, formerUntil: deps.clock() + overlapMs })
    if (panel === undefined) return refuse(request, reply, 'NOT_FOUND')
    notifyAbout(request, { id: panel.id })
    deps.botChanged(botId)
    return { signingSecret: secret }
  })
}

async function viewOf({ store }: HttpDeps, { id, botId }: Endpoint) {
  const [panel, tasks, health] = await Promise.all([
    store.endpoint(id),
    store.endpointTasks({ botId }),
    store.endpointHealth(botId, id),
  ])
  if (panel === undefined) throw new Error('the panel that was just read is missing')
  return endpointView(panel, { tasks, health })
}

async function putPanel(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { url, auth }: Static<typeof panelBody>,
): Promise<void> {
  const { id: botId } = botOf(request)
  const checked = checkAuth(auth ?? undefined, 'auth')
  const violations = [...checkUrl(deps, url, 'url'), ...(checked.ok ? [] : checked.violations)]
  if (!checked.ok || violations.length > 0) return refuseInvalid(request, reply, violations)
  const secret = newPanelSecret(deps)
  const now = deps.clock()
  const expected = expectedOf(request)
  const put = { botId, url, auth: checked.value, secret, isAnew: false, formerUntil: now, expected, now }
  const result = await deps.store.putPanel(put)
  if (result.kind === 'stale') return refuse(request, reply, 'PRECONDITION_FAILED')
  const panel = (await deps.store.endpoint(result.panel.id)) ?? result.panel
  notifyAbout(request, { id: panel.id })
  deps.botChanged(botId)
  deps.wakeEndpoint(panel.id)
  tagged(reply, panel)
  const view = await viewOf(deps, panel)
  return reply.send(result.kind === 'made' ? { ...view, signingSecret: secret } : view)
}
