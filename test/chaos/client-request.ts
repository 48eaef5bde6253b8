/**
 * A client program's requests: to one gateway's door, and without a usable answer, to the next one's under the same
 * key. A late answer is not awaited, but its request may still take effect.
 */
import type { Answer } from '../support/gateway.ts'
import { elapsed } from './gateways.ts'
import { between, type Random } from './random.ts'
import type { Site } from './site-parts.ts'

/**
 * `at`: by `performance.now`, as all patience here: a machine that is suspended moves the wall clock by minutes. It may
 * become earlier: an aborted run sets it to the past.
 */
export type Closing = { at: number }

export type Requester = {
  /** Undefined: no answer, or one that calls for a retry. */
  tryOnce(method: string, path: string, body?: object | FormData, key?: string): Promise<Answer | undefined>
  /** Retries until there is an answer; undefined once the closing is too long past. */
  retry(method: string, path: string, body?: object | FormData, key?: string): Promise<Answer | undefined>
}

/** The timeout grows while no answer comes: everything is slow on a busy machine. */
const timeoutMs = { least: 2_000, max: 15_000 }
const giveUpMs = 60_000

export function createRequester(
  site: Site,
  first: number,
  { random, closing }: { random: Random; closing: Closing },
): Requester {
  let door = first
  let withinMs = timeoutMs.least
  const request: Requester['tryOnce'] = async (method, path, body, key) => {
    const url = site.doors[door % site.doors.length]?.url
    const late = elapsed(withinMs).then(() => 'late' as const)
    const answer = await Promise.race([fetched(`${url}${path}`, site.credential.current, { method, body, key }), late])
    withinMs = answer === 'late' ? Math.min(withinMs * 1.5, timeoutMs.max) : timeoutMs.least
    const isUncertain = answer && answer !== 'late' && answer.status === 401 && site.credential.isUncertain
    if (answer && answer !== 'late' && answer.status < 500 && answer.status !== 429 && !isUncertain) return answer
    door += 1
    return undefined
  }
  return {
    tryOnce: request,
    async retry(method, path, body, key) {
      while (performance.now() < closing.at + giveUpMs) {
        const answer = await request(method, path, body, key)
        if (answer) return answer
        await elapsed(between(random, 50, 250))
      }
      return undefined
    },
  }
}

async function fetched(
  url: string,
  authorization: string,
  { method, body, key }: { method: string; body?: object | FormData; key?: string },
) {
  const isJson = body !== undefined && !(body instanceof FormData)
  const headers = {
    authorization,
    ...(key && { 'idempotency-key': key }),
    ...(isJson && { 'content-type': 'application/json' }),
  }
  try {
    const answer = await fetch(url, { method, headers, body: isJson ? JSON.stringify(body) : body })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: JSON.parse(text) as Answer['body'] }
  } catch {
    return undefined
  }
}
