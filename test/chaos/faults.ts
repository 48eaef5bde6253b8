/**
 * The faults, their times and durations, drawn from the seed before anything starts, and how each acts on a site.
 * Faults overlap; those of one process run one after the other.
 */
import { execFileSync } from 'node:child_process'
import { databaseFaults } from './database-faults.ts'
import type { FaultEffect, FaultInput } from './fault-effect.ts'
import { elapsed } from './gateways.ts'
import type { Condition, Route } from './proxy.ts'
import { between, oneOf, type Random, seeded, shuffled } from './random.ts'
import { sandboxFaults } from './sandbox-faults.ts'
import type { Place, Site } from './site-parts.ts'

export type FaultKind = keyof typeof faults
/** `gapMs`: the time since the previous one. */
export type Planned<Kind extends string = FaultKind> = { gapMs: number; kind: Kind; forMs: number }

const inTheAir = "select count(*) as n from messages where lease is not null or state = 'queued'"

/** Faults of one process. */
const processFaults = {
  'gateway killed': ({ site, random }) => killed(site, anyGateway(site, random), random),
  'gateway killed with messages claimed': async ({ site, random }) => {
    await reached(async () => Number((await site.rows(inTheAir))[0]?.n) >= 3)
    await killed(site, anyGateway(site, random), random)
  },
  'gateway killed at an acknowledgement': async ({ site, journal, random }) => {
    const enough = journal.acked + between(random, 3, 20)
    await reached(async () => journal.acked >= enough)
    await site.fleet.restart(anyGateway(site, random), 'SIGKILL', 0)
  },
  'gateway stopped and started': ({ site, random }) => site.fleet.restart(anyGateway(site, random), 'SIGTERM', 0),
  'gateway paused': ({ site, random, forMs }) => site.fleet.pause(anyGateway(site, random), forMs),
} satisfies Record<string, FaultEffect>

/** Faults that need other running processes, or a lease. */
const fleetFaults = {
  'gateway paused past its lease': ({ site, random }) =>
    site.fleet.pause(anyGateway(site, random), between(random, 8_000, 12_000)),
  /** Its claimed messages reach it once it no longer owns them. */
  'gateway paused past its lease between claim and send': async ({ site, random }) => {
    const index = anyGateway(site, random)
    const route = site.database.routes[index]
    route?.set({ kind: 'delay', delayMs: between(random, 50, 200) })
    await reached(async () => Number((await site.rows(inTheAir))[0]?.n) >= 3)
    await site.fleet.pause(index, between(random, 8_000, 12_000))
    route?.set({ kind: 'clear' })
  },
  'all gateways killed': ({ site, random }) =>
    Promise.all(site.dataDirs.map((_dir, index) => killed(site, index, random))),
  'gateways restarted in rotation': async ({ site }) => {
    for (const index of site.dataDirs.keys()) await site.fleet.restart(index, 'SIGTERM', 0)
  },
  'database cut off from a gateway': networkFault(databaseRoutes, () => ({ kind: 'cut' })),
  'database slow for a gateway': networkFault(databaseRoutes, (random) => ({
    kind: 'delay',
    delayMs: between(random, 5, 150),
  })),
  'database half-open for a gateway': networkFault(databaseRoutes, () => ({ kind: 'halfOpen' })),
  "database's answers lost to a gateway": networkFault(databaseRoutes, () => ({ kind: 'deaf' })),
  "a gateway's statements lost": networkFault(databaseRoutes, () => ({ kind: 'mute' })),
  'a gateway past its lease without database': (input) =>
    networkFault(databaseRoutes, (random) => ({ kind: oneOf(random, ['cut', 'halfOpen', 'deaf', 'mute']) }))({
      ...input,
      forMs: between(input.random, 8_000, 12_000),
    }),
} satisfies Record<string, FaultEffect>

const networkFaults = {
  'sandbox cut off': networkFault(graphs, () => ({ kind: 'cut' })),
  'sandbox slow': networkFault(graphs, (random) => ({ kind: 'delay', delayMs: between(random, 50, 400) })),
  'sandbox half-open': networkFault(graphs, () => ({ kind: 'halfOpen' })),
  "sandbox's answers lost": networkFault(graphs, () => ({ kind: 'deaf' })),
  '502 although Meta accepted': networkFault(graphs, () => ({ kind: 'badGateway' })),
  'callbacks cut off': networkFault(callbacks, () => ({ kind: 'cut' })),
  'callbacks slow': networkFault(callbacks, (random) => ({ kind: 'delay', delayMs: between(random, 50, 1_000) })),
  'callbacks half-open': networkFault(callbacks, () => ({ kind: 'halfOpen' })),
  "callbacks' answers lost": networkFault(callbacks, () => ({ kind: 'deaf' })),
  'clients cut off': networkFault(doors, () => ({ kind: 'cut' })),
  "clients' answers lost": networkFault(doors, () => ({ kind: 'deaf' })),
  'webhook out': async ({ site: { webhook }, forMs }) => {
    webhook.out(true)
    await elapsed(forMs)
    webhook.out(false)
  },
  /** Up to and beyond a gateway's timeout. */
  'webhook slow': async ({ site: { webhook }, random, forMs }) => {
    webhook.slow(between(random, 500, 3_500))
    await elapsed(forMs)
    webhook.slow(0)
  },
} satisfies Record<string, FaultEffect>

