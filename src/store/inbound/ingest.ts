/**
 * Ingests every fact of one Meta webhook in one transaction (promise 7). A message's wamid detects duplicates;
 * items without a bot or unreadable ones are stored in `unplaced`, never dropped silently.
 */
import type { Bot } from '../../model/bot/bot.ts'
import { standingTold, tellsOfStanding } from '../../model/bot/standing.ts'
import type { EventBody } from '../../model/events/schemas.ts'
import { callersIn } from '../../model/inbound/heard.ts'
import type { AccountChange, Fact, OtherStatus, StatusReport } from '../../model/inbound/inbound.ts'
import { isDeleted, livingOf } from '../bots/deleted-bots.ts'
import { handleAccountChange } from '../campaigns/stops.ts'
import { findConversation, identify } from '../conversations/identity.ts'
import { emitEvent } from '../events/events.ts'
import { detailsOfStatus } from '../events/fact-details.ts'
import type { RecordedStatus } from '../messages/records.ts'
import { applyStatus } from '../outbound/statuses.ts'
import { learnNumbers } from '../settings/numbers.ts'
import { routeOf } from '../settings/routes.ts'
import type { Concurrency } from '../sql/engine.ts'
import { UnknownSignerError } from '../sql/failures.ts'
import { lifeColumns, type MessageLife, messageBy } from '../sql/message-row.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { noteTold } from '../standing/standing.ts'
import { changeTemplate } from '../templates/changes.ts'
import type { IngestContext } from './context.ts'
import { receiveHistory } from './history.ts'
import { type Imported, noteHistory, noteImported, receiveShared } from './imports.ts'
import { noteContact, receive } from './message.ts'
import { handlePreferences } from './preferences.ts'
import { receiveEcho } from './record.ts'
import type { IngestResult } from './records.ts'
import { handleHandover, receiveStandby } from './thread.ts'
import { insertUnprocessed, storedOf, type UnprocessedKind } from './unprocessed.ts'

/**
 * Meta usually sends one status per webhook. Statuses of different messages may interleave, unless they may merge two
 * conversations. Nobody waits for one, but for a failure, which may stop campaigns.
 */
export function ingestConcurrency(facts: Fact[]): Concurrency {
  const [fact, ...others] = facts
  if (!facts.every((one) => one.kind === 'status' && one.status !== 'failed')) return {}
  if (fact?.kind !== 'status' || fact.attemptOf === undefined || others.length > 0) return { mayWait: true }
  const { phone, scopedId } = fact.recipient
  const isMerging = phone !== undefined && scopedId !== undefined
  return isMerging ? { mayWait: true } : { group: 'status', key: fact.attemptOf.messageId, mayWait: true }
}

export function* ingest(context: IngestContext, facts: Fact[]): Transaction<IngestResult> {
  const counts: IngestResult = {
    messages: 0,
    duplicates: 0,
    statuses: 0,
    orphans: 0,
    changes: 0,
    unrouted: 0,
    unreadable: 0,
  }
  const living = yield* livingOf(context.concerned)
  const imported: Imported = new Map()
  for (const fact of facts) yield* dispatchFact(context, fact, { counts, living, imported })
  yield* noteImported(imported, context.receivedAt)
  yield* learnNumbers(context.newNumbers, context.receivedAt)
  return counts
}

