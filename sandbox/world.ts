/**
 * The sandbox's whole state in one value: numbers, people, templates, media, history, rules, faults, clock. Routes and
 * flows take it as their first argument. In memory; `reset` starts it afresh, wholly or except for the named parts.
 */
import { createBusiness } from './business.ts'
import { createCharges } from './charges.ts'
import { createClock } from './clock.ts'
import { createRequestLog } from './control/request-log.ts'
import { demoTemplates } from './demo-templates.ts'
import { createFaults } from './faults/faults.ts'
import { createFlowStore, demoFlow } from './flow.ts'
import { createHistory } from './history.ts'
import { demoPerson, type PhoneNumber, sandboxAppSecret, sandboxNumber } from './identity.ts'
import { createMediaStore } from './media.ts'
import { createPeople } from './people.ts'
import { createRandom } from './random.ts'
import { createLinks } from './rules/link-media.ts'
import { createMeter } from './rules/pace.ts'
import { createPolicy } from './rules/policy.ts'
import { defaultRules, type Rules } from './rules/switch.ts'
import { createReviews, type ReviewOptions, type Reviews } from './templates/review.ts'
import { createTemplateStore } from './templates/template.ts'
import { createWheel } from './timer-wheel.ts'
import { createUploads } from './upload.ts'
import type { Update } from './webhooks/body.ts'
import { blur, createGatherer, type Disorder, isDisorderly, noDisorder } from './webhooks/disorder.ts'
import { injectUpdate } from './webhooks/fault-webhooks.ts'
import { createWebhookLog } from './webhooks/log.ts'
import type { Target } from './webhooks/post.ts'
import { createWebhookQueue, type WebhookQueue } from './webhooks/queue.ts'
import { createStatuses, type StatusDelays, type Statuses } from './webhooks/statuses.ts'
import { createSubscriptions, handshake, type Subscription } from './webhooks/subscription.ts'
import { parseJson, textAt } from './wire.ts'

export type WorldOptions = {
  clock: () => number
  seed: number
  historyLimit: number
  statusDelayMs: StatusDelays
  rules: Partial<Rules>
  people: readonly { waId: string; name: string }[]
  demoPerson: boolean
  peopleRead: boolean
  throughputPerSecond: number
  templateReview: ReviewOptions
  log(text: string, details: object): void
}

type Parts = ReturnType<typeof createParts>

/** The parts that a reset can keep. */
export const keepable = [
  'people',
  'numbers',
  'templates',
  'media',
  'history',
  'faults',
  'rules',
  'disorder',
  'clock',
  'requests',
  'webhooks',
] as const

export type Keepable = (typeof keepable)[number]

const nothingRetained: ReadonlySet<Keepable> = new Set()

export type World = Parts & {
  /** The sandbox's wall clock: real time plus the advanced time. */
  now(): number
  /** Drives the wheels; keeps running even when a test freezes the wall clock. */
  wheelNow(): number
  queue: WebhookQueue
  statuses: Statuses
  reviews: Reviews
  emit(update: Update): void
  /** Returns the updates that `act` would post at once instead of posting them. */
  collect(act: () => void): Update[]
  /** Fires everything that a move of the clock made due. */
  turn(): void
  advance(byMs: number): void
  /** Resolves to whether the address passed the handshake; the subscription takes effect at once either way. */
  subscribe(subscription: Subscription, phoneNumberId?: string): Promise<boolean>
  /** Omitted settings are off. */
  setDisorder(disorder: Partial<Disorder>): void
  pending(): Readonly<Record<string, number>>
  /** A seed restarts everything random from it. */
  reset(retained?: ReadonlySet<Keepable>, seed?: number): void
  stop(): Promise<void>
}

