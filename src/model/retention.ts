/**
 * How long data is kept. Pure: defaults and the shape of the configuration; the store deletes by it (store/retention).
 */
import { dayMs } from './time.ts'

/** Retention periods, ms; 0: for ever. Unfinished items are kept however old they are. */
export type Retention = {
  /** Messages of both directions. */
  messagesMs: number
  /** Attempts to send, counted from the acceptance of their message. */
  attemptsMs: number
  /** Events with their deliveries; the limit of a replay. */
  eventsMs: number
  /** Rows of a campaign, counted from its end. */
  campaignRowsMs: number
  /** Skill runs. */
  skillRunsMs: number
  /** The audit trail. Missing: for ever. */
  auditMs?: number
  /** Requests that were refused. Missing: for ever. */
  refusalsMs?: number
}

/** Figures are small and of nobody: they stay at least so long, and as long as messages where those stay longer. */
export const figuresMs = 400 * dayMs

export const defaultRetention: Retention = {
  messagesMs: 365 * dayMs,
  attemptsMs: 30 * dayMs,
  eventsMs: 30 * dayMs,
  campaignRowsMs: 90 * dayMs,
  skillRunsMs: 30 * dayMs,
  auditMs: 365 * dayMs,
  refusalsMs: 7 * dayMs,
}

export type OffEndpointLimits = {
  /** Events older than this are given up, ms; 0: none. */
  ageMs: number
  /** Maximum waiting per endpoint; 0: unlimited. */
  events: number
}

export const defaultOffEndpointLimits: OffEndpointLimits = { ageMs: 30 * dayMs, events: 1_000_000 }
