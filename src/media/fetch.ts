/**
 * Fetches one file that a person sent from Meta: asks for its address, which lives five minutes, downloads it, checks
 * it against the webhook's checksum, and stores it. Every end is a decision.
 */
import { rm } from 'node:fs/promises'
import type { CloudClient } from '../channel/cloud/client.ts'
import type { Bot } from '../model/bot/bot.ts'
import { networkReason } from '../model/errors/network.ts'
import { backoff } from '../model/scheduling/backoff.ts'
import { dayMs } from '../model/time.ts'
import type { MediaDecision, MediaFile } from '../store/media/media.ts'
import type { BlobStorage } from './blob-storage.ts'

export type FetchDeps = {
  cloud: Pick<CloudClient, 'mediaUrl' | 'download'>
  place: BlobStorage
  clock: () => number
  random: () => number
}

/** Meta takes files of 100 MB at most. */
const maxBytes = 100 * 1024 * 1024
/** Meta keeps what people send for seven days; after that a retry is pointless. */
const giveUpMs = 7 * dayMs
const firstPauseMs = 1_000
const longestPauseMs = 10 * 60_000

export async function fetchMedia(deps: FetchDeps, bot: Bot, file: MediaFile): Promise<MediaDecision> {
  const address = await deps.cloud.mediaUrl(bot.channel, file.metaId)
  if (address.kind === 'failed') {
    const { outcome } = address
    const isGone = outcome.kind === 'refused' && (outcome.class === 'fix' || outcome.class === 'never')
    const error = 'reason' in outcome ? outcome.reason : (outcome.error.message ?? `error ${outcome.error.code}`)
    return isGone ? { kind: 'failed', error } : again(deps, file, error)
  }
  const draft = await deps.place.draft(file.id)
  try {
    const downloaded = await deps.cloud.download(bot.channel, { url: address.url, path: draft, maxBytes })
    if (downloaded.kind === 'failed') {
      return downloaded.gone ? { kind: 'failed', error: downloaded.reason } : again(deps, file, downloaded.reason)
    }
    if (!isAsAnnounced(downloaded.sha256, file.sha256 ?? address.sha256))
      return again(deps, file, "the bytes do not match Meta's checksum")
    const mimeType = file.mimeType ?? downloaded.mimeType ?? 'application/octet-stream'
    const position = await deps.place.retain(file.id, draft, mimeType)
    return { kind: 'kept', place: position, size: downloaded.size, mimeType }
  } catch (error) {
    return again(deps, file, networkReason(error))
  } finally {
    await rm(draft, { force: true })
  }
}

/** Meta writes the checksum in base64 in webhooks and in hex elsewhere. */
function isAsAnnounced(sum: { hex: string; base64: string }, reported: string | undefined): boolean {
  return reported === undefined || reported === sum.base64 || reported.toLowerCase() === sum.hex
}

function again({ clock, random }: FetchDeps, file: MediaFile, error: string): MediaDecision {
  const now = clock()
  if (now - file.createdAt > giveUpMs) return { kind: 'failed', error }
  return { kind: 'again', dueAt: now + backoff(file.attempt, firstPauseMs, longestPauseMs, random()), error }
}
