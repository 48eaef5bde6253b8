/**
 * The attempts' rows, and with them the two states of what a lane has claimed. A claim is a message taken by a lane; an attempt begins when
 * its request is about to be written, and that is committed first. So whoever finds a claim of a process that has ended knows: without an
 * attempt's row it never left and goes back as it was, with one it may have arrived (promise 5). Called by claim, the sweeps and the lane.
 */
import { metaPairPace } from '../model/pace.ts'
import { otherSpelling } from '../model/phone.ts'
import { isUnknown } from './doubt.ts'
import { toldLate } from './late-attempts.ts'
import type { OutgoingMessage } from './message-row.ts'
import { dueIfFirst, promote } from './pair.ts'
import type { ClaimedMessage } from './store.ts'
import { apart, forEach, rows, type Transaction } from './transaction.ts'
import { unindexed } from './unindexed.ts'

/** SQL, of a row of `messages`: its request was never about to be written. */
export const hasNotBegun = `not exists (
    select 1 from attempts where attempts.message_seq = messages.seq and attempts.attempt = messages.attempt)`

/**
 * The attempts of these messages of one bot begin. Answers the seqs of those that may leave: the others are no longer this lane's, or have
 * been told of by a status meanwhile.
 */
export function* beginAttempts(messages: readonly ClaimedMessage[], now: number): Transaction<ReadonlySet<number>> {
  const held = yield* forEach<{ user_id: string | null }>(
    `select (select user_id from messages where seq = $1 and attempt = $2 and lease = $3
       and ${unindexed('state')} = 'sending') as user_id`,
    messages.map(({ seq, attempt, lease }) => [seq, attempt, lease]),
  )
  // By the row as it is now: the person may have another id than when the lane took it (unite.ts).
  const mayLeave = messages.flatMap((message, index) => {
    const userId = held[index]?.user_id
    return typeof userId === 'string' ? [{ ...message, userId }] : []
  })
  yield* forEach(
    `insert into attempts (message_seq, attempt, started_at, recipient, lease, phone_number_id)
     values ($1, $2, $3, $4, $5, $6)`,
    mayLeave.map(({ seq, attempt, lease, recipient: { phone }, leavesFrom }) => [
      seq,
      attempt,
      now,
      phone && speltTwice(phone),
      lease,
      leavesFrom,
    ]),
  )
  yield* fillPairs(mayLeave, now)
  return new Set(mayLeave.map(({ seq }) => seq))
}

/** Which of two spellings it was; of a number that has one the user's id tells. */
function speltTwice(phone: string): string | undefined {
  return otherSpelling(phone) === undefined ? undefined : phone
}

/**
 * Which number messages may have left from already, by their place: of those that were attempted before, if an attempt's outcome is unknown or
 * Meta had taken it. What is known to have come to nothing binds nobody. An attempt of before schema 28 left from the number of its time.
 */
export function* sentFrom(messages: readonly OutgoingMessage[]): Transaction<(string | undefined)[]> {
  const again = messages.filter(({ attempt }) => attempt > 1)
  if (again.length === 0) return []
  const found = yield* forEach<{ number: string | null }>(
    `select (select coalesce(phone_number_id, (
         select former.phone_number_id from former_numbers former
         where former.bot_id = $3 and former.left_at >= attempts.started_at order by former.left_at limit 1))
       from attempts where message_seq = $1 and attempt < $2
         and (${isUnknown} or outcome = 'sent' or ${toldLate}) order by attempt limit 1) as number`,
    again.map(({ seq, attempt, bot_id }) => [seq, attempt, bot_id]),
  )
  const numbers = new Map(again.map(({ seq }, index) => [seq, found[index]?.number ?? undefined]))
  return messages.map(({ seq }) => numbers.get(seq))
}

/** One unit of each pair's bucket (`take` of model/pace.ts, in the row). */
function* fillPairs(messages: { botId: string; userId: string }[], now: number): Transaction<void> {
  for (const part of apart(messages, ({ userId }) => userId)) {
    yield* forEach(
      `insert into conversations (bot_id, user_id, pair_empty_at) values ($1, $2, $3 + $4)
       on conflict (bot_id, user_id) do update set pair_empty_at = $4 +
         case when conversations.pair_empty_at > $3 then conversations.pair_empty_at else $3 end`,
      part.map(({ botId, userId }) => [botId, userId, now, metaPairPace.intervalMs]),
    )
  }
}

/** A claim that nobody knows of any more, and that has not begun, goes back as it was. */
export function* takeBack(input: {
  botId: string
  lease: number
  now: number
  /** By attempt: a message may be claimed anew before the lane heard of the end of its last one. */
  inFlight?: ReadonlySet<InFlight>
}): Transaction<void> {
  const claimed = yield* rows<{ seq: number; attempt: number; user_id: string }>(
    `select seq, attempt, user_id from messages
     where bot_id = $1 and lease is not null and lease = $2 and state = 'sending' and ${hasNotBegun}`,
    input.botId,
    input.lease,
  )
  const known = new Set([...(input.inFlight ?? [])].map(nameOf))
  for (const message of claimed) {
    if (known.has(nameOf(message))) continue
    yield* rows(`update messages set ${asItWas} where seq = $1`, message.seq, input.now)
    yield* promote(input.botId, message.user_id, input.now)
  }
}

/** SQL: what is claimed is queued again, due at $2. */
export const asItWas = `state = 'queued', lease = null, attempt = attempt - 1, due_at = ${dueIfFirst('$2')}`

type InFlight = Pick<ClaimedMessage, 'seq' | 'attempt'>

function nameOf({ seq, attempt }: InFlight): string {
  return `${seq}.${attempt}`
}
