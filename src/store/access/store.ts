/**
 * Store methods for access: members, sessions, links, API keys, clients and the audit trail. A transaction that revokes
 * a right also increments the settings version, so that every process reads it again.
 */

import type { ApiKey, Member, Session } from '../../model/access/member.ts'
import type { Role } from '../../model/access/roles.ts'
import type { Client } from '../../model/bot/bot.ts'
import type { Quotas } from '../../model/quota.ts'
import { type Forms, freshen, freshForm, type hashColumns, inForms } from '../sealing/forms.ts'
import type { Seal } from '../sealing/seal.ts'
import type { SettingsCache } from '../settings/cache.ts'
import type { Changed, Changing, Expected, Removed } from '../sql/revisions.ts'
import type { Runner } from '../sql/runner.ts'
import type { Transaction } from '../sql/transaction.ts'
import * as keys from './api-keys.ts'
import * as audit from './audit.ts'
import { stateOf } from './audit-states.ts'
import * as clients from './clients.ts'
import * as members from './members.ts'
import * as refusals from './refusals.ts'
import * as sessions from './sessions.ts'

export type AccessStore = {
  members(offset: number, limit: number): Promise<Member[]>
  countMembers(): Promise<number>
  hasMembers(): Promise<boolean>
  member(id: string): Promise<Member | undefined>
  memberOfEmail(email: string): Promise<Member | undefined>
  /** Those who may sign in and have one of the roles for the bot, by name. */
  membersOf(botId: string, roles: readonly Role[]): Promise<members.NamedMember[]>
  credentials(memberId: string): Promise<members.Credentials | undefined>
  /** False if the address is taken. */
  addMember(added: members.NewMember): Promise<boolean>
  changeMember(changing: members.ChangingMember): Promise<Changed<Member> | members.LastAdmin>
  deleteMember(id: string, how?: { expected?: Expected; keepsAdmin?: boolean }): Promise<Removed | 'last_admin'>
  /** Ends the member's links, and every session except the kept one. */
  setPassword(id: string, hashed: string, now: number, retainedSession?: string): Promise<void>
  /** As `setPassword`, but only if the stored password is still the one that was verified. */
  changePassword(id: string, change: members.PasswordChange): Promise<boolean>
  /** `former`: the hash of the password that was verified for this, if one was. */
  offerTotp(id: string, sealed: string, now: number, former?: string): Promise<boolean>
  confirmTotp(
    id: string,
    sealed: string,
    confirmed: { step: number; recovery: string[]; now: number },
  ): Promise<boolean>
  removeTotp(id: string, now: number, former?: string): Promise<boolean>
  /** False if a code of this step was used already. */
  useTotpStep(id: string, step: number): Promise<boolean>
  useRecovery(id: string, codeHash: Forms): Promise<boolean>

  /** False if the member has been disabled, or the password has changed, in the meantime. */
  addSession(session: sessions.NewSession): Promise<boolean>
  sessionOfToken(tokenHash: Forms): Promise<Session | undefined>
  sessionsOf(memberId: string): Promise<Session[]>
  seeSession(id: string, now: number): Promise<void>
  endSession(memberId: string, id: string): Promise<boolean>
  endSessions(memberId: string, stored?: string): Promise<number>

  addLink(link: sessions.NewLink): Promise<void>
  link(tokenHash: Forms): Promise<sessions.Link | undefined>
  /**
   * Consumes a link: sets the password and grants what the invitation offers. With `first`, it creates the first member
   * if there is none yet. Returns the member; undefined if the link is used, expired, or of another kind.
   */
  redeemLink(redeemed: Redeemed): Promise<Member | undefined>

  apiKeys(offset: number, limit: number): Promise<ApiKey[]>
  countApiKeys(): Promise<number>
  apiKey(id: string): Promise<ApiKey | undefined>
  apiKeyOf(keyHash: Forms): Promise<ApiKey | undefined>
  addApiKey(key: ApiKey, keyHash: string): Promise<void>
  deleteApiKey(id: string): Promise<boolean>
  useApiKey(id: string, now: number): Promise<void>

  clients(): Promise<Client[]>
  client(id: string): Promise<Client | undefined>
  /** Adds a client with its first secret; false if the id is taken. */
  addClient(client: Client, secretHash: string): Promise<boolean>
  changeClient(changing: Changing<clients.ClientChange>): Promise<Changed<Client>>
  putClient(client: Client): Promise<void>
  deleteClient(id: string, expected?: Expected): Promise<Removed>
  clientSecrets(clientId: string): Promise<clients.StoredSecret[]>
  addClientSecret(secret: clients.StoredSecret): Promise<void>
  /** The client's other secrets expire at `endAt`. */
  expireClientSecrets(clientId: string, exceptHash: string, endAt: number): Promise<void>
  /** Adds a secret and expires the others, in one transaction. Undefined if the client does not exist. */
  renewClientSecret(renewal: clients.Renewal): Promise<Client | undefined>
  /** Sets the environment's client and secret; earlier ones expire after the overlap. */
  setEnvironmentClient(said: clients.Renewal): Promise<clients.EnvironmentClient>

  /** Records the state after the change too. */
  addAudit(entry: audit.AuditEntry): Promise<void>
  auditRows(filter: audit.AuditFilter, behind: audit.AuditCursor | undefined, limit: number): Promise<audit.AuditRow[]>
  addRefusals(refusals: readonly refusals.Refusal[]): Promise<void>
  refusalRows(
    filter: refusals.RefusalFilter,
    behind: audit.AuditCursor | undefined,
    limit: number,
  ): Promise<refusals.RefusalRow[]>
}

