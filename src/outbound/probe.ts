/**
 * Probes the files that a message makes WhatsApp fetch, before the message enters its lane: reachable, of a type and a
 * size that WhatsApp accepts. A message that cannot work fails here with a clear reason, instead of at Meta with a
 * vague one. Every request, redirects included, goes through the guard (promise 11). The first 8 KB are requested,
 * because what a host declares is wrong too often to accept a file by HEAD.
 */
import { sampleBytes } from '../egress/file-kind.ts'
import { detectMimeType } from '../egress/media-type.ts'
import { type Followed, follow, isRedirect, maxRedirects, one } from '../egress/redirect.ts'
import type { GuardedRequest, RequestResult } from '../egress/request.ts'
import { nameInDisposition } from '../model/media/document-name.ts'
import { longestFreshMs, termsOf } from '../model/media/freshness.ts'
import { type Media, mediaRules } from '../model/media/media.ts'
import { noVoiceNote, whyNoVoiceNote } from '../model/media/voice.ts'
import { backoff } from '../model/scheduling/backoff.ts'
import type { ProbeDecision } from '../store/outbound/media-checks.ts'
import { cached, type FoundFile, limitPerHost, type MediaFailureKey, type Seen, type Verdict } from './probe-cache.ts'

export type ProbeDeps = {
  request: GuardedRequest
  clock: () => number
  /** In [0, 1). */
  random: () => number
  /** Longest time until a file that passed is probed again; 10 minutes by default. */
  cacheMs?: number
  /** Files cached; 10,000 by default. */
  cacheEntries?: number
  /** Concurrent probes of one host; 8 by default. */
  perHost?: number
  /** For each request; 10 seconds by default. */
  timeoutMs?: number
  /** What makes voice notes of other audio, if anything does. */
  voice?: object | undefined
}

/**
 * `probes`: earlier probes of these files without a clear result. `acceptedAt`: when the message was accepted, now by
 * default; an earlier result counts only as far as the files' owners allow.
 */
export type Prober = { probe: (media: Media[], probes: number, acceptedAt?: number) => Promise<Probed> }

/** `files`: in the order of the media, when all passed. */
export type Probed = Exclude<ProbeDecision, { kind: 'passed' }> | { kind: 'passed'; files: FoundFile[] }

export const maxProbes = 3

export function createProber(deps: ProbeDeps): Prober {
  const { clock, random, cacheMs = longestFreshMs, cacheEntries = 10_000, perHost = 8 } = deps
  const look = cached(
    limitPerHost((media) => inspect(deps, media), perHost),
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

/** All passed, or the first failure; on an unclear result a retry, until the third. */
export function decideProbe(verdicts: readonly Verdict[], probes: number, now: number, random: number): Probed {
  const failed = verdicts.findIndex((verdict) => verdict.kind === 'failed')
  const worst = failed >= 0 ? failed : verdicts.findIndex((verdict) => verdict.kind === 'unclear')
  const verdict = verdicts[worst]
  if (verdict === undefined || verdict.kind === 'passed')
    return { kind: 'passed', files: verdicts.flatMap((one) => (one.kind === 'passed' ? [one.file] : [])) }
  // Numbers the files of a carousel; a message with one file needs no number.
  const which = verdicts.length > 1 ? `File ${worst + 1}: ` : ''
  switch (verdict.kind) {
    case 'failed':
      return { kind: 'failed', error: { ...verdict.error, message: which + verdict.error.message } }
    case 'unclear': {
      if (probes + 1 < maxProbes) return { kind: 'again', dueAt: now + backoff(probes, 5_000, 60_000, random) }
      const message = `${which}The file cannot be fetched: ${verdict.reason}.`
      return { kind: 'failed', error: { key: 'INVALID_MEDIA_URL', message } }
    }
  }
}

/** One probe; the response that decided also says how long the result may be cached. */
async function inspect(deps: ProbeDeps, media: Media): Promise<Seen> {
  const askedAt = deps.clock()
  const answer = await fetchHead(deps, media.url)
  const { isKeepable, freshUntil } = termsOf(answer.hops, {
    askedAt,
    url: answer.url,
    isDocument: media.kind === 'file',
  })
  return { verdict: await evaluateAnswer(deps, media, answer), askedAt, freshUntil, isKeepable }
}

function fetchHead(deps: ProbeDeps, url: string): Promise<Followed> {
  const headers = {
    'user-agent': 'Recado-Probe/1',
    'accept-encoding': 'identity',
    range: `bytes=0-${sampleBytes - 1}`,
  }
  return follow(deps.request, {
    method: 'GET',
    url,
    headers,
    timeoutMs: deps.timeoutMs ?? 10_000,
    maxBytes: sampleBytes,
  })
}

async function evaluateAnswer(deps: ProbeDeps, media: Media, get: RequestResult): Promise<Verdict> {
  if (get.kind === 'failed') return unreachable(get)
  if (get.status === 200 || get.status === 206) return evaluateFile(deps, media, get)
  if (get.status >= 500 || get.status === 429 || get.status === 408) return unclear(get.status)
  // An empty file has no range to return.
  if (get.status === 416 && sizeOf(get) === 0) return empty
  if (isRedirect(get.status))
    return failed('INVALID_MEDIA_URL', `The address redirects more than ${maxRedirects} times.`)
  return failed('INVALID_MEDIA_URL', `The file cannot be fetched: the address returned ${get.status}.`)
}

type Answer = RequestResult & { kind: 'answer' }

/** Size of the whole file; undefined when the server does not declare it and the sample was not the whole file. */
function sizeOf(answer: Answer): number | undefined {
  if (answer.status !== 200) return wholeNumber(one(answer.headers['content-range'])?.split('/')[1])
  return wholeNumber(one(answer.headers['content-length'])) ?? (answer.truncated ? undefined : answer.bytes.length)
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined
}

const empty = failed('INVALID_MEDIA_URL', 'The file is empty.')

async function evaluateFile({ voice }: ProbeDeps, media: Media, answer: Answer): Promise<Verdict> {
  const { maxBytes } = mediaRules[media.kind]
  const size = sizeOf(answer)
  if (size === 0) return empty
  const type = await detectMimeType(media, answer)
  if (type.kind === 'unfit') return failed('UNSUPPORTED_MEDIA_TYPE', type.message)
  if (size !== undefined && size > maxBytes) {
    const message = `The ${media.kind} has ${inWords(size)}; WhatsApp accepts at most ${inWords(maxBytes)}.`
    return failed('MEDIA_TOO_LARGE', message)
  }
  const name = media.kind === 'file' ? nameInDisposition(one(answer.headers['content-disposition'])) : undefined
  const why = media.isVoice && whyNoVoiceNote(answer.bytes)
  if (why && !voice) return failed('UNSUPPORTED_MEDIA_TYPE', noVoiceNote(why))
  const { mimeType } = type
  const isTakenByLink = type.isTakenByLink && !why
  return { kind: 'passed', file: { mimeType, isTakenByLink, ...(name === undefined ? {} : { name }) } }
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
  return { kind: 'unclear', reason: `the address returned ${status}` }
}

function failed(key: MediaFailureKey, message: string): Verdict {
  return { kind: 'failed', error: { key, message } }
}
