/**
 * Follows redirects, one guarded request after the other, so that the guard checks each address (promise 11). Redirects
 * are never cached: each hop is requested every time, and a copy's terms are those of the strictest
 * (`model/media/freshness.ts`).
 */
import { conditionsOf, type Hop, type Validators } from '../model/media/freshness.ts'
import type { GuardedRequest, RequestInput, RequestResult } from './request.ts'

/** Storage services redirect several times, from a sharing link to a signed address. */
export const maxRedirects = 10

/** `url` is the source of the last response, `hops` every response on the way, the last included. */
export type Followed = RequestResult & { url: string; hops: Hop[] }

/**
 * Ends with the first response that is no redirect, or with the last redirect allowed. `validators` are sent only to
 * the address that issued them: another file may have the same ETag.
 */
export async function follow(request: GuardedRequest, input: RequestInput, validators?: Validators): Promise<Followed> {
  const hops: Hop[] = []
  let url = input.url
  for (let hop = 0; ; hop++) {
    const conditions = validators?.url === url ? conditionsOf(validators) : {}
    const result = await request({ ...input, url, headers: { ...input.headers, ...conditions } })
    if (result.kind === 'answer') hops.push({ status: result.status, headers: result.headers })
    const next = result.kind === 'answer' && isRedirect(result.status) ? one(result.headers.location) : undefined
    const nextUrl = next === undefined ? undefined : URL.parse(next, url)?.href
    if (nextUrl === undefined || hop === maxRedirects) return { ...result, url, hops }
    url = nextUrl
  }
}

export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308
}

/** The first value of a repeated header. */
export function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
