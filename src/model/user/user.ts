/**
 * A person as one bot knows them: who answers them, how long session messages may be sent, and what is remembered.
 * Pure. The compatible API calls the memory "cache" and this state `auto` or `manual` (jelou-api.md, section 11).
 */

import { dayMs } from '../time.ts'
import type { MemoryTerms } from './memory.ts'

export const userStates = ['auto', 'manual'] as const
export type UserState = (typeof userStates)[number]

/**
 * How session messages outside the window are handled. `known`: refused when the person's last message to the bot is
 * too old; sent with a warning when the bot has none, because the person may have written before the gateway existed.
 */
export const windowRules = ['known', 'off', 'warn', 'enforce'] as const
export type WindowRule = (typeof windowRules)[number]
export const defaultWindowRule: WindowRule = 'known'

export type User = {
  /** The id under which the bot knows the person; it never changes, whatever is learned later. */
  id: string
  botId: string
  /** WhatsApp's digits for the person, when they differ from `id`. */
  phone?: string
  scopedId?: string
  name?: string
  state: UserState
  /** When `manual` ends by itself. */
  stateUntil?: number
  skillId?: string
  memory: Record<string, unknown>
  /** What ends by itself, or has a kind of content: keys that are missing here stay. */
  memoryTerms?: MemoryTerms
  lastInboundAt?: number
  /** The conversation's id at the support panel, while that has it. */
  supportId?: string
}

/** Meta's customer service window (jelou-api.md, 3.3): from the person's last message. */
export const windowMs = dayMs

/**
 * Until when session messages may be sent; absent when the person never wrote. `numberSince`: when the bot got its
 * number; earlier messages went to another one. Meta's times are in whole seconds.
 */
export function windowEndsAt(lastInboundAt: number | null | undefined, numberSince = 0): number | undefined {
  const since = numberSince - (numberSince % 1_000)
  return lastInboundAt == null || lastInboundAt < since ? undefined : lastInboundAt + windowMs
}

export function isWindowOpen(lastInboundAt: number | null | undefined, now: number, numberSince?: number): boolean {
  return (windowEndsAt(lastInboundAt, numberSince) ?? 0) > now
}

/** An expired `manual` counts as `auto` without being rewritten. */
export function stateAt(state: string, until: number | null | undefined, now: number): UserState {
  return state === 'manual' && (until == null || until > now) ? 'manual' : 'auto'
}

/** A person's room, as the widget's documents write it (jelou-api.md, 3.2). */
export function roomIdOf(botId: string, userId: string): string {
  return `G:${botId}:${userId}`
}

/** A bot's id may contain colons; a user's cannot. */
export function parseRoomId(roomId: string): { botId: string; userId: string } | undefined {
  const parts = /^G:(.+):([^:]+)$/.exec(roomId)
  return parts?.[1] === undefined || parts[2] === undefined ? undefined : { botId: parts[1], userId: parts[2] }
}
