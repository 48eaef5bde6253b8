/** What stub.ts is asked to do, and what it measures. Durations and instants are in ms. */

export type Plan = {
  /** The address of the gateway, or of the skeleton. */
  url: string
  /** Each message goes to another person, from these bots in turn. */
  botIds: string[]
  messages: number
  /** Evenly over time; absent: as fast as the clients get answers. */
  perSecond?: number
  /** Requests in flight at most. */
  clients: number
  /** The time that Graph takes for an answer, and the webhook's receiver. */
  graphMs: number
  hookMs: number
  /** Meta's statuses in one webhook, at most. */
  statusesTogether: number
}

export type Measured = {
  /** From the first request to the last event. */
  tookMs: number
  /** From the client's request to its answer, and to the arrival at Graph. */
  answered: Percentiles
  called: Percentiles
  /** Arrivals at Graph: over the time from the first to the last, and at most within any second. */
  sentPerSecond: number
  sentInASecond: number
  /** Arrivals at the webhook, from the first to the last; requests are fewer where they carry several events. */
  eventsPerSecond: number
  events: number
  posts: number
  /** Meta's webhooks that were not answered with 200 and sent again. */
  repeated: number
}

export type Percentiles = { p50: number; p99: number; max: number }

/** A message's events: `delivered_channel`, `delivered_user`, `read`. */
export const eventsPerMessage = 3
export const firstPerson = 593_910_000_000

export function percentilesOf(values: number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}

export function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
