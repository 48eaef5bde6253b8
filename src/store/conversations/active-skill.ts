/** A person's active skill, which is a column of their conversation. */
import { personChanged } from '../events/changes.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

export function* hasSkill(botId: string, id: string): Transaction<boolean> {
  return (yield* queryOne('select 1 as found from skills where bot_id = $1 and id = $2', botId, id)) !== undefined
}

/**
 * `askedAt`: messages from before this time do not answer the skill. It is compared with Meta's times, so it is
 * corrected by the clocks' difference, as far as the person's last message shows it.
 */
export function* setSkill(botId: string, userId: string, skillId: string | null, askedAt?: number): Transaction<void> {
  yield* query(
    `update conversations set skill_id = $3, skill_since = $4 - coalesce(heard_after_ms, 0)
     where bot_id = $1 and user_id = $2`,
    botId,
    userId,
    skillId,
    askedAt,
  )
  yield personChanged(botId, userId)
}
