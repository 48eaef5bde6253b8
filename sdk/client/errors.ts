/**
 * Why a call failed: one class for each kind of answer, and two for calls without one. What the gateway said is there
 * as it came, in `body`.
 */
import type { Schemas } from './types.ts'

type Texts = Schemas['Texts']

/** Every error of a call, but for the reason of a signal, which stays what it is. */
export class RecadoError extends Error {
  override name = 'RecadoError'
}

/** No answer came, or not all of it: the request may have been carried out. `cause` says what happened. */
export class NetworkError extends RecadoError {
  override name = 'NetworkError'
}

export class TimeoutError extends RecadoError {
  override name = 'TimeoutError'
  readonly timeoutMs: number

  constructor(timeoutMs: number) {
    super(`the call did not end within ${timeoutMs} ms`)
    this.timeoutMs = timeoutMs
  }
}

export type ApiErrorFacts = {
  status: number
  /** Such as E0422: docs/errors.md has all of them. */
  code: string | undefined
  /** Such as VALIDATOR_ERROR. */
  key: string | undefined
  /** What is wrong with which field, by the field's path; empty where no field is named. */
  violations: Record<string, Texts[]>
  /** Names the request in the gateway's log. */
  requestId: string | undefined
  /** After how long a repetition may succeed, ms. */
  retryAfterMs: number | undefined
  body: unknown
}

/** The gateway, or a proxy before it, answered with a status that is none of success. */
export class ApiError extends RecadoError implements ApiErrorFacts {
  override name = 'ApiError'
  readonly status: number
  readonly code: string | undefined
  readonly key: string | undefined
  readonly violations: Record<string, Texts[]>
  readonly requestId: string | undefined
  readonly retryAfterMs: number | undefined
  readonly body: unknown

  constructor(message: string, facts: ApiErrorFacts) {
    super(message)
    this.status = facts.status
    this.code = facts.code
    this.key = facts.key
    this.violations = facts.violations
    this.requestId = facts.requestId
    this.retryAfterMs = facts.retryAfterMs
    this.body = facts.body
  }
}

/** 400: it cannot be read, or names what does not exist. */
export class BadRequestError extends ApiError {
  override name = 'BadRequestError'
}

/** 401 */
export class AuthenticationError extends ApiError {
  override name = 'AuthenticationError'
}

/** 403 */
export class PermissionError extends ApiError {
  override name = 'PermissionError'
}

/** 404 */
export class NotFoundError extends ApiError {
  override name = 'NotFoundError'
}

/** 409 */
export class ConflictError extends ApiError {
  override name = 'ConflictError'
}

/** 410: it was there. */
export class GoneError extends ApiError {
  override name = 'GoneError'
}

/** 412: it was changed since the revision in `ifMatch`. */
export class PreconditionError extends ApiError {
  override name = 'PreconditionError'
}

/** 413 */
export class TooLargeError extends ApiError {
  override name = 'TooLargeError'
}

/** 422: `violations` names the fields. */
export class ValidationError extends ApiError {
  override name = 'ValidationError'
}

/** 429 */
export class RateLimitError extends ApiError {
  override name = 'RateLimitError'
}

/** 502: Meta did not answer, or not as it should. */
export class BadGatewayError extends ApiError {
  override name = 'BadGatewayError'
}

/** 503: not now. */
export class UnavailableError extends ApiError {
  override name = 'UnavailableError'
}

const classes: Record<number, typeof ApiError> = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  410: GoneError,
  412: PreconditionError,
  413: TooLargeError,
  422: ValidationError,
  429: RateLimitError,
  502: BadGatewayError,
  503: UnavailableError,
}

/** Reads the answer's body to its end. A proxy's answer need not be JSON. */
export async function errorOfAnswer(response: Response, now: number): Promise<ApiError> {
  const text = await response.text()
  const body = parsed(text)
  const facts: ApiErrorFacts = {
    status: response.status,
    code: textAt(body, 'error', 'code'),
    key: textAt(body, 'error', 'key'),
    violations: violationsOf(body),
    requestId: response.headers.get('x-request-id') ?? undefined,
    retryAfterMs: retryAfterOf(response.headers.get('retry-after'), now),
    body,
  }
  const ApiErrorOfStatus = classes[response.status] ?? ApiError
  return new ApiErrorOfStatus(messageOf(facts), facts)
}

function messageOf({ status, code, key, violations, body }: ApiErrorFacts): string {
  const named = [status, code, key].filter((part) => part !== undefined).join(' ')
  const fields = Object.entries(violations).map(([path, texts]) => `${path}: ${texts[0]?.en ?? ''}`)
  const described = textAt(body, 'error', 'description') ?? textAt(body, 'message')
  const said = fields.length > 0 ? fields.join(' ') : described
  return said === undefined ? named : `${named}: ${said}`
}

function violationsOf(body: unknown): Record<string, Texts[]> {
  const found = memberOf(body, 'validationError')
  return typeof found === 'object' && found !== null ? (found as Record<string, Texts[]>) : {}
}

/** Seconds, or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfterOf(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = path.reduce(memberOf, value)
  return typeof found === 'string' ? found : undefined
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
