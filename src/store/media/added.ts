/** Files that callers upload to be sent, beside those that people send: stored already, and ended as those are. */
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { fileOf, type MediaFile, type MediaRow } from './media.ts'

/** `filename` and `userId`: of the person for whom it is. */
export type NewMedia = Required<
  Pick<MediaFile, 'id' | 'botId' | 'mimeType' | 'sha256' | 'filename' | 'size' | 'place'>
> &
  Pick<MediaFile, 'createdAt'> & { userId?: string | undefined }

/** A caller's file, stored already. If there is one of its id, that one stays and is returned. */
export function* addMedia(file: NewMedia): Transaction<MediaFile> {
  yield* query(
    `insert into media_files (id, bot_id, meta_id, state, mime_type, sha256, filename, size, place, created_at, kept_at,
       for_user)
     values ($1, $2, '', 'kept', $3, $4, $5, $6, $7, $8, $8, $9) on conflict (id) do nothing`,
    file.id,
    file.botId,
    file.mimeType,
    file.sha256,
    file.filename,
    file.size,
    file.place,
    file.createdAt,
    file.userId,
  )
  const found = yield* queryOne<MediaRow>('select * from media_files where id = $1', file.id)
  if (!found) throw new Error('the file that was just stored is missing')
  return fileOf(found)
}
