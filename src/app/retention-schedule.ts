/** When retention runs, and how long the configuration keeps data; the store does the work. */
import type { Config } from '../config/config.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { OffEndpointLimits, Retention } from '../model/retention.ts'
import { hourMs } from '../model/time.ts'
import type { Store } from '../store/store.ts'

const everyMs = hourMs

const droppedText = 'events were given up: their webhook is disabled and was not resumed in time'

/** How often an erasure that waits for work in flight is retried. */
const erasureMs = 30_000

/**
 * Continues erasures of people that could not be completed at once, by this process or another. Returns a function that
 * stops it.
 */
export function startErasures(
  store: Pick<Store, 'carryOnErasures'>,
  { log, clock }: { log: Record<'error', (about: object, text: string) => void>; clock: () => number },
): () => void {
  const carryOn = () =>
    store.carryOnErasures(clock()).catch((err: unknown) => log.error({ err }, 'an erasure could not continue'))
  void carryOn()
  const timer = setInterval(() => void carryOn(), erasureMs)
  return () => clearInterval(timer)
}

/** How late a panel may hear that the time of a conversation is over. */
const lapseMs = 5_000
const lapsedAtOnce = 100

/** Ends at their panels what nobody ended: `manual` that had a time. Without panels the store queries nothing. */
export function startSupportLapses(
  store: Pick<Store, 'endLapsedSupport'>,
  { log, clock }: { log: Record<'error', (about: object, text: string) => void>; clock: () => number },
): () => Promise<unknown> {
  let working: Promise<unknown> | undefined
  const carryOn = () => {
    working ??= store
      .endLapsedSupport(clock(), lapsedAtOnce)
      .catch((err: unknown) => log.error({ err }, 'conversations could not be taken back from support panels'))
      .finally(() => {
        working = undefined
      })
  }
  const timer = setInterval(carryOn, lapseMs)
  return async () => {
    clearInterval(timer)
    await working
  }
}

const rotationMs = 1_000

/**
 * Carries out steps of a key rotation, also one that was started elsewhere. Without a rotation the store queries
 * nothing.
 */
export function startKeyRotation(
  store: Pick<Store, 'carryOnKeys'>,
  { log, clock }: { log: Record<'error' | 'info', (about: object, text: string) => void>; clock: () => number },
): () => Promise<unknown> {
  let working: Promise<unknown> = Promise.resolve()
  const carryOn = () => {
    working = store.carryOnKeys(clock()).then(
      (state) => state && log.info({ state }, 'the key rotation has completed a step'),
      (err: unknown) => log.error({ err }, 'the key rotation could not continue; it is retried'),
    )
  }
  const timer = setInterval(carryOn, rotationMs)
  return () => {
    clearInterval(timer)
    return working
  }
}

/**
 * Runs at once, and then every hour. What one run could not do, the next one does. Returns a function that stops it.
 */
export function startRetention(
  store: Store,
  {
    log,
    clock,
    metrics,
  }: { log: Record<'error' | 'warn', (about: object, text: string) => void>; clock: () => number; metrics: Metrics },
): () => void {
  const purge = () =>
    store.purge(clock()).then(
      (purged) => {
        metrics.retention(purged)
        for (const dropped of purged.dropped) log.warn(dropped, droppedText)
      },
      (err: unknown) => log.error({ err }, 'retention failed'),
    )
  void purge()
  const timer = setInterval(() => void purge(), everyMs)
  return () => clearInterval(timer)
}

export function offEndpointLimitsOf({ keepOffMs, keepOffEvents }: Config): OffEndpointLimits {
  return { ageMs: keepOffMs, events: keepOffEvents }
}

export function retentionOf(config: Config): Retention {
  const { keepMessagesMs, keepAttemptsMs, keepEventsMs, keepCampaignRowsMs, keepSkillRunsMs } = config
  return {
    messagesMs: keepMessagesMs,
    attemptsMs: keepAttemptsMs,
    eventsMs: keepEventsMs,
    campaignRowsMs: keepCampaignRowsMs,
    skillRunsMs: keepSkillRunsMs,
    auditMs: config.keepAuditMs,
    refusalsMs: config.keepRefusalsMs,
  }
}
