// Delivery of webhooks: signed posts, at most 64 in the air, each retried until it is answered with 200 exactly, with
// growing waits, for up to seven days of the sandbox's time. While nobody is subscribed, posts are held (bounded).

import { createFifo } from './fifo.ts'
import { type Update, webhookBody } from './webhook-body.ts'
import { createPoster, type Target } from './webhook-post.ts'
import { createWheel } from './wheel.ts'

export type QueueCounts = { posted: number; delivered: number; failedAttempts: number; dropped: number }

export type WebhookQueue = {
  post(updates: readonly Update[]): void
  /** To be called when a subscription was made: what was held goes out. */
  release(): void
  turn(): void
  size(): { ready: number; inFlight: number; waiting: number; held: number }
  counts(): Readonly<QueueCounts>
  clear(): void
  stop(): Promise<void>
}

type Delivery = {
  readonly updates: readonly Update[]
  readonly body: string
  readonly firstAt: number
  attempts: number
}

const retryDelaysMs = [200, 500, 1_000, 2_000, 5_000, 10_000, 30_000]
const lifetimeMs = 7 * 24 * 60 * 60 * 1000
const maxInFlight = 64
const maxHeld = 100_000

export function createWebhookQueue(deps: {
  now(): number
  targetOf(phoneNumberId: string): Target | undefined
  log(text: string, details: object): void
}): WebhookQueue {
  const ready = createFifo<Delivery>()
  const held = createFifo<Delivery>()
  let inFlight = 0
  let generation = 0
  let isStopped = false
  const counts: QueueCounts = { posted: 0, delivered: 0, failedAttempts: 0, dropped: 0 }
  const poster = createPoster(maxInFlight)
  const retries = createWheel<Delivery>({ now: deps.now, onDue: (delivery) => enqueue(delivery) })

  const enqueue = (delivery: Delivery) => {
    ready.push(delivery)
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
    const target = deps.targetOf((delivery.updates[0] as Update).number.phoneNumberId)
    if (target === undefined) return hold(delivery)
    inFlight += 1
    const born = generation
    poster.post(target, delivery.body, (statusCode) => {
      if (born !== generation) return
      inFlight -= 1
      settle(delivery, statusCode)
      pump()
    })
  }
  const settle = (delivery: Delivery, statusCode: number) => {
    if (statusCode === 200) {
      counts.delivered += delivery.updates.length
      for (const update of delivery.updates) update.onDelivered?.()
      return
    }
    counts.failedAttempts += 1
    const delayMs = retryDelaysMs[Math.min(delivery.attempts, retryDelaysMs.length - 1)] as number
    delivery.attempts += 1
    if (delivery.attempts === 1) deps.log('webhook not taken, will retry', { statusCode, delayMs })
    if (isStopped || deps.now() - delivery.firstAt > lifetimeMs) counts.dropped += 1
    else retries.add(delivery, deps.now() + delayMs)
  }
  const hold = (delivery: Delivery) => {
    held.push(delivery)
    if (held.size() <= maxHeld) return
    held.shift()
    counts.dropped += 1
    if (counts.dropped === 1) deps.log('nobody is subscribed: the oldest held webhooks are dropped', { kept: maxHeld })
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
      enqueue({ updates, body: webhookBody(updates), firstAt: deps.now(), attempts: 0 })
    },
    release() {
      // As many as there are now: one whose number nobody listens to comes straight back.
      for (let left = held.size(); left > 0; left -= 1) {
        const delivery = held.shift()
        if (delivery !== undefined) enqueue(delivery)
      }
    },
    turn: () => retries.turn(),
    size: () => ({ ready: ready.size(), inFlight, waiting: retries.size(), held: held.size() }),
    counts: () => counts,
    clear,
    async stop() {
      isStopped = true
      clear()
      await poster.stop()
    },
  }
}
