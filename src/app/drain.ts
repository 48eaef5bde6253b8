/**
 * The first part of a stop: for RECADO_DRAIN_MS everything is still served, while `/readyz` answers 503 and each answer
 * closes its connection. So proxies and balancers send their requests to others before this process closes its port.
 */
import { setTimeout as sleep } from 'node:timers/promises'

export type Drain = {
  isDraining(): boolean
  /** Resolves when the port may be closed. */
  run(): Promise<void>
}

export function createDrain(drainMs: number): Drain {
  let isDraining = false
  return {
    isDraining: () => isDraining,
    async run() {
      isDraining = true
      if (drainMs > 0) await sleep(drainMs)
    },
  }
}
