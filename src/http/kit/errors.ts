/**
 * Every refusal as the API writes it (jelou-api.md, section 4): Envelope E from the catalogue, Envelope H for a
 * template send that names no usable template, the plain 401. Also Fastify's own errors, so that no response has
 * another shape. The fixed envelopes are rendered once per language; strings pass Fastify's serializer untouched.
 */
import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import {
  type CatalogueEntry,
  catalogue,
  type ErrorKey,
  languages,
  templateProblems,
} from '../../model/errors/errors.ts'
import { reasonIn } from '../../model/errors/network.ts'
import type { Locale, Texts } from '../../model/errors/texts.ts'
import { type Violation, violationTexts } from '../../model/errors/violation.ts'
import type { Outcome } from '../../model/outcome/outcome.ts'
import type { QuotaError } from '../../store/sql/failures.ts'
import { StrangeText } from './body.ts'
import { isBrowser } from './browser.ts'
import type { HttpDeps } from './deps.ts'
import { preferredLanguage } from './language.ts'
import { routeOf } from './route.ts'
import { schemaViolations } from './schema-violations.ts'

const jsonType = 'application/json; charset=utf-8'
const retryAfterMs = 1_000

/** Refuses with a code of the catalogue; where a retry makes sense, Retry-After says when. */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  key: ErrorKey,
  waitMs = retryAfterMs,
): FastifyReply {
  const { status } = catalogue[key]
  request.refusedFor = catalogue[key].code
  if (status === 503 || status === 429) reply.header('retry-after', String(Math.ceil(waitMs / 1_000)))
  return reply.code(status).type(jsonType).send(refusalText(request, key))
}

/** The body of a refusal, for code that sends it by itself. */
export function refusalText(request: FastifyRequest, key: ErrorKey): string {
  return rendered[key][languageOf(request, key)]
}

/** Refuses with E0422, naming each field with its reasons; includes misspelt names (`unknown-names.ts`). */
export function refuseInvalid(request: FastifyRequest, reply: FastifyReply, found: Violation[]): FastifyReply {
  const violations = withMeant(found, request.misspelled ?? [])
  request.refusedFor = catalogue.VALIDATOR_ERROR.code
  request.refusedFields = namesForLog(
    violations.map(({ path }) => path),
    maxLogged,
  )
  const body = {
    ...envelope('VALIDATOR_ERROR', languageOf(request, 'VALIDATOR_ERROR')),
    validationError: validationError(violations),
  }
  return reply.code(422).type(jsonType).send(JSON.stringify(body))
}

/** Whether it contains names for which it is refused, however valid the rest is. */
export function isMisspelled({ misspelled = [] }: FastifyRequest): boolean {
  return misspelled.length > 0
}

/** A misspelt field is reported with the name it was meant for, and no longer as merely unknown. */
function withMeant(violations: Violation[], meant: readonly Violation[]): Violation[] {
  const isReported = ({ path, rule }: Violation) => rule === 'unknown_field' && meant.some((one) => one.path === path)
  return [...violations.filter((one) => !isReported(one)), ...meant]
}

const maxLogged = 20
const isName = /^(?:\d{1,5}|[A-Za-z_]\w{0,39})$/

/**
 * The fields' paths for the log. A name unlike the API's is the caller's own, which may say anything, and stays out.
 */
export function namesForLog(paths: readonly string[], max: number): string[] {
  const names = new Set<string>()
  for (const path of paths) {
    if (names.size === max) return [...names, '...']
    names.add(path.replaceAll(/[^.]+/g, (part) => (isName.test(part) ? part : '?')))
  }
  return [...names]
}

/** Meta's refusal of a request that was answered synchronously: Meta's whole error beside Recado's. */
export function refuseMeta(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: Exclude<Outcome, { kind: 'sent' }>,
): FastifyReply {
  const key = metaKey(outcome)
  const { status } = catalogue[key]
  request.refusedFor = catalogue[key].code
  if (outcome.kind === 'throttled') {
    reply.header('retry-after', String(Math.ceil((outcome.retryAfterMs ?? throttledMs) / 1_000)))
  }
  const body = {
    ...envelope(key, languageOf(request, key)),
    ...('reason' in outcome ? { reason: reasonIn(languageOf(request, key), outcome.reason) } : {}),
    metaError: ('error' in outcome && outcome.error) || null,
  }
  return reply.code(status).type(jsonType).send(JSON.stringify(body))
}

/** When Meta does not say how long. */
const throttledMs = 60_000

function metaKey(outcome: Exclude<Outcome, { kind: 'sent' }>): ErrorKey {
  if (outcome.kind === 'throttled') return 'META_LIMIT'
  if (outcome.kind !== 'refused') return 'META_UNREACHABLE'
  return outcome.class === 'auth' ? 'META_CHANNEL' : 'META_REFUSED'
}

/**
 * The plain 401: the same for a missing, a malformed and a wrong credential. A browser gets no challenge: it would
 * remember the credentials (`browser.ts`).
 */
export function refuseUnauthenticated(reply: FastifyReply, challenge: 'Basic' | 'Bearer' | undefined): FastifyReply {
  if (challenge !== undefined && !isBrowser(reply.request))
    reply.header('www-authenticate', `${challenge} realm="recado", charset="UTF-8"`)
  return reply.code(401).type(jsonType).send('{"message":"Authentication failed"}')
}

/** Envelope H has no code of the catalogue. */
const noTemplate = 'NO_TEMPLATE'

/**
 * Envelope H: 400 of the template send, echoing the normalized request. Its first sentence is the documented one in
 * every language, because programs compare it; the text after it says more.
 */
