/**
 * Profiles: addresses of gateways with their credentials, in a file that only its owner can read
 * (`~/.config/recado/profiles.json`, or below XDG_CONFIG_HOME). A file that others can read is refused, as ssh does
 * with keys.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import type { Say } from './frame/say.ts'

export type Profile = {
  url: string
  /** An API key or the management token. */
  key?: string
  /** `id:secret` of a client. */
  client?: string
  /** The bot that is meant when none is named. */
  bot?: string
}

export type Profiles = { default?: string; profiles: Record<string, Profile> }

type Environment = Readonly<Record<string, string | undefined>>

export function profilesPath(env: Environment): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'recado', 'profiles.json')
}

export function readProfiles(path: string, say: Say): Profiles {
  if (!existsSync(path)) return { profiles: {} }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw new CommandFailure(exitCodes.usage, say('profiles_open', { path }))
  const found = parsed(readFileSync(path, 'utf8'))
  if (found === undefined) throw new CommandFailure(exitCodes.usage, say('profiles_broken', { path }))
  return found
}

function parsed(text: string): Profiles | undefined {
  try {
    const value = JSON.parse(text) as Partial<Profiles> | null
    const isWhole = typeof value?.profiles === 'object' && value.profiles !== null
    return isWhole ? { ...value, profiles: value.profiles as Profiles['profiles'] } : undefined
  } catch {
    return undefined
  }
}

/** Whole or not at all: a draft beside it takes its place. */
export function writeProfiles(path: string, profiles: Profiles): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.new`
  writeFileSync(draft, `${JSON.stringify(profiles, undefined, 2)}\n`, { mode: 0o600 })
  renameSync(draft, path)
}
