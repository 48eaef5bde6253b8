/**
 * Promise 2, HTTP side: reads `Idempotency-Key`, fingerprints the request as sent, so that the store can distinguish a
 * repetition from a conflict, and renders the result of an accept. The fingerprint covers method, route, path and the
 * body's meaning: key order and white space do not count. On every route that takes a key, a refusal leaves only after
 * the key was looked up: whatever time or state make of a repeated request, the caller gets the earlier answer.
 */
import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest, onSendHookHandler, RouteOptions } from 'fastify'
import type { ErrorKey } from '../../model/errors/errors.ts'
import type { Checked } from '../../model/errors/violation.ts'
import { referenceViolation } from '../../model/message/reference.ts'
import { type FitNotice, noticeText } from '../../model/template/hold.ts'
import type { Acceptance, Caller, NotAccepted, NotificationAnswer, Overloaded } from '../../outbound/accept.ts'
import { clientOf } from './auth.ts'
import type { App, HttpDeps } from './deps.ts'
import { refusalText, refuse, refuseInvalid } from './errors.ts'
import { routeOf } from './route.ts'
import { idempotencyHeaders } from './schemas.ts'

const header = 'idempotency-key'
const replayedHeader = 'idempotency-replayed'
/** The warning of a bot whose `window` is `warn`, or `known` where nothing is known. */
const windowHeader = 'recado-window'
/** Notices on accepted values that could have been meant otherwise. */
const noticeHeader = 'recado-notice'
const visible = /^[\x21-\x7e]{1,255}$/

/** The caller of an accept, or why its key is invalid. */
export function callerOf(request: FastifyRequest): Checked<Caller> {
  const caller = { clientId: clientOf(request).id, traceparent: request.traceparent }
  const key = request.headers[header]
  if (key === undefined) return { ok: true, value: caller }
  if (typeof key !== 'string' || !visible.test(key)) {
    const args = { expected: '1-255 visible ASCII characters' }
    return { ok: false, violations: [{ path: 'Idempotency-Key', rule: 'format', args }] }
  }
  return { ok: true, value: { ...caller, idempotency: { key, fingerprint: fingerprint(request) } } }
}

/** Covers every route that declares the header, future ones included. */
export function registerIdempotency(app: App, deps: Pick<HttpDeps, 'accept' | 'clock'>): void {
  app.addHook('onRoute', (route) => {
    if (!takesKey(route)) return
    const own = route.onSend === undefined ? [] : [route.onSend].flat()
    route.onSend = [holdRefusals(deps), ...own]
  })
}

function takesKey({ schema }: RouteOptions): boolean {
  return schema?.headers === idempotencyHeaders
}

/**
 * Only for admitted requests: a client learns nothing of a bot that is not, or no longer, its own. By callback, since
 * nearly all responses are no refusals and must not wait for a turn of the loop.
 */
function holdRefusals(deps: Pick<HttpDeps, 'accept' | 'clock'>): onSendHookHandler {
  return (request, reply, payload, done) => {
    if (reply.statusCode < 400 || reply.statusCode >= 500 || request.bot === undefined) return done(null, payload)
    answerOrEarlier(deps, request, reply, payload).then((text) => done(null, text), done)
  }
}

async function answerOrEarlier(
  { accept, clock }: Pick<HttpDeps, 'accept' | 'clock'>,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const caller = callerOf(request)
  if (!caller.ok || caller.value.idempotency === undefined) return payload
  const { clientId, idempotency } = caller.value
  const earlier = await accept.store.earlierAnswer({ clientId, ...idempotency, answer: '' }, clock())
  if (earlier?.kind === 'conflict') return rewrite(reply, 422, refusalText(request, 'IDEMPOTENCY_CONFLICT'))
  if (earlier?.kind !== 'replayed') return payload
  reply.header(replayedHeader, 'true')
  return rewrite(reply, 200, JSON.stringify(answerOf(request, JSON.parse(earlier.answer))))
}

function rewrite(reply: FastifyReply, status: number, text: string): string {
  reply.code(status).removeHeader('retry-after')
  return text
}

const overloadKeys = { bot: 'BOT_OVERLOADED', whole: 'OVERLOADED' } as const satisfies Record<
  Overloaded['by'],
  ErrorKey
>

/**
 * Sends the response to an accept; a repetition is marked as one. `referenceAt`: the field in which the message at an
 * index names another.
 */
export function answerAcceptance<Answer>(
  request: FastifyRequest,
  reply: FastifyReply,
  acceptance: Acceptance<Answer> | NotAccepted,
  referenceAt: (index: number) => string = String,
): FastifyReply {
  switch (acceptance.kind) {
    case 'accepted':
      if (acceptance.window) reply.header(windowHeader, acceptance.window)
      return reply.send(answerOf(request, acceptance.answer))
    case 'replayed':
      return reply.header(replayedHeader, 'true').send(answerOf(request, acceptance.answer))
    case 'conflict':
      return refuse(request, reply, 'IDEMPOTENCY_CONFLICT')
    case 'window_closed':
      return refuse(request, reply, 'WINDOW_CLOSED')
    case 'withheld':
      return refuse(request, reply, acceptance.by)
    case 'bad_reference':
      return refuseInvalid(request, reply, [referenceViolation(referenceAt(acceptance.index), acceptance.rule)])
    case 'overloaded':
      return refuse(request, reply, overloadKeys[acceptance.by], acceptance.retryAfterMs)
  }
}

export function noteFit(reply: FastifyReply, notices: FitNotice[] = []): void {
  if (notices.length > 0) reply.header(noticeHeader, notices.map(noticeText).join(' '))
}

/** The stored answer in the form of this route: templates to many are a list, and one template is a message. */
function answerOf(request: FastifyRequest, stored: unknown): unknown {
  if (!Array.isArray(stored) || routeOf(request).url?.endsWith('/hsm')) return stored
  const [{ id: messageId = '' } = {}] = stored as NotificationAnswer
  return { success: true, messageId }
}

function fingerprint(request: FastifyRequest): string {
  const parts = [request.method, routeOf(request).url, canonical(request.params), canonical(request.body)]
  return hash('sha256', parts.join('\n'), 'hex')
}

/** JSON with sorted keys. The body parser has bounded the depth. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`
}
