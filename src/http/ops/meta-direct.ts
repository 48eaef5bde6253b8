/**
 * The usual delivery of Meta's webhook, answered without the framework: three requests of a message are one, and the
 * framework's part of them was a twelfth of the message's CPU. Only what its route would answer with 200, and with the
 * same head: a small signed body, under a known name, from no page, where no spans are made. Everything else goes to
 * that route (meta-webhook.ts); so does what turns out not to be taken in, with the body that was read and what came of
 * it, so that refusals are written in one place.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { readTraceparent } from '../../model/trace.ts'
import type { HttpDeps } from '../kit/deps.ts'
import { createNameCheck, plainHeaders } from '../kit/doors.ts'
import { createRequestNote } from '../kit/request-log.ts'

/** A body that was read before its route saw the request, and what comes of it. */
export type ReadEarly = { body: Buffer; outcome: ReturnType<HttpDeps['ingestWebhook']> }

export type MetaDirect = {
  /** Answers the usual deliveries, and leaves the rest to `handle`. */
  around(handle: RequestListener): RequestListener
  early(request: IncomingMessage): ReadEarly | undefined
}

export type DirectDeps = Pick<HttpDeps, 'ingestWebhook' | 'log' | 'metrics' | 'clock' | 'names' | 'tracing'> & {
  requestId(request: IncomingMessage): string
  /** The connection should end with this answer. */
  isEnding(): boolean
}

export const metaPath = '/meta/webhook'
export const isSignature = /^sha256=[0-9a-f]{64}$/i
export const received = 'EVENT_RECEIVED'
const receivedType = 'text/plain; charset=utf-8'
/** A webhook of a hundred statuses; more is left to the route, whose parser reads 3 MB. */
const maxBytes = 65_536

const plain = Object.entries({
  ...plainHeaders,
  'content-type': receivedType,
  'content-length': received.length,
}).flat()

export function createMetaDirect(deps: DirectDeps): MetaDirect {
  const read = new WeakMap<IncomingMessage, ReadEarly>()
  const isOurName = createNameCheck(deps.names)
  const note = createRequestNote(deps)

  function isUsual({ method, url, headers, socket }: IncomingMessage): boolean {
    if (method !== 'POST' || url !== metaPath || deps.tracing !== undefined) return false
    const { 'x-hub-signature-256': signature, 'content-length': length } = headers
    if (typeof signature !== 'string' || !isSignature.test(signature)) return false
    if (length === undefined || Number(length) > maxBytes || headers.expect !== undefined) return false
    // Browsers send one of them, and what they may do is the doors' matter.
    if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return false
    return isOurName({ headers, raw: { socket } })
  }

  function takeIn(request: IncomingMessage, response: ServerResponse, handle: RequestListener): void {
    const beganAt = performance.now()
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const [first = Buffer.alloc(0), ...others] = parts
      const body = others.length === 0 ? first : Buffer.concat(parts)
      const { 'x-hub-signature-256': signature, traceparent } = request.headers
      const outcome = deps.ingestWebhook(body, String(signature), readTraceparent(traceparent))
      const leave = () => {
        read.set(request, { body, outcome })
        handle(request, response)
      }
      outcome.then(({ kind }) => (kind === 'ingested' ? answer(request, response, beganAt) : leave()), leave)
    })
  }

  function answer(request: IncomingMessage, response: ServerResponse, beganAt: number): void {
    const id = deps.requestId(request)
    const ending = deps.isEnding() ? ['connection', 'close'] : []
    response.writeHead(200, ['x-request-id', id, ...ending, ...plain])
    response.end(received)
    note({ id, method: 'POST', route: metaPath, status: 200, elapsedMs: performance.now() - beganAt })
  }

  return {
    around: (handle) => (request, response) =>
      isUsual(request) ? takeIn(request, response, handle) : handle(request, response),
    early: (request) => read.get(request),
  }
}
