/**
 * The seam between the flows and the database: methods named by intent, each one transaction, flushed when its promise resolves.
 * SQLite and PostgreSQL implement it (methods.ts binds it to both); one contract suite in test/contract defines it for every implementation.
 * Instants are ms and come from the caller; nothing here reads a clock.
 */
import type { Actions, Content } from '../model/content.ts'
import type { Decision, Failure } from '../model/decide.ts'
import type { KnownFile, KnownFiles } from '../model/document-name.ts'
import type { EventType } from '../model/event.ts'
import type { Status } from '../model/lifecycle.ts'
import type { MetaError } from '../model/outcome.ts'
import type { WindowRule } from '../model/user.ts'
import type { AccessStore } from './access-store.ts'
import type { CampaignStore } from './campaign-store.ts'
import type { DueInput } from './claims.ts'
import type { Depth, EndpointDepth } from './depths.ts'
import type { Due } from './due.ts'
import type { EndpointTask } from './endpoint-tasks.ts'
import type { Backlog } from './house.ts'
import type { IngestStore } from './ingest-store.ts'
import type { ListStore } from './lists.ts'
import type { MediaStore } from './media.ts'
import type { PersonStore } from './person-store.ts'
import type { Gone } from './retention.ts'
import type { SettingsStore } from './settings-store.ts'
import type { SkillStore } from './skills.ts'
import type { TemplateStore } from './templates.ts'
import type { MessageTimeline } from './timeline.ts'
import type { UserStore } from './users.ts'

export type MessageKind = 'session' | 'notification'

export type NewMessage = {
  id: string
  /** Digits, or a business-scoped id. */
  userId: string
  /** It answers the person: not by the number as `userId` has it, but by the one that last worked. */
  isAnswer?: true
  kind: MessageKind
  content: Content
  elementName?: string
  campaignId?: string
  /** With a campaign: a single send that only names it. */
  origin?: 'API'
  /** Not out by then: ends as `expired`. */
  expiresAt?: number
  actions?: Actions
  /** Its media address must be looked at before the first attempt. */
  needsProbe: boolean
}

export type IdempotencyRecord = {
  clientId: string
  key: string
  /** Of route and body; another one under the same key is a conflict. */
  fingerprint: string
  /** The answer, JSON, given again to every repetition. */
  answer: string
}

export type AcceptInput = {
  botId: string
  acceptedAt: number
  messages: NewMessage[]
  idempotency?: IdempotencyRecord
  /** What is done when a recipient's 24-hour window is closed; by default it is not looked at. */
  windowRule?: WindowRule
  /** Since when the bot has its number: what was written before opens no window. */
  numberSince?: number
}

export type AcceptResult =
  /** `isWindowClosed` is told only when it was asked. */
  | { kind: 'accepted'; isWindowClosed?: true }
  | { kind: 'replayed'; answer: string }
  | { kind: 'conflict' }
  | { kind: 'window_closed' }

/** A message in the hands of a lane. `lease` guards its settle. */
export type ClaimedMessage = {
  seq: number
  id: string
  botId: string
  userId: string
  /** How to address the person on the channel. */
  recipient: { phone?: string; scopedId?: string }
  kind: MessageKind
  content: Content
  /** What is known of its files. */
  files?: KnownFiles
  acceptedAt: number
  /** From 1. */
  attempt: number
  retries: number
  throttles: number
  possibleDouble: boolean
  lease: number
  /** The number that it may have left from already. */
  sentFrom?: string
  /** The number that it is about to leave from. */
  leavesFrom?: string
}

export type ClaimInput = Omit<DueInput<unknown>, 'inFlight'> & {
  botId: string
  inFlight?: ReadonlySet<Pick<ClaimedMessage, 'seq' | 'attempt'>>
  /** What was accepted before it ends as failed instead of being handed out. */
  oldBefore?: number
}
export type Claim = { messages: ClaimedMessage[]; nextDueAt?: number }

