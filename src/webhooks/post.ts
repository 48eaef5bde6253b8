/**
 * The signed request by which an event, or a batch, goes to an endpoint, for deliveries and tests alike: the
 * endpoint's credential, the signatures of the bot's secrets, and how much of the response is read.
 */
import { isRedirect } from '../egress/redirect.ts'
import type { GuardedRequest, RequestResult } from '../egress/request.ts'
import type { Bot, Endpoint, EndpointAuth } from '../model/bot/bot.ts'
import { secretsFor, signatureHeaders } from './sign.ts'

export type PostDeps = {
  request: GuardedRequest
  /** Wall-clock time for signatures: receivers compare it with their own clock. */
  wall?: () => number
  /** For a whole attempt. */
  timeoutMs: number
}

/**
 * `body`: the JSON to send, exactly these bytes; `attempt` from 1; `count`: of events, in a batch. Without a type it
 * has a form of its own, whose type is in it.
 */
export type Post = {
  eventId: string
  type?: string
  attempt: number
  body: string
  count?: number
  traceparent?: string | undefined
}

/** How much of a response body is kept. */
const retainedBytes = 1_024
/** The status decides; the body is for the timeline only and must not delay the next event. */
const bodyMs = 1_000

export function postEvent(
  { request, wall, timeoutMs }: PostDeps,
  { eventId, type, attempt, body: text, count, traceparent }: Post,
  { endpoint, bot, now }: { endpoint: Endpoint; bot: Bot; now: number },
): Promise<RequestResult> {
  const body = Buffer.from(text)
  const headers = {
    ...authHeaders(endpoint.auth),
    'content-type': 'application/json',
    'user-agent': 'Recado-Webhooks/1',
    ...(type !== undefined && { 'x-recado-event': type }),
    'x-recado-attempt': String(attempt),
    ...(count !== undefined && { 'x-recado-batch': String(count) }),
    ...(traceparent && { traceparent }),
    ...signatureHeaders(secretsFor(endpoint, bot, now), eventId, wall?.() ?? now, body),
  }
  return request({
    method: 'POST',
    url: endpoint.url,
    headers,
    body,
    timeoutMs,
    bodyMs: Math.min(bodyMs, timeoutMs),
    maxBytes: retainedBytes,
    of: endpoint.id,
  })
}

/** Names in lower case, so that the gateway's own headers override equal ones. */
function authHeaders(auth: EndpointAuth | undefined): Record<string, string> {
  switch (auth?.type) {
    case undefined:
      return {}
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` }
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` }
    case 'api_key':
      return { [auth.header.toLowerCase()]: auth.value }
  }
}

/** Why a response that is no success is none. */
export function reasonOfStatus(status: number): string {
  if (isRedirect(status)) return 'it answered with a redirect, which is not followed'
  if (status === 410) return 'it answered 410: it wants no more events'
  return `it answered ${status}, which is not a success`
}
