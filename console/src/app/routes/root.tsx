/** What every page is below: the root, and the sign-in that all but the story need. */
import { createRootRoute, createRoute, redirect } from '@tanstack/react-router'
import { AuthenticationError } from '../../../../sdk/client.ts'
import { queries, sessionEnded } from '../gateway.ts'
import { StartFailure } from '../page-failure.tsx'
import { meQuery, signInAddress } from '../session.ts'
import { Shell } from '../shell.tsx'

/** The story page needs nobody. */
export const root = createRootRoute()

export const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Shell,
  errorComponent: StartFailure,
  async beforeLoad() {
    try {
      await queries.ensureQueryData(meQuery)
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error
      sessionEnded.set(false)
      throw redirect({ href: signInAddress(), reloadDocument: true })
    }
  },
})

/** Filters of the address that are texts; whatever else stands there is left out. */
export function texts<Name extends string>(...names: Name[]) {
  return (search: Record<string, unknown>): { [Key in Name]?: string } => {
    const given = names.flatMap((name) => {
      const value = search[name]
      return value === undefined || value === '' ? [] : [[name, String(value)]]
    })
    return Object.fromEntries(given)
  }
}
