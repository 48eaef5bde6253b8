/**
 * One run: opens a site, lets clients and people work while planned faults strike, ends the faults, drains everything,
 * and runs the checker.
 */

import { sendFiles } from './campaign-files.ts'
import { check, type Verdict } from './check.ts'
import type { Closing } from './client-request.ts'
import { type Load, sendAll } from './clients.ts'
import { collectEvidence } from './collect.ts'
import { type Disturbance, disturbances, disturbancesFor, specialBotsFor } from './disturbances.ts'
import { drain } from './drain.ts'
import type { Evidence } from './evidence.ts'
import { type FaultKind, faults, injectFaults, kindsFor, type Pace, planOf } from './faults.ts'
import { writeAll } from './people.ts'
import { between, seeded } from './random.ts'
import { openSite } from './site.ts'
import type { Place, Site } from './site-parts.ts'
import { watch } from './watch.ts'

/** A fault every `everyMs`, each for at most `longestMs`. */
export type Run = Omit<Place, 'specialBots'> &
  Pace & {
    forMs: number
    /** A busy machine does less in that time: the run continues, up to four times as long, until this much is done. */
    least?: { acknowledged: number; written: number; faults: number }
    /** Leaves out long faults. */
    isShort?: boolean
    /** People's disturbances, and how often; none if absent. */
    disturbed?: { everyMs: number; without: readonly string[] }
    load: Load
    drainMs: number
    note?: (sentence: string) => void
    /** Receives the checker's evidence. */
    keep?: (evidence: Evidence) => void
    /** Aborts the run; everything started is ended. */
    signal?: AbortSignal
  }

export type Report = Verdict & {
  faults: ReadonlyMap<FaultKind, number>
  disturbances: ReadonlyMap<Disturbance, number>
  /** Planned kinds that found nothing to act on. */
  neverInjected: string[]
}

export async function runChaos(run: Run): Promise<Report> {
  const { note = () => undefined } = run
  const chosen = run.disturbed ? disturbancesFor(run, run.disturbed.without) : []
  await using site = await openSite({ ...run, specialBots: specialBotsFor(chosen) })
  const closing: Closing = { at: Number.POSITIVE_INFINITY }
  const aborted = new Promise<never>((_resolve, reject) =>
    run.signal?.addEventListener('abort', () => reject(new Error('the run was ended')), { once: true }),
  )
  try {
    return await Promise.race([play(site, { ...run, note }, chosen, closing), aborted])
  } finally {
    closing.at = Number.NEGATIVE_INFINITY
  }
}

async function play(site: Site, run: Playing, chosen: readonly Disturbance[], closing: Closing): Promise<Report> {
  const { seed, load } = run
  const { journal } = site
  const startedAt = performance.now()
  const note = (sentence: string) =>
    run.note(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(7)} s  ${sentence}`)
  const noted = { ...run, note }
  const watching = watch(site, journal)
  await site.control('POST', '/_sandbox/disorder', disorderOf(seed))
  const input = { seed, closing }
  const isOver = makeEnd(site, run)
  const [injected, disturbed] = await Promise.all([
    Promise.all([injectPlanned(site, noted, isOver), disturb(site, noted, chosen, isOver)]).finally(() => {
      closing.at = performance.now()
    }),
    sendAll(site, journal, load, input),
    sendFiles(site, journal, load, input),
    writeAll(site, journal, load, input),
  ]).then(([all]) => all)
  note(`faults end; ${journal.acked} acknowledged`)
  await drain(site, run.drainMs, note)
  await watching.stop()
  const neverInjected = [...kindsFor(run, run.isShort ?? false), ...chosen].filter(
    (kind) => !injected.has(kind as FaultKind) && !disturbed.has(kind as Disturbance),
  )
  const evidence = await collectEvidence(site, journal, watching)
  run.keep?.(evidence)
  return { ...check(evidence), faults: injected, disturbances: disturbed, neverInjected }
}

type Playing = Run & { note: (sentence: string) => void }
type End = { (): boolean; injected(): void }

function makeEnd({ journal }: Site, { least = { acknowledged: 0, written: 0, faults: 0 }, forMs }: Run): End {
  const startedAt = performance.now()
  let faults = 0
  const isOver = () => {
    const isEnough =
      journal.acked >= least.acknowledged && journal.written.length >= least.written && faults >= least.faults
    return performance.now() - startedAt > forMs * (isEnough ? 1 : 4)
  }
  const injected = () => {
    faults += 1
  }
  return Object.assign(isOver, { injected })
}

function injectPlanned(site: Site, run: Playing, isOver: End): Promise<Map<FaultKind, number>> {
  const { journal } = site
  const plan = planOf(kindsFor(run, run.isShort ?? false), { seed: run.seed, name: 'plan' }, run)
  return injectFaults(site, plan, {
    ...{ effects: faults, name: 'fault', seed: run.seed, isOver },
    note({ kind, forMs }) {
      isOver.injected()
      run.note(`${kind} (${forMs} ms); ${journal.acked} acknowledged, ${journal.written.length} written`)
    },
  })
}

async function disturb(
  site: Site,
  run: Playing,
  chosen: readonly Disturbance[],
  isOver: End,
): Promise<Map<Disturbance, number>> {
  const { seed, disturbed, longestMs } = run
  if (disturbed === undefined || chosen.length === 0) return new Map()
  const plan = planOf(chosen, { seed, name: 'disturbances' }, { everyMs: disturbed.everyMs, longestMs })
  return injectFaults(site, plan, {
    effects: disturbances,
    name: 'disturbance',
    seed,
    isOver,
    note: ({ kind }) => run.note(`  ${kind}`),
  })
}

function disorderOf(seed: number): object {
  const random = seeded(seed, 'disorder')
  return { shuffle: true, duplicate: 0.2, batch: between(random, 2, 8), delayMs: between(random, 10, 80) }
}
