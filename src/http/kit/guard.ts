/**
 * onRequest, after authentication: a rate limit for each client and, without one, for each address; then a turn, so
 * that one caller's flood delays only itself. Health checks and Meta's webhook are exempt, because monitoring and
 * people's messages must get in.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '../../model/network/address.ts'
import { createRate } from '../limits/rate.ts'
import { createTurns, type Turns } from '../limits/turns.ts'
import type { HttpDeps, LimitSettings } from './deps.ts'
import { refuse } from './errors.ts'
import { routeOf } from './route.ts'

export const limitDefaults: LimitSettings = {
  ratePerClient: 5_000,
  ratePerAddress: 1_000,
  inAirPerClient: 256,
  uploadsPerClient: 8,
}

/** As many more may wait as can be served in some seconds. */
const waitingPerClient = 4_096

type GuardDeps = Pick<HttpDeps, 'clock' | 'metrics'> & { limits: LimitSettings }
type Done = () => void

export function createGuard({ clock, metrics, limits }: GuardDeps) {
  const ofClient = createRate(limits.ratePerClient)
  const ofAddress = createRate(limits.ratePerAddress)
  const turns = createTurns({ inAir: limits.inAirPerClient, waiting: waitingPerClient })

  function refuseRate(request: FastifyRequest, reply: FastifyReply, by: 'client' | 'address', waitMs: number): void {
    metrics.rateLimited(by)
    refuse(request, reply, 'TOO_MANY_REQUESTS', waitMs)
  }

  /** The key whose rate it counts on; `waitMs` 0: within it. */
  function countOf(request: FastifyRequest): { by: 'client' | 'address'; key: string; waitMs: number } {
    const client = callerOf(request)
    const [rate, by, key] =
      client === undefined
        ? ([ofAddress, 'address', networkOf(request.ip)] as const)
        : ([ofClient, 'client', client] as const)
    return { by, key, waitMs: rate.take(key, clock()) }
  }

  return (request: FastifyRequest, reply: FastifyReply, done: Done): void => {
    const { isNeverRefused, isStream } = routeOf(request).config
    if (isNeverRefused) {
      done()
      return
    }
    const { by, key, waitMs } = countOf(request)
    if (waitMs > 0) refuseRate(request, reply, by, waitMs)
    else if (isStream) done()
    else if (!takeTurn(turns, `${by} ${key}`, reply, done)) refuseRate(request, reply, by, 1_000)
  }
}

function callerOf(request: FastifyRequest): string | undefined {
  const { client } = request
  if (client !== undefined) return client.id
  // It passed authentication, so it has the token.
  return routeOf(request).config.access === 'admin' ? '/manage' : undefined
}

function takeTurn(turns: Turns, key: string, reply: FastifyReply, done: Done): boolean {
  return turns.take(key, (leave) => {
    // A caller who disconnected while waiting gives up the turn at once.
    if (reply.raw.destroyed) leave()
    else {
      reply.raw.on('close', leave).on('finish', leave)
      done()
    }
  })
}
