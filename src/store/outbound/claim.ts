/**
 * A lane's claim: due heads of pairs become `sending` under the lease. It is not yet an attempt
 * (store/messages/attempts.ts).
 */

import type { KnownFile } from '../../model/media/document-name.ts'
import type { Content } from '../../model/message/content.ts'
import { isAlive } from '../bots/deleted-bots.ts'
import { sentFrom } from '../messages/attempts.ts'
import type { ClaimedMessage } from '../messages/records.ts'
import { resolveReferences } from '../messages/references.ts'
import { recipientsOf } from '../messages/spelling.ts'
import type { DueInput } from '../sql/due-claims.ts'
import { lifeColumns, type OutboundMessage, outboundColumns } from '../sql/message-row.ts'
import { lifeRule } from '../sql/remembered-lives.ts'
import { rowsOf } from '../sql/rows.ts'
import { parse, query, queryOne, type Transaction } from '../sql/transaction.ts'

export type ClaimInput = Omit<DueInput<unknown>, 'inFlight'> & {
  botId: string
  /** The lane's unsettled attempts, by `attemptName`. */
  inFlight?: ReadonlySet<string>
  /** Messages that the lane was given as they were accepted and that have not begun: their rows are queued. */
  handedOver?: readonly number[]
  /** Messages accepted before this end as failed instead of being returned. */
  oldBefore?: number
}

export type Claim = { messages: ClaimedMessage[]; nextDueAt?: number }

/** Where one process writes, the end of the attempt need not read them. */
const ofLifeAlone = listOf(lifeColumns)
  .filter((column) => !listOf(outboundColumns).includes(column))
  .join(', ')

function listOf(columns: string): string[] {
  return columns.split(/,\s*/)
}

const claiming = lifeRule(
  `update messages set state = 'sending', due_at = null, attempt = attempt + 1, lease = $4
   where seq in (
     select seq from messages
     where bot_id = $1 and due_at is not null and due_at <= $2 and (expires_at is null or expires_at > $2)
       and seq >= $openMessages and ${isAlive('$1')}
       and seq not in (select given.seq from rows($5, seq bigint) as given)
     order by due_at limit $3) and seq >= $openMessages
   returning ${outboundColumns}, ${ofLifeAlone}`,
  { changes: 'lives' },
)

/** `lease`: this process's lease on the bot's lanes. */
export function* claim(lease: number, { botId, limit, now, handedOver = [] }: ClaimInput): Transaction<Claim> {
  const others = rowsOf(handedOver.map((seq) => [seq]))
  const claimed = yield* query<OutboundMessage>(claiming, botId, now, limit, lease, others)
  claimed.sort((one, other) => one.seq - other.seq)
  const recipients = yield* recipientsOf(claimed, now)
  const numbers = yield* sentFrom(claimed)
  const messages: ClaimedMessage[] = claimed.map((message, index) => ({
    ...claimedMessage(message, recipients[index] ?? {}, lease),
    ...(numbers[index] ? { sentFrom: numbers[index] } : {}),
  }))
  yield* resolveReferences(messages)
  if (claimed.length === limit) return { messages, nextDueAt: now }
  return { messages, nextDueAt: yield* nextDueAt(botId, now, others) }
}

/** Skips expired messages, which the sweep ends: a lane waiting for one would loop. */
function* nextDueAt(botId: string, now: number, others: string): Transaction<number | undefined> {
  const next = yield* queryOne<{ due_at: number }>(
    `select due_at from messages
     where bot_id = $1 and due_at is not null and (expires_at is null or expires_at > $2) and seq >= $openMessages
       and seq not in (select given.seq from rows($3, seq bigint) as given)
     order by due_at limit 1`,
    botId,
    now,
    others,
  )
  return next?.due_at
}

function claimedMessage(
  message: OutboundMessage,
  recipient: ClaimedMessage['recipient'],
  lease: number,
): ClaimedMessage {
  const files = parse<[string, KnownFile][]>(message.files)
  return {
    seq: message.seq,
    id: message.id,
    botId: message.bot_id,
    userId: message.user_id,
    recipient,
    kind: message.kind,
    content: JSON.parse(message.content) as Content,
    ...(files ? { files: new Map(files) } : {}),
    acceptedAt: message.accepted_at,
    attempt: message.attempt,
    retries: message.retries,
    throttles: message.throttles,
    possibleDouble: message.possible_double > 0,
    lease,
    ...(message.traceparent && { traceparent: message.traceparent }),
    ...(message.marketing && { isMarketing: true }),
  }
}
