/**
 * The latest webhooks posted, each with its body and outcome, for inspection and redelivery. Bounded: 2,000 posts and
 * 16 MB of bodies. Stores the queue's own delivery objects: attempts and status are read, not copied.
 */
import { createFifo } from '../fifo.ts'
import type { Update } from './body.ts'

/** A post in the queue, which updates it. */
export type Delivery = {
  id: number
  updates: readonly Update[]
  body: string
  /** In the sandbox's time. */
  at: number
  firstAt: number
  /** The number of failed attempts. */
  attempts: number
  /** The last attempt's status: the answer's, or 0 without an answer; undefined before the first attempt. */
  statusCode: number | undefined
  url: string | undefined
}

export type WebhookFilter = {
  since: number
  limit: number
  phoneNumberId?: string | undefined
  field?: string | undefined
  status?: number | undefined
  /** A substring of the body: a wamid, a word. */
  text?: string | undefined
}

export type WebhookLog = {
  add(delivery: Delivery): void
  /** The queue has changed the delivery: an attempt has ended. */
  changed(delivery: Delivery): void
  /** Called with each delivery that is added or changed. */
  onChange(listener: (delivery: Delivery) => void): () => void
  get(id: number): Delivery | undefined
  /** Newest last. */
  select(filter: WebhookFilter): Delivery[]
  size(): number
  clear(): void
}

const maxPosts = 2_000
const maxBytes = 16 * 1024 * 1024

export function createWebhookLog(): WebhookLog {
  const posts = createFifo<Delivery>()
  const listeners = new Set<(delivery: Delivery) => void>()
  let bytes = 0
  const changed = (delivery: Delivery) => {
    for (const listener of listeners) listener(delivery)
  }
  return {
    add(delivery) {
      posts.push(delivery)
      bytes += delivery.body.length
      while (posts.size() > maxPosts || (bytes > maxBytes && posts.size() > 1)) bytes -= posts.shift()?.body.length ?? 0
      changed(delivery)
    },
    changed,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get: (id) => posts.newestFirst().find((one) => one.id === id),
    select(filter) {
      const found: Delivery[] = []
      for (const delivery of posts.newestFirst()) {
        if (found.length >= filter.limit || delivery.id <= filter.since) break
        if (passesWebhook(delivery, filter)) found.push(delivery)
      }
      return found.reverse()
    },
    size: () => posts.size(),
    clear() {
      posts.clear()
      bytes = 0
    },
  }
}

export function passesWebhook({ id, updates, body, statusCode }: Delivery, filter: WebhookFilter): boolean {
  return (
    id > filter.since &&
    (filter.phoneNumberId === undefined ||
      updates.some(({ number }) => number.phoneNumberId === filter.phoneNumberId)) &&
    (filter.field === undefined || updates.some((update) => fieldOf(update) === filter.field)) &&
    (filter.status === undefined || statusCode === filter.status) &&
    (filter.text === undefined || body.includes(filter.text))
  )
}

/** The webhook's field; for `messages`, which of its two lists. */
function fieldOf({ field, of }: Update): string {
  return of ?? field
}

/** A delivery in the control API's shape. */
export function shownDelivery({ id, at, updates, url, attempts, statusCode, body }: Delivery) {
  const [first] = updates
  const state = statusCode === 200 ? 'delivered' : statusCode === undefined ? 'waiting' : 'refused'
  const phoneNumberId = first?.number.phoneNumberId
  const fields = [...new Set(updates.map(fieldOf))]
  return { id, at, phoneNumberId, fields, url, state, attempts, statusCode, body }
}