/** A status, its echoed callback data read. */
export type PlacedStatus = {
  wamid: string
  status: Status
  at: number
  /** By our clock. */
  heardAt?: number
  attemptOf?: { messageId: string; attempt: number }
  /** What Meta calls the person. */
  recipientId?: string
  error?: MetaError
  /** Told with the event: what else the status says. */
  details?: Record<string, unknown>
}

export type ProbeItem = { seq: number; id: string; botId: string; content: Content; probes: number; acceptedAt: number }
/** `files`: what was learnt of them that they leave by (KnownFile), by their address. */
export type ProbeDecision =
  | { kind: 'passed'; files?: (readonly [string, KnownFile])[] }
  | { kind: 'failed'; error: Failure }
  | { kind: 'again'; dueAt: number }

/** One event on its way to one endpoint. */
export type Delivery = {
  seq: number
  endpointId: string
  botId: string
  /** In whose line it waited: a person's id, or what else it is about (model/event-kinds.ts). */
  userId: string
  eventId: string
  /** The message that the event tells of, for the log. */
  messageId?: string
  type: EventType
  /** Deliveries that go along in the same call, when messages are gathered. */
  followers?: number[]
  /** The JSON to send, exactly these bytes. */
  body: string
  createdAt: number
  /** From 1. */
  attempt: number
  /** Not worth delivering from then on: it ends as `expired`. Absent: it has the time of the schedule. */
  expiresAt?: number
  /** Its event is there no longer: there is nothing to post, and it ends as `expired`. */
  isLost?: true
}
export type DeliveryAttempt = {
  attempt: number
  startedAt: number
  durationMs: number
  /** HTTP status, absent when no answer came. */
  status?: number
  /** Why it was not delivered, in our words. */
  reason?: string
  /** First KB of what the receiver answered; empty when no answer came. */
  answer: string
}
export type DeliveryDecision =
  | { kind: 'delivered' }
  | { kind: 'again'; dueAt: number }
  | { kind: 'given_up' }
  /** Its time passed before it could be delivered. Nothing was asked of the endpoint: it tells nothing of how the endpoint does. */
  | { kind: 'expired' }
  /** The endpoint wants nothing any more (410): it is switched off, what waits stays. */
  | { kind: 'endpoint_gone' }
export type DeliveryClaim = { deliveries: Delivery[]; nextDueAt?: number }

export type IngestResult = {
  messages: number
  duplicates: number
  statuses: number
  orphans: number
  /** Of templates and accounts. */
  changes: number
  unrouted: number
  unreadable: number
}

export type CancelResult = { kind: 'canceled' } | { kind: 'too_late'; state: string } | { kind: 'not_found' }

export type StoredSecret = {
  clientId: string
  secretHash: string
  createdAt: number
  expiresAt?: number
  /** RECADO_CLIENT_SECRET said it. */
  source?: 'environment'
}

