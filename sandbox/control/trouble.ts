/** Control API routes that cause trouble: faults, disorder, rules, and the webhooks' destination. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Fault } from '../faults/fault.ts'
import { faultFrom } from '../faults/from.ts'
import { sandboxVerifyToken } from '../identity.ts'
import { changeRules, shownRules } from '../rules/switch.ts'
import { tokenStates } from '../rules/tokens.ts'
import type { Disorder } from '../webhooks/disorder.ts'
import { isJson, type Json, textAt } from '../wire.ts'
import type { World } from '../world.ts'
import { bodyOf, done, wrong } from './answers.ts'

export function registerTroubleRoutes(app: FastifyInstance, world: World): void {
  app.get('/faults', () => world.faults.all().map(shown))
  app.post('/faults', (request, reply) => {
    const fault = faultFrom(bodyOf(request.body), world.faults.nextId)
    if (typeof fault === 'string') return wrong(reply, fault)
    return world.faults.add(fault) ? { ok: true, id: fault.id } : wrong(reply, 'there are a thousand faults already')
  })
  app.delete('/faults', () => done(() => world.faults.clear()))
  app.delete<{ Params: { id: string } }>('/faults/:id', (request, reply) =>
    world.faults.remove(request.params.id)
      ? { ok: true }
      : reply.code(404).send({ ok: false, error: 'there is no such fault' }),
  )
  app.get('/disorder', () => world.disorder)
  app.post('/disorder', (request, reply) => {
    const disorder = disorderFrom(bodyOf(request.body))
    if (typeof disorder === 'string') return wrong(reply, disorder)
    world.setDisorder(disorder)
    return { ok: true, ...disorder }
  })
  app.get('/rules', () => shownRules(settingsOf(world)))
  app.put('/rules', (request, reply) => switchRules(world, bodyOf(request.body), reply))
  app.put('/tokens', (request, reply) => declareToken(world, bodyOf(request.body), reply))
  app.put('/subscription', (request, reply) => subscribe(world, bodyOf(request.body), reply))
  app.get('/subscription', () => world.subscriptions.all())
}

/** JSON has no Infinity. */
function shown(fault: Fault) {
  return { ...fault, timesLeft: Number.isFinite(fault.timesLeft) ? fault.timesLeft : 'always' }
}

function disorderFrom(body: unknown): Disorder | string {
  if (!isJson(body)) return 'the body must be a JSON object'
  const { shuffle = false, isUneven = false, duplicate = 0, mix = 0, dropContacts = 0, batch = 1, delayMs = 0 } = body
  if (typeof shuffle !== 'boolean') return 'shuffle must be true or false'
  if (typeof isUneven !== 'boolean') return 'isUneven must be true or false'
  if (!isProbability(duplicate)) return 'duplicate must be from 0 to 1'
  if (!isProbability(mix)) return 'mix must be from 0 to 1'
  if (!isProbability(dropContacts)) return 'dropContacts must be from 0 to 1'
  if (!Number.isInteger(batch) || Number(batch) < 1 || Number(batch) > 1_000) return 'batch must be from 1 to 1000'
  if (typeof delayMs !== 'number' || !(delayMs >= 0 && delayMs <= 600_000)) return 'delayMs must be from 0 to 600000'
  return { shuffle, duplicate, batch: Number(batch), delayMs, isUneven, mix, dropContacts }
}

function isProbability(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}

function switchRules(world: World, body: unknown, reply: FastifyReply) {
  const fault = changeRules(settingsOf(world), body)
  return fault === undefined ? shownRules(settingsOf(world)) : wrong(reply, fault)
}

function settingsOf({ rules, policy: { limits, off } }: World) {
  return { rules, limits, off }
}

function declareToken(world: World, body: unknown, reply: FastifyReply) {
  const token = textAt(body, 'token') ?? ''
  const state = tokenStates.find((one) => one === textAt(body, 'state'))
  if (token === '') return wrong(reply, 'token must be a non-empty string')
  if (state === undefined) return wrong(reply, `state must be one of ${tokenStates.join(', ')}`)
  const { expiresAt, scopes, wabaIds } = body as Json
  if (expiresAt !== undefined && !Number.isSafeInteger(expiresAt))
    return wrong(reply, 'expiresAt must be ms since 1970')
  const lists = Object.entries({ scopes, wabaIds }).filter(([, list]) => list !== undefined)
  const notTexts = lists.find(([, list]) => !isTexts(list))
  if (notTexts !== undefined) return wrong(reply, `${notTexts[0]} must be an array of strings`)
  const instant = expiresAt === undefined ? {} : { expiresAt: Number(expiresAt) }
  world.policy.tokens.set(token, { state, ...instant, ...Object.fromEntries(lists) })
  return { ok: true, state }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

async function subscribe(world: World, body: unknown, reply: FastifyReply) {
  const url = textAt(body, 'url') ?? ''
  const phoneNumberId = textAt(body, 'phoneNumberId')
  const appSecret = textAt(body, 'appSecret')
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return wrong(reply, 'url must be http or https')
  if (phoneNumberId !== undefined && !world.numbers.has(phoneNumberId))
    return wrong(reply, `phoneNumberId ${phoneNumberId} is not a number of this sandbox`)
  const verifyToken = textAt(body, 'verifyToken') ?? sandboxVerifyToken
  const version = textAt(body, 'version')
  if (version !== undefined && !/^v\d{1,3}\.\d{1,2}$/.test(version))
    return wrong(reply, 'version must have the form v26.0')
  const fields = isJson(body) ? body.fields : undefined
  if (fields !== undefined && !isTexts(fields)) return wrong(reply, 'fields must be an array of strings')
  const subscription = {
    url,
    verifyToken,
    ...(fields === undefined ? {} : { fields }),
    ...(appSecret === undefined ? {} : { appSecret }),
    ...(version === undefined ? {} : { version }),
  }
  return { ok: true, verified: await world.subscribe(subscription, phoneNumberId) }
}
