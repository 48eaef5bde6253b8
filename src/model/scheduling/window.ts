/**
 * Concurrency limit: the wanted rate times the shortest latency (Little's law), and half as much again. So a far or
 * slow server does not cap a rate that it could serve, and a near one gets no more than it needs. Timeouts, lost
 * connections and overload responses halve it, and it recovers by a quarter at a time; a response that takes longer
 * than two seconds counts as two, and there is an upper bound, so a server in trouble never gets ever more. Pure but
 * for its memory; the time is injected.
 */

export type WindowOptions = {
  /** Wanted starts per second. */
  perSecond: () => number
  /** Bounds of the computed limit; trouble may push it below `least`. */
  least: number
  max: number
  /** Latency until it was measured; 0 by default: a server that never answered gets `least`. */
  assumedMs?: number
  now: () => number
}

export type Window = {
  /** At least 1. */
  limit(): number
  /** Reports one duration. `isOverload`: it was cut off, or the server reported overload. */
  ended(tookMs: number, isOverload?: boolean): void
}

const headroom = 1.5
/** A server slower than this is not far away but in trouble. */
const longestMs = 2_000
const percentile = 0.5
const periodMs = 250
/**
 * The smallest of the medians of this many periods, ten seconds: the latency of the network and the server. Anything
 * longer is a queue, there or in this process, which more concurrency only lengthens.
 */
const maxPeriods = 40
/** In one period; enough for its percentile. */
const maxSamples = 500
/** Share of what ends in a period: fewer are isolated accidents. */
const overloadShare = 0.1
const leastTrust = 1 / 16

export function createWindow({ perSecond, least, max, assumedMs = 0, now }: WindowOptions): Window {
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
      if (medians.length > maxPeriods) medians.shift()
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
      return Math.max(1, Math.ceil(Math.min(max, Math.max(least, wanted)) * trust))
    },
    ended(tookMs, isOverload = false) {
      ends += 1
      if (isOverload) overloads += 1
      else if (samples.length < maxSamples) samples.push(tookMs)
      if (now() - since >= periodMs) endPeriod()
    },
  }
}

function percentileOf(samples: number[]): number | undefined {
  return samples.sort((a, b) => a - b)[Math.floor(samples.length * percentile)]
}
