/**
 * What goes wrong, when and for how long, drawn from the seed before anything starts, and how each is done to a site. Faults of the network,
 * the sandbox and the webhook overlap; what is done to a process comes one after the other. Called by chaos.ts.
 */

import type { Journal } from './clients.ts'
import { elapsed } from './fleet.ts'
import type { Weather } from './proxy.ts'
import { between, type Random, seeded, shuffled } from './random.ts'
import type { Site } from './site.ts'

type Act = (site: Site, journal: Journal, random: Random, forMs: number) => Promise<unknown>
export type FaultKind = keyof typeof faults
/** `atMs` from the start. */
export type Planned = { atMs: number; kind: FaultKind; forMs: number }

const inTheAir = "select count(*) as n from messages where lease is not null or state = 'queued'"

export const faults = {
  'gateway killed': (site, _journal, random) =>
    site.fleet.restart(anyGateway(site, random), 'SIGKILL', between(random, 0, 300)),
  'gateway killed with messages claimed': async (site, _journal, random) => {
    await reached(() => Number(site.rows(inTheAir)[0]?.n) >= 3)
    await site.fleet.restart(anyGateway(site, random), 'SIGKILL', between(random, 0, 300))
  },
  'gateway killed at an acknowledgement': async (site, journal, random) => {
    const enough = journal.acked + between(random, 3, 20)
    await reached(() => journal.acked >= enough)
    await site.fleet.restart(anyGateway(site, random), 'SIGKILL', 0)
  },
  'gateway stopped and started': (site, _journal, random) => site.fleet.restart(anyGateway(site, random), 'SIGTERM', 0),
  'gateway paused': (site, _journal, random, forMs) => site.fleet.pause(anyGateway(site, random), forMs),
  'sandbox cut off': weather('graph', () => ({ kind: 'cut' })),
  'sandbox slow': weather('graph', (random) => ({ kind: 'delay', delayMs: between(random, 50, 400) })),
  'sandbox half-open': weather('graph', () => ({ kind: 'halfOpen' })),
  "sandbox's answers lost": weather('graph', () => ({ kind: 'deaf' })),
  'callbacks cut off': weather('callback', () => ({ kind: 'cut' })),
  'callbacks slow': weather('callback', (random) => ({ kind: 'delay', delayMs: between(random, 50, 1_000) })),
  'callbacks half-open': weather('callback', () => ({ kind: 'halfOpen' })),
  "callbacks' answers lost": weather('callback', () => ({ kind: 'deaf' })),
  'clients cut off': weather('door', () => ({ kind: 'cut' })),
  "clients' answers lost": weather('door', () => ({ kind: 'deaf' })),
  'webhook out': async ({ hook }, _journal, _random, forMs) => {
    hook.out(true)
    await elapsed(forMs)
    hook.out(false)
  },
  'Meta answers 429': strike({ kind: 'status', httpStatus: 429, body: 'slow down' }, 1),
  'Meta answers 500': strike({ kind: 'status', httpStatus: 500, body: '<html>oops</html>' }),
  'Meta answers an error of its own': strike({ kind: 'graphError', code: 131_000 }),
  'Meta drops before': strike({ kind: 'dropBefore' }),
  'Meta drops after': strike({ kind: 'dropAfter' }),
  'Meta answers late': strike({ kind: 'delay', delayMs: 700 }),
  'Meta tells first': strike({ kind: 'statusFirst' }),
  'Meta never tells': strike({ kind: 'silence' }),
} satisfies Record<string, Act>

export const faultKinds = Object.keys(faults) as FaultKind[]

/** Every kind comes before one comes again, as far as time allows. */
export function planOf(seed: number, forMs: number, everyMs: number, longestMs: number): Planned[] {
  const random = seeded(seed, 'plan')
  const planned: Planned[] = []
  let left: FaultKind[] = []
  for (let atMs = everyMs; atMs < forMs; atMs += between(random, everyMs / 2, everyMs * 1.5)) {
    if (left.length === 0) left = shuffled(random, faultKinds)
    const kind = left.pop() as FaultKind
    planned.push({ atMs: Math.round(atMs), kind, forMs: between(random, 300, longestMs) })
  }
  return planned
}

/** Each at its time; resolves when all have passed, to how often each happened. Something broken while it was done is thrown. */
export async function inflict(
  site: Site,
  journal: Journal,
  plan: readonly Planned[],
  seed: number,
  note: (planned: Planned) => void,
): Promise<Map<FaultKind, number>> {
  const counts = new Map<FaultKind, number>()
  const startedAt = Date.now()
  await Promise.all(
    plan.map(async (planned, index) => {
      await elapsed(startedAt + planned.atMs - Date.now())
      note(planned)
      await faults[planned.kind](site, journal, seeded(seed, `fault ${index}`), planned.forMs)
      counts.set(planned.kind, (counts.get(planned.kind) ?? 0) + 1)
    }),
  )
  return counts
}

function anyGateway({ fleet }: Site, random: Random): number {
  return between(random, 0, fleet.running.length - 1)
}

/** On one way at a time one weather: a later one ends an earlier one. */
function weather(way: keyof Site['proxies'], make: (random: Random) => Weather): Act {
  return async ({ proxies }, _journal, random, forMs) => {
    proxies[way].set(make(random))
    await elapsed(forMs)
    proxies[way].set({ kind: 'clear' })
  }
}

function strike(fault: object, most = 4): Act {
  return (site, _journal, random) =>
    site.control('POST', '/_sandbox/faults', {
      ...fault,
      every: between(random, 1, 5),
      times: between(random, 1, most),
    })
}

/** A moment that may not come is waited for only so long: the fault happens then. */
async function reached(isReached: () => boolean): Promise<void> {
  const endAt = Date.now() + 1_500
  while (!isReached() && Date.now() < endAt) await elapsed(5)
}
