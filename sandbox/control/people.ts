/** Control API routes for people and business numbers: read, create, change, delete. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { demoTemplates } from '../demo-templates.ts'
import type { PhoneNumber } from '../identity.ts'
import { actAsResponder, roles } from '../inbound/responder.ts'
import { marketingStates } from '../rules/marketing.ts'
import { setMarketingStop } from '../rules/preferences.ts'
import { isTier, tierSizes } from '../rules/switch.ts'
import { digitsOf, waIdOf } from '../wa-id.ts'
import { isJson, type Json, textAt } from '../wire.ts'
import type { World } from '../world.ts'
import { bodyOf, wrong } from './answers.ts'

type ByDigits = { Params: { digits: string } }
type ById = { Params: { id: string } }

export function registerPeopleRoutes(app: FastifyInstance, world: World): void {
  app.get('/people', () => world.people.all())
  app.get<ByDigits>('/people/:digits', (request, reply) => {
    const person = world.people.get(keyOf(request.params.digits))
    return person ?? absent(reply)
  })
  app.put<ByDigits>('/people/:digits', (request, reply) => putPerson(world, request.params.digits, request.body, reply))
  app.delete<ByDigits>('/people/:digits', (request, reply) =>
    world.people.remove(keyOf(request.params.digits)) ? { ok: true } : absent(reply),
  )
  app.post('/threads', (request, reply) => {
    const body = bodyOf(request.body)
    if (!isJson(body)) return wrong(reply, 'the body must be a JSON object')
    const acted = actAsResponder(world, body)
    return acted.kind === 'refused' ? wrong(reply, acted.reason) : { ok: true, id: acted.id }
  })
  app.get('/numbers', () => [...world.numbers.values()].map(shown))
  app.get<ById>('/numbers/:id', (request, reply) => {
    const number = world.numbers.get(request.params.id)
    return number === undefined ? absent(reply) : shown(number)
  })
  app.post('/numbers', (request, reply) => addNumber(world, bodyOf(request.body), reply))
  app.put<ById>('/numbers/:id', (request, reply) => {
    const number = world.numbers.get(request.params.id)
    return number === undefined ? absent(reply) : changeNumber(world, number, bodyOf(request.body), reply)
  })
  app.delete<ById>('/numbers/:id', (request, reply) =>
    world.numbers.delete(request.params.id) ? { ok: true } : absent(reply),
  )
}

function absent(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ ok: false, error: 'not found' })
}

/** The digits of a phone number, or a business-scoped id unchanged. */
function keyOf(text: string): string {
  return /^[A-Z]{2}\./.test(text) ? text : waIdOf(digitsOf(text))
}

function shown({ appSecret: _hidden, ...number }: PhoneNumber) {
  return number
}

const personMembers = ['name', 'userId', 'parentUserId', 'username', 'onWhatsApp', 'hasRead'] as const

function putPerson(world: World, digits: string, body: unknown, reply: FastifyReply) {
  const key = keyOf(digits)
  if (key === '') return wrong(reply, 'the path must end in the digits of a phone number')
  if (!isJson(body)) return wrong(reply, 'the body must be a JSON object')
  if (body.hasWritten === true)
    for (const phoneNumberId of world.numbers.keys()) world.people.openWindow(phoneNumberId, key, world.now())
  if (typeof body.hasStoppedMarketing === 'boolean') setMarketingStop(world, key, body.hasStoppedMarketing)
  const given = personMembers.filter((member) => body[member] !== undefined)
  return world.people.put(key, Object.fromEntries(given.map((member) => [member, body[member]])))
}

function addNumber(world: World, body: unknown, reply: FastifyReply) {
  const phoneNumberId = textAt(body, 'phoneNumberId') ?? ''
  const wabaId = textAt(body, 'wabaId') ?? ''
  const displayNumber = digitsOf(textAt(body, 'displayNumber') ?? '')
  // Webhooks contain them verbatim, so they must be digits.
  if (!/^\d{1,32}$/.test(phoneNumberId)) return wrong(reply, 'phoneNumberId must be digits')
  if (!/^\d{1,32}$/.test(wabaId)) return wrong(reply, 'wabaId must be digits')
  if (displayNumber === '') return wrong(reply, 'displayNumber must be a phone number')
  const settings = settingsOf(body as Json)
  if (typeof settings === 'string') return wrong(reply, settings)
  world.numbers.set(phoneNumberId, { phoneNumberId, wabaId, displayNumber, verifiedName: displayNumber, ...settings })
  if ((body as Json).demoTemplates === true) for (const template of demoTemplates) world.templates.put(wabaId, template)
  return { ok: true, phoneNumberId, wabaId, displayNumber }
}

/** Omitted settings stay; null removes a setting. */
function changeNumber(world: World, number: PhoneNumber, body: unknown, reply: FastifyReply) {
  if (!isJson(body)) return wrong(reply, 'the body must be a JSON object')
  const settings = settingsOf(body)
  if (typeof settings === 'string') return wrong(reply, settings)
  const retained = Object.fromEntries(Object.entries(number).filter(([member]) => body[member] !== null)) as PhoneNumber
  const changed: PhoneNumber = { ...retained, verifiedName: number.verifiedName, ...settings }
  world.numbers.set(number.phoneNumberId, changed)
  return shown(changed)
}

/** Words that Meta has for them (meta-2026.md 8.2). */
const words = {
  quality: ['GREEN', 'YELLOW', 'RED', 'UNKNOWN'],
  status: ['CONNECTED', 'DISCONNECTED', 'FLAGGED', 'RESTRICTED', 'RATE_LIMITED', 'PENDING', 'BANNED'],
  nameStatus: ['APPROVED', 'AVAILABLE_WITHOUT_REVIEW', 'PENDING_REVIEW', 'DECLINED', 'EXPIRED', 'NONE'],
  verification: ['VERIFIED', 'NOT_VERIFIED', 'EXPIRED'],
  health: ['AVAILABLE', 'LIMITED', 'BLOCKED'],
  role: roles,
  usernameStatus: ['approved', 'reserved'],
  marketingMessages: marketingStates,
} as const

const flags = ['isOnBizApp', 'hasPast'] as const

/** The settings in a body, or the error. */
function settingsOf(body: Json): Partial<PhoneNumber> | string {
  const { tier, throughputPerSecond: perSecond, past } = body
  if (isGiven(tier) && !isTier(tier)) return `tier must be one of ${Object.keys(tierSizes).join(', ')}`
  for (const [name, known] of Object.entries(words))
    if (isGiven(body[name]) && !known.some((word) => word === body[name]))
      return `${name} must be one of ${known.join(', ')}`
  for (const name of flags)
    if (isGiven(body[name]) && typeof body[name] !== 'boolean') return `${name} must be true or false`
  if (isGiven(past) && !(Array.isArray(past) && past.every(isJson))) return 'past must be an array of threads'
  if (isGiven(perSecond) && !(Number.isInteger(perSecond) && Number(perSecond) > 0))
    return 'throughputPerSecond must be a positive integer'
  const texts = ['verifiedName', 'appSecret', 'tier', ...Object.keys(words)].flatMap((member) => {
    const text = textAt(body, member)
    return text === undefined ? [] : [[member, text]]
  })
  return {
    ...Object.fromEntries(texts),
    ...Object.fromEntries(flags.filter((name) => isGiven(body[name])).map((name) => [name, body[name]])),
    ...(Array.isArray(past) ? { past: past.filter(isJson) } : {}),
    ...(isGiven(perSecond) ? { throughputPerSecond: Number(perSecond) } : {}),
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}
