/**
 * Chooses the spelling of a number to send to. Both spellings are one person's conversation, but Meta may know only one
 * of them (a test number's list, an account from before a country changed its numbers), and refuses the other with
 * 131026 or 131030. Pure.
 */

import { dayMs } from '../time.ts'
import { otherSpelling } from './phone.ts'

/** Known facts about a conversation's spellings. */
export type Tried = {
  /** The last spelling with a delivery. */
  reachedAs?: string
  /** When Meta refused each. */
  refusedAt: Readonly<Record<string, number>>
}

/**
 * How long a refusal counts while nothing is known of the other spelling: the person may have joined WhatsApp since.
 */
const refusedMs = dayMs

const refusalCodes = new Set([131_026, 131_030])

/** Whether Meta's error says that no one is reached by this spelling of the number. */
export function isRefusalOfSpelling(error: object | undefined): boolean {
  return error !== undefined && 'code' in error && typeof error.code === 'number' && refusalCodes.has(error.code)
}

/**
 * `wanted`: as the caller wrote it, or as it worked last. The other one only if Meta has refused this one and not the
 * other.
 */
export function spellingToUse(wanted: string, { reachedAs, refusedAt }: Tried, now: number): string {
  const other = otherSpelling(wanted)
  const at = refusedAt[wanted]
  if (other === undefined || at === undefined || refusedAt[other] !== undefined) return wanted
  return reachedAs === other || now < at + refusedMs ? other : wanted
}

export function withRefusal(tried: Tried, spelling: string, at: number): Tried {
  const refusedAt = { ...tried.refusedAt, [spelling]: at }
  return tried.reachedAs === spelling ? { refusedAt } : { ...tried, refusedAt }
}

export function withReached(tried: Tried, spelling: string): Tried {
  const { [spelling]: _, ...refusedAt } = tried.refusedAt
  return { reachedAs: spelling, refusedAt }
}
