/**
 * The interface between the flows and the database: methods named by intent, each one transaction, flushed when its
 * promise resolves. SQLite and PostgreSQL implement it (create-store.ts); one contract suite in test/contract defines
 * it for both. Times are ms and come from the caller; no method reads a clock.
 */
import type { Decision } from '../model/decide.ts'
import type { AccessStore } from './access/store.ts'
import type { CampaignStore } from './campaigns/store.ts'
import type { EndpointTask } from './deliveries/endpoint-tasks.ts'
import type { Delivery, DeliveryAttempt, DeliveryClaim, DeliveryDecision } from './deliveries/records.ts'
import type { PersonStore } from './erasure/store.ts'
import type { IngestStore } from './inbound/store.ts'
import type { Due } from './leases/due-lanes.ts'
import type { Backlog } from './lists/backlog.ts'
import type { Depth, EndpointDepth } from './lists/depths.ts'
import type { ListStore } from './lists/store.ts'
import type { MessageTimeline } from './lists/timeline.ts'
import type { MediaStore } from './media/store.ts'
import type { AcceptInput, AcceptResult, ClaimedMessage } from './messages/records.ts'
import type { CancelResult } from './outbound/cancel.ts'
import type { Claim, ClaimInput } from './outbound/claim.ts'
import type { ProbeDecision, ProbeItem } from './outbound/media-checks.ts'
import type { Gone } from './retention/purge.ts'
import type { RotationStore } from './rotation/rotation.ts'
import type { SettingsStore } from './settings/store.ts'
import type { SkillStore } from './skills/store.ts'
import type { DueInput } from './sql/due-claims.ts'
import type { TemplateStore } from './templates/store.ts'
import type { UserStore } from './users/store.ts'

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
