/** What Meta sent and nothing could be made of, by the filters of the address. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Answer, Args } from '../../../../sdk/client.ts'
import { type Between, rangeOf } from '../../app/days.ts'
import { gateway } from '../../app/gateway.ts'

export type Item = Answer<'listUnprocessed'>['results'][number]
export type Whole = Answer<'getUnprocessed'>
export type Filter = {
  kind?: string
  reason?: string
  number?: string
  account?: string
} & Between

type Kind = NonNullable<Args<'listUnprocessed'>['kind']>

/** A kind that the address made up is refused by the gateway, and the page says so. */
export function wantedOf({ kind, reason, number, account, ...between }: Filter) {
  return {
    ...(kind && { kind: kind as Kind }),
    ...(reason && { reason }),
    ...(number && { phoneNumberId: number }),
    ...(account && { wabaId: account }),
    ...rangeOf(between),
  }
}

export function itemsQuery(filter: Filter) {
  return infiniteQueryOptions({
    queryKey: ['unprocessed', 'list', filter],
    queryFn: ({ pageParam }) =>
      gateway.listUnprocessed({ limit: 50, ...wantedOf(filter), ...(pageParam !== '' && { after: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: ({ _metadata: { next } }) => next ?? undefined,
  })
}

/** Each look leaves a row in the audit trail: once, and not again when the window gets the focus. */
export function itemQuery(itemId: string) {
  return queryOptions({
    queryKey: ['unprocessed', itemId],
    queryFn: () => gateway.getUnprocessed({ itemId }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
}

export type Outcome = { tried: number; processed: number; reasons: string[] }

/** Batch after batch until none is left; those that stay are told with their reasons. */
export async function replayAll(filter: Filter, tell: (sofar: Outcome) => void): Promise<Outcome> {
  const sum: Outcome = { tried: 0, processed: 0, reasons: [] }
  let after: string | null = null
  do {
    const body: NonNullable<Args<'replayManyUnprocessed'>['body']> = { ...wantedOf(filter), ...(after && { after }) }
    const { tried, processed, notProcessed, next } = await gateway.replayManyUnprocessed({ body })
    sum.tried += tried
    sum.processed += processed
    sum.reasons = [...new Set([...sum.reasons, ...notProcessed.map(({ reason, outcome }) => reason ?? outcome)])]
    tell({ ...sum })
    after = next
  } while (after !== null)
  return sum
}
