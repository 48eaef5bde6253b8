/**
 * Retention by rows: each sweep deletes a few of a table's oldest rows (`aged-rows.ts`) and returns where the next step
 * begins.
 */
import { figuresMs, type Retention } from '../../model/retention.ts'
import { dayMs } from '../../model/time.ts'
import { forgetNumbers } from '../bots/former-identity.ts'
import { leftTables, takeAway } from '../bots/tables.ts'
import { removeEnded } from '../conversations/memory.ts'
import { pipeline, query, queryOne, statement } from '../sql/transaction.ts'
import { agedSweep, nothing, type Sweep } from './aged-rows.ts'
import { wholeTableSweeps } from './whole-tables.ts'

/** Idempotency keys live a day (promise 2). */
const keysMs = dayMs
/** As long as Meta repeats statuses. */
const orphansMs = 7 * dayMs
const unplacedMs = 30 * dayMs
/** Longer than Meta repeats what people said before. */
const resumedMs = 30 * dayMs

export function sweepsOf(now: number, policy: Retention, hasPartitions: boolean): Sweep[] {
  const before = (retentionMs: number) => (retentionMs === 0 ? 0 : now - retentionMs)
  const sweeps = [
    keySweep(now - keysMs),
    agedSweep('orphan_statuses', 'received_at', now - orphansMs),
    agedSweep('unplaced', 'received_at', now - unplacedMs),
    agedSweep('skill_runs', 'created_at', before(policy.skillRunsMs), `and state <> 'waiting'`),
    agedSweep('audit', 'at', before(policy.auditMs ?? 0)),
    agedSweep('refusals', 'at', before(policy.refusalsMs ?? 0)),
    expiredSweep('sessions', 'id', now),
    expiredSweep('sign_in_links', 'token_hash', now),
    memorySweep(now),
    campaignRowSweep(before(policy.campaignRowsMs), now),
    mediaSweep(before(policy.messagesMs)),
    uploadSweep(now),
    scheduleSweep(before(policy.messagesMs)),
    markSweep(before(policy.messagesMs)),
    formerNumberSweep(now),
    resumedSweep(now),
    standingSweep(before(policy.messagesMs && Math.max(policy.messagesMs, figuresMs))),
    templateChangeSweep(before(policy.messagesMs && Math.max(policy.messagesMs, figuresMs))),
    templateDaySweep(before(policy.messagesMs && Math.max(policy.messagesMs, figuresMs))),
    bodySweep(before(policy.eventsMs)),
    ...figureSweeps(before(policy.messagesMs && Math.max(policy.messagesMs, figuresMs))),
    deletedBotSweep(
      policy.messagesMs && policy.campaignRowsMs && before(Math.max(policy.messagesMs, policy.campaignRowsMs)),
      now,
    ),
  ]
  return hasPartitions ? sweeps : [...sweeps, ...wholeTableSweeps(before, policy)]
}

/** The body of a large event is deleted with it, or after its partition was dropped. */
function bodySweep(before: number): Sweep {
  return function* (start, limit) {
    const purged = yield* query(
      `delete from event_bodies where event_id in (
         select event_id from event_bodies where created_at < $1
           and not exists (select 1 from events where events.seq = event_bodies.event_seq) order by created_at limit $2)
       returning event_id`,
      before,
      limit,
    )
    return { removed: { event_bodies: purged.length }, after: purged.length === limit ? start : undefined }
  }
}

function keySweep(before: number): Sweep {
  return function* (start, limit) {
    const found = yield* query<{ client_id: string; key: string }>(
      'select client_id, key from idempotency where created_at < $1 order by created_at limit $2',
      before,
      limit,
    )
    const text = 'delete from idempotency where client_id = $1 and key = $2 and created_at < $3'
    yield* pipeline(found.map(({ client_id, key }) => statement(text, client_id, key, before)))
    return { removed: { idempotency: found.length }, after: found.length === limit ? start : undefined }
  }
}

