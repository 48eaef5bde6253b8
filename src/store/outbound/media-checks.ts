/** Media URLs to be probed before their message may be sent: off the lane, in order of acceptance. */

import type { KnownFile } from '../../model/media/document-name.ts'
import type { Content } from '../../model/message/content.ts'
import type { Failure } from '../../model/outcome/decide.ts'
import { handleFailure } from '../campaigns/stops.ts'
import { promote } from '../conversations/queue-head.ts'
import type { EventContext } from '../events/events.ts'
import { end } from '../messages/transitions.ts'
import { claimDue, type DueInput } from '../sql/due-claims.ts'
import type { MessageRow } from '../sql/message-row.ts'
import { json, query, queryOne, type Transaction } from '../sql/transaction.ts'

const probesDue = {
  table: 'messages',
  key: 'seq',
  owner: 'bot_id',
  dueAt: 'probe_due_at',
  bound: '$openMessages',
} as const

export function* claimProbes({
  botId,
  ...due
}: DueInput<number> & { botId: string }): Transaction<{ items: ProbeItem[]; nextDueAt?: number }> {
  const { ready, nextDueAt } = yield* claimDue<MessageRow, number>(probesDue, botId, due)
  const items = ready.map((message) => ({
    seq: message.seq,
    id: message.id,
    botId: message.bot_id,
    content: JSON.parse(message.content) as Content,
    probes: message.probes,
    acceptedAt: message.accepted_at,
  }))
  return { items, nextDueAt }
}

export function* settleProbe(
  context: EventContext,
  item: ProbeItem,
  decision: ProbeDecision,
  now: number,
): Transaction<void> {
  const message = yield* queryOne<MessageRow>('select * from messages where seq = $1', item.seq)
  if (message?.state !== 'queued' || message.probe_due_at === null) return
  context.wake({ kind: 'messages', id: message.bot_id })
  switch (decision.kind) {
    case 'passed':
      yield* query('update messages set probe_due_at = null, files = $2 where seq = $1', item.seq, json(decision.files))
      yield* promote(message.bot_id, message.user_id, now)
      break
    case 'failed':
      yield* end(context, message, 'failed', 'failed', now, decision.error)
      yield* handleFailure(context, message, { error: decision.error, told: 'answer', at: now })
      break
    case 'again':
      yield* query(
        'update messages set probe_due_at = $2, probes = probes + 1 where seq = $1',
        item.seq,
        decision.dueAt,
      )
      break
  }
}

export type ProbeItem = { seq: number; id: string; botId: string; content: Content; probes: number; acceptedAt: number }

/** `files`: the files' send-relevant facts that were found (`KnownFile`), by URL. */
export type ProbeDecision =
  | { kind: 'passed'; files?: (readonly [string, KnownFile])[] }
  | { kind: 'failed'; error: Failure }
  | { kind: 'again'; dueAt: number }
