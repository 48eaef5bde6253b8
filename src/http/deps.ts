/**
 * What the HTTP layer needs of the rest, given by app; and what a request carries once it was let in.
 */
import type { RequestListener, Server } from 'node:http'
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
import type { Passwords } from '../access/passwords.ts'
import type { Principal } from '../access/principal.ts'
import type { CampaignDeps } from '../campaigns/deps.ts'
import type { Config } from '../config.ts'
import type { Metrics } from '../metrics.ts'
import type { Bot, Client } from '../model/bot.ts'
import type { NewId } from '../model/ids.ts'
import type { BotScope } from '../model/roles.ts'
import type { Violation } from '../model/violation.ts'
import type { WordSchema } from '../model/words.ts'
import type { AcceptDeps } from '../outbound/accept.ts'
import type { AccessStore } from '../store/access-store.ts'
import type { Auditing } from '../store/audit-scope.ts'
import type { Seal } from '../store/seal.ts'
import type { Store } from '../store/store.ts'
import type { TemplateActions } from '../templates/actions.ts'
import type { DoorNames } from './doors.ts'
import type { ConnectionBounds } from './limits/connections.ts'
import type { LimitSettings } from './limits/guard.ts'
import type { Ops } from './ops.ts'

export type UrlVerdict = { ok: true } | { ok: false; reason: 'url' | 'scheme' | 'credentials' | 'private' }

export type HttpStore = Pick<
  Store,
  | 'cancel'
  | 'timeline'
  | 'replay'
  | 'resumeEndpoint'
  | 'bots'
  | 'botIds'
  | 'bot'
  | 'addBot'
  | 'changeBot'
  | 'deleteBot'
  | 'deletedBots'
  | 'endpoints'
  | 'endpointTasks'
  | 'endpoint'
  | 'putEndpoint'
  | 'changeEndpoint'
  | 'registerWebhooks'
  | 'removeBotWebhook'
  | 'deleteEndpoint'
  | 'clients'
  | 'client'
  | 'addClient'
  | 'changeClient'
  | 'settingsVersion'
  | 'deleteClient'
  | 'clientSecrets'
  | 'freshenSecret'
  | 'beginKeyRotation'
  | 'endKeyOverlap'
  | 'keyRotation'
  | 'renewClientSecret'
  | 'templates'
  | 'templatesNamed'
  | 'isLearning'
  | 'replaceTemplate'
  | 'deleteTemplate'
  | 'listTemplates'
  | 'templateRecords'
  | 'user'
  | 'users'
  | 'countUsers'
  | 'setUserState'
  | 'rememberUser'
  | 'closeConversation'
  | 'erasePerson'
  | 'personData'
  | 'revokeMediaLink'
  | 'activateSkill'
  | 'skills'
  | 'skill'
  | 'putSkill'
  | 'deleteSkill'
  | 'notifications'
  | 'countNotifications'
  | 'countStates'
  | 'history'
  | 'mediaFile'
  | 'eventBody'
  | 'countHistory'
  | 'unprocessed'
  | 'countUnprocessed'
  | 'unprocessedWhole'
  | 'replayUnprocessed'
> &
  AccessStore

