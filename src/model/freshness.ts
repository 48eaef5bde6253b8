/**
 * How long a copy of something that lies with somebody else may stand for it, by what its owner said of it (RFC 9111, read strictly). One
 * rule for everything that is remembered of addresses which callers name: files that Meta keeps for us, and what a look at a file found.
 * Pure; called by media, outbound and whoever asks conditionally.
 */

/** One answer on the way to the thing: each redirect, and the last. */
export type Hop = { status: number; headers: Record<string, string | string[] | undefined> }

/** What a later request asks by, whether the thing is still the same; good for the address that gave them only. */
export type Validators = { url: string; etag?: string; lastModified?: string }

export type Terms = {
  /** Its owner lets nobody keep it: `no-store` or `private`, or it differs from request to request. */
  isKeepable: boolean
  /** Instant, ms; until then it stands for the thing unasked. Not ahead: it must be asked for each time. */
  freshUntil: number
  validators?: Validators
}

/** Meta uses what it fetched from an address for as long (cloud-api.md, section 2): who lets it fetch anew gains nothing before. */
export const longestFreshMs = 600_000

/**
 * `askedAt`: when the first request left, so that what changed meanwhile counts. `url`: where the last answer came from. `isDocument`: it may
 * be a person's own, so no time of its owner's lets it go to the next one unasked.
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

/** The terms after a 304, which may say less than the answer that it confirms: what it leaves out stays. */
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
 * Whether it may be used for a message. Within its time; or because it was asked for after the message was accepted, and not longer ago
 * than anything may be kept: whoever changes a file and then sends it is never sent the former one.
 */
export function isUsable(
  { freshUntil, askedAt }: { freshUntil: number; askedAt: number },
  { acceptedAt, now, longestMs = longestFreshMs }: { acceptedAt: number; now: number; longestMs?: number },
): boolean {
  return now < freshUntil || (askedAt >= acceptedAt && now < askedAt + longestMs)
}

/** Headers of a request that asks whether it is still the same. */
export function conditionsOf({ etag, lastModified }: Validators): Record<string, string> {
  if (etag !== undefined) return { 'if-none-match': etag }
  return lastModified === undefined ? {} : { 'if-modified-since': lastModified }
}

/** A redirect that is not for good leads where it leads this time only, unless it says for how long. */
const passing = new Set([302, 303, 307])

function hopTerms(status: number, headers: Hop['headers']): { isKeepable: boolean; freshMs: number } {
  const control = directives(one(headers['cache-control']))
  const isKeepable = !control.has('no-store') && !control.has('private') && one(headers.vary)?.trim() !== '*'
  return { isKeepable, freshMs: Math.max(0, spanOf(status, headers, control) - ageOf(headers)) }
}

function spanOf(status: number, headers: Hop['headers'], control: Map<string, string>): number {
  if (control.has('no-cache')) return 0
  // A shared cache's own figure goes before the one for everybody.
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

/** What is no number of seconds is none at all, so that nobody's slip keeps a thing. */
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

/** A date counts only when the answer is a second younger: within one second a file may change twice (RFC 9110, 8.8.2.2). */
function validatorsOf(last: Hop | undefined, url: string): Validators | undefined {
  const etag = one(last?.headers.etag)
  const lastModified = one(last?.headers['last-modified'])
  const isOlder = Date.parse(one(last?.headers.date) ?? '') - Date.parse(lastModified ?? '') >= 1_000
  if (etag !== undefined && etag !== '') return { url, etag }
  return lastModified !== undefined && isOlder ? { url, lastModified } : undefined
}

/** A list of several lines is one list; of anything else the first counts. */
function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header
}
