/**
 * How long a cached copy may be used, by its owner's headers (RFC 9111, read strictly). One rule for everything cached
 * about addresses that callers name: files stored at Meta, and results of probes. Pure.
 */

/** One response on the way to the resource: each redirect, and the last. */
export type Hop = { status: number; headers: Record<string, string | string[] | undefined> }

/** For conditional requests; valid only at the address that issued them. */
export type Validators = { url: string; etag?: string; lastModified?: string }

export type Terms = {
  /** False when the owner forbids keeping it: `no-store` or `private`, or it varies from request to request. */
  isKeepable: boolean
  /**
   * Instant in ms until which it may be used without revalidation. An instant that has passed: it must be revalidated
   * each time.
   */
  freshUntil: number
  validators?: Validators
}

/**
 * Meta reuses a file fetched from an address for this long (cloud-api.md, section 2): fetching again earlier gains
 * nothing.
 */
export const longestFreshMs = 600_000

/**
 * `askedAt`: when the first request left, so that changes since then count. `url`: the source of the last response.
 * `isDocument`: it may be personal, so no lifetime from its owner lets it go to the next person without revalidation.
 */
export function termsOf(
  hops: readonly Hop[],
  { askedAt, url, isDocument }: { askedAt: number; url: string; isDocument: boolean },
): Terms {
  const each = hops.map(({ status, headers }) => hopTerms(status, headers))
  const spanMs = isDocument ? 0 : Math.min(longestFreshMs, ...each.map(({ freshMs }) => freshMs))
  const validators = validatorsOf(hops.at(-1), url)
  return {
    isKeepable: each.every(({ isKeepable }) => isKeepable),
    freshUntil: askedAt + spanMs,
    ...(validators ? { validators } : {}),
  }
}

/** Terms after a 304, which may say less than the response that it confirms: members it omits keep their values. */
export function renewedTerms(before: Terms & { askedAt: number }, now: Terms & { askedAt: number }, last: Hop): Terms {
  const said = ['cache-control', 'expires', 'pragma'].some((name) => one(last.headers[name]) !== undefined)
  const spanMs = said ? Number.POSITIVE_INFINITY : Math.max(0, before.freshUntil - before.askedAt)
  const validators = now.validators ?? before.validators
  return {
    isKeepable: now.isKeepable,
    freshUntil: Math.min(now.freshUntil, now.askedAt + spanMs),
    ...(validators ? { validators } : {}),
  }
}

/**
 * Whether it may be used for a message: while it is fresh; or because it was requested after the message was accepted,
 * and no longer ago than any copy may be kept. A caller who changes a file and then sends it never sends the former
 * one.
 */
export function isUsable(
  { freshUntil, askedAt }: { freshUntil: number; askedAt: number },
  { acceptedAt, now, longestMs = longestFreshMs }: { acceptedAt: number; now: number; longestMs?: number },
): boolean {
  return now < freshUntil || (askedAt >= acceptedAt && now < askedAt + longestMs)
}

/** Headers of a conditional request. */
export function conditionsOf({ etag, lastModified }: Validators): Record<string, string> {
  if (etag !== undefined) return { 'if-none-match': etag }
  return lastModified === undefined ? {} : { 'if-modified-since': lastModified }
}

/** A temporary redirect holds for this request only, unless it states a lifetime. */
const passing = new Set([302, 303, 307])

function hopTerms(status: number, headers: Hop['headers']): { isKeepable: boolean; freshMs: number } {
  const control = directives(one(headers['cache-control']))
  const isKeepable = !control.has('no-store') && !control.has('private') && one(headers.vary)?.trim() !== '*'
  return { isKeepable, freshMs: Math.max(0, spanOf(status, headers, control) - ageOf(headers)) }
}

function spanOf(status: number, headers: Hop['headers'], control: Map<string, string>): number {
  if (control.has('no-cache')) return 0
  // A shared cache's own value takes precedence over the general one.
  const seconds = control.get('s-maxage') ?? control.get('max-age')
  if (seconds !== undefined) return secondsIn(seconds)
  const expires = one(headers.expires)
  if (expires !== undefined) {
    const ms = Date.parse(expires) - Date.parse(one(headers.date) ?? '')
    return Number.isNaN(ms) ? 0 : ms
  }
  if (control.size === 0 && /no-cache/i.test(one(headers.pragma) ?? '')) return 0
  return passing.has(status) ? 0 : longestFreshMs
}

/** An invalid number of seconds counts as zero, so that no mistake extends a lifetime. */
function secondsIn(text: string): number {
  return /^\d{1,10}$/.test(text) ? Number(text) * 1_000 : 0
}

function ageOf(headers: Hop['headers']): number {
  return secondsIn(one(headers.age)?.trim() ?? '')
}

function directives(header: string | undefined): Map<string, string> {
  const parts = (header ?? '').toLowerCase().split(',')
  return new Map(
    parts.flatMap((part) => {
      const [name = '', value = ''] = part.split('=')
      return name.trim() === '' ? [] : [[name.trim(), value.trim().replaceAll('"', '')] as const]
    }),
  )
}

/**
 * A date is a validator only when the response is at least a second younger: within one second a file may change twice
 * (RFC 9110, 8.8.2.2).
 */
function validatorsOf(last: Hop | undefined, url: string): Validators | undefined {
  const etag = one(last?.headers.etag)
  const lastModified = one(last?.headers['last-modified'])
  const isOlder = Date.parse(one(last?.headers.date) ?? '') - Date.parse(lastModified ?? '') >= 1_000
  if (etag !== undefined && etag !== '') return { url, etag }
  return lastModified !== undefined && isOlder ? { url, lastModified } : undefined
}

/** Several header lines form one list; of other headers the first counts. */
function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header
}
