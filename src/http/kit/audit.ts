/**
 * The HTTP side of the audit trail: which requests leave a row (`model/access/operations.ts`), by whom, and about what.
 * The row joins the transaction of the change; a row without one is written before the response leaves. Refusals are
 * recorded too, but only a limited number a minute, so that refused callers cannot fill the disk. Handlers that create
 * something call `notifyAbout`.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Operation } from '../../model/access/operation.ts'
import { operationOf } from '../../model/access/operations.ts'
import { templatePath } from '../../model/template/record.ts'
import { parseRoomId } from '../../model/user/user.ts'
import type { Actor, AuditAbout, AuditEntry } from '../../store/access/audit.ts'
import type { Auditing } from '../../store/access/audit-scope.ts'
import type { HttpDeps } from './deps.ts'
import { operationNameOf, routeOf } from './route.ts'

type AuditDeps = Pick<HttpDeps, 'access' | 'store' | 'clock' | 'log'>

export type Audit = ReturnType<typeof createAudit>

export function createAudit(deps: AuditDeps) {
  const refusals = createRefusals(deps)
  const rowOf = (request: FastifyRequest, operation: string, { about }: Pick<Operation, 'about'>): Auditing => ({
    entry: {
      at: deps.clock(),
      actor: actorOf(request),
      address: request.ip,
      operation,
      about: about && aboutOf(about, request, deps.access.seal.mark),
      outcome: 'done',
    },
    isWritten: false,
    isClosed: false,
  })
  const isRepeated = createRepetitions(deps.clock)

  return {
    /** preHandler: authentication has set the caller. */
    begin(request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
      const { access } = routeOf(request).config
      if (access !== 'client' && access !== 'admin') return void done()
      const name = operationNameOf(request)
      const operation = operationOf(name)
      if (operation !== undefined && isRetained(operation, request)) request.auditing = rowOf(request, name, operation)
      // Reads have no write that a row could join.
      const isCarried = request.auditing !== undefined && (operation?.trail === 'change' || operation?.trail === 'act')
      if (isCarried && request.auditing) deps.access.auditing(request.auditing, done)
      else done()
    },
    /** onSend: no response leaves before its row is written. By callback, since nearly all responses have none. */
    finish(request: FastifyRequest, reply: FastifyReply, payload: unknown, done: Sent): void {
      const { auditing } = request
      const { statusCode } = reply
      if (statusCode === 401 || statusCode === 403) {
        const name = operationNameOf(request)
        const { entry } = auditing ?? rowOf(request, name, operationOf(name) ?? {})
        refusals.note({ ...entry, status: statusCode })
      }
      if (auditing === undefined || auditing.isClosed) return void done(null, payload)
      auditing.isClosed = true
      const isDone = statusCode < 400 && !auditing.isWritten && reply.getHeader('idempotency-replayed') === undefined
      if (!isDone || (isLook(auditing.entry) && isRepeated(auditing.entry))) return void done(null, payload)
      auditing.isWritten = true
      deps.store.addAudit({ ...auditing.entry, status: statusCode }).then(() => done(null, payload), done)
    },
  }
}

type Sent = (error: Error | null, payload?: unknown) => void

/** The resource that was created, or is meant, where the path does not name it. */
export function notifyAbout({ auditing }: FastifyRequest, about: Partial<AuditAbout>): void {
  if (auditing?.entry.about) Object.assign(auditing.entry.about, about)
}

function isRetained({ trail, about }: Operation, { principal, query }: FastifyRequest): boolean {
  if (trail === undefined) return false
  if (trail === 'change' || trail === 'export' || about === 'audit' || about === 'unprocessed') return true
  // A program's list of notifications as a file is a bulk export as well.
  return principal?.kind === 'user' || (query as { download?: string } | undefined)?.download === 'true'
}

export function actorOf({ principal, client, scope }: FastifyRequest): Actor {
  if (principal !== undefined) return { kind: principal.kind, id: principal.id, name: principal.name }
  if (client !== undefined) return { kind: 'client', id: client.id, name: client.name }
  return scope === 'all' ? { kind: 'admin' } : { kind: 'nobody' }
}

