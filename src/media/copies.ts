/**
 * One file of a caller's that Meta keeps for us: fetched and uploaded, or asked for whether it is still the same. A copy belongs to the
 * account under which it was uploaded, and to the file that its owner has now (model/freshness.ts). Called by reuse, off the lanes.
 */
import { createHash } from 'node:crypto'
import type { CloudClient } from '../channel/cloud/client.ts'
import type { Bot } from '../model/bot.ts'
import { renewedTerms, type Terms, termsOf } from '../model/freshness.ts'
import { type Media, mediaRules } from '../model/media.ts'
import { type Followed, follow, one } from '../outgoing/follow.ts'
import type { GuardedRequest } from '../outgoing/request.ts'
import type { MediaUpload } from '../store/media.ts'

export type CopyDeps = {
  cloud: Pick<CloudClient, 'uploadMedia'>
  request: GuardedRequest
  clock: () => number
}

/** Meta keeps an upload for 30 days; ours is made anew each day. */
const lifeMs = 24 * 3_600_000
/** It is held in memory while it is uploaded. */
const maxBytes = 16 * 1024 * 1024

/** An id is good for the number, account, app and token under which the file was uploaded, and for one kind of message. */
export function scopeOf({ id, channel }: Bot, { kind }: Media): string {
  const { graphUrl, phoneNumberId, wabaId, appId = '', accessToken } = channel
  const parts = [id, graphUrl, phoneNumberId, wabaId, appId, accessToken, kind]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** Undefined: its owner lets nobody keep it, it cannot be had, or Meta does not take it. */
export async function renewCopy(
  deps: CopyDeps,
  bot: Bot,
  media: Media,
  known: MediaUpload | undefined,
): Promise<MediaUpload | undefined> {
  const askedAt = deps.clock()
  const living = known && known.expiresAt > askedAt ? known : undefined
  const answer = await fetchFile(deps, media, living)
  const terms = termsOf(answer.hops, { askedAt, url: answer.url, isDocument: media.kind === 'file' })
  if (answer.kind === 'failed') return undefined
  const isAsked = living?.validators?.url === answer.url
  if (living && isAsked && answer.status === 304) return confirmed(living, { ...terms, askedAt }, answer)
  // A document that cannot be asked about would have to be fetched for each message.
  if (!terms.isKeepable || (media.kind === 'file' && terms.validators === undefined)) return undefined
  const file = fileOf(media, answer)
  if (file === undefined) return undefined
  const sum = createHash('sha256').update(file.bytes).digest('base64url')
  const now = { askedAt, sum, ...withoutKeepable(terms) }
  if (living?.sum === sum) return { ...now, mediaId: living.mediaId, expiresAt: living.expiresAt }
  const uploaded = await deps.cloud.uploadMedia(bot.channel, file)
  return uploaded.kind === 'ok' ? { ...now, mediaId: uploaded.mediaId, expiresAt: deps.clock() + lifeMs } : undefined
}

function fetchFile({ request }: CopyDeps, media: Media, known: MediaUpload | undefined): Promise<Followed> {
  const headers = { 'user-agent': 'Recado/1', 'accept-encoding': 'identity' }
  const limit = Math.min(maxBytes, mediaRules[media.kind].maxBytes)
  const input = { method: 'GET' as const, url: media.url, headers, timeoutMs: 30_000, maxBytes: limit }
  return follow(request, input, known?.validators)
}

/** The same file as before, by its owner's word. */
function confirmed(
  known: MediaUpload,
  terms: Terms & { askedAt: number },
  { hops }: Followed,
): MediaUpload | undefined {
  const last = hops.at(-1)
  const { isKeepable, ...renewed } = renewedTerms(
    { ...known, isKeepable: true },
    terms,
    last ?? { status: 0, headers: {} },
  )
  return isKeepable ? { ...known, ...renewed, askedAt: terms.askedAt } : undefined
}

function withoutKeepable({ isKeepable: _, ...terms }: Terms): Omit<Terms, 'isKeepable'> {
  return terms
}

function fileOf(media: Media, answer: Followed & { kind: 'answer' }) {
  if (answer.status !== 200 || answer.truncated || answer.bytes.length === 0) return undefined
  const mimeType = one(answer.headers['content-type'])?.split(';')[0]?.trim().toLowerCase()
  if (mimeType === undefined || !mediaRules[media.kind].mimeTypes.includes(mimeType)) return undefined
  const filename = new URL(media.url).pathname.split('/').at(-1) || 'file'
  return { bytes: answer.bytes, mimeType, filename }
}
