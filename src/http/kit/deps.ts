/** Dependencies of the HTTP layer, and the properties of an admitted request. */
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { Readable } from 'node:stream'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { Logger } from 'pino'
import type { Passwords } from '../../access/passwords.ts'
import type { Principal } from '../../access/principal.ts'
import type { CampaignDeps } from '../../campaigns/deps.ts'
import type { Config } from '../../config/config.ts'
import type { SettingInForce } from '../../config/in-force.ts'
import type { CheckBot } from '../../diagnostics/check-bot.ts'
import type { Diagnose } from '../../diagnostics/check-installation.ts'
import type { Receipts } from '../../inbound/receipts.ts'
import type { Keeper } from '../../media/keep.ts'
import type { Metrics } from '../../metrics/metrics.ts'
import type { BotScope } from '../../model/access/roles.ts'
import type { Bot, Client, Endpoint } from '../../model/bot/bot.ts'
import type { Violation } from '../../model/errors/violation.ts'
import type { NewId } from '../../model/ids.ts'
import type { LogLevelControl } from '../../model/log-level.ts'
import type { HostList } from '../../model/network/hosts.ts'
import type { WordSchema } from '../../model/request/words.ts'
import type { Tracing } from '../../model/trace.ts'
import type { NumberActions } from '../../number/actions.ts'
import type { AcceptDeps } from '../../outbound/accept.ts'
import type { Auditing } from '../../store/access/audit-scope.ts'
import type { Seal } from '../../store/sealing/seal.ts'
import type { Hubs } from '../../stream/changes.ts'
import type { TemplateActions } from '../../templates/actions.ts'
import type { TestEventResult } from '../../webhooks/test-event.ts'
import type { ConnectionBounds } from '../limits/connections.ts'
import type { StreamBounds } from '../limits/streams.ts'
import type { HttpStore } from './store.ts'

export type UrlVerdict = { ok: true } | { ok: false; reason: 'url' | 'scheme' | 'credentials' | 'private' }

export type HttpDeps = {
  /** Host names that it answers to; loopback's when absent. */
  names?: DoorNames
  /** Access to metrics and documents; absent: everyone. */
  ops?: Ops
  config: Pick<Config, 'adminToken'> & Partial<LimitSettings & Pick<Config, 'formerAdminToken' | 'trustedProxies'>>
  /** Overrides for tests. */
  connectionBounds?: Partial<ConnectionBounds>
  streamBounds?: Partial<StreamBounds> | undefined
  /** For members and API keys. */
  access: AccessSettings
  store: HttpStore
  clock: () => number
  newId: NewId
  /** Cryptographically random bytes for secrets; the system's when absent. */
  random?: (bytes: number) => Buffer
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
  /** How much this process logs, and until when. */
  logLevel: LogLevelControl
  /** In force when the process began. */
  settings: readonly SettingInForce[]
  /** Absent: requests leave no spans. */
  tracing?: Tracing | undefined
  accept: AcceptDeps
  campaigns: CampaignDeps
  /** Meta's webhook: the raw bytes and the signature header. Resolves once all of it is committed. */
  ingestWebhook(
    raw: Buffer,
    signature: string | undefined,
    traceparent?: string,
  ): Promise<{ kind: 'ingested' | 'bad_signature' | 'malformed' | 'busy' }>
  /** True for any bot's token: the handshake may proceed. */
  isVerifyToken(token: string): boolean
  /** The public base URL of this server, without a trailing slash. */
  publicUrl: () => string
  allowPrivateMedia: (url: URL) => boolean
  checkWebhookUrl: (url: string) => UrlVerdict
  /** The bot changed, perhaps its credentials: makes messages that waited for that due now. */
  wakeBot(botId: string): void
  wakeEndpoint(endpointId: string): void
  checkBot: CheckBot
  /** Checks the installation. */
  diagnose: Diagnose
  /** Posts a signed test event, and returns what the receiver answered. */
  sendTestEvent(endpoint: Endpoint, bot: Bot): Promise<TestEventResult>
  /** The bot's settings or endpoints changed, or the bot was deleted. */
  botChanged(botId: string): void
  /** Returns a keyed hash in hex. */
  sealClientSecret(secret: string): string
  /** Inbound files: the unguessable part of a file's address, and its bytes. */
  media: {
    isSigned(mediaId: string, signature: string): boolean
    /** A file's address that ends then; and the file of an address, whether or not that has ended. */
    addressUntil(mediaId: string, until: number): string
    named(address: string): { id: string } | undefined
    wake(botId: string): void
    /** `part`: only these bytes, both ends inclusive. */
    open(position: string, part?: { start: number; end: number }): Promise<Readable | undefined>
    /** How long an address works after the file's arrival, in ms; 0: as long as the file is kept. */
    linkMs: number
  } & Keeper
  /** The unguessable part of an event's address; and those who follow events. */
  events: { isSigned(eventId: string, signature: string): boolean } & Hubs
  templates: TemplateActions
  numbers: NumberActions
  receipts: Pick<Receipts, 'mark'>
  metrics: Pick<
    Metrics,
    | 'contentType'
    | 'render'
    | 'request'
    | 'rateLimited'
    | 'signInFailed'
    | 'ignored'
    | 'accepted'
    | 'webhookRejected'
    | 'ingested'
    | 'replayed'
    | 'streams'
  >
  health: {
    ready(): Promise<{ ready: boolean; checks: Record<string, boolean | string> }>
    /** The process stops soon: answers close their connections. */
    isDraining?: () => boolean
  }
  /** Pages for people; routes registered here are public unless they say otherwise. */
  pages?: (app: FastifyInstance) => void
}

