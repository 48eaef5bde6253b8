/**
 * Names in the Host header: how they are parsed, and which belong to this machine. A page that uses DNS rebinding comes
 * under its own name, so a server that answers only to known names reveals nothing to it. Pure.
 */

/** Accepted names besides the gateway's own; `any`: a proxy has already checked the name. */
export type HostList = { any: boolean; names: ReadonlySet<string>; domains: readonly string[] }

export const noHosts: HostList = { any: false, names: new Set(), domains: [] }

const authority = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9_](?:[a-z0-9._-]{0,252}))(?::\d{1,5})?$/

/** Without the port, in lower case; undefined when the header is not a host. */
export function hostnameOf(header: string): string | undefined {
  const name = authority.exec(header.toLowerCase())?.[1]
  return name?.replace(/\.$/, '')
}

/** localhost, names below it (RFC 6761) and 127.0.0.0/8. */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || name.endsWith('.localhost') || /^127(?:\.\d{1,3}){3}$/.test(name)
}

export function isListed({ any, names, domains }: HostList, name: string): boolean {
  return any || names.has(name) || domains.some((domain) => name.endsWith(domain))
}

/** Comma-separated; `*.example.com` for every name below it, `*` for any. Throws with the invalid entry. */
export function parseHostList(text: string): HostList {
  const entries = text.split(',').flatMap((entry) => entry.trim().toLowerCase() || [])
  const plain = entries.filter((entry) => !entry.startsWith('*'))
  const wrong = entries.find((entry) => entry !== '*' && nameOf(entry) === undefined)
  if (wrong !== undefined) throw new Error(wrong)
  return {
    any: entries.includes('*'),
    names: new Set(plain.map((entry) => nameOf(entry) ?? entry)),
    domains: entries.filter((entry) => entry.startsWith('*.')).map((entry) => entry.slice(1)),
  }
}

/** The part behind `*.`, or the whole entry: a name without a port. */
function nameOf(entry: string): string | undefined {
  const name = entry.startsWith('*.') ? entry.slice(2) : entry
  const bare = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name
  return /\]?:\d+$/.test(bare) && !bare.endsWith(']') ? undefined : hostnameOf(bare)
}

/** How a listening address appears in a Host header; undefined for all addresses of the machine. */
export function hostOfListening(address: string): string | undefined {
  if (address === '0.0.0.0' || address === '::') return undefined
  return hostnameOf(address.includes(':') ? `[${address}]` : address)
}

/** Every visitor of an exposed sandbox can act as any person and read every chat. `by`: what made it listen there. */
export function exposed(by: string): string {
  return (
    `${by} makes the sandbox, which has no authentication, listen beyond this machine: ` +
    'set RECADO_SANDBOX=off, or RECADO_SANDBOX_EXPOSED=on if that is intended.'
  )
}

export const exposedWarning =
  'the sandbox has no authentication and listens beyond this machine: anyone who reaches it can read every chat'

export function isLoopback(address: string): boolean {
  return isLoopbackName(hostOfListening(address) ?? '')
}
