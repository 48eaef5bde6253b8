/**
 * Registration of a bot's external support panel in the compatible API's form (jelou-api.md, 18.3), under the newer
 * path and the older one: where conversations with people go. The project is the bot: `projectId` is its id, and so is
 * `brainId`, which no document explains. Another registration takes the place of the first, with a secret of its own;
 * what signs is shown here alone.
 */
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import { authTypeOf, authTypes, readPanelAuth } from '../../model/support/panel-auth.ts'
import { dayMs } from '../../model/time.ts'
import { newWebhookSecret } from '../../webhooks/sign.ts'
import { notifyAbout } from '../kit/audit.ts'
import { admitToBot } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { checkUrl, urlSchema } from '../kit/endpoint-view.ts'
import { refuseInvalid } from '../kit/errors.ts'
import { instant, iso, oneOf } from '../kit/schemas.ts'

const optional = Type.Optional

export const signingSecretSchema = Type.String({
  description: 'Signs what the panel receives and what it sends. Shown only here.',
  examples: ['whsec_c2VjcmV0'],
})

const body = Type.Object({
  webhookUrl: urlSchema,
  authType: optional(oneOf(authTypes)),
  authorization: optional(
    Type.String({ maxLength: 4_000, description: 'The token, key, or `user:password`, as `authType` says.' }),
  ),
})
const registered = Type.Object({
  id: Type.String(),
  brainId: Type.String({ description: 'Id of the bot.' }),
  webhookUrl: Type.String(),
  authType: oneOf(authTypes),
  signingSecret: signingSecretSchema,
  createdAt: instant,
})

withNames({ NewSupportPanel: body, SupportPanelRegistered: registered })

const params = Type.Object({ projectId: Type.String({ description: 'Id of the bot.', examples: ['demo'] }) })
const shared = {
  config: { access: 'client' } as const,
  schema: { tags: ['Webhooks'], params, body, response: { 200: registered } },
}
const route = { ...shared, schema: { ...shared.schema, summary: 'Register the support panel' } }
const legacy = { ...shared, schema: { ...shared.schema, summary: 'Legacy: register the support panel' } }

/** How long the panel may still sign with the secret before. */
export const formerMs = dayMs

export function registerSupportPanel(app: App, deps: HttpDeps): void {
  app.post('/platform/v1/external-support/:projectId', route, (request, reply) =>
    registerPanel(deps, request, reply, request.params.projectId, request.body),
  )
  app.post('/jelouapi/v1/external-support/:projectId', legacy, (request, reply) =>
    registerPanel(deps, request, reply, request.params.projectId, request.body),
  )
}

async function registerPanel(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  botId: string,
  { webhookUrl, authType, authorization }: Static<typeof body>,
): Promise<void> {
  if (!(await admitToBot(deps, request, reply, botId))) return
  const auth = readPanelAuth(authType, authorization)
  const violations = [...checkUrl(deps, webhookUrl, 'webhookUrl'), ...(auth.ok ? [] : auth.violations)]
  if (!auth.ok || violations.length > 0) return refuseInvalid(request, reply, violations)
  const secret = newPanelSecret(deps)
  const now = deps.clock()
  const put = { botId, url: webhookUrl, auth: auth.value, secret, isAnew: true, formerUntil: now + formerMs, now }
  const result = await deps.store.putPanel(put)
  if (result.kind === 'stale') throw new Error('a registration expects no revision')
  const { panel } = result
  notifyAbout(request, { id: panel.id })
  deps.botChanged(botId)
  deps.wakeEndpoint(panel.id)
  return reply.send({
    id: panel.id,
    brainId: botId,
    webhookUrl: panel.url,
    authType: authTypeOf(panel.auth),
    signingSecret: secret,
    createdAt: iso(panel.createdAt),
  })
}

export function newPanelSecret({ random = randomBytes }: Pick<HttpDeps, 'random'>): string {
  return newWebhookSecret(random)
}
