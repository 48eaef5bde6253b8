/**
 * What the pages of conversations ask for: the people of a bot, one conversation, one person. Keys begin as `app/live.ts` reads them.
 */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Answer, Item } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import type { Line } from './line-content.ts'

export type Chat = Item<'listUsers'>
export type Person = Answer<'getUser'>

const peoplePerPage = 40
const linesPerPage = 40

export function peopleQuery(bot: string, search: string) {
  return infiniteQueryOptions({
    queryKey: ['chats', bot, 'people', search],
    // While somebody writes what they look for, the list stays.
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) =>
      gateway.listUsers({ botId: bot, page: pageParam, limit: peoplePerPage, ...(search !== '' && { search }) }),
    initialPageParam: 1,
    getNextPageParam: ({ pagination: { page, totalPages } }) => (page < totalPages ? page + 1 : undefined),
  })
}

export function chatQuery(bot: string, userId: string) {
  return infiniteQueryOptions({
    queryKey: ['chat', bot, userId],
    queryFn: ({ pageParam }) => gateway.listMessages({ botId: bot, userId, page: pageParam, limit: linesPerPage }),
    initialPageParam: 1,
    getNextPageParam: ({ pagination: { page, totalPages } }) => (page < totalPages ? page + 1 : undefined),
  })
}

export function personQuery(bot: string, userId: string) {
  return queryOptions({
    queryKey: ['person', bot, userId],
    queryFn: () => gateway.getUser({ botId: bot, userId }),
  })
}

/** Oldest first, each once: a page may shift while the next one is asked for. */
export function linesOf(pages: readonly { results: readonly Line[] }[]): Line[] {
  const lines = pages.flatMap(({ results }) => results)
  return [...new Map(lines.map((line) => [line.messageId, line])).values()].toReversed()
}
