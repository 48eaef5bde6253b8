/** Costs of a month, and the rate cards by which they are read. */
import { queryOptions } from '@tanstack/react-query'
import { dayMs } from '../../../../drawing/time.ts'
import type { Answer } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'

export type Costs = Answer<'getCosts'>
export type CostRow = Costs['results'][number]
export type RateCard = Answer<'listRateCards'>['results'][number]

export const breakdowns = ['category', 'bot', 'campaign', 'template', 'market', 'type'] as const
export type Breakdown = (typeof breakdowns)[number]

/** `month`: YYYY-MM. */
export function costsQuery({ month, by, campaignId }: { month?: string; by: Breakdown; campaignId?: string }) {
  const last =
    month === undefined ? undefined : new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0))
  return queryOptions({
    queryKey: ['costs', month ?? '', by, campaignId ?? ''],
    queryFn: () =>
      gateway.getCosts({
        groupBy: by,
        ...(last && { from: `${month}-01`, to: last.toISOString().slice(0, 10) }),
        ...(campaignId !== undefined && { campaignId }),
      }),
  })
}

/** From the day on which it was made, as far as one answer reaches. */
export function campaignCostsQuery(campaignId: string, createdAt: string) {
  const from = createdAt.slice(0, 10)
  const last = Math.min(Date.now(), Date.parse(from) + 399 * dayMs)
  return queryOptions({
    queryKey: ['costs', 'campaign', campaignId],
    queryFn: () =>
      gateway.getCosts({
        campaignId,
        from,
        to: new Date(last).toISOString().slice(0, 10),
        groupBy: 'category,type,market',
      }),
  })
}

export const cardsQuery = queryOptions({ queryKey: ['rate-cards'], queryFn: () => gateway.listRateCards() })

/** The last months, the newest first. */
export function monthsUntil(now: number, count = 12): string[] {
  const [year = 0, month = 1] = new Date(now).toISOString().split('-').map(Number)
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
  )
}
