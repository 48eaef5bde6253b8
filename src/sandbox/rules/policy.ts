// What the rules remember and how they are set: the numbers, the single rules that are off, the caps, the calls of the
// management API and the tokens. One value of the world; `reset` puts everything back to the options of the start.

import { type Caps, createCaps } from './caps.ts'
import { type CallMeter, createCallMeter } from './management.ts'
import { numberPace, type Pace } from './pace.ts'
import { defaultLimits, type Limits } from './switch.ts'
import { createTokens, type Tokens } from './tokens.ts'

export type Policy = {
  readonly limits: Limits
  /** Names of single rules, see rules/table.ts. */
  readonly off: Set<string>
  readonly caps: Caps
  readonly calls: CallMeter
  readonly tokens: Tokens
  /** Of the limits as they are now; made anew only when they change. */
  paces(): { readonly pair: Pace; readonly number: Pace }
  clear(): void
}

export function createPolicy(atStart: Partial<Limits>): Policy {
  const limits = { ...defaultLimits, ...atStart }
  const off = new Set<string>()
  const caps = createCaps()
  const calls = createCallMeter()
  const tokens = createTokens()
  let paces = pacesOf(limits)
  return {
    limits,
    off,
    caps,
    calls,
    tokens,
    paces() {
      if (paces.perSecond !== limits.throughputPerSecond || isOther(paces.pair, limits)) paces = pacesOf(limits)
      return paces
    },
    clear() {
      Object.assign(limits, defaultLimits, atStart)
      for (const part of [off, caps, calls, tokens]) part.clear()
    },
  }
}

function isOther(pair: Pace, limits: Limits): boolean {
  return pair.intervalMs !== limits.pairIntervalMs || pair.burst !== limits.pairBurst
}

function pacesOf({ throughputPerSecond: perSecond, pairIntervalMs: intervalMs, pairBurst: burst }: Limits) {
  return { perSecond, number: numberPace(perSecond), pair: { intervalMs, burst } }
}
