/**
 * The settings and the memory of the rules: the limits, the single rules that are off, the caps, the management API's
 * calls and the tokens. `clear` resets everything to the options at start.
 */
import { type CallMeter, createCallMeter } from './call-meter.ts'
import { type Caps, createCaps } from './caps.ts'
import { numberPace, type Pace } from './pace.ts'
import { defaultLimits, type Limits } from './switch.ts'
import { createTokens, type Tokens } from './tokens.ts'

export type Policy = {
  limits: Limits
  /** Names of single rules; see rules/table.ts. */
  off: Set<string>
  caps: Caps
  calls: CallMeter
  tokens: Tokens
  /** Derived from the current limits, recomputed only when they change. */
  paces(): { pair: Pace; number: Pace }
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
