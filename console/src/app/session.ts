/** Who is signed in, and what they may do: the navigation and every button follow from it. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Answer } from '../../../sdk/client.ts'
import { gateway, queries } from './gateway.ts'

export type Me = Answer<'getMe'>
export type Permission = keyof Me['permissions']

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: () => gateway.getMe(), staleTime: 60_000 })

/** `bot`: for that bot; without it for any. */
export function isPermitted(me: Me | undefined, permission: Permission, bot?: string): boolean {
  const scope = me?.permissions[permission]
  if (scope === undefined) return false
  if (scope === 'all') return true
  return bot === undefined ? scope.length > 0 : scope.includes(bot)
}

export function useMay(permission: Permission, bot?: string): boolean {
  return isPermitted(useQuery(meQuery).data, permission, bot)
}

/** Some operations are for those alone whose role is for all bots. */
export function useMayForAll(permission: Permission): boolean {
  return useQuery(meQuery).data?.permissions[permission] === 'all'
}

/** The address where one signs in and comes back to the page that one was at. */
export function signInAddress(): string {
  return `/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`
}

export async function signOut(): Promise<void> {
  await gateway.signOut()
  queries.clear()
  location.assign('/sign-in')
}
