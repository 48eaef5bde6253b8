/**
 * The probe cache and its limit per host: one probe at a time for one file, few at once for one host, and results
 * cached for as long as the file's owner allows a copy (`model/media/freshness.ts`), so that ten thousand messages with
 * one picture cost one probe.
 */
import { isUsable } from '../model/media/freshness.ts'
import type { Media } from '../model/media/media.ts'
import { deleteOldest } from '../model/oldest.ts'

/** Result of probing a file. `unclear` may change at any moment and is never cached. */
export type Verdict =
  | { kind: 'passed'; file: FoundFile }
  | { kind: 'failed'; error: { key: MediaFailureKey; message: string } }
  | { kind: 'unclear'; reason: string }
/**
 * `mimeType`: detected from the bytes. Without `isTakenByLink` the file must be uploaded. `name`: a document's name at
 * its host.
 */
export type FoundFile = { mimeType: string; isTakenByLink: boolean; name?: string }

export type MediaFailureKey = 'INVALID_MEDIA_URL' | 'MEDIA_TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE'

/**
 * A verdict, when it was requested, and until when it is valid without a new request; never cached when `isKeepable` is
 * false.
 */
export type Seen = { verdict: Verdict; askedAt: number; freshUntil: number; isKeepable: boolean }

export type Look = (media: Media) => Promise<Seen>

/** Failures expire sooner: the owner of the file will fix it and try again. */
const failedMs = 60_000

/**
 * `look` with a cache of `entries` verdicts, least recently used evicted first. `acceptedAt`: of the message that asks.
 */
export function cached(
  look: Look,
  clock: () => number,
  cacheMs: number,
  entries: number,
): (media: Media, acceptedAt: number) => Promise<Verdict> {
  const known = new Map<string, Seen>()
  const running = new Map<string, Promise<Seen>>()

  function serves({ verdict, askedAt, freshUntil }: Seen, acceptedAt: number): boolean {
    const longestMs = verdict.kind === 'passed' ? cacheMs : Math.min(cacheMs, failedMs)
    const until = Math.min(freshUntil, askedAt + longestMs)
    return isUsable({ askedAt, freshUntil: until }, { acceptedAt, now: clock(), longestMs })
  }

  function recall(key: string, acceptedAt: number): Verdict | undefined {
    const seen = known.get(key)
    if (seen === undefined) return undefined
    known.delete(key)
    if (!serves(seen, acceptedAt)) return undefined
    known.set(key, seen)
    return seen.verdict
  }

  async function lookOnce(key: string, media: Media): Promise<Seen> {
    try {
      const seen = await look(media)
      if (seen.verdict.kind === 'unclear' || !seen.isKeepable) return seen
      known.set(key, seen)
      deleteOldest(known, entries)
      return seen
    } finally {
      running.delete(key)
    }
  }

  return async (media, acceptedAt) => {
    const key = `${media.isVoice ? 'voice' : media.kind} ${media.url}`
    for (;;) {
      const verdict = recall(key, acceptedAt)
      if (verdict !== undefined) return verdict
      const pending = running.get(key)
      if (pending === undefined) break
      // A probe that another message started also serves this one, unless it began before this message was accepted and
      // the file must not be cached.
      const seen = await pending
      if (seen.askedAt >= acceptedAt || (seen.isKeepable && serves(seen, acceptedAt))) return seen.verdict
    }
    const look = lookOnce(key, media)
    running.set(key, look)
    return (await look).verdict
  }
}

/** `look` with at most `limit` concurrent probes per host; a slow host delays only its own files. */
export function limitPerHost(look: Look, limit: number): Look {
  const hosts = new Map<string, { active: number; waiting: (() => void)[] }>()

  return async (media) => {
    const name = URL.parse(media.url)?.host ?? ''
    const host = hosts.get(name) ?? { active: 0, waiting: [] }
    hosts.set(name, host)
    // A free slot is handed to the next waiter directly instead of counted down and up again, so that no new caller
    // takes it in between.
    if (host.active >= limit) await new Promise<void>((resolve) => host.waiting.push(resolve))
    else host.active++
    try {
      return await look(media)
    } finally {
      const next = host.waiting.shift()
      if (next !== undefined) next()
      else if (--host.active === 0) hosts.delete(name)
    }
  }
}
