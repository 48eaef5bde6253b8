/**
 * Scripted trouble: the requests and webhooks it strikes, and when. A fault is a value; send.ts applies it to messages,
 * faults/hooks.ts to the other Graph API calls, webhooks/fault-webhooks.ts to posts. The oldest matching fault strikes.
 */
import type { Random } from '../random.ts'
import type { Fault, FaultMatch } from './fault.ts'

/** The event in progress, as far as faults match on it. `operation` defaults to `messages`. */
export type Injection = {
  operation?: FaultMatch['operation']
  person?: string
  template?: string | undefined
  phoneNumberId?: string
  /** The message's type. */
  type?: string
  /** The webhook's field, `messages` or `statuses`, and the status itself. */
  field?: string
  status?: string
}

export type Faults = {
  /** False if there are too many faults. */
  add(fault: Fault): boolean
  /** The fault that strikes, already counted. */
  take(injection: Injection): Fault | undefined
  /** Whether any fault concerns webhooks; webhooks are checked only then. */
  areOnWebhooks(): boolean
  nextId(): string
  all(): readonly Fault[]
  remove(id: string): boolean
  /** Restores the result of `all`. */
  restore(faults: readonly Fault[]): void
  clear(): void
}

const maxFaults = 1_000

export function createFaults(random: Random): Faults {
  let faults: Fault[] = []
  let onWebhooks = false
  let made = 0
  const replace = (next: readonly Fault[]) => {
    faults = [...next]
    onWebhooks = next.some(({ match }) => match.operation === 'webhooks')
  }
  return {
    add(fault) {
      if (faults.length >= maxFaults) return false
      replace([...faults, fault])
      return true
    },
    take(injection) {
      if (faults.length === 0) return undefined
      const fault = faults.find((one) => isInjected(one, injection, random))
      if (fault === undefined) return undefined
      fault.timesLeft -= 1
      fault.struck += 1
      return fault
    },
    areOnWebhooks: () => onWebhooks,
    nextId() {
      made += 1
      return `fault-${made}`
    },
    all: () => faults,
    remove(id) {
      const before = faults.length
      replace(faults.filter((fault) => fault.id !== id))
      return faults.length < before
    },
    restore(next) {
      replace(next.map((fault) => ({ ...fault })))
      made = Math.max(0, ...next.map(({ id }) => Number(id.split('-')[1]) || 0))
    },
    clear() {
      replace([])
      made = 0
    },
  }
}

function isInjected(fault: Fault, injection: Injection, random: Random): boolean {
  if (fault.timesLeft <= 0 || !fits(fault.match, injection)) return false
  fault.matched += 1
  const turn = fault.matched - fault.skip
  if (turn <= 0 || turn % fault.every !== 0) return false
  return fault.probability >= 1 || random.next() < fault.probability
}

function fits(match: FaultMatch, injection: Injection): boolean {
  const { operation = 'messages' } = injection
  const isOperation = match.operation === operation || (match.operation === 'any' && operation !== 'webhooks')
  return (
    isOperation &&
    (match.to === undefined || match.to === injection.person) &&
    (match.template === undefined || match.template === injection.template) &&
    (match.phoneNumberId === undefined || match.phoneNumberId === injection.phoneNumberId) &&
    (match.type === undefined || match.type === injection.type) &&
    (match.field === undefined || match.field === injection.field) &&
    (match.status === undefined || match.status === injection.status)
  )
}
