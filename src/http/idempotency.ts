/**
 * Promise 2, HTTP side: reads `Idempotency-Key` and fingerprints the request, so that the store can tell a repetition from a
 * conflict; and answers what accept found. The fingerprint covers method, route, path and the body's meaning: key order and
 * white space do not count.
 */
import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorKey } from '../model/errors.ts'
import { type FitNotice, noticeText } from '../model/template/hold.ts'
import type { Checked } from '../model/violation.ts'
import type { Acceptance, Caller, Overloaded, WindowClosed } from '../outbound/accept.ts'
import { clientOf } from './auth.ts'
import { refuse } from './errors.ts'

const header = 'idempotency-key'
/** The warning of a bot whose `window` is `warn`, or `known` where nothing is known. */
const windowHeader = 'recado-window'
/** What was taken although it could have been meant otherwise. */
const noticeHeader = 'recado-notice'
const visible = /^[\x21-\x7e]{1,255}$/

/** The caller of an accept, or why its key cannot be one. */
export function callerOf(request: FastifyRequest): Checked<Caller> {
  const clientId = clientOf(request).id
  const key = request.headers[header]
  if (key === undefined) return { ok: true, value: { clientId } }
  if (typeof key !== 'string' || !visible.test(key)) {
    const args = { expected: '1-255 visible ASCII characters' }
    return { ok: false, violations: [{ path: 'Idempotency-Key', rule: 'format', args }] }
  }
  return { ok: true, value: { clientId, idempotency: { key, fingerprint: fingerprint(request) } } }
}

const overloadKeys = { bot: 'BOT_OVERLOADED', whole: 'OVERLOADED' } as const satisfies Record<
  Overloaded['by'],
  ErrorKey
>

/** Writes the answer of an accept; a repetition is marked as one. */
export function answerAcceptance<Answer>(
  request: FastifyRequest,
  reply: FastifyReply,
  acceptance: Acceptance<Answer> | WindowClosed | Overloaded,
): FastifyReply {
  switch (acceptance.kind) {
    case 'accepted':
      if (acceptance.window) reply.header(windowHeader, acceptance.window)
      return reply.send(acceptance.answer)
    case 'replayed':
      return reply.header('idempotency-replayed', 'true').send(acceptance.answer)
    case 'conflict':
      return refuse(request, reply, 'IDEMPOTENCY_CONFLICT')
    case 'window_closed':
      return refuse(request, reply, 'WINDOW_CLOSED')
    case 'overloaded':
      return refuse(request, reply, overloadKeys[acceptance.by], acceptance.retryAfterMs)
  }
}

export function noteFit(reply: FastifyReply, notices: FitNotice[] = []): void {
  if (notices.length > 0) reply.header(noticeHeader, notices.map(noticeText).join(' '))
}

function fingerprint(request: FastifyRequest): string {
  const parts = [request.method, request.routeOptions.url, canonical(request.params), canonical(request.body)]
  return hash('sha256', parts.join('\n'), 'hex')
}

/** JSON with its keys in order. The body parser has bounded the depth. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`
}