export type Store = TemplateStore &
  ListStore &
  MediaStore &
  SkillStore &
  CampaignStore &
  SettingsStore &
  AccessStore &
  IngestStore &
  PersonStore &
  UserStore & {
    // ── outbound ──────────────────────────────────────────────
    /** Messages, idempotency record and places in the queue, all or nothing (promise 1). */
    accept(input: AcceptInput): Promise<AcceptResult>
    /**
     * Up to `limit` heads of pairs that are due: they become `sending`. `inFlight`: what earlier claims brought and is not settled;
     * what a claim took whose answer was never heard is found by it.
     */
    claim(input: ClaimInput): Promise<Claim>
    /**
     * Their requests are about to be written: asked of claimed messages of one bot before the first byte. Answers the seqs of those that may
     * leave. What a process that has ended had claimed and not begun goes again at once; what it had begun may have arrived.
     */
    beginAttempts(botId: string, messages: readonly ClaimedMessage[], now: number): Promise<ReadonlySet<number>>
    /** Writes the decision, if the lease still holds; the state and its event together (promise 9). */
    settle(claimed: ClaimedMessage, decision: Decision, now: number): Promise<boolean>
    /** Attempts whose outcome stayed unknown beyond their window go back to the queue, marked. Answers the bots to wake. */
    releaseUnknown(now: number, failBefore: number): Promise<string[]>
    /**
     * What was in the air becomes unknown until `reconcileUntil`; what was only claimed is queued again. Answers how many. `others`: only what earlier leases left on lanes that are
     * now this process's.
     */
    recover(now: number, reconcileUntil: number, whose?: 'others' | 'all'): Promise<number>
    expire(now: number): Promise<number>
    /** Which lanes of this process have something due; one statement for all of them. */
    due(now: number): Promise<Due>
    /** Nobody else can have taken the lane over since the message was claimed, however long this process stood still. */
    isSure(claimed: Pick<ClaimedMessage, 'botId' | 'lease'>): boolean
    /** The bot's channel may be mended: what waits for a later attempt is due, as far as the pair's pace allows. */
    hasten(botId: string, now: number): Promise<void>
    cancel(botId: string, messageId: string, now: number): Promise<CancelResult>
    timeline(botId: string, messageId: string): Promise<MessageTimeline | undefined>
    claimProbes(input: DueInput<number> & { botId: string }): Promise<{ items: ProbeItem[]; nextDueAt?: number }>
    settleProbe(item: ProbeItem, decision: ProbeDecision, now: number): Promise<void>

    // ── webhooks ──────────────────────────────────────────────
    /** Heads of users that are due, without those `inFlight` (their seq). */
    claimDeliveries(input: DueInput<number> & { endpointId: string }): Promise<DeliveryClaim>
    /**
     * Answers whether that switched the endpoint off: it said 410, or nothing has arrived there for days, and then what was to be given up
     * stays as well.
     */
    settleDelivery(
      delivery: Delivery,
      attempt: DeliveryAttempt,
      decision: DeliveryDecision,
      now: number,
    ): Promise<boolean | undefined>
    /** The whole of an event that was too large to post, as JSON, while the event is kept. */
    eventBody(eventId: string): Promise<string | undefined>
    /**
     * Puts the endpoint's events of a range back on the way, with their ids unchanged: in pieces, between which others go on. Answers how many
     * when it is done. A process that ends meanwhile leaves the rest to `carryOn`. `isMissing`: instead those that the endpoint would hear
     * now and did not have yet: never delivered to it, and not waiting.
     */
    replay(input: {
      endpointId: string
      fromAt: number
      toAt: number
      isMissing?: boolean
      now: number
    }): Promise<number>

    /** What goes on in pieces just now, and how far it has come. */
    endpointTasks(of: { endpointId?: string; botId?: string }): Promise<EndpointTask[]>
    /** Goes on with what was begun and is not under way in this process, deletions of bots too; resolves when it is. */
    carryOn(now: number): Promise<void>
    /** What earlier versions left of bots that are gone becomes deletions under way, once. Answers of how many bots. */
    adoptLeftovers(now: number): Promise<number>

    // ── house ─────────────────────────────────────────────────
    /** Throws when the store cannot be written. */
    ping(now: number): Promise<void>
    /** What waits, per bot and endpoint, with the instant of the oldest due item. */
    backlog(): Promise<Backlog>
    /** What waits to be sent, by bot; bots of which nothing waits are left out. */
    depths(): Promise<Depth[]>
    /** What waits to be delivered, by endpoint; those for which nothing waits are left out. */
    endpointDepths(): Promise<EndpointDepth[]>
    /** Takes away what had its time, in small steps; one process of several does it. */
    purge(now: number): Promise<Gone>
    /** A small fact of the installation (the lease, sealed tokens), by name. */
    fact(name: string): Promise<string | undefined>
    putFact(name: string, value: string): Promise<void>
    /** Writes it if there is none of its name yet; answers the one that there is. */
    claimFact(name: string, value: string): Promise<string>
    close(): Promise<void>
  }
