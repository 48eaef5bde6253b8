/** The bots of the person who is signed in: nearly every page asks for them. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Item } from '../../../sdk/client.ts'
import { gateway } from './gateway.ts'

export type Bot = Item<'listBots'>

/** As many as a menu can hold; those beyond are reached by the palette's search for an id. */
const most = 500

export const botsQuery = queryOptions({
  queryKey: ['bots'],
  queryFn: async (): Promise<Bot[]> => (await gateway.listBots({ limit: most })).results,
  staleTime: 30_000,
})

/** Where a bot's phone is when Meta is the sandbox: its pages stand at the address of its API. */
export function phoneAddress({ channel }: Bot): string | undefined {
  const { hostname, origin } = new URL(channel.graphUrl)
  return hostname.endsWith('facebook.com') ? undefined : `${origin}/`
}

/** Who is on the sandbox's phone from the start. */
export const sandboxPerson = '593987654321'

/** Of one bot, as `phoneAddress` has it. */
export function usePhone(botId: string): string | undefined {
  const found = useQuery(botsQuery).data?.find(({ id }) => id === botId)
  return found && phoneAddress(found)
}

/** Some bot is not at Meta itself: then there is a phone to look at. */
export function useHasSandbox(): boolean {
  return (useQuery(botsQuery).data ?? []).some((bot) => phoneAddress(bot) !== undefined)
}
