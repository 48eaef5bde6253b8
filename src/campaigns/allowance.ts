/**
 * What campaigns may send now, by what Meta allows their numbers (model/campaign/allowance.ts). People who were reached
 * are counted from the stored messages, so a restart forgets nothing; between two counts the rows that were taken are
 * added. Bots of other processes, and single sends, are seen at the next count: nothing holds these back.
 */
import type { Bot } from '../model/bot/bot.ts'
import { rateOf } from '../model/bot/shared-number.ts'
import { allowanceOf, type KnownStanding, portfolioOf, type Spread, spreadOf } from '../model/campaign/allowance.ts'
import { minuteMs } from '../model/time.ts'
import type { CampaignRecord } from '../store/campaigns/campaigns.ts'
import type { Store } from '../store/store.ts'

export type AllowanceDeps = {
  store: Pick<Store, 'bots' | 'standing' | 'peopleReached' | 'activeCampaigns'>
  clock: () => number
}

/** Of one bot, for one turn of the feeder. */
export type Room = {
  /** At most `wanted` rows may be taken now; `aheadMs`: how far ahead of the pace. */
  rows(isMarketing: boolean, wanted: number, aheadMs: number): number
  /** One row is taken, to be due at `slotAt` at the earliest: when it is due. */
  take(isMarketing: boolean, slotAt: number): number
  /** So many of the rows taken are stored, or never will be: a count that begins from now on sees them. */
  stored(rows: number): void
}

/** Rows to send; `besides`: their campaign, whose own rows come before no others. */
export type Planned = { rows: number; isMarketing: boolean; startAt: number; besides?: string }

/** Counts are shared: however many campaigns and callers ask, the messages of a day are read as often. */
export type Allowances = {
  of(bot: Bot): Promise<Room>
  /** How rows, by their number, will be spread if they are sent from `startAt` on. */
  spread(bot: Bot, planned: Planned): Promise<Spread>
}

/** How a number stands changes some times a day. */
const standingMs = 10_000
/** A count reads a day's template messages: 1.2 s for 49,000 on SQLite, in the thread of slow reads. */
const countMs = minuteMs
/** Without room the rows wait for the next count. */
const fullMs = 10_000
/** So counts take at most a twentieth of that thread's time. */
const restPerWork = 20

/** `taken`: since the count; `stored`: how many of them a count that begins now will see. */
type Count = { at: number; used: number; taken: number; stored: number; restMs: number }
const uncounted: Count = { at: 0, used: 0, taken: 0, stored: 0, restMs: 0 }

export function createAllowances(deps: AllowanceDeps): Allowances {
  const { clock } = deps
  const standings = new Map<string, { at: number; of: KnownStanding }>()
  const counts = createCounts(deps)
  /** By bot: when its slowed marketing may go on. */
  const marketingAt = new Map<string, number>()

  async function standingFor(bot: Bot): Promise<KnownStanding> {
    const known = standings.get(bot.id)
    if (known !== undefined && isFresh(known.at, clock(), standingMs)) return known.of
    const of = await standingOf(deps, bot)
    standings.set(bot.id, { at: clock(), of })
    return of
  }

  return {
    async of(bot) {
      const standing = await standingFor(bot)
      const [all, marketing] = [allowanceOf(bot, standing, false), allowanceOf(bot, standing, true)]
      if (Number.isFinite(all.people)) await counts.renew(bot, marketing.people)
      const byKind = (isMarketing: boolean) => (isMarketing ? marketing : all)
      const isSlow = (isMarketing: boolean) => byKind(isMarketing).perSecond < rateOf(bot)
      const key = (isMarketing: boolean) => `${bot.id} ${isMarketing}`
      return {
        rows(isMarketing, wanted, aheadMs) {
          const { people, perSecond } = byKind(isMarketing)
          const { used, taken } = counts.of(bot)
          const free = Math.max(0, people - used - taken)
          if (!isSlow(isMarketing)) return Math.min(wanted, free)
          const now = clock()
          const dueAt = Math.max(now, marketingAt.get(key(isMarketing)) ?? 0)
          const paced = perSecond === 0 ? 0 : Math.ceil(Math.max(0, (now + aheadMs - dueAt) * perSecond) / 1_000)
          return Math.min(wanted, free, paced)
        },
        take(isMarketing, slotAt) {
          counts.of(bot).taken += 1
          if (!isSlow(isMarketing)) return slotAt
          const at = Math.max(slotAt, marketingAt.get(key(isMarketing)) ?? 0)
          marketingAt.set(key(isMarketing), at + 1_000 / byKind(isMarketing).perSecond)
          return Math.floor(at)
        },
        stored(rows) {
          counts.of(bot).stored += rows
        },
      }
    },
    async spread(bot, { rows, isMarketing, startAt, besides }) {
      const now = clock()
      const allowance = allowanceOf(bot, await standingFor(bot), isMarketing)
      const input = { allowance, rows, startAt: Math.max(now, startAt) }
      if (!Number.isFinite(allowance.people)) return spreadOf({ ...input, ahead: 0, used: 0 })
      await counts.renew(bot, allowance.people)
      const { used, taken } = counts.of(bot)
      return spreadOf({ ...input, ahead: await aheadOf(deps, bot, besides), used: used + taken })
    },
  }
}

