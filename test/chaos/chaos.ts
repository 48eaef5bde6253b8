/**
 * One run: a site opens, clients and people work while faults come by plan, then the faults end, everything drains, and the checker speaks.
 * Called by run.ts and by test/crash/chaos.test.ts.
 */
import type { Closing } from './ask.ts'
import { sendFiles } from './bulk.ts'
import { check, type Verdict } from './check.ts'
import { type Crowd, sendAll } from './clients.ts'
import { drain } from './drain.ts'
import { type FaultKind, inflict, kindsFor, planOf } from './faults.ts'
import { gather } from './gather.ts'
import { type Journal, newJournal } from './journal.ts'
import { writeAll } from './people.ts'
import { between, seeded } from './random.ts'
import { openSite, type Place, type Site } from './site.ts'
import { watch } from './watch.ts'

export type Run = Place & {
  forMs: number
  /** A busy machine gets less done in that time: it goes on, to three times as long, until so much was acknowledged and written. */
  least?: { acknowledged: number; written: number }
  /** Faults that take long are left out. */
  isShort?: boolean
  crowd: Crowd
  /** From one fault to the next, and how long one lasts at most. */
  everyMs: number
  longestMs: number
  drainMs: number
  note?: (sentence: string) => void
  /** Ends the run early; everything started is ended. */
  signal?: AbortSignal
}

export type Report = Verdict & { faults: ReadonlyMap<FaultKind, number> }

export async function runChaos(run: Run): Promise<Report> {
  const { note = () => undefined } = run
  await using site = await openSite(run)
  const closing: Closing = { at: Number.POSITIVE_INFINITY }
  const aborted = new Promise<never>((_resolve, reject) =>
    run.signal?.addEventListener('abort', () => reject(new Error('the run was ended')), { once: true }),
  )
  try {
    return await Promise.race([play(site, run, closing, note), aborted])
  } finally {
    closing.at = Number.NEGATIVE_INFINITY
  }
}

async function play(site: Site, run: Run, closing: Closing, note: (sentence: string) => void): Promise<Report> {
  const { seed, crowd } = run
  const startedAt = Date.now()
  const saying = (sentence: string) =>
    note(`${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(7)} s  ${sentence}`)
  const journal = newJournal()
  const watching = watch(site)
  await site.control('POST', '/_sandbox/disorder', disorderOf(seed))
  const input = { seed, closing }
  const [faults] = await Promise.all([
    inflictRounds(site, run, journal, saying).finally(() => {
      closing.at = Date.now()
    }),
    sendAll(site, journal, crowd, input),
    sendFiles(site, journal, crowd, input),
    writeAll(site, journal, crowd, input),
  ])
  saying(`faults end; ${journal.acked} acknowledged`)
  await drain(site, run.drainMs, saying)
  await watching.stop()
  return { ...check(await gather(site, journal, watching)), faults }
}

async function inflictRounds(
  site: Site,
  run: Run,
  journal: Journal,
  saying: (sentence: string) => void,
): Promise<Map<FaultKind, number>> {
  const struck = new Map<FaultKind, number>()
  const kinds = kindsFor(run, run.isShort ?? false)
  const forMs = run.forMs - run.longestMs
  for (let round = 0; round < 3 && (round === 0 || !isEnough(run, journal)); round++) {
    const seed = run.seed + round
    const faults = await inflict(
      site,
      journal,
      planOf(kinds, { ...run, seed, forMs }),
      seed,
      ({ kind, forMs: lasts }) =>
        saying(`${kind} (${lasts} ms); ${journal.acked} acknowledged, ${journal.written.length} written`),
    )
    for (const [kind, count] of faults) struck.set(kind, (struck.get(kind) ?? 0) + count)
  }
  return struck
}

function isEnough({ least }: Run, { acked, written }: Journal): boolean {
  return least === undefined || (acked >= least.acknowledged && written.length >= least.written)
}

function disorderOf(seed: number): object {
  const random = seeded(seed, 'disorder')
  return { shuffle: true, duplicate: 0.2, batch: between(random, 2, 8), delayMs: between(random, 10, 80) }
}
