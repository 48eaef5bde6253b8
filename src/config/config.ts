/**
 * The configuration: one table of every RECADO_* name with its default and parser, validated as a whole at start,
 * frozen. A wrong value or a misspelt name is an error sentence, never a guess. docs/configuration.md is checked
 * against the table both ways.
 */
import { type AllowList, parseAllowList } from '../egress/allow-list.ts'
import type { LogLevel } from '../model/log-level.ts'
import { exposed, type HostList, isLoopback } from '../model/network/hosts.ts'
import type { Quotas } from '../model/quota.ts'
import { dayMs, hourMs } from '../model/time.ts'
import { evaluateNames } from './names.ts'
import {
  allowList,
  clientId,
  databaseUrl,
  hostList,
  type LogFormat,
  logFormat,
  logLevel,
  maxKeepMs,
  minKeepMs,
  onOff,
  ownSecret,
  port,
  publicUrl,
  quotasOf,
  type Reading,
  ranges,
  retentionMs,
  secretOf,
  spanMs,
  text,
  whole,
} from './text.ts'

export type Config = {
  host: string
  port: number
  dataDir: string
  /** Absent = SQLite in the data dir. */
  databaseUrl: string | undefined
  clientId: string | undefined
  clientSecret: string | undefined
  adminToken: string | undefined
  secretKey: string | undefined
  /** The previous key, while the values that it wrapped are wrapped again. */
  formerSecretKey: string | undefined
  /** Receives and stores, but sends nothing: for a look at a restored copy. */
  hold: boolean
  sandbox: boolean
  sandboxPort: number
  /** Public base URL of this gateway; no trailing slash. */
  publicUrl: string | undefined
  /** Further host names that it answers to. */
  hosts: HostList
  /** The sandbox may listen beyond loopback. */
  sandboxExposed: boolean
  /** Token required for operator endpoints, and a separate port for them. */
  opsToken: string | undefined
  opsPort: number | undefined
  /** Includes loopback while the sandbox is on. */
  allowPrivate: AllowList
  logLevel: LogLevel
  /** Absent = text on a terminal, JSON elsewhere. */
  logFormat: LogFormat | undefined
  reconcileMs: number
  maxAgeMs: number
  webhookTimeoutMs: number
  probeTimeoutMs: number
  /** How long a request waits for the store before the caller is asked to retry. */
  storeTimeoutMs: number
  /** Unsent messages allowed, in total and per bot; and how late a bot's may be. */
  queueMax: number
  queueMaxPerBot: number
  lagMaxMs: number
  /** How long a stop goes on serving before it closes the port. */
  drainMs: number
  stopTimeoutMs: number
  /** From one sync of a bot's templates with Meta to the next; 0: only on events. */
  templateSyncMs: number
  /** From asking Meta how a number stands to the next time; 0: only on events. */
  numberSyncMs: number
  campaignMaxBytes: number
  /** Requests a second per client, and per address that belongs to no client; 0: unlimited. */
  ratePerClient: number
  ratePerAddress: number
  /** Concurrent requests per client or address; further ones wait. */
  inAirPerClient: number
  /** Concurrent campaign file uploads per client. */
  uploadsPerClient: number
  /** Proxies whose `X-Forwarded-For` is trusted. */
  trustedProxies: readonly string[]
  /** Retention of inbound media, messages, attempts and events; 0: for ever. */
  keepMediaMs: number
  mediaLinkMs: number
  keepMessagesMs: number
  keepAttemptsMs: number
  keepEventsMs: number
  keepCampaignRowsMs: number
  keepOffMs: number
  keepOffEvents: number
  keepSkillRunsMs: number
  keepAuditMs: number
  keepRefusalsMs: number
  /** The previous management token, still valid while callers change over. */
  formerAdminToken: string | undefined
  /** Session lifetime: idle, and in total. */
  sessionIdleMs: number
  sessionMs: number
  /** An S3-compatible bucket for media; absent = the data dir. */
  mediaBucketUrl: string | undefined
  mediaBucketKeyId: string | undefined
  mediaBucketSecret: string | undefined
  mediaBucketRegion: string
  /** The program that makes voice notes, by its path or its name in a usual folder; 'off': none. */
  ffmpeg: string
  /** Maximum number of each resource. */
  quotas: Quotas
  /** As each setting was written, and where; those that are unset are left out. */
  written?: Readonly<Partial<Record<SettingName, { text: string; source: SettingSource }>>>
}

