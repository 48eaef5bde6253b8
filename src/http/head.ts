/**
 * onSend, of HEAD: what would be streamed is not made. Fastify lets such a stream flow into nothing, so a report of a million rows, or a file of
 * 100 MB, would be read at the store's full speed, with no reader to wait for, behind an answer that was given long ago. Registered by server.ts.
 */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'

type Done = (error: Error | null, payload?: unknown) => void

export function makeNothingForHead(request: FastifyRequest, _reply: FastifyReply, payload: unknown, done: Done): void {
  const isMade = request.method !== 'HEAD' || !(payload instanceof Readable)
  if (!isMade) payload.destroy()
  done(null, isMade ? payload : Readable.from([]))
}
