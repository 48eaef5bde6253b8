/**
 * The rows of attempts, which split claimed messages into two states. A claim is a message taken by a lane; an attempt
 * begins, and is committed, just before its request is written. So for a claim of a dead process, a message without an
 * attempt row never left and is re-queued unchanged, and one with a row may have arrived (promise 5).
 */
import { metaPairPace } from '../../model/scheduling/pace.ts'
import { otherSpelling } from '../../model/user/phone.ts'
import { dueIfFirst, promote } from '../conversations/queue-head.ts'
import type { OutboundMessage } from '../sql/message-row.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { executeMany, query, splitByUnique, type Transaction } from '../sql/transaction.ts'
import { isUnknown } from './doubt.ts'
import { reportedLate } from './late-attempts.ts'
import type { ClaimedMessage } from './records.ts'

/** SQL condition on a row of `messages`: its request was never about to be written. */
export const hasNotBegun = `not exists (
    select 1 from attempts where attempts.message_seq = messages.seq and attempts.attempt = messages.attempt)`

/**
 * Begins the attempts of these messages of one bot. Returns the seqs that may be sent: the others no longer belong to
 * this lane, or a status has settled them meanwhile.
 */
export function* beginAttempts(messages: readonly ClaimedMessage[], now: number): Transaction<ReadonlySet<number>> {
  const held = yield* executeMany<{ user_id: string | null }>(
    `select (select user_id from messages where seq = $1 and attempt = $2 and lease = $3
       and ${unindexed('state')} = 'sending') as user_id`,
    messages.map(({ seq, attempt, lease }) => [seq, attempt, lease]),
  )
  // Reads the current row: the person's id may have changed since the lane claimed the message
  // (store/conversations/merge.ts).
  const confirmOwnership = messages.flatMap((message, index) => {
    const userId = held[index]?.user_id
    return typeof userId === 'string' ? [{ ...message, userId }] : []
  })
  yield* executeMany(
    `insert into attempts (message_seq, attempt, started_at, recipient, lease, phone_number_id)
     values ($1, $2, $3, $4, $5, $6)`,
    confirmOwnership.map(({ seq, attempt, lease, recipient: { phone }, leavesFrom }) => [
      seq,
      attempt,
      now,
      phone && ambiguousNumber(phone),
      lease,
      leavesFrom,
    ]),
  )
  yield* fillPairs(confirmOwnership, now)
  return new Set(confirmOwnership.map(({ seq }) => seq))
}

/** Which of two spellings was used; for a number with one spelling the user id suffices. */
function ambiguousNumber(phone: string): string | undefined {
  return otherSpelling(phone) === undefined ? undefined : phone
}

/**
 * The number from which each message may have left already, by index: for messages attempted before, if an attempt's
 * outcome is unknown or Meta had accepted it. An attempt that is known to have failed binds no number. An attempt from
 * before schema 28 left from the number in use at its time.
 */
export function* sentFrom(messages: readonly OutboundMessage[]): Transaction<(string | undefined)[]> {
  const again = messages.filter(({ attempt }) => attempt > 1)
  if (again.length === 0) return []
  const found = yield* executeMany<{ number: string | null }>(
    `select (select coalesce(phone_number_id, (
         select former.phone_number_id from former_numbers former
         where former.bot_id = $3 and former.left_at >= attempts.started_at order by former.left_at limit 1))
       from attempts where message_seq = $1 and attempt < $2
         and (${isUnknown} or outcome = 'sent' or ${reportedLate}) order by attempt limit 1) as number`,
    again.map(({ seq, attempt, bot_id }) => [seq, attempt, bot_id]),
  )
  const numbers = new Map(again.map(({ seq }, index) => [seq, found[index]?.number ?? undefined]))
  return messages.map(({ seq }) => numbers.get(seq))
}

/** Takes one unit from each pair's bucket (`take` of model/scheduling/pace.ts, in SQL). */
function* fillPairs(messages: { botId: string; userId: string }[], now: number): Transaction<void> {
  for (const part of splitByUnique(messages, ({ userId }) => userId)) {
    yield* executeMany(
      `insert into conversations (bot_id, user_id, pair_empty_at) values ($1, $2, $3 + $4)
       on conflict (bot_id, user_id) do update set pair_empty_at = $4 +
         case when conversations.pair_empty_at > $3 then conversations.pair_empty_at else $3 end`,
      part.map(({ botId, userId }) => [botId, userId, now, metaPairPace.intervalMs]),
    )
  }
}

/** Unclaims messages that no lane knows of and whose attempt has not begun. */
export function* unclaim(input: {
  botId: string
  lease: number
  now: number
  /** By attempt: a message may be claimed again before the lane learns that its last attempt ended. */
  inFlight?: ReadonlySet<InFlight>
}): Transaction<void> {
  const claimed = yield* query<{ seq: number; attempt: number; user_id: string }>(
    `select seq, attempt, user_id from messages
     where bot_id = $1 and lease is not null and lease = $2 and state = 'sending' and ${hasNotBegun}`,
    input.botId,
    input.lease,
  )
  const known = new Set([...(input.inFlight ?? [])].map(nameOf))
  for (const message of claimed) {
    if (known.has(nameOf(message))) continue
    yield* query(`update messages set ${asItWas} where seq = $1`, message.seq, input.now)
    yield* promote(input.botId, message.user_id, input.now)
  }
}

/** SQL: re-queues a claimed message, due at $2. */
export const asItWas = `state = 'queued', lease = null, attempt = attempt - 1, due_at = ${dueIfFirst('$2')}`

type InFlight = Pick<ClaimedMessage, 'seq' | 'attempt'>

function nameOf({ seq, attempt }: InFlight): string {
  return `${seq}.${attempt}`
}
