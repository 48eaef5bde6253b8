/**
 * The interface between the flows and the database: methods named by intent, each one transaction, flushed when its
 * promise resolves. SQLite and PostgreSQL implement it (create-store.ts); one contract suite in test/contract defines
 * it for both. Times are ms and come from the caller; no method reads a clock.
 */
import type { Actions, Content } from '../model/content.ts'
import type { Decision, Failure } from '../model/decide.ts'
import type { KnownFile, KnownFiles } from '../model/document-name.ts'
import type { EventType } from '../model/event.ts'
import type { Status } from '../model/lifecycle.ts'
import type { MetaError } from '../model/outcome.ts'
import type { WindowRule } from '../model/user.ts'
import type { AccessStore } from './access/store.ts'
import type { CampaignStore } from './campaigns/store.ts'
import type { EndpointTask } from './deliveries/endpoint-tasks.ts'
import type { PersonStore } from './erasure/store.ts'
import type { IngestStore } from './inbound/store.ts'
import type { Backlog } from './installation/facts.ts'
import type { Due } from './leases/due-lanes.ts'
import type { Depth, EndpointDepth } from './lists/depths.ts'
import type { ListStore } from './lists/lists.ts'
import type { MessageTimeline } from './lists/timeline.ts'
import type { MediaStore } from './media/media.ts'
import type { Gone } from './retention/purge.ts'
import type { RotationStore } from './rotation/rotation.ts'
import type { SettingsStore } from './settings/store.ts'
import type { SkillStore } from './skills/skills.ts'
import type { DueInput } from './sql/due-claims.ts'
import type { TemplateStore } from './templates/templates.ts'
import type { UserStore } from './users/users.ts'

export type MessageKind = 'session' | 'notification'

export type NewMessage = {
  id: string
  /** Digits, or a business-scoped id. */
  userId: string
  /** An answer to the person: sent to the number that last worked, not to `userId` as spelt. */
  isAnswer?: true
  kind: MessageKind
  content: Content
  elementName?: string
  campaignId?: string
  /** With a campaign: a single send that only names it. */
  origin?: 'API'
  /** If not sent by then, it ends as `expired`. */
  expiresAt?: number
  actions?: Actions
  /** Its media URL must be probed before the first attempt. */
  needsProbe: boolean
}

export type IdempotencyRecord = {
  clientId: string
  key: string
  /** Of route and body; another one under the same key is a conflict. */
  fingerprint: string
  /** The response as JSON, returned again to every repetition. */
  answer: string
}

export type AcceptInput = {
  botId: string
  acceptedAt: number
  messages: NewMessage[]
  idempotency?: IdempotencyRecord
  /** What to do if a recipient's 24-hour window is closed; not checked by default. */
  windowRule?: WindowRule
  /** Since when the bot has its number: earlier messages open no window. */
  numberSince?: number
}

export type AcceptResult =
  /** `isWindowClosed` is set only if the window was checked. */
  | { kind: 'accepted'; isWindowClosed?: true }
  | { kind: 'replayed'; answer: string }
  | { kind: 'conflict' }
  | { kind: 'window_closed' }

/** A message claimed by a lane. `lease` guards its settle. */
export type ClaimedMessage = {
  seq: number
  id: string
  botId: string
  userId: string
  /** The person's address on the channel. */
  recipient: { phone?: string; scopedId?: string }
  kind: MessageKind
  content: Content
  /** Known facts about its files. */
  files?: KnownFiles
  acceptedAt: number
  /** From 1. */
  attempt: number
  retries: number
  throttles: number
  possibleDouble: boolean
  lease: number
  /** The number from which it may have been sent already. */
  sentFrom?: string
  /** The number from which it is about to be sent. */
  leavesFrom?: string
}

export type ClaimInput = Omit<DueInput<unknown>, 'inFlight'> & {
  botId: string
  inFlight?: ReadonlySet<Pick<ClaimedMessage, 'seq' | 'attempt'>>
  /** Messages accepted before this end as failed instead of being returned. */
  oldBefore?: number
}
export type Claim = { messages: ClaimedMessage[]; nextDueAt?: number }

/** A status with its echoed callback data decoded. */
export type PlacedStatus = {
  wamid: string
  status: Status
  at: number
  /** By our clock. */
  heardAt?: number
  attemptOf?: { messageId: string; attempt: number }
  /** Meta's name for the person. */
  recipientId?: string
  error?: MetaError
  /** Further details of the status, added to the event. */
  details?: Record<string, unknown>
}

export type ProbeItem = { seq: number; id: string; botId: string; content: Content; probes: number; acceptedAt: number }
/** `files`: the files' send-relevant facts that were found (`KnownFile`), by URL. */
export type ProbeDecision =
  | { kind: 'passed'; files?: (readonly [string, KnownFile])[] }
  | { kind: 'failed'; error: Failure }
  | { kind: 'again'; dueAt: number }

/** One event to be delivered to one endpoint. */
export type Delivery = {
  seq: number
  endpointId: string
  botId: string
  /** The line it waited in: a person's id, or another subject (model/event-kinds.ts). */
  userId: string
  eventId: string
  /** The message that the event is about, for the log. */
  messageId?: string
  type: EventType
  /** Deliveries sent in the same call, when messages are gathered. */
  followers?: number[]
  /** The JSON to send, exactly these bytes. */
  body: string
  createdAt: number
  /** From 1. */
  attempt: number
  /** From then on it ends as `expired` instead of being delivered. Missing: the schedule limits it. */
  expiresAt?: number
  /** Its event no longer exists: there is nothing to post, and it ends as `expired`. */
  isLost?: true
}
export type DeliveryAttempt = {
  attempt: number
  startedAt: number
  durationMs: number
  /** HTTP status, missing without a response. */
  status?: number
  /** Why it was not delivered, in our words. */
  reason?: string
  /** First KB of the response; empty without one. */
  answer: string
}
export type DeliveryDecision =
  | { kind: 'delivered' }
  | { kind: 'again'; dueAt: number }
  | { kind: 'given_up' }
  /** It expired before it could be delivered. No request was made, so it says nothing of the endpoint's health. */
  | { kind: 'expired' }
  /** The endpoint wants nothing more (410): it is switched off, and waiting deliveries stay. */
  | { kind: 'endpoint_gone' }
