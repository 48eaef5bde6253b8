/**
 * Block lists and calls in the Graph API. Only a person who wrote in the last 24 hours can be blocked; a blocked person
 * can neither send nor receive messages. Calls carry no voice: they are refused until a number's settings enable
 * calling.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PhoneNumber } from '../identity.ts'
import { traceId } from '../trace-id.ts'
import { digitsOf, waIdOf } from '../wa-id.ts'
import { type Json, jsonAt, textAt } from '../wire.ts'
import type { World } from '../world.ts'
import { errorBody, type Refusal, unknownObject } from './error.ts'
import { withNumber } from './profile.ts'
import {
  type ById,
  pageOf,
  parametersOf,
  requires,
  sendJson,
  sendRefusal,
  sendText,
  wrongParameter,
} from './request.ts'

export function registerBlockRoutes(app: FastifyInstance, world: World): void {
  app.get<ById>(
    '/:id/block_users',
    withNumber(world, 'get', ({ phoneNumberId }, request, reply) => {
      const people = [...world.business.number(phoneNumberId).blocked].map((person) => ({
        messaging_product: 'whatsapp',
        ...nameOf(person),
      }))
      return sendJson(reply, pageOf(request, people))
    }),
  )
  app.post<ById>(
    '/:id/block_users',
    withNumber(world, 'post', (number, request, reply) => block(world, number, request, reply)),
  )
  app.delete<ById>(
    '/:id/block_users',
    withNumber(world, 'delete', (number, request, reply) => unblock(world, number, request, reply)),
  )
  app.post<ById>(
    '/:id/calls',
    withNumber(world, 'post', (number, request, reply) => call(world, number, request, reply)),
  )
  app.get<ById>(
    '/:id/call_permissions',
    withNumber(world, 'get', ({ phoneNumberId }, _request, reply) =>
      sendJson(reply, permissionsOf(isCallingEnabled(world, phoneNumberId))),
    ),
  )
}

type Asked = { input: string; person: string }

function askedUsers(request: FastifyRequest<ById>): readonly Asked[] | Refusal {
  const given = parametersOf(request)
  if (given.messaging_product !== 'whatsapp') return requires('messaging_product')
  if (!Array.isArray(given.block_users)) return requires('block_users')
  if (given.block_users.length > 1_000) return wrongParameter('Param block_users must have at most 1000 users.')
  return given.block_users.map((user) => {
    const phone = textAt(user, 'user')
    const userId = textAt(user, 'user_id')
    return phone === undefined
      ? { input: userId ?? '', person: userId ?? '' }
      : { input: phone, person: waIdOf(digitsOf(phone)) }
  })
}

function nameOf(person: string): object {
  return /^\d+$/.test(person) ? { wa_id: person } : { user_id: person }
}

function block(world: World, number: PhoneNumber, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const users = askedUsers(request)
  if ('code' in users) return sendRefusal(world, reply, users)
  const { blocked } = world.business.number(number.phoneNumberId)
  const hasWritten = ({ person }: Asked) => world.people.isWindowOpen(number.phoneNumberId, person, world.now())
  const added = users.filter(hasWritten)
  const failed = users.filter((user) => !hasWritten(user))
  for (const { person } of added) blocked.add(person)
  return answer(world, reply, { added_users: added.map(shown) }, failed)
}

function unblock(world: World, number: PhoneNumber, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const users = askedUsers(request)
  if ('code' in users) return sendRefusal(world, reply, users)
  const { blocked } = world.business.number(number.phoneNumberId)
  for (const { person } of users) blocked.delete(person)
  return answer(world, reply, { removed_users: users.map(shown) }, [])
}

function shown({ input, person }: Asked): object {
  return { input, ...nameOf(person) }
}

const notWritten = 'Re-engagement required: the user has not messaged the business in the last 24 hours.'

/** Some blocks may succeed and others fail: the answer then has both lists and the error. */
function answer(world: World, reply: FastifyReply, done: object, failed: readonly Asked[]): FastifyReply {
  const body = { messaging_product: 'whatsapp', block_users: done }
  if (failed.length === 0) return sendJson(reply, body)
  const errors = [{ message: 'Re-engagement required', code: 131047, error_data: { details: notWritten } }]
  const failedUsers = failed.map((user) => ({ ...shown(user), errors }))
  const { error } = JSON.parse(errorBody(blockFailed, traceId(world)))
  return sendText(reply, 400, JSON.stringify({ ...body, block_users: { ...done, failed_users: failedUsers }, error }))
}

const blockFailed: Refusal = {
  code: 139100,
  message: '(#139100) Failed to block/unblock some users',
  details: 'Failed to block some users, see the block_users response list for details',
}

function isCallingEnabled(world: World, phoneNumberId: string): boolean {
  return jsonAt(world.business.number(phoneNumberId).settings, 'calling').status === 'ENABLED'
}

const actions = ['connect', 'pre_accept', 'accept', 'reject', 'terminate']

function call(
  world: World,
  { phoneNumberId }: PhoneNumber,
  request: FastifyRequest<ById>,
  reply: FastifyReply,
): FastifyReply {
  const given = parametersOf(request)
  const refusal = checkCall(given)
  if (refusal !== undefined) return sendRefusal(world, reply, refusal)
  if (!isCallingEnabled(world, phoneNumberId)) return sendRefusal(world, reply, callingNotEnabled)
  const { calls } = world.business.number(phoneNumberId)
  if (given.action === 'connect') {
    const id = `wacid.${Buffer.from(world.random.hex(24)).toString('base64')}`
    calls.add(id)
    return sendJson(reply, { messaging_product: 'whatsapp', calls: [{ id }] })
  }
  const id = textAt(given, 'call_id') ?? ''
  if (!calls.has(id)) return sendRefusal(world, reply, unknownObject(id, 'post'))
  if (given.action === 'reject' || given.action === 'terminate') calls.delete(id)
  return sendJson(reply, { messaging_product: 'whatsapp', success: true })
}

const callingNotEnabled: Refusal = {
  code: 138000,
  message: '(#138000) Calling not enabled',
  details: 'Calling APIs are not enabled for this phone number: set calling.status to ENABLED in its settings.',
}

function checkCall(given: Json): Refusal | undefined {
  if (given.messaging_product !== 'whatsapp') return requires('messaging_product')
  if (!actions.includes(String(given.action)))
    return wrongParameter(`Param action must be one of {${actions.join(', ')}}.`)
  if (given.action !== 'connect') return textAt(given, 'call_id') === undefined ? requires('call_id') : undefined
  return given.to === undefined && given.recipient === undefined ? requires('to') : undefined
}

function permissionsOf(isEnabled: boolean): object {
  const limits = [{ time_period: 'PT24H', max_allowed: 1, current_usage: 0 }]
  return {
    messaging_product: 'whatsapp',
    permission: { status: 'no_permission' },
    actions: [
      { action_name: 'send_call_permission_request', can_perform_action: isEnabled, limits },
      { action_name: 'start_call', can_perform_action: false, limits },
    ],
  }
}
