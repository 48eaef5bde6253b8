/**
 * Control API routes that emit webhooks by hand: a single fact, several acts and facts of many people and numbers in
 * one body, or a complete body as given, signed as the number's app would sign it.
 */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { PhoneNumber } from '../identity.ts'
import { collectItems, createFact, factTypes } from '../inbound/facts.ts'
import { receiveInbound } from '../inbound/inbound.ts'
import { asciiJson, isJson, type Json, listAt, textAt } from '../wire.ts'
import type { World } from '../world.ts'
import { bodyOf, wrong } from './answers.ts'

export function registerFactRoutes(app: FastifyInstance, world: World): void {
  app.post('/facts', (request, reply) => postFact(world, bodyOf(request.body), reply))
  app.post('/echo', (request, reply) => postFact(world, bodyOf(request.body), reply, 'echo'))
  app.post('/webhooks', (request, reply) => postWebhook(world, bodyOf(request.body), reply))
}

function postFact(world: World, body: unknown, reply: FastifyReply, type?: string) {
  if (!isJson(body)) return wrong(reply, 'the body must be a JSON object')
  const result = createFact(world, type === undefined ? body : { ...body, type })
  return result.kind === 'told' ? { ok: true, id: result.id } : wrong(reply, result.reason)
}

function postWebhook(world: World, body: unknown, reply: FastifyReply) {
  if (!isJson(body)) return wrong(reply, 'the body must be a JSON object')
  const { entry, items, text, object = 'whatsapp_business_account' } = body
  const given = [entry, items, text].filter((one) => one !== undefined)
  if (given.length !== 1) return wrong(reply, 'give entry, items or text, and one of them only')
  if (Array.isArray(items)) return postItems(world, items, body.mixed !== false, reply)
  const whole = typeof text === 'string' ? text : Array.isArray(entry) ? asciiJson({ object, entry }) : undefined
  if (whole === undefined) return wrong(reply, 'entry and items must be arrays, text a string')
  const number = signerOf(world, body)
  if (typeof number === 'string') return wrong(reply, number)
  const id = world.queue.post([{ number, field: 'entry', item: whole }])
  return { ok: true, id, phoneNumberId: number.phoneNumberId }
}

/** Items before an invalid one have already happened, so they are posted. */
function postItems(world: World, items: readonly unknown[], isMixed: boolean, reply: FastifyReply) {
  const { updates, problem } = collectItems(world, items, (item) => happen(world, item))
  const id = updates.length === 0 ? undefined : world.queue.post(updates.map((update) => ({ ...update, isMixed })))
  return problem === undefined ? { ok: true, id } : wrong(reply, problem)
}

function happen(world: World, item: unknown): string | undefined {
  const isFact = isJson(item) && factTypes.includes(String(item.type))
  const result = isFact ? createFact(world, item) : receiveInbound(world, item)
  return result.kind === 'refused' ? result.reason : undefined
}

/**
 * The requested number; otherwise the first that the body names, by its id or its account's; otherwise the first of
 * all.
 */
function signerOf({ numbers }: World, body: Json): PhoneNumber | string {
  const asked = textAt(body, 'phoneNumberId')
  const all = [...numbers.values()]
  if (asked !== undefined) return numbers.get(asked) ?? `phoneNumberId ${asked} is not a number of this sandbox`
  const named = listAt(body, 'entry').map((entry) => numberNamed(all, entry))
  return named.find((number) => number !== undefined) ?? all[0] ?? 'this sandbox has no number'
}

function numberNamed(all: readonly PhoneNumber[], entry: unknown): PhoneNumber | undefined {
  const values = listAt(entry, 'changes').map((change) => (isJson(change) ? change.value : undefined))
  const ids = values.map((value) => textAt(isJson(value) ? value.metadata : undefined, 'phone_number_id'))
  const wabaId = textAt(entry, 'id')
  return all.find(({ phoneNumberId }) => ids.includes(phoneNumberId)) ?? all.find((one) => one.wabaId === wabaId)
}
