/** Inserts messages into their bot's queue, with their recipients resolved and their due times set. */
import { pairHeadStartMs, whenFree } from '../conversations/queue-head.ts'
import { resolveRecipients } from '../conversations/recipients.ts'
import { messageChanged } from '../events/changes.ts'
import { counted } from '../figures/changes.ts'
import { lifeColumns } from '../sql/message-row.ts'
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
function* insertBegun(botId: string, one: Addressed, begin: Beginning, now: number): Transaction<Inserted | undefined> {
  if (!(yield* isDueAtOnce(botId, one.userId, now))) return undefined
  const inserted = yield* queryOne<{ seq: number }>(insertingBegun, ...valuesOf(botId, one, now), begin.lease)
  if (inserted === undefined) return undefined
  yield* beginFirst(botId, { ...one, ...inserted }, begin, now)
  return { ...inserted, dueAt: now, hasBegun: true }
}

/** `isFirst`: the first message to its person within one accept. */
type Addressed = Enqueued & { userId: string; recipient: string | null; isFirst: boolean }

/** Columns with the parameters of `valuesOf`. */
const given = {
  id: '$1',
  bot_id: '$2',
  user_id: '$3',
  kind: '$4',
  content: '$5',
  element_name: '$6',
  campaign_id: '$7',
  actions: '$8',
  accepted_at: '$9',
  expires_at: '$10',
  probe_due_at: '$11',
  origin: '$14',
  recipient: '$15',
  possible_double: '$17',
  traceparent: '$18',
  marketing: '$19',
}

/** Those of `MessageLife` that are given, with the positions of their values. */
const ofLife = Object.entries(given)
  .filter(([name]) => lifeColumns.split(/,\s*/).includes(name))
  .map(([name, parameter]) => [name, Number(parameter.slice(1)) - 1] as const)

const queued = {
  state: 'queued',
  attempt: 0,
  lease: null,
  wamid: null,
  error: null,
  sent_at: null,
  delivered_at: null,
  read_at: null,
  replied_at: null,
  ended_at: null,
  pricing: null,
}

/** Not while its file is to be checked; a further message to its person within one accept waits for the first. */
const dueAt = `case when $11 is not null or $16 = 0 then null else
       ${whenFree({ botId: '$2', userId: '$3', now: '$13', headStart: '$12' })} end`

const enqueuing = insertWith({ due_at: dueAt })

/** Those of one pair come one after the other. */
const enqueuingOne = lifeRule(
  notingInsert(perRow(`${enqueuing} returning seq, due_at`, { by: [2, 3], answer: ['id', 1] }), {
    text: insertWith({ due_at: `noted(${dueAt})` }),
    noted: 'due_at',
  }),
  { inserts: lifeOfQueued },
)

const insertingBegun = lifeRule(`${insertWith({ state: "'sending'", attempt: '1', lease: '$20' })} returning seq`, {
  inserts: (values) => ({ ...lifeOfQueued(values), state: 'sending', attempt: 1, lease: values[19] ?? null }),
})

/** `own`: the SQL of columns that depend on whether it begins. */
function insertWith(own: { state?: string; due_at?: string; attempt?: string; lease?: string }): string {
  const all = { ...given, state: "'queued'", ...own }
  return `insert into messages (${Object.keys(all).join(', ')}) values (${Object.values(all).join(', ')})`
}

function lifeOfQueued(values: readonly Value[]): Row {
  const life: Row = { ...queued }
  for (const [name, position] of ofLife) life[name] = values[position] ?? null
  return life
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
