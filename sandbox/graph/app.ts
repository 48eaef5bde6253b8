/**
 * The app in the Graph API: what it is told of an access token, and its webhook subscription. An app names itself by a
 * token of its own, its id and its secret with a bar between (cloud-api.md 4.1).
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { appName, sandboxAppId, sandboxAppSecret } from '../identity.ts'
import type { World } from '../world.ts'
import { type Refusal, unknownObject } from './error.ts'
import { type ById, requires, sendJson, sendRefusal } from './request.ts'

const defaultScopes = ['whatsapp_business_management', 'whatsapp_business_messaging', 'public_profile']

/** Of the object whatsapp_business_account (meta-2026.md 16.1). */
const webhookFields = (
  'account_alerts account_review_update account_settings_update account_update automatic_events ' +
  'business_capability_update business_status_update business_username_updates calls flows ' +
  'group_lifecycle_update group_participants_update group_settings_update group_status_update history ' +
  'message_echoes message_template_components_update message_template_quality_update ' +
  'message_template_status_update messages messaging_handovers partner_solutions payment_configuration_update ' +
  'phone_number_name_update phone_number_quality_update security smb_app_state_sync smb_message_echoes standby ' +
  'template_category_update template_correct_category_detection tracking_events user_preferences'
).split(' ')

const wrongApp: Refusal = {
  code: 101,
  httpStatus: 400,
  message: 'Error validating application. Cannot get application info due to a system error.',
}
const wrongSecret: Refusal = { code: 190, message: 'Invalid OAuth access token signature.' }
const appTokenNeeded: Refusal = {
  code: 15,
  httpStatus: 400,
  message: '(#15) This method must be called with an app access_token.',
}

/** Undefined for other tokens and for the app's right one. */
export function refusalOfAppToken(world: World, token: string): Refusal | undefined {
  const [appId, secret, ...rest] = token.split('|')
  if (secret === undefined || rest.length > 0) return undefined
  if (appId !== sandboxAppId) return wrongApp
  return isSecretOfApp(world, secret) ? undefined : wrongSecret
}

/** Numbers may have secrets of their own here, as if each had an app. */
function isSecretOfApp({ numbers, subscriptions }: World, secret: string): boolean {
  const ofNumbers = numbers.values().some(({ appSecret }) => appSecret === secret)
  return secret === sandboxAppSecret || ofNumbers || subscriptions.hasSecret(secret)
}

type Tokened = { Querystring: { input_token?: string } }

export function registerAppRoutes(
  app: FastifyInstance,
  world: World,
  tokenOf: (request: FastifyRequest) => string,
): void {
  app.get<Tokened>('/debug_token', (request, reply) => {
    const { input_token: token } = request.query
    if (token === undefined || token === '') return sendRefusal(world, reply, requires('input_token'))
    return sendJson(reply, { data: describeToken(world, token) })
  })
  app.get<ById>('/:id/subscriptions', (request, reply) => {
    if (request.params.id !== sandboxAppId) return sendRefusal(world, reply, unknownObject(request.params.id, 'get'))
    if (!tokenOf(request as FastifyRequest).includes('|')) return sendRefusal(world, reply, appTokenNeeded)
    return sendJson(reply, { data: subscriptionsOf(world) })
  })
}

function subscriptionsOf({ subscriptions }: World): object[] {
  const own = subscriptions.general()
  if (own === undefined) return []
  const { url, version = 'v26.0', fields = webhookFields } = own
  const named = fields.map((name) => ({ name, version }))
  return [{ object: 'whatsapp_business_account', callback_url: url, active: true, fields: named }]
}

function describeToken(world: World, token: string): object {
  const { tokens } = world.policy
  const all = [...new Set([...world.numbers.values()].map(({ wabaId }) => wabaId))]
  const { expiresAt = 0, scopes = defaultScopes, wabaIds = all } = tokens.get(token)
  const refusal = world.rules.tokens ? tokens.refusalOf(token, world.now()) : undefined
  const granular = scopes.filter((scope) => scope.startsWith('whatsapp_'))
  return {
    app_id: sandboxAppId,
    type: 'SYSTEM_USER',
    application: appName,
    data_access_expires_at: 0,
    ...(refusal === undefined ? {} : { error: errorOf(refusal) }),
    expires_at: Math.floor(expiresAt / 1_000),
    is_valid: refusal === undefined,
    issued_at: Math.floor(world.now() / 1_000),
    scopes,
    granular_scopes: granular.map((scope) => ({ scope, target_ids: wabaIds })),
    user_id: sandboxAppId,
  }
}

function errorOf({ code, message, subcode }: Refusal): object {
  return { code, message, ...(subcode === undefined ? {} : { subcode }) }
}
