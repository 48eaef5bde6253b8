/** When retention runs, and how long the configuration says that things are kept; what it does is the store's. Started by house.ts. */
import type { Config } from './config.ts'
import type { Metrics } from './metrics.ts'
import type { KeepOff } from './store/off-endpoints.ts'
import type { Keep } from './store/retention.ts'
import type { Store } from './store/store.ts'

const everyMs = 3_600_000

const droppedText = 'events were given up: their webhook is switched off, and nobody has resumed it'

/** What was begun and waits for something in the air is looked at so often. */
const erasureMs = 30_000

/** People whose erasure was begun and could not be done at once, by this process or another. Answers how it is stopped. */
export function startErasures(
  store: Pick<Store, 'carryOnErasures'>,
  { log, clock }: { log: Record<'error', (about: object, text: string) => void>; clock: () => number },
): () => void {
  const carryOn = () =>
    store.carryOnErasures(clock()).catch((err: unknown) => log.error({ err }, 'an erasure did not go on'))
  void carryOn()
  const timer = setInterval(() => void carryOn(), erasureMs)
  return () => clearInterval(timer)
}

const rotationMs = 1_000

/** Steps of a rotation of keys, also of one that was begun elsewhere. While there is none the store asks nothing of its database. */
export function startKeyRotation(
  store: Pick<Store, 'carryOnKeys'>,
  { log, clock }: { log: Record<'error' | 'info', (about: object, text: string) => void>; clock: () => number },
): () => Promise<unknown> {
  let working: Promise<unknown> = Promise.resolve()
  const carryOn = () => {
    working = store.carryOnKeys(clock()).then(
      (state) => state && log.info({ state }, 'the rotation of keys has come a step further'),
      (err: unknown) => log.error({ err }, 'the rotation of keys did not go on: it is tried again'),
    )
  }
  const timer = setInterval(carryOn, rotationMs)
  return () => {
    clearInterval(timer)
    return working
  }
}

/** At once, and then every hour. What a run could not do is done by the next. Answers how it is stopped. */
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
      (gone) => {
        metrics.retention(gone)
        for (const dropped of gone.dropped) log.warn(dropped, droppedText)
      },
      (err: unknown) => log.error({ err }, 'retention failed'),
    )
  void purge()
  const timer = setInterval(() => void purge(), everyMs)
  return () => clearInterval(timer)
}

export function keepOffOf({ keepOffMs, keepOffEvents }: Config): KeepOff {
  return { ageMs: keepOffMs, events: keepOffEvents }
}

export function keepOf(config: Config): Keep {
  const { keepMessagesMs, keepAttemptsMs, keepEventsMs, keepCampaignRowsMs, keepSkillRunsMs, keepAuditMs } = config
  return {
    messagesMs: keepMessagesMs,
    attemptsMs: keepAttemptsMs,
    eventsMs: keepEventsMs,
    campaignRowsMs: keepCampaignRowsMs,
    skillRunsMs: keepSkillRunsMs,
    auditMs: keepAuditMs,
  }
}
