/**
 * The store as the workers of a holding process see it (RECADO_HOLD): no bot is theirs and nothing is due, so no lane,
 * webhook, skill, campaign or sync begins: each is the affair of the process that owns its bot. What comes in is stored
 * as always, and waits for a start without it.
 */
import type { Due } from '../store/leases/due-lanes.ts'
import type { Store } from '../store/store.ts'

const nothing: Due = {
  messages: [],
  probes: [],
  deliveries: [],
  skills: [],
  media: [],
  tasks: [],
  expired: [],
  unknown: [],
  scheduled: [],
}

export function heldStore(store: Store): Store {
  return {
    ...store,
    ownBots: async () => [],
    ownLeavingBots: async () => [],
    ownBot: () => undefined,
    ownEndpoints: () => [],
    due: async () => nothing,
    recover: async () => 0,
    expire: async () => 0,
    releaseUnknown: async () => [],
    releaseScheduled: async () => [],
  }
}