export type HttpDeps = {
  /** Under which names it answers; loopback's when absent. */
  names?: DoorNames
  /** Who may see figures and documents, and where; absent: everybody. */
  ops?: Ops
  config: Pick<Config, 'adminToken'> & Partial<LimitSettings & Pick<Config, 'formerAdminToken' | 'trustedProxies'>>
  /** Others than the usual ones, for tests. */
  connectionBounds?: Partial<ConnectionBounds>
  /** Of those who sign in, and of API keys. */
  access: AccessSettings
  store: HttpStore
  clock: () => number
  newId: NewId
  /** Bytes that nobody can guess, for secrets; the system's when absent. */
  random?: (bytes: number) => Buffer
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
  accept: AcceptDeps
  campaigns: CampaignDeps
  /** Meta's webhook: the bytes as they came and the signature header. Resolves once all of it is committed. */
  ingestWebhook(
    raw: Buffer,
    signature: string | undefined,
  ): Promise<{ kind: 'ingested' | 'bad_signature' | 'malformed' | 'busy' }>
  /** Of any bot: it may shake hands. */
  isVerifyToken(token: string): boolean
  /** Under which the world reaches this server, without a slash at its end. */
  publicUrl: () => string
  allowPrivateMedia: (url: URL) => boolean
  checkWebhookUrl: (url: string) => UrlVerdict
  /** The bot was changed, perhaps mended: what waits for that goes at once. */
  wakeBot(botId: string): void
  wakeEndpoint(endpointId: string): void
  /** The bot's settings or endpoints changed, or it is gone. */
  botChanged(botId: string): void
  /** Keyed hash, hex. */
  sealClientSecret(secret: string): string
  /** What people sent: the unguessable part of a file's address, and its bytes. */
  media: {
    isSigned(mediaId: string, signature: string): boolean
    wake(botId: string): void
    /** `part`: those bytes alone, both ends within. */
    open(place: string, part?: { start: number; end: number }): Promise<Readable | undefined>
    /** How long an address works from the file's coming, ms; 0: as long as the file is kept. */
    linkMs: number
  }
  /** The unguessable part of an event's address. */
  events: { isSigned(eventId: string, signature: string): boolean }
  templates: TemplateActions
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
  >
  health: { ready(): Promise<{ ready: boolean; checks: Record<string, boolean | string> }> }
  /** Pages for people; routes registered here are public unless they say otherwise. */
  pages?: (app: FastifyInstance) => void
}

export type AccessSettings = Pick<Config, 'sessionIdleMs' | 'sessionMs'> & {
  seal: Pick<Seal, 'seal' | 'open' | 'hash' | 'hashes' | 'mark'>
  passwords: Passwords
  /** The session's cookie goes by https only. */
  isSecure: () => boolean
  /** Within `work`, the first write of the store takes the row of the audit trail with it. */
  auditing<T>(begun: Auditing, work: () => T): T
}

/**
 * Who may call a route. `client`: basic authentication, and the bot of the path within its scope. `admin`: the bearer of the
 * management API. Both: an API key or a session whose roles permit the operation (model/operations.ts). `meta`: the signature, checked with the body. Every route declares one; a server with one that does not,
 * does not start.
 */
export type Access = 'client' | 'admin' | 'meta' | 'public'

declare module 'fastify' {
  interface FastifyInstance {
    /** Another listener, under the bounds of the first one: what all connections hold is counted together. */
    makeServer(handle: RequestListener): Server
  }
  interface FastifyContextConfig {
    access?: Access
    /** It takes something away or writes over it: words that it does not know are refused, as of every DELETE. */
    isDestructive?: true
    /** It has no rate and no turn: whoever watches must get an answer. */
    isNeverRefused?: true
    /** An empty body is as good as none, also where it is called JSON. The route's schema must allow null. */
    hasOptionalBody?: true
    /** What its body is called by, where the schema that checks it is wider than what is read of it. */
    words?: WordSchema
  }
  interface FastifyRequest {
    /** Set on routes with `client` access; for a person or a key it says what they are there. */
    client: Client | undefined
    /** Who signed in, or the API key. Absent: a client, or the management token. */
    principal: Principal | undefined
    /** The bots for which the caller may do this. */
    scope: BotScope | undefined
    /** The row of the audit trail that this request will leave. */
    auditing: Auditing | undefined
    /** Set when the route has `client` or `admin` access and a `:botId`. */
    bot: Bot | undefined
    /** What this request accepted or asked for, for the log. */
    messageId: string | undefined
    /** The fields for which it was refused, for the log. */
    refusedFields: readonly string[] | undefined
    /** Those that it has in vain, for the log. */
    ignoredFields: readonly string[] | undefined
    /** A page of another origin sent it. */
    isForeign: boolean
    /** Names in its body and query for which it is refused. */
    misspelled: readonly Violation[] | undefined
  }
}

/** The server as resources see it: bodies, parameters and answers typed by their schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>
