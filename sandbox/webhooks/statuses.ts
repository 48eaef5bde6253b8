/**
 * A message's delivery after its 200: sent, delivered and read, or failed, each at its time and each a webhook. Each
 * message is one item in the timer wheel, added again for the next step.
 */
import type { Refusal } from '../graph/error.ts'
import type { History, HistoryEntry } from '../history.ts'
import type { PhoneNumber } from '../identity.ts'
import type { Person } from '../people.ts'
import { createWheel } from '../timer-wheel.ts'
import { conversationJson, statusJson, type Update } from './body.ts'

export type StatusDelays = { readonly sent: number; readonly delivered: number; readonly read: number }

export type Leg = 'sent' | 'delivered' | 'read' | 'played' | 'failed'

export type Journey = {
  readonly entry: HistoryEntry
  readonly number: PhoneNumber
  readonly person: Person | undefined
  /** ASCII JSON of the person, sent with every status except failed. */
  readonly contact: string
  /** The final status if nothing fails. */
  readonly last: Leg
  readonly waId: string | undefined
  readonly userId: string | undefined
  readonly callbackData: string | undefined
  readonly pricing: string
  readonly failure?: Refusal
  /** Called when the receiver has accepted the first status. */
  readonly onDelivered?: () => void
  startedAt: number
  leg: Leg
}

export type Statuses = {
  start(journey: Journey): void
  turn(): void
  size(): number
  clear(): void
}

const next: Readonly<Record<Leg, Leg | undefined>> = {
  sent: 'delivered',
  delivered: 'read',
  read: 'played',
  played: undefined,
  failed: undefined,
}

export function createStatuses(deps: {
  /** Drives the wheel; jumps when time is advanced by hand. */
  now(): number
  /** The sandbox's wall clock, for timestamps. */
  clock(): number
  delays: StatusDelays
  /** Whether this number's subscriber gets payloads of v23 or earlier. */
  isOldVersion(number: PhoneNumber): boolean
  history: History
  emit(update: Update): void
}): Statuses {
  const wheel = createWheel<Journey>({ now: deps.now, onDue: (journey) => travel(journey) })
  const { sent, delivered, read } = deps.delays
  // The time from read to played equals the time from delivered to read.
  const delays: Readonly<Record<Leg, number>> = { sent, delivered, read, played: read * 2 - delivered, failed: sent }
  const dueAt = (journey: Journey) => journey.startedAt + delays[journey.leg]
  const travel = (journey: Journey) => {
    const { entry, leg } = journey
    if (leg === 'failed' && journey.failure !== undefined) entry.failure = journey.failure
    deps.history.setStatus(entry, leg)
    // The due time, which after a clock jump lies before now.
    const at = Math.max(deps.clock() - Math.max(deps.now() - dueAt(journey), 0), entry.receivedAt)
    deps.emit(updateOf(journey, at, deps.isOldVersion(journey.number)))
    const following = next[leg]
    if (following === undefined || leg === journey.last) return
    journey.leg = following
    wheel.add(journey, dueAt(journey))
  }
  return {
    start(journey) {
      wheel.add(journey, dueAt(journey))
    },
    turn: () => wheel.turn(),
    size: () => wheel.size(),
    clear: () => wheel.clear(),
  }
}

function updateOf(journey: Journey, at: number, isOld: boolean): Update {
  const { entry, number, contact, waId, userId, callbackData, pricing, leg } = journey
  const parentUserId = journey.person?.parentUserId
  const failure = leg === 'failed' ? journey.failure : undefined
  const item = statusJson({
    wamid: entry.wamid,
    status: leg,
    at,
    waId,
    userId: failure !== undefined && waId !== undefined ? undefined : userId,
    parentUserId: failure !== undefined && waId !== undefined ? undefined : parentUserId,
    callbackData,
    pricing,
    conversation: isOld && failure === undefined ? conversationJson(entry, leg, at) : undefined,
    isOld,
    failure,
  })
  return {
    number,
    field: 'statuses',
    item,
    ...(failure === undefined ? { contact } : {}),
    ...(journey.onDelivered !== undefined && (leg === 'sent' || leg === 'failed')
      ? { onDelivered: journey.onDelivered }
      : {}),
  }
}
