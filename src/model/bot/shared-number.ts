/**
 * A number that the business also uses in WhatsApp's phone app (meta-2026.md, section 6): at what rate the bot may
 * send, and for how long it waits when the app has left. Pure.
 */
import { hourMs, minuteMs } from '../time.ts'
import type { Bot } from './bot.ts'

/** Fixed by Meta for a shared number (6.1). */
export const sharedRate = 20

/** Messages a second at which the bot sends: as set, and never above what a shared number may. */
export function rateOf({ messagesPerSecond, isShared }: Pick<Bot, 'messagesPerSecond' | 'isShared'>): number {
  return isShared === true ? Math.min(messagesPerSecond, sharedRate) : messagesPerSecond
}

/** A week, in minutes. */
export const longestOwnerPause = 10_080

const longestWaitMs = 6 * hourMs
/** Between two looks of the lane; its return is told at once, so this is for a webhook that never came. */
const restMs = 5 * minuteMs

/**
 * Until when nothing leaves, since the phone app left the number; undefined: messages leave. Meta tells when the app is
 * back, usually after minutes; after hours the next message finds out.
 */
export function restsUntil({ offboardedAt }: Pick<Bot, 'offboardedAt'>, now: number): number | undefined {
  if (offboardedAt == null) return undefined
  const end = offboardedAt + longestWaitMs
  return now < end ? Math.min(end, now + restMs) : undefined
}