/** How many people each portfolio reached: counted again from time to time, one count at once. */
function createCounts(deps: AllowanceDeps) {
  const { clock } = deps
  const counts = new Map<string, Count>()
  const counting = new Map<string, Promise<void>>()

  const of = (bot: Bot): Count => counts.get(portfolioOf(bot)) ?? { ...uncounted }

  async function count(bot: Bot): Promise<void> {
    const [at, startedAt, before] = [clock(), performance.now(), of(bot).stored]
    const used = await usedBy(deps, bot)
    const restMs = (performance.now() - startedAt) * restPerWork
    // Rows that were not stored when it began, or were taken meanwhile, may not be among those counted.
    const { taken, stored } = of(bot)
    counts.set(portfolioOf(bot), { at, used, taken: taken - before, stored: stored - before, restMs })
  }

  function startCount(bot: Bot): Promise<void> {
    const portfolio = portfolioOf(bot)
    const running = counting.get(portfolio) ?? count(bot).finally(() => counting.delete(portfolio))
    counting.set(portfolio, running)
    return running
  }

  return {
    of,
    /**
     * Waits only for a count that is missing or too old: in its second half of life it is renewed beside the turns.
     * Sooner when the room for `people` is used up: some of the rows may have gone to open windows.
     */
    async renew(bot: Bot, people: number): Promise<void> {
      const known = counts.get(portfolioOf(bot))
      if (known === undefined) return startCount(bot)
      const isFull = known.used + known.taken >= people
      const pauseMs = Math.max(isFull ? (known.taken > 0 ? fullMs / 10 : fullMs) : countMs, known.restMs)
      if (!isFresh(known.at, clock(), pauseMs)) return startCount(bot)
      // Its failure is met by whoever waits for the next one.
      if (!isFresh(known.at, clock(), pauseMs / 2)) startCount(bot).catch(() => {})
    },
  }
}

function isFresh(at: number, now: number, forMs: number): boolean {
  return now >= at && now - at < forMs
}

/** Rows of other campaigns of the portfolio that come first. */
async function aheadOf(deps: AllowanceDeps, bot: Bot, besides: string | undefined): Promise<number> {
  const ids = new Set((await siblingsOf(deps, bot)).map(({ id }) => id))
  const active = await deps.store.activeCampaigns(deps.clock())
  return active
    .filter(({ id, botId, state }) => id !== besides && ids.has(botId) && state === 'running')
    .reduce((sum, campaign) => sum + waitingOf(campaign), 0)
}

/** Rows that have no message yet. */
export function waitingOf(campaign: CampaignRecord): number {
  const { rowCount, badCount, repeatedCount, suppressedCount, acceptedCount, canceledCount } = campaign
  return Math.max(0, rowCount - badCount - repeatedCount - suppressedCount - acceptedCount - canceledCount)
}

async function usedBy(deps: AllowanceDeps, bot: Bot): Promise<number> {
  const siblings = await siblingsOf(deps, bot)
  return deps.store.peopleReached(
    siblings.map(({ id }) => id),
    deps.clock(),
  )
}

async function siblingsOf({ store }: AllowanceDeps, bot: Bot): Promise<Bot[]> {
  const portfolio = portfolioOf(bot)
  return (await store.bots()).filter((other) => portfolioOf(other) === portfolio)
}

/** The limit is the portfolio's: another of its numbers may have been asked before this one. */
async function standingOf(deps: AllowanceDeps, bot: Bot): Promise<KnownStanding> {
  const own = await valuesOf(deps, bot.id)
  if (own.limit !== undefined) return own
  for (const { id } of await siblingsOf(deps, bot)) {
    const { limit } = id === bot.id ? {} : await valuesOf(deps, id)
    if (limit !== undefined) return { ...own, limit }
  }
  return own
}

async function valuesOf({ store }: AllowanceDeps, botId: string): Promise<KnownStanding> {
  const { values } = await store.standing(botId)
  return Object.fromEntries(values.map(({ name, value }) => [name, value]))
}
