/**
 * The operator's allow-list, and the check of an address that a caller names: form, scheme, literal addresses, names
 * that are never public. Pure; guard.ts checks what a name resolves to.
 */
import { isIP } from 'node:net'
import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js'
import { hostOf, isPublicHost } from '../model/network/address.ts'

/** Targets that callers' addresses may reach besides the public internet, also over plain HTTP. */
export type AllowList = {
  names: ReadonlySet<string>
  /** Each with its leading dot. */
  domains: readonly string[]
  ranges: readonly (readonly [IPv4 | IPv6, number])[]
}

export type UrlCheck = { ok: true; url: URL } | { ok: false; reason: UrlRefusal }
export type UrlRefusal = 'url' | 'scheme' | 'credentials' | 'private'

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
export function isListed(host: string, allow: AllowList): boolean {
  if (isIP(host) !== 0) return isAddressListed(host, allow)
  if (isNameListed(host, allow)) return true
  return isLocalhost(host) && (isAddressListed('127.0.0.1', allow) || isAddressListed('::1', allow))
}

export function isNameListed(host: string, allow: AllowList): boolean {
  return allow.names.has(host) || allow.domains.some((domain) => host.endsWith(domain))
}

/** An IPv4-mapped address counts as the IPv4 address that it reaches. */
export function isAddressListed(address: string, allow: AllowList): boolean {
  if (allow.ranges.length === 0) return false
  const ip = ipaddr.process(address)
  return allow.ranges.some(([base, bits]) => base.kind() === ip.kind() && ip.match(base, bits))
}

function isLocalhost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost')
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
