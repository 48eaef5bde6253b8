/** What Meta counts of a template: its days, and whether it may be asked for them. Pure types and spans. */
import { dayMs } from '../time.ts'

/** `at`: the day's beginning, in ms, as Meta has it. */
export type TemplateDay = {
  at: number
  sent: number
  delivered: number
  read: number
  /** By button; empty where Meta counts none: it does so of MARKETING and UTILITY alone. */
  clicks: TemplateClicks[]
  /** In the account's currency, by Meta's words; empty where it does not say. */
  cost: TemplateCost[]
}

export type TemplateClicks = { type: string; button: string; count: number }
export type TemplateCost = { type: string; value: number }

/**
 * `off`: the account counts nothing until an operator switches it on. `refused`: Meta answers the question with an
 * error, so it is not asked again until an operator does.
 */
export type InsightsState = {
  state: 'on' | 'off' | 'refused'
  /** When Meta was last asked. */
  askedAt: number
  /** When Meta last answered with figures. */
  readAt?: number
  /** Since when an operator has had it on, by this gateway. */
  enabledAt?: number
  error?: { code?: number; message: string }
  /** Where the next reading goes on, of accounts with more templates than one reading asks for. */
  after?: { elementName: string; language: string }
  /** All templates have been read once, so that the last days suffice. */
  isComplete?: boolean
}

/** Meta's figures go back so far. */
export const insightsSpanMs = 90 * dayMs
