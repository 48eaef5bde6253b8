/**
 * Promise 11: no address that a caller names makes the gateway reach a private address, unless the operator's
 * allow-list permits it. Two checks, both needed: `checkUrl` on input and before each hop (form, scheme, literal
 * addresses, names that are never public), and the agent on connect, which checks the addresses that a name resolved to
 * and connects to exactly those, so that DNS rebinding gains nothing.
 */
import dns, { type LookupAddress, type LookupAllOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js'
import { Agent, buildConnector, type Dispatcher } from 'undici'
import { hostOf, isPublicAddress, isPublicHost } from '../model/network/address.ts'

/** Targets that callers' addresses may reach besides the public internet, also over plain HTTP. */
export type AllowList = {
  names: ReadonlySet<string>
  /** Each with its leading dot. */
  domains: readonly string[]
  ranges: readonly (readonly [IPv4 | IPv6, number])[]
}

export type UrlCheck = { ok: true; url: URL } | { ok: false; reason: UrlRefusal }
export type UrlRefusal = 'url' | 'scheme' | 'credentials' | 'private'

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

/** https (http too where the allow-list names the host), no user name or password, and a host that may be public. */
export function checkUrl(text: string, allow: AllowList): UrlCheck {
  const url = URL.parse(text)
  if (url === null || url.hostname === '') return refused(url === null || isWeb(url) ? 'url' : 'scheme')
  if (!isWeb(url)) return refused('scheme')
  if (url.username !== '' || url.password !== '') return refused('credentials')
  const host = hostOf(url.hostname)
  if (isListed(host, allow)) return { ok: true, url }
  if (!isPublicHost(host)) return refused('private')
  if (url.protocol !== 'https:') return refused('scheme')
  return { ok: true, url }
}

function refused(reason: UrlRefusal): UrlCheck {
  return { ok: false, reason }
}

function isWeb(url: URL): boolean {
  return url.protocol === 'https:' || url.protocol === 'http:'
}

/**
 * On the allow-list by itself: a literal address in a range, or a name. `localhost` is listed with 127.0.0.1 or ::1.
 */
function isListed(host: string, allow: AllowList): boolean {
  if (isIP(host) !== 0) return isAddressListed(host, allow)
  if (isNameListed(host, allow)) return true
  return isLocalhost(host) && (isAddressListed('127.0.0.1', allow) || isAddressListed('::1', allow))
}

function isNameListed(host: string, allow: AllowList): boolean {
  return allow.names.has(host) || allow.domains.some((domain) => host.endsWith(domain))
}

/** An IPv4-mapped address counts as the IPv4 address that it reaches. */
function isAddressListed(address: string, allow: AllowList): boolean {
  if (allow.ranges.length === 0) return false
  const ip = ipaddr.process(address)
  return allow.ranges.some(([base, bits]) => base.kind() === ip.kind() && ip.match(base, bits))
}

function isLocalhost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost')
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

/**
 * Comma-separated host names, `*.domain` (its subdomains, not itself), addresses and CIDRs of both families. Throws an
 * Error that names the invalid entry.
 */
export function parseAllowList(text: string): AllowList {
  const names = new Set<string>()
  const domains: string[] = []
  const ranges: (readonly [IPv4 | IPv6, number])[] = []
  for (const part of text.split(',')) {
    const entry = part.trim()
    if (entry === '') continue
    const range = rangeOf(entry)
    const isDomain = entry.startsWith('*.')
    const name = range === undefined ? nameOf(isDomain ? entry.slice(2) : entry) : undefined
    if (range !== undefined) ranges.push(range)
    else if (name === undefined) throw new Error(`"${entry}" is not a host name, *.domain, IP address or CIDR`)
    else if (isDomain) domains.push(`.${name}`)
    else names.add(name)
  }
  return { names, domains, ranges }
}

/** With the host of this address too: for addresses that the operator names, not callers. */
export function withHostOf(url: string, { names, domains, ranges }: AllowList): AllowList {
  const own = parseAllowList(hostOf(new URL(url).hostname))
  return { names: new Set([...names, ...own.names]), domains, ranges: [...ranges, ...own.ranges] }
}

/** Strict where the library is lenient: no short, octal or hexadecimal forms, no zones. */
function rangeOf(entry: string): [IPv4 | IPv6, number] | undefined {
  const [address = '', bits, ...rest] = entry.split('/')
  if (isIP(address) === 0 || address.includes('%') || rest.length > 0) return undefined
  const ip = ipaddr.parse(address)
  const widest = ip.kind() === 'ipv4' ? 32 : 128
  if (bits === undefined) return asReached(ip, widest)
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > widest) return undefined
  return asReached(ip, Number(bits))
}

/** ::ffff:10.0.0.0/104 means 10.0.0.0/8, which is how addresses are compared. */
function asReached(ip: IPv4 | IPv6, bits: number): [IPv4 | IPv6, number] {
  if (ip instanceof ipaddr.IPv6 && ip.isIPv4MappedAddress() && bits >= 96) return [ip.toIPv4Address(), bits - 96]
  return [ip, bits]
}

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/

/** A name as `URL` would write it; undefined when it is not a name, or is an address in disguise. */
function nameOf(entry: string): string | undefined {
  const url = /[:/?#@\\\s[\]%]/.test(entry) ? null : URL.parse(`http://${entry}`)
  if (url === null) return undefined
  const host = hostOf(url.hostname)
  return isIP(host) === 0 && host.split('.').every((part) => label.test(part)) ? host : undefined
}
