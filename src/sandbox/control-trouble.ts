// The control API's other half: faults, disorder, rules, clock, reset, subscription, and what happened on the wire.
// Registered by control-routes.ts under the same prefix.

import type { FastifyInstance, FastifyReply } from 'fastify'
import { bodyOf, wrong } from './control-routes.ts'
import type { Disorder } from './disorder.ts'
import { faultFrom } from './faults.ts'
import { sandboxVerifyToken } from './identity.ts'
import { isRuleName } from './rules-switch.ts'
import { isJson, textAt } from './wire.ts'
import type { World } from './world.ts'

export function registerTroubleRoutes(app: FastifyInstance, world: World): void {
  app.get('/faults', () => world.faults.all().map((fault) => ({ ...fault, timesLeft: timesLeftOf(fault.timesLeft) })))
  app.post('/faults', (request, reply) => {
    const fault = faultFrom(bodyOf(request.body))
    if (typeof fault === 'string') return wrong(reply, fault)
    world.faults.add(fault)
    return { ok: true }
  })
  app.delete('/faults', () => done(() => world.faults.clear()))
  app.post('/disorder', (request, reply) => {
    const disorder = disorderFrom(bodyOf(request.body))
    if (typeof disorder === 'string') return wrong(reply, disorder)
    world.setDisorder(disorder)
    return { ok: true, ...disorder }
  })
  app.get('/rules', () => world.rules)
  app.put('/rules', (request, reply) => switchRules(world, bodyOf(request.body), reply))
  app.get('/clock', () => ({ now: world.now(), advancedMs: world.advancedMs }))
  app.post('/clock', (request, reply) => {
    const body = bodyOf(request.body)
    const byMs = isJson(body) ? body.advanceMs : undefined
    if (typeof byMs !== 'number' || !Number.isSafeInteger(byMs) || byMs < 0)
      return wrong(reply, 'advanceMs must be a positive integer: time does not go back')
    world.advance(byMs)
    return { ok: true, now: world.now() }
  })
  app.post('/reset', () => done(() => world.reset()))
  app.put('/subscription', (request, reply) => subscribe(world, bodyOf(request.body), reply))
  app.get('/subscription', () => world.subscriptions.all())
  app.get<{ Querystring: { limit?: string } }>('/requests', (request) =>
    world.requests.last(Math.max(Number(request.query.limit ?? 100) || 100, 1)),
  )
  app.get('/stats', () => ({
    ...world.counts,
    webhooks: world.queue.counts(),
    pending: world.pending(),
    history: world.history.size(),
  }))
}

function done(act: () => void) {
  act()
  return { ok: true }
}

function timesLeftOf(times: number): number | 'always' {
  return Number.isFinite(times) ? times : 'always'
}

function disorderFrom(body: unknown): Disorder | string {
  if (!isJson(body)) return 'the body must be a JSON object'
  const { shuffle = false, duplicate = 0, batch = 1, delayMs = 0 } = body
  if (typeof shuffle !== 'boolean') return 'shuffle must be true or false'
  if (typeof duplicate !== 'number' || !(duplicate >= 0 && duplicate <= 1)) return 'duplicate must be from 0 to 1'
  if (!Number.isInteger(batch) || Number(batch) < 1 || Number(batch) > 1_000) return 'batch must be from 1 to 1000'
  if (typeof delayMs !== 'number' || !(delayMs >= 0 && delayMs <= 600_000)) return 'delayMs must be from 0 to 600000'
  return { shuffle, duplicate, batch: Number(batch), delayMs }
}

function switchRules(world: World, body: unknown, reply: FastifyReply) {
  if (!isJson(body)) return wrong(reply, 'the body must be a JSON object')
  for (const [name, isOn] of Object.entries(body)) {
    if (!isRuleName(name)) return wrong(reply, `${name} is not a rule: ${Object.keys(world.rules).join(', ')}`)
    if (typeof isOn !== 'boolean') return wrong(reply, `${name} must be true or false`)
  }
  Object.assign(world.rules, body)
  return world.rules
}

async function subscribe(world: World, body: unknown, reply: FastifyReply) {
  const url = textAt(body, 'url') ?? ''
  const phoneNumberId = textAt(body, 'phoneNumberId')
  const appSecret = textAt(body, 'appSecret')
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return wrong(reply, 'url must be http or https')
  if (phoneNumberId !== undefined && !world.numbers.has(phoneNumberId))
    return wrong(reply, `phoneNumberId ${phoneNumberId} is not a number of this sandbox`)
  const verifyToken = textAt(body, 'verifyToken') ?? sandboxVerifyToken
  const subscription = { url, verifyToken, ...(appSecret === undefined ? {} : { appSecret }) }
  return { ok: true, verified: await world.subscribe(subscription, phoneNumberId) }
}
