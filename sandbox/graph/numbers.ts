/**
 * A business number in the Graph API: its description, registration with its PIN, verification by code, and its
 * settings. Shapes: cloud-api.md 6, and the two public clients in its section 7.1.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PhoneNumber } from '../identity.ts'
import { sendPast } from '../inbound/phone-app.ts'
import { dayMs } from '../time.ts'
import { isJson, type Json, jsonAt } from '../wire.ts'
import type { World } from '../world.ts'
import type { Refusal } from './error.ts'
import { overrideFrom } from './override.ts'
import { withNumber } from './profile.ts'
import {
  type ById,
  jsonValue,
  parametersOf,
  requires,
  sendJson,
  sendRefusal,
  sendSuccess,
  wrongParameter,
} from './request.ts'

export function registerNumberRoutes(app: FastifyInstance, world: World): void {
  app.post<ById>(
    '/:id/register',
    withNumber(world, 'post', (number, request, reply) => register(world, number, parametersOf(request), reply)),
  )
  app.post<ById>(
    '/:id/deregister',
    withNumber(world, 'post', ({ phoneNumberId }, _request, reply) => {
      if (!mayRegister(world, phoneNumberId)) return sendRefusal(world, reply, tooManyRegistrations)
      world.business.number(phoneNumberId).isRegistered = false
      return sendSuccess(reply)
    }),
  )
  registerVerification(app, world)
  app.post<ById>(
    '/:id/smb_app_data',
    withNumber(world, 'post', (number, request, reply) => importPast(world, number, parametersOf(request), reply)),
  )
  app.get<ById>(
    '/:id/settings',
    withNumber(world, 'get', ({ phoneNumberId }, _request, reply) =>
      sendJson(reply, world.business.number(phoneNumberId).settings),
    ),
  )
  app.post<ById>(
    '/:id/settings',
    withNumber(world, 'post', (number, request, reply) => changeSettings(world, number, request, reply)),
  )
}

function registerVerification(app: FastifyInstance, world: World): void {
  app.post<ById>(
    '/:id/request_code',
    withNumber(world, 'post', (number, request, reply) => {
      const { code_method: method, language } = parametersOf(request)
      if (method !== 'SMS' && method !== 'VOICE')
        return sendRefusal(world, reply, wrongParameter('Param code_method must be one of {SMS, VOICE}.'))
      if (language === undefined) return sendRefusal(world, reply, requires('language'))
      const isVerified = (number.verification ?? 'VERIFIED') === 'VERIFIED'
      return isVerified ? sendRefusal(world, reply, verifiedAlready) : sendSuccess(reply)
    }),
  )
  app.post<ById>(
    '/:id/verify_code',
    withNumber(world, 'post', (number, request, reply) => {
      const { code } = parametersOf(request)
      // No message is sent, so any six-digit code except 000000 is correct.
      if (!/^\d{3}-?\d{3}$/.test(String(code)) || code === '000000') return sendRefusal(world, reply, wrongCode)
      world.numbers.set(number.phoneNumberId, { ...number, verification: 'VERIFIED' })
      return sendJson(reply, { success: true, id: request.params.id })
    }),
  )
}

const wrongCode: Refusal = {
  code: 136025,
  message: '(#136025) Verify code error',
  details: 'The code is wrong.',
}
const verifiedAlready: Refusal = { code: 136024, details: 'The number is verified already.' }

function register(world: World, { phoneNumberId }: PhoneNumber, given: Json, reply: FastifyReply): FastifyReply {
  const pin = given.pin === undefined ? undefined : String(given.pin)
  const state = world.business.number(phoneNumberId)
  if (given.messaging_product !== 'whatsapp') return sendRefusal(world, reply, requires('messaging_product'))
  const refusal = checkPin(pin)
  if (refusal !== undefined) return sendRefusal(world, reply, refusal)
  if (state.pin !== undefined && state.pin !== pin)
    return sendRefusal(world, reply, {
      code: 133005,
      message: '(#133005) Two step verification PIN Mismatch',
      details: 'The PIN is not the one that was set.',
    })
  if (!mayRegister(world, phoneNumberId)) return sendRefusal(world, reply, tooManyRegistrations)
  state.pin = pin
  state.isRegistered = true
  return sendSuccess(reply)
}

/** Each once, and again after the app has left the number (meta-2026.md, section 6.3). */
function importPast(world: World, number: PhoneNumber, given: Json, reply: FastifyReply): FastifyReply {
  const { messaging_product: product, sync_type: what } = given
  const { imported } = world.business.number(number.phoneNumberId)
  if (product !== 'whatsapp') return sendRefusal(world, reply, requires('messaging_product'))
  if (what !== 'smb_app_state_sync' && what !== 'history')
    return sendRefusal(world, reply, wrongParameter('Param sync_type must be one of {smb_app_state_sync, history}.'))
  if (number.isOnBizApp !== true)
    return sendRefusal(world, reply, wrongParameter('The number is not shared with the WhatsApp Business app.'))
  if (imported.has(what)) return sendRefusal(world, reply, wrongParameter(`${what} was asked for already.`))
  imported.add(what)
  const answered = sendJson(reply, { messaging_product: 'whatsapp', request_id: world.random.digits(15) })
  sendPast(world, number, what)
  return answered
}

