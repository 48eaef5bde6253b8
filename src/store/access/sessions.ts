/** Members' sessions, stored with a keyed hash of their tokens only, and the single-use links for signing in. */
import type { Session } from '../../model/access/member.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

/** `provenBy`: the hash of the password that opened it. */
export type NewSession = Session & { tokenHash: string; provenBy?: string }
export type NewLink = { tokenHash: string; memberId?: string; createdAt: number; expiresAt: number }
export type Link = Omit<NewLink, 'tokenHash'>

type SessionRow = {
  id: string
  member_id: string
  created_at: number
  seen_at: number
  expires_at: number
  address: string
  agent: string
}

/** Per member; beyond it the least recently used one ends. */
const maxSessions = 50

/**
 * False, and no session is added, if the member has another password by now, or was disabled or deleted: ending that
 * member's sessions would have missed this one. The member's row is locked first, so that the later of the two
 * transactions sees the earlier.
 */
export function* addSession(session: NewSession): Transaction<boolean> {
  const held = yield* query(
    `update members set last_sign_in_at = $2
     where id = $1 and disabled_at is null and coalesce($3, password, '') = coalesce(password, '') returning id`,
    session.memberId,
    session.createdAt,
    session.provenBy,
  )
  if (held.length === 0) return false
  yield* query(
    `delete from sessions where id in (
       select id from sessions where member_id = $1 order by seen_at desc limit 1000 offset $2)`,
    session.memberId,
    maxSessions - 1,
  )
  yield* query(
    `insert into sessions (id, token_hash, member_id, created_at, seen_at, expires_at, address, agent)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    session.id,
    session.tokenHash,
    session.memberId,
    session.createdAt,
    session.seenAt,
    session.expiresAt,
    session.address,
    session.agent,
  )
  return true
}

export function* sessionOfToken(tokenHash: string): Transaction<Session | undefined> {
  const found = yield* queryOne<SessionRow>('select * from sessions where token_hash = $1', tokenHash)
  return found && sessionOf(found)
}

export function* sessionsOf(memberId: string): Transaction<Session[]> {
  const found = yield* query<SessionRow>('select * from sessions where member_id = $1 order by seen_at desc', memberId)
  return found.map(sessionOf)
}

function sessionOf(found: SessionRow): Session {
  return {
    id: found.id,
    memberId: found.member_id,
    createdAt: found.created_at,
    seenAt: found.seen_at,
    expiresAt: found.expires_at,
    address: found.address,
    agent: found.agent,
  }
}

/** Never moves backwards, since several processes report uses. */
export function* seeSession(id: string, now: number): Transaction<void> {
  yield* query('update sessions set seen_at = $2 where id = $1 and seen_at < $2', id, now)
}

export function* endSession(memberId: string, id: string): Transaction<boolean> {
  const ended = yield* query('delete from sessions where id = $1 and member_id = $2 returning id', id, memberId)
  return ended.length > 0
}

/** Ends all of a member's sessions except the kept one. Returns the number ended. */
export function* endSessions(memberId: string, stored = ''): Transaction<number> {
  return (yield* query('delete from sessions where member_id = $1 and id <> $2 returning id', memberId, stored)).length
}

// ── links ───────────────────────────────────────────────────

/** Replaces the member's former links. */
export function* addLink({ tokenHash, memberId, createdAt, expiresAt }: NewLink): Transaction<void> {
  if (memberId !== undefined) yield* query('delete from sign_in_links where member_id = $1', memberId)
  yield* query(
    'insert into sign_in_links (token_hash, member_id, created_at, expires_at) values ($1, $2, $3, $4)',
    tokenHash,
    memberId,
    createdAt,
    expiresAt,
  )
}

export function* link(tokenHash: string): Transaction<Link | undefined> {
  return linkOf(
    yield* queryOne<LinkRow>(
      'select member_id, created_at, expires_at from sign_in_links where token_hash = $1',
      tokenHash,
    ),
  )
}

/** Consumes the link; only one of several concurrent uses gets it. */
export function* takeLink(tokenHash: string): Transaction<Link | undefined> {
  return linkOf(
    yield* queryOne<LinkRow>(
      'delete from sign_in_links where token_hash = $1 returning member_id, created_at, expires_at',
      tokenHash,
    ),
  )
}

type LinkRow = { member_id: string | null; created_at: number; expires_at: number }

function linkOf(found: LinkRow | undefined): Link | undefined {
  return found && { memberId: found.member_id ?? undefined, createdAt: found.created_at, expiresAt: found.expires_at }
}
