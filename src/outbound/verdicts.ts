/**
 * The prober's memory and manners: one look at a time for one file, few at once at one host, and what was found is remembered for as long
 * as the file's owner lets a copy stand for it (model/freshness.ts), so that ten thousand messages with one picture cost one look.
 */
import { isUsable } from '../model/freshness.ts'
import type { Media } from '../model/media.ts'

/** What a look at a file found. `unclear`: it may be otherwise in a moment; never remembered. */
export type Verdict =
  | { kind: 'passed'; file: FoundFile }
  | { kind: 'failed'; error: { key: MediaFailureKey; message: string } }
  | { kind: 'unclear'; reason: string }
/** `mimeType`: by its bytes. Not `isTakenByLink`: it must be uploaded. `name`: as its host calls it, of a document. */
export type FoundFile = { mimeType: string; isTakenByLink: boolean; name?: string }

export type MediaFailureKey = 'INVALID_MEDIA_URL' | 'MEDIA_TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE'

/** A verdict, when it was asked for, and until when it holds unasked; not remembered at all when `isKeepable` is false. */
export type Seen = { verdict: Verdict; askedAt: number; freshUntil: number; isKeepable: boolean }

export type Look = (media: Media) => Promise<Seen>

/** Refusals are forgotten sooner: the owner of the file will mend it and try again. */
const failedMs = 60_000

/** `look` with a memory of `entries` verdicts, the least used leaving first. `acceptedAt`: of the message that asks. */
export function remembering(
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
      const oldest = known.keys().next()
      if (known.size > entries && oldest.done !== true) known.delete(oldest.value)
      return seen
    } finally {
      running.delete(key)
    }
  }

  return async (media, acceptedAt) => {
    const key = `${media.kind} ${media.url}`
    for (;;) {
      const verdict = recall(key, acceptedAt)
      if (verdict !== undefined) return verdict
      const pending = running.get(key)
      if (pending === undefined) break
      // Another's look serves as well, unless it began before this message was there and tells of a file that may not be kept.
      const seen = await pending
      if (seen.askedAt >= acceptedAt || (seen.isKeepable && serves(seen, acceptedAt))) return seen.verdict
    }
    const look = lookOnce(key, media)
    running.set(key, look)
    return (await look).verdict
  }
}

/** `look` with at most `limit` looks at once at one host; a slow host delays only its own files. */
export function politely(look: Look, limit: number): Look {
  const hosts = new Map<string, { active: number; waiting: (() => void)[] }>()

  return async (media) => {
    const name = URL.parse(media.url)?.host ?? ''
    const host = hosts.get(name) ?? { active: 0, waiting: [] }
    hosts.set(name, host)
    // A place that becomes free is handed on, not counted down and up again, so that nobody slips in between.
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
