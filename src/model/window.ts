/**
 * How much may be in the air at once: what is wanted a second times how long one takes at its quickest (Little's law), and half as much again. So
 * a far or slow server does not cap a rate that it could serve, and a near one gets no more than it needs. Time-outs, lost connections and "too
 * much" halve it, and it comes back by a quarter at a time; an answer that takes longer than two seconds counts as two, and there is an upper
 * bound: a server in trouble is never answered with ever more. Pure but for its memory; time comes from outside. Used by lanes and by the watch of templates.
 */

export type WindowOptions = {
  /** Starts a second that are wanted. */
  perSecond: () => number
  /** Bounds of what the law says; trouble may go below `least`. */
  least: number
  most: number
  /** What one is taken to take until it was measured; 0 if not said: a server that never answered gets `least`. */
  assumedMs?: number
  now: () => number
}

export type Window = {
  /** At least 1. */
  limit(): number
  /** One took so long. `isOverload`: it was cut off, or the server said that it is too much. */
  ended(tookMs: number, isOverload?: boolean): void
}

const headroom = 1.5
/** Whoever is slower than this is not far away but in trouble. */
const longestMs = 2_000
const percentile = 0.5
const periodMs = 250
/**
 * The quickest of the medians of so many periods, ten seconds: what lies between here and the server. What is longer than that is a line, there
 * or in this process, which more in the air only makes longer.
 */
const mostPeriods = 40
/** In one period; enough for its percentile. */
const mostSamples = 500
/** Of what ends in a period: fewer are single accidents. */
const overloadShare = 0.1
const leastTrust = 1 / 16

export function makeWindow({ perSecond, least, most, assumedMs = 0, now }: WindowOptions): Window {
  let latencyMs = assumedMs
  let trust = 1
  let since = now()
  let ends = 0
  let overloads = 0
  let samples: number[] = []
  const medians: number[] = []

  function endPeriod(): void {
    trust = overloads > ends * overloadShare ? Math.max(leastTrust, trust / 2) : Math.min(1, trust * 1.25)
    const measured = percentileOf(samples)
    if (measured !== undefined) {
      medians.push(measured)
      if (medians.length > mostPeriods) medians.shift()
      latencyMs = Math.min(...medians)
    }
    ends = 0
    overloads = 0
    samples = []
    since = now()
  }

  return {
    limit() {
      const wanted = (perSecond() * Math.min(latencyMs, longestMs) * headroom) / 1_000
      return Math.max(1, Math.ceil(Math.min(most, Math.max(least, wanted)) * trust))
    },
    ended(tookMs, isOverload = false) {
      ends += 1
      if (isOverload) overloads += 1
      else if (samples.length < mostSamples) samples.push(tookMs)
      if (now() - since >= periodMs) endPeriod()
    },
  }
}

function percentileOf(samples: number[]): number | undefined {
  return samples.sort((a, b) => a - b)[Math.floor(samples.length * percentile)]
}
