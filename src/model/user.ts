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

/** What of it is written: null forgets a key. */
export function rememberedOf(params: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null))
}

/**
 * The memory of two that turn out to be one person, within what one may have: what the one heard later knows stays, then as much of the other's
 * as there is room for, key by key. `bytes`: how large all of it would be.
 */
export function unitedMemory(
  all: Record<string, unknown>,
  newer: Record<string, unknown>,
): { memory: Record<string, unknown>; bytes: number } {
  const bytes = memoryBytes(all)
  if (bytes <= mostMemoryBytes) return { memory: all, bytes }
  const isNewer = ([key]: [string, unknown]) => Object.hasOwn(newer, key)
  const { true: first = [], false: others = [] } = Object.groupBy(Object.entries(all), (entry) => `${isNewer(entry)}`)
  let room = mostMemoryBytes - '{}'.length
  const kept = [...first, ...others].filter((entry) => {
    // With the comma, of which the last one has none.
    const needed = memoryBytes(Object.fromEntries([entry])) - 1
    const hasRoom = needed <= room
    if (hasRoom) room -= needed
    return hasRoom
  })
  return { memory: Object.fromEntries(kept), bytes }
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
