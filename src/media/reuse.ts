/**
 * Reuse of media uploads: from its second use on, a caller's file is uploaded to Meta once and sent by id, so that Meta
 * does not fetch the same picture for every message of a campaign. An id is used only as long as the file's owner
 * allows a copy (`model/media/freshness.ts`). No message waits for it: until the id exists, while it must be
 * revalidated, and whenever it is refused, the address itself is sent.
 */
import type { Bot } from '../model/bot/bot.ts'
import { isUsable } from '../model/media/freshness.ts'
import { type Media, mediaOf } from '../model/media/media.ts'
import type { Content } from '../model/message/content.ts'
import { deleteOldest } from '../model/oldest.ts'
import type { Outcome } from '../model/outcome/outcome.ts'
import type { MediaUpload } from '../store/media/media.ts'
import type { MediaStore } from '../store/media/store.ts'
import { type Copied, type CopyDeps, renewCopy, scopeOf } from './copies.ts'

export type ReuseDeps = CopyDeps & {
  store: Pick<MediaStore, 'mediaUpload' | 'putMediaUpload' | 'deleteMediaUpload'>
  onError(error: unknown, about: Record<string, unknown>): void
}

export type MediaReuse = {
  /** Ids of the message's files that Meta has stored, by address; `acceptedAt`: when the message was accepted. */
  idsOf(bot: Bot, content: Content, acceptedAt: number): ReadonlyMap<string, string>
  /**
   * For a file that can only be sent by id: makes a copy now if none may be used for a message accepted at that time.
   */
  need(bot: Bot, media: Media, acceptedAt: number): Promise<Copied>
  /** The scope that an id is valid in; an id of another scope does not count. */
  scopeOf(bot: Bot, media: Media): string
  /**
   * Evaluates the outcome of a send by these ids: an id that may have become invalid is forgotten, and the message is
   * sent again by address.
   */
  evaluate(bot: Bot, ids: ReadonlyMap<string, string>, outcome: Outcome): Outcome
  /** Whether an upload is running. */
  isBusy(): boolean
  /**
   * Starts no further upload; resolves when none is running, or after `timeoutMs`: a slow peer must not hold up a stop.
   */
  stop(timeoutMs: number): Promise<void>
}

/** `restUntil`: no upload is tried before. */
type Entry = {
  uses: number
  since: number
  copy?: MediaUpload
  restUntil: number
  busy: boolean
  pending?: Promise<Copied>
}

const usesWorthIt = 2
/** Uses further apart than this do not make a campaign. */
const windowMs = 10 * 60_000
/** After a failed upload, the address is sent for this long. */
const pauseMs = 10 * 60_000
const maxKnown = 10_000
/** Files are held in memory while they are uploaded, two at a time. */
const maxUploads = 2
const none: ReadonlyMap<string, string> = new Map()