function* dispatchFact(
  context: IngestContext,
  fact: Fact,
  { counts, living, imported }: { counts: IngestResult; living: ReadonlySet<string>; imported: Imported },
): Transaction<void> {
  if (fact.kind === 'unreadable') {
    counts[yield* retain(context, 'unreadable', fact.reason, fact)]++
    return
  }
  const route = routeOf(fact, context.directory, context)
  if ('reason' in route) {
    if (context.isSignedNow && !context.directory.hasAppSecret(context.appSecret, context.receivedAt))
      throw new UnknownSignerError('no bot has this app secret any more')
    counts[yield* retain(context, 'unrouted', route.reason, fact)]++
    return
  }
  const alive = ({ id }: Bot) => living.has(id)
  const [bots, former] = [route.bots.filter(alive), route.former.filter(alive)]
  // A present holder of the number, or its last former one.
  const [holder = former[0]] = bots
  if (holder === undefined) {
    counts[yield* retain(context, 'unrouted', goneReason, fact)]++
    return
  }
  if (fact.kind === 'status' || fact.kind === 'other_status') {
    counts[yield* recordStatus(context, [...bots, ...former], holder, fact)]++
    return
  }
  if (fact.kind === 'message' && bots.length === 0) {
    counts[yield* receive(context, holder, { ...fact, isOfFormerNumber: true })]++
    return
  }
  for (const bot of bots) {
    if (fact.kind === 'history') noteHistory(imported, bot.id, fact, yield* receiveHistory(context, bot, fact, counts))
    else if (fact.kind === 'template') yield* changeTemplate(context, bot.id, fact, context.receivedAt)
    else if (fact.kind === 'account') yield* handleAccount(context, bot, fact, imported)
    else counts[yield* dispatchItem(context, bot, fact)]++
  }
  if (fact.kind === 'template' || fact.kind === 'account') counts.changes++
}

/** Deleted since the lookup; another bot may have its number by now, and a replay finds that one. */
const goneReason = 'the bot was deleted'

type Item = Extract<Fact, { kind: 'message' | 'echo' }>

function dispatchItem(context: IngestContext, bot: Bot, fact: Item): Transaction<keyof IngestResult> {
  switch (fact.kind) {
    case 'message':
      return receive(context, bot, fact)
    case 'echo':
      return fact.isStandby === true ? receiveStandby(context, bot, fact) : receiveEcho(context, bot, fact)
  }
}

/**
 * The status belongs to the bot that has the message, which may have sent it when the number was its own; without such
 * a message, it belongs to the holder.
 */
function* recordStatus(
  context: IngestContext,
  bots: Bot[],
  holder: Bot,
  fact: StatusReport | OtherStatus,
): Transaction<'statuses' | 'orphans'> {
  let owner = holder
  if (bots.length > 1) {
    for (const bot of bots) {
      if (!(yield* messageNamed(bot.id, fact.wamid, fact.attemptOf?.messageId))) continue
      owner = bot
      break
    }
  }
  return fact.kind === 'status' ? yield* report(context, owner, fact) : yield* emitStatus(context, owner, fact)
}

/** Stores every item without a place, complete, so that it can be inspected and ingested again. */
function* retain<Count extends UnprocessedKind>(
  context: IngestContext,
  count: Count,
  reason: string,
  fact: Fact,
): Transaction<Count> {
  const stored = storedOf(context, count, reason, fact)
  if (context.storeUnprocessed) context.storeUnprocessed(stored)
  else {
    yield* insertUnprocessed(stored, context.app(), context.receivedAt)
    context.hintUnprocessed(stored)
  }
  return count
}

// ── statuses ────────────────────────────────────────────────

function* report(context: IngestContext, bot: Bot, fact: StatusReport): Transaction<'statuses' | 'orphans'> {
  const status: RecordedStatus = {
    wamid: fact.wamid,
    status: fact.status,
    // An event cannot lie in the future: a fast clock would delay work that is due after it.
    at: Math.min(fact.at, context.receivedAt),
    heardAt: context.receivedAt,
    attemptOf: fact.attemptOf,
    recipientId: fact.recipient.phone ?? fact.recipient.scopedId,
    error: fact.error,
    details: detailsOfStatus(bot, fact),
  }
  const isPlaced = yield* applyStatus(context, bot.id, status)
  // A status with both names of a person links them.
  const { phone, scopedId } = fact.recipient
  if (phone !== undefined && scopedId !== undefined)
    yield* identify(context, bot.id, fact.recipient, fact.at, context.receivedAt, 'status')
  if (isPlaced || (yield* isOfDeletedBot(fact))) return 'statuses'
  yield* query(
    `insert into orphan_statuses (wamid, status, received_at) select $1, $2, $3
     where not exists (select 1 from erased_marks where mark in ($4, $5))`,
    fact.wamid,
    JSON.stringify(status),
    context.receivedAt,
    ...context.marksOf(bot.id, fact.wamid),
  )
  return 'orphans'
}