/** Rows of campaigns that ended long ago, one campaign after the other. */
function campaignRowSweep(before: number, now: number): Sweep {
  return function* (start, limit) {
    const campaign = yield* queryOne<{ seq: number }>(
      `select seq from campaigns where ended_at is not null and ended_at < $1 and rows_gone_at is null
       order by ended_at limit 1`,
      before,
    )
    if (!campaign) return nothing
    const purged = yield* query(
      `delete from campaign_rows where campaign_seq = $1 and line in (
         select line from campaign_rows where campaign_seq = $1 order by line limit $2) returning line`,
      campaign.seq,
      limit,
    )
    if (purged.length < limit) {
      yield* query('delete from repeated_rows where campaign_seq = $1', campaign.seq)
      yield* query('update campaigns set rows_gone_at = $2 where seq = $1', campaign.seq, now)
    }
    return { removed: { campaign_rows: purged.length }, after: start }
  }
}

/** Records of removed files stay as long as the messages that name them. */
function mediaSweep(before: number): Sweep {
  return function* (start, limit) {
    const purged = yield* query(
      `delete from media_files where id in (
         select id from media_files where state = 'expired' and created_at < $1 order by created_at limit $2)
       returning id`,
      before,
      limit,
    )
    return { removed: { media_files: purged.length }, after: purged.length === limit ? start : undefined }
  }
}

/** As long as the messages that left at their times. */
function scheduleSweep(before: number): Sweep {
  return function* (start, limit) {
    const purged = yield* query(
      `delete from schedules where (bot_id, message_id) in (
         select bot_id, message_id from schedules where send_at < $1 and waiting_seq is null order by send_at limit $2)
       returning message_id`,
      before,
      limit,
    )
    return { removed: { schedules: purged.length }, after: purged.length === limit ? start : undefined }
  }
}

/** Meta stops repeating items earlier than this. */
function markSweep(before: number): Sweep {
  return function* (start, limit) {
    const purged = yield* query(
      `delete from erased_marks where mark in (
         select mark from erased_marks where erased_at < $1 order by erased_at limit $2) returning mark`,
      before,
      limit,
    )
    return { removed: { erased_marks: purged.length }, after: purged.length === limit ? start : undefined }
  }
}

/** What of a person's memory has ended. */
function memorySweep(now: number): Sweep {
  return function* (start, limit) {
    const ended = yield* removeEnded(now, limit)
    return { removed: {}, after: ended === limit ? start : undefined }
  }
}

/** Former numbers on which Meta no longer reports. */
function formerNumberSweep(now: number): Sweep {
  return function* (start, limit) {
    const purged = yield* forgetNumbers(now, limit)
    return { removed: { former_numbers: purged }, after: purged === limit ? start : undefined }
  }
}

/** Those who want marketing again. Those who want none stay for ever. */
function resumedSweep(now: number): Sweep {
  return function* (start, limit) {
    const purged = yield* query(
      `delete from suppressions where seq in (
         select seq from suppressions where state = 'resumed' and changed_at < $1 order by changed_at limit $2)
       returning seq`,
      now - resumedMs,
      limit,
    )
    return { removed: { suppressions: purged.length }, after: purged.length === limit ? start : undefined }
  }
}

/** What a number no longer is; what it is now stays, however old. */
function standingSweep(before: number): Sweep {
  return function* (start, limit) {
    const purged = yield* query(
      `delete from number_changes where seq in (
         select seq from number_changes former where at < $1 and exists (
           select 1 from number_changes later
           where later.bot_id = former.bot_id and later.name = former.name and later.seq > former.seq)
         order by seq limit $2) returning seq`,
      before,
      limit,
    )
    return { removed: { number_changes: purged.length }, after: purged.length === limit ? start : undefined }
  }
}

