/**
 * The address of a PostgreSQL database, on one server or on several that stand in for each other, in libpq's form:
 * `postgres://u@h1:5432,h2:5432/db?target_session_attrs=read-write`. `pg` takes one host, so each server gets its own
 * address. Pure; neither reasons nor names contain a user or a password.
 */

/** The acceptable servers: `any` that responds, one that accepts writes now, or one that is not a standby. */
export type Wanted = 'any' | 'read-write' | 'primary'

export type Address = {
  /** One for each server, in the order in which they are tried. */
  servers: readonly Server[]
  /** The requested kind; undefined if none was requested. */
  wanted: Wanted | undefined
  /** For display: hosts and ports. */
  hosts: string
  /** With its slash. */
  database: string
}

export type Server = { url: string; host: string }

export type ReadAddress = { ok: true; address: Address } | { ok: false; reason: string }

const parameter = 'target_session_attrs'
const wanteds: readonly string[] = ['any', 'read-write', 'primary'] satisfies Wanted[]

/** Everything up to the first slash, question mark or hash is user and hosts. */
const form = /^(postgres(?:ql)?:)\/\/([^/?#]*)([^?#]*)(\?[^#]*)?$/

export function readAddress(text: string): ReadAddress {
  const [, scheme, authority = '', database = '', query = ''] = form.exec(text) ?? []
  if (scheme === undefined) return refused('must be an address that begins with postgres://')
  const asked = new URLSearchParams(query)
  const wanted = asked.get(parameter) ?? undefined
  if (wanted !== undefined && !wanteds.includes(wanted))
    return refused(
      `must be an address whose ${parameter} is one of ${wanteds.join(', ')}: ` +
        `a gateway cannot work on any other server`,
    )
  if (asked.get('host')?.includes(','))
    return refused('must be an address with its hosts before the path when there are several')
  const at = authority.lastIndexOf('@') + 1
  const hosts = authority.slice(at).split(',')
  if (hosts.length > 1 && !hosts.every(isHost))
    return refused('must be an address whose hosts have the form name:5432, separated by commas')
  const urlOf = (host: string) => `${scheme}//${authority.slice(0, at)}${host}${database}${without(query)}`
  const servers = hosts.map((host) => ({ url: urlOf(host), host }))
  if (!servers.every(({ url }) => URL.canParse(url))) return refused('must be an address that begins with postgres://')
  return { ok: true, address: { servers, wanted: wanted as Wanted | undefined, hosts: hosts.join(','), database } }
}

/** For an address that was validated before. */
export function addressOf(text: string): Address {
  const read = readAddress(text)
  if (!read.ok) throw new Error(`the address of the database ${read.reason}`)
  return read.address
}

/** The display name of an address. */
export function nameOf(text: string): string {
  const { hosts, database } = addressOf(text)
  return `PostgreSQL at ${hosts}${database}`
}

function refused(reason: string): ReadAddress {
  return { ok: false, reason }
}

/** A name, an IPv4 address, or an IPv6 address in brackets; with a port, unless it is 5432. */
function isHost(text: string): boolean {
  const found = /^(?:\[[\da-f:.]+\]|[^\s[\]:@]+)(?::(\d{1,5}))?$/i.exec(text)
  const port = Number(found?.[1] ?? 5432)
  return found !== null && port >= 1 && port <= 65_535
}

/** Removes our parameter, which `pg` does not know. The others stay unchanged. */
function without(query: string): string {
  const stored = query
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && pair.split('=')[0] !== parameter)
  return stored.length === 0 ? '' : `?${stored.join('&')}`
}
