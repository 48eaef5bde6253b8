/**
 * Defines which hosts are public, once for request validation (media addresses) and for the guard that connects
 * (promise 11).
 */
import { isIP } from 'node:net'
import ipaddr, { type IPv6 } from 'ipaddr.js'

/**
 * The host as a resolver knows it: no brackets, no trailing dot, lower case. `URL` has already undone odd notations.
 */
export function hostOf(hostname: string): string {
  if (hostname.startsWith('[')) return hostname.slice(1, -1)
  const host = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname
  return host.toLowerCase()
}

/** Names under these are never public: RFC 6761, 6762, 8375, and the name that ICANN reserved for private use. */
const privateDomain = /(?:^|\.)(?:localhost|localdomain|local|internal|home\.arpa)$/

/**
 * A literal public address, or a name that may be public: the addresses that a name resolves to are checked on connect.
 */
export function isPublicHost(hostname: string): boolean {
  const host = hostOf(hostname)
  if (isIP(host) !== 0) return isPublicAddress(host)
  return /.\.[^.]/.test(host) && !privateDomain.test(host)
}

const globalUnicast6 = ipaddr.parseCIDR('2000::/3')

/**
 * Global unicast only (IANA's special-purpose registries). Addresses that embed another one (IPv4-mapped and
 * -compatible, 6to4, NAT64, Teredo) are private whatever they embed, and so is any address with a zone.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%')) return false
  const ip = ipaddr.parse(address)
  return ip.range() === 'unicast' && (ip.kind() === 'ipv4' || ip.match(globalUnicast6))
}

/** Removes trailing slashes. A regular expression for it is quadratic in a run of them. */
export function withoutEndSlash(text: string): string {
  let end = text.length
  while (text[end - 1] === '/') end--
  return text.slice(0, end)
}

/**
 * The network that counts as one caller: the /64 of an IPv6 address, since one customer has it; an IPv4 address itself.
 * Other texts stand for themselves.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const ip = ipaddr.process(address)
  return ip.kind() === 'ipv6'
    ? (ip as IPv6).parts
        .slice(0, 4)
        .map((part) => part.toString(16))
        .join(':')
    : ip.toString()
}
