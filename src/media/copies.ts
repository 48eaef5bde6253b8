/**
 * One caller's file as stored by Meta: fetched and uploaded, or revalidated with its owner. A copy belongs to the
 * account under which it was uploaded and to the version of the file that its owner serves now
 * (`model/media/freshness.ts`). Runs outside the lanes.
 */
import { createHash } from 'node:crypto'
import type { CloudClient, Upload } from '../channel/cloud/client.ts'
import type { Failed } from '../channel/cloud/outcomes/outcomes.ts'
import { detectMimeType } from '../egress/media-type.ts'
import { type Followed, follow, one } from '../egress/redirect.ts'
import type { GuardedRequest } from '../egress/request.ts'
import type { Bot } from '../model/bot/bot.ts'
import { documentName, nameInDisposition } from '../model/media/document-name.ts'
import { renewedTerms, type Terms, termsOf } from '../model/media/freshness.ts'
import { type Media, mediaRules } from '../model/media/media.ts'
import { noVoiceNote, whyNoVoiceNote } from '../model/media/voice.ts'
import type { Failure } from '../model/outcome/decide.ts'
import { dayMs } from '../model/time.ts'
import type { MediaUpload } from '../store/media/media.ts'
import type { VoiceConverter } from './voice-notes.ts'

export type CopyDeps = {
  cloud: Pick<CloudClient, 'uploadMedia'>
  request: GuardedRequest
  clock: () => number
  /** Makes voice notes of other audio. */
  voice?: Pick<VoiceConverter, 'convert'> | undefined
}

/** Meta keeps an upload for 30 days; copies are renewed each day. */
const lifeMs = dayMs
/** The file is held in memory while it is uploaded. */
const maxBytes = 16 * 1024 * 1024
/** 100 MB at 7 Mbit/s. */
const neededTimeoutMs = 120_000

/**
 * An id is valid for the number, account, app and token under which the file was uploaded, and for one kind of message.
 */
