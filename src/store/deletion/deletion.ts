/**
 * The end of a bot marked as deleted (store/bots/deleted-bots.ts), in batches of a few hundred rows. Each batch is a
 * transaction under the bot's lock that finds the remaining rows by query, so the next process continues where one
 * ends.
 */
import type { Failure } from '../../model/outcome/decide.ts'
import {
  type DeletedBot,
  type DeletedRow,
  type DeletionStage,
  deletedBotOf,
  deletedColumns,
} from '../bots/deleted-bots.ts'
import { removedTables, takeAway } from '../bots/tables.ts'
import { openCampaignsOf } from '../campaigns/campaigns.ts'
import { dropFileChunks } from '../campaigns/files.ts'
import { enter, sweepCanceled } from '../campaigns/state-changes.ts'
import type { EventContext } from '../events/events.ts'
import { botFacts } from '../installation/account-facts.ts'
import { bumpSettings, forgetFact } from '../installation/facts.ts'
import { retireMediaOfBot } from '../media/removal.ts'
import { hasNotBegun } from '../messages/attempts.ts'
import { scheduledSeqs } from '../messages/schedule.ts'
import { end, endAttempt } from '../messages/transitions.ts'
import type { RunRow } from '../skills/run.ts'
import { fallBack } from '../skills/runs.ts'
import { lifeColumns, type MessageLife } from '../sql/message-row.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

/** How long messages in flight at deletion may take to be answered; then their outcome is unknown. */
export const airMs = 60_000
/** How long the last events are retried at failing endpoints: five attempts, by the webhook schedule. */
export const notifyMs = 15 * 60_000

/** Chunks of a campaign's file are large. */
const chunksAtOnce = 8
const campaignsAtOnce = 20

export type DeletionInput = { botId: string; now: number; limit: number }
/** `isMore`: another batch is needed at once. `ended`: this was the last batch. */
export type DeletionPiece = { isMore: boolean; ended?: DeletedBot }

/**
 * Runs the next batch of the deletion's stage:
 *
 * - `ending`: campaigns, skill runs and messages end and emit their events, campaigns' rows and files are deleted,
 *   media are no longer served;
 * - `telling`: those events are delivered to the bot's endpoints, within a time limit;
 * - `removing`: endpoints are deleted with their deliveries, as is all other data of the bot that is not history;
 * - `ended`: only the reservation and the history are left.
 */
export function* nextPieceOfDeletion(context: EventContext, input: DeletionInput): Transaction<DeletionPiece> {
  const found = yield* queryOne<DeletedRow>(`select ${deletedColumns} from deleted_bots where id = $1`, input.botId)
  switch (found?.stage) {
    case 'ending':
      return yield* endSome(context, found, input)
    case 'telling':
      return yield* waitForEndpoints(found, input)
    case 'removing':
      return yield* removeSome(found, input)
    default:
      return { isMore: false }
  }
}

function* enterStage(
  { id }: DeletedRow,
  stage: Exclude<DeletionStage, 'ended'>,
  now: number,
): Transaction<DeletionPiece> {
  yield* query('update deleted_bots set stage = $2, stage_at = $3 where id = $1', id, stage, now)
  return { isMore: true }
}

const more: DeletionPiece = { isMore: true }
/** The next poll continues. */
const later: DeletionPiece = { isMore: false }

// ── ending: pending work ends ───────────────────────────────

/** This order ensures that ending one kind creates nothing new of a kind that has ended. */
function* endSome(context: EventContext, bot: DeletedRow, input: DeletionInput): Transaction<DeletionPiece> {
  const campaigns = yield* cancelCampaigns(context, input)
  if (campaigns > 0) return yield* counted(bot, 'campaigns', campaigns)
  const runs = yield* endRuns(context, input)
  if (runs > 0) return yield* counted(bot, 'runs', runs)
  const messages = yield* endMessages(context, bot, input)
  if (messages > 0) return yield* counted(bot, 'messages', messages)
  if (yield* sweepCampaign(context, input)) return more
  if ((yield* retireMediaOfBot(input.botId, input.limit)) > 0) return more
  if (yield* hasPending(input.botId)) return later
  return yield* enterStage(bot, 'telling', input.now)
}

function* counted({ id }: DeletedRow, what: 'campaigns' | 'runs' | 'messages', count: number) {
  yield* query(`update deleted_bots set ${what} = ${what} + $2 where id = $1`, id, count)
  return more
}

function* cancelCampaigns(context: EventContext, { botId, now }: DeletionInput): Transaction<number> {
  const open = (yield* openCampaignsOf(botId)).filter(({ state }) => state !== 'canceled').slice(0, campaignsAtOnce)
  for (const campaign of open) yield* enter(context, campaign, 'canceled', now, { error: 'BOT_DELETED' })
  return open.length
}

/** The person's message or press still goes to the bot webhook, with the reason. */
function* endRuns(context: EventContext, { botId, now, limit }: DeletionInput): Transaction<number> {
  const waiting = yield* query<RunRow>(
    `select * from skill_runs where bot_id = $1 and state = 'waiting' order by user_id, seq limit $2`,
    botId,
    limit,
  )
  for (const run of waiting) yield* fallBack(context, run, { reason: 'bot_deleted', detail: '', now })
  return waiting.length
}

type Leaving = MessageLife & { reconcile_at: number | null; has_not_begun: number }

/**
 * Messages in flight are left to their lane for a while; a message with an unknown outcome is never reported as unsent.
 */
