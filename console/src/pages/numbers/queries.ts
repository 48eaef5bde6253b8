/** Bots and their checks at Meta, as the pages of this room and the overview ask for them. */
import { queryOptions } from '@tanstack/react-query'
import type { Answer, Item } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { tagged } from '../../app/tagged.ts'

export type Bot = Answer<'getBot'>
export type Check = Answer<'checkBot'>['checks'][number]
export type DeletedBot = Item<'listDeletedBots'>

export function botQuery(botId: string) {
  return queryOptions({
    queryKey: ['bot', botId],
    queryFn: () => tagged((options) => gateway.getBot({ botId }, options)),
  })
}

/** It counts in the hourly quota of the account at Meta: once in a while, and when somebody asks for it. */
export function checkQuery(botId: string) {
  return queryOptions({
    queryKey: ['bot-check', botId],
    queryFn: () => gateway.checkBot({ botId }),
    staleTime: 15 * 60_000,
    refetchOnWindowFocus: false,
  })
}

export const deletedQuery = queryOptions({
  queryKey: ['deleted-bots'],
  queryFn: async (): Promise<DeletedBot[]> => (await gateway.listDeletedBots({ limit: 50 })).results,
})

/** What is old when a bot was changed. */
export const touchedBy = (botId: string) => [['bots'], ['bot', botId], ['bot-check', botId], ['quality', botId]]
