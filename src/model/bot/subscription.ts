/**
 * Assigns events to addresses when a caller registers addresses by the compatible API: an event belongs to the address
 * posted last, one endpoint per address. Pure. An endpoint that only changes its address keeps its id, and with it its
 * waiting events; one that loses its last event stays until its waiting events have left.
 */

import { present } from '../request/check.ts'
import type { Endpoint, EndpointAuth } from './bot.ts'

/** Delivery options of an endpoint: omitted ones stay, null restores the default. */
export type WishesInput = { onlyManual?: boolean | null; maxAttempts?: number | null; batch?: boolean | null }

export type Subscription = { url: string; events: string[]; auth?: EndpointAuth; wishes?: WishesInput }

/** The endpoints to write, in order. `newEndpoint` makes one without events. */
export function subscribe(
  endpoints: Endpoint[],
  subscriptions: Subscription[],
  newEndpoint: (url: string) => Endpoint,
): Endpoint[] {
  const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]))
  const changed = new Set<string>()
  const write = (endpoint: Endpoint) => {
    byId.set(endpoint.id, endpoint)
    changed.add(endpoint.id)
  }
  for (const { url, events, auth, wishes = {} } of subscriptions) {
    const all = [...byId.values()]
    const target = all.find((one) => one.url === url) ?? movable(all, events) ?? newEndpoint(url)
    for (const other of all) {
      if (other.id === target.id || !other.events.some((event) => events.includes(event))) continue
      write({ ...other, events: other.events.filter((event) => !events.includes(event)) })
    }
    write(withWishes(pointed(target, url, events, auth), wishes))
  }
  return [...byId.values()].filter((endpoint) => changed.has(endpoint.id))
}

export function withWishes(endpoint: Endpoint, { onlyManual, maxAttempts, batch }: WishesInput): Endpoint {
  return present({
    ...endpoint,
    isOnlyManual: onlyManual === undefined ? endpoint.isOnlyManual : onlyManual || undefined,
    maxAttempts: maxAttempts === undefined ? endpoint.maxAttempts : (maxAttempts ?? undefined),
    isBatch: batch === undefined ? endpoint.isBatch : batch || undefined,
  })
}

/** The endpoints that lose the event. */
export function unsubscribe(endpoints: Endpoint[], event: string): Endpoint[] {
  const those = endpoints.filter((endpoint) => endpoint.events.includes(event))
  return those.map((endpoint) => ({ ...endpoint, events: endpoint.events.filter((one) => one !== event) }))
}

/** An endpoint all of whose events move: it can take over the new address. */
function movable(endpoints: Endpoint[], events: string[]): Endpoint | undefined {
  return endpoints.find(
    (endpoint) => endpoint.events.length > 0 && endpoint.events.every((event) => events.includes(event)),
  )
}

/**
 * Enabled again, unless somebody paused it, whose word it is to resume it; credentials of the old address are never
 * sent to a new one.
 */
function pointed(endpoint: Endpoint, url: string, events: string[], auth: EndpointAuth | undefined): Endpoint {
  const { auth: known, disabledAt, ...others } = endpoint
  const rest = endpoint.disabledReason === 'paused' ? present({ ...others, disabledAt }) : others
  const retained = auth ?? (endpoint.url === url ? known : undefined)
  return { ...rest, url, events: [...new Set([...endpoint.events, ...events])], ...(retained && { auth: retained }) }
}
