/**
 * The business's own username, and the contact book (meta-2026.md, sections 5.3 and 5.5). One name for one number: of
 * another account it is taken; of another number of the same account it must be transferred. The book has whoever has
 * an id, until it is told to forget them.
 */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { PhoneNumber } from '../identity.ts'
import { emitChange } from '../inbound/change.ts'
import { type Json, textAt } from '../wire.ts'
import type { World } from '../world.ts'
import type { Refusal } from './error.ts'
import { withNumber } from './profile.ts'
import { type ById, parametersOf, requires, sendJson, sendRefusal, sendSuccess } from './request.ts'

export function registerUsernameRoutes(app: FastifyInstance, world: World): void {
  const nameOf = ({ phoneNumberId }: PhoneNumber) => world.business.number(phoneNumberId).username
  app.get<ById>(
    '/:id/username',
    withNumber(world, 'get', (number, _request, reply) => {
      const username = nameOf(number)
      return sendJson(reply, username === undefined ? {} : { username, status: statusOf(number) })
    }),
  )
  app.post<ById>(
    '/:id/username',
    withNumber(world, 'post', (number, request, reply) => claim(world, number, parametersOf(request), reply)),
  )
  app.delete<ById>(
    '/:id/username',
    withNumber(world, 'delete', (number, _request, reply) => {
      if (nameOf(number) !== undefined) leave(world, number)
      return sendSuccess(reply)
    }),
  )
  app.get<ById>(
    '/:id/username_suggestions',
    withNumber(world, 'get', ({ verifiedName, phoneNumberId }, _request, reply) => {
      const base = verifiedName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '') || 'empresa'
      const names = [`${base}.${phoneNumberId.slice(-3)}`, `${base}_oficial`]
      return sendJson(reply, { data: [{ username_suggestions: names }] })
    }),
  )
  app.delete<ById>(
    '/:id/contact_book',
    withNumber(world, 'delete', ({ phoneNumberId }, request, reply) => {
      const id = textAt(parametersOf(request), 'bsuid')
      if (id === undefined) return sendRefusal(world, reply, requires('bsuid'))
      const { forgotten } = world.business.number(phoneNumberId)
      const isThere = world.people.get(world.people.keyOf(id))?.userId === id && !forgotten.has(id)
      if (isThere) forgotten.add(id)
      return sendJson(reply, { messaging_product: 'whatsapp', success: true, deleted: isThere })
    }),
  )
}

function statusOf({ usernameStatus }: PhoneNumber): string {
  return usernameStatus ?? 'approved'
}

function claim(world: World, number: PhoneNumber, given: Json, reply: FastifyReply): FastifyReply {
  const username = textAt(given, 'username')?.toLowerCase()
  if (username === undefined) return sendRefusal(world, reply, requires('username'))
  if (!isUsername(username)) return sendRefusal(world, reply, malformed)
  const holder = [...world.numbers.values()].find(
    (one) => one !== number && world.business.number(one.phoneNumberId).username === username,
  )
  if (holder !== undefined && holder.wabaId !== number.wabaId) return sendRefusal(world, reply, taken)
  if (holder !== undefined && given.transfer_action !== 'force_transfer')
    return sendRefusal(world, reply, transferNeeded)
  if (holder !== undefined) leave(world, holder)
  world.business.number(number.phoneNumberId).username = username
  notifyUsername(world, number, { username, status: statusOf(number) })
  return sendJson(reply, { status: statusOf(number) })
}

function leave(world: World, number: PhoneNumber): void {
  world.business.number(number.phoneNumberId).username = undefined
  notifyUsername(world, number, { status: 'deleted' })
}

function notifyUsername(world: World, { displayNumber, wabaId }: PhoneNumber, said: Json): void {
  emitChange(world, wabaId, 'business_username_updates', { display_phone_number: displayNumber, ...said })
}

/** Of letters, digits, dots and underscores; one letter; no dot at an end or two in a row; not like an address. */
function isUsername(name: string): boolean {
  const isWritten = /^(?=.*[a-z])[a-z0-9_](?:[a-z0-9_.]{1,33})[a-z0-9_]$/.test(name)
  return isWritten && !name.includes('..') && !name.startsWith('www') && !/\.(?:com|net|org|html)$/.test(name)
}

const malformed: Refusal = { code: 100, details: 'The username has a wrong form.' }
const taken: Refusal = { code: 147_001, details: 'The username is not available.' }
const transferNeeded: Refusal = {
  code: 147_005,
  details: 'Another number of your business has this username: repeat with transfer_action force_transfer.',
}
