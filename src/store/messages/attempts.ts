/**
 * The rows of attempts, which split claimed messages into two states. A claim is a message taken by a lane; an attempt
 * begins, and is committed, just before its request is written. So for a claim of a dead process, a message without an
 * attempt row never left and is re-queued unchanged, and one with a row may have arrived (promise 5).
 */
import { metaPairPace } from '../../model/scheduling/pace.ts'
import { otherSpelling } from '../../model/user/phone.ts'
import { isAlive } from '../bots/deleted-bots.ts'
import { dueIfFirst, promote } from '../conversations/queue-head.ts'
import type { OutboundMessage } from '../sql/message-row.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { rowsOf } from '../sql/rows.ts'
import { executeMany, query, splitByUnique, type Transaction } from '../sql/transaction.ts'
import { isUnknown } from './doubt.ts'
import { reportedLate } from './late-attempts.ts'
import type { ClaimedMessage } from './records.ts'

/** SQL condition on a row of `messages`: its request was never about to be written. */
export const hasNotBegun = `not exists (
    select 1 from attempts where attempts.message_seq = messages.seq and attempts.attempt = messages.attempt)`

/**
 * Begins the attempts of these messages of one bot, which the lane has claimed under `lease` or was given as they were
 * accepted. Returns the seqs that may be sent: the others no longer belong to this lane, or a status has settled them
 * meanwhile. The same few statements however many there are.
 */
export function* beginAttempts(
  messages: readonly ClaimedMessage[],
  lease: number,
  now: number,
): Transaction<ReadonlySet<number>> {
  const mine = messages.filter((message) => message.lease === lease)
  const userIds = new Map([
    ...(yield* heldOf(mine.filter(({ isHandedOver }) => !isHandedOver))),
    ...(yield* claimHandedOver(
      mine.filter(({ isHandedOver }) => isHandedOver === true),
      now,
    )),
  ])
  // From the current row: the person's id may have changed since the lane got the message (store/conversations/merge.ts).
  const begun = mine.flatMap((message) => {
    const userId = userIds.get(message.seq)
    return userId === undefined ? [] : [{ ...message, userId }]
  })
  if (begun.length === 0) return new Set()
  yield* query(
    `insert into attempts (message_seq, attempt, started_at, recipient, lease, phone_number_id)
     select seq, attempt, $2, recipient, $3, number
     from rows($1, seq bigint, attempt integer, recipient text, number text) as given`,
    rowsOf(
      begun.map(({ seq, attempt, recipient: { phone }, leavesFrom }) => [
        seq,
        attempt,
        phone && ambiguousNumber(phone),
        leavesFrom,
      ]),
    ),
    now,
    lease,
  )
  yield* fillPairs(begun, now)
  return new Set(begun.map(({ seq }) => seq))
}

type Held = { seq: number; user_id: string }

/** The persons of claimed messages that still belong to the lane. */
function* heldOf(messages: readonly ClaimedMessage[]): Transaction<[number, string][]> {
  if (messages.length === 0) return []
  const held = yield* query<Held>(
    `select messages.seq, user_id
     from rows($1, seq bigint, attempt integer, lease bigint) as given join messages on messages.seq = given.seq
     where messages.attempt = given.attempt and messages.lease + 0 = given.lease
       and ${unindexed('messages.state')} = 'sending' and messages.seq >= $openMessages`,
    rowsOf(messages.map(({ seq, attempt, lease }) => [seq, attempt, lease])),
  )
  return held.map(({ seq, user_id: userId }) => [seq, userId])
}

/** Claims messages that are still queued and due, as a claim does (store/outbound/claim.ts). */
function* claimHandedOver(messages: readonly ClaimedMessage[], now: number): Transaction<[number, string][]> {
  const [first] = messages
  if (first === undefined) return []
  const claimed = yield* query<Held>(
    `update messages set state = 'sending', due_at = null, attempt = messages.attempt + 1, lease = $2
     from rows($1, seq bigint, attempt integer) as given
     where messages.seq = given.seq and messages.attempt + 1 = given.attempt
       and ${unindexed('messages.state')} = 'queued' and messages.due_at + 0 <= $3
       and (expires_at is null or expires_at > $3) and messages.seq >= $openMessages and ${isAlive('$4')}
     returning messages.seq, user_id`,
    rowsOf(messages.map(({ seq, attempt }) => [seq, attempt])),
    first.lease,
    now,
    first.botId,
  )
  return claimed.map(({ seq, user_id: userId }) => [seq, userId])
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
    // SQLite takes `on` for a join's without the condition before it.
    yield* query(
      `insert into conversations (bot_id, user_id, pair_empty_at)
       select bot_id, user_id, $2 + $3 from rows($1, bot_id text, user_id text) as given where true
       on conflict (bot_id, user_id) do update set pair_empty_at = $3 +
         case when conversations.pair_empty_at > $2 then conversations.pair_empty_at else $2 end`,
      rowsOf(part.map(({ botId, userId }) => [botId, userId])),
      now,
      metaPairPace.intervalMs,
    )
  }
}

/** Unclaims messages that no lane knows of and whose attempt has not begun. */
export function* unclaim(input: {
  botId: string
  lease: number
  now: number
  /** By `attemptName`: a message may be claimed again before the lane learns that its last attempt ended. */
  inFlight?: ReadonlySet<string>
}): Transaction<void> {
  const claimed = yield* query<{ seq: number; attempt: number; user_id: string }>(
    `select seq, attempt, user_id from messages
     where bot_id = $1 and lease is not null and lease = $2 and state = 'sending' and ${hasNotBegun}`,
    input.botId,
    input.lease,
  )
  for (const message of claimed) {
    if (input.inFlight?.has(attemptName(message))) continue
    yield* query(`update messages set ${asItWas} where seq = $1`, message.seq, input.now)
    yield* promote(input.botId, message.user_id, input.now)
  }
}

/** SQL: re-queues a claimed message, due at $2. */
export const asItWas = `state = 'queued', lease = null, attempt = attempt - 1, due_at = ${dueIfFirst('$2')}`

/** Names an attempt among those of all messages. */
export function attemptName({ seq, attempt }: Pick<ClaimedMessage, 'seq' | 'attempt'>): string {
  return `${seq}.${attempt}`
}
