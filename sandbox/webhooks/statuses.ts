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

export type StatusDelays = { sent: number; delivered: number; read: number }

export type DeliveryStep = 'sent' | 'delivered' | 'read' | 'played' | 'failed'

export type DeliveryPlan = {
  entry: HistoryEntry
  number: PhoneNumber
  person: Person | undefined
  /** ASCII JSON of the person, sent with every status except failed. */
  contact: string
  /** The final status if nothing fails. */
  last: DeliveryStep
  waId: string | undefined
  userId: string | undefined
  callbackData: string | undefined
  pricing: string
  failure?: Refusal
  /** Called when the receiver has accepted the first status. */
  onDelivered?: () => void
  startedAt: number
  step: DeliveryStep
}

export type Statuses = {
  start(plan: DeliveryPlan): void
  turn(): void
  size(): number
  clear(): void
}

const next: Readonly<Record<DeliveryStep, DeliveryStep | undefined>> = {
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
  const wheel = createWheel<DeliveryPlan>({ now: deps.now, onDue: (plan) => travel(plan) })
  const { sent, delivered, read } = deps.delays
  // The time from read to played equals the time from delivered to read.
  const delays: Readonly<Record<DeliveryStep, number>> = {
    sent,
    delivered,
    read,
    played: read * 2 - delivered,
    failed: sent,
  }
  const dueAt = (plan: DeliveryPlan) => plan.startedAt + delays[plan.step]
  const travel = (plan: DeliveryPlan) => {
    const { entry, step } = plan
    if (step === 'failed' && plan.failure !== undefined) entry.failure = plan.failure
    deps.history.setStatus(entry, step)
    // The due time, which after a clock jump lies before now.
    const at = Math.max(deps.clock() - Math.max(deps.now() - dueAt(plan), 0), entry.receivedAt)
    deps.emit(updateOf(plan, at, deps.isOldVersion(plan.number)))
    const following = next[step]
    if (following === undefined || step === plan.last) return
    plan.step = following
    wheel.add(plan, dueAt(plan))
  }
  return {
    start(plan) {
      wheel.add(plan, dueAt(plan))
    },
    turn: () => wheel.turn(),
    size: () => wheel.size(),
    clear: () => wheel.clear(),
  }
}

function updateOf(plan: DeliveryPlan, at: number, isOld: boolean): Update {
  const { entry, number, contact, waId, userId, callbackData, pricing, step } = plan
  const parentUserId = plan.person?.parentUserId
  const failure = step === 'failed' ? plan.failure : undefined
  const item = statusJson({
    wamid: entry.wamid,
    status: step,
    at,
    waId,
    userId: failure !== undefined && waId !== undefined ? undefined : userId,
    parentUserId: failure !== undefined && waId !== undefined ? undefined : parentUserId,
    callbackData,
    pricing,
    conversation: isOld && failure === undefined ? conversationJson(entry, step, at) : undefined,
    isOld,
    failure,
  })
  return {
    number,
    field: 'statuses',
    item,
    ...(failure === undefined ? { contact } : {}),
    ...(plan.onDelivered !== undefined && (step === 'sent' || step === 'failed')
      ? { onDelivered: plan.onDelivered }
      : {}),
  }
}
