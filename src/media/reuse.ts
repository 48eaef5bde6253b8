/**
 * Files of ours that go to many: from the second use on they are uploaded to Meta once and sent by id, so that Meta does not fetch the
 * same picture for every message of a campaign. No message ever waits for it: until the id is there, and whenever it is refused, the
 * address itself is sent. Made by app.ts, asked by the outbound lanes at each send.
 */
import type { CloudClient } from '../channel/cloud/client.ts'
import type { Bot } from '../model/bot.ts'
import type { Content } from '../model/content.ts'
import { type Media, mediaOf, mediaRules } from '../model/media.ts'
import type { Outcome } from '../model/outcome.ts'
import { follow, one } from '../outgoing/follow.ts'
import type { GuardedRequest } from '../outgoing/request.ts'
import type { MediaStore } from '../store/media.ts'

export type ReuseDeps = {
  store: Pick<MediaStore, 'mediaUpload' | 'putMediaUpload' | 'deleteMediaUpload'>
  cloud: Pick<CloudClient, 'uploadMedia'>
  request: GuardedRequest
  clock: () => number
  onError(error: unknown, about: Record<string, unknown>): void
}

export type MediaReuse = {
  /** The files of the message that Meta keeps by now, by their address. */
  idsOf(bot: Bot, content: Content): ReadonlyMap<string, string>
  /** What came of a send by these ids: one that may be no good any more is forgotten, and the message goes again by address. */
  judge(bot: Bot, ids: ReadonlyMap<string, string>, outcome: Outcome): Outcome
  /** Begins no upload any more; resolves when none is under way, or after `timeoutMs`: a slow peer must not hold up a stop. */
  stop(timeoutMs: number): Promise<void>
}

type Entry = { uses: number; since: number; mediaId?: string; expiresAt: number; busy: boolean }

/** Meta keeps an upload for 30 days; a picture may change under its address, so ours is renewed each day. */
const lifeMs = 24 * 3_600_000
const usesWorthIt = 2
/** Uses further apart than this are no campaign. */
const windowMs = 10 * 60_000
/** After an upload that failed, the address serves for so long. */
const pauseMs = 10 * 60_000
const mostKnown = 10_000
/** They are held in memory while they are uploaded, two at a time. */
const maxBytes = 16 * 1024 * 1024
const mostUploads = 2
const none: ReadonlyMap<string, string> = new Map()

export function makeMediaReuse(deps: ReuseDeps): MediaReuse {
  const { clock } = deps
  const entries = new Map<string, Entry>()
  const uploads = new Set<Promise<void>>()
  let isStopped = false

  function entryOf(key: string): Entry {
    const known = entries.get(key)
    if (known) return known
    const [oldest] = entries.keys()
    if (entries.size >= mostKnown && oldest !== undefined) entries.delete(oldest)
    const entry: Entry = { uses: 0, since: clock(), expiresAt: 0, busy: false }
    entries.set(key, entry)
    return entry
  }

  function use(bot: Bot, media: Media): string | undefined {
    const now = clock()
    const entry = entryOf(`${bot.id} ${media.url}`)
    if (now - entry.since > windowMs) Object.assign(entry, { uses: 0, since: now })
    entry.uses += 1
    if (entry.expiresAt > now) return entry.mediaId
    if (entry.uses >= usesWorthIt && !entry.busy && !isStopped && uploads.size < mostUploads) begin(bot, media, entry)
    return undefined
  }

  function begin(bot: Bot, media: Media, entry: Entry): void {
    entry.busy = true
    const upload = obtain(deps, bot, media)
      .then((found) => Object.assign(entry, found ?? { mediaId: undefined, expiresAt: clock() + pauseMs }))
      .catch((error: unknown) => deps.onError(error, { botId: bot.id }))
      .finally(() => {
        entry.busy = false
        uploads.delete(upload)
      }) as Promise<void>
    uploads.add(upload)
  }

  return {
    idsOf(bot, content) {
      const files = mediaOf(content)
      if (files.length === 0) return none
      const known = files.map((media) => [media.url, use(bot, media)] as const)
      return new Map(known.filter((pair): pair is readonly [string, string] => pair[1] !== undefined))
    },
    judge(bot, ids, outcome) {
      if (ids.size === 0 || outcome.kind !== 'refused' || outcome.class !== 'fix') return outcome
      for (const url of ids.keys()) {
        entries.set(`${bot.id} ${url}`, { uses: 0, since: clock(), expiresAt: clock() + pauseMs, busy: false })
        deps.store.deleteMediaUpload(bot.id, url).catch((error: unknown) => deps.onError(error, { botId: bot.id }))
      }
      return { kind: 'unreachable', reason: 'refused with a media id; it goes again by address', error: outcome.error }
    },
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

/** From the last process, or made now; undefined when the file is not for that. */
async function obtain(
  deps: ReuseDeps,
  bot: Bot,
  media: Media,
): Promise<{ mediaId: string; expiresAt: number } | undefined> {
  const { store, cloud, clock } = deps
  const kept = await store.mediaUpload(bot.id, media.url, clock())
  if (kept) return kept
  const file = await read(deps, media)
  if (!file) return undefined
  const uploaded = await cloud.uploadMedia(bot.channel, file)
  if (uploaded.kind === 'failed') return undefined
  const upload = { mediaId: uploaded.mediaId, uploadedAt: clock(), expiresAt: clock() + lifeMs }
  await store.putMediaUpload(bot.id, media.url, upload)
  return upload
}

async function read({ request }: ReuseDeps, media: Media) {
  const headers = { 'user-agent': 'Recado/1', 'accept-encoding': 'identity' }
  const limit = Math.min(maxBytes, mediaRules[media.kind].maxBytes)
  const answer = await follow(request, { method: 'GET', url: media.url, headers, timeoutMs: 30_000, maxBytes: limit })
  if (answer.kind === 'failed' || answer.status !== 200 || answer.truncated) return undefined
  const mimeType = one(answer.headers['content-type'])?.split(';')[0]?.trim().toLowerCase()
  if (mimeType === undefined || !mediaRules[media.kind].mimeTypes.includes(mimeType)) return undefined
  const filename = new URL(media.url).pathname.split('/').at(-1) || 'file'
  return { bytes: answer.bytes, mimeType, filename }
}
