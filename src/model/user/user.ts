/**
 * A person as one bot knows them: who answers them, how long session messages may be sent, and what is remembered.
 * Pure. The compatible API calls the memory "cache" and this state `auto` or `manual` (jelou-api.md, section 11).
 */

import { createHash } from 'node:crypto'
import type { Violation } from '../errors/violation.ts'
import { dayMs } from '../time.ts'

export const userStates = ['auto', 'manual'] as const
export type UserState = (typeof userStates)[number]

/**
 * How session messages outside the window are handled. `known`: refused when the person's last message to the bot is
 * too old; sent with a warning when the bot has none, because the person may have written before the gateway existed.
 */
export const windowRules = ['known', 'off', 'warn', 'enforce'] as const
export type WindowRule = (typeof windowRules)[number]
export const defaultWindowRule: WindowRule = 'known'

/** Size of one person's whole memory, as JSON in UTF-8: every call of a skill carries it, and every list reads it. */
export const maxMemoryBytes = 65_536

export function memoryBytes(memory: Record<string, unknown>): number {
  return new TextEncoder().encode(JSON.stringify(memory)).length
}

/** Of a memory as it is: another one has another, so that a change of what somebody has not seen can be refused. */
export function memoryRevision(memory: Record<string, unknown>): number {
  return createHash('sha256').update(JSON.stringify(memory)).digest().readUIntBE(0, 6)
}

/** The entries to write: null deletes a key. */
export function rememberedOf(params: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null))
}

/**
 * Merges the memories of two conversations that turn out to be one person's, within the limit: the more recent one
 * stays, then as much of the other as fits, key by key. `bytes`: the size of both together.
 */
export function mergeMemories(
  all: Record<string, unknown>,
  newer: Record<string, unknown>,
): { memory: Record<string, unknown>; bytes: number } {
  const bytes = memoryBytes(all)
  if (bytes <= maxMemoryBytes) return { memory: all, bytes }
  const isNewer = ([key]: [string, unknown]) => Object.hasOwn(newer, key)
  const { true: first = [], false: others = [] } = Object.groupBy(Object.entries(all), (entry) => `${isNewer(entry)}`)
  let room = maxMemoryBytes - '{}'.length
  const retained = [...first, ...others].filter((entry) => {
    // Includes the comma, which the last entry lacks.
    const needed = memoryBytes(Object.fromEntries([entry])) - 1
    const hasRoom = needed <= room
    if (hasRoom) room -= needed
    return hasRoom
  })
  return { memory: Object.fromEntries(retained), bytes }
}

export function fullMemory(path: string, { bytes }: { bytes: number }): Violation {
  return { path, rule: 'memory_full', args: { actual: bytes, limit: maxMemoryBytes } }
}

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
  lastInboundAt?: number
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
