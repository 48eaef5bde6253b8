/**
 * A person as one bot knows them: who answers them, how long session messages may be sent, and what is remembered. Pure; the rows are
 * the store's. The compatible API calls the memory "cache" and this state `auto` or `manual` (jelou-api.md, section 11).
 */

import type { Violation } from './violation.ts'

export const userStates = ['auto', 'manual'] as const
export type UserState = (typeof userStates)[number]

/**
 * What is done about a session message to a person whose window is closed. `known`: refused when the person has written to the bot and it is
 * too long ago; sent, with a warning, when the bot never heard of them, for they may have written before the gateway was there.
 */
export const windowRules = ['known', 'off', 'warn', 'enforce'] as const
export type WindowRule = (typeof windowRules)[number]
export const defaultWindowRule: WindowRule = 'known'

/** All that is remembered of one person, as JSON in UTF-8: every skill's call carries it, and every list reads it. */
export const mostMemoryBytes = 65_536

export function memoryBytes(memory: Record<string, unknown>): number {
  return new TextEncoder().encode(JSON.stringify(memory)).length
}

export function fullMemory(path: string, { bytes }: { bytes: number }): Violation {
  return { path, rule: 'memory_full', args: { actual: bytes, limit: mostMemoryBytes } }
}

export type User = {
  /** The one under which the bot knows them: stays, whatever is learnt of them. */
  id: string
  botId: string
  /** Digits that WhatsApp calls them by, when they differ from `id`. */
  phone?: string
  scopedId?: string
  name?: string
  state: UserState
  /** `manual` ends by itself then. */
  stateUntil?: number
  skillId?: string
  memory: Record<string, unknown>
  lastInboundAt?: number
}

/** Meta's customer service window (jelou-api.md, 3.3): from the person's last message. */
export const windowMs = 24 * 3_600_000

/**
 * Until when session messages may be sent; absent when the person never wrote. `numberSince`: when the bot got its number; what was written
 * before was written to another one. Meta tells whole seconds.
 */
export function windowEndsAt(lastInboundAt: number | null | undefined, numberSince = 0): number | undefined {
  const since = numberSince - (numberSince % 1_000)
  return lastInboundAt == null || lastInboundAt < since ? undefined : lastInboundAt + windowMs
}

export function isWindowOpen(lastInboundAt: number | null | undefined, now: number, numberSince?: number): boolean {
  return (windowEndsAt(lastInboundAt, numberSince) ?? 0) > now
}

/** A `manual` that had its time is `auto`, without anybody writing it. */
export function stateAt(state: string, until: number | null | undefined, now: number): UserState {
  return state === 'manual' && (until == null || until > now) ? 'manual' : 'auto'
}

/** The room of a person, as the widget's documents write it (jelou-api.md, 3.2). */
export function roomIdOf(botId: string, userId: string): string {
  return `G:${botId}:${userId}`
}

/** A bot's id may hold colons; a user's cannot. */
export function parseRoomId(roomId: string): { botId: string; userId: string } | undefined {
  const parts = /^G:(.+):([^:]+)$/.exec(roomId)
  return parts?.[1] === undefined || parts[2] === undefined ? undefined : { botId: parts[1], userId: parts[2] }
}