export type Redeemed = { tokenHash: Forms; password: string; now: number; first?: Omit<members.NewMember, 'now'> }

export type AccessStoreDeps = Pick<Runner<never>, 'read' | 'readSlow' | 'write'> & {
  seal: Seal
  cache: Pick<SettingsCache, 'changing'>
  quotas: Quotas
}

export function accessStore(deps: AccessStoreDeps): AccessStore {
  return { ...memberStore(deps), ...sessionStore(deps), ...keyStore(deps), ...clientStore(deps), ...auditStore(deps) }
}

/** By whichever form; one that is not the present one is written anew, and whoever comes does not fail for that. */
async function found<T>(
  { read, write, seal }: Pick<AccessStoreDeps, 'read' | 'write' | 'seal'>,
  use: keyof typeof hashColumns,
  forms: Forms,
  find: (hash: string) => Transaction<T | undefined>,
): Promise<T | undefined> {
  const held = await read(() => inForms(forms, find))
  const fresh = held && freshForm(seal, forms, held.form)
  if (held && fresh) await write([], () => freshen(use, held.form, fresh)).catch(() => {})
  return held?.value
}

function* used(isUsed: Transaction<boolean>): Transaction<true | undefined> {
  return (yield* isUsed) ? true : undefined
}

type MemberMethods =
  | 'members'
  | 'countMembers'
  | 'hasMembers'
  | 'member'
  | 'memberOfEmail'
  | 'membersOf'
  | 'credentials'
  | 'addMember'
  | 'changeMember'
  | 'deleteMember'
  | 'setPassword'
  | 'changePassword'
  | 'offerTotp'
  | 'confirmTotp'
  | 'removeTotp'
  | 'useTotpStep'
  | 'useRecovery'

function memberStore({ read, write, quotas, cache: { changing } }: AccessStoreDeps): Pick<AccessStore, MemberMethods> {
  return {
    members: (offset, limit) => read(() => members.members(offset, limit)),
    countMembers: () => read(members.countMembers),
    hasMembers: () => read(members.hasMembers),
    member: (id) => read(() => members.member(id)),
    memberOfEmail: (email) => read(() => members.memberOfEmail(email)),
    membersOf: (botId, roles) => read(() => members.membersOf(botId, roles)),
    credentials: (id) => read(() => members.credentials(id)),
    // Takes the settings lock, as every write does whose quota limits a count.
    addMember: (added) => changing([], () => members.addMember(quotas, added)),
    changeMember: (change) => changing([], () => members.changeMember(change)),
    deleteMember: (id, how) => changing([], () => members.deleteMember(id, how)),
    setPassword: (id, hashed, now, stored) => changing([], () => members.setPassword(id, hashed, now, stored)),
    changePassword: (id, change) => changing([], () => members.changePassword(id, change)),
    offerTotp: (id, sealed, now, former) => write([], () => members.offerTotp(id, sealed, now, former)),
    confirmTotp: (id, sealed, confirmed) => write([], () => members.confirmTotp(id, sealed, confirmed)),
    removeTotp: (id, now, former) => write([], () => members.removeTotp(id, now, former)),
    useTotpStep: (id, step) => write([], () => members.useTotpStep(id, step)),
    useRecovery: (id, forms) =>
      write([], function* () {
        return (yield* inForms(forms, (hash) => used(members.useRecovery(id, hash)))) !== undefined
      }),
  }
}

type SessionMethods =
  | 'addSession'
  | 'sessionOfToken'
  | 'sessionsOf'
  | 'seeSession'
  | 'endSession'
  | 'endSessions'
  | 'addLink'
  | 'link'
  | 'redeemLink'

