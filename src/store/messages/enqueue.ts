/** Inserts messages into their bot's queue, with their recipients resolved and their due times set. */
import { pairHeadStartMs } from '../conversations/queue-head.ts'
import { resolveRecipients } from '../conversations/recipients.ts'
import { messageChanged } from '../events/changes.ts'
import { counted } from '../figures/changes.ts'
import { notingInsert } from '../sql/noting-insert.ts'
import { perRow } from '../sql/per-row.ts'
import { executeMany, json, queryOne, type Transaction } from '../sql/transaction.ts'
import type { NewMessage } from './records.ts'
import { recipientToNote } from './spelling.ts'

/** `notBefore`: its place among messages to other people. `mayBeDouble`: it repeats one that may have arrived. */
export type Enqueued = { message: NewMessage; notBefore?: number; mayBeDouble?: boolean }

/** Where a single message was put. `dueAt`: null behind another of its pair, or while its file is to be checked. */
export type Placed = { seq: number; dueAt: number | null; userId: string; recipient: string | null }

/**
 * Enqueues each message to the user that its recipient resolves to: `known`, if that was found before in the same
 * transaction. Returns where it is if it is the only one.
 */
export function* enqueueAll(
  botId: string,
  enqueued: Enqueued[],
  now: number,
  known?: readonly string[],
): Transaction<Placed | undefined> {
  const identifiers = enqueued.map(({ message }) => message.userId)
  const userIds = known ?? (yield* resolveRecipients(botId, identifiers))
  const existing = new Set<string>()
  const addressed: Addressed[] = []
  for (const [index, one] of enqueued.entries()) {
    const userId = userIds[index] ?? ''
    const recipient = yield* recipientToNote(botId, one.message, userId)
    addressed.push({ ...one, userId, recipient, isFirst: existing.size < existing.add(userId).size })
  }
  const placed = yield* insert(addressed.map((one) => valuesOf(botId, one, now)))
  for (const { message } of addressed) {
    const { elementName, campaignId } = message
    yield counted(now, { botId, what: 'accepted', elementName, campaignId })
    yield messageChanged(botId, message.id)
  }
  const [only] = addressed
  return placed && only && { ...placed, userId: only.userId, recipient: only.recipient }
}

/** Further messages to a person always go behind the first: they need no query, so all of them are one statement. */
function* insert(each: ReturnType<typeof valuesOf>[]): Transaction<Pick<Placed, 'seq' | 'dueAt'> | undefined> {
  const [only] = each
  if (only === undefined || each.length > 1) {
    yield* executeMany(enqueuing, each)
    return undefined
  }
  const placed = yield* queryOne<{ seq: number; due_at: number | null }>(enqueuingOne, ...only)
  return placed && { seq: placed.seq, dueAt: placed.due_at }
}

/** `isFirst`: the first message to its person within one accept. */
type Addressed = Enqueued & { userId: string; recipient: string | null; isFirst: boolean }

/** Due at once if nothing of its pair is before it, or as soon as the pair's pace allows. */
const dueAt = `case when $11 is not null or $16 = 0 or (
         select 1 from messages where bot_id = $2 and user_id = $3 and state in ('queued', 'sending')
           and seq >= $openMessages order by seq limit 1
       ) is not null or (
         select 1 from messages where bot_id = $2 and user_id = $3 and lease is not null and seq >= $openMessages
           limit 1
       ) is not null then null else coalesce(
         (select case when pair_empty_at - $12 > $13 then pair_empty_at - $12 else $13 end
          from conversations where bot_id = $2 and user_id = $3), $13) end`

const enqueuing = insertWith(dueAt)

/** Those of one pair come one after the other. */
const enqueuingOne = notingInsert(perRow(`${enqueuing} returning seq, due_at`, { by: [2, 3], answer: ['id', 1] }), {
  text: insertWith(`noted(${dueAt})`),
  noted: 'due_at',
})

function insertWith(due: string): string {
  return `insert into messages (id, bot_id, user_id, kind, content, element_name, campaign_id, actions, state,
       accepted_at, expires_at, probe_due_at, origin, recipient, possible_double, traceparent, marketing, due_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $10, $11, $14, $15, $17, $18, $19, ${due})`
}

function valuesOf(
  botId: string,
  { message, userId, recipient, isFirst, notBefore = 0, mayBeDouble }: Addressed,
  now: number,
) {
  return [
    message.id,
    botId,
    userId,
    message.kind,
    JSON.stringify(message.content),
    message.elementName,
    message.campaignId,
    json(message.actions),
    now,
    message.expiresAt,
    message.needsProbe ? now : null,
    pairHeadStartMs,
    Math.max(now, notBefore),
    message.origin,
    recipient,
    isFirst ? 1 : 0,
    mayBeDouble ? 1 : 0,
    message.traceparent,
    message.isMarketing ? 1 : null,
  ]
}
