// Everything that the sandbox knows, in one value: numbers, people, templates, media, history, rules, faults, clock.
// Made once by server.ts; routes and flows take it as their first argument. Lives in memory; `reset` starts it afresh.

import { demoTemplates } from './demo-templates.ts'
import { createGatherer, type Disorder, isDisorderly, noDisorder } from './disorder.ts'
import { createFaults } from './faults.ts'
import { createHistory } from './history.ts'
import { demoPerson, type PhoneNumber, sandboxNumber } from './identity.ts'
import { createMediaStore } from './media.ts'
import { createMeter } from './pace.ts'
import { createPeople } from './people.ts'
import { createRandom } from './random.ts'
import { createRequestLog } from './request-log.ts'
import { defaultRules, type Rules } from './rules-switch.ts'
import { createStatuses, type StatusDelays, type Statuses } from './statuses.ts'
import { createSubscriptions, handshake, type Subscription } from './subscription.ts'
import { createTemplateStore } from './template.ts'
import type { Update } from './webhook-body.ts'
import type { Target } from './webhook-post.ts'
import { createWebhookQueue, type WebhookQueue } from './webhook-queue.ts'

export type WorldOptions = {
  clock: () => number
  seed: number
  historyLimit: number
  statusDelayMs: StatusDelays
  rules: Partial<Rules>
  people: readonly { readonly waId: string; readonly name: string }[]
  demoPerson: boolean
  throughputPerSecond: number
  log(text: string, details: object): void
}

type Parts = ReturnType<typeof createParts>

export type World = Parts & {
  /** The sandbox's wall clock: the real one and what was advanced. */
  now(): number
  /** Moves the wheels; never stands still, even when a test freezes the wall clock. */
  wheelNow(): number
  readonly queue: WebhookQueue
  readonly statuses: Statuses
  emit(update: Update): void
  advance(byMs: number): void
  /** Resolves to whether the address passed the handshake; it is subscribed either way, and at once. */
  subscribe(subscription: Subscription, phoneNumberId?: string): Promise<boolean>
  setDisorder(disorder: Disorder): void
  pending(): Readonly<Record<string, number>>
  reset(): void
  stop(): Promise<void>
}

export function createWorld(options: WorldOptions): World {
  const parts = createParts(options)
  const now = () => options.clock() + parts.advancedMs
  const wheelNow = () => performance.now() + parts.advancedMs
  const queue = createWebhookQueue({ now: wheelNow, targetOf: (id) => targetOf(parts, id), log: options.log })
  const gatherer = createGatherer<Update>({
    disorder: () => parts.disorder,
    random: parts.random,
    post: (updates) => queue.post(updates),
  })
  const emit = (update: Update) => {
    if (update.field === 'statuses') parts.counts.statuses += 1
    if (isDisorderly(parts.disorder)) gatherer.add(update)
    else queue.post([update])
  }
  const { history } = parts
  const statuses = createStatuses({ now: wheelNow, clock: now, delays: options.statusDelayMs, history, emit })
  furnish(parts, now())
  return Object.assign(parts, {
    now,
    wheelNow,
    queue,
    statuses,
    emit,
    advance(byMs: number) {
      parts.advancedMs += byMs
      statuses.turn()
      queue.turn()
    },
    subscribe(subscription: Subscription, phoneNumberId?: string) {
      parts.subscriptions.set(subscription, phoneNumberId)
      queue.release()
      return verify(parts, subscription)
    },
    setDisorder(disorder: Disorder) {
      gatherer.flush()
      parts.disorder = disorder
    },
    pending: () => ({ statuses: statuses.size(), gathered: gatherer.size(), ...queue.size() }),
    reset() {
      // First the clock, since the emptied wheels start again from it.
      parts.advancedMs = 0
      for (const flow of [statuses, gatherer, queue]) flow.clear()
      empty(parts)
      furnish(parts, now())
    },
    async stop() {
      statuses.clear()
      gatherer.clear()
      await queue.stop()
    },
  })
}

function createParts(options: WorldOptions) {
  const random = createRandom(options.seed)
  return {
    options,
    random,
    numbers: new Map<string, PhoneNumber>(),
    people: createPeople(),
    templates: createTemplateStore(),
    media: createMediaStore(random),
    history: createHistory(options.historyLimit),
    faults: createFaults(),
    subscriptions: createSubscriptions(),
    requests: createRequestLog(),
    pairs: createMeter(),
    throughput: createMeter(),
    rules: { ...defaultRules },
    counts: { received: 0, accepted: 0, refused: 0, inbound: 0, statuses: 0 },
    disorder: noDisorder as Disorder,
    advancedMs: 0,
    /** Set by the server; called after each handshake, whatever came of it. */
    onSubscribed: () => {},
  }
}

function targetOf(parts: Parts, phoneNumberId: string): Target | undefined {
  const number = parts.numbers.get(phoneNumberId)
  return number === undefined ? undefined : parts.subscriptions.targetOf(number)
}

async function verify(parts: Parts, subscription: Subscription): Promise<boolean> {
  const isVerified = await handshake(subscription, parts.random.digits(10))
  if (!isVerified) parts.options.log('the handshake of the subscription failed; it is kept', { url: subscription.url })
  parts.onSubscribed()
  return isVerified
}

function empty(parts: Parts): void {
  const { people, templates, media, history, faults, pairs, throughput, requests, numbers } = parts
  for (const part of [people, templates, media, history, faults, pairs, throughput, requests, numbers]) part.clear()
  Object.assign(parts.counts, { received: 0, accepted: 0, refused: 0, inbound: 0, statuses: 0 })
  parts.disorder = noDisorder
}

/** What is there from the start and again after a reset; subscriptions stay as they are. */
function furnish(parts: Parts, now: number): void {
  parts.numbers.set(sandboxNumber.phoneNumberId, sandboxNumber)
  for (const template of demoTemplates) parts.templates.put(sandboxNumber.wabaId, template)
  Object.assign(parts.rules, defaultRules, parts.options.rules)
  for (const { waId, name } of parts.options.people) parts.people.put(waId, { name })
  if (!parts.options.demoPerson) return
  parts.people.put(demoPerson.waId, { name: demoPerson.name })
  parts.people.openWindow(sandboxNumber.phoneNumberId, demoPerson.waId, now)
}
