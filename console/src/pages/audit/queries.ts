/** The audit trail by the filters of the address, and who may be chosen in them. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Args } from '../../../../sdk/client.ts'
import { operationTable } from '../../../../sdk/generated/table.ts'
import { type Between, rangeOf } from '../../app/days.ts'
import { gateway } from '../../app/gateway.ts'
import { bareNumber } from '../../kit/written-number.ts'

export type Filter = {
  bot?: string
  actor?: string
  operation?: string
  about?: string
  person?: string
  outcome?: string
  address?: string
} & Between

type Wanted = Omit<Args<'listAuditTrail'>, 'limit' | 'after' | 'format' | 'separator'>

/** An outcome that the address made up is refused by the gateway, and the page says so. */
export function wantedOf({ bot, actor, operation, about, person, outcome, address, ...between }: Filter): Wanted {
  return {
    ...(bot && { botId: bot }),
    ...(actor && { actorId: actor }),
    ...(operation && { operation }),
    ...(about && { aboutId: about }),
    ...(person && { userId: bareNumber(person) }),
    ...(outcome && { outcome: outcome as NonNullable<Wanted['outcome']> }),
    ...(address && { address }),
    ...rangeOf(between),
  }
}

/** Reading the trail leaves a row in it: not at each return to the window. */
export function trailQuery(filter: Filter) {
  return infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) =>
      gateway.listAuditTrail({ limit: 50, ...wantedOf(filter), ...(pageParam !== '' && { after: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchOnWindowFocus: false,
  })
}

/** Where the browser fetches all of it as a file. */
export function exportAddress(filter: Filter, format: 'csv' | 'ndjson'): string {
  const query = new URLSearchParams({ ...(wantedOf(filter) as Record<string, string>), format })
  return `${operationTable.listAuditTrail.path}?${query}`
}

/** As the trail names them. */
export const operationNames = [
  'sign-in',
  'password-by-link',
  'rotate-key',
  ...Object.values(operationTable).map(({ method, path }) => `${method} ${path}`),
]

/** As many as a menu can hold; any other can be written into the address. */
const most = 200

export const actorsQuery = queryOptions({
  queryKey: ['audit', 'actors'],
  queryFn: async () => {
    const [members, keys, clients] = await Promise.all([
      gateway.listMembers({ limit: most }),
      gateway.listApiKeys({ limit: most }),
      gateway.listClients({ limit: most }),
    ])
    return [
      ...members.results.map(({ userId, name }) => ({ id: userId, name, kind: 'user' as const })),
      ...keys.results.map(({ keyId, name }) => ({ id: keyId, name, kind: 'key' as const })),
      ...clients.results.map(({ clientId, name }) => ({ id: clientId, name, kind: 'client' as const })),
    ]
  },
  staleTime: 60_000,
})
