/**
 * Where the list of messages comes from: the history of one bot, both directions, newest first, by pages. Everything
 * that a better list brings (all bots, states, causes) changes this file; the page asks for `Row`s and filters.
 */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Item } from '../../../../sdk/client.ts'
import { endOfDay } from '../../app/days.ts'
import { gateway } from '../../app/gateway.ts'
import type { Words } from '../../words/words.tsx'

export type Row = Item<'listMessages'>
export type Filter = { bot: string; person?: string; from?: string; to?: string }

const pageSize = 50

export function messagesQuery({ bot, person, from, to }: Filter) {
  return infiniteQueryOptions({
    queryKey: ['messages', bot, { person, from, to }],
    queryFn: ({ pageParam }) =>
      gateway.listMessages({
        botId: bot,
        page: pageParam,
        limit: pageSize,
        ...(person && { userId: person.replaceAll(/[\s+()-]/g, '') }),
        ...(from && { startAt: from }),
        ...(to && { endAt: endOfDay(to) }),
      }),
    initialPageParam: 1,
    getNextPageParam: ({ pagination: { page, totalPages } }) => (page < totalPages ? page + 1 : undefined),
  })
}

export function latestQuery(bot: string) {
  return queryOptions({
    queryKey: ['messages', bot, 'latest'],
    queryFn: async () => (await gateway.listMessages({ botId: bot, limit: 6 })).results,
  })
}

/** The person of the conversation, whichever way the message went. */
export function personOf({ by, sender, recipient }: Row): { id: string; name: string } {
  const { id, names, name } = by === 'user' ? sender : recipient
  return { id, name: names || name || id }
}

/** What a message says in one line; of what is no text, its kind. */
export function textOf({ bubble: { type, text } }: Row, t: Words['t']): string {
  return text !== undefined && text !== '' ? text : kindOf(type, t)
}

const kinds = [
  'text',
  'image',
  'video',
  'audio',
  'file',
  'document',
  'sticker',
  'location',
  'contacts',
  'reaction',
  'hsm',
] as const

export function kindOf(type: string, t: Words['t']): string {
  const kind = kinds.find((one) => one === type.toLowerCase())
  return kind === undefined ? type : t(`kind.${kind}`)
}
