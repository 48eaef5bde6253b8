/**
 * Verifies credentials and throttles guessing (`http/limits/sign-in-limit.ts`): after too many failures a caller waits,
 * 429 with Retry-After, by name and address, and by address. Each failure is a log line with both and is counted. A
 * header that has worked is verified whatever others failed with; concurrent requests with one header share one
 * verification.
 */
import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '../../model/network/address.ts'
import { deleteOldest } from '../../model/oldest.ts'
import { addressBounds, createSignInLimit, namedBounds } from '../limits/sign-in-limit.ts'
import type { HttpDeps } from './deps.ts'
import { refuse, refuseUnauthenticated } from './errors.ts'

export type SignIn<Found> = {
  challenge: 'Basic' | 'Bearer'
  /**
   * The name in the header, for counting: a client's id, or one word for all operators. Undefined: it is no credential,
   * and no guess.
   */
  nameOf(header: string): string | undefined
  /** Undefined: wrong. */
  evaluate(header: string): Found | undefined | Promise<Found | undefined>
}

const maxProven = 10_000
const longestHeader = 1_000

type SignInDeps = Pick<HttpDeps, 'clock' | 'log' | 'metrics'>

export function createSignIn<Found>(deps: SignInDeps, { challenge, nameOf, evaluate }: SignIn<Found>) {
  const byName = createSignInLimit(namedBounds)
  const byAddress = createSignInLimit(addressBounds)
  const proven = new Map<string, true>()
  const looking = new Map<string, Promise<Found | undefined>>()

  /**
   * Counted before it is verified, so that many concurrent guesses gain nothing; withdrawn if it was right, or was not
   * verified.
   */
  async function look(header: string, key: string, named: string): Promise<Found | undefined> {
    byName.fail(named, deps.clock())
    let found: Found | undefined
    try {
      found = await evaluate(header)
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
      deleteOldest(proven, maxProven)
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

  /** The result of verifying the request's header; undefined: refused. */
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

/** Only texts that look like an id: a caller who mixes up id and secret must not find the secret in the log. */
function shown(name: string): string {
  return /^[\w.-]{1,40}$/.test(name) ? name : '?'
}
