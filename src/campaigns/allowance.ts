/**
 * What campaigns may send now, by what Meta allows their numbers (model/campaign/allowance.ts). People who were reached
 * are counted from the stored messages, so a restart forgets nothing; between two counts the rows that were taken are
 * added. Bots of other processes, and single sends, are seen at the next count: nothing holds these back.
 */
import type { Bot } from '../model/bot/bot.ts'
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
}

export type Allowances = { of(bot: Bot): Promise<Room> }

/** How a number stands changes some times a day. */
const standingMs = 10_000
/** A count reads a day's template messages: 0.1 s for 100,000. */
const countMs = minuteMs
/** Without room the rows wait for the next count. */
const fullMs = 10_000

type Count = { at: number; used: number; taken: number }

export function createAllowances(deps: AllowanceDeps): Allowances {
  const { clock } = deps
  const standings = new Map<string, { at: number; of: KnownStanding }>()
  const counts = new Map<string, Count>()
  /** By bot: when its slowed marketing may go on. */
  const marketingAt = new Map<string, number>()

  async function standingFor(bot: Bot): Promise<KnownStanding> {
    const known = standings.get(bot.id)
    if (known !== undefined && isFresh(known.at, clock(), standingMs)) return known.of
    const of = await standingOf(deps, bot)
    standings.set(bot.id, { at: clock(), of })
    return of
  }

  async function countFor(bot: Bot): Promise<Count> {
    const portfolio = portfolioOf(bot)
    const count = { at: clock(), used: await usedBy(deps, bot), taken: 0 }
    counts.set(portfolio, count)
    return count
  }

  /** Counted again when the room for any of them is used up: some of the rows may have gone to open windows. */
  async function known(bot: Bot, least: number): Promise<Count> {
    const count = counts.get(portfolioOf(bot))
    if (count === undefined) return countFor(bot)
    const isFull = count.used + count.taken >= least
    const pauseMs = isFull ? (count.taken > 0 ? standingMs / 10 : fullMs) : countMs
    return isFresh(count.at, clock(), pauseMs) ? count : countFor(bot)
  }

  return {
    async of(bot) {
      const standing = await standingFor(bot)
      const [all, marketing] = [allowanceOf(bot, standing, false), allowanceOf(bot, standing, true)]
      const isLimited = Number.isFinite(all.people)
      const count = isLimited ? await known(bot, marketing.people) : { at: 0, used: 0, taken: 0 }
      const byKind = (isMarketing: boolean) => (isMarketing ? marketing : all)
      const isSlow = (isMarketing: boolean) => byKind(isMarketing).perSecond < bot.messagesPerSecond
      const key = (isMarketing: boolean) => `${bot.id} ${isMarketing}`
      return {
        rows(isMarketing, wanted, aheadMs) {
          const { people, perSecond } = byKind(isMarketing)
          const free = Math.max(0, people - count.used - count.taken)
          if (!isSlow(isMarketing)) return Math.min(wanted, free)
          const now = clock()
          const dueAt = Math.max(now, marketingAt.get(key(isMarketing)) ?? 0)
          const paced = perSecond === 0 ? 0 : Math.ceil(Math.max(0, (now + aheadMs - dueAt) * perSecond) / 1_000)
          return Math.min(wanted, free, paced)
        },
        take(isMarketing, slotAt) {
          count.taken += 1
          if (!isSlow(isMarketing)) return slotAt
          const at = Math.max(slotAt, marketingAt.get(key(isMarketing)) ?? 0)
          marketingAt.set(key(isMarketing), at + 1_000 / byKind(isMarketing).perSecond)
          return Math.floor(at)
        },
      }
    },
  }
}

function isFresh(at: number, now: number, forMs: number): boolean {
  return now >= at && now - at < forMs
}

/** How rows, by their number, will be spread if they are sent from `startAt` on. */
export async function spreadFor(
  deps: AllowanceDeps,
  bot: Bot,
  { rows, isMarketing, startAt, besides }: { rows: number; isMarketing: boolean; startAt: number; besides?: string },
): Promise<Spread> {
  const now = deps.clock()
  const allowance = allowanceOf(bot, await standingOf(deps, bot), isMarketing)
  const isLimited = Number.isFinite(allowance.people)
  const input = { allowance, rows, startAt: Math.max(now, startAt) }
  if (!isLimited) return spreadOf({ ...input, ahead: 0, used: 0 })
  const ids = new Set((await siblingsOf(deps, bot)).map(({ id }) => id))
  const active = await deps.store.activeCampaigns(now)
  const before = active.filter(({ id, botId, state }) => id !== besides && ids.has(botId) && state === 'running')
  const ahead = before.reduce((sum, campaign) => sum + waitingOf(campaign), 0)
  return spreadOf({ ...input, ahead, used: await usedBy(deps, bot) })
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