export type AccessSettings = Pick<Config, 'sessionIdleMs' | 'sessionMs'> & {
  seal: Pick<Seal, 'seal' | 'open' | 'hash' | 'hashes' | 'mark'>
  passwords: Passwords
  /** The session's cookie is sent over https only. */
  isSecure: () => boolean
  /** Within `work`, the store's first write includes the row of the audit trail. */
  auditing<T>(begun: Auditing, work: () => T): T
}

/**
 * The callers of a route. `client`: basic authentication, and the path's bot within the client's scope. `admin`: the
 * bearer of the management API. Both: an API key or a session whose roles permit the operation
 * (`model/access/operations.ts`). `meta`, `panel`: the signature, checked with the body. Every route declares one, or
 * the server does not start.
 */
export type Access = 'client' | 'admin' | 'meta' | 'panel' | 'public'

declare module 'fastify' {
  /** Of the OpenAPI document. */
  interface FastifySchema {
    /** Pages for people and the document itself are not described in it. */
    hide?: boolean
    summary?: string
    tags?: readonly string[]
  }
  interface FastifyInstance {
    /** Creates another listener under the same bounds: what all connections hold is counted together. */
    makeServer(handle: RequestListener): Server
    /** The OpenAPI document of this server, as a value and as JSON. */
    openapi: { value(): Record<string, unknown>; bytes(): Buffer }
  }
  interface FastifyContextConfig {
    access?: Access
    /** Deletes or overwrites something: unknown names are refused, as for every DELETE. */
    isDestructive?: true
    /** No rate limit and no turn: monitoring must get an answer. */
    isNeverRefused?: true
    /** Its answer does not end by itself: it takes no turn, and its duration says nothing. */
    isStream?: true
    /** An empty body counts as none, even when declared as JSON. The route's schema must allow null. */
    hasOptionalBody?: true
    /** Names of the body, where the validating schema is wider than what the route reads. */
    words?: WordSchema
  }
  interface FastifyRequest {
    /** Set on routes with `client` access; for a person or a key it describes them as a client. */
    client: Client | undefined
    /** The signed-in person, or the API key. Absent: a client, or the management token. */
    principal: Principal | undefined
    /** The bots for which the caller may do this. */
    scope: BotScope | undefined
    /** The audit trail's row that this request will leave. */
    auditing: Auditing | undefined
    /** Set when the route has `client` or `admin` access and a `:botId`. */
    bot: Bot | undefined
    /** The message that this request accepted or asked for, for the log. */
    messageId: string | undefined
    /** The fields for which it was refused, for the log. */
    refusedFields: readonly string[] | undefined
    /** The code of the refusal. */
    refusedFor: string | undefined
    /** The fields that were ignored, for the log. */
    ignoredFields: readonly string[] | undefined
    /** The trace in which it is worked on: its span's, or the caller's. */
    traceparent: string | undefined
    /** A page of another origin sent it. */
    isForeign: boolean
    /** Names in its body and query for which it is refused. */
    misspelled: readonly Violation[] | undefined
    /** Of `routeOf` (route.ts), which asks Fastify once. */
    route: FastifyRequest['routeOptions'] | undefined
  }
}

/** The server as resources see it: bodies, parameters and responses typed by their schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

export type Ops = {
  token: string | undefined
  /** They have a port of their own and are not served elsewhere. */
  hasPort: boolean
  /** Whether the request arrived on that port. */
  isThere(raw: IncomingMessage): boolean
}

export type DoorNames = {
  /** The listening address. */
  host: string
  publicUrl?: string | undefined
  hosts: HostList
}

export type LimitSettings = Pick<Config, 'ratePerClient' | 'ratePerAddress' | 'inAirPerClient' | 'uploadsPerClient'>