/** By seq, in the order of which they were written. */
function templateChangeSweep(before: number): Sweep {
  return function* (start, limit) {
    const purged = yield* query(
      `delete from template_changes where seq in (
         select seq from (select seq, at from template_changes order by seq limit $2) as oldest where at < $1)
       returning seq`,
      before,
      limit,
    )
    return { removed: { template_changes: purged.length }, after: purged.length === limit ? start : undefined }
  }
}

function templateDaySweep(before: number): Sweep {
  return function* (start, limit) {
    const purged = yield* query(
      `delete from template_days where (bot_id, element_name, language, day_at) in (
         select bot_id, element_name, language, day_at from template_days where day_at < $1 order by day_at limit $2)
       returning day_at`,
      before,
      limit,
    )
    return { removed: { template_days: purged.length }, after: purged.length === limit ? start : undefined }
  }
}

/** Expired rows. */
function expiredSweep(table: 'sessions' | 'sign_in_links', key: string, now: number): Sweep {
  return function* (start, limit) {
    const purged = yield* query(
      `delete from ${table} where ${key} in (
         select ${key} from ${table} where expires_at < $1 order by expires_at limit $2) returning ${key}`,
      now,
      limit,
    )
    return { removed: { [table]: purged.length }, after: purged.length === limit ? start : undefined }
  }
}

/** By whole days, since hours and days are the same figures. */
function figureSweeps(before: number): Sweep[] {
  return [
    figureSweep('figures', ['bot_id', 'hour_at', 'what', 'element_name', 'campaign_id', 'code'], before),
    figureSweep('figure_days', ['bot_id', 'day_at', 'what', 'element_name', 'campaign_id', 'code'], before),
    figureSweep('figure_bot_days', ['bot_id', 'day_at', 'what', 'code'], before),
    figureSweep('price_days', ['bot_id', 'day_at', 'element_name', 'campaign_id', 'pricing', 'country'], before),
  ]
}

function figureSweep(table: string, columns: readonly string[], before: number): Sweep {
  const [key, at] = [columns.join(', '), `coalesce(${columns[1]}, 0)`]
  return function* (start, limit) {
    const purged = yield* query(
      `delete from ${table} where (${key}) in (
         select ${key} from ${table} where ${at} < $1 order by ${at} limit $2)
       returning 1 as gone`,
      before - (before % dayMs),
      limit,
    )
    return { removed: { [table]: purged.length }, after: purged.length === limit ? start : undefined }
  }
}

function uploadSweep(now: number): Sweep {
  return function* (start, limit) {
    const found = yield* query<{ bot_id: string; url: string }>(
      'select bot_id, url from media_uploads where expires_at < $1 order by expires_at limit $2',
      now,
      limit,
    )
    const text = 'delete from media_uploads where bot_id = $1 and url = $2 and expires_at < $3'
    yield* pipeline(found.map(({ bot_id, url }) => statement(text, bot_id, url, now)))
    return { removed: { media_uploads: found.length }, after: found.length === limit ? start : undefined }
  }
}

/**
 * The remaining rows of a deleted bot, when the retention of its messages and campaign rows is over; the reservation
 * stays.
 */
function deletedBotSweep(before: number, now: number): Sweep {
  return function* (start, limit) {
    const bot = yield* queryOne<{ id: string }>(
      `select id from deleted_bots where ended_at is not null and swept_at is null and ended_at < $1
       order by ended_at limit 1`,
      before,
    )
    if (!bot) return nothing
    const removed: Record<string, number> = {}
    for (const table of leftTables) {
      const notNewest = table.key[0] === 'seq' ? ` and seq < (select max(seq) from ${table.name})` : ''
      const purged = yield* takeAway(table, bot.id, limit, notNewest)
      removed[table.name] = purged
      if (purged === limit) return { removed, after: start }
    }
    yield* query('update deleted_bots set swept_at = $2 where id = $1', bot.id, now)
    return { removed, after: start }
  }
}
