/**
 * The prober's memory and manners: one look at a time for one file, few at once at one host, and what was found is remembered
 * for minutes, so that ten thousand messages with one picture cost one look.
 */
import type { Media } from '../model/media.ts'

/** What a look at a file found. `unclear`: it may be otherwise in a moment; never remembered. */
export type Verdict =
  | { kind: 'passed' }
  | { kind: 'failed'; error: { key: MediaFailureKey; message: string } }
  | { kind: 'unclear'; reason: string }
export type MediaFailureKey = 'INVALID_MEDIA_URL' | 'MEDIA_TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE'

export type Look = (media: Media) => Promise<Verdict>

/** Refusals are forgotten sooner: the owner of the file will mend it and try again. */
const failedMs = 60_000

/** `look` with a memory of `entries` verdicts, the least used leaving first. */
export function remembering(look: Look, clock: () => number, cacheMs: number, entries: number): Look {
  const known = new Map<string, { verdict: Verdict; until: number }>()
  const running = new Map<string, Promise<Verdict>>()

  function recall(key: string): Verdict | undefined {
    const entry = known.get(key)
    if (entry === undefined) return undefined
    known.delete(key)
    if (entry.until <= clock()) return undefined
    known.set(key, entry)
    return entry.verdict
  }

  async function lookOnce(key: string, media: Media): Promise<Verdict> {
    try {
      const verdict = await look(media)
      if (verdict.kind === 'unclear') return verdict
      known.set(key, { verdict, until: clock() + (verdict.kind === 'passed' ? cacheMs : Math.min(cacheMs, failedMs)) })
      const oldest = known.keys().next()
      if (known.size > entries && oldest.done !== true) known.delete(oldest.value)
      return verdict
    } finally {
      running.delete(key)
    }
  }

  return async (media) => {
    const key = `${media.kind} ${media.url}`
    const verdict = recall(key)
    if (verdict !== undefined) return verdict
    const pending = running.get(key) ?? lookOnce(key, media)
    running.set(key, pending)
    return pending
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