export function createWorld(options: WorldOptions): World {
  const parts = createParts(options)
  const { now, ticks: wheelNow } = parts.clock
  const flows = createFlows(parts, options)
  const { queue, gatherer, statuses } = flows
  populate(parts, now(), nothingRetained)
  const { templates, numbers } = parts
  const reviews = createReviews({ now, wheelNow, emit: flows.emit, templates, numbers }, options.templateReview)
  const turn = () => {
    for (const flow of [statuses, flows.late, gatherer, queue, reviews]) flow.turn()
  }
  return Object.assign(parts, {
    now,
    wheelNow,
    queue,
    statuses,
    reviews,
    emit: flows.emit,
    collect: flows.collect,
    turn,
    advance(byMs: number) {
      parts.clock.advance(byMs)
      turn()
    },
    subscribe(subscription: Subscription, phoneNumberId?: string) {
      parts.subscriptions.set(subscription, phoneNumberId)
      queue.release()
      return verify(parts, subscription)
    },
    setDisorder(disorder: Partial<Disorder>) {
      gatherer.flush()
      parts.disorder = { ...noDisorder, ...disorder }
    },
    pending: () => ({ statuses: statuses.size(), gathered: gatherer.size(), late: flows.late.size(), ...queue.size() }),
    reset(retained = nothingRetained, seed?: number) {
      // The clock first, since the emptied wheels start again from it.
      if (!retained.has('clock')) parts.clock.reset()
      flows.clear()
      if (!retained.has('templates')) reviews.clear()
      if (seed !== undefined) parts.random.reset(seed)
      empty(parts, retained)
      populate(parts, now(), retained)
    },
    async stop() {
      for (const flow of [statuses, gatherer, flows.late, reviews]) flow.clear()
      await Promise.all([queue.stop(), parts.links.stop()])
    },
  })
}

/** From events to posts: statuses at their times, disorder, faults, the queue. */
function createFlows(parts: Parts, options: WorldOptions) {
  const { clock, history, faults } = parts
  const queue = createWebhookQueue({
    now: clock.ticks,
    clock: clock.now,
    record: parts.webhooks.add,
    settled: parts.webhooks.changed,
    targetOf: (id) => targetOf(parts, id),
    log: options.log,
  })
  const gatherer = createGatherer<Update>({
    now: clock.ticks,
    disorder: () => parts.disorder,
    random: parts.random,
    post(updates) {
      // One app signs a body for one address, so updates for two never share a body.
      const byApp = Map.groupBy(updates, ({ number }) => JSON.stringify(targetOf(parts, number.phoneNumberId)))
      for (const own of byApp.values()) queue.post(blur(own, parts.disorder, parts.random))
    },
  })
  let collected: Update[] | undefined
  const post = (update: Update) => {
    if (collected !== undefined) collected.push(update)
    else if (isDisorderly(parts.disorder)) gatherer.add(update)
    else queue.post([update])
  }
  const late = createWheel<Update>({ now: clock.ticks, onDue: post })
  const later = (update: Update, delayMs: number) => late.add(update, clock.ticks() + delayMs)
  const emit = (update: Update) => {
    if (parts.business.isSilent(update.number.wabaId) || !isSubscribed(parts, update)) return
    if (update.field === 'statuses') parts.counts.statuses += 1
    if (faults.areOnWebhooks()) injectUpdate(faults, update, { post, later })
    else post(update)
  }
  const statuses = createStatuses({
    now: clock.ticks,
    clock: clock.now,
    delays: options.statusDelayMs,
    isOldVersion: parts.subscriptions.isOldVersion,
    history,
    emit,
  })
  const collect = (act: () => void) => {
    const updates: Update[] = []
    collected = updates
    try {
      act()
    } finally {
      collected = undefined
    }
    return updates
  }
  const clear = () => {
    for (const flow of [statuses, gatherer, late, queue]) flow.clear()
  }
  return { queue, gatherer, late, statuses, emit, collect, clear }
}

