/** Where an installation's store is: a SQLite file or a PostgreSQL database, and how it is called without its password. Used by cli and copy. */
import { join } from 'node:path'

export type StorePlace = { kind: 'sqlite'; path: string } | { kind: 'postgres'; url: string }

/** As a gateway of this configuration has it. */
export function configuredPlace(config: { databaseUrl: string | undefined; dataDir: string }): StorePlace {
  if (config.databaseUrl !== undefined) return { kind: 'postgres', url: config.databaseUrl }
  return { kind: 'sqlite', path: join(config.dataDir, 'recado.db') }
}

/** `sqlite:<path of the file>` or `postgres://…`; undefined for anything else. */
export function parsePlace(text: string): StorePlace | undefined {
  const [, path] = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(text) ?? []
  if (path !== undefined) return { kind: 'sqlite', path }
  if (!URL.canParse(text) || !/^postgres(ql)?:$/.test(new URL(text).protocol)) return undefined
  return { kind: 'postgres', url: text }
}

export function nameOfPlace(place: StorePlace): string {
  if (place.kind === 'sqlite') return `SQLite at ${place.path}`
  const { host, pathname } = new URL(place.url)
  return `PostgreSQL at ${host}${pathname}`
}