const fileFaults = {
  'disk of the gateway full': ({ site, forMs }) => withoutRoom(site.fleet.running[0]?.pid, forMs),
} satisfies Record<string, FaultEffect>

export const faults = {
  ...processFaults,
  ...networkFaults,
  ...sandboxFaults,
  ...fleetFaults,
  ...databaseFaults,
  ...fileFaults,
}

/** Longer than a short run. */
const longKinds: readonly string[] = [
  'gateway paused past its lease',
  'gateway paused past its lease between claim and send',
  'a gateway past its lease without database',
] satisfies FaultKind[]

export function kindsFor({ store, gateways }: Pick<Place, 'store' | 'gateways'>, isShort: boolean): FaultKind[] {
  const everywhere = { ...processFaults, ...networkFaults, ...sandboxFaults }
  const here = store === 'sqlite' ? fileFaults : { ...fleetFaults, ...databaseFaults }
  const kinds = Object.keys({ ...everywhere, ...here }) as FaultKind[]
  return kinds.filter((kind) => !(longKinds.includes(kind) && (isShort || gateways === 1)))
}

export type Pace = { everyMs: number; longestMs: number }

/** Endless. Every kind occurs before one repeats. */
export function* planOf<Kind extends string>(
  kinds: readonly Kind[],
  { seed, name }: { seed: number; name: string },
  { everyMs, longestMs }: Pace,
): Generator<Planned<Kind>> {
  const random = seeded(seed, name)
  for (;;) {
    for (const kind of shuffled(random, kinds))
      yield { gapMs: between(random, everyMs / 2, everyMs * 1.5), kind, forMs: between(random, 300, longestMs) }
  }
}

/** Acknowledgements between two faults; on a busy machine faults wait for them, but not for ever. */
const leastBetween = 4
const longestGapMs = 15_000

/**
 * Starts faults one after the other, each continuing while the next starts, until `isOver`; resolves once all have
 * passed, to the count of each kind. Throws a fault's error.
 */
export async function injectFaults<Kind extends string>(
  site: Site,
  plan: Iterable<Planned<Kind>>,
  { effects, name, seed, isOver, note }: InjectionOptions<Kind>,
): Promise<Map<Kind, number>> {
  const { journal } = site
  const counts = new Map<Kind, number>()
  const lasting: Promise<void>[] = []
  const inject = async (kind: Kind, input: FaultInput) => {
    if ((await effects[kind](input)) !== false) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  for (const planned of plan) {
    const { gapMs, kind, forMs } = planned
    const enough = journal.acked + leastBetween
    await elapsed(gapMs)
    await reached(async () => journal.acked >= enough || isOver(), longestGapMs)
    if (isOver()) break
    note(planned)
    const turn = lasting.length
    const injected = inject(kind, { site, journal, random: seeded(seed, `${name} ${turn}`), forMs, turn })
    // Thrown by the `Promise.all` below.
    injected.catch(() => undefined)
    lasting.push(injected)
  }
  await Promise.all(lasting)
  return counts
}

type InjectionOptions<Kind extends string> = {
  effects: Readonly<Record<Kind, FaultEffect>>
  /** The name of the random stream. */
  name: string
  seed: number
  isOver(): boolean
  note(planned: Planned<Kind>): void
}

function anyGateway({ fleet }: Site, random: Random): number {
  return between(random, 0, fleet.running.length - 1)
}

function killed({ fleet }: Site, index: number, random: Random): Promise<void> {
  return fleet.restart(index, 'SIGKILL', between(random, 0, 300))
}

type ChooseRoutes = (site: Site, random: Random) => readonly Route[]

/** One gateway's, or now and then all. */
function graphs(site: Site, random: Random): readonly Route[] {
  return random() < 0.4 ? site.graphs : [oneOf(random, site.graphs)]
}

function databaseRoutes(site: Site, random: Random): readonly Route[] {
  return [oneOf(random, site.database.routes)]
}

function doors(site: Site, random: Random): readonly Route[] {
  return random() < 0.4 ? site.doors : [oneOf(random, site.doors)]
}

function callbacks({ callback }: Site): readonly Route[] {
  return [callback]
}

/** A route has one condition at a time: a later one replaces an earlier one. */
function networkFault(choose: ChooseRoutes, make: (random: Random) => Condition): FaultEffect {
  return async ({ site, random, forMs }) => {
    const routes = choose(site, random)
    const next = make(random)
    for (const route of routes) route.set(next)
    await elapsed(forMs)
    for (const route of routes) route.set({ kind: 'clear' })
  }
}

/**
 * No file of the process may grow: the system's error equals that of a full disk. Linux only; elsewhere it does
 * nothing.
 */
async function withoutRoom(pid: number | undefined, forMs: number): Promise<void> {
  if (pid === undefined || process.platform !== 'linux') return
  const limit = (bytes: string) => {
    try {
      execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], { stdio: 'ignore' })
    } catch {
      // The process has ended, or the tool is missing.
    }
  }
  limit('4096')
  await elapsed(forMs)
  limit('unlimited')
}

/** Waits only this long for a moment that may not come; the fault then strikes anyway. */
async function reached(isReached: () => Promise<boolean>, withinMs = 1_500): Promise<void> {
  const endAt = performance.now() + withinMs
  while (!(await isReached()) && performance.now() < endAt) await elapsed(5)
}
