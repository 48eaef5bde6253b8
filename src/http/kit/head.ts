/**
 * onSend, for HEAD: does not create the stream of the response. Fastify lets such a stream flow into nothing, so a
 * report of a million rows, or a file of 100 MB, would be read at the store's full speed, without a reader to wait for,
 * after the response was sent.
 */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'

type Done = (error: Error | null, payload?: unknown) => void

export function createNothingForHead(
  request: FastifyRequest,
  _reply: FastifyReply,
  payload: unknown,
  done: Done,
): void {
  const isMade = request.method !== 'HEAD' || !(payload instanceof Readable)
  if (!isMade) payload.destroy()
  done(null, isMade ? payload : Readable.from([]))
}
