/**
 * Redirects, one guarded request after the other, so that the guard sees each address (promise 11). Used for media addresses, by the
 * prober and by the uploader.
 */
import type { GuardedRequest, RequestInput, RequestResult } from './request.ts'

export const maxRedirects = 3

/** Ends with the first answer that is no redirect, or with the last redirect. */
export async function follow(request: GuardedRequest, input: RequestInput): Promise<RequestResult> {
  let target = input.url
  for (let hop = 0; ; hop++) {
    const result = await request({ ...input, url: target })
    const next = result.kind === 'answer' && isRedirect(result.status) ? one(result.headers.location) : undefined
    const nextUrl = next === undefined ? undefined : URL.parse(next, target)?.href
    if (nextUrl === undefined || hop === maxRedirects) return result
    target = nextUrl
  }
}

export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308
}

/** A header that came more than once counts once. */
export function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
