/** A signed-in member: the stored member and session, and the headers that our pages send with each request. */
import { randomBytes } from 'node:crypto'
import { newToken, tokenHash } from '../../src/access/tokens.ts'
import type { Grant } from '../../src/model/access/roles.ts'
import type { TestHttp } from './http.ts'

/** The headers by which a page of this server identifies itself. */
export const proof = { 'x-recado-csrf': '1', 'sec-fetch-site': 'same-origin' }

const allRoles: readonly Grant[] = [{ role: 'admin', bots: 'all' }]

/** The request headers of a new member, by default an admin. */
export async function signedIn(
  { store, now, deps }: TestHttp,
  id: string,
  grants = allRoles,
): Promise<Record<string, string>> {
  const { at } = now
  await store.addMember({ id: `usr_${id}`, email: `${id}@example.com`, name: id, grants, now: at })
  const session = newToken('session', randomBytes)
  await store.addSession({
    id: `ses_${id}`,
    memberId: `usr_${id}`,
    tokenHash: tokenHash('session', session, deps.access.seal.hash),
    createdAt: at,
    seenAt: at,
    expiresAt: at + 30 * 86_400_000,
    address: '::1',
    agent: '',
  })
  return { cookie: `recado_session=${session}`, ...proof }
}

/** The caller of an operation, by the first scheme that openapi.json names for it: `session` comes from `signedIn`. */
export function callerOf(
  security: readonly object[] | undefined,
  session: Record<string, string>,
): { auth?: undefined; headers?: Record<string, string> } {
  const [first] = security ?? []
  if (first === undefined) return { auth: undefined }
  return 'session' in first ? { auth: undefined, headers: session } : {}
}