export function createMediaReuse(deps: ReuseDeps): MediaReuse {
  const { clock } = deps
  const entries = new Map<string, Entry>()
  const uploads = new Set<Promise<void>>()
  const inTurn = createTurns(maxUploads)
  let isStopped = false

  function entryOf(key: string): Entry {
    const known = entries.get(key)
    if (known) return known
    deleteOldest(entries, maxKnown - 1)
    const entry: Entry = { uses: 0, since: clock(), restUntil: 0, busy: false }
    entries.set(key, entry)
    return entry
  }

  function use(bot: Bot, media: Media, acceptedAt: number): string | undefined {
    const now = clock()
    const scope = scopeOf(bot, media)
    const entry = entryOf(keyOf(scope, media))
    if (now - entry.since > windowMs) Object.assign(entry, { uses: 0, since: now })
    entry.uses += 1
    const { copy } = entry
    if (copy && copy.expiresAt > now && isUsable(copy, { acceptedAt, now })) return copy.mediaId
    const isWorthIt = entry.uses >= usesWorthIt && entry.restUntil <= now
    if (isWorthIt && !entry.busy && !isStopped && uploads.size < maxUploads) begin(bot, media, scope, entry)
    return undefined
  }

  /** Nothing to keep, or a failure: the address is used for a while. */
  function begin(bot: Bot, media: Media, scope: string, entry: Entry): void {
    entry.busy = true
    const upload = obtain(deps, { bot, media, scope, known: entry.copy })
      .then(copyOf)
      .then((copy) => Object.assign(entry, copy ? { copy } : { copy, restUntil: clock() + pauseMs }))
      .catch((error: unknown) => {
        Object.assign(entry, { restUntil: clock() + pauseMs })
        deps.onError(error, { botId: bot.id })
      })
      .finally(() => {
        entry.busy = false
        uploads.delete(upload)
      }) as Promise<void>
    uploads.add(upload)
  }

  /**
   * One upload serves all concurrent callers. A message accepted after the file was last revalidated, which the copy
   * may therefore not serve, asks again.
   */
  async function need(bot: Bot, media: Media, acceptedAt: number): Promise<Copied> {
    const scope = scopeOf(bot, media)
    const entry = entryOf(keyOf(scope, media))
    for (;;) {
      const { copy, pending } = entry
      const isUsableNow = copy && copy.expiresAt > clock() && isUsable(copy, { acceptedAt, now: clock() })
      if (isUsableNow) return { kind: 'copy', copy, isKeepable: true }
      if (pending === undefined) break
      const copied = await pending
      if (copied.kind === 'none') return copied
      if (copied.copy.askedAt >= acceptedAt) return copied
    }
    const pending = inTurn(() =>
      obtain(deps, { bot, media, scope, known: entry.copy, isNeeded: true, acceptedAt }),
    ).finally(() => {
      entry.pending = undefined
    })
    entry.pending = pending
    const copied = await pending
    entry.copy = copyOf(copied) ?? entry.copy
    return copied
  }

  return {
    scopeOf,
    need,
    idsOf(bot, content, acceptedAt) {
      const files = mediaOf(content)
      if (files.length === 0) return none
      const known = files.map((media) => [media.url, use(bot, media, acceptedAt)] as const)
      return new Map(known.filter((pair): pair is readonly [string, string] => pair[1] !== undefined))
    },
    evaluate(bot, ids, outcome) {
      if (ids.size === 0 || outcome.kind !== 'refused' || outcome.class !== 'fix') return outcome
      for (const [url, mediaId] of ids) {
        for (const entry of entries.values())
          if (entry.copy?.mediaId === mediaId)
            Object.assign(entry, { uses: 0, copy: undefined, restUntil: clock() + pauseMs })
        deps.store.deleteMediaUpload(bot.id, url).catch((error: unknown) => deps.onError(error, { botId: bot.id }))
      }
      return {
        kind: 'unreachable',
        reason: 'refused with a media id; it is sent again by address',
        error: outcome.error,
      }
    },
    isBusy: () => uploads.size > 0,
    async stop(timeoutMs) {
      isStopped = true
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMs)
      })
      await Promise.race([Promise.all(uploads), late])
      clearTimeout(timer)
    },
  }
}

function keyOf(scope: string, { url }: Media): string {
  return `${scope} ${url}`
}

type Obtaining = {
  bot: Bot
  media: Media
  scope: string
  known: MediaUpload | undefined
  isNeeded?: boolean
  acceptedAt?: number
}

/** Stored by the last process, or created or revalidated now. A copy that must not be kept is not remembered. */
async function obtain(deps: ReuseDeps, { bot, media, scope, known, isNeeded, acceptedAt }: Obtaining): Promise<Copied> {
  const { store, clock } = deps
  const now = clock()
  const stored = known ?? (await store.mediaUpload(bot.id, media.url, { scope, now }))
  const isFresh = stored !== known && stored && isUsable(stored, { acceptedAt: acceptedAt ?? now, now })
  if (stored && isFresh) return { kind: 'copy', copy: stored, isKeepable: true }
  const copied = await renewCopy(deps, bot, media, { known: stored, isNeeded })
  const renewed = copyOf(copied)
  if (renewed) await store.putMediaUpload(bot.id, media.url, { ...renewed, scope })
  else if (stored) await store.deleteMediaUpload(bot.id, media.url)
  return copied
}

/** A copy that may serve other messages. */
function copyOf(copied: Copied): MediaUpload | undefined {
  return copied.kind === 'copy' && copied.isKeepable ? copied.copy : undefined
}

/** Limits concurrency: each upload holds a file in memory. */
function createTurns(max: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    // A free slot is handed to the next waiter directly, so that no new caller takes it in between.
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next !== undefined) next()
      else running -= 1
    }
  }
}
