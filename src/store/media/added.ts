/**
 * Files that callers upload to be sent, beside those that people send, and ended as those are. The row comes before the
 * bytes, as one that is to be removed: whatever ends the process in between, the sweep (removal.ts) finds the bytes.
 */
import { findConversation } from '../conversations/identity.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { fileOf, type MediaFile, type MediaRow } from './media.ts'

/** `place`: where its bytes are about to be. `removeAt`: when they are removed, unless the file is added before. */
export type ReservedMedia = Required<Pick<MediaFile, 'id' | 'botId' | 'place'>> & {
  createdAt: number
  removeAt: number
}

/** `userId`: the person for whom it is, by any identifier. `key`: a hash that names caller, bot and idempotency key. */
export type NewMedia = ReservedMedia &
  Required<Pick<MediaFile, 'mimeType' | 'sha256' | 'filename' | 'size'>> & {
    userId?: string | undefined
    key?: string | undefined
    /** Addresses of files that were created before no longer work. */
    addressesSince: number
  }

export type AddedMedia =
  | { kind: 'added'; file: MediaFile }
  /** The same upload for the same person is kept under the key. */
  | { kind: 'known'; file: MediaFile }
  /** Another one is. */
  | { kind: 'conflict' }
  /** The reservation ended: the bytes are being removed. */
  | { kind: 'late' }

export function* reserveMedia({ id, botId, place, createdAt, removeAt }: ReservedMedia): Transaction<void> {
  yield* query(
    `insert into media_files (id, bot_id, meta_id, state, place, created_at, remove_at)
     values ($1, $2, '', 'removing', $3, $4, $5)`,
    id,
    botId,
    place,
    createdAt,
    removeAt,
  )
}

/** Its bytes are stored at its place. A file that is not added stays reserved. */
export function* addMedia(file: NewMedia): Transaction<AddedMedia> {
  const { botId, userId, key } = file
  const person = userId === undefined ? null : ((yield* findConversation(botId, userId))?.user_id ?? userId)
  const former = key === undefined ? undefined : yield* keptUnder(key, file.addressesSince)
  if (former) {
    const isSame = former.sha256 === file.sha256 && former.for_user === person && former.bot_id === botId
    return isSame ? { kind: 'known', file: fileOf(former) } : { kind: 'conflict' }
  }
  const added = yield* queryOne<MediaRow>(
    // A claim for removal moves `remove_at`: from then on the bytes may be gone.
    `update media_files set state = 'kept', remove_at = null, mime_type = $5, sha256 = $6, filename = $7, size = $8,
       kept_at = $9, for_user = $10, upload_key = $11
     where id = $1 and bot_id = $2 and state = 'removing' and place = $3 and remove_at = $4 returning *`,
    file.id,
    botId,
    file.place,
    file.removeAt,
    file.mimeType,
    file.sha256,
    file.filename,
    file.size,
    file.createdAt,
    person,
    key,
  )
  return added ? { kind: 'added', file: fileOf(added) } : { kind: 'late' }
}

/** An ended file gives up its key: its address names its bytes and no others, so the next file has another one. */
function* keptUnder(key: string, addressesSince: number): Transaction<KeyRow | undefined> {
  const found = yield* queryOne<KeyRow>('select * from media_files where upload_key = $1', key)
  if (!found) return undefined
  const { id, state, link_revoked_at, created_at } = found
  if (state === 'kept' && link_revoked_at === null && created_at >= addressesSince) return found
  yield* query('update media_files set upload_key = null where id = $1', id)
  return undefined
}

type KeyRow = MediaRow & { for_user: string | null }
