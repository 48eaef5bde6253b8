/** Control API routes that act on the whole world: the clock, a reset, and the export and import of the state. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { exportState, importState } from '../state.ts'
import { isJson, type Json, listAt } from '../wire.ts'
import { type Keepable, keepable, type World } from '../world.ts'
import { bodyOf, wrong } from './answers.ts'

/** For a state with its media, which it holds in base64. */
const maxStateBytes = 512 * 1024 * 1024

type ExportQuery = { Querystring: { media?: string } }

export function registerStateRoutes(app: FastifyInstance, world: World): void {
  app.get('/clock', () => shownClock(world))
  app.post('/clock', (request, reply) => moveClock(world, bodyOf(request.body), reply))
  app.post('/reset', (request, reply) => reset(world, bodyOf(request.body), reply))
  app.get<ExportQuery>('/export', ({ query }) => exportState(world, query.media !== 'false'))
  app.post('/import', { bodyLimit: maxStateBytes }, (request, reply) => {
    const problem = importState(world, bodyOf(request.body))
    return problem === undefined ? { ok: true } : wrong(reply, problem)
  })
}

function shownClock({ clock }: World) {
  return { now: clock.now(), advancedMs: clock.offsetMs(), isFrozen: clock.isFrozen() }
}

function moveClock(world: World, body: unknown, reply: FastifyReply) {
  if (!isJson(body)) return wrong(reply, 'the body must be a JSON object')
  const { advanceMs, at, frozen } = body
  if (advanceMs === undefined && at === undefined && frozen === undefined)
    return wrong(reply, 'give advanceMs, at or frozen')
  if (advanceMs !== undefined && !(Number.isSafeInteger(advanceMs) && Number(advanceMs) >= 0))
    return wrong(reply, 'advanceMs must be a positive integer: to go back, give at')
  const instant = at === undefined ? undefined : instantOf(at)
  if (Number.isNaN(instant)) return wrong(reply, 'at must be milliseconds since 1970 or an ISO date')
  if (frozen !== undefined && typeof frozen !== 'boolean') return wrong(reply, 'frozen must be true or false')
  if (frozen === true) world.clock.freeze()
  if (instant !== undefined) setClock(world, instant)
  if (advanceMs !== undefined) world.advance(Number(advanceMs))
  if (frozen === false) world.clock.resume()
  return { ok: true, ...shownClock(world) }
}

function instantOf(at: unknown): number {
  if (Number.isSafeInteger(at) && Number(at) >= 0) return Number(at)
  return typeof at === 'string' ? Date.parse(at) : Number.NaN
}

/** After a move back, the meters' instants lie in the future, so they are cleared. */
function setClock(world: World, at: number): void {
  if (at < world.now()) for (const meter of [world.pairs, world.throughput]) meter.clear()
  world.clock.set(at)
  world.turn()
}

function reset(world: World, body: unknown, reply: FastifyReply) {
  const { keep: retain, seed }: Json = isJson(body) ? body : {}
  const names = listAt({ keep: retain }, 'keep')
  if (retain !== undefined && !Array.isArray(retain)) return wrong(reply, 'keep must be an array')
  const unknown = names.find((name) => !keepable.includes(name as Keepable))
  if (unknown !== undefined)
    return wrong(reply, `keep may contain only ${keepable.join(', ')}; not ${JSON.stringify(unknown)}`)
  if (seed !== undefined && !(Number.isSafeInteger(seed) && Number(seed) >= 0))
    return wrong(reply, 'seed must be an integer of 0 or more')
  world.reset(new Set(names as Keepable[]), seed === undefined ? undefined : Number(seed))
  return { ok: true }
}
