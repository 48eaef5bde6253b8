/**
 * Credentials judged, and guessing them made slow (limits/sign-in-limit.ts): who fails too often waits, 429 with Retry-After, by the name
 * and the address, and by the address. Each failure is a line with both and is counted. A header that has worked is judged whatever others
 * failed with; many requests with one header share one look. Used by auth.ts.
 */
import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '../model/address.ts'
import type { HttpDeps } from './deps.ts'
import { refuse, refuseUnauthenticated } from './errors.ts'
import { addressBounds, makeSignInLimit, namedBounds } from './limits/sign-in-limit.ts'

export type SignIn<Found> = {
  challenge: 'Basic' | 'Bearer'
  /** What the header names, for the count: a client's id, or one word for all operators. Undefined: it is no credential, and no guess. */
  nameOf(header: string): string | undefined
  /** Undefined: wrong. */
  judge(header: string): Found | undefined | Promise<Found | undefined>
}

const mostProven = 10_000
const longestHeader = 1_000

type SignInDeps = Pick<HttpDeps, 'clock' | 'log' | 'metrics'>

export function makeSignIn<Found>(deps: SignInDeps, { challenge, nameOf, judge }: SignIn<Found>) {
  const byName = makeSignInLimit(namedBounds)
  const byAddress = makeSignInLimit(addressBounds)
  const proven = new Map<string, true>()
  const looking = new Map<string, Promise<Found | undefined>>()

  /** Counted before it is judged, so that many guesses at once are no way round it; taken back where it was right, or was not judged. */
  async function look(header: string, key: string, named: string): Promise<Found | undefined> {
    byName.fail(named, deps.clock())
    let found: Found | undefined
    try {
      found = await judge(header)
    } catch (error) {
      byName.withdraw(named)
      throw error
    } finally {
      looking.delete(key)
    }
    if (found === undefined) proven.delete(key)
    else {
      byName.succeed(named)
      proven.set(key, true)
      if (proven.size > mostProven) proven.delete(proven.keys().next().value ?? '')
    }
    return found
  }

  function refuseLocked(request: FastifyRequest, reply: FastifyReply, waitMs: number): undefined {
    deps.metrics.signInFailed('locked')
    refuse(request, reply, 'SIGN_IN_WAIT', waitMs)
  }

  function refuseWrong(request: FastifyRequest, reply: FastifyReply, name: string, address: string): undefined {
    byAddress.fail(address, deps.clock())
    deps.metrics.signInFailed('refused')
    deps.log.warn({ clientId: shown(name), address, reqId: request.id }, 'sign-in failed')
    refuseUnauthenticated(reply, challenge)
  }

  /** What the request's header stands for; undefined: it was refused. */
  return async (request: FastifyRequest, reply: FastifyReply): Promise<Found | undefined> => {
    const { authorization: header } = request.headers
    const name = header === undefined || header.length > longestHeader ? undefined : nameOf(header)
    if (header === undefined || name === undefined) {
      refuseUnauthenticated(reply, challenge)
      return undefined
    }
    const [key, address] = [hash('sha256', header, 'base64'), networkOf(request.ip)]
    const named = `${address} ${name}`
    const known = looking.get(key)
    if (known === undefined && !proven.has(key)) {
      const waitMs = Math.max(byName.waitMs(named, deps.clock()), byAddress.waitMs(address, deps.clock()))
      if (waitMs > 0) return refuseLocked(request, reply, waitMs)
    }
    const found = known ?? look(header, key, named)
    if (known === undefined) looking.set(key, found)
    return (await found) ?? refuseWrong(request, reply, name, address)
  }
}

/** Only what looks like an id: a caller who mixes up the two must not find his secret in the log. */
function shown(name: string): string {
  return /^[\w.-]{1,40}$/.test(name) ? name : '?'
}
