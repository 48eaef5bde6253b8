/** Thread control: who answers a conversation where a number has several responders (meta-2026.md, section 3). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PhoneNumber } from '../identity.ts'
import { holderOf, roleOf, roles } from '../inbound/responder.ts'
import { digitsOf, waIdOf } from '../wa-id.ts'
import { textAt } from '../wire.ts'
import type { World } from '../world.ts'
import type { Refusal } from './error.ts'
import { withNumber } from './profile.ts'
import { type ById, parametersOf, requires, sendJson, sendRefusal, wrongParameter } from './request.ts'

export function registerThreadRoutes(app: FastifyInstance, world: World): void {
  app.post<ById>(
    '/:id/thread_control',
    withNumber(world, 'post', (number, request, reply) => control(world, number, request, reply)),
  )
}

const actions = ['pass', 'release', 'take']

function control(world: World, number: PhoneNumber, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const given = parametersOf(request)
  const { action } = given
  const [to, recipient] = [textAt(given, 'to'), textAt(given, 'recipient')]
  if (given.messaging_product !== 'whatsapp') return sendRefusal(world, reply, requires('messaging_product'))
  if (!actions.includes(String(action)))
    return sendRefusal(world, reply, wrongParameter(`Param action must be one of {${actions.join(', ')}}.`))
  if ((to === undefined) === (recipient === undefined))
    return sendRefusal(world, reply, wrongParameter('Give to or recipient, and one of them only.'))
  if ((textAt(given, 'metadata') ?? '').length > 2_000)
    return sendRefusal(world, reply, wrongParameter('Param metadata must be at most 2000 characters long.'))
  const person = to === undefined ? world.people.keyOf(recipient ?? '') : waIdOf(digitsOf(to))
  const role = textAt(given.control_pass, 'target_role')
  const refusal = carryOut(world, number, { action: String(action), person, role })
  if (refusal !== undefined) return sendRefusal(world, reply, refusal)
  return sendJson(reply, { messaging_product: 'whatsapp', request_id: world.random.hex(16) })
}

type Asked = { action: string; person: string; role: string | undefined }

function carryOut(world: World, number: PhoneNumber, { action, person, role }: Asked): Refusal | undefined {
  const { threads } = world.business.number(number.phoneNumberId)
  if (action === 'take') {
    if (roleOf(number) !== 'escalation') return notEscalation
    threads.delete(person)
    return undefined
  }
  if (holderOf(world, number.phoneNumberId, person) !== undefined) return notOwner
  if (action === 'release') return undefined
  if (!roles.some((one) => one === role) || role === roleOf(number))
    return wrongParameter(`Param control_pass.target_role must be another of {${roles.join(', ')}}.`)
  threads.set(person, String(role))
  return undefined
}

const notEscalation: Refusal = {
  code: 100,
  subcode: 2_494_191,
  details: 'Only the escalation partner can take a thread.',
}

const notOwner: Refusal = { code: 131_070, details: 'The thread is owned by another responder.' }