/**
 * The message belongs to a deleted bot whose number another bot has now; no message with this wamid will ever appear.
 */
function* isOfDeletedBot({ wamid, attemptOf }: StatusReport): Transaction<boolean> {
  const found =
    (yield* queryOne<{ bot_id: string }>('select bot_id from messages where wamid = $1', wamid)) ??
    (attemptOf &&
      (yield* queryOne<{ bot_id: string }>('select bot_id from messages where id = $1', attemptOf.messageId)))
  return found !== undefined && (yield* isDeleted(found.bot_id))
}

/** Changes no state: the bot receives the whole status, with the message it names, if there is one. */
function* emitStatus(context: IngestContext, bot: Bot, fact: OtherStatus): Transaction<'statuses'> {
  const { kind: _kind, callbackData: _data, attemptOf, recipient, displayNumber: _digits, ...said } = fact
  const message = yield* messageNamed(bot.id, fact.wamid, attemptOf?.messageId)
  const name = recipient.phone ?? recipient.scopedId
  const known = message === undefined && name !== undefined ? yield* findConversation(bot.id, name) : undefined
  const userId = message?.user_id ?? known?.user_id ?? name ?? ''
  const id = context.newId('evt')
  const body: EventBody<'status'> = {
    event: 'status',
    eventId: id,
    botId: bot.id,
    timestamp: context.receivedAt,
    ...said,
    ...(userId ? { userId } : {}),
    ...(message ? { messageId: message.id } : {}),
  }
  const at = context.receivedAt
  yield* emitEvent(context, { id, botId: bot.id, userId, messageId: message?.id, type: 'status', at, body })
  return 'statuses'
}

function* messageNamed(
  botId: string,
  wamid: string | undefined,
  messageId: string | undefined,
): Transaction<MessageLife | undefined> {
  const byWamid = wamid === undefined ? undefined : yield* messageBy<MessageLife>('wamid', wamid, botId, lifeColumns)
  if (byWamid || messageId === undefined) return byWamid
  return yield* messageBy<MessageLife>('id', messageId, botId, lifeColumns)
}

// ── accounts ────────────────────────────────────────────────

function* handleAccount(context: IngestContext, bot: Bot, fact: AccountChange, imported: Imported): Transaction<void> {
  yield* emitAccountChange(context, bot, fact)
  yield* receiveShared(context, imported, bot.id, fact)
}

function* emitAccountChange(context: IngestContext, bot: Bot, fact: AccountChange): Transaction<void> {
  const id = context.newId('evt')
  const body = { ...fact, event: 'account', eventId: id, botId: bot.id, timestamp: context.receivedAt } as const
  yield* emitEvent(context, { id, botId: bot.id, userId: '', type: 'account', at: context.receivedAt, body })
  yield* handleAccountChange(context, bot.id, fact, context.receivedAt)
  if (fact.field === 'calls') yield* handleCallers(context, bot, fact)
  if (fact.field === 'messaging_handovers') yield* handleHandover(context, bot, fact)
  if (fact.field === 'user_preferences') yield* handlePreferences(context, bot, fact.raw)
  if (!tellsOfStanding(fact.field)) return
  // What came late may have been overtaken: then only asking helps.
  if (context.heardAt === undefined) yield* noteTold(bot.id, standingTold(fact), context.receivedAt)
  context.wake({ kind: 'standing', botId: bot.id })
}

/** A call opens the 24-hour window as a message does. */
function* handleCallers(context: IngestContext, bot: Bot, { raw }: AccountChange): Transaction<void> {
  for (const { calledAt, ...person } of callersIn(raw, context.receivedAt)) {
    const identified = yield* identify(context, bot.id, person, calledAt, context.receivedAt)
    yield* noteContact(bot.id, identified, undefined, { at: calledAt, reportedAfterMs: context.receivedAt - calledAt })
  }
}
