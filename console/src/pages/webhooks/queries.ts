/** Endpoints and deliveries, as the pages of this room and the overview ask for them. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Args, Item } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'

export type Endpoint = Item<'listEndpoints'>
export type Delivery = Item<'listDeliveries'>
type DeliveryArgs = Args<'listDeliveries'>

export type DeliveryFilter = {
  bot?: string
  endpoint?: string
  state?: string
  type?: string
  text?: string
  status?: string
}

export function endpointsQuery(botId: string) {
  return queryOptions({
    queryKey: ['endpoints', botId],
    queryFn: async (): Promise<Endpoint[]> => (await gateway.listEndpoints({ botId, limit: 100 })).results,
  })
}

/** A state or type that the address made up is refused by the gateway, and the page says so. */
export function deliveriesQuery({ bot, endpoint, state, type, text, status }: DeliveryFilter) {
  return infiniteQueryOptions({
    queryKey: ['deliveries', { bot, endpoint, state, type, text, status }],
    queryFn: ({ pageParam }) =>
      gateway.listDeliveries({
        limit: 50,
        ...(bot && { botId: bot }),
        ...(endpoint && { endpointId: endpoint }),
        ...(state && { state: state as NonNullable<DeliveryArgs['state']> }),
        ...(type && { type: type as NonNullable<DeliveryArgs['type']> }),
        ...(text && { text }),
        ...(status && { status }),
        ...(pageParam !== '' && { after: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: ({ _metadata: { next } }) => next ?? undefined,
  })
}