/** `default`: of the table, or of the command that was run; `command`: a flag of it. */
export type SettingSource = 'default' | 'environment' | 'command'

/** `warnings`: sentences on names that were ignored. */
export type Loaded = { ok: true; config: Config; warnings: string[] } | { ok: false; problems: string[] }

type Environment = Readonly<Record<string, string | undefined>>
type Setting<T> = {
  default: string | undefined
  read: (text: string) => Reading<T>
  key: SettingKey
  /** Shown to nobody. */
  isSecret: boolean
}
type SettingKey = Exclude<keyof Config, 'written'>

/** Every name. `default` is the text used for an unset or empty variable. */
export const settings = {
  RECADO_HOST: setting('host', '127.0.0.1', text),
  RECADO_PORT: setting('port', '3000', port),
  RECADO_DATA_DIR: setting('dataDir', './data', text),
  RECADO_DATABASE_URL: secret('databaseUrl', undefined, databaseUrl),
  RECADO_CLIENT_ID: setting('clientId', undefined, clientId),
  RECADO_CLIENT_SECRET: secret('clientSecret', undefined, ownSecret),
  RECADO_ADMIN_TOKEN: secret('adminToken', undefined, ownSecret),
  RECADO_ADMIN_TOKEN_FORMER: secret('formerAdminToken', undefined, secretOf(16)),
  RECADO_SESSION_IDLE_MS: setting('sessionIdleMs', '1800000', spanMs(60_000, 30 * dayMs)),
  RECADO_SESSION_MS: setting('sessionMs', '43200000', spanMs(60_000, 90 * dayMs)),
  RECADO_OPS_TOKEN: secret('opsToken', undefined, ownSecret),
  RECADO_OPS_PORT: setting('opsPort', undefined, port),
  RECADO_SECRET_KEY: secret('secretKey', undefined, secretOf(16)),
  RECADO_SECRET_KEY_FORMER: secret('formerSecretKey', undefined, secretOf(16)),
  RECADO_HOLD: setting('hold', 'off', onOff),
  RECADO_SANDBOX: setting('sandbox', 'off', onOff),
  RECADO_SANDBOX_PORT: setting('sandboxPort', '3001', port),
  RECADO_SANDBOX_EXPOSED: setting('sandboxExposed', 'off', onOff),
  RECADO_PUBLIC_URL: setting('publicUrl', undefined, publicUrl),
  RECADO_HOSTS: setting('hosts', '', hostList),
  RECADO_ALLOW_PRIVATE: setting('allowPrivate', '', allowList),
  RECADO_LOG_LEVEL: setting('logLevel', 'info', logLevel),
  RECADO_LOG_FORMAT: setting('logFormat', undefined, logFormat),
  RECADO_RECONCILE_MS: setting('reconcileMs', '30000', spanMs(100, hourMs)),
  RECADO_MAX_AGE_MS: setting('maxAgeMs', '86400000', spanMs(1_000, 30 * dayMs)),
  RECADO_WEBHOOK_TIMEOUT_MS: setting('webhookTimeoutMs', '15000', spanMs(100, 60_000)),
  RECADO_PROBE_TIMEOUT_MS: setting('probeTimeoutMs', '10000', spanMs(100, 60_000)),
  RECADO_TEMPLATE_SYNC_MS: setting('templateSyncMs', '3600000', spanMs(0, 604_800_000)),
  RECADO_NUMBER_SYNC_MS: setting('numberSyncMs', '21600000', spanMs(0, 604_800_000)),
  RECADO_STORE_TIMEOUT_MS: setting('storeTimeoutMs', '5000', spanMs(100, 60_000)),
  RECADO_QUEUE_MAX: setting('queueMax', '1000000', (written) => whole(written, 1, 1e9)),
  RECADO_QUEUE_MAX_PER_BOT: setting('queueMaxPerBot', '100000', (written) => whole(written, 1, 1e9)),
  RECADO_LAG_MAX_MS: setting('lagMaxMs', '86400000', spanMs(1_000, 30 * dayMs)),
  RECADO_DRAIN_MS: setting('drainMs', '0', spanMs(0, 600_000)),
  RECADO_STOP_TIMEOUT_MS: setting('stopTimeoutMs', '10000', spanMs(0, 600_000)),
  RECADO_CAMPAIGN_MAX_BYTES: setting('campaignMaxBytes', '268435456', (written) => whole(written, 1, 2 ** 40)),
  RECADO_RATE_PER_CLIENT: setting('ratePerClient', '5000', (written) => whole(written, 0, 1e6)),
  RECADO_RATE_PER_ADDRESS: setting('ratePerAddress', '1000', (written) => whole(written, 0, 1e6)),
  RECADO_IN_AIR_PER_CLIENT: setting('inAirPerClient', '256', (written) => whole(written, 1, 100_000)),
  RECADO_UPLOADS_PER_CLIENT: setting('uploadsPerClient', '8', (written) => whole(written, 1, 1_000)),
  RECADO_QUOTAS: setting('quotas', '', quotasOf),
  RECADO_TRUSTED_PROXIES: setting('trustedProxies', '', ranges),
  RECADO_KEEP_MEDIA_MS: setting('keepMediaMs', '2592000000', spanMs(minKeepMs, maxKeepMs)),
  RECADO_MEDIA_LINK_MS: setting('mediaLinkMs', '0', (written) => whole(written, 0, maxKeepMs)),
  RECADO_KEEP_MESSAGES_MS: setting('keepMessagesMs', '31536000000', retentionMs),
  RECADO_KEEP_ATTEMPTS_MS: setting('keepAttemptsMs', '2592000000', retentionMs),
  RECADO_KEEP_EVENTS_MS: setting('keepEventsMs', '2592000000', retentionMs),
  RECADO_KEEP_OFF_MS: setting('keepOffMs', '2592000000', retentionMs),
  RECADO_KEEP_OFF_EVENTS: setting('keepOffEvents', '1000000', (written) => whole(written, 0, 1e9)),
  RECADO_KEEP_CAMPAIGN_ROWS_MS: setting('keepCampaignRowsMs', '7776000000', retentionMs),
  RECADO_KEEP_SKILL_RUNS_MS: setting('keepSkillRunsMs', '2592000000', retentionMs),
  RECADO_KEEP_AUDIT_MS: setting('keepAuditMs', '31536000000', retentionMs),
  RECADO_KEEP_REFUSALS_MS: setting('keepRefusalsMs', '604800000', retentionMs),
  RECADO_MEDIA_BUCKET_URL: setting('mediaBucketUrl', undefined, publicUrl),
  RECADO_MEDIA_BUCKET_KEY_ID: secret('mediaBucketKeyId', undefined, secretOf(3)),
  RECADO_MEDIA_BUCKET_SECRET: secret('mediaBucketSecret', undefined, secretOf(8)),
  RECADO_MEDIA_BUCKET_REGION: setting('mediaBucketRegion', 'auto', text),
  RECADO_FFMPEG: setting('ffmpeg', 'ffmpeg', text),
} satisfies Record<`RECADO_${string}`, Setting<unknown>>

