/**
 * Looks at the files that a message makes WhatsApp fetch, before the message takes its place in the lane: reachable, of a type
 * and a size that WhatsApp takes. A message that cannot work fails here with a clear reason, instead of at Meta with a vague one.
 * Every request, redirects included, goes through the guard (promise 11). HEAD can only pass a file; a no is confirmed by a
 * GET of its first 4 KB, because many servers answer HEAD wrongly. Called off the lane, for the store's probe items.
 */
import { backoff } from '../model/backoff.ts'
import { longestFreshMs, termsOf } from '../model/freshness.ts'
import { type Media, mediaRules } from '../model/media.ts'
import { type Followed, follow, isRedirect, maxRedirects, one } from '../outgoing/follow.ts'
import type { GuardedRequest, RequestResult } from '../outgoing/request.ts'
import type { ProbeDecision } from '../store/store.ts'
import { sniff } from './sniff.ts'
import { type MediaFailureKey, politely, remembering, type Seen, type Verdict } from './verdicts.ts'

export type ProbeDeps = {
  request: GuardedRequest
  clock: () => number
  /** In [0, 1). */
  random: () => number
  /** How long a file that passed is not looked at again at most; 10 minutes. */
  cacheMs?: number
  /** Files remembered; 10,000. */
  cacheEntries?: number
  /** Looks at once at one host; 8. */
  perHost?: number
  /** Of each request; 10 seconds. */
  timeoutMs?: number
}

/**
 * `probes`: how often these files were looked at before without a clear answer. `acceptedAt`: of the message; what was found before it holds
 * only as far as the files' owners allow. Now, when absent.
 */
export type Prober = { probe: (media: Media[], probes: number, acceptedAt?: number) => Promise<ProbeDecision> }

const maxProbes = 3
const sampleBytes = 4_096

export function makeProber(deps: ProbeDeps): Prober {
  const { clock, random, cacheMs = longestFreshMs, cacheEntries = 10_000, perHost = 8 } = deps
  const look = remembering(
    politely((media) => inspect(deps, media), perHost),
    clock,
    cacheMs,
    cacheEntries,
  )
  return {
    async probe(media, probes, acceptedAt = clock()) {
      const verdicts = await Promise.all(media.map((file) => look(file, acceptedAt)))
      return decideProbe(verdicts, probes, clock(), random())
    },
  }
}

/** All passed, or the first no; with an unclear one, again until the third time. */
export function decideProbe(verdicts: readonly Verdict[], probes: number, now: number, random: number): ProbeDecision {
  const failed = verdicts.findIndex((verdict) => verdict.kind === 'failed')
  const worst = failed >= 0 ? failed : verdicts.findIndex((verdict) => verdict.kind === 'unclear')
  const verdict = verdicts[worst] ?? { kind: 'passed' }
  // Which of a carousel's files it is; a message with one file needs no number.
  const which = verdicts.length > 1 ? `File ${worst + 1}: ` : ''
  switch (verdict.kind) {
    case 'passed':
      return verdict
    case 'failed':
      return { kind: 'failed', error: { ...verdict.error, message: which + verdict.error.message } }
    case 'unclear': {
      if (probes + 1 < maxProbes) return { kind: 'again', dueAt: now + backoff(probes, 5_000, 60_000, random) }
      const message = `${which}The file cannot be fetched: ${verdict.reason}.`
      return { kind: 'failed', error: { key: 'INVALID_MEDIA_URL', message } }
    }
  }
}

/** Each look by itself; how long it may be remembered is for the answer that decided to say. */
async function inspect(deps: ProbeDeps, media: Media): Promise<Seen> {
  const askedAt = deps.clock()
  const head = await followTo(deps, 'HEAD', media.url)
  const early = judgeHead(media, head)
  const last = early === undefined ? await followTo(deps, 'GET', media.url) : head
  const { isKeepable, freshUntil } = termsOf(last.hops, { askedAt, url: last.url, isDocument: media.kind === 'file' })
  return { verdict: early ?? judgeGet(media, last), askedAt, freshUntil, isKeepable }
}

/** Undefined when a GET must tell. */
function judgeHead(media: Media, head: RequestResult): Verdict | undefined {
  if (head.kind === 'failed') return unreachable(head)
  if (head.status === 429) return unclear(head.status)
  return head.status === 200 && passesByHead(media, head) ? { kind: 'passed' } : undefined
}

