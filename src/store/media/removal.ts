/**
 * Removes files that people sent: first a file is no longer served, then its bytes are deleted, each file with its own
 * retries, and only then does the row become `expired`, which retention purges. An interrupted removal is found again
 * by its state.
 */
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

/** `tries` so far; `place` is opaque to the store. */
export type MediaRemoval = { id: string; botId: string; place: string; tries: number }

export type MediaRemovalDecision = { kind: 'removed' } | { kind: 'again'; removeAt: number; error: string }

/** A file that was never stored has nothing to delete. */
const retiring = `update media_files set due_at = null,
    state = case when place is null then 'expired' else 'removing' end,
    remove_at = case when place is null then null else $1 end`

export function* retireMedia(before: number, limit: number, now: number): Transaction<number> {
  const retired = yield* query(
    `${retiring} where id in (
       select id from media_files where created_at < $2 and state <> 'expired' and state <> 'removing'
       order by created_at limit $3) returning id`,
    now,
    before,
    limit,
  )
  return retired.length
}

export function* retireMediaOfBot(botId: string, limit: number): Transaction<number> {
  const retired = yield* query(
    `${retiring} where id in (
       select id from media_files where bot_id = $2 and state in ('waiting', 'kept', 'failed') limit $3) returning id`,
    0,
    botId,
    limit,
  )
  return retired.length
}

/** After this time the next process may claim files that a dead one had claimed. */
const claimedMs = 10 * 60_000

type RemovalRow = { id: string; bot_id: string; place: string; remove_tries: number }

export function* claimMediaRemovals(input: {
  now: number
  limit: number
  places: string[]
}): Transaction<MediaRemoval[]> {
  const { now, limit, places } = input
  const found = yield* query<RemovalRow>(
    `update media_files set remove_at = $2
     where state = 'removing' and remove_at <= $1 and id in (
       select id from media_files
       where state = 'removing' and remove_at <= $1 and (${places.map((_, n) => `place like $${n + 4}`).join(' or ')})
       order by created_at limit $3)
     returning id, bot_id, place, remove_tries`,
    now,
    now + claimedMs,
    limit,
    ...places,
  )
  return found.map(({ id, bot_id, place: storageKey, remove_tries }) => ({
    id,
    botId: bot_id,
    place: storageKey,
    tries: remove_tries,
  }))
}

export function* settleMediaRemoval(id: string, decision: MediaRemovalDecision): Transaction<void> {
  if (decision.kind === 'removed') {
    yield* queryOne(
      `update media_files set state = 'expired', place = null, remove_at = null, error = null
       where id = $1 and state = 'removing' returning id`,
      id,
    )
    return
  }
  yield* queryOne(
    `update media_files set remove_tries = remove_tries + 1, remove_at = $2, error = $3
     where id = $1 and state = 'removing' returning id`,
    id,
    decision.removeAt,
    decision.error,
  )
}
