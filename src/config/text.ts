/** Parsers for setting values: the parsed value, or an error sentence for the operator. */
import { type AllowList, parseAllowList } from '../egress/allow-list.ts'
import { weakness } from '../model/access/weak-secret.ts'
import { type LogLevel, logLevels } from '../model/log-level.ts'
import { withoutEndSlash } from '../model/network/address.ts'
import { type HostList, parseHostList } from '../model/network/hosts.ts'
import { defaultQuotas, maxQuota, type Quotas } from '../model/quota.ts'
import { pathIdPattern } from '../model/request/path-id.ts'
import { dayMs } from '../model/time.ts'
import { readAddress } from '../store/postgres/address.ts'

export const logFormats = ['text', 'json'] as const
export type LogFormat = (typeof logFormats)[number]

export type Reading<T> = { ok: true; value: T } | { ok: false; reason: string }

// At least as long as webhooks are retried: whatever an event names must still exist.
export const minKeepMs = 3 * dayMs
export const maxKeepMs = 3_650 * dayMs

export function good<T>(value: T): Reading<T> {
  return { ok: true, value }
}

export function bad(reason: string): { ok: false; reason: string } {
  return { ok: false, reason }
}

export function text(written: string): Reading<string> {
  return good(written)
}

export function whole(written: string, min: number, max: number): Reading<number> {
  const value = /^\d{1,15}$/.test(written) ? Number(written) : Number.NaN
  return value >= min && value <= max ? good(value) : bad(`must be a whole number from ${min} to ${max}`)
}

export function port(written: string): Reading<number> {
  return whole(written, 0, 65_535)
}

export function spanMs(min: number, max: number): (written: string) => Reading<number> {
  return (written) => whole(written, min, max)
}

export function retentionMs(written: string): Reading<number> {
  const reading = written === '0' ? good(0) : whole(written, minKeepMs, maxKeepMs)
  return reading.ok ? reading : bad(`${reading.reason}, or 0 to keep everything`)
}

export function onOff(written: string): Reading<boolean> {
  const value = { on: true, off: false }[written.toLowerCase()]
  return value === undefined ? bad('must be on or off') : good(value)
}

export function logLevel(written: string): Reading<LogLevel> {
  const level = logLevels.find((known) => known === written.toLowerCase())
  return level === undefined ? bad(`must be one of ${logLevels.join(', ')}`) : good(level)
}

export function logFormat(written: string): Reading<LogFormat> {
  const format = logFormats.find((known) => known === written.toLowerCase())
  return format === undefined ? bad(`must be one of ${logFormats.join(', ')}`) : good(format)
}

/**
 * A colon would end the id within basic authentication; the other characters cannot stand in a path of the management
 * API.
 */
export function clientId(written: string): Reading<string> {
  return clientIdPattern.test(written)
    ? good(written)
    : bad('must be 1 to 100 visible ASCII characters without : / \\ ? # %, and not . or ..')
}

const clientIdPattern = new RegExp(pathIdPattern('!"$&-.0-9;->@-[\\]-~', 100))

/** Error messages never repeat the values of secrets. */
export function secretOf(min: number): (written: string) => Reading<string> {
  return (written) =>
    written.length >= min && /^[\x21-\x7e]+$/.test(written)
      ? good(written)
      : bad(`must be at least ${min} visible ASCII characters without spaces`)
}

/** For a secret that the operator chose; the error includes a command that makes a good one. */
export function ownSecret(written: string): Reading<string> {
  const reading = secretOf(16)(written)
  const weak = reading.ok ? weakness(written) : undefined
  const createOne = `; create a strong one with: node -p "crypto.randomBytes(32).toString('base64url')"`
  if (!reading.ok) return bad(reading.reason + createOne)
  return weak === undefined ? reading : bad(`${weak}, so it can be guessed${createOne}`)
}

export function databaseUrl(written: string): Reading<string> {
  const read = readAddress(written)
  return read.ok ? good(written) : bad(read.reason)
}

const thisMachine = new Set(['localhost', '127.0.0.1', '[::1]'])

export function publicUrl(written: string): Reading<string> {
  const url = URL.canParse(written) ? new URL(written) : undefined
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && thisMachine.has(url.hostname))
  if (url === undefined || !safe) return bad('must be an https address, or http on this machine')
  if (url.username || url.password || url.search || url.hash)
    return bad('must be an address with only scheme, host, port and path')
  return good(withoutEndSlash(url.href))
}

export function hostList(written: string): Reading<HostList> {
  try {
    return good(parseHostList(written))
  } catch {
    return bad('must be a comma-separated list of host names without scheme and port, *.domain, or * for any')
  }
}

export function allowList(written: string): Reading<AllowList> {
  try {
    return good(parseAllowList(written))
  } catch (error) {
    return bad(`must be a comma-separated list of hosts and CIDRs: ${error instanceof Error ? error.message : error}`)
  }
}

/** Comma-separated `name=number`; names left out keep their defaults. */
export function quotasOf(written: string): Reading<Quotas> {
  const quotas: Record<string, number> = { ...defaultQuotas }
  for (const part of written.split(',').flatMap((one) => one.trim() || [])) {
    const [name = '', number = ''] = part.split('=').map((one) => one.trim())
    if (!Object.hasOwn(defaultQuotas, name))
      return bad(`must be a comma-separated list of name=number; the names are ${quotaNames}`)
    const reading = whole(number, 1, maxQuota)
    if (!reading.ok) return bad(`${reading.reason} for ${name}`)
    quotas[name] = reading.value
  }
  return good(quotas as Quotas)
}

const quotaNames = Object.keys(defaultQuotas).join(', ')

/** Addresses and ranges, no names: what a name resolves to may change. */
export function ranges(written: string): Reading<readonly string[]> {
  const parts = written.split(',').flatMap((part) => part.trim() || [])
  const reading = allowList(written)
  if (!reading.ok) return reading
  const isRanges = reading.value.ranges.length === parts.length
  return isRanges ? good(parts) : bad('must be a comma-separated list of addresses and CIDRs')
}
