/**
 * Promise 11: no address that a caller names makes the gateway reach a private address, unless the operator's
 * allow-list permits it. Two checks, both needed: `checkUrl` on input and before each hop (form, scheme, literal
 * addresses, names that are never public), and the agent on connect, which checks the addresses that a name resolved to
 * and connects to exactly those, so that DNS rebinding gains nothing.
 */
import dns, { type LookupAddress, type LookupAllOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { Agent, buildConnector, type Dispatcher } from 'undici'
import { hostOf, isPublicAddress, isPublicHost } from '../model/network/address.ts'
import { type AllowList, isAddressListed, isListed, isNameListed } from './allow-list.ts'

export type AgentOptions = {
  connectTimeoutMs?: number
  /** Maximum sockets to one origin. */
  connectionsPerOrigin?: number
  /** Replaces the system's resolver in tests. */
  lookup?: LookupAll
}
export type LookupAll = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** Thrown on connect when a host must not be reached. The text reveals nothing of what was resolved. */
export class PrivateAddressError extends Error {
  code = 'ERR_PRIVATE_ADDRESS'
  override name = 'PrivateAddressError'
  constructor() {
    super('The address is not allowed')
  }
}

/**
 * An agent that connects to nothing that the guard forbids. Close it when the process stops. HTTP/1.1 only: a slow
 * response then blocks one socket only.
 */
export function createGuardedAgent(allow: AllowList, options: AgentOptions = {}): Agent {
  const agent = guardedAgent(allow, options)
  fresh.set(agent, () => guardedAgent(allow, { ...options, connectionsPerOrigin: 1 }))
  return agent
}

const fresh = new WeakMap<Dispatcher, () => Agent>()

/** Another agent under the same guard, without connections yet. Destroy it after use. */
export function freshAgent(agent: Dispatcher): Dispatcher {
  const make = fresh.get(agent)
  if (!make) throw new Error('the agent was not created by createGuardedAgent')
  return make()
}

/** Opened on demand. Further requests wait for a slot (`request.ts`) and not for a socket. */
export const maxPerOrigin = 512

function guardedAgent(allow: AllowList, options: AgentOptions): Agent {
  const resolve = options.lookup ?? (dns.lookup as LookupAll)
  const connect = buildConnector({
    lookup: guardedLookup(allow, resolve),
    timeout: options.connectTimeoutMs ?? 10_000,
    allowH2: false,
  })
  return new Agent({
    connections: options.connectionsPerOrigin ?? maxPerOrigin,
    // Set on the pool too: while it may negotiate HTTP/2 it opens one connection at a time.
    allowH2: false,
    connect(target, callback) {
      // A literal address bypasses the lookup.
      const host = hostOf(target.hostname)
      if (isListed(host, allow) || isPublicHost(host)) connect(target, callback)
      else callback(new PrivateAddressError(), null)
    },
  })
}

/** Resolves all addresses, keeps the permitted ones, and hands them to the very connection that asked. */
function guardedLookup(allow: AllowList, resolve: LookupAll): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0)
      const allowed = isNameListed(hostOf(hostname), allow)
        ? addresses
        : addresses.filter(({ address }) => isPublicAddress(address) || isAddressListed(address, allow))
      const [first] = allowed
      if (first === undefined) return callback(new PrivateAddressError(), '', 0)
      if (options.all === true) return callback(null, allowed)
      callback(null, first.address, first.family)
    })
  }
}
