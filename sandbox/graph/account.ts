/**
 * A business account in the Graph API: its description, its numbers, and the app's subscription with an own callback,
 * which must pass the handshake before it receives webhooks (cloud-api.md 4.1, 4.2).
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { appName, sandboxAppId } from '../identity.ts'
import { numbersOf } from '../numbers.ts'
import type { Json } from '../wire.ts'
import type { World } from '../world.ts'
import { unknownObject } from './error.ts'
import { describeNumber } from './numbers.ts'
import { overrideFrom } from './override.ts'
import { type ById, pageOf, parametersOf, pick, sendJson, sendRefusal, sendSuccess } from './request.ts'

type Handler = (request: FastifyRequest<ById>, reply: FastifyReply) => FastifyReply | Promise<FastifyReply>

export function registerAccountRoutes(app: FastifyInstance, world: World): void {
  const withAccount = (method: string, handle: Handler) => (request: FastifyRequest<ById>, reply: FastifyReply) =>
    numbersOf(world, request.params.id).length === 0
      ? sendRefusal(world, reply, unknownObject(request.params.id, method))
      : handle(request, reply)
  app.get<ById>(
    '/:id/phone_numbers',
    withAccount('get', (request, reply) => {
      const numbers = numbersOf(world, request.params.id).map((number) =>
        pick(describeNumber(world, number), request.query.fields, number.phoneNumberId),
      )
      return sendJson(reply, pageOf(request, numbers))
    }),
  )
  app.get<ById>(
    '/:id/subscribed_apps',
    withAccount('get', (request, reply) => sendJson(reply, { data: appsOf(world, request.params.id) })),
  )
  app.post<ById>(
    '/:id/subscribed_apps',
    withAccount('post', (request, reply) => {
      const wabaId = request.params.id
      world.business.setSilent(wabaId, false)
      const given = parametersOf(request)
      if (given.override_callback_uri !== undefined) return overrideFrom(world, wabaId, given, reply)
      world.business.setOverride(wabaId, undefined)
      return sendSuccess(reply)
    }),
  )
  app.delete<ById>(
    '/:id/subscribed_apps',
    withAccount('delete', (request, reply) => {
      world.business.setOverride(request.params.id, undefined)
      world.business.setSilent(request.params.id, true)
      return sendSuccess(reply)
    }),
  )
  app.get('/me', (_request, reply) => sendJson(reply, { id: sandboxAppId, name: appName }))
}

function appsOf(world: World, wabaId: string): readonly object[] {
  if (world.business.isSilent(wabaId)) return []
  const override = world.business.overrideAt(wabaId)
  const link = `https://www.facebook.com/games/?app_id=${sandboxAppId}`
  return [
    {
      whatsapp_business_api_data: { link, name: appName, id: sandboxAppId },
      ...(override === undefined ? {} : { override_callback_uri: override.url }),
    },
  ]
}

/** `GET /{waba-id}`; undefined if no number belongs to it. */
export function accountObject(world: World, wabaId: string): Json | undefined {
  const [number] = numbersOf(world, wabaId)
  if (number === undefined) return undefined
  return {
    id: wabaId,
    name: number.verifiedName,
    timezone_id: '1',
    message_template_namespace: `sandbox_${wabaId}`,
    currency: 'USD',
    country: 'EC',
    status: 'ACTIVE',
    ownership_type: 'SELF',
    account_review_status: 'APPROVED',
    business_verification_status: 'verified',
    is_enabled_for_insights: world.business.isCounted(wabaId),
  }
}
