/**
 * What counts as public: said once, for the door (media addresses) and for the guard that connects (promise 11).
 */
import { isIP } from 'node:net'
import ipaddr, { type IPv6 } from 'ipaddr.js'

/** The host as a resolver knows it: no brackets, no closing dot, small letters. `URL` has undone odd notations before. */
export function hostOf(hostname: string): string {
  if (hostname.startsWith('[')) return hostname.slice(1, -1)
  const host = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname
  return host.toLowerCase()
}

/** Names under these are never public: RFC 6761, 6762, 8375, and the name that ICANN set aside for private use. */
const privateDomain = /(?:^|\.)(?:localhost|localdomain|local|internal|home\.arpa)$/

/** A literal address that is public, or a name that may be: what a name resolves to is judged when it is connected to. */
export function isPublicHost(hostname: string): boolean {
  const host = hostOf(hostname)
  if (isIP(host) !== 0) return isPublicAddress(host)
  return /.\.[^.]/.test(host) && !privateDomain.test(host)
}

const globalUnicast6 = ipaddr.parseCIDR('2000::/3')

/**
 * Global unicast only (IANA's special-purpose registries). Addresses that carry another one inside (IPv4-mapped and -compatible,
 * 6to4, NAT64, Teredo) are private whatever they carry, and so is what has a zone.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%')) return false
  const ip = ipaddr.parse(address)
  return ip.range() === 'unicast' && (ip.kind() === 'ipv4' || ip.match(globalUnicast6))
}

/** Without the slashes at its end. An expression for it costs the square of a run of them. */
export function withoutEndSlash(text: string): string {
  let end = text.length
  while (text[end - 1] === '/') end--
  return text.slice(0, end)
}

/** Whose an address is, for counting: of IPv6 the /64 that one customer has, of IPv4 the address. What is none stands for itself. */
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
