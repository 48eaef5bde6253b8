/**
 * Retention deletes expired data, in one process at a time. On PostgreSQL whole partitions are dropped
 * (store/postgres/partitions.ts); everything else is deleted in small transactions with pauses between them
 * (sweeps.ts), so that other work is not delayed.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Endpoint } from '../../model/bot/bot.ts'
import type { OffEndpointLimits, Retention } from '../../model/retention.ts'
import { type Dropped, dropBeyond } from '../deliveries/switched-off.ts'
import type { Engine } from '../sql/engine.ts'
import type { Sweep } from './aged-rows.ts'
import { sweepsOf } from './sweeps.ts'

/** Rows and partitions deleted, by table. */
export type Purged = {
  rows: Record<string, number>
  partitions: Record<string, number>
  /** Deliveries given up because their endpoint was not resumed. */
  dropped: Dropped[]
}

export type RetentionStore = {
  /** Deletes expired data, in small steps; one process of several does it. */
  purge(now: number): Promise<Purged>
}

export type Purge = RetentionStore & {
  /** A running purge ends with its current step. */
  stop(): Promise<void>
}

export type PurgeDeps = {
  retention: Retention
  offEndpointLimits: OffEndpointLimits
  /** The disabled endpoints. */
  off(): Endpoint[]
  onPurged(): void
}

export function createPurge(engine: Engine, { retention, offEndpointLimits, off, onPurged }: PurgeDeps): Purge {
  let running: Promise<Purged> | undefined
  let isStopped = false

  async function run(now: number): Promise<Purged> {
    const purged: Purged = { rows: {}, partitions: {}, dropped: [] }
    await engine.runExclusive(async () => {
      purged.dropped = await dropBeyond(engine, offEndpointLimits, off(), now, () => isStopped)
      await engine.partitions?.maintain(now, retention, purged.partitions, () => isStopped)
      for (const sweep of sweepsOf(now, retention, engine.partitions !== undefined)) {
        await sweepAll(engine, sweep, purged.rows, () => isStopped)
      }
    })
    // Needed too if another process did the maintenance.
    if (!isStopped) await engine.partitions?.renewBounds(now)
    onPurged()
    return purged
  }

  return {
    purge(now) {
      running ??= run(now).finally(() => {
        running = undefined
      })
      return running
    },
    async stop() {
      isStopped = true
      await running?.catch(() => {})
    },
  }
}

/** A longer step would noticeably delay the writes that wait behind it. */
const longMs = 8
const fewestAtOnce = 100
const maxAtOnce = 500
/** So retention uses at most a fifth of the time. */
const restPerWork = 4

async function sweepAll(engine: Engine, sweep: Sweep, purged: Purged['rows'], isStopped: () => boolean): Promise<void> {
  let limit = fewestAtOnce
  let after: number | undefined = 0
  while (after !== undefined && !isStopped()) {
    const from: number = after
    const startedAt = performance.now()
    const step = await engine.write([], () => sweep(from, limit))
    const tookMs = performance.now() - startedAt
    for (const [table, count] of Object.entries(step.removed)) purged[table] = (purged[table] ?? 0) + count
    limit = tookMs > longMs ? Math.max(fewestAtOnce, limit >> 1) : Math.min(maxAtOnce, limit + 25)
    after = step.after
    if (after !== undefined) await sleep(tookMs * restPerWork)
  }
}