/** As far as the path names it. */
function aboutOf(kind: AuditAbout['kind'], { params, principal, bot, body }: FastifyRequest, mark: Mark): AuditAbout {
  const named = params as Record<string, string | undefined>
  const botId = bot?.id ?? named.botId
  const field = fieldOf[kind]
  const made = field === undefined ? undefined : namedIn(body, field)
  const isOfPerson = kind === 'conversation' || kind === 'message'
  const person = isOfPerson ? (named.userId ?? parseRoomId(named.roomId ?? '')?.userId ?? made) : undefined
  const id = person === undefined ? (idOf(kind, named, principal) ?? made) : personMark(person, mark)
  return { kind, ...(botId !== undefined && { botId }), ...(id !== undefined && { id }) }
}

/**
 * The person on the phone is recorded as a hash, not a number: erasing a person leaves nothing in the trail, which
 * never changes. A reader who knows the number finds what was done with it.
 */
export function personMark(userId: string, mark: Mark): string {
  return `person:${mark('person', userId).slice(0, 32)}`
}

type Mark = (use: 'person', text: string) => string

/** The body's field that names it where the path does not. */
const fieldOf: Partial<Record<AuditAbout['kind'], string>> = {
  template: 'elementName',
  message: 'userId',
  conversation: 'userId',
}

function namedIn(body: unknown, field: string): string | undefined {
  const named = (body as Record<string, unknown> | null | undefined)?.[field]
  return typeof named === 'string' || typeof named === 'number' ? String(named).slice(0, 512) : undefined
}

function idOf(
  kind: AuditAbout['kind'],
  named: Record<string, string | undefined>,
  principal: FastifyRequest['principal'],
): string | undefined {
  const own = principal?.kind === 'user' ? principal.id : undefined
  const { elementName, language } = named
  const template = elementName === undefined ? undefined : templatePath(elementName, language)
  const ids: Record<AuditAbout['kind'], string | undefined> = {
    bot: named.botId,
    client: named.clientId,
    endpoint: named.endpointId,
    webhook: named.botId,
    skill: named.skillId,
    quick_answer: named.name,
    template,
    campaign: named.campaignId,
    user: named.memberId ?? own,
    view: named.viewId,
    api_key: named.keyId,
    session: principal?.kind === 'user' ? principal.sessionId : undefined,
    conversation: named.messageId ?? named.notificationId ?? named.mediaId,
    message: named.messageId,
    unprocessed: named.itemId,
    audit: undefined,
    key_rotation: undefined,
    log_level: undefined,
    rate_card: undefined,
  }
  return ids[kind]
}

function isLook({ operation }: AuditEntry): boolean {
  return operation.startsWith('GET ')
}

const repeatedMs = 10 * 60_000
const maxLooks = 5_000

/** A page that polls counts as one look: by the same person at the same thing, within ten minutes. */
function createRepetitions(clock: () => number): (entry: AuditEntry) => boolean {
  const seen = new Map<string, number>()
  return ({ actor, operation, about }) => {
    if (actor.kind !== 'user' || about?.kind === 'audit') return false
    const key = JSON.stringify([actor.id, operation, about?.id, about?.botId])
    const now = clock()
    if (now - (seen.get(key) ?? Number.NEGATIVE_INFINITY) < repeatedMs) return true
    if (seen.size >= maxLooks) seen.clear()
    seen.set(key, now)
    return false
  }
}

const minuteMs = 60_000
const maxPerMinute = 30
const maxOfAddress = 5

/** Records the first few of each address and minute; the next row written says how many were omitted. */
function createRefusals({ store, clock, log }: AuditDeps) {
  let minute = -1
  let written = 0
  let leftOut = 0
  const byAddress = new Map<string, number>()

  function isLeftOut(address: string): boolean {
    const now = Math.floor(clock() / minuteMs)
    if (now !== minute) {
      minute = now
      written = 0
      byAddress.clear()
    }
    const of = byAddress.get(address) ?? 0
    if (written >= maxPerMinute || of >= maxOfAddress) return true
    byAddress.set(address, of + 1)
    written += 1
    return false
  }

  return {
    /** Not awaited: the refused caller learns nothing from it. */
    note(refused: AuditEntry): void {
      if (isLeftOut(refused.address ?? '')) {
        leftOut += 1
        return
      }
      const details = leftOut === 0 ? refused.details : { ...refused.details, leftOut }
      leftOut = 0
      store
        .addAudit({ ...refused, outcome: 'refused', details })
        .catch((err: unknown) => log.warn({ err }, 'a refusal could not be recorded in the audit trail'))
    },
  }
}
