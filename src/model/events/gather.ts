/**
 * Combines several messages of one person into one call of the bot's webhook: the newest one's envelope, all of them
 * under `gathered`, and, when they are nothing but text, one bubble with all lines, so that a bot unaware of gathering
 * reads them all.
 */

import { bytesOf, maxBodyBytes } from './body.ts'

/** The longest that the first message waits, however quickly others follow. */
export const longestGatherMs = 60_000
/** Messages in one call. */
export const maxGathered = 100

/**
 * How many of them, oldest first and at least one, fit into one call: each appears once, its text a second time, and
 * the newest one twice. A hundred of usual size fit.
 */
export function countGathered(bodies: readonly string[]): number {
  let bytes = 0
  for (const [index, body] of bodies.slice(0, maxGathered).entries()) {
    const more = bytesOf(body)
    bytes += 2 * more
    if (index > 0 && bytes + more > maxBodyBytes) return index
  }
  return Math.min(bodies.length, maxGathered)
}

type Envelope = { eventId: string; bubble: { type: string; text?: string } }

/**
 * `bodies`: the stored events, oldest first. The call has the newest one's id: with another message it is another call.
 */
export function gather(bodies: readonly string[]): { eventId: string; body: string } {
  const envelopes = bodies.map((body) => JSON.parse(body) as Envelope)
  const newest = envelopes.at(-1) as Envelope
  const isText = envelopes.every(({ bubble }) => bubble.type === 'text' && bubble.text !== undefined)
  const bubble = isText ? { ...newest.bubble, text: envelopes.map((one) => one.bubble.text).join('\n') } : newest.bubble
  return { eventId: newest.eventId, body: JSON.stringify({ ...newest, bubble, gathered: envelopes }) }
}
