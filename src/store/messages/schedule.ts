/**
 * Messages for later. Until their time they are outside of their pair, so that they hold back nobody; then each takes
 * its place behind what waits for the person, as if it were accepted at that moment: with a new seq, since the order
 * within a pair is that of seqs. Nothing refers to a message by its seq before its first attempt.
 */
import type { Content } from '../../model/message/content.ts'
import type { Failure } from '../../model/outcome/decide.ts'
import type { WindowRule } from '../../model/user/user.ts'
import { findConversation } from '../conversations/identity.ts'
import { resolveRecipients } from '../conversations/recipients.ts'
import { messageChanged } from '../events/changes.ts'
import type { EventContext } from '../events/events.ts'
import { counted } from '../figures/changes.ts'
import type { MessageRow } from '../sql/message-row.ts'
import { rowsOf } from '../sql/rows.ts'
import { executeMany, json, parse, query, queryOne, type Transaction, type Value } from '../sql/transaction.ts'
import { enqueueAll } from './enqueue.ts'
import type { NewMessage } from './records.ts'
import { recipientToNote } from './spelling.ts'
import { end } from './transitions.ts'
import { isRefused, windowSight } from './window-sight.ts'

const inserting = `insert into messages (id, bot_id, user_id, kind, content, element_name, campaign_id, actions, state,
       accepted_at, expires_at, origin, recipient, traceparent, marketing)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'scheduled', $9, $10, $11, $12, $13, $14)`

const scheduling = `insert into schedules (bot_id, message_id, waiting_seq, send_at, scheduled_at, needs_probe)
     select messages.bot_id, messages.id, messages.seq, $2, $3, given.needs_probe
     from rows($1, id text, needs_probe integer) as given join messages on messages.id = given.id
     where messages.seq >= $openMessages`

/** `sendAt`: later than `now`. */
export function* scheduleAll(
  botId: string,
  messages: readonly NewMessage[],
  { sendAt, now }: { sendAt: number; now: number },
): Transaction<void> {
  const identifiers = messages.map(({ userId }) => userId)
  const userIds = yield* resolveRecipients(botId, identifiers)
  const rows: (Value | undefined)[][] = []
  for (const [index, message] of messages.entries()) {
    const userId = userIds[index] ?? ''
    const { id, kind, content, elementName, campaignId, actions, expiresAt, origin, traceparent, isMarketing } = message
    const recipient = yield* recipientToNote(botId, message, userId)
    const what = [JSON.stringify(content), elementName, campaignId, json(actions)]
    const marketing = isMarketing ? 1 : null
    rows.push([id, botId, userId, kind, ...what, now, expiresAt, origin, recipient, traceparent, marketing])
  }
  yield* executeMany(inserting, rows)
  yield* query(scheduling, rowsOf(messages.map(({ id, needsProbe }) => [id, needsProbe ? 1 : 0])), sendAt, now)
  for (const { id, elementName, campaignId } of messages) {
    yield counted(now, { botId, what: 'accepted', elementName, campaignId })
    yield messageChanged(botId, id)
  }
}

export type ReleaseInput = {
  botId: string
  now: number
  limit: number
  /** As when a message is accepted: the window is that of the moment in which the message would leave. */
  windowRule: WindowRule
  numberSince?: number | undefined
}

type Waiting = { message_id: string; waiting_seq: number; needs_probe: number }

/** Returns how many were looked at, at most `limit`. */
export function* release(context: EventContext, input: ReleaseInput): Transaction<number> {
  const { botId, now, limit } = input
  const due = yield* query<Waiting>(
    `select message_id, waiting_seq, needs_probe from schedules
     where bot_id = $1 and waiting_seq is not null and send_at <= $2 order by send_at, waiting_seq limit $3`,
    botId,
    now,
    limit,
  )
  if (due.length === 0) return 0
  const released: Released[] = []
  for (const one of yield* messagesOf(due)) {
    if (yield* isWindowShut(one.message, input)) yield* end(context, one.message, 'failed', 'failed', now, windowError)
    else released.push(one)
  }
  if (released.length > 0) yield* placeAgain(botId, released, now)
  if (released.length > 0) context.wake({ kind: 'messages', id: botId })
  yield* query(
    `update schedules set waiting_seq = null
     where bot_id = $1 and message_id in (select given.id from rows($2, id text) as given)`,
    botId,
    rowsOf(due.map(({ message_id }) => [message_id])),
  )
  return due.length
}

