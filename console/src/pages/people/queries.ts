/** People who sign in, API keys and clients, page by page. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Answer, Item, Schemas } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { tagged } from '../../app/tagged.ts'

export type Member = Item<'listMembers'>
export type ApiKey = Item<'listApiKeys'>
export type Client = Answer<'getClient'>
export type Grant = Schemas['Grant']
export type Session = Schemas['Session']

type Paged = { pagination: { page: number; totalPages: number } }

const limit = 50
const paging = {
  initialPageParam: 1,
  getNextPageParam: ({ pagination: { page, totalPages } }: Paged) => (page < totalPages ? page + 1 : undefined),
}

export const membersQuery = infiniteQueryOptions({
  queryKey: ['members'],
  queryFn: ({ pageParam }) => gateway.listMembers({ page: pageParam, limit }),
  ...paging,
})

export const keysQuery = infiniteQueryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ pageParam }) => gateway.listApiKeys({ page: pageParam, limit }),
  ...paging,
})

export const clientsQuery = infiniteQueryOptions({
  queryKey: ['clients'],
  queryFn: ({ pageParam }) => gateway.listClients({ page: pageParam, limit }),
  ...paging,
})

export function memberQuery(memberId: string) {
  return queryOptions({
    queryKey: ['member', memberId],
    queryFn: () => tagged((options) => gateway.getMember({ memberId }, options)),
  })
}

export function clientQuery(clientId: string) {
  return queryOptions({
    queryKey: ['client', clientId],
    queryFn: () => tagged((options) => gateway.getClient({ clientId }, options)),
  })
}

/** What is old when a member was changed; one's own rights may be among it. */
export const touchedByMember = (memberId: string) => [['members'], ['member', memberId], ['me']]