const spanMs = 3 * dayMs
const maxRegistrations = 10

/** Ten of each in 72 hours: here of both together (WA:/business-phone-numbers/registration). */
function mayRegister(world: World, phoneNumberId: string): boolean {
  const state = world.business.number(phoneNumberId)
  const now = world.now()
  const recent = state.registrations.filter((at) => at > now - spanMs)
  if (recent.length >= maxRegistrations) return false
  state.registrations = [...recent, now]
  return true
}

const tooManyRegistrations: Refusal = {
  code: 133016,
  details: 'The number was registered or deregistered too often in 72 hours.',
}

function checkPin(pin: string | undefined): Refusal | undefined {
  if (pin === undefined) return requires('pin')
  return /^\d{6}$/.test(pin) ? undefined : wrongParameter('Param pin must be 6 digits.')
}

/** Given members replace the stored ones, member by member. */
function changeSettings(
  world: World,
  { phoneNumberId }: PhoneNumber,
  request: FastifyRequest<ById>,
  reply: FastifyReply,
): FastifyReply {
  const state = world.business.number(phoneNumberId)
  const { access_token: _hidden, ...given } = parametersOf(request)
  const merged: Json = { ...state.settings }
  for (const [name, value] of Object.entries(given)) {
    const plain = jsonValue(value)
    merged[name] = isJson(plain) ? { ...jsonAt(state.settings, name), ...plain } : plain
  }
  state.settings = merged
  return sendSuccess(reply)
}

/** `POST /{phone-number-id}`: the two-step PIN, or the address of this number's webhooks. */
export function updateNumber(
  world: World,
  { phoneNumberId }: PhoneNumber,
  request: FastifyRequest<ById>,
  reply: FastifyReply,
): FastifyReply | Promise<FastifyReply> {
  const given = parametersOf(request)
  const webhook = jsonValue(given.webhook_configuration)
  if (isJson(webhook)) return overrideFrom(world, phoneNumberId, webhook, reply)
  const pin = given.pin === undefined ? undefined : String(given.pin)
  const refusal = checkPin(pin)
  if (refusal !== undefined) return sendRefusal(world, reply, refusal)
  world.business.number(phoneNumberId).pin = pin
  return sendSuccess(reply)
}

/** Every field of a number; `fields` selects among them. */
export function describeNumber(world: World, number: PhoneNumber): Json {
  const { phoneNumberId, displayNumber, verifiedName, wabaId } = number
  const state = world.business.number(phoneNumberId)
  const { url } = world.business.overrideAt(phoneNumberId) ?? {}
  const { limits } = world.policy
  const { tier = limits.tier, throughputPerSecond: perSecond = limits.throughputPerSecond } = number
  const account = world.business.overrideAt(wabaId)?.url
  const application = world.subscriptions.general()?.url
  const status = state.isRegistered ? (number.status ?? 'CONNECTED') : 'DISCONNECTED'
  return {
    verified_name: verifiedName,
    code_verification_status: number.verification ?? 'VERIFIED',
    display_phone_number: `+${displayNumber}`,
    quality_rating: number.quality ?? 'GREEN',
    platform_type: 'CLOUD_API',
    throughput: { level: perSecond > 80 ? 'HIGH' : 'STANDARD' },
    webhook_configuration: {
      ...(application === undefined ? {} : { application }),
      ...(url === undefined ? {} : { phone_number: url }),
      ...(account === undefined ? {} : { whatsapp_business_account: account }),
    },
    name_status: number.nameStatus ?? 'APPROVED',
    status,
    is_on_biz_app: number.isOnBizApp ?? false,
    health_status: healthOf(number, status),
    account_mode: 'LIVE',
    is_official_business_account: false,
    is_pin_enabled: state.pin !== undefined,
    messaging_limit_tier: tier,
    whatsapp_business_manager_messaging_limit: tier,
    conversational_automation: { ...state.automation, id: phoneNumberId },
    id: phoneNumberId,
  }
}

/** Of the number alone: the other entities of Meta's answer (account, business, app) are well here. */
function healthOf({ phoneNumberId, health }: PhoneNumber, status: string): Json {
  const canSend = health ?? (status === 'CONNECTED' ? 'AVAILABLE' : 'BLOCKED')
  const obstacle = {
    error_code: 141000,
    error_description: `The phone number is ${status === 'CONNECTED' ? canSend : status} in this sandbox.`,
    possible_solution: 'Change the number by the control API of the sandbox.',
  }
  const errors = canSend === 'AVAILABLE' ? {} : { errors: [obstacle] }
  const entity = { entity_type: 'PHONE_NUMBER', id: phoneNumberId, can_send_message: canSend, ...errors }
  return { can_send_message: canSend, entities: [entity] }
}
