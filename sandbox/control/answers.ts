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

export type Page = { since?: string; limit?: string }

/** `since` defaults to 0 and `limit` to 100, clamped to 1..10,000. */
export function pageOf({ since, limit }: Page) {
  return { since: Number(since ?? 0) || 0, limit: Math.min(Math.max(Number(limit ?? 100) || 100, 1), 10_000) }
}
