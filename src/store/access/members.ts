/**
 * Members: the people who sign in. Passwords arrive hashed, second-factor secrets sealed. Whatever ends a member's
 * sessions ends them in its own transaction.
 */
import type { Member } from '../../model/access/member.ts'
import type { Grant, Role } from '../../model/access/roles.ts'
import type { Quotas } from '../../model/quota.ts'
import { within } from '../sql/quota.ts'
import { type Changed, type Changing, type Expected, isExpected, type Removed } from '../sql/revisions.ts'
import { json, parse, query, queryOne, type Transaction } from '../sql/transaction.ts'
import { deletePrivateViews } from '../views/saved-views.ts'
import { grantsOf, putGrants } from './grants.ts'
import { endSessions } from './sessions.ts'

export type MemberChange = { name?: string; grants?: Grant[]; isDisabled?: boolean }
/** `former`: the hash that was verified; `retainedSession`: the session that continues. */
export type PasswordChange = { former: string; hashed: string; retainedSession: string; now: number }
export type LastAdmin = { kind: 'last_admin' }
/** `keepsAdmin`: refuses changes to the last member with all rights, since no one could let others in again. */
export type ChangingMember = Changing<MemberChange> & { keepsAdmin?: boolean }
export type NewMember = { id: string; email: string; name: string; grants: readonly Grant[]; now: number }

/** Verified at a sign-in; used for nothing else outside the store. */
export type Credentials = {
  memberId: string
  password?: string
  /** Sealed. */
  totp?: string
  totpPending?: string
  /** Keyed hashes of the remaining codes. */
  recovery: string[]
}

type MemberRow = {
  id: string
  email: string
  name: string
  password: string | null
  totp_pending: string | null
  totp: string | null
  totp_step: number
  recovery: string | null
  disabled_at: number | null
  last_sign_in_at: number | null
  created_at: number
  updated_at: number
  revision: number
}

export function* members(offset: number, limit: number): Transaction<Member[]> {
  const found = yield* query<MemberRow>('select * from members order by email limit $1 offset $2', limit, offset)
  return yield* withGrants(found)
}

export function* countMembers(): Transaction<number> {
  return Number((yield* queryOne<{ n: number }>('select count(*) as n from members'))?.n ?? 0)
}

export function* hasMembers(): Transaction<boolean> {
  return (yield* queryOne('select id from members limit 1')) !== undefined
}

export function* member(id: string): Transaction<Member | undefined> {
  const found = yield* queryOne<MemberRow>('select * from members where id = $1', id)
  return found && (yield* withGrants([found]))[0]
}

export function* memberOfEmail(email: string): Transaction<Member | undefined> {
  const found = yield* queryOne<MemberRow>('select * from members where email = $1', email)
  return found && (yield* withGrants([found]))[0]
}

export type NamedMember = Pick<Member, 'id' | 'name'>

export function* membersOf(botId: string, roles: readonly Role[]): Transaction<NamedMember[]> {
  const named = roles.map((_, index) => `$${index + 2}`).join(', ')
  return yield* query<NamedMember>(
    `select id, name from members where disabled_at is null and exists (
       select 1 from grants where holder_id = members.id and role in (${named}) and bot_id in ('', $1))
     order by name, id`,
    botId,
    ...roles,
  )
}

export function* credentials(memberId: string): Transaction<Credentials | undefined> {
  const found = yield* queryOne<MemberRow>('select * from members where id = $1', memberId)
  return (
    found && {
      memberId,
      password: found.password ?? undefined,
      totp: found.totp ?? undefined,
      totpPending: found.totp_pending ?? undefined,
      recovery: parse<string[]>(found.recovery) ?? [],
    }
  )
}

function* withGrants(found: MemberRow[]): Transaction<Member[]> {
  const held = yield* grantsOf(found.map(({ id }) => id))
  return found.map((one) => memberOf(one, held.get(one.id) ?? []))
}

function memberOf(found: MemberRow, grants: Grant[]): Member {
  return {
    id: found.id,
    email: found.email,
    name: found.name,
    grants,
    disabledAt: found.disabled_at ?? undefined,
    hasPassword: found.password !== null,
    hasTotp: found.totp !== null,
    lastSignInAt: found.last_sign_in_at ?? undefined,
    createdAt: found.created_at,
    updatedAt: found.updated_at,
    revision: Number(found.revision),
  }
}

/** False if the address is taken. */
export function* addMember(quotas: Quotas, { id, email, name, grants, now }: NewMember): Transaction<boolean> {
  if (yield* memberOfEmail(email)) return false
  yield* within(quotas, 'users')
  const added = yield* query(
    `insert into members (id, email, name, created_at, updated_at, revision) values ($1, $2, $3, $4, $4, $4)
     on conflict (email) do nothing returning id`,
    id,
    email,
    name,
    now,
  )
  if (added.length > 0) yield* putGrants(id, grants)
  return added.length > 0
}

