/**
 * The file of a campaign in pieces, from its acceptance until it is read, so that any process reads on where another one ended. It is
 * dropped from its end, so that what is left of it is found by its first piece. Bound by campaign-store.ts.
 */
import { row, rows, type Transaction } from './transaction.ts'

export function* addFileChunk(campaignId: string, number: number, chunk: string, now: number): Transaction<void> {
  yield* rows(
    'insert into campaign_files (campaign_id, number, chunk, written_at) values ($1, $2, $3, $4)',
    campaignId,
    number,
    chunk,
    now,
  )
}

/** Undefined behind the last one. */
export function* fileChunk(campaignId: string, number: number): Transaction<string | undefined> {
  const found = yield* row<{ chunk: string }>(
    'select chunk from campaign_files where campaign_id = $1 and number = $2',
    campaignId,
    number,
  )
  return found?.chunk
}

/** Some pieces, the last ones first. True while there are more. */
export function* dropFileChunks(campaignId: string, limit: number): Transaction<boolean> {
  const dropped = yield* rows(
    `delete from campaign_files where campaign_id = $1 and number in (
       select number from campaign_files where campaign_id = $1 order by number desc limit $2) returning number`,
    campaignId,
    limit,
  )
  return dropped.length === limit
}

/** Campaigns that need their file no more, and files written before `before` whose campaign never came. */
export function* strayFiles(before: number): Transaction<string[]> {
  const found = yield* rows<{ campaign_id: string }>(
    `select campaign_files.campaign_id from campaign_files left join campaigns on campaigns.id = campaign_files.campaign_id
     where number = 0 and (campaigns.imported_at is not null or campaigns.ended_at is not null or campaigns.state = 'canceled'
       or (campaigns.id is null and written_at < $1))`,
    before,
  )
  return found.map(({ campaign_id }) => campaign_id)
}
