/**
 * The operator's requests while things fail: a request may take effect although no answer came, and late, after the
 * next request. So the operator changes only what was read (`If-Match`), and lets lost requests expire before reusing a
 * name.
 */
import type { Answer } from '../support/gateway.ts'
import { elapsed } from './gateways.ts'
import type { Site } from './site-parts.ts'

export type OperatorSite = Pick<Site, 'attempt'>

/** Longer than any process freezes or any delay in the network. */
const deadMs = 20_000
const giveUpMs = 180_000

/** Everything is slow on a busy machine. */
const timeoutAt = (turn: number): number => Math.min(5_000 * 1.5 ** Math.floor(turn / 2), 30_000)

export type OperatorRequest = { method: string; path: string; body?: unknown; headers?: Record<string, string> }

/**
 * Retries until there is an answer; `tries` counts all requests, and the earlier ones may have taken effect too, or
 * still do.
 */
export async function requestUntilAnswered(
  { attempt }: OperatorSite,
  make: (turn: number) => OperatorRequest,
): Promise<{ answer: Answer; asked: OperatorRequest; tries: number }> {
  const endAt = performance.now() + giveUpMs
  for (let turn = 0; ; turn++) {
    const asked = make(turn)
    const answer = await attempt(turn, asked.method, asked.path, { ...asked, withinMs: timeoutAt(turn) })
    if (answer) return { answer, asked, tries: turn + 1 }
    if (performance.now() > endAt) throw new Error(`nobody answered ${asked.method} ${asked.path}`)
    await elapsed(50)
  }
}

/** Resolves once no earlier request can take effect any more. */
export async function waitOutLostRequests(tries: number): Promise<void> {
  if (tries > 1) await elapsed(deadMs)
}

/** Applies `body` to the resource at `path` once, whatever is lost. Undefined if the resource no longer exists. */
export async function patchOnce(site: OperatorSite, path: string, body: object): Promise<Answer['body'] | undefined> {
  const endAt = performance.now() + giveUpMs
  for (let turn = 0; performance.now() < endAt; turn++) {
    const withinMs = timeoutAt(turn)
    const seen = await site.attempt(turn, 'GET', path, { withinMs })
    if (seen?.status === 404) return undefined
    const headers = { 'if-match': seen?.headers.get('etag') ?? '' }
    const changed = seen && (await site.attempt(turn, 'PATCH', path, { body, headers, withinMs }))
    if (changed?.status === 200) return changed.body
    if (changed && changed.status !== 412 && changed.status !== 404)
      throw new Error(`PATCH ${path}: ${changed.status} ${JSON.stringify(changed.body)}`)
    await elapsed(50)
  }
  throw new Error(`nobody changed ${path}`)
}
