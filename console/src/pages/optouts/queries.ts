/** Who gets no marketing, by the filters of the address. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Schemas } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'

export type OptOut = Schemas['Suppression']
export type Filter = { bot?: string; person?: string }

/** What a change makes old. */
export const touched = [['optouts']]

export function optOutsQuery({ bot, person }: Filter) {
  return infiniteQueryOptions({
    queryKey: ['optouts', bot, { person }],
    queryFn: ({ pageParam }) =>
      gateway.listSuppressions({
        ...(bot && { bot }),
        ...(person && { person: person.trim() }),
        ...(pageParam !== '' && { after: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: ({ _metadata: { next } }) => next ?? undefined,
  })
}

/** The entry in force for one person of a bot. */
export function optOutOf(botId: string, userId: string) {
  return queryOptions({
    queryKey: ['optouts', 'of', botId, userId],
    queryFn: async () => {
      const { results } = await gateway.listSuppressions({ bot: botId, person: userId, limit: '1' })
      return results[0] ?? null
    },
  })
}