function createParts(options: WorldOptions) {
  const random = createRandom(options.seed)
  const clock = createClock({ wall: options.clock, ticks: () => performance.now() })
  const policy = createPolicy({ throughputPerSecond: options.throughputPerSecond })
  return {
    options,
    random,
    clock,
    numbers: new Map<string, PhoneNumber>(),
    people: createPeople(options.peopleRead),
    charges: createCharges(),
    templates: createTemplateStore(),
    media: createMediaStore(random),
    business: createBusiness(),
    flows: createFlowStore(),
    uploads: createUploads(random),
    history: createHistory(options.historyLimit),
    faults: createFaults(random),
    subscriptions: createSubscriptions(),
    requests: createRequestLog(),
    webhooks: createWebhookLog(),
    pairs: createMeter(),
    throughput: createMeter(),
    policy,
    links: createLinks({ now: clock.now, timeoutMs: () => policy.limits.linkTimeoutMs }),
    rules: { ...defaultRules },
    counts: { received: 0, accepted: 0, refused: 0, inbound: 0, statuses: 0 },
    disorder: noDisorder as Disorder,
    /** Set by the server; called after each handshake, whatever its result. */
    onSubscribed: () => {},
  }
}

/** Whether the app receives the update's webhook field. */
function isSubscribed({ subscriptions }: Parts, { number, field, of, item }: Update): boolean {
  const fields = subscriptions.fieldsOf(number)
  if (fields === undefined || field === 'entry') return true
  const name = of ?? (field === 'raw' ? textAt(parseJson(item), 'field') : 'messages')
  return name === undefined || fields.includes(name)
}

function targetOf(parts: Parts, phoneNumberId: string): Target | undefined {
  const number = parts.numbers.get(phoneNumberId)
  if (number === undefined) return undefined
  const override = parts.business.overrideOf(number)
  const target = parts.subscriptions.targetOf(number)
  if (override === undefined) return target
  return { url: override.url, appSecret: target?.appSecret ?? number.appSecret ?? sandboxAppSecret }
}

async function verify(parts: Parts, subscription: Subscription): Promise<boolean> {
  const isVerified = await handshake(subscription, parts.random.digits(10))
  if (!isVerified) parts.options.log('the handshake of the subscription failed; it is kept', { url: subscription.url })
  parts.onSubscribed()
  return isVerified
}

function empty(parts: Parts, retained: ReadonlySet<Keepable>): void {
  for (const name of clearable) if (!retained.has(name)) parts[name].clear()
  for (const part of [parts.pairs, parts.throughput, parts.links]) part.clear()
  if (!retained.has('people')) parts.charges.clear()
  if (!retained.has('rules')) parts.policy.clear()
  if (!retained.has('numbers')) for (const part of [parts.business, parts.flows]) part.clear()
  if (!retained.has('media')) parts.uploads.clear()
  Object.assign(parts.counts, { received: 0, accepted: 0, refused: 0, inbound: 0, statuses: 0 })
  if (!retained.has('disorder')) parts.disorder = noDisorder
}

const clearable = [
  'people',
  'numbers',
  'templates',
  'media',
  'history',
  'faults',
  'requests',
  'webhooks',
] as const satisfies readonly Keepable[]

/** The initial contents, also after a reset; subscriptions stay as they are. */
function populate(parts: Parts, now: number, retained: ReadonlySet<Keepable>): void {
  if (!retained.has('numbers')) parts.numbers.set(sandboxNumber.phoneNumberId, sandboxNumber)
  if (!retained.has('numbers')) parts.flows.put(demoFlow(sandboxNumber.wabaId, now))
  if (!retained.has('templates'))
    for (const template of demoTemplates) parts.templates.put(sandboxNumber.wabaId, template)
  if (!retained.has('rules')) Object.assign(parts.rules, defaultRules, parts.options.rules)
  if (retained.has('people')) return
  for (const { waId, name } of parts.options.people) parts.people.put(waId, { name })
  if (!parts.options.demoPerson) return
  parts.people.put(demoPerson.waId, { name: demoPerson.name })
  parts.people.openWindow(sandboxNumber.phoneNumberId, demoPerson.waId, now)
}
