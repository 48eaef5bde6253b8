/** In-flight work of the lanes and their current window limits, read at each scrape. */
import type { Registry } from 'prom-client'
import { gauge } from './make.ts'

export const laneKinds = ['send', 'probe', 'webhook', 'skill', 'media'] as const
export type InTheAirByLane = Record<(typeof laneKinds)[number], { count: number; limit: number }>

export function airMetrics(registry: Registry, refreshers: (() => Promise<void>)[]) {
  const count = gauge(registry, 'in_the_air', 'Work in flight, by kind of lane.', ['kind'])
  const max = gauge(registry, 'in_the_air_limit', 'Current limit on work in flight, by kind of lane.', ['kind'])
  return {
    /** From then on every scrape shows what `read` returns. */
    watchAir(read: () => InTheAirByLane): void {
      refreshers.push(async () => {
        const found = read()
        for (const kind of laneKinds) {
          count.set({ kind }, found[kind].count)
          max.set({ kind }, found[kind].limit)
        }
      })
    },
  }
}
