/**
 * One run: a site opens, clients and people work while faults come by plan, then the faults end, everything drains, and the checker speaks.
 * Called by run.ts and by test/crash/chaos.test.ts.
 */
import type { Closing } from './ask.ts'
import { sendFiles } from './bulk.ts'
import { check, type Verdict } from './check.ts'
import { type Crowd, sendAll } from './clients.ts'
import { drain } from './drain.ts'
import { type FaultKind, inflict, kindsFor, type Pace, planOf } from './faults.ts'
import { gather } from './gather.ts'
import { type Journal, newJournal } from './journal.ts'
import { writeAll } from './people.ts'
import { between, seeded } from './random.ts'
import { openSite, type Place, type Site } from './site.ts'
import { watch } from './watch.ts'

/** From one fault to the next `everyMs`, and one lasts at most `longestMs`. */
export type Run = Place &
  Pace & {
    forMs: number
    /** A busy machine gets less done in that time: it goes on, to four times as long, until so much was done. */
    least?: { acknowledged: number; written: number; faults: number }
    /** Faults that take long are left out. */
    isShort?: boolean
    crowd: Crowd
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
  const watching = watch(site, journal)
  await site.control('POST', '/_sandbox/disorder', disorderOf(seed))
  const input = { seed, closing }
  const [faults] = await Promise.all([
    inflictAll(site, run, journal, saying).finally(() => {
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

function inflictAll(
  site: Site,
  run: Run,
  journal: Journal,
  saying: (sentence: string) => void,
): Promise<Map<FaultKind, number>> {
  const startedAt = Date.now()
  let faults = 0
  const isOver = () => {
    const tookMs = Date.now() - startedAt
    const { least = { acknowledged: 0, written: 0, faults: 0 } } = run
    const isEnough =
      journal.acked >= least.acknowledged && journal.written.length >= least.written && faults >= least.faults
    return tookMs > run.forMs * (isEnough ? 1 : 4)
  }
  const plan = planOf(kindsFor(run, run.isShort ?? false), run.seed, run)
  return inflict(site, journal, plan, {
    seed: run.seed,
    isOver,
    note({ kind, forMs }) {
      faults += 1
      saying(`${kind} (${forMs} ms); ${journal.acked} acknowledged, ${journal.written.length} written`)
    },
  })
}

function disorderOf(seed: number): object {
  const random = seeded(seed, 'disorder')
  return { shuffle: true, duplicate: 0.2, batch: between(random, 2, 8), delayMs: between(random, 10, 80) }
}
