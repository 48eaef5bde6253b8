/**
 * Media: files that people sent, downloaded from Meta to our own storage, and files of ours that Meta stores for a
 * while. A file is recorded in the transaction of its message, so that none is lost; only files being downloaded have a
 * `due_at`.
 */
import type { Validators } from '../../model/media/freshness.ts'
import { isAlive } from '../bots/deleted-bots.ts'
import { releaseHeld } from '../events/delivery-queue.ts'
import type { EventContext } from '../events/events.ts'
import { claimDue, type DueInput } from '../sql/due-claims.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

/**
 * `waiting`: to be downloaded. `kept`: stored. `failed`: Meta did not deliver it. `removing`: no longer served, its
 * bytes still to be deleted. `expired`: was stored, nothing is left.
 */
export type MediaState = 'waiting' | 'kept' | 'failed' | 'removing' | 'expired'

export type MediaFile = {
  id: string
  botId: string
  /** Meta's id of it, valid for seven days. */
  metaId: string
  state: MediaState
  mimeType?: string
  /** base64, as reported by Meta. */
  sha256?: string
  filename?: string
  size?: number
  /** Its location, opaque to the store. */
  place?: string
  /** Downloads tried so far. */
  attempt: number
  createdAt: number
  /** Its URL without credentials no longer works. */
  isLinkRevoked?: true
  error?: string
}

export type MediaDecision =
  | { kind: 'kept'; place: string; size: number; mimeType?: string }
  | { kind: 'again'; dueAt: number; error: string }
  | { kind: 'failed'; error: string }

/** A caller's file that Meta stores, and its origin's validators for revalidation (model/media/freshness.ts). */
export type MediaUpload = {
  mediaId: string
  /** Checksum of the bytes. */
  sum: string
  /** When its origin was last queried. */
  askedAt: number
  freshUntil: number
  validators?: Validators
  /** Meta's expiry, or sooner. */
  expiresAt: number
}

export type MediaRow = {
  id: string
  bot_id: string
  meta_id: string
  state: MediaState
  mime_type: string | null
  sha256: string | null
  filename: string | null
  size: number | null
  place: string | null
  due_at: number | null
  attempt: number
  created_at: number
  link_revoked_at: number | null
  error: string | null
}

/** Adds the file of an inbound message, to be downloaded. */
export function* awaitMedia(
  file: Pick<MediaFile, 'id' | 'botId' | 'mimeType' | 'sha256' | 'filename'> & { messageId: string; metaId?: string },
  now: number,
): Transaction<void> {
  yield* query(
    `insert into media_files (id, bot_id, meta_id, state, mime_type, sha256, filename, due_at, created_at, message_id)
     values ($1, $2, $3, 'waiting', $4, $5, $6, $7, $7, $8)`,
    file.id,
    file.botId,
    file.metaId,
    file.mimeType,
    file.sha256,
    file.filename,
    now,
    file.messageId,
  )
}

const mediaDue = { table: 'media_files', key: 'id', owner: 'bot_id', dueAt: 'due_at' } as const

export function* claimMedia({
  botId,
  ...due
}: DueInput<string> & { botId: string }): Transaction<{ items: MediaFile[]; nextDueAt?: number }> {
  const { ready, nextDueAt } = yield* claimDue<MediaRow, string>(mediaDue, botId, due)
  return { items: ready.map(fileOf), nextDueAt }
}

export function* settleMedia(
  context: Pick<EventContext, 'wake'>,
  id: string,
  decision: MediaDecision,
  now: number,
): Transaction<void> {
  yield* noteEnd(id, decision, now)
  if (decision.kind === 'again') return
  const file = yield* queryOne<{ message_id: string | null }>('select message_id from media_files where id = $1', id)
  if (!file?.message_id) return
  if (decision.kind === 'kept') yield* emitMediaSize(file.message_id, decision.size)
  for (const { endpoint_id: id } of yield* releaseHeld(file.message_id, now)) context.wake({ kind: 'deliveries', id })
}

/**
 * Adds the size to the message, and to its event unless that may have been posted: a body is the same at every attempt.
 */
function* emitMediaSize(messageId: string, size: number): Transaction<void> {
  const inbound = yield* queryOne<{ seq: number; bubble: string }>(
    'select seq, bubble from inbound where id = $1',
    messageId,
  )
  if (inbound)
    yield* query('update inbound set bubble = $2 where seq = $1', inbound.seq, withSize(inbound.bubble, size))
  const reported = yield* query<{ seq: number; body: string }>(
    `select seq, body from events where message_id = $1 and type = 'message'`,
    messageId,
  )
  for (const { seq, body } of reported) {
    const event = JSON.parse(body) as { bubble?: { mediaSize?: number } }
    // An event too large to post has only its URL here.
    if (event.bubble === undefined) continue
    event.bubble.mediaSize = size
    yield* query(
      `update events set body = $2
       where seq = $1 and not exists (select 1 from deliveries where event_seq = $1 and not_before is null)`,
      seq,
      JSON.stringify(event),
    )
  }
}

