/**
 * What the outbound half of a store must do, said in the plainest way: messages in a list, rules as conditions over it.
 * The property test runs the same random steps on it and on a real store and compares. Shares nothing with the store but
 * the arithmetic of the pair's pace.
 */
import type { Decision } from '../../src/model/decide.ts'
import type { State, Status } from '../../src/model/lifecycle.ts'
import { freeAt, metaPairPace, take } from '../../src/model/pace.ts'

export type ModelMessage = {
  id: string
  userId: string
  state: State
  expiresAt: number | undefined
  isProbing: boolean
  /** Not before, by the last decision. */
  againAt: number
  attempt: number
  /** While an attempt waits for a status: until when. */
  reconcileUntil: number | undefined
  isInFlight: boolean
  /** Attempts that may have arrived without our knowing. */
  unknown: Set<number>
  wamid: string | undefined
}

export type OutboundModel = ReturnType<typeof makeOutboundModel>

const ladder: State[] = ['queued', 'sending', 'sent', 'delivered', 'read', 'failed']

export function makeOutboundModel() {
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
      unknown: new Set(),
      wamid: undefined,
    })
  }

  /** Everything that a claim without limit must bring at `now`, neither more nor less. */
  function claimable(now: number): ModelMessage[] {
    return messages.filter(
      (message) =>
        message.state === 'queued' &&
        !message.isProbing &&
        isHead(message) &&
        (message.expiresAt === undefined || message.expiresAt > now) &&
        now >= Math.max(message.againAt, freeAt(metaPairPace, pairEmptyAt.get(message.userId) ?? 0)),
    )
  }

  function claim(message: ModelMessage, now: number): void {
    Object.assign(message, { state: 'sending', isInFlight: true, attempt: message.attempt + 1 })
    pairEmptyAt.set(message.userId, take(metaPairPace, pairEmptyAt.get(message.userId) ?? 0, now))
  }

  /** Whether the decision counts: not when a status was faster. */
  function settle(message: ModelMessage, attempt: number, decision: Decision): boolean {
    if (!message.isInFlight || message.attempt !== attempt) return false
    message.isInFlight = false
    if (decision.kind === 'sent') leave(message, decision.wamid)
    else if (decision.kind === 'failed') message.state = 'failed'
    else if (decision.kind === 'again') Object.assign(message, { state: 'queued', againAt: decision.dueAt })
    else becomeUnknown(message, decision.until)
    return true
  }

  function leave(message: ModelMessage, wamid: string): void {
    Object.assign(message, { state: 'sent', wamid, isInFlight: false, reconcileUntil: undefined })
    for (const status of orphans.get(wamid) ?? []) advance(message, status)
    orphans.delete(wamid)
  }

  function becomeUnknown(message: ModelMessage, until: number): void {
    message.isInFlight = false
    message.reconcileUntil = until
    message.unknown.add(message.attempt)
  }

  /** `isEchoed`: the status names our attempt; else nothing but a wamid. */
  function status(message: ModelMessage, wamid: string, told: Status, isEchoed: boolean): void {
    const isOther = message.wamid !== undefined && message.wamid !== wamid
    if (message.wamid === wamid) advance(message, told)
    else if (!isEchoed) orphans.set(wamid, [...(orphans.get(wamid) ?? []), told])
    else if (isOther && told === 'failed') return
    else if (isOther) advance(message, told)
    else if (isPending(message)) {
      const kept = orphans.get(wamid) ?? []
      orphans.delete(wamid)
      leave(message, wamid)
      advance(message, told)
      for (const earlier of kept) advance(message, earlier)
    }
  }

  function advance(message: ModelMessage, told: Status): void {
    if (ladder.indexOf(told) > ladder.indexOf(message.state) && ladder.includes(message.state)) message.state = told
  }

  function release(now: number): void {
    for (const message of messages) {
      if (message.reconcileUntil === undefined || message.reconcileUntil > now) continue
      Object.assign(message, { state: 'queued', againAt: now, reconcileUntil: undefined })
    }
  }

  function recover(until: number): void {
    for (const message of messages) if (message.isInFlight) becomeUnknown(message, until)
  }

  function expire(now: number): void {
    for (const message of messages) {
      if (message.state === 'queued' && (message.expiresAt ?? Number.POSITIVE_INFINITY) <= now)
        message.state = 'expired'
    }
  }

  return { messages, isPending, accept, claimable, claim, settle, status, release, recover, expire }
}
