/**
 * Reading requests and writing answers for all control API routes: bodies that may be text, numbers in queries, and the
 * one shape of an error.
 */
import type { FastifyReply } from 'fastify'
import { parseJson } from '../wire.ts'

export function bodyOf(body: unknown): unknown {
  return typeof body === 'string' ? parseJson(body) : body
}

export function wrong(reply: FastifyReply, error: string): FastifyReply {
  return reply.code(400).send({ ok: false, error })
}

export function done(act: () => void) {
  act()
  return { ok: true }
}