export type SettingName = keyof typeof settings

/**
 * Reads the environment. `overrides` take precedence (command-line flags); `defaults` replace unset variables (`recado
 * start` switches the sandbox on that way). An empty variable counts as unset.
 */
export function loadConfig(
  env: Environment,
  overrides: Partial<Config> = {},
  defaults: Partial<Record<SettingName, string>> = {},
): Loaded {
  const { problems, warnings, ignored } = evaluateNames(env, settings)
  const values: Record<string, unknown> = {}
  const written: NonNullable<Config['written']> = {}
  for (const [name, one] of Object.entries(settings as Record<string, Setting<unknown>>)) {
    const { key, default: fallback, read, isSecret } = one
    const ofEnvironment = ignored.has(name) ? undefined : env[name] || undefined
    const text = ofEnvironment ?? (defaults[name as SettingName] || fallback)
    const found = writtenAs(text, ofEnvironment, overrides[key])
    if (found) Object.assign(written, { [name]: isSecret ? { ...found, text: hidden } : found })
    if (text === undefined) continue
    const reading = read(text)
    if (reading.ok) values[key] = reading.value
    else problems.push(`${name} ${reading.reason}.`)
  }
  if (problems.length > 0) return { ok: false, problems }
  const config = { ...(values as Config), ...overrides, written }
  const conflicts = crossChecks(config)
  if (conflicts.length > 0) return { ok: false, problems: conflicts }
  return { ok: true, config: Object.freeze(withLoopback(config)), warnings }
}

