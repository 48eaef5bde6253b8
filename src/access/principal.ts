/**
 * Resolves a session or API key to its principal. Results are cached for a moment together with the settings version
 * they were read under, so a sign-out, a disabled account or a changed role reaches every process as soon as it learns
 * of the new version. Last-use times are written now and then.
 */
import { hash } from 'node:crypto'
import type { Grant } from '../model/access/roles.ts'
import type { AccessStore } from '../store/access/store.ts'
import { isToken, tokenHashes } from './tokens.ts'

export type Principal =
  | { kind: 'user'; id: string; name: string; email: string; grants: readonly Grant[]; sessionId: string }
  | { kind: 'key'; id: string; name: string; grants: readonly Grant[] }

export type PrincipalDeps = {
  store: Pick<AccessStore, 'sessionOfToken' | 'member' | 'seeSession' | 'apiKeyOf' | 'useApiKey'> & {
    settingsVersion(): number
  }
  clock: () => number
  /** Returns keyed hashes, in every form in which one may be stored. */
  hashes(use: 'sessions' | 'keys', text: string): readonly string[]
  sessionIdleMs: number
  log: { warn(about: object, text: string): void }
}

type Known = { principal: Principal; until: number; version: number; seenAt: number; writtenAt: number; endsAt: number }

/** A look leaves the time of last use as it is. */
type By = 'use' | 'look'

const maxRemembered = 10_000
const rememberedMs = 30_000
/** Resolution at which last-use times are stored. */
const exactMs = 60_000

export type Principals = ReturnType<typeof createPrincipals>

export function createPrincipals(deps: PrincipalDeps) {
  const remembered = new Map<string, Known>()
  const { store, clock, sessionIdleMs } = deps

  async function find(kind: 'session' | 'key', token: string, by: By = 'use'): Promise<Principal | undefined> {
    if (!isToken(kind, token)) return undefined
    const key = hash('sha256', token, 'base64')
    const now = clock()
    const version = store.settingsVersion()
    let known = remembered.get(key)
    if (known === undefined || known.version !== version || known.until <= now) {
      const asked = kind === 'session' ? await ofSession(token) : await ofKey(token)
      remembered.delete(key)
      if (asked === undefined) return undefined
      // A use seen by this process may not be written yet.
      const seenAt = Math.max(asked.seenAt, known?.seenAt ?? 0)
      known = { ...asked, seenAt, until: now + rememberedMs, version }
      if (remembered.size >= maxRemembered) remembered.clear()
      remembered.set(key, known)
    }
    const idleEnd = kind === 'session' ? known.seenAt + sessionIdleMs : Number.POSITIVE_INFINITY
    if (now >= Math.min(known.endsAt, idleEnd)) return undefined
    if (by === 'use') used(known, now)
    return known.principal
  }

  async function ofSession(token: string) {
    const session = await store.sessionOfToken(tokenHashes('session', token, deps.hashes))
    if (session === undefined) return undefined
    const member = await store.member(session.memberId)
    if (member === undefined || member.disabledAt !== undefined) return undefined
    const { id, name, email, grants } = member
    const principal: Principal = { kind: 'user', id, name, email, grants, sessionId: session.id }
    return { principal, seenAt: session.seenAt, writtenAt: session.seenAt, endsAt: session.expiresAt }
  }

  async function ofKey(token: string) {
    const found = await store.apiKeyOf(tokenHashes('key', token, deps.hashes))
    if (found === undefined) return undefined
    const { id, name, grants, expiresAt = Number.POSITIVE_INFINITY, lastUsedAt = 0 } = found
    const principal: Principal = { kind: 'key', id, name, grants }
    return { principal, seenAt: lastUsedAt, writtenAt: lastUsedAt, endsAt: expiresAt }
  }

  /** Not awaited: losing it costs a minute of precision. */
  function used(known: Known, now: number): void {
    known.seenAt = now
    if (now - known.writtenAt < Math.min(exactMs, sessionIdleMs / 10)) return
    known.writtenAt = now
    const { principal } = known
    const written =
      principal.kind === 'user' ? store.seeSession(principal.sessionId, now) : store.useApiKey(principal.id, now)
    written.catch((err: unknown) => deps.log.warn({ err }, 'the time of last use could not be stored'))
  }

  return {
    ofSession: (token: string, by?: By) => find('session', token, by),
    ofKey: (token: string, by?: By) => find('key', token, by),
  }
}