function sessionStore({
  read,
  write,
  seal,
  quotas,
  cache: { changing },
}: AccessStoreDeps): Pick<AccessStore, SessionMethods> {
  return {
    addSession: (session) => write([], () => sessions.addSession(session)),
    sessionOfToken: (forms) => found({ read, write, seal }, 'sessions', forms, sessions.sessionOfToken),
    sessionsOf: (memberId) => read(() => sessions.sessionsOf(memberId)),
    seeSession: (id, now) => write([], () => sessions.seeSession(id, now)),
    endSession: (memberId, id) => changing([], () => sessions.endSession(memberId, id)),
    endSessions: (memberId, stored) => changing([], () => sessions.endSessions(memberId, stored)),
    addLink: (link) => write([], () => sessions.addLink(link)),
    link: (forms) => found({ read, write, seal }, 'links', forms, sessions.link),
    redeemLink: (redeemed) => changing([], () => redeem(quotas, redeemed)),
  }
}

/** `changing` holds the settings lock, so of two concurrent first links only one creates the member. */
function* redeem(quotas: Quotas, { tokenHash, password, now, first }: Redeemed): Transaction<Member | undefined> {
  const held = yield* inForms(tokenHash, sessions.link)
  if (!held || held.value.expiresAt <= now) return undefined
  const { value: found, form } = held
  if (found.memberId === undefined) {
    if (!first || (yield* members.hasMembers())) return undefined
    yield* members.addMember(quotas, { ...first, now })
  }
  const known = yield* members.member(found.memberId ?? first?.id ?? '')
  if (!known || known.disabledAt !== undefined) return undefined
  yield* sessions.takeLink(form)
  yield* members.setPassword(known.id, password, now)
  return yield* members.member(known.id)
}

type KeyMethods = 'apiKeys' | 'countApiKeys' | 'apiKey' | 'apiKeyOf' | 'addApiKey' | 'deleteApiKey' | 'useApiKey'

function keyStore({ read, write, seal, quotas, cache: { changing } }: AccessStoreDeps): Pick<AccessStore, KeyMethods> {
  return {
    apiKeys: (offset, limit) => read(() => keys.apiKeys(offset, limit)),
    countApiKeys: () => read(keys.countApiKeys),
    apiKey: (id) => read(() => keys.apiKey(id)),
    apiKeyOf: (forms) => found({ read, write, seal }, 'keys', forms, keys.apiKeyOf),
    addApiKey: (key, hash) => changing([], () => keys.addApiKey(quotas, key, hash)),
    deleteApiKey: (id) => changing([], () => keys.deleteApiKey(id)),
    useApiKey: (id, now) => write([], () => keys.useApiKey(id, now)),
  }
}

type ClientMethods =
  | 'clients'
  | 'client'
  | 'addClient'
  | 'changeClient'
  | 'putClient'
  | 'deleteClient'
  | 'clientSecrets'
  | 'addClientSecret'
  | 'expireClientSecrets'
  | 'renewClientSecret'
  | 'setEnvironmentClient'

function clientStore({ read, quotas, cache: { changing } }: AccessStoreDeps): Pick<AccessStore, ClientMethods> {
  return {
    clients: () => read(clients.clients),
    client: (id) => read(() => clients.client(id)),
    addClient: (client, secretHash) => changing([], () => clients.addClient(quotas, client, secretHash)),
    changeClient: (change) => changing([], () => clients.changeClient(change)),
    putClient: (client) => changing([], () => clients.putClient(client)),
    deleteClient: (id, expected) => changing([], () => clients.deleteClient(id, expected)),
    clientSecrets: (id) => read(() => clients.clientSecrets(id)),
    addClientSecret: (secret) => changing([], () => clients.addClientSecret(secret)),
    expireClientSecrets: (id, exceptHash, endAt) =>
      changing([], () => clients.expireClientSecrets(id, exceptHash, endAt)),
    renewClientSecret: (renewal) => changing([], () => clients.renewClientSecret(quotas, renewal)),
    setEnvironmentClient: (said) => changing([], () => clients.setEnvironmentClient(said)),
  }
}

type AuditMethods = 'addAudit' | 'auditRows' | 'addRefusals' | 'refusalRows'

function auditStore({ readSlow, write, seal }: AccessStoreDeps): Pick<AccessStore, AuditMethods> {
  return {
    addAudit: (entry) =>
      write([], function* () {
        const after = entry.about && entry.outcome === 'done' ? yield* stateOf(seal, entry.about) : undefined
        yield* audit.addAudit(entry, { after })
      }),
    auditRows: (filter, behind, limit) => readSlow(() => audit.auditRows(filter, behind, limit)),
    addRefusals: (added) => write([], () => refusals.addRefusals(added)),
    refusalRows: (filter, behind, limit) => readSlow(() => refusals.refusalRows(filter, behind, limit)),
  }
}
