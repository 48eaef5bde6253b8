/** Inserts messages into their bot's queue, with their recipients resolved and their due times set. */
import { pairHeadStartMs, whenFree } from '../conversations/queue-head.ts'
import { resolveRecipients } from '../conversations/recipients.ts'
import { messageChanged } from '../events/changes.ts'
import { counted } from '../figures/changes.ts'
import { notingInsert } from '../sql/noting-insert.ts'
import { perRow } from '../sql/per-row.ts'
import { lifeRule } from '../sql/remembered-lives.ts'
import { executeMany, json, queryOne, type Row, type Transaction, type Value } from '../sql/transaction.ts'
import { type Beginning, beginFirst, type Inserted, isDueAtOnce, type Placed } from './begun.ts'
import type { NewMessage } from './records.ts'
import { recipientToNote } from './spelling.ts'

/** `notBefore`: its place among messages to other people. `mayBeDouble`: it repeats one that may have arrived. */
export type Enqueued = { message: NewMessage; notBefore?: number; mayBeDouble?: boolean }

/**
 * `userIds`: to whom the messages go, if that was found before in the same transaction. `begin`: a single one that is
 * due begins.
 */
export type EnqueueOptions = { userIds?: readonly string[] | undefined; begin?: Beginning | undefined }

/** Enqueues each message to the user that its recipient resolves to. Returns where it is if it is the only one. */
export function* enqueueAll(
  botId: string,
  enqueued: Enqueued[],
  now: number,
  { userIds: known, begin }: EnqueueOptions = {},
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
  const [only] = addressed
  const begun = only && begin && addressed.length === 1 ? yield* insertBegun(botId, only, begin, now) : undefined
  const placed = begun ?? (yield* insert(addressed.map((one) => valuesOf(botId, one, now))))
  for (const { message } of addressed) {
    const { elementName, campaignId } = message
    yield counted(now, { botId, what: 'accepted', elementName, campaignId })
    yield messageChanged(botId, message.id)
  }
  return placed && only && { ...placed, userId: only.userId, recipient: only.recipient }
}

/** Further messages to a person always go behind the first: they need no query, so all of them are one statement. */
function* insert(each: ReturnType<typeof valuesOf>[]): Transaction<Inserted | undefined> {
  const [only] = each
  if (only === undefined || each.length > 1) {
    yield* executeMany(enqueuing, each)
    return undefined
  }
  const placed = yield* queryOne<{ seq: number; due_at: number | null }>(enqueuingOne, ...only)
  return placed && { seq: placed.seq, dueAt: placed.due_at }
}

/** A single message that its lane has a place for; undefined if it is not due. */
function* insertBegun(botId: string, one: Addressed, begin: Beginning, now: number): Transaction<Placed | undefined> {
  const { userId, recipient } = one
  if (!(yield* isDueAtOnce(botId, userId, now))) return undefined
  const inserted = yield* queryOne<{ seq: number }>(insertingBegun, ...valuesOf(botId, one, now), begin.lease)
  const placed = inserted && ({ seq: inserted.seq, dueAt: now, userId, recipient, hasBegun: true } as const)
  if (placed) yield* beginFirst(botId, placed, begin, now)
  return placed
}

/** `isFirst`: the first message to its person within one accept. */
type Addressed = Enqueued & { userId: string; recipient: string | null; isFirst: boolean }

/** Not while its file is to be checked; a further message to its person within one accept waits for the first. */
const dueAt = `case when $11 is not null or $16 = 0 then null else
       ${whenFree({ botId: '$2', userId: '$3', now: '$13', headStart: '$12' })} end`

const enqueuing = insertWith({ due_at: dueAt })

/** Those of one pair come one after the other. */
const enqueuingOne = notingInsert(perRow(`${enqueuing} returning seq, due_at`, { by: [2, 3], answer: ['id', 1] }), {
  text: insertWith({ due_at: `noted(${dueAt})` }),
  noted: 'due_at',
})

const insertingBegun = lifeRule(`${insertWith({ state: "'sending'", attempt: '1', lease: '$20' })} returning seq`, {
  inserts: lifeOfBegun,
})

/** By the positions of `valuesOf`, and the lease. */
function lifeOfBegun(values: readonly Value[]): Row {
  const [id = null, bot_id = null, user_id = null, kind = null, , element_name = null, campaign_id = null] = values
  const [actions = null, accepted_at = null] = values.slice(7)
  const [possible_double = null, traceparent = null, , lease = null] = values.slice(16)
  const person = { id, bot_id, user_id, kind, element_name, campaign_id, actions, accepted_at }
  const standing = { state: 'sending', attempt: 1, lease, possible_double, traceparent }
  return { ...person, ...standing, ...unset }
}

const unset = {
  wamid: null,
  error: null,
  sent_at: null,
  delivered_at: null,
  read_at: null,
  replied_at: null,
  ended_at: null,
  pricing: null,
}

/** `columns`: the SQL of those that depend on whether it begins. */
function insertWith(columns: { state?: string; due_at?: string; attempt?: string; lease?: string }): string {
  const own = { state: "'queued'", ...columns }
  return `insert into messages (id, bot_id, user_id, kind, content, element_name, campaign_id, actions,
       accepted_at, expires_at, probe_due_at, origin, recipient, possible_double, traceparent, marketing,
       ${Object.keys(own).join(', ')})
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $14, $15, $17, $18, $19, ${Object.values(own).join(', ')})`
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
