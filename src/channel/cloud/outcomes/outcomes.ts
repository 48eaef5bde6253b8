/**
 * Derives an attempt's outcome from the response or its absence. Pure, and safe with any bytes: proxies answer HTML,
 * connections end half way. When in doubt the outcome is `unknown`, because Meta has no idempotency key and a resend
 * may be a second message (promise 5).
 */

import { codeOf, networkReason } from '../../../model/errors/network.ts'
import { idOf, type Json, listOf, numberOf, objectOf, textOf } from '../../../model/json.ts'
import type { MetaError, Outcome } from '../../../model/outcome/outcome.ts'
import { readJson } from '../../../model/request/nesting.ts'
import { hourMs } from '../../../model/time.ts'
import { classify } from './error-classes.ts'
import { readMetaError } from './meta-error.ts'

export type Headers = Record<string, string | string[] | undefined>
/** `body` is the raw text. */
export type Answer = { httpStatus: number; headers: Headers; body: string }

export type Failed = Exclude<Outcome, { kind: 'sent' }>

const pairLimitCode = 131_056
/** Longer pauses are capped: a wrong header must not outlast the message. */
const maxPauseMs = hourMs

export function outcomeOfAnswer(answer: Answer): Outcome {
  const json = objectOf(readJson(answer.body))
  if (answer.httpStatus < 200 || answer.httpStatus >= 300) return outcomeOfFailure(answer, json)
  const wamid = textOf(objectOf(listOf(json?.messages)?.[0])?.id)
  if (wamid === undefined) return { kind: 'unknown', reason: `HTTP ${answer.httpStatus} without a message id` }
  const contact = objectOf(listOf(json?.contacts)?.[0])
  const recipientId = idOf(contact?.wa_id) ?? idOf(contact?.user_id)
  return recipientId === undefined ? { kind: 'sent', wamid } : { kind: 'sent', wamid, recipientId }
}

/** Outcome of an unsuccessful response to a send or any other call. */
export function outcomeOfFailure(answer: Answer, json = objectOf(readJson(answer.body))): Failed {
  const graphError = objectOf(json?.error)
  const error = readMetaError(graphError, answer.httpStatus)
  if (error === undefined) return outcomeWithoutError(answer)
  return outcomeOfMetaError(error, graphError?.is_transient === true, answer)
}

function outcomeOfMetaError(error: MetaError, isTransient: boolean, answer: Answer): Failed {
  const errorClass = classify(error.code, answer.httpStatus)
  switch (errorClass) {
    case 'retry':
      return { kind: 'unreachable', reason: error.message ?? `error ${error.code}`, error }
    case 'limit':
      return throttled(error, answer.headers)
    case 'fix':
      if (isTransient) return { kind: 'unreachable', reason: error.message ?? `error ${error.code}`, error }
      return { kind: 'refused', error, class: 'fix' }
    case 'wait':
    case 'auth':
    case 'never':
      return { kind: 'refused', error, class: errorClass }
  }
}

/**
 * The response carries no Meta error: the page of a proxy, of a wrong address, or of a server that broke half way. It
 * concerns the connection and not the message, the account or the requested object, so it ends nothing and rests no
 * other lane. A response that turns the request away did not pass it on; a server failure (5xx) and a request timeout
 * (408) may follow a message that was accepted.
 */
function outcomeWithoutError({ httpStatus, headers }: Answer): Failed {
  const message = `HTTP ${httpStatus} without a Graph API error`
  const error: MetaError = { code: 0, message, httpStatus }
  if (httpStatus === 429) return throttled(error, headers)
  const isTurnedAway = httpStatus >= 300 && httpStatus < 500 && httpStatus !== 408
  return isTurnedAway ? { kind: 'unreachable', reason: message, error } : { kind: 'unknown', reason: message }
}

function throttled(error: MetaError, headers: Headers): Failed {
  const scope = error.code === pairLimitCode ? 'pair' : 'number'
  const pauseMs = retryAfter(headers) ?? timeToRegainAccess(headers)
  if (pauseMs === undefined) return { kind: 'throttled', error, scope }
  return { kind: 'throttled', error, scope, retryAfterMs: Math.min(pauseMs, maxPauseMs) }
}

/** Seconds, or a date, which is compared with the response's own date so that no two clocks are compared. */
function retryAfter(headers: Headers): number | undefined {
  const value = headerOf(headers, 'retry-after')
  if (value === undefined) return undefined
  const seconds = numberOf(value)
  const ms = seconds === undefined ? Date.parse(value) - Date.parse(headerOf(headers, 'date') ?? '') : seconds * 1_000
  return ms > 0 ? Math.ceil(ms) : undefined
}

/** `{"<id>":[{"type":"whatsapp","estimated_time_to_regain_access":<minutes>}]}`: the longest counts. */
function timeToRegainAccess(headers: Headers): number | undefined {
  const usage = objectOf(readJson(headerOf(headers, 'x-business-use-case-usage') ?? ''))
  if (usage === undefined) return undefined
  const entries = Object.values(usage).flatMap((list): (Json | undefined)[] => (listOf(list) ?? []).map(objectOf))
  const minutes = entries.map((entry) => numberOf(entry?.estimated_time_to_regain_access) ?? 0)
  const longestMs = Math.max(0, ...minutes) * 60_000
  return longestMs > 0 ? Math.ceil(longestMs) : undefined
}

/** The client delivers header names in lower case, since HTTP allows any. */
function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? textOf(value[0]) : textOf(value)
}

/** Errors that occur only while connecting: nothing was written then. */
const connectCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/**
 * Outcome of an exchange that ended without a response. `written` is whether the request may have begun to leave; a
 * connection lost after that says nothing about what Meta did, so a reset, a broken pipe or a timeout is then
 * `unknown`.
 */
export function outcomeOfError(error: unknown, phase: { written: boolean }): Failed {
  const code = codeOf(error)
  const reason = networkReason(error)
  // Refused before it left: an access token or number id that no HTTP request can carry.
  if (!phase.written && code === 'UND_ERR_INVALID_ARG') return misconfigured(reason)
  if (!phase.written || connectCodes.has(code)) return { kind: 'unreachable', reason }
  return { kind: 'unknown', reason }
}

/** The channel itself is misconfigured, so its messages wait until a person repairs it. */
export function misconfigured(message: string): Failed {
  return { kind: 'refused', class: 'auth', error: { code: 0, message } }
}