type Released = { message: MessageRow; needsProbe: boolean }

/** Those that have not ended meanwhile, in their order. */
function* messagesOf(due: readonly Waiting[]): Transaction<Released[]> {
  const rows = yield* query<MessageRow>(
    `select messages.* from rows($1, seq bigint) as given join messages on messages.seq = given.seq
     where state = 'scheduled'`,
    rowsOf(due.map(({ waiting_seq }) => [waiting_seq])),
  )
  const bySeq = new Map(rows.map((row) => [Number(row.seq), row]))
  return due.flatMap(({ waiting_seq, needs_probe }) => {
    const message = bySeq.get(Number(waiting_seq))
    return message ? [{ message, needsProbe: Number(needs_probe) > 0 }] : []
  })
}

const windowError: Failure = {
  key: 'WINDOW_CLOSED',
  message: 'Not sent: the 24-hour window of the person was not open when its time came.',
}

function* isWindowShut(
  { kind, user_id: userId }: MessageRow,
  { botId, now, windowRule, numberSince }: ReleaseInput,
): Transaction<boolean> {
  if (kind !== 'session' || windowRule === 'off') return false
  const known = yield* findConversation(botId, userId)
  return isRefused(windowRule, windowSight(known?.last_inbound_at, now, numberSince))
}

/** Their acceptance is counted where it is now. */
function* placeAgain(botId: string, released: readonly Released[], now: number): Transaction<void> {
  yield* query(
    'delete from messages where seq in (select given.seq from rows($1, seq bigint) as given)',
    rowsOf(released.map(({ message }) => [message.seq])),
  )
  for (const { message } of released) {
    const of = { elementName: message.element_name ?? undefined, campaignId: message.campaign_id ?? undefined }
    yield counted(message.accepted_at, { botId, what: 'accepted', ...of }, -1)
  }
  const enqueued = released.map((one) => ({ message: messageOf(one) }))
  const userIds = released.map(({ message }) => message.user_id)
  yield* enqueueAll(botId, enqueued, now, { userIds })
}

function messageOf({ message: row, needsProbe }: Released): NewMessage {
  return {
    id: row.id,
    userId: row.recipient ?? row.user_id,
    kind: row.kind,
    content: JSON.parse(row.content) as Content,
    elementName: row.element_name ?? undefined,
    campaignId: row.campaign_id ?? undefined,
    origin: row.origin === 'API' ? row.origin : undefined,
    expiresAt: row.expires_at ?? undefined,
    actions: parse(row.actions),
    needsProbe,
    traceparent: row.traceparent ?? undefined,
    ...(row.marketing === 1 && { isMarketing: true as const }),
  }
}

/** When messages are to leave that wait for it, or did. */
export function* schedulesOf(
  messages: readonly { botId: string; id: string }[],
): Transaction<Map<string, { sendAt: number; scheduledAt: number }>> {
  const schedules = new Map<string, { sendAt: number; scheduledAt: number }>()
  for (const { botId, id } of messages) {
    const found = yield* queryOne<{ send_at: number; scheduled_at: number }>(
      'select send_at, scheduled_at from schedules where bot_id = $1 and message_id = $2',
      botId,
      id,
    )
    if (found) schedules.set(id, { sendAt: Number(found.send_at), scheduledAt: Number(found.scheduled_at) })
  }
  return schedules
}

/** SQL: seqs of the bot's messages that wait for their time. */
export const scheduledSeqs = (botId: '$1') =>
  `select waiting_seq from schedules where bot_id = ${botId} and waiting_seq is not null`
