/**
 * The rate limit on management API calls (templates, numbers, subscriptions: all except messages and media), per WABA
 * and hour, and the header that reports its usage (cloud-api.md 5 and 6).
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { errorBody, httpStatusOf, type Refusal } from '../graph/error.ts'
import { traceId } from '../trace-id.ts'
import type { World } from '../world.ts'

/** Messages and media bytes have limits of their own. */
const notManagement = /^\/(?:whatsapp_business\/|[^/]+\/(?:messages|media|marketing_messages)$)/

export function registerManagementRate(app: FastifyInstance, world: World): void {
  app.addHook('onRequest', (request, reply, done) => {
    const path = request.url.split('?', 1)[0] ?? ''
    if (!world.rules.managementRate || notManagement.test(path)) return done()
    const wabaId = wabaOf(world, request)
    const { calls, endsAt } = world.policy.calls.count(wabaId, world.now())
    const limit = world.policy.limits.managementPerHour
    const minutes = calls > limit ? Math.ceil((endsAt - world.now()) / 60_000) : 0
    const percent = Math.min(100, Math.floor((calls * 100) / limit))
    reply.header('x-business-use-case-usage', usageOf(wabaId, percent, minutes))
    if (calls <= limit) return done()
    reply
      .code(httpStatusOf(tooMany))
      .type('application/json')
      .send(errorBody(tooMany, traceId(world)))
  })
}

const tooMany: Refusal = { code: 80007, details: 'The WhatsApp Business Account has reached its rate limit.' }

/** The number's account, or the id itself; calls with an unknown id count for the first account. */
function wabaOf(world: World, request: FastifyRequest): string {
  const id = (request.params as { id?: string }).id ?? ''
  const numbers = [...world.numbers.values()]
  const number = world.numbers.get(id) ?? numbers.find(({ wabaId }) => wabaId === id) ?? numbers[0]
  return number?.wabaId ?? '0'
}

function usageOf(wabaId: string, percent: number, minutes: number): string {
  const usage = { type: 'whatsapp', call_count: percent, total_cputime: 0, total_time: 0 }
  return JSON.stringify({ [wabaId]: [{ ...usage, estimated_time_to_regain_access: minutes }] })
}
