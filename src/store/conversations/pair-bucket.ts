/** The bucket of a pair, as a column of its conversation: `take` of model/scheduling/pace.ts, in SQL. */
import { metaPairPace } from '../../model/scheduling/pace.ts'
import { rowsOf } from '../sql/rows.ts'
import { query, splitByUnique, type Transaction } from '../sql/transaction.ts'

const filling = (
  now: string,
  interval: string,
) => `on conflict (bot_id, user_id) do update set pair_empty_at = ${interval} +
         case when conversations.pair_empty_at > ${now} then conversations.pair_empty_at else ${now} end`

/** Takes one unit from each pair's bucket. */
export function* fillPairs(messages: { botId: string; userId: string }[], now: number): Transaction<void> {
  for (const part of splitByUnique(messages, ({ userId }) => userId)) {
    // SQLite takes `on` for a join's without the condition before it.
    yield* query(
      `insert into conversations (bot_id, user_id, pair_empty_at)
       select bot_id, user_id, $2 + $3 from rows($1, bot_id text, user_id text) as given where true
       ${filling('$2', '$3')}`,
      rowsOf(part.map(({ botId, userId }) => [botId, userId])),
      now,
      metaPairPace.intervalMs,
    )
  }
}

/** The same for one pair. */
export function* takeFromPair(botId: string, userId: string, now: number): Transaction<void> {
  yield* query(
    `insert into conversations (bot_id, user_id, pair_empty_at) values ($1, $2, $3 + $4) ${filling('$3', '$4')}`,
    botId,
    userId,
    now,
    metaPairPace.intervalMs,
  )
}
