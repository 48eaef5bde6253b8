/**
 * One run: a site opens, clients and people work while faults come by plan, then the faults end, everything drains, and the checker speaks.
 * Called by run.ts and by test/crash/chaos.test.ts.
 */
import { check, type Evidence, type Shown, type Verdict } from './check.ts'
import { type Closing, type Crowd, type Journal, sendAll, writeAll } from './clients.ts'
import { type FaultKind, inflict, type Planned, planOf } from './faults.ts'
import { between, seeded } from './random.ts'
import { openSite, type Site, until } from './site.ts'
import { type Watch, watch } from './watch.ts'

export type Run = {
  seed: number
  forMs: number
  /** A busy machine gets less done in that time: it goes on, to three times as long, until so much was acknowledged and written. */
  least?: { acknowledged: number; written: number }
  gateways?: number
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
  const { seed, note = () => undefined } = run
  await using site = await openSite(seed, run.gateways)
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
  const { seed, forMs, crowd } = run
  const startedAt = Date.now()
  const saying = (sentence: string) =>
    note(`${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(7)} s  ${sentence}`)
  const journal: Journal = { sent: [], written: [], acked: 0 }
  const watching = watch(site)
  await site.control('POST', '/_sandbox/disorder', disorderOf(seed))
  const input = { seed, closing }
  const inflictRounds = async () => {
    const struck = new Map<Planned['kind'], number>()
    for (let round = 0; round < 3 && (round === 0 || !isEnough(run, journal)); round++) {
      const plan = planOf(seed + round, forMs - run.longestMs, run.everyMs, run.longestMs)
      const faults = await inflict(site, journal, plan, seed + round, ({ kind, forMs: lasts }) =>
        saying(`${kind} (${lasts} ms); ${journal.acked} acknowledged, ${journal.written.length} written`),
      )
      for (const [kind, count] of faults) struck.set(kind, (struck.get(kind) ?? 0) + count)
    }
    return struck
  }
  const [faults] = await Promise.all([
    inflictRounds().finally(() => {
      closing.at = Date.now()
    }),
    sendAll(site, journal, crowd, input),
    writeAll(site, journal, crowd, input),
  ])
  saying(`faults end; ${journal.acked} acknowledged`)
  await drain(site, run.drainMs, saying)
  await watching.stop()
  const { violations, counts } = check(await gather(site, journal, watching))
  return { violations, counts: { ...counts, 'starts that had to be repeated': site.fleet.repeatedStarts() }, faults }
}

function isEnough({ least }: Run, { acked, written }: Journal): boolean {
  return least === undefined || (acked >= least.acknowledged && written.length >= least.written)
}

function disorderOf(seed: number): object {
  const random = seeded(seed, 'disorder')
  return { shuffle: true, duplicate: 0.2, batch: between(random, 2, 8), delayMs: between(random, 10, 80) }
}

const unsent = "select count(*) as n from messages where state in ('queued', 'sending')"
const untold = "select count(*) as n from deliveries where state = 'waiting'"

async function drain(site: Site, withinMs: number, saying: (sentence: string) => void): Promise<void> {
  for (const proxy of Object.values(site.proxies)) proxy.set({ kind: 'clear' })
  await site.control('DELETE', '/_sandbox/faults')
  site.hook.behave()
  await until(() => site.rows(unsent)[0]?.n === 0, 'everything has left', withinMs)
  saying('everything has left')
  // Nothing is sent any more, so that no rate gains by it: what Meta would try again in minutes comes now.
  await site.control('POST', '/_sandbox/disorder', {})
  await site.control('POST', '/_sandbox/clock', { advanceMs: 3_600_000 })
  const isTold = async () => {
    const { pending } = (await site.control('GET', '/_sandbox/stats')) as { pending: Record<string, number> }
    return Object.values(pending).every((count) => count === 0)
  }
  await until(isTold, 'Meta has told everything', withinMs)
  const endpoints = site.rows('select id from endpoints')
  const isHeard = async () => {
    for (const { id } of endpoints) await site.manage('POST', `/manage/v1/endpoints/${id}/resume`)
    return site.rows(untold)[0]?.n === 0
  }
  await until(isHeard, 'the webhook has taken everything', withinMs)
  saying('everything is told')
}

async function gather(site: Site, journal: Journal, watched: Watch): Promise<Evidence> {
  return {
    journal,
    watched,
    phones: await phonesOf(site),
    received: site.hook.receiver.received,
    taken: site.hook.taken,
    messages: site.rows('select seq, id, content, state, lease, possible_double from messages'),
    attempts: site.rows('select message_seq, outcome from attempts'),
    events: site.rows(`select id, type, message_id, body from events where type in (${told}) order by seq`),
  }
}

const told = ['message', 'delivered_channel', 'delivered_user', 'read', 'failed', 'reply'].map((type) => `'${type}'`)

/** Whole, a page at a time from the newest to the oldest. */
async function phonesOf(site: Site): Promise<Shown[]> {
  const pages: Shown[][] = []
  for (let before: number | undefined; ; before = pages[0]?.[0]?.seq) {
    const query = before === undefined ? '' : `&before=${before}`
    const page = (await site.control('GET', `/_sandbox/messages?limit=5000${query}`)) as Shown[]
    if (page.length === 0) return pages.flat()
    pages.unshift(page)
  }
}
