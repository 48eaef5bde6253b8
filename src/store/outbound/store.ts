/** The store's methods for sending: from the acceptance of a message to its end. */
import type { MarketingCap, WithheldKind } from '../../model/consent/suppression.ts'
import { referenceOf } from '../../model/message/reference.ts'
import type { Decision } from '../../model/outcome/decide.ts'
import { type MarkName, withheldFrom } from '../conversations/suppressed.ts'
import type { EventContext } from '../events/events.ts'
import type { Due } from '../leases/due-lanes.ts'
import * as accepting from '../messages/accept.ts'
import type { AcceptInput, AcceptResult, ClaimedMessage, MessagePlace } from '../messages/records.ts'
import { type ReleaseInput, release } from '../messages/schedule.ts'
import type { DueInput } from '../sql/due-claims.ts'
import { inPieces } from '../sql/pieces.ts'
import type { Runner } from '../sql/runner.ts'
import { type CancelResult, cancel } from './cancel.ts'
import type { Claim, ClaimInput } from './claim.ts'
import { type ExpediteCursor, expedite } from './expedite.ts'
import * as sweeps from './expiry-and-recovery.ts'
import { createLaneClaims } from './lane-claims.ts'
import * as probes from './media-checks.ts'
import { settle, settleConcurrency } from './settle.ts'

export type OutboundStore = {
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
  /** Messages for later whose time has come take their place in the queue. Returns their bots, whose lanes to wake. */
  releaseScheduled(now: number, rulesOf: (botId: string) => ReleaseRules): Promise<string[]>
  /** The lanes of this process with due work; one statement for all of them. */
  due(now: number): Promise<Due>
  /** No other process can have taken over the lane since the claim, however long this one was stopped. */
  leaseIsSafe(claimed: Pick<ClaimedMessage, 'botId' | 'lease'>): boolean
  /** The bot's channel may be fixed: messages waiting for a retry become due, as their pair's pace allows. */
  expedite(botId: string, now: number): Promise<void>
  cancel(botId: string, messageId: string, now: number): Promise<CancelResult>
  /** Why a claimed marketing message must not leave, as of now. */
  withheld(
    claimed: Pick<ClaimedMessage, 'botId' | 'userId' | 'seq' | 'acceptedAt'>,
    cap: MarketingCap | undefined,
  ): Promise<WithheldKind | undefined>
  claimProbes(input: DueInput<number> & { botId: string }): Promise<{ items: probes.ProbeItem[]; nextDueAt?: number }>
  settleProbe(item: probes.ProbeItem, decision: probes.ProbeDecision, now: number): Promise<void>
}

export type ReleaseRules = Pick<ReleaseInput, 'windowRule' | 'numberSince'>

export type OutboundStoreDeps = Pick<
  Runner<EventContext>,
  'read' | 'write' | 'writeFor' | 'writeAndEmit' | 'readUnderLease' | 'leases' | 'isShared'
> & {
  due(now: number): Promise<Due>
  markName: MarkName
  /** A message is due that was just accepted. False: its lane must be woken to claim it. */
  onMessage?: ((message: ClaimedMessage) => boolean) | undefined
  reserve?: ((botId: string) => MessagePlace | undefined) | undefined
  /** The store closes: what goes on in pieces ends with its piece. */
  isStopped(): boolean
}

export function outboundStore(deps: OutboundStoreDeps): OutboundStore {
  const { read, write, writeAndEmit, readUnderLease, leases, due, isStopped, markName } = deps
  return {
    accept: (input) => accept(deps, input),
    ...createLaneClaims(deps),
    settle: (claimed, decision, now) =>
      writeAndEmit(
        [claimed.botId],
        (context) => settle(context, claimed, decision, now),
        settleConcurrency(claimed, decision),
      ),
    ...sweepStore(deps),
    due,
    leaseIsSafe: ({ botId, lease }) => leases.leaseIsSafe(botId, lease),
    async expedite(botId, now) {
      let cursor: ExpediteCursor | undefined
      const step = async (limit: number) => {
        cursor = await write([botId], () => expedite(botId, now, limit, cursor))
        return cursor
      }
      await inPieces(step, (after) => after !== undefined, isStopped)
    },
    cancel: (botId, messageId, now) => writeAndEmit([botId], (context) => cancel(context, botId, messageId, now)),
    withheld: (claimed, cap) => read(() => withheldFrom(claimed, cap, markName)),
    claimProbes: (input) => readUnderLease(input.botId, { items: [] }, () => probes.claimProbes(input)),
    settleProbe: (item, decision, now) =>
      writeAndEmit([item.botId], (context) => probes.settleProbe(context, item, decision, now)),
  }
}

