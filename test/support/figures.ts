/** Figures counted anew from the rows themselves, to compare the stored ones with. */
import assert from 'node:assert/strict'
import { pricingKey, pricingOf } from '../../src/model/cost/pricing.ts'
import { countryOfUser } from '../../src/model/user/country.ts'
import { hourColumns } from '../../src/store/figures/days.ts'
import { codeOf } from '../../src/store/sql/message-row.ts'
import type { TestStore } from './open-store.ts'

type Row = Record<string, unknown>

const hourOf = (at: unknown) => Number(at) - (Number(at) % 3_600_000)

/** As lines: bot, hour, what, template, campaign, code, count; sorted. */
export function recount(ctx: Pick<TestStore, 'rows'>): string[] {
  const counts = new Map<string, number>()
  const add = (row: Row, what: string, at: unknown, code = '') => {
    if (at === null || at === undefined) return
    const key = [row.bot_id, hourOf(at), what, row.element_name ?? '', row.campaign_id ?? '', code].join(' | ')
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  for (const row of ctx.rows('select * from messages')) {
    add(row, 'accepted', row.accepted_at)
    add(row, 'sent', row.sent_at)
    add(row, 'delivered', row.delivered_at)
    add(row, 'read', row.read_at)
    add(row, 'answered', row.replied_at)
    if (row.state === 'failed') add(row, 'failed', row.ended_at, codeOf(row.error as string | null))
    if (row.state === 'expired' || row.state === 'canceled') add(row, row.state, row.ended_at)
  }
  for (const row of ctx.rows('select * from inbound where origin is null')) add(row, 'received', row.received_at)
  return linesOf(counts)
}

export function stored(ctx: Pick<TestStore, 'rows'>): string[] {
  const counts = new Map<string, number>()
  for (const row of ctx.rows('select * from figures')) {
    const names = [row.bot_id, Number(row.hour_at), row.what, row.element_name, row.campaign_id, row.code]
    counts.set(names.join(' | '), Number(row.count))
  }
  return linesOf(counts)
}

function linesOf(counts: Map<string, number>): string[] {
  return [...counts]
    .filter(([, count]) => count !== 0)
    .map(([key, count]) => `${key} | ${count}`)
    .sort()
}

/** Days are the sums of their hours, as far as they are whole, and before that there are none. */
export function assertDaysAreSums(ctx: Pick<TestStore, 'rows'>): void {
  const [from = 0] = ctx.rows('select from_at from earlier_days').map(({ from_at }) => Number(from_at))
  const [days, botDays] = [new Map<string, number>(), new Map<string, number>()]
  const add = (counts: Map<string, number>, key: unknown[], count: unknown) =>
    counts.set(key.join(' | '), (counts.get(key.join(' | ')) ?? 0) + Number(count))
  for (const { bot_id, hour_at, what, element_name, campaign_id, code, count } of ctx.rows('select * from figures')) {
    const day = Number(hour_at) - (Number(hour_at) % 86_400_000)
    if (day < from) continue
    add(days, [bot_id, day, what, element_name, campaign_id, code], count)
    add(botDays, [bot_id, Number(hour_at), what, code], count)
  }
  const [foundDays, foundBotDays] = [new Map<string, number>(), new Map<string, number>()]
  for (const { count, ...of } of ctx.rows(
    'select bot_id, day_at, what, element_name, campaign_id, code, count from figure_days',
  ))
    add(foundDays, Object.values(of), count)
  for (const row of ctx.rows('select * from figure_bot_days'))
    for (const [hour, column] of hourColumns.entries())
      add(foundBotDays, [row.bot_id, Number(row.day_at) + hour * 3_600_000, row.what, row.code], row[column])
  assert.deepEqual(linesOf(foundDays), linesOf(days))
  assert.deepEqual(linesOf(foundBotDays), linesOf(botDays))
}

/** What decides the price of each delivered message, counted by the day of its delivery. */
export function assertPricesAreExact(ctx: Pick<TestStore, 'rows'>): void {
  const [expected, found] = [new Map<string, number>(), new Map<string, number>()]
  for (const row of ctx.rows(`select * from messages where pricing is not null and state <> 'failed'`)) {
    const at = Number(row.delivered_at ?? row.read_at ?? 0)
    if (at === 0) continue
    const names = [
      at - (at % 86_400_000),
      row.element_name ?? '',
      row.campaign_id ?? '',
      pricingKey(pricingOf(Number(row.pricing))),
    ]
    const key = [row.bot_id, ...names, countryOfUser(String(row.user_id)) ?? ''].join(' | ')
    expected.set(key, (expected.get(key) ?? 0) + 1)
  }
  for (const row of ctx.rows('select * from price_days')) {
    const names = [row.bot_id, Number(row.day_at), row.element_name, row.campaign_id, row.pricing, row.country]
    found.set(names.join(' | '), Number(row.count))
  }
  assert.deepEqual(linesOf(found), linesOf(expected))
}

/** Once all is added up, the figures are what the rows say. */
export async function assertFiguresAreExact(ctx: Pick<TestStore, 'store' | 'rows'>, now: number): Promise<void> {
  await ctx.store.addUpFigures(now)
  assert.deepEqual(ctx.rows('select * from tallies'), [])
  assert.deepEqual(stored(ctx), recount(ctx))
  assertDaysAreSums(ctx)
  assertPricesAreExact(ctx)
}
