/** A number's own settings, which only Meta has. Asking counts in its hourly quota: not at each return to the window. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Schemas } from '../../../../../sdk/client.ts'
import { gateway } from '../../../app/gateway.ts'

export type Components = Schemas['ChatComponents']

const once = { staleTime: 15 * 60_000, refetchOnWindowFocus: false } as const

export const keyOf = (botId: string, what: string) => ['at-meta', botId, what] as const

export function componentsQuery(botId: string) {
  return queryOptions({
    ...once,
    queryKey: keyOf(botId, 'components'),
    queryFn: () => gateway.getComponents({ botId }),
  })
}

export function qrCodesQuery(botId: string) {
  return queryOptions({
    ...once,
    queryKey: keyOf(botId, 'qr-codes'),
    queryFn: async () => (await gateway.listQrCodes({ botId })).results,
  })
}

export function blockedQuery(botId: string) {
  return infiniteQueryOptions({
    ...once,
    queryKey: keyOf(botId, 'blocked'),
    queryFn: ({ pageParam }) => gateway.listBlocked({ botId, ...(pageParam !== '' && { after: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
}

export function usernameQuery(botId: string) {
  return queryOptions({
    ...once,
    queryKey: keyOf(botId, 'username'),
    queryFn: () => gateway.getUsername({ botId }),
  })
}

export function suggestionsQuery(botId: string) {
  return queryOptions({
    ...once,
    queryKey: keyOf(botId, 'suggestions'),
    queryFn: async () => (await gateway.listUsernames({ botId })).results,
  })
}

export function subscriptionQuery(botId: string) {
  return queryOptions({
    ...once,
    queryKey: keyOf(botId, 'subscription'),
    queryFn: () => gateway.getSubscription({ botId }),
  })
}