function* endMessages(
  context: EventContext,
  bot: DeletedRow,
  { botId, now, limit }: DeletionInput,
): Transaction<number> {
  const isOver = now >= bot.deleted_at + airMs
  const pending = yield* query<Leaving>(
    `select ${lifeColumns}, reconcile_at, case when ${hasNotBegun} then 1 else 0 end as has_not_begun from messages
     where bot_id = $1 and state in ('queued', 'sending') and seq >= $openMessages
       and ($2 = 1 or lease is null or ${hasNotBegun})
     order by user_id, seq limit $3`,
    botId,
    isOver ? 1 : 0,
    limit,
  )
  const later = yield* query<Leaving>(
    `select ${lifeColumns}, reconcile_at, 1 as has_not_begun from messages
     where seq in (${scheduledSeqs('$1')}) and state = 'scheduled' limit $2`,
    botId,
    limit,
  )
  for (const message of [...pending, ...later]) yield* endMessage(context, message, now)
  return pending.length + later.length
}

function* endMessage(context: EventContext, message: Leaving, now: number): Transaction<void> {
  const isInTheAir = message.lease !== null && Number(message.has_not_begun) === 0
  if (isInTheAir) yield* endAttempt(message, 'unknown', now, { reason: 'the bot was deleted' })
  const isUnknown = isInTheAir || message.reconcile_at !== null
  const mayHaveArrived = isUnknown || message.possible_double > 0
  const ended = isUnknown ? { ...message, possible_double: Math.max(1, message.possible_double) } : message
  yield* end(context, ended, 'failed', 'failed', now, deletedError(mayHaveArrived))
}

function deletedError(mayHaveArrived: boolean): Failure {
  const message = mayHaveArrived
    ? 'The bot was deleted, and no attempt had a known outcome; it may have arrived.'
    : 'The bot was deleted before the message was sent.'
  return { key: 'BOT_DELETED', message }
}

/** Deletes rows and file of a canceled campaign; true while more is left. */
function* sweepCampaign(context: EventContext, { botId, now, limit }: DeletionInput): Transaction<boolean> {
  for (const { id } of yield* openCampaignsOf(botId)) {
    if (yield* sweepCanceled(context, id, limit, now)) return true
    if (yield* dropFileChunks(id, chunksAtOnce)) return true
  }
  return false
}

function* hasPending(botId: string): Transaction<boolean> {
  const found = yield* queryOne(
    `select 1 as found from messages
     where bot_id = $1 and state in ('queued', 'sending') and seq >= $openMessages limit 1`,
    botId,
  )
  const later = yield* queryOne(
    `select 1 as found from messages where seq in (${scheduledSeqs('$1')}) and state = 'scheduled' limit 1`,
    botId,
  )
  return found !== undefined || later !== undefined
}

// ── telling: events are delivered ───────────────────────────

function* waitForEndpoints(bot: DeletedRow, { botId, now }: DeletionInput): Transaction<DeletionPiece> {
  if (now < bot.stage_at + notifyMs) {
    // A disabled endpoint takes no deliveries, so none is waited for.
    const endpoints = yield* query<{ id: string }>(
      'select id from endpoints where bot_id = $1 and disabled_at is null',
      botId,
    )
    for (const { id } of endpoints) if (yield* waitsFor(id)) return later
  }
  return yield* enterStage(bot, 'removing', now)
}

function* waitsFor(endpointId: string): Transaction<boolean> {
  const found = yield* queryOne(
    `select 1 as found from deliveries where endpoint_id = $1 and state = 'waiting' and seq >= $openDeliveries limit 1`,
    endpointId,
  )
  return found !== undefined
}

// ── removing: the bot's data are deleted ────────────────────

function* removeSome(bot: DeletedRow, input: DeletionInput): Transaction<DeletionPiece> {
  if (yield* removeDeliveries(bot, input)) return more
  for (const table of removedTables) {
    if ((yield* takeAway(table, input.botId, input.limit)) === input.limit) return more
  }
  for (const name of botFacts(input.botId)) yield* forgetFact(name)
  yield* bumpSettings([input.botId])
  const ended = yield* queryOne<DeletedRow>(
    `update deleted_bots set stage = 'ended', stage_at = $2, ended_at = $2, settings = null, secrets = null
     where id = $1
     returning ${deletedColumns}`,
    input.botId,
    input.now,
  )
  return { isMore: false, ...(ended ? { ended: deletedBotOf(ended) } : {}) }
}

/** Walks the bot's events, since deliveries are found by their event; the events stay. */
function* removeDeliveries(bot: DeletedRow, { botId, limit }: DeletionInput): Transaction<boolean> {
  const events = yield* query<{ seq: number; at: number }>(
    'select seq, at from events where bot_id = $1 and (at, seq) > ($2, $3) order by at, seq limit $4',
    botId,
    bot.after_at,
    bot.after_seq,
    limit,
  )
  const last = events.at(-1)
  if (!last) return false
  const those = 'select seq from events where bot_id = $1 and (at, seq) > ($2, $3) and (at, seq) <= ($4, $5)'
  for (const text of [
    `delete from delivery_attempts where delivery_seq in (select seq from deliveries where event_seq in (${those}))`,
    `delete from deliveries where event_seq in (${those})`,
  ])
    yield* query(text, botId, bot.after_at, bot.after_seq, last.at, last.seq)
  yield* query('update deleted_bots set after_at = $2, after_seq = $3 where id = $1', botId, last.at, last.seq)
  return true
}