export type DeliveryClaim = { deliveries: Delivery[]; nextDueAt?: number }

export type IngestResult = {
  messages: number
  duplicates: number
  statuses: number
  orphans: number
  /** Changes of templates and accounts. */
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
  /** Set by RECADO_CLIENT_SECRET. */
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
  RotationStore &
  UserStore & {
    // ── outbound ──────────────────────────────────────────────
    /** Stores messages, idempotency record and places in the queue, all or nothing (promise 1). */
    accept(input: AcceptInput): Promise<AcceptResult>
    /**
     * Claims up to `limit` due heads of pairs, which become `sending`. `inFlight`: unsettled messages of earlier
     * claims, by which messages of a claim whose response was lost are found.
     */
    claim(input: ClaimInput): Promise<Claim>
    /**
     * Begins attempts of one bot's claimed messages, before the first byte of their requests. Returns the seqs that may
     * be sent. After a crash, messages without a begun attempt are sent at once; the others may have arrived.
     */
    beginAttempts(botId: string, messages: readonly ClaimedMessage[], now: number): Promise<ReadonlySet<number>>
    /** Writes the decision if the lease still holds, together with its event (promise 9). */
    settle(claimed: ClaimedMessage, decision: Decision, now: number): Promise<boolean>
    /** Re-queues attempts whose reconcile window closed without an outcome, marked. Returns the bots to wake up. */
    releaseUnknown(now: number, failBefore: number): Promise<string[]>
    /**
     * Messages in flight become unknown until `reconcileUntil`; those only claimed are re-queued. Returns the number.
     * `others`: only those that earlier leases left on lanes this process owns now.
     */
    recover(now: number, reconcileUntil: number, whose?: 'others' | 'all'): Promise<number>
    expire(now: number): Promise<number>
    /** The lanes of this process with due work; one statement for all of them. */
    due(now: number): Promise<Due>
    /** No other process can have taken over the lane since the claim, however long this one was stopped. */
    isSure(claimed: Pick<ClaimedMessage, 'botId' | 'lease'>): boolean
    /** The bot's channel may be fixed: messages waiting for a retry become due, as their pair's pace allows. */
    hasten(botId: string, now: number): Promise<void>
    cancel(botId: string, messageId: string, now: number): Promise<CancelResult>
    timeline(botId: string, messageId: string): Promise<MessageTimeline | undefined>
    claimProbes(input: DueInput<number> & { botId: string }): Promise<{ items: ProbeItem[]; nextDueAt?: number }>
    settleProbe(item: ProbeItem, decision: ProbeDecision, now: number): Promise<void>

    // ── webhooks ──────────────────────────────────────────────
    /** Due heads by user, without those `inFlight` (their seqs). */
    claimDeliveries(input: DueInput<number> & { endpointId: string }): Promise<DeliveryClaim>
    /** True if it switched the endpoint off (a 410, or no success for days); a delivery to be given up then stays. */
    settleDelivery(
      delivery: Delivery,
      attempt: DeliveryAttempt,
      decision: DeliveryDecision,
      now: number,
    ): Promise<boolean | undefined>
    /** The full body of an event that was too large to post, as JSON, while the event is kept. */
    eventBody(eventId: string): Promise<string | undefined>
    /**
     * Delivers the endpoint's events of a range again, with unchanged ids, in batches between which other work
     * continues. Resolves to their number when done; `carryOn` continues after a crash. `isMissing`: instead, events
     * that the endpoint subscribes to now and has not received: never delivered, and not waiting.
     */
    replay(input: {
      endpointId: string
      fromAt: number
      toAt: number
      isMissing?: boolean
      now: number
    }): Promise<number>

    /** Running batched tasks and their progress. */
    endpointTasks(of: { endpointId?: string; botId?: string }): Promise<EndpointTask[]>
    /** Continues tasks and deletions of bots that are not running in this process; resolves when they run. */
    carryOn(now: number): Promise<void>
    /** Turns leftovers of bots deleted by earlier versions into running deletions, once. Returns the number of bots. */
    adoptLeftovers(now: number): Promise<number>

    // ── housekeeping ──────────────────────────────────────────
    /** Throws if the store cannot be written. */
    ping(now: number): Promise<void>
    /** Totals of what waits, with the time of the oldest due message. */
    backlog(): Promise<Backlog>
    /** Messages waiting to be sent, by bot; bots without any are left out. */
    depths(): Promise<Depth[]>
    /** Deliveries waiting, by endpoint; endpoints without any are left out. */
    endpointDepths(): Promise<EndpointDepth[]>
    /** Deletes expired data, in small steps; one process of several does it. */
    purge(now: number): Promise<Gone>
    /** A small fact of the installation (the lease, sealed tokens), by name. */
    fact(name: string): Promise<string | undefined>
    putFact(name: string, value: string): Promise<void>
    /** Writes it unless the name exists; returns the stored value. */
    claimFact(name: string, value: string): Promise<string>
    close(): Promise<void>
  }