function judgeGet(media: Media, get: RequestResult): Verdict {
  if (get.kind === 'failed') return unreachable(get)
  if (get.status === 200 || get.status === 206) return judge(media, typesOf(get), sizeOf(get))
  if (get.status >= 500 || get.status === 429 || get.status === 408) return unclear(get.status)
  if (isRedirect(get.status))
    return failed('INVALID_MEDIA_URL', `The address redirects more than ${maxRedirects} times.`)
  return failed('INVALID_MEDIA_URL', `The file cannot be fetched: the address answers ${get.status}.`)
}

type Answer = RequestResult & { kind: 'answer' }

function followTo(deps: ProbeDeps, method: 'HEAD' | 'GET', url: string): Promise<Followed> {
  const headers: Record<string, string> = { 'user-agent': 'Recado-Probe/1', 'accept-encoding': 'identity' }
  if (method === 'GET') headers.range = `bytes=0-${sampleBytes - 1}`
  return follow(deps.request, { method, url, headers, timeoutMs: deps.timeoutMs ?? 10_000, maxBytes: sampleBytes })
}

function passesByHead(media: Media, head: Answer): boolean {
  const type = declaredType(head)
  const size = wholeNumber(one(head.headers['content-length']))
  return type !== undefined && size !== undefined && judge(media, [type], size).kind === 'passed'
}

/** Types that say nothing, and common misnomers. */
const genericTypes = /^(?:|(?:application|binary)\/(?:octet-stream|binary|force-download|x-download|download))$/
const misnomers: Record<string, string> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/m4a': 'audio/mp4',
  'audio/x-m4a': 'audio/mp4',
  'audio/x-aac': 'audio/aac',
  'audio/opus': 'audio/ogg',
  'application/ogg': 'audio/ogg',
  'application/x-pdf': 'application/pdf',
}

/** Of Content-Type, without parameters; undefined when the server does not say. */
function declaredType(answer: Answer): string | undefined {
  const [type = ''] = (one(answer.headers['content-type']) ?? '').split(';', 1)
  const name = type.trim().toLowerCase()
  return genericTypes.test(name) ? undefined : (misnomers[name] ?? name)
}

function typesOf(answer: Answer): readonly string[] {
  const declared = declaredType(answer)
  return declared === undefined ? sniff(answer.bytes) : [declared]
}

/** Of the whole file; undefined when the server does not say and the sample was not all of it. */
function sizeOf(answer: Answer): number | undefined {
  if (answer.status === 206) return wholeNumber(one(answer.headers['content-range'])?.split('/')[1])
  return wholeNumber(one(answer.headers['content-length'])) ?? (answer.truncated ? undefined : answer.bytes.length)
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined
}

function judge(media: Media, types: readonly string[], size: number | undefined): Verdict {
  const { mimeTypes, maxBytes } = mediaRules[media.kind]
  if (size === 0) return failed('INVALID_MEDIA_URL', 'The file is empty.')
  if (!types.some((type) => mimeTypes.includes(type))) {
    const actual = types[0] ?? 'not known'
    const message = `The type of the ${media.kind} is ${actual}; WhatsApp takes ${mimeTypes.join(', ')}.`
    return failed('UNSUPPORTED_MEDIA_TYPE', message)
  }
  if (size === undefined || size <= maxBytes) return { kind: 'passed' }
  const message = `The ${media.kind} has ${inWords(size)}; WhatsApp takes at most ${inWords(maxBytes)}.`
  return failed('MEDIA_TOO_LARGE', message)
}

/** Rounded up, so that a file just above a limit does not read as just at it. */
function inWords(bytes: number): string {
  if (bytes < 1_048_576) return `${Math.ceil((bytes / 1_024) * 10) / 10} KB`
  return `${Math.ceil((bytes / 1_048_576) * 10) / 10} MB`
}

function unreachable(result: RequestResult & { kind: 'failed' }): Verdict {
  if (!result.private) return { kind: 'unclear', reason: result.reason }
  return failed('INVALID_MEDIA_URL', `The file cannot be fetched: ${result.reason}.`)
}

function unclear(status: number): Verdict {
  return { kind: 'unclear', reason: `the address answers ${status}` }
}

function failed(key: MediaFailureKey, message: string): Verdict {
  return { kind: 'failed', error: { key, message } }
}