/** Disabling ends the sessions. `keepsAdmin`: the last admin stays one. */
export function* changeMember({
  id,
  change,
  expected,
  now,
  keepsAdmin = false,
}: ChangingMember): Transaction<Changed<Member> | LastAdmin> {
  const known = yield* member(id)
  if (!known) return { kind: 'missing' }
  if (!isExpected(expected, known.revision)) return { kind: 'stale' }
  const { name = known.name, isDisabled = known.disabledAt !== undefined } = change
  const staysAdmin = !isDisabled && isAdminOfAll(change.grants ?? known.grants)
  if (keepsAdmin && !staysAdmin && (yield* isLastAdmin(known))) return { kind: 'last_admin' }
  const disabledAt = isDisabled ? (known.disabledAt ?? now) : undefined
  yield* query(
    'update members set name = $2, disabled_at = $3, updated_at = $4, revision = revision + 1 where id = $1',
    id,
    name,
    disabledAt,
    now,
  )
  if (change.grants) yield* putGrants(id, change.grants)
  if (isDisabled) yield* endSessions(id)
  const changed = yield* member(id)
  return changed ? { kind: 'changed', value: changed } : { kind: 'missing' }
}

export function* deleteMember(
  id: string,
  { expected, keepsAdmin = false }: { expected?: Expected; keepsAdmin?: boolean } = {},
): Transaction<Removed | 'last_admin'> {
  const found = yield* member(id)
  if (!found) return false
  if (!isExpected(expected, found.revision)) return 'stale'
  if (keepsAdmin && (yield* isLastAdmin(found))) return 'last_admin'
  yield* query('delete from members where id = $1', id)
  yield* putGrants(id, [])
  yield* endSessions(id)
  yield* query('delete from sign_in_links where member_id = $1', id)
  yield* deletePrivateViews(id)
  return true
}

/** Runs under the settings lock: of two admins who remove each other's role at once, the second is the last one. */
function* isLastAdmin({ id, disabledAt, grants }: Member): Transaction<boolean> {
  if (disabledAt !== undefined || !isAdminOfAll(grants)) return false
  const other = yield* queryOne(
    `select members.id from grants join members on members.id = grants.holder_id
     where grants.role = 'admin' and grants.bot_id = '' and members.id <> $1 and members.disabled_at is null limit 1`,
    id,
  )
  return other === undefined
}

function isAdminOfAll(grants: readonly Grant[]): boolean {
  return grants.some(({ role, bots }) => role === 'admin' && bots === 'all')
}

/** Whether the password was still the one that was verified: of two concurrent changes one succeeds. */
export function* changePassword(
  id: string,
  { former, hashed, retainedSession, now }: PasswordChange,
): Transaction<boolean> {
  // With several processes, the second change waits for this row's lock and then finds another password.
  const held = yield* query(
    'update members set updated_at = $3 where id = $1 and password = $2 returning id',
    id,
    former,
    now,
  )
  if (held.length === 0) return false
  yield* setPassword(id, hashed, now, retainedSession)
  return true
}

/** Ends every session except the kept one, and every link. */
export function* setPassword(id: string, hashed: string, now: number, retainedSession?: string): Transaction<void> {
  yield* query(
    'update members set password = $2, password_at = $3, updated_at = $3, revision = revision + 1 where id = $1',
    id,
    hashed,
    now,
  )
  yield* endSessions(id, retainedSession)
  yield* query('delete from sign_in_links where member_id = $1', id)
}

// ── second factor ───────────────────────────────────────────

/**
 * The later of two concurrent offers is confirmed. False if there is a second factor, or the password is not the
 * verified one.
 */
export function* offerTotp(id: string, sealed: string, now: number, former?: string): Transaction<boolean> {
  const offered = yield* query(
    `update members set totp_pending = $2, updated_at = $3
     where id = $1 and totp is null and coalesce($4, password, '') = coalesce(password, '') returning id`,
    id,
    sealed,
    now,
    former,
  )
  return offered.length > 0
}

/** Activates the offered factor. False if another one is offered by now. */
export function* confirmTotp(
  id: string,
  sealed: string,
  { step, recovery, now }: { step: number; recovery: string[]; now: number },
): Transaction<boolean> {
  const changed = yield* query(
    `update members set totp = totp_pending, totp_pending = null, totp_step = $3, recovery = $4, updated_at = $5,
       revision = revision + 1
     where id = $1 and totp_pending = $2 and totp is null returning id`,
    id,
    sealed,
    step,
    json(recovery),
    now,
  )
  return changed.length > 0
}

/** False if there is none, or the password is not the verified one. */
export function* removeTotp(id: string, now: number, former?: string): Transaction<boolean> {
  const changed = yield* query(
    `update members set totp = null, totp_pending = null, recovery = null, updated_at = $2, revision = revision + 1
     where id = $1 and (totp is not null or totp_pending is not null)
       and coalesce($3, password, '') = coalesce(password, '') returning id`,
    id,
    now,
    former,
  )
  return changed.length > 0
}

/** False if a code of this step or a later one was used already. */
export function* useTotpStep(id: string, step: number): Transaction<boolean> {
  const used = yield* query('update members set totp_step = $2 where id = $1 and totp_step < $2 returning id', id, step)
  return used.length > 0
}

/**
 * False if it is not among the remaining codes. Retries when another code was used meanwhile, which does not affect
 * this one.
 */
export function* useRecovery(id: string, codeHash: string): Transaction<boolean> {
  for (;;) {
    const found = yield* queryOne<Pick<MemberRow, 'recovery'>>('select recovery from members where id = $1', id)
    const left = parse<string[]>(found?.recovery ?? null) ?? []
    if (!left.includes(codeHash)) return false
    const rest = json(left.filter((one) => one !== codeHash))
    const used = yield* query(
      'update members set recovery = $3 where id = $1 and recovery = $2 returning id',
      id,
      found?.recovery ?? null,
      rest,
    )
    if (used.length > 0) return true
  }
}