export function refuseTemplate(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: { kind: keyof typeof templateProblems; args?: Record<string, string> },
  normalised: Record<string, unknown>,
): FastifyReply {
  request.refusedFor = noTemplate
  const { kind, args } = problem
  const text = kind === 'missing' ? undefined : templateProblems[kind][languageOf(request)]
  const details = text?.replace(/\{(\w+)\}/g, (_, name: string) => args?.[name] ?? name) ?? []
  const body = {
    message: [templateProblems.missing, details].flat(),
    status: 'failed',
    _metadata: { error: {}, body: normalised },
    error: {},
  }
  return reply.code(400).type(jsonType).send(JSON.stringify(body))
}

/** Fastify's error handler: errors of Fastify and its parsers, and unexpected exceptions. */
export function createErrorHandler(deps: Pick<HttpDeps, 'log' | 'newId'>) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (error.validation) {
      return refuseInvalid(request, reply, schemaViolations(error.validation, error.validationContext))
    }
    if (error instanceof StrangeText) return refuseInvalid(request, reply, error.violations)
    if (error.code === 'RECADO_NOT_UTF8') return refuseNotUtf8(request, reply)
    if (isQuota(error)) return refuseQuota(request, reply, error)
    const key = keyOf(error)
    if (key !== 'UNKNOWN_ERROR') {
      if (key === 'STORE_UNAVAILABLE') deps.log.error({ err: error, reqId: request.id }, 'store unavailable')
      return refuse(request, reply, key)
    }
    const errorId = deps.newId('err')
    deps.log.error({ err: error, errorId, reqId: request.id, route: routeOf(request).url }, 'request failed')
    const body = { ...envelope('UNKNOWN_ERROR', languageOf(request)), errorId }
    return reply.code(500).type(jsonType).send(JSON.stringify(body))
  }
}

function isQuota(error: Error & { code?: string }): error is QuotaError {
  return error.code === ('QUOTA_FULL' satisfies QuotaError['code'])
}

function refuseQuota(request: FastifyRequest, reply: FastifyReply, { quota: of, most: max }: QuotaError): FastifyReply {
  request.refusedFor = catalogue.QUOTA_FULL.code
  const body = { ...envelope('QUOTA_FULL', languageOf(request, 'QUOTA_FULL')), quota: { of, most: max } }
  return reply.code(409).type(jsonType).send(JSON.stringify(body))
}

const notUtf8: Texts = {
  en: 'The body is not in UTF-8, or not in the charset that Content-Type declares.',
  es: 'El cuerpo no está en UTF-8, ni en el charset que declara Content-Type.',
  pt: 'O corpo não está em UTF-8, nem no charset que Content-Type declara.',
}

function refuseNotUtf8(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.refusedFor = catalogue.MALFORMED_JSON.code
  const { error, ...rest } = envelope('MALFORMED_JSON', languageOf(request, 'MALFORMED_JSON'))
  const body = { ...rest, error: { ...error, description: 'the body is not UTF-8', developerMessages: notUtf8 } }
  return reply.code(400).type(jsonType).send(JSON.stringify(body))
}

const nosniff = 'X-Content-Type-Options: nosniff'

/** A response where there is no request, only a socket: bytes that were not HTTP, or arrived too late. */
export function refusalBytes(key: ErrorKey): string {
  const body = rendered[key].en
  const { status } = catalogue[key]
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'Connection: close', `Content-Type: ${jsonType}`, nosniff]
  return [...head, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n')
}

/** Fields to their sentences; a sentence shared by several violations of a field appears once. */
export function validationError(violations: Violation[]): Record<string, Texts[]> {
  const fields = new Map<string, Texts[]>()
  for (const violation of violations) {
    const texts = violationTexts(violation)
    const reported = fields.get(violation.path)
    if (reported === undefined) fields.set(violation.path, [texts])
    else if (!reported.some((other) => other.en === texts.en)) reported.push(texts)
  }
  return Object.fromEntries(fields)
}

/** Without a language from the caller: the one in which the documents print the error. */
function languageOf(request: FastifyRequest, key?: ErrorKey): Locale {
  return preferredLanguage(request.headers['accept-language'], key === 'VALIDATOR_ERROR' ? 'es' : 'en')
}

function envelope(key: ErrorKey, language: Locale) {
  const { code, description, symbol, developer, client }: CatalogueEntry = catalogue[key]
  return {
    ...(symbol === undefined ? {} : { code: symbol }),
    message: [client[language]],
    statusMessage: 'failed',
    status: 0,
    error: { code, key, description, developerMessages: developer, clientMessages: client },
  }
}

const rendered = Object.fromEntries(
  Object.keys(catalogue).map((key) => [
    key,
    Object.fromEntries(languages.map((language) => [language, JSON.stringify(envelope(key as ErrorKey, language))])),
  ]),
) as Record<ErrorKey, Record<Locale, string>>

/** Errors with these codes are the caller's or operational; anything else is a bug and reveals nothing. */
const knownErrors: Record<string, ErrorKey> = {
  // Node's own, for bytes that are not a valid request.
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_CONTENT_TYPE',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'MALFORMED_JSON',
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_JSON',
  RECADO_MALFORMED_JSON: 'MALFORMED_JSON',
  FST_ERR_NOT_FOUND: 'ROUTE_NOT_FOUND',
  FST_ERR_HANDLER_TIMEOUT: 'OVERLOADED',
  STORE_UNAVAILABLE: 'STORE_UNAVAILABLE',
  BOT_GONE: 'BOT_NOT_FOUND',
}

/** Also for errors that Node finds before there is a request. */
export function keyOf(error: Pick<FastifyError, 'code' | 'statusCode'>): ErrorKey {
  const known = knownErrors[error.code]
  if (known !== undefined) return known
  const status = error.statusCode ?? 500
  return status >= 400 && status < 500 ? 'BAD_REQUEST' : 'UNKNOWN_ERROR'
}
