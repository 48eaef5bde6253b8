/**
 * A plain model of the outbound half of a store: messages in a list, rules as conditions over it. The property test
 * runs the same random steps on it and on a real store and compares. Shares only the pair pace's arithmetic with the
 * store.
 */

import type { State, Status } from '../../src/model/message/lifecycle.ts'
import type { Decision } from '../../src/model/outcome/decide.ts'
import { freeAt, metaPairPace, take } from '../../src/model/scheduling/pace.ts'

export type ModelMessage = {
  id: string
  userId: string
  state: State
  expiresAt: number | undefined
  isProbing: boolean
  /** The earliest time by the last decision. */
  againAt: number
  attempt: number
  /** While an attempt waits for a status: until when. */
  reconcileUntil: number | undefined
  isInFlight: boolean
  /** A status for an earlier attempt arrived while this one was in flight. */
  isLanding: boolean
  /** Attempts without a reported outcome, including those in flight. */
  unknown: Set<number>
  /** The message was reported once as a possible duplicate. */
  isUncertain: boolean
  /** Attempts that Meta accepted and has not failed. */
  living: Set<number>
  wamid: string | undefined
}

export type OutboundModel = ReturnType<typeof createOutboundModel>

const ladder: State[] = ['queued', 'sending', 'sent', 'delivered', 'read', 'failed']
const wamidOf = (id: string, attempt: number) => `wamid.${id}.${attempt}`

