/**
 * Decides what the probe of a message's files means: send, fail, or wait. A file whose declared type is not on Meta's
 * list for links is uploaded now, so that the message is sent by id.
 */

import type { Bot } from '../model/bot/bot.ts'
import type { KnownFile } from '../model/media/document-name.ts'
import { type Media, mediaOf } from '../model/media/media.ts'
import type { Failure } from '../model/outcome/decide.ts'
import { backoff } from '../model/scheduling/backoff.ts'
import type { ProbeDecision, ProbeItem } from '../store/outbound/media-checks.ts'
import { maxProbes, type Prober } from './probe.ts'
import type { FoundFile } from './probe-cache.ts'

export type ReadyDeps = {
  prober: Prober
  /** Meta's id of the file, or why there is none. */
  upload(bot: Bot, media: Media, acceptedAt: number): Promise<Upload>
  /** A file of this gateway: Meta is given the bytes, since it may not reach the address. */
  isOwnFile?: (url: string) => boolean
  clock: () => number
  random: () => number
  policy: { maxAgeMs: number }
}

export type Upload =
  | { kind: 'copy'; copy: { mediaId: string }; scope?: string }
  /** `error`: permanent. `isMetas`: the file exists, but Meta cannot take it now. */
  | { kind: 'none'; reason: string; error?: Failure; isMetas?: true }

export async function makeReady(deps: ReadyDeps, bot: Bot, item: ProbeItem): Promise<ProbeDecision> {
  const media = mediaOf(item.content)
  const probed = await deps.prober.probe(media, item.probes, item.acceptedAt)
  if (probed.kind !== 'passed') return probed
  const uploads = await Promise.all(
    media.map((file, index) =>
      probed.files[index]?.isTakenByLink === false || deps.isOwnFile?.(file.url)
        ? deps.upload(bot, file, item.acceptedAt)
        : undefined,
    ),
  )
  const failed = uploads.find((upload) => upload?.kind === 'none')
  if (failed?.kind === 'none') return notUploaded(deps, item, failed)
  const files = media.flatMap(({ kind, url }, index) => {
    const upload = uploads[index]
    const known = knownOf(kind === 'file', probed.files[index], upload?.kind === 'copy' ? upload : undefined)
    return known === undefined ? [] : [[url, known] as const]
  })
  return files.length === 0 ? { kind: 'passed' } : { kind: 'passed', files }
}

/** Only a document is sent with a file name, which needs its name and type at the host. */
function knownOf(
  isDocument: boolean,
  found: FoundFile | undefined,
  upload: (Upload & { kind: 'copy' }) | undefined,
): KnownFile | undefined {
  const { mimeType, name } = found ?? {}
  const id = upload && { mediaId: upload.copy.mediaId, ...(upload.scope ? { scope: upload.scope } : {}) }
  if (!isDocument) return id
  return { ...id, ...(name ? { name } : {}), ...(mimeType ? { mimeType } : {}) }
}

/** A host gets three probes in all; Meta gets as long as a message may wait. */
function notUploaded(
  { clock, random, policy }: ReadyDeps,
  { probes, acceptedAt }: ProbeItem,
  { reason, error, isMetas }: Upload & { kind: 'none' },
): ProbeDecision {
  if (error) return { kind: 'failed', error }
  const now = clock()
  const mayWait = isMetas ? now < acceptedAt + policy.maxAgeMs : probes + 1 < maxProbes
  if (mayWait) return { kind: 'again', dueAt: now + backoff(probes, 5_000, 60_000, random()) }
  const message = `The file cannot be ${isMetas ? 'uploaded' : 'fetched'}: ${reason}.`
  return { kind: 'failed', error: { key: isMetas ? 'UNDELIVERABLE' : 'INVALID_MEDIA_URL', message } }
}
