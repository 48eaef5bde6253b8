/**
 * Rows of a campaign whose person gets no marketing: left out as they would become messages, or, where the person said
 * so in the last moment, given back by a message that did not leave. Either way the row is `suppressed`, with the
 * reason, and is not retried.
 */

import { withheldReason } from '../../model/campaign/reason.ts'
import type { MarketingCap, WithheldKind } from '../../model/consent/suppression.ts'
import type { Failure } from '../../model/outcome/decide.ts'
import { resolveRecipients } from '../conversations/recipients.ts'
import { cappedAmong, type MarkName, suppressedAmong } from '../conversations/suppressed.ts'
import { waitAgain } from '../messages/repeated-rows.ts'
import type { MessageLife } from '../sql/message-row.ts'
import { json, parse, query, queryOne, type Transaction } from '../sql/transaction.ts'

/** By the destination as the file has it. */
export function* withheldAmong(
  botId: string,
  destinations: string[],
  cap: MarketingCap | undefined,
  { markName, now }: { markName: MarkName; now: number },
): Transaction<ReadonlyMap<string, WithheldKind>> {
  const userIds = yield* resolveRecipients(botId, destinations)
  const suppressed = yield* suppressedAmong(botId, userIds, markName)
  const capped = yield* cappedAmong(botId, userIds, cap, now)
  const withheld = new Map<string, WithheldKind>()
  for (const [index, destination] of destinations.entries()) {
    const userId = userIds[index] ?? destination
    if (suppressed.has(userId)) withheld.set(destination, 'SUPPRESSED')
    else if (capped.has(userId)) withheld.set(destination, 'MARKETING_CAP')
  }
  return withheld
}

/** The message of a row ended without leaving: its failure counts among those taken back, and the row as left out. */
export function* leaveOutRow(message: MessageLife, error: Failure): Transaction<void> {
  if (message.campaign_id === null || !('key' in error)) return
  const by = error.key
  if (by !== 'SUPPRESSED' && by !== 'MARKETING_CAP') return
  const row = yield* queryOne<{ campaign_seq: number; line: number; retried_codes: string | null }>(
    `select r.campaign_seq, r.line, c.retried_codes from campaign_rows r join campaigns c on c.seq = r.campaign_seq
     where r.message_id = $1 and c.id = $2 and r.state = 'accepted'`,
    message.id,
    message.campaign_id,
  )
  if (row === undefined || !(yield* waitAgain(row.campaign_seq, message))) return
  yield* query(
    `update campaign_rows set state = 'suppressed', reason = $3 where campaign_seq = $1 and line = $2`,
    row.campaign_seq,
    row.line,
    json([withheldReason(by)]),
  )
  const codes = parse<Record<string, number>>(row.retried_codes) ?? {}
  yield* query(
    `update campaigns set accepted_count = accepted_count - 1, suppressed_count = suppressed_count + 1,
       retried_count = retried_count + 1, retried_codes = $2 where seq = $1`,
    row.campaign_seq,
    JSON.stringify({ ...codes, [by]: (codes[by] ?? 0) + 1 }),
  )
}
