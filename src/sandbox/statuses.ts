// The journey of a message after its 200: sent, delivered and read, or failed, each at its time and each a webhook.
// One item in the timing wheel per message, put back for the next leg. Called by send.ts; fed to the webhook queue.

import type { Refusal } from './graph-error.ts'
import type { History, HistoryEntry } from './history.ts'
import type { PhoneNumber } from './identity.ts'
import type { Person } from './people.ts'
import { contactJson, statusJson, type Update } from './webhook-body.ts'
import { createWheel } from './wheel.ts'

export type StatusDelays = { readonly sent: number; readonly delivered: number; readonly read: number }

export type Leg = 'sent' | 'delivered' | 'read' | 'failed'

export type Journey = {
  readonly entry: HistoryEntry
  readonly number: PhoneNumber
  readonly person: Person | undefined
  readonly waId: string | undefined
  readonly userId: string | undefined
  readonly callbackData: string | undefined
  readonly pricing: string
  readonly failure?: Refusal
  /** Called when the first status was taken by the receiver. */
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
  read: undefined,
  failed: undefined,
}

export function createStatuses(deps: {
  /** Moves the wheel; leaps when time is advanced by hand. */
  now(): number
  /** The sandbox's wall clock, for timestamps. */
  clock(): number
  delays: StatusDelays
  history: History
  emit(update: Update): void
}): Statuses {
  const wheel = createWheel<Journey>({ now: deps.now, onDue: (journey) => travel(journey) })
  const dueAt = (journey: Journey) => journey.startedAt + deps.delays[journey.leg === 'failed' ? 'sent' : journey.leg]
  const travel = (journey: Journey) => {
    const { entry, leg } = journey
    if (leg === 'failed' && journey.failure !== undefined) entry.failure = journey.failure
    deps.history.setStatus(entry, leg)
    deps.emit(updateOf(journey, deps.clock()))
    const following = next[leg]
    if (following === undefined || (following === 'read' && journey.person?.hasRead === false)) return
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

function updateOf(journey: Journey, at: number): Update {
  const { entry, number, person, waId, userId, callbackData, pricing, leg } = journey
  const failure = leg === 'failed' ? journey.failure : undefined
  const item = statusJson({
    wamid: entry.wamid,
    status: leg,
    at,
    waId,
    userId: failure !== undefined && waId !== undefined ? undefined : userId,
    callbackData,
    pricing,
    ...(failure === undefined ? {} : { failure }),
  })
  return {
    number,
    field: 'statuses',
    item,
    ...(failure === undefined ? { contact: contactJson(person, waId) } : {}),
    ...(journey.onDelivered !== undefined && (leg === 'sent' || leg === 'failed')
      ? { onDelivered: journey.onDelivered }
      : {}),
  }
}
