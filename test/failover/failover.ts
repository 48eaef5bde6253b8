/**
 * Failures of a primary, one after the other by seed, while programs write through two gateways. After each,
 * acknowledged messages are looked up in the rows; when everything has drained, on the phones.
 */

import { oneOf, type Random, seeded, shuffled } from '../chaos/random.ts'
import { eventually } from '../support/gateway.ts'
import { checkPhones, checkRows } from './check.ts'
import { type Sent, startClients } from './clients.ts'
import { drawFailure, type FailureKind, failures, mend } from './primary-failures.ts'
import { database, openSite, type Site } from './site.ts'

export type Report = {
  violations: string[]
  counts: {
    rounds: number
    acknowledged: number
    'requested without a key, uncertain': number
    'messages of people': number
    'arrivals on phones': number
    'on a phone twice, marked': number
    'marked possibleDouble': number
  }
  /** From the first commit of any client at the new primary to the first 200 of each gateway, ms; by failure. */
  acceptedAfterMs: Map<FailureKind, number[]>
}

export type Options = {
  seed: number
  rounds: number
  /** Each once before any comes twice. */
  isEven?: boolean
  note?: (sentence: string) => void
  isStopped?: () => boolean
}

/** Then a new pair: the data would grow, and with it the time of every copy. */
const roundsOfSite = 25
const clients = 8

export async function runFailovers({
  seed,
  rounds,
  isEven = false,
  note = () => {},
  isStopped = () => false,
}: Options) {
  const random = seeded(seed, 'failover')
  const report = emptyReport()
  const names = shuffled(random, Object.keys(failures) as FailureKind[])
  for (let round = 0; round < rounds && !isStopped(); ) {
    await using site = await openSite()
    const journal: Sent[] = []
    const received: string[] = []
    for (let of = 0; of < roundsOfSite && round < rounds && !isStopped(); of++, round++) {
      const name = isEven ? (names[round % names.length] as FailureKind) : drawFailure(random)
      const before = report.violations.length
      await oneRound(site, { name, round, random, journal, received, report })
      report.counts.rounds += 1
      for (const violation of report.violations.slice(before)) note(`round ${round} (${name}): ${violation}`)
    }
    const before = report.violations.length
    await drained(site, journal, received, report)
    for (const violation of report.violations.slice(before)) note(`until round ${round}: ${violation}`)
    note(
      `${report.counts.rounds} rounds, ${report.counts.acknowledged} acknowledged, ${report.violations.length} violations`,
    )
  }
  return report
}

function emptyReport(): Report {
  return {
    violations: [],
    counts: {
      rounds: 0,
      acknowledged: 0,
      'requested without a key, uncertain': 0,
      'messages of people': 0,
      'arrivals on phones': 0,
      'on a phone twice, marked': 0,
      'marked possibleDouble': 0,
    },
    acceptedAfterMs: new Map(),
  }
}

type Round = {
  name: FailureKind
  round: number
  random: Random
  journal: Sent[]
  received: string[]
  report: Report
}

async function oneRound(site: Site, { name, round, random, journal, received, report }: Round): Promise<void> {
  const running = startClients(site, round, clients)
  await eventually(
    () => running.journal.filter(({ ackedAt }) => ackedAt).length > clients,
    "the clients' answers are here",
  )
  for (const word of ['before', 'meanwhile']) {
    received.push(`in.${round}.${word}`)
    const from = oneOf(random, ['593910000000', '593910000001'])
    await site.control('POST', '/_sandbox/inbound', { from, type: 'text', text: received.at(-1) })
    if (word === 'before') await failures[name](site, random)
  }
  const standing = firstCommit(site)
  await mend(site)
  const readyAt = await standing
  const after: number[] = []
  for (const gateway of site.gateways.keys()) {
    const first = await eventually(
      () => running.journal.find((sent) => sent.gateway === gateway && (sent.ackedAt ?? 0) > readyAt),
      `gateway ${gateway} accepts after ${name} in round ${round}`,
      30_000,
    )
    after.push((first.ackedAt ?? 0) - readyAt)
  }
  await running.stop()
  report.acceptedAfterMs.set(name, [...(report.acceptedAfterMs.get(name) ?? []), ...after])
  journal.push(...running.journal)
  const taken = running.journal.filter(({ ids }) => ids.size > 0)
  report.counts.acknowledged += taken.length
  report.counts['requested without a key, uncertain'] += running.journal.length - taken.length
  say(report, await checkRows(site, running.journal, []))
}

/** Each once, however often it is found. */
function say({ violations }: Report, found: string[]): void {
  for (const violation of found) if (!violations.includes(violation)) violations.push(violation)
}

/** The answer to any client's first commit at the new primary: later time is the gateways' share. */
async function firstCommit({ primary }: Site): Promise<number> {
  await primary.askedOf(database, 'insert into probe values (1)')
  return performance.now()
}

const unfinished = `select count(*) as n from messages where state not in ('delivered', 'read', 'failed')`
const leftOver = `select state, count(*), min(content) as one, max(due_at) as due_at, max(reconcile_at) as reconcile_at
  from messages where state not in ('delivered', 'read', 'failed') group by state`
const drainMs = 60_000

async function drained(site: Site, journal: Sent[], received: string[], report: Report): Promise<void> {
  const count = async () => Number((await site.primary.askedOf(database, unfinished))[0]?.n)
  await eventually(async () => (await count()) === 0, 'everything is sent', drainMs).catch(async (error: unknown) => {
    const left = await site.primary.askedOf(database, leftOver)
    say(report, [`${error}: ${JSON.stringify(left)}`])
  })
  const missing = async () => (await checkRows(site, journal, received)).length === 0
  // Meta repeats webhooks that were not accepted.
  await eventually(missing, 'what people wrote is there', drainMs).catch(() => {})
  say(report, await checkRows(site, journal, received))
  const phones = await checkPhones(site, journal)
  say(report, phones.violations)
  report.counts['messages of people'] += received.length
  report.counts['arrivals on phones'] += phones.shown
  report.counts['on a phone twice, marked'] += phones.doubled
  report.counts['marked possibleDouble'] += phones.marked
}