/** In the place of a secret. */
const hidden = '…'

type Written = NonNullable<NonNullable<Config['written']>[SettingName]>

/** A flag counts before the environment. */
function writtenAs(text: string | undefined, ofEnvironment: string | undefined, flag: unknown): Written | undefined {
  if (flag !== undefined) return { text: String(flag), source: 'command' }
  if (text === undefined) return undefined
  return { text, source: ofEnvironment === undefined ? 'default' : 'environment' }
}

function crossChecks(config: Config): string[] {
  const problems: string[] = []
  if ((config.clientId === undefined) !== (config.clientSecret === undefined))
    problems.push('RECADO_CLIENT_ID and RECADO_CLIENT_SECRET must be set together.')
  const bucket = [config.mediaBucketUrl, config.mediaBucketKeyId, config.mediaBucketSecret]
  if (bucket.some((part) => part === undefined) && bucket.some((part) => part !== undefined))
    problems.push(
      'RECADO_MEDIA_BUCKET_URL, RECADO_MEDIA_BUCKET_KEY_ID and RECADO_MEDIA_BUCKET_SECRET must be set together.',
    )
  const { maxAgeMs } = config
  if ([config.keepMessagesMs, config.keepAttemptsMs].some((retainedMs) => retainedMs !== 0 && retainedMs < maxAgeMs))
    problems.push('RECADO_KEEP_MESSAGES_MS and RECADO_KEEP_ATTEMPTS_MS must not be below RECADO_MAX_AGE_MS.')
  if (config.sandbox && config.port !== 0 && config.port === config.sandboxPort)
    problems.push('RECADO_PORT and RECADO_SANDBOX_PORT must differ while the sandbox is on.')
  const ports = [config.port, config.opsPort, config.sandbox ? config.sandboxPort : undefined].filter((one) => one)
  if (config.opsPort && new Set(ports).size < ports.length)
    problems.push('RECADO_OPS_PORT must differ from the other ports.')
  if (config.sandbox && !config.sandboxExposed && !isLoopback(config.host)) problems.push(exposed('RECADO_HOST'))
  return problems
}

/** The sandbox, its media and a developer's own webhook live on this machine. */
function withLoopback(config: Config): Config {
  if (!config.sandbox) return config
  const { names, domains, ranges } = config.allowPrivate
  const loopback = parseAllowList('localhost,127.0.0.0/8,::1')
  const allowPrivate = {
    names: new Set([...names, ...loopback.names]),
    domains: [...domains, ...loopback.domains],
    ranges: [...ranges, ...loopback.ranges],
  }
  return { ...config, allowPrivate }
}

function setting<K extends SettingKey>(
  key: K,
  fallback: string | undefined,
  read: (text: string) => Reading<NonNullable<Config[K]>>,
): Setting<NonNullable<Config[K]>> {
  return { key, default: fallback, read, isSecret: false }
}

function secret<K extends SettingKey>(
  key: K,
  fallback: undefined,
  read: (text: string) => Reading<NonNullable<Config[K]>>,
): Setting<NonNullable<Config[K]>> {
  return { ...setting(key, fallback, read), isSecret: true }
}