export function createOutboundModel() {
  const messages: ModelMessage[] = []
  const pairEmptyAt = new Map<string, number>()
  const orphans = new Map<string, Status[]>()

  const isPending = (message: ModelMessage) => message.state === 'queued' || message.state === 'sending'
  const isHead = (message: ModelMessage) =>
    messages.find((other) => other.userId === message.userId && isPending(other)) === message

  function accept(id: string, userId: string, expiresAt: number | undefined, isProbing: boolean): void {
    messages.push({
      id,
      userId,
      state: 'queued',
      expiresAt,
      isProbing,
      againAt: 0,
      attempt: 0,
      reconcileUntil: undefined,
      isInFlight: false,
      isLanding: false,
      unknown: new Set(),
      isUncertain: false,
      living: new Set(),
      wamid: undefined,
    })
  }

  /** Exactly the messages that a claim without a limit must return at `now`. */
  function claimable(now: number): ModelMessage[] {
    return messages.filter(
      (message) =>
        message.state === 'queued' &&
        !message.isProbing &&
        isHead(message) &&
        !messages.some((other) => other.userId === message.userId && other.isLanding) &&
        (message.expiresAt === undefined || message.expiresAt > now) &&
        now >= Math.max(message.againAt, freeAt(metaPairPace, pairEmptyAt.get(message.userId) ?? 0)),
    )
  }

  function claim(message: ModelMessage, now: number): void {
    Object.assign(message, { state: 'sending', isInFlight: true, attempt: message.attempt + 1 })
    message.unknown.add(message.attempt)
    pairEmptyAt.set(message.userId, take(metaPairPace, pairEmptyAt.get(message.userId) ?? 0, now))
  }

  /**
   * Returns whether it changes the message: an attempt whose outcome is known already does not, whatever its lane does.
   */
  function settle(message: ModelMessage, attempt: number, decision: Decision): boolean {
    const isHeld = message.isInFlight && message.attempt === attempt
    if (message.attempt === attempt) Object.assign(message, { isInFlight: false, isLanding: false })
    if (!message.unknown.has(attempt)) {
      const isOther = message.wamid !== undefined && message.wamid !== wamidOf(message.id, attempt)
      if (decision.kind === 'sent' && isOther) message.isUncertain = true
      return false
    }
    if (decision.kind === 'reconcile') {
      if (isHeld) message.reconcileUntil = decision.until
      return isHeld
    }
    message.unknown.delete(attempt)
    if (decision.kind === 'sent') {
      const isIt = takes(message, attempt)
      handleOrphans(message, attempt)
      return isIt
    }
    const isLatest = message.attempt === attempt
    if (!isLatest) return false
    if (isPending(message)) {
      message.reconcileUntil = undefined
      if (decision.kind === 'failed') end(message, 'failed')
      else Object.assign(message, { state: 'queued', againAt: decision.dueAt })
      return true
    }
    // The message had ended by assumption, and Meta's own error replaces that.
    const hasEnded = message.wamid === undefined && ladder.indexOf(message.state) !== 5
    if (decision.kind === 'failed' && hasEnded) message.state = 'failed'
    return decision.kind === 'failed' && hasEnded
  }

  function end(message: ModelMessage, state: State): void {
    Object.assign(message, { state, reconcileUntil: undefined })
    if (message.unknown.size > 0) message.isUncertain = true
  }

  /** Meta accepted this attempt. Returns whether the message now follows it. */
  function takes(message: ModelMessage, attempt: number): boolean {
    message.living.add(attempt)
    message.unknown.delete(attempt)
    const wamid = wamidOf(message.id, attempt)
    const isIt = message.wamid === undefined || isEnded(message)
    if (isIt && message.wamid !== wamid) {
      if (message.unknown.size > 0) message.isUncertain = true
      const isLanding = message.isInFlight && attempt !== message.attempt
      Object.assign(message, { state: 'sent', wamid, isInFlight: false, isLanding, reconcileUntil: undefined })
    } else if (message.wamid !== wamid) message.isUncertain = true
    return isIt
  }

  function handleOrphans(message: ModelMessage, attempt: number): void {
    const wamid = wamidOf(message.id, attempt)
    const retained = orphans.get(wamid) ?? []
    orphans.delete(wamid)
    for (const status of retained) handle(message, attempt, status)
  }

  const isEnded = ({ state }: ModelMessage) => state === 'failed' || state === 'expired' || state === 'canceled'

  /** `isEchoed`: the status names our attempt; otherwise only a wamid. */
  function status(message: ModelMessage, attempt: number, reported: Status, isEchoed: boolean): void {
    const wamid = wamidOf(message.id, attempt)
    if (message.wamid !== wamid && !isEchoed) orphans.set(wamid, [...(orphans.get(wamid) ?? []), reported])
    else handle(message, attempt, reported)
  }

  function handle(message: ModelMessage, attempt: number, reported: Status): void {
    const wamid = wamidOf(message.id, attempt)
    if (message.wamid !== wamid && message.wamid !== undefined && reported === 'failed') {
      message.unknown.delete(attempt)
      message.living.delete(attempt)
      return
    }
    const isNew = message.wamid !== wamid
    if (isNew) takes(message, attempt)
    if (reported === 'failed') message.living.delete(attempt)
    const [other] = [...message.living].sort()
    if (reported === 'failed' && other !== undefined) message.wamid = wamidOf(message.id, other)
    else advance(message, reported)
    if (isNew) handleOrphans(message, attempt)
  }

  function advance(message: ModelMessage, reported: Status): void {
    if (ladder.indexOf(reported) > ladder.indexOf(message.state) && ladder.includes(message.state))
      message.state = reported
  }

  function release(now: number): void {
    for (const message of messages) {
      if (message.reconcileUntil === undefined || message.reconcileUntil > now) continue
      Object.assign(message, { state: 'queued', againAt: now, reconcileUntil: undefined, isUncertain: true })
    }
  }

  function recover(until: number): void {
    for (const message of messages) {
      if (message.isInFlight) message.reconcileUntil = until
      Object.assign(message, { isInFlight: false, isLanding: false })
    }
  }

  function expire(now: number): void {
    for (const message of messages) {
      if (message.state === 'queued' && (message.expiresAt ?? Number.POSITIVE_INFINITY) <= now) end(message, 'expired')
    }
  }

  return { messages, isPending, accept, claimable, claim, settle, status, end, release, recover, expire }
}
