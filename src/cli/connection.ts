/**
 * Which gateway a command asks, and as whom: flags before a profile named by flag, before the environment, before the
 * profile that is the default, before the gateway of this machine. A profile's credentials go to the profile's address
 * only.
 */
import { readFileSync } from 'node:fs'
import { loadConfig } from '../config/config.ts'
import { withoutEndSlash } from '../model/network/address.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import type { Say } from './frame/say.ts'
import { type Profile, profilesPath, readProfiles } from './profiles.ts'

export type ConnectionOptions = { url?: string; keyFile?: string; profile?: string; bot?: string }

export type Connection = {
  /** Without a trailing slash. */
  url: string
  /** For the management API; an API key also opens the messaging API. */
  key: string | undefined
  /** `id:secret` for the messaging API. */
  client: string | undefined
  bot: string | undefined
  /** No address was named: it is the gateway of this machine and this environment. */
  isLocal: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

export function connectionOf(options: ConnectionOptions, env: Environment, say: Say): Connection {
  const named = options.profile ?? env.RECADO_PROFILE
  const profile = profileOf(named, env, say)
  const first = options.profile === undefined ? [env.RECADO_URL, profile?.url] : [profile?.url]
  const address = options.url ?? first.find((one) => one) ?? localUrl(env)
  const url = baseOf(address, say)
  const own = profile !== undefined && baseOf(profile.url, say) === url ? profile : undefined
  const given = options.keyFile === undefined ? {} : credentialOf(readKey(options.keyFile, say))
  const environment = { key: env.RECADO_KEY || env.RECADO_ADMIN_TOKEN, client: env.RECADO_CLIENT || clientOf(env) }
  const sources = options.profile === undefined ? [given, environment, own] : [given, own, environment]
  return {
    url,
    key: sources.map((one) => one?.key).find((one) => one),
    client: sources.map((one) => one?.client).find((one) => one),
    bot: options.bot ?? (env.RECADO_BOT || own?.bot),
    isLocal: options.url === undefined && first.every((one) => !one),
  }
}

function profileOf(named: string | undefined, env: Environment, say: Say): Profile | undefined {
  const path = profilesPath(env)
  const known = readProfiles(path, say)
  const name = named || known.default
  if (name === undefined) return undefined
  const found = Object.hasOwn(known.profiles, name) ? known.profiles[name] : undefined
  if (found === undefined) throw new CommandFailure(exitCodes.usage, say('profile_unknown', { name, path }))
  return found
}

/** The gateway that the settings of this environment would start. */
function localUrl(env: Environment): string {
  const loaded = loadConfig(env)
  const { host, port } = loaded.ok ? loaded.config : { host: '127.0.0.1', port: 3000 }
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
}

function baseOf(address: string, say: Say): string {
  const isAddress = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
  if (!isAddress) throw new CommandFailure(exitCodes.usage, say('url_wrong', { value: address }))
  return withoutEndSlash(address)
}

/** `-` reads the standard input. */
export function readKey(path: string, say: Say): string {
  let text: string
  try {
    text = readFileSync(path === '-' ? 0 : path, 'utf8').trim()
  } catch (error) {
    throw new CommandFailure(exitCodes.usage, say('file_unreadable', { path, reason: reasonOf(error) }))
  }
  if (text === '') throw new CommandFailure(exitCodes.usage, say('file_empty', { path }))
  return text
}

/** A client's has a colon, which no key has. */
export function credentialOf(text: string): Pick<Profile, 'key' | 'client'> {
  return text.includes(':') ? { client: text } : { key: text }
}

function clientOf({ RECADO_CLIENT_ID: id, RECADO_CLIENT_SECRET: secret }: Environment): string | undefined {
  return id && secret ? `${id}:${secret}` : undefined
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error)
}
