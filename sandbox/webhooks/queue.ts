/**
 * Webhook delivery: signed posts, at most 64 in flight, each retried with backoff until the answer is exactly 200, for
 * up to seven days of the sandbox's time. Without a subscription, posts are held (bounded).
 */
import { createFifo } from '../fifo.ts'
import { dayMs } from '../time.ts'
import { createWheel } from '../timer-wheel.ts'
import { type Update, webhookBody } from './body.ts'
import type { Delivery } from './log.ts'
import { createPoster, type Target } from './post.ts'

export type QueueCounts = { posted: number; delivered: number; failedAttempts: number; dropped: number }

export type WebhookQueue = {
  /** Returns the post's id in the log. */
  post(updates: readonly Update[]): number
  /** Must be called after a subscription was made: sends the held posts. */
  release(): void
  turn(): void
  size(): { ready: number; inFlight: number; waiting: number; held: number }
  counts(): Readonly<QueueCounts>
  /** Resolves when no post is on its way, those of before a `clear` included. */
  idle(): Promise<void>
  clear(): void
  stop(): Promise<void>
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/**
 * Meta retries at once, then with decreasing frequency, for 7 days (cloud-api.md 4.2); the steps are the sandbox's
 * choice. The last repeats.
 */
export const retryDelaysMs: readonly number[] = [
  ...[200, 500, 1 * second, 2 * second, 5 * second, 10 * second, 30 * second],
  ...[1 * minute, 2 * minute, 5 * minute, 10 * minute, 20 * minute, 40 * minute],
  ...[1 * hour, 2 * hour, 4 * hour, 8 * hour, 12 * hour, 24 * hour],
]
const lifetimeMs = 7 * dayMs
const maxInFlight = 64
const maxHeld = 100_000
/**
 * Posts waiting for a slow or failing receiver; above the limit the oldest are dropped, so that memory stays bounded.
 */
const maxWaiting = 100_000

export function createWebhookQueue(deps: {
  now(): number
  /** The sandbox's wall clock, for the log. */
  clock(): number
  record(delivery: Delivery): void
  /** The attempt of a recorded delivery has ended. */
  settled(delivery: Delivery): void
  targetOf(phoneNumberId: string): Target | undefined
  log(text: string, details: object): void
}): WebhookQueue {
  const ready = createFifo<Delivery>()
  const held = createFifo<Delivery>()
  let inFlight = 0
  /** Posts without an answer yet, whatever was cleared since; and who waits for the last of them. */
  let open = 0
  const waiting: (() => void)[] = []
  let generation = 0
  let nextId = 1
  let isStopped = false
  const counts: QueueCounts = { posted: 0, delivered: 0, failedAttempts: 0, dropped: 0 }
  const poster = createPoster(maxInFlight)
  const retries = createWheel<Delivery>({ now: deps.now, onDue: (delivery) => enqueue(delivery) })

  const enqueue = (delivery: Delivery) => {
    ready.push(delivery)
    if (ready.size() > maxWaiting) drop(ready.shift())
    pump()
  }
  const pump = () => {
    while (inFlight < maxInFlight && !isStopped) {
      const delivery = ready.shift()
      if (delivery === undefined) return
      attempt(delivery)
    }
  }
  const attempt = (delivery: Delivery) => {
    const first = delivery.updates[0] as Update
    const target = deps.targetOf(first.number.phoneNumberId)
    if (target === undefined) return hold(delivery)
    inFlight += 1
    delivery.url = target.url
    const born = generation
    open += 1
    const done = (statusCode: number) => {
      open -= 1
      if (open === 0) for (const resolve of waiting.splice(0)) resolve()
      if (born !== generation) return
      inFlight -= 1
      settle(delivery, statusCode)
      pump()
    }
    poster.post(target, delivery.body, done, first.field === 'entry' ? 'utf8' : 'latin1')
  }
  const settle = (delivery: Delivery, statusCode: number) => {
    delivery.statusCode = statusCode
    if (statusCode !== 200) delivery.attempts += 1
    deps.settled(delivery)
    if (statusCode === 200) {
      counts.delivered += delivery.updates.length
      for (const update of delivery.updates) update.onDelivered?.()
      return
    }
    counts.failedAttempts += 1
    const delayMs = retryDelaysMs[Math.min(delivery.attempts, retryDelaysMs.length) - 1] as number
    if (delivery.attempts === 1) deps.log('webhook not accepted, will retry', { statusCode, delayMs })
    if (isStopped || deps.now() + delayMs - delivery.firstAt > lifetimeMs || retries.size() >= maxWaiting)
      drop(delivery)
    else retries.add(delivery, deps.now() + delayMs)
  }
  const hold = (delivery: Delivery) => {
    held.push(delivery)
    if (held.size() > maxHeld) drop(held.shift())
  }
  const drop = (delivery: Delivery | undefined) => {
    if (delivery === undefined) return
    counts.dropped += 1
    if (counts.dropped === 1)
      deps.log('too many webhooks wait, or they wait too long: the oldest are dropped', { maxWaiting })
  }
  const clear = () => {
    ready.clear()
    held.clear()
    inFlight = 0
    generation += 1
    retries.clear()
  }
  return {
    post(updates) {
      counts.posted += updates.length
      const delivery: Delivery = {
        id: nextId,
        updates,
        body: webhookBody(updates),
        at: deps.clock(),
        firstAt: deps.now(),
        attempts: 0,
        statusCode: undefined,
        url: undefined,
      }
      nextId += 1
      deps.record(delivery)
      enqueue(delivery)
      return delivery.id
    },
    release() {
      // Only those held now: a post whose number has no subscriber comes straight back.
      for (let left = held.size(); left > 0; left -= 1) {
        const delivery = held.shift()
        if (delivery !== undefined) enqueue(delivery)
      }
    },
    turn: () => retries.turn(),
    size: () => ({ ready: ready.size(), inFlight, waiting: retries.size(), held: held.size() }),
    counts: () => counts,
    idle: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    clear,
    async stop() {
      isStopped = true
      clear()
      await poster.stop()
    },
  }
}
