/** prom-client metrics under the `recado_` prefix, with buckets that fit all durations of the gateway. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export function counter<L extends string>(registry: Registry, name: string, help: string, labelNames: L[]): Counter<L> {
  return new Counter({ registers: [registry], name: `recado_${name}`, help, labelNames })
}

export function gauge<L extends string>(registry: Registry, name: string, help: string, labelNames: L[]): Gauge<L> {
  return new Gauge({ registers: [registry], name: `recado_${name}`, help, labelNames })
}

/** 1 ms to 30 s: a commit is near the first bound, an endpoint's timeout near the last. */
export function histogram<L extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: L[],
): Histogram<L> {
  const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
  return new Histogram({ registers: [registry], name: `recado_${name}`, help, labelNames, buckets })
}

export function secondsSince(at: number | undefined, now: number): number {
  return at === undefined ? 0 : Math.max(0, now - at) / 1_000
}