async function accept(deps: OutboundStoreDeps, input: AcceptInput): Promise<AcceptResult> {
  const { writeFor, leases, onMessage, markName } = deps
  const { botId } = input
  const lease = onMessage && leases.held(botId)
  const place = lease === undefined ? undefined : placeFor(deps, input)
  const taken: { message?: ClaimedMessage } = {}
  const take = (message: ClaimedMessage) => {
    taken.message = message
  }
  const handOver = lease === undefined ? undefined : { lease, take, mayBegin: place !== undefined }
  let hasBegun = false
  try {
    const accepted = await writeFor(
      botId,
      () => {
        // A run before this one was not committed.
        delete taken.message
        return accepting.accept(input, markName, handOver)
      },
      accepting.acceptConcurrency(input),
    )
    const { message } = taken
    if (accepted.kind !== 'accepted' || message === undefined) return accepted
    hasBegun = message.hasBegun === true
    if (hasBegun) place?.begin(message)
    return hasBegun || onMessage?.(message) === true ? { ...accepted, isHandedOver: true } : accepted
  } finally {
    if (!hasBegun) place?.giveBack()
  }
}

/**
 * For a single message that nothing keeps from leaving at once: a file to check, a person's consent, a message that it
 * refers to. Where several processes write, the lease would have to be looked at as well.
 */
function placeFor(
  { isShared, reserve }: OutboundStoreDeps,
  { botId, acceptedAt, messages, sendAt, leavesFrom }: AcceptInput,
): MessagePlace | undefined {
  const [message, ...others] = messages
  if (isShared || leavesFrom === undefined || sendAt !== undefined) return undefined
  if (message === undefined || others.length > 0 || message.needsProbe || message.isMarketing) return undefined
  if (message.expiresAt !== undefined && message.expiresAt <= acceptedAt) return undefined
  return referenceOf(message.content) === undefined ? reserve?.(botId) : undefined
}

/** Bots per transaction of a recovery: a process may have acquired thousands. */
const maxRecovered = 64

function sweepStore({
  writeAndEmit,
  leases,
  due,
  isStopped,
}: OutboundStoreDeps): Pick<OutboundStore, 'releaseUnknown' | 'recover' | 'expire' | 'releaseScheduled'> {
  return {
    async releaseUnknown(now, failBefore) {
      const { unknown } = await due(now)
      for (const botId of unknown) {
        await writeAndEmit([botId], (context) => sweeps.releaseUnknown(context, botId, now, failBefore))
      }
      return unknown
    },
    async recover(now, reconcileUntil, whose = 'all') {
      let count = 0
      const left = await leases.recoverable(whose)
      while (left.length > 0) {
        const some = left.splice(0, maxRecovered)
        const botIds = some.flatMap((one) => one.botIds)
        count += await writeAndEmit(botIds, (context) =>
          sweeps.recoverAll(
            context,
            now,
            reconcileUntil,
            some.map(({ of }) => of),
          ),
        )
        for (const one of some) one.done()
      }
      return count
    },
    async releaseScheduled(now, rulesOf) {
      const { scheduled } = await due(now)
      for (const botId of scheduled) {
        const rules = rulesOf(botId)
        const step = async (limit: number) =>
          limit === (await writeAndEmit([botId], (context) => release(context, { ...rules, botId, now, limit })))
        await inPieces(step, (isMore) => isMore, isStopped)
      }
      return scheduled
    },
    async expire(now) {
      let count = 0
      for (const botId of (await due(now)).expired) {
        count += await writeAndEmit([botId], (context) => sweeps.expire(context, botId, now))
      }
      return count
    },
  }
}
