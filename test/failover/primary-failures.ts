/**
 * The ways in which a primary fails, each from a working pair to one that works again, or will when the other follows.
 * Their random parts come from the seed.
 */

import { between, oneOf, type Random } from '../chaos/random.ts'
import type { PairNode } from '../support/postgres-pair.ts'
import { database, type Site, swap } from './site.ts'

type Failure = (site: Site, random: Random) => Promise<void>

const elapsed = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Connections to the old primary end with it; the moving address leads to the new one. */
async function promoteStandby(site: Site, random: Random): Promise<void> {
  await site.standby.promote()
  // A cluster manager that does not insist on two copies; one that does lets commits wait until there are two again.
  if (random() < 0.5) await site.standby.waitForStandby(false)
  site.moving.setTarget(site.standby.urlOf(database))
  swap(site)
}

/** From now on commits stay unanswered: no other server has them. */
async function leaveAlone({ primary, standby }: Site): Promise<void> {
  standby.replication.setTarget(undefined)
  standby.replication.set('closed')
  await untilCommitsWait(primary)
}

const waitingCommits = `select pid from pg_stat_activity where wait_event = 'SyncRep'`

async function untilCommitsWait(node: PairNode): Promise<void> {
  const endAt = Date.now() + 5_000
  while ((await node.asked(waitingCommits)).length === 0 && Date.now() < endAt) await elapsed(5)
}

/** The next commits lose their connection, before or after the server has them. */
function cutAtCommits({ moving, ways, primary }: Site, random: Random): void {
  for (const relay of [moving, ways[primary.name]]) relay.cutAtCommit(oneOf(random, ['before', 'after'] as const))
}

export const failures = {
  crash: async (site, random) => {
    if (random() < 0.5) cutAtCommits(site, random)
    await elapsed(between(random, 0, 20))
    await site.primary.stop('immediate')
    await promoteStandby(site, random)
  },
  /** Its machine is gone: connections are not closed, nothing answers. A proxy in front would see it and close them. */
  'silent crash': async (site, random) => {
    site.ways[site.primary.name].set('swallowing')
    site.moving.set('swallowing')
    await site.primary.stop('immediate')
    await promoteStandby(site, random)
    site.moving.set('clear')
  },
  switchover: async (site, random) => {
    await site.primary.stop('fast')
    await promoteStandby(site, random)
  },
  'cut apart': async (site, random) => {
    await leaveAlone(site)
    const end = oneOf(random, ['pg_terminate_backend', 'pg_cancel_backend', undefined] as const)
    if (end) await site.primary.asked(`select ${end}(pid) from (${waitingCommits}) as waiting`)
    await elapsed(between(random, 0, 100))
    const old = site.primary
    await promoteStandby(site, random)
    await elapsed(between(random, 0, 200))
    await old.stop('immediate')
  },
  'back as itself': async (site, random) => {
    await leaveAlone(site)
    await site.primary.stop('immediate')
    await elapsed(between(random, 0, 50))
    await site.primary.start()
    await elapsed(between(random, 0, 200))
    await rejoin(site)
  },
  /** Commits that only it had must not have been acknowledged meanwhile. */
  'back as itself, then gone': async (site, random) => {
    await leaveAlone(site)
    await site.primary.stop('immediate')
    await site.primary.start()
    await elapsed(between(random, 100, 400))
    await site.primary.stop('immediate')
    await promoteStandby(site, random)
  },
  /**
   * The new one fails before any standby follows it, and so has acknowledged nothing: the old one continues as it was.
   */
  'two falls': async (site, random) => {
    if (random() < 0.5) await leaveAlone(site)
    else cutAtCommits(site, random)
    await site.primary.stop('immediate')
    await site.standby.promote()
    site.moving.setTarget(site.standby.urlOf(database))
    await untilCommitsWait(site.standby)
    await elapsed(between(random, 0, 100))
    await site.standby.stop('immediate')
    await site.primary.start()
    site.moving.setTarget(site.primary.urlOf(database))
  },
} satisfies Record<string, Failure>

export type FailureKind = keyof typeof failures

/** It takes seconds until the timeout: it comes more rarely. */
export function drawFailure(random: Random): FailureKind {
  const names = Object.keys(failures) as FailureKind[]
  const drawn = oneOf(random, names)
  return drawn === 'silent crash' && random() < 0.7 ? 'crash' : drawn
}

/** A standby that was cut off finds its primary again. */
async function rejoin({ primary, standby }: Site): Promise<void> {
  standby.replication.setTarget(primary.urlOf('postgres'))
  standby.replication.set('clear')
}

/** The other server follows the primary, whatever it was before, and commits wait for it. */
export async function mend(site: Site): Promise<void> {
  const { primary, standby } = site
  const [followed] = await primary.asked(`select 1 from pg_stat_replication where state = 'streaming'`)
  if (!followed && (await isStandbyOf(site))) await rejoin(site)
  else if (!followed) await standby.follow(primary)
  site.ways[standby.name].set('clear')
  await primary.waitForStandby(true)
}

/** It still is, only its connection was cut. */
async function isStandbyOf({ standby }: Site): Promise<boolean> {
  const [found] = await standby.asked('select pg_is_in_recovery() as is_standby').catch(() => [])
  return found?.is_standby === true
}