function withSize(bubble: string, size: number): string {
  return JSON.stringify({ ...(JSON.parse(bubble) as object), mediaSize: size })
}

function* noteEnd(id: string, decision: MediaDecision, now: number): Transaction<void> {
  switch (decision.kind) {
    case 'kept':
      yield* query(
        // Retired during the download: its bytes arrived all the same, and are deleted.
        `update media_files set state = case when state in ('removing', 'expired') then 'removing' else 'kept' end,
           remove_at = case when state in ('removing', 'expired') then $5 else remove_at end, due_at = null,
           attempt = attempt + 1, place = $2, size = $3, mime_type = coalesce($4, mime_type), kept_at = $5, error = null
             where id = $1`,
        id,
        decision.place,
        decision.size,
        decision.mimeType,
        now,
      )
      break
    case 'again':
      yield* query(
        `update media_files set due_at = $2, attempt = attempt + 1, error = $3 where id = $1 and state = 'waiting'`,
        id,
        decision.dueAt,
        decision.error,
      )
      break
    case 'failed':
      yield* query(
        `update media_files set state = 'failed', due_at = null, attempt = attempt + 1, error = $2
         where id = $1 and state = 'waiting'`,
        id,
        decision.error,
      )
      break
  }
}

export function* revokeMediaLink(botId: string, id: string, now: number): Transaction<boolean> {
  const found = yield* queryOne(
    'update media_files set link_revoked_at = coalesce(link_revoked_at, $3) where id = $2 and bot_id = $1 returning id',
    botId,
    id,
    now,
  )
  return found !== undefined
}

export function* mediaFile(id: string): Transaction<MediaFile | undefined> {
  // A deleted bot's links stop working at once, however long its files take to be deleted.
  const found = yield* queryOne<MediaRow>(
    `select * from media_files where id = $1 and ${isAlive('media_files.bot_id')}`,
    id,
  )
  return found && fileOf(found)
}

export function fileOf(found: MediaRow): MediaFile {
  return {
    id: found.id,
    botId: found.bot_id,
    metaId: found.meta_id,
    state: found.state,
    mimeType: found.mime_type ?? undefined,
    sha256: found.sha256 ?? undefined,
    filename: found.filename ?? undefined,
    size: found.size ?? undefined,
    place: found.place ?? undefined,
    attempt: found.attempt,
    createdAt: found.created_at,
    ...(found.link_revoked_at === null ? {} : { isLinkRevoked: true }),
    error: found.error ?? undefined,
  }
}

// ── files stored by Meta ────────────────────────────────────

type UploadRow = {
  media_id: string
  sum: string
  asked_at: number
  fresh_until: number
  validators: string | null
  expires_at: number
}

export function* mediaUpload(
  botId: string,
  url: string,
  { scope, now }: { scope: string; now: number },
): Transaction<MediaUpload | undefined> {
  const found = yield* queryOne<UploadRow>(
    'select * from media_uploads where bot_id = $1 and url = $2 and scope = $3 and expires_at > $4',
    botId,
    url,
    scope,
    now,
  )
  if (found === undefined) return undefined
  return {
    mediaId: found.media_id,
    sum: found.sum,
    askedAt: found.asked_at,
    freshUntil: found.fresh_until,
    ...(found.validators === null ? {} : { validators: JSON.parse(found.validators) as Validators }),
    expiresAt: found.expires_at,
  }
}

export function* putMediaUpload(
  botId: string,
  url: string,
  upload: MediaUpload & { scope: string },
): Transaction<void> {
  yield* query(
    `insert into media_uploads (bot_id, url, media_id, uploaded_at, expires_at, scope, sum, asked_at, fresh_until,
       validators)
     values ($1, $2, $3, $4, $5, $6, $7, $4, $8, $9)
     on conflict (bot_id, url) do update set media_id = $3, uploaded_at = $4, expires_at = $5, scope = $6, sum = $7,
       asked_at = $4, fresh_until = $8, validators = $9`,
    botId,
    url,
    upload.mediaId,
    upload.askedAt,
    upload.expiresAt,
    upload.scope,
    upload.sum,
    upload.freshUntil,
    upload.validators === undefined ? null : JSON.stringify(upload.validators),
  )
}

export function* deleteMediaUpload(botId: string, url: string): Transaction<void> {
  yield* query('delete from media_uploads where bot_id = $1 and url = $2', botId, url)
}
