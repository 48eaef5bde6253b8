/**
 * Where an installation's store is: a SQLite file or a PostgreSQL database, and its display name without the password.
 */
import { join } from 'node:path'
import { nameOf, readAddress } from './postgres/address.ts'

export type StoreLocation = { kind: 'sqlite'; path: string } | { kind: 'postgres'; url: string }

/** The store of a gateway with this configuration. */
export function configuredLocation(config: { databaseUrl: string | undefined; dataDir: string }): StoreLocation {
  if (config.databaseUrl !== undefined) return { kind: 'postgres', url: config.databaseUrl }
  return { kind: 'sqlite', path: join(config.dataDir, 'recado.db') }
}

/** `sqlite:<path of the file>` or `postgres://…`; undefined for anything else. */
export function parseLocation(text: string): StoreLocation | undefined {
  const [, path] = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(text) ?? []
  if (path !== undefined) return { kind: 'sqlite', path }
  if (!readAddress(text).ok) return undefined
  return { kind: 'postgres', url: text }
}

/** Why `parseLocation` refuses the text; reveals nothing of it. */
export function reasonAgainst(text: string): string {
  const read = readAddress(text)
  if (!/^postgres(ql)?:/.test(text) || read.ok) return 'must be sqlite:<path of the file> or postgres://…'
  return read.reason
}

export function nameOfLocation(position: StoreLocation): string {
  return position.kind === 'sqlite' ? `SQLite at ${position.path}` : nameOf(position.url)
}
