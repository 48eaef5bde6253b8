/**
 * Helpers for tests of a bot's deletion: a campaign and a skill of the bot, row counts by table, and steps of the
 * deletion.
 */
import { eventually } from './gateway.ts'
import { type TestStore, t0 } from './open-store.ts'
import { campaignSnapshot, testSkill } from './store-fixtures.ts'

export const hour = 3_600_000
export const count = (ctx: TestStore, table: string, where = '1 = 1') =>
  Number(ctx.rows(`select count(*) as n from ${table} where ${where}`)[0]?.n)

/** Continues the deletion at `now` until it reaches `stage`. */
export function untilStage(ctx: TestStore, stage: string, now: number, id = 'bot_test'): Promise<unknown> {
  return eventually(async () => {
    await ctx.store.carryOn(now)
    return (await ctx.store.deletedBots()).some((bot) => bot.id === id && bot.stage === stage)
  }, `${id} is ${stage}`)
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
