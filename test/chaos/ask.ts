/**
 * How a client program asks: at the door of one gateway, and when nothing useful comes back, at the next one's, under the same key. An
 * answer that is late is not waited for, but what was asked may still arrive. Used by clients.ts and bulk.ts.
 */
import type { Answer } from '../support/gateway.ts'
import { elapsed } from './fleet.ts'
import { between, type Random } from './random.ts'
import type { Site } from './site.ts'

/** `at` may come nearer: a run that is broken off sets it to the past. */
export type Closing = { at: number }

export type Asker = {
  /** Undefined: nothing came, or that it should be asked again. */
  ask(method: string, path: string, body?: object | FormData, key?: string): Promise<Answer | undefined>
  /** Until there is an answer; undefined when the closing has been over for too long. */
  insist(method: string, path: string, body?: object | FormData, key?: string): Promise<Answer | undefined>
}

/** Patience grows while nothing comes: on a busy machine everything takes its time. */
const patienceMs = { least: 2_000, most: 15_000 }
const giveUpMs = 60_000

export function makeAsker(site: Site, first: number, { random, closing }: { random: Random; closing: Closing }): Asker {
  let door = first
  let withinMs = patienceMs.least
  const ask: Asker['ask'] = async (method, path, body, key) => {
    const url = site.doors[door % site.doors.length]?.url
    const late = elapsed(withinMs).then(() => 'late' as const)
    const answer = await Promise.race([fetched(`${url}${path}`, site.credential.current, { method, body, key }), late])
    withinMs = answer === 'late' ? Math.min(withinMs * 1.5, patienceMs.most) : patienceMs.least
    const isInDoubt = answer && answer !== 'late' && answer.status === 401 && site.credential.isInDoubt
    if (answer && answer !== 'late' && answer.status < 500 && answer.status !== 429 && !isInDoubt) return answer
    door += 1
    return undefined
  }
  return {
    ask,
    async insist(method, path, body, key) {
      while (Date.now() < closing.at + giveUpMs) {
        const answer = await ask(method, path, body, key)
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
