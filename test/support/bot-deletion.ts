/**
 * Helpers for tests of a bot's deletion: a campaign and a skill of the bot, row counts by table, and steps of the
 * deletion.
 */
import { inspect } from 'node:util'
import { eventually } from './gateway.ts'
import { type TestStore, t0 } from './open-store.ts'
import { campaignSnapshot, testSkill } from './store-fixtures.ts'

export const hour = 3_600_000
export const count = (ctx: TestStore, table: string, where = '1 = 1') =>
  Number(ctx.rows(`select count(*) as n from ${table} where ${where}`)[0]?.n)

/** Continues the deletion at `now` until it reaches `stage`. A failure says how far it came, who owns it, and why. */
export function untilStage(ctx: TestStore, stage: string, now: number, id = 'bot_test'): Promise<void> {
  return carriedOn(ctx, { id, stage, clock: () => now })
}

/**
 * Whatever it waits for, an hour later each time: the store continues it by itself too, and the time at which a stage
 * begins is that of whoever came first.
 */
export function untilEnded(ctx: TestStore, id = 'bot_test'): Promise<void> {
  let now = t0
  return carriedOn(ctx, { id, stage: 'ended', clock: () => (now += hour) })
}

type Goal = { id: string; stage: string; clock: () => number }

async function carriedOn(ctx: TestStore, { id, stage, clock }: Goal): Promise<void> {
  const look = async () => {
    await ctx.store.carryOn(clock())
    return (await ctx.store.deletedBots()).find((bot) => bot.id === id)
  }
  await eventually(async () => (await look())?.stage === stage, `${id} is ${stage}`).catch(async (cause: unknown) => {
    const state = { bot: await look(), ...(await ctx.store.databaseState()), leases: ctx.rows('select * from leases') }
    throw new Error(`${id} is not ${stage}: ${inspect({ ...state, errors: ctx.pieceErrors.slice(-3) })}`, { cause })
  })
}

export const campaignOf = (id: string, dueAt?: number) => ({
  id,
  botId: 'bot_test',
  name: id,
  elementName: 'promo',
  snapshot: campaignSnapshot(),
  createdAt: t0,
  ...(dueAt === undefined ? {} : { dueAt }),
})

export const skill = testSkill('k')

export const waiting: Record<string, string> = {
  messages: ` and state in ('queued', 'sending')`,
  campaigns: ' and ended_at is null',
  skill_runs: ` and state = 'waiting'`,
  media_files: ` and state in ('waiting', 'kept', 'failed')`,
}
