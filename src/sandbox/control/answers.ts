// How the control API reads and answers, in one place for its route files: bodies that may be text, numbers in queries, and
// the one shape of a refusal.

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

export type Page = { readonly since?: string; readonly limit?: string }

/** `since` 0 when left out, `limit` 100; both within what makes sense. */
export function pageOf({ since, limit }: Page) {
  return { since: Number(since ?? 0) || 0, limit: Math.min(Math.max(Number(limit ?? 100) || 100, 1), 10_000) }
}
