/**
 * Begins attempts: their rows are committed just before their requests are written (store/messages/attempts.ts). The
 * same transaction claims the messages that the lane was given as they were accepted (store/messages/hand-over.ts).
 */
import { isAlive } from '../bots/deleted-bots.ts'
import { fillPairs } from '../conversations/pair-bucket.ts'
import type { ClaimedMessage } from '../messages/records.ts'
import { ambiguousNumber } from '../messages/spelling.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { lifeRule } from '../sql/remembered-lives.ts'
import { rowsOf } from '../sql/rows.ts'
import { query, type Transaction } from '../sql/transaction.ts'

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
  // From the current row: the person's id may have changed since then (store/conversations/merge.ts).
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

const claiming = lifeRule(
  `update messages set state = 'sending', due_at = null, attempt = messages.attempt + 1, lease = $2
   from rows($1, seq bigint, attempt integer) as given
   where messages.seq = given.seq and messages.attempt + 1 = given.attempt
     and ${unindexed('messages.state')} = 'queued' and messages.due_at + 0 <= $3
     and (expires_at is null or expires_at > $3) and messages.seq >= $openMessages and ${isAlive('$4')}
   returning messages.seq, user_id, messages.attempt`,
  { changes: { returned: ([, lease = null], { attempt = null }) => ({ state: 'sending', attempt, lease }) } },
)

/** Claims messages that are still queued and due, as a claim does (store/outbound/claim.ts). */
function* claimHandedOver(messages: readonly ClaimedMessage[], now: number): Transaction<[number, string][]> {
  const [first] = messages
  if (first === undefined) return []
  const claimed = yield* query<Held>(
    claiming,
    rowsOf(messages.map(({ seq, attempt }) => [seq, attempt])),
    first.lease,
    now,
    first.botId,
  )
  return claimed.map(({ seq, user_id: userId }) => [seq, userId])
}
