/**
 * How many people a portfolio reached outside windows, which Meta limits (meta-2026.md, section 8.1). A person is
 * counted once, whichever of the bots wrote. What is under way counts, and what failed does not.
 */
import { dayMs, hourMs } from '../../model/time.ts'
import { queryOne, type Transaction } from '../sql/transaction.ts'

/** A message may wait in its queue: it counts from when it was sent, if that is known. */
const longestQueuedMs = hourMs

/**
 * Within the 24 hours before `now`. A template within the 24 hours after a person's last word does not count; if the
 * person wrote again since, it is not known whether it was within, and it counts.
 */
export function* peopleReached(botIds: readonly string[], now: number): Transaction<number> {
  const since = now - dayMs
  const bots = botIds.map((_, at) => `$${at + 3}`).join(', ')
  if (bots === '') return 0
  const found = yield* queryOne<{ n: number }>(
    `select count(distinct messages.user_id) as n
     from messages left join conversations
       on conversations.bot_id = messages.bot_id and conversations.user_id = messages.user_id
     where messages.bot_id in (${bots}) and messages.kind = 'notification' and messages.accepted_at > $1
       and coalesce(messages.sent_at, messages.accepted_at) > $2
       and messages.state not in ('scheduled', 'failed', 'expired', 'canceled')
       and not (coalesce(conversations.last_inbound_at, 0) <= messages.accepted_at
         and coalesce(conversations.last_inbound_at, 0) > messages.accepted_at - ${dayMs})`,
    since - longestQueuedMs,
    since,
    ...botIds,
  )
  return Number(found?.n ?? 0)
}