export function scopeOf({ id, channel }: Bot, { kind, isVoice }: Media): string {
  const { graphUrl, phoneNumberId, wabaId, appId = '', accessToken } = channel
  const parts = [id, graphUrl, phoneNumberId, wabaId, appId, accessToken, isVoice ? 'voice' : kind]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

export type Copied =
  /** Without `isKeepable` the copy is good only for the message that it was made for. */
  | { kind: 'copy'; copy: MediaUpload; isKeepable: boolean }
  /** `error`: a retry is of no use. `isMetas`: the file exists, but Meta cannot take it now. */
  | { kind: 'none'; reason: string; error?: Failure; isMetas?: true }

/**
 * `isNeeded`: the file can only be sent by id, so it is uploaded whatever its owner's caching rules say. Otherwise
 * nothing is uploaded that must not be kept, and no document that would have to be fetched for each message because its
 * owner offers no revalidation.
 */
export async function renewCopy(
  deps: CopyDeps,
  bot: Bot,
  media: Media,
  { known, isNeeded = false }: { known: MediaUpload | undefined; isNeeded?: boolean },
): Promise<Copied> {
  const askedAt = deps.clock()
  const living = known && known.expiresAt > askedAt ? known : undefined
  const answer = await fetchFile(deps, media, { known: living, isNeeded, of: bot.id })
  const terms = termsOf(answer.hops, { askedAt, url: answer.url, isDocument: media.kind === 'file' })
  if (answer.kind === 'failed') return none(answer.reason)
  const isAsked = living?.validators?.url === answer.url
  if (living && isAsked && answer.status === 304) return confirmed(living, { ...terms, askedAt }, answer)
  const isKeepable = terms.isKeepable && (media.kind !== 'file' || terms.validators !== undefined)
  if (!isKeepable && !isNeeded) return none('its owner does not allow copies to be kept')
  const file = await fileOf(deps, media, answer)
  if ('kind' in file) return file
  const sum = createHash('sha256').update(file.bytes).digest('base64url')
  const now = { askedAt, sum, ...withoutKeepable(terms) }
  if (living?.sum === sum) {
    const { mediaId, expiresAt } = living
    return { kind: 'copy', copy: { ...now, mediaId, expiresAt }, isKeepable }
  }
  const uploaded = await deps.cloud.uploadMedia(bot.channel, file)
  if (uploaded.kind === 'failed') return notUploaded(uploaded.outcome)
  return {
    kind: 'copy',
    copy: { ...now, mediaId: uploaded.mediaId, expiresAt: deps.clock() + lifeMs },
    isKeepable,
  }
}

function none(reason: string): Copied {
  return { kind: 'none', reason }
}

/** Meta refuses the file itself; every other failure may pass. */
function notUploaded(outcome: Failed): Copied {
  const reason = 'reason' in outcome ? outcome.reason : (outcome.error.message ?? `error ${outcome.error.code}`)
  if (outcome.kind !== 'refused' || outcome.class === 'auth') return { kind: 'none', reason, isMetas: true }
  return { kind: 'none', reason, error: outcome.error }
}

function fetchFile(
  { request }: CopyDeps,
  media: Media,
  { known, isNeeded, of }: { known: MediaUpload | undefined; isNeeded: boolean; of: string },
): Promise<Followed> {
  const headers = { 'user-agent': 'Recado/1', 'accept-encoding': 'identity' }
  const max = mediaRules[media.kind].maxBytes
  const limit = isNeeded ? max : Math.min(maxBytes, max)
  const timeoutMs = isNeeded ? neededTimeoutMs : 30_000
  const input = { method: 'GET', url: media.url, headers, timeoutMs, maxBytes: limit, of } as const
  return follow(request, input, known?.validators)
}

/** Revalidated: the owner says that the file is unchanged. */
function confirmed(known: MediaUpload, terms: Terms & { askedAt: number }, { hops }: Followed): Copied {
  const last = hops.at(-1)
  const before = { ...known, isKeepable: true }
  const { isKeepable, ...renewed } = renewedTerms(before, terms, last ?? { status: 0, headers: {} })
  return { kind: 'copy', copy: { ...known, ...renewed, askedAt: terms.askedAt }, isKeepable }
}

function withoutKeepable({ isKeepable: _, ...terms }: Terms): Omit<Terms, 'isKeepable'> {
  return terms
}

/** Uses the MIME type that the bytes show, whatever the host declares. */
async function fileOf(
  deps: CopyDeps,
  media: Media,
  answer: Followed & { kind: 'answer' },
): Promise<Upload | (Copied & { kind: 'none' })> {
  if (answer.status !== 200) return { kind: 'none', reason: `the address returned ${answer.status}` }
  if (answer.truncated || answer.bytes.length === 0) return { kind: 'none', reason: 'it did not arrive completely' }
  const type = await detectMimeType(media, answer)
  if (type.kind === 'unfit') {
    const { message } = type
    return { kind: 'none', reason: message, error: { key: 'UNSUPPORTED_MEDIA_TYPE', message } }
  }
  const { mimeType } = type
  if (media.isVoice) return voiceNoteOf(deps, answer.bytes, mimeType)
  const name = nameInDisposition(one(answer.headers['content-disposition']))
  return {
    bytes: answer.bytes,
    mimeType,
    filename: documentName({ url: media.url, known: { name, mimeType } }) ?? 'file',
  }
}

/** As it is, or converted. */
async function voiceNoteOf(
  { voice }: CopyDeps,
  bytes: Uint8Array,
  mimeType: string,
): Promise<Upload | (Copied & { kind: 'none' })> {
  const note = (of: Uint8Array) => ({ bytes: of, mimeType: 'audio/ogg', filename: 'voice.ogg' })
  const why = whyNoVoiceNote(bytes)
  if (why === undefined) return note(bytes)
  const converted = await voice?.convert(bytes, mimeType)
  if (converted?.kind === 'converted') return note(converted.bytes)
  if (converted?.isOver) return { kind: 'none', reason: converted.reason }
  const message = noVoiceNote(converted === undefined ? why : `${why}, and could not be converted: ${converted.reason}`)
  return { kind: 'none', reason: message, error: { key: 'UNSUPPORTED_MEDIA_TYPE', message } }
}
