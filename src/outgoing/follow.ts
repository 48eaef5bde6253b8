/**
 * Redirects, one guarded request after the other, so that the guard sees each address (promise 11). Nothing of a redirect is remembered:
 * each time all of them are asked, and a copy's terms are those of the strictest (model/freshness.ts). Used for media addresses, by the
 * prober and by the uploader.
 */
import { conditionsOf, type Hop, type Validators } from '../model/freshness.ts'
import type { GuardedRequest, RequestInput, RequestResult } from './request.ts'

/** Storage services hand on several times, from a link for people to a signed address. */
export const maxRedirects = 10

/** `url` is where the last answer came from, `hops` every answer on the way to it, itself included. */
export type Followed = RequestResult & { url: string; hops: Hop[] }

/**
 * Ends with the first answer that is no redirect, or with the last redirect. `validators` go only to the address that gave them: another
 * file may bear the same mark.
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

/** A header that came more than once counts once. */
export function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
