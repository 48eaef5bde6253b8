/**
 * A campaign's file in chunks, from acceptance until it is read, so that any process continues where another one ended.
 * Chunks are deleted from the last one, so the first chunk always shows that some are left.
 */
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

export function* addFileChunk(campaignId: string, number: number, chunk: string, now: number): Transaction<void> {
  yield* query(
    'insert into campaign_files (campaign_id, number, chunk, written_at) values ($1, $2, $3, $4)',
    campaignId,
    number,
    chunk,
    now,
  )
}

/** Undefined after the last one. */
export function* fileChunk(campaignId: string, number: number): Transaction<string | undefined> {
  const found = yield* queryOne<{ chunk: string }>(
    'select chunk from campaign_files where campaign_id = $1 and number = $2',
    campaignId,
    number,
  )
  return found?.chunk
}

/** Deletes some chunks, the last ones first. True while more are left. */
export function* dropFileChunks(campaignId: string, limit: number): Transaction<boolean> {
  const dropped = yield* query(
    `delete from campaign_files where campaign_id = $1 and number in (
       select number from campaign_files where campaign_id = $1 order by number desc limit $2) returning number`,
    campaignId,
    limit,
  )
  return dropped.length === limit
}

/** Campaigns that no longer need their file, and files written before `before` whose campaign was never created. */
export function* strayFiles(before: number): Transaction<string[]> {
  const found = yield* query<{ campaign_id: string }>(
    `select campaign_files.campaign_id from campaign_files
     left join campaigns on campaigns.id = campaign_files.campaign_id
     where number = 0 and (campaigns.imported_at is not null or campaigns.ended_at is not null
       or campaigns.state = 'canceled'
       or (campaigns.id is null and written_at < $1))`,
    before,
  )
  return found.map(({ campaign_id }) => campaign_id)
}
