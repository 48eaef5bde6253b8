/**
 * The steps that erase a person from each table, in batches of a few hundred rows. A row keeps its place, state and
 * figures, so that counts and references still work, but loses its bot and all data of the person; retention purges it
 * later. A keyed hash stays for messages that Meta may repeat, so that they are not received as new.
 */
import { namesPerson } from '../../model/access/saved-view.ts'
import { scheduledSeqs } from '../messages/schedule.ts'
import { end } from '../messages/transitions.ts'
import { promoteRun } from '../skills/runs.ts'
import { lifeColumns, type MessageLife } from '../sql/message-row.ts'
import { parse, pipeline, query, queryOne, statement, type Transaction } from '../sql/transaction.ts'
import { viewsAfter } from '../views/saved-views.ts'
import { eraseSuppressions } from './consent.ts'
import { type EraseContext, type Erased, type EraseStep, type Erasing, onward } from './erasing.ts'
import { eraseEventsOf, eraseOtherEvents } from './events.ts'

/** The order matters: queued messages end first, so that none is sent meanwhile. */
export const eraseSteps = {
  queue: cancelQueued,
  messages: eraseMessages,
  inbound: eraseInbound,
  events: eraseOtherEvents,
  runs: eraseRuns,
  campaigns: eraseCampaignRows,
  unplaced: eraseUnplaced,
  notes: eraseNotes,
  files: eraseFilesFor,
  views: eraseViews,
  suppressions: eraseSuppressions,
} satisfies Record<string, EraseStep>

export type EraseStepName = keyof typeof eraseSteps

// ── messages ────────────────────────────────────────────────

function* cancelQueued(
  context: EraseContext,
  { botId, userId, begunAt, now }: Erasing,
  limit: number,
): Transaction<Erased> {
  const queued = yield* query<MessageLife>(
    `select ${lifeColumns} from messages where bot_id = $1 and user_id = $2 and state in ('queued', 'sending')
       and state = 'queued' and accepted_at <= $3 and seq >= $openMessages order by seq limit $4`,
    botId,
    userId,
    begunAt,
    limit,
  )
  const later = yield* query<MessageLife>(
    `select ${lifeColumns} from messages where seq in (${scheduledSeqs('$1')}) and state = 'scheduled'
       and user_id = $2 and accepted_at <= $3 limit $4`,
    botId,
    userId,
    begunAt,
    limit,
  )
  for (const message of [...later, ...queued]) yield* end(context, message, 'canceled', 'canceled', now)
  return { gone: {}, ...onward(later.length > queued.length ? later : queued, limit) }
}

/** Messages in flight stay complete until their outcome is known: erasure.ts then runs the steps again. */
function* eraseMessages(context: EraseContext, erasing: Erasing, limit: number): Transaction<Erased> {
  const { botId, userId, begunAt } = erasing
  const found = yield* query<{ seq: number; id: string; wamid: string | null; error: string | null }>(
    `select seq, id, wamid, error from messages
     where bot_id = $1 and user_id = $2 and accepted_at <= $3 and state not in ('scheduled', 'queued', 'sending')
       and lease is null
     order by accepted_at limit $4`,
    botId,
    userId,
    begunAt,
    limit,
  )
  const emitted = yield* eraseEventsOf(context, erasing, found)
  yield* mark(context, erasing, found)
  for (const { seq, id, wamid, error } of found) {
    yield* pipeline([
      statement(
        `update messages set bot_id = '', user_id = '', content = '{}', recipient = null, files = null, actions = null,
           wamid = null, error = $2 where seq = $1`,
        seq,
        codeAlone(error),
      ),
      statement('update attempts set detail = null, told = null, recipient = null where message_seq = $1', seq),
      statement(`update campaign_rows set ${emptyRow}, message_id = null where message_id = $1`, id),
      statement(`update orphan_statuses set wamid = '', status = '{}' where wamid = $1`, wamid ?? ''),
    ])
  }
  return { gone: { messages: found.length, campaignRows: 0, ...emitted }, ...onward(found, limit) }
}

/** A campaign counts its failures by the code (store/campaigns/archived-counts.ts). */
function codeAlone(error: string | null): string | null {
  const { code, key } = parse<{ code?: number; key?: string }>(error) ?? {}
  if (error === null) return null
  return JSON.stringify(code === undefined ? { key } : { code })
}

function* eraseInbound(context: EraseContext, erasing: Erasing, limit: number): Transaction<Erased> {
  const { botId, userId, begunAt } = erasing
  const found = yield* query<{ seq: number; id: string; wamid: string }>(
    `select seq, id, wamid from inbound where bot_id = $1 and user_id = $2 and received_at <= $3
     order by received_at limit $4`,
    botId,
    userId,
    begunAt,
    limit,
  )
  const emitted = yield* eraseEventsOf(context, erasing, found)
  yield* mark(context, erasing, found)
  let media = 0
  for (const { seq, id } of found) {
    media += (yield* eraseFiles(id)).length
    yield* query(
      // The key of bot and wamid must stay unique.
      `update inbound set bot_id = '', user_id = '', bubble = '{}', context_wamid = null, media = null, wamid = id
       where seq = $1`,
      seq,
    )
  }
  return { gone: { inbound: found.length, media, ...emitted }, ...onward(found, limit) }
}

/** Files that were uploaded for the person. */
function* eraseFilesFor(_: EraseContext, { botId, identifiers }: Erasing, limit: number): Transaction<Erased> {
  const named = identifiers.map((_, index) => `$${index + 3}`).join(', ')
  const found = yield* query(
    `${forgetting}, for_user = null where id in (
       select id from media_files where bot_id = $1 and for_user is not null and for_user in (${named}) limit $2)
     returning id`,
    botId,
    limit,
    ...identifiers,
  )
  return { gone: { media: found.length }, ...onward(found, limit) }
}

const forgetting = `update media_files set due_at = null, filename = null, sha256 = null, meta_id = '',
       message_id = null, upload_key = null,
       state = case when place is null then 'expired' else 'removing' end,
       remove_at = case when place is null then null else 0 end`

/** Stops serving the files; the media sweep deletes the bytes (store/media/removal.ts), after a running download. */
function eraseFiles(messageId: string): Transaction<unknown[]> {
  return query(
    `${forgetting}
     where message_id = $1 and message_id is not null and state <> 'removing' returning id`,
    messageId,
  )
}

function* mark(
  { markOf }: EraseContext,
  { now }: Erasing,
  found: readonly { wamid: string | null }[],
): Transaction<void> {
  const wamids = found.flatMap(({ wamid }) => wamid ?? [])
  yield* pipeline(
    wamids.map((wamid) =>
      statement(
        'insert into erased_marks (mark, erased_at) values ($1, $2) on conflict (mark) do nothing returning mark',
        markOf(wamid),
        now,
      ),
    ),
  )
}

// ── skills, campaigns, unplaced items ───────────────────────

/** Under every identifier: earlier versions left ended runs under the id that the person had then. */
function* eraseRuns(
  _: EraseContext,
  { botId, identifiers, begunAt, now }: Erasing,
  limit: number,
): Transaction<Erased> {
  const named = identifiers.map((_name, index) => `$${index + 5}`).join(', ')
  const found = yield* query(
    `update skill_runs set bot_id = '', user_id = '', facts = '{}', detail = null, exchange = null, due_at = null,
       state = case when state = 'waiting' then 'failed' else state end, ended_at = coalesce(ended_at, $3)
     where seq in (select seq from skill_runs where bot_id = $1 and user_id in (${named}) and user_id <> ''
       and created_at <= $2 order by seq limit $4)
     returning seq`,
    botId,
    begunAt,
    now,
    limit,
    ...identifiers,
  )
  for (const userId of identifiers) yield* promoteRun(botId, userId, now)
  return { gone: { skillRuns: found.length }, ...onward(found, limit) }
}

const emptyRow = `destination = '', parameters = '[]', reason = null`

/** Campaigns per batch: each costs an index lookup for each identifier. */
const campaignsAtOnce = 50

/** Rows without a message: those still waiting, and those that never became one. */
function* eraseCampaignRows(_: EraseContext, { botId, identifiers, after }: Erasing): Transaction<Erased> {
  const campaigns = yield* query<{ seq: number }>(
    'select seq from campaigns where bot_id = $1 and seq > $2 order by seq limit $3',
    botId,
    after,
    campaignsAtOnce,
  )
  let count = 0
  const named = identifiers.map((_, index) => `$${index + 2}`).join(', ')
  for (const { seq } of campaigns) {
    const canceled = yield* query(
      `update campaign_rows set ${emptyRow}, state = 'canceled'
       where campaign_seq = $1 and destination in (${named}) and state = 'waiting' returning line`,
      seq,
      ...identifiers,
    )
    if (canceled.length > 0)
      yield* query('update campaigns set canceled_count = canceled_count + $2 where seq = $1', seq, canceled.length)
    const others = yield* query(
      `update campaign_rows set ${emptyRow} where campaign_seq = $1 and destination in (${named}) and message_id is null
       returning line`,
      seq,
      ...identifiers,
    )
    count += canceled.length + others.length
  }
  const last = campaigns.length === campaignsAtOnce ? campaigns.at(-1)?.seq : undefined
  return { gone: { campaignRows: count }, ...(last === undefined ? {} : { next: last }) }
}

/** Items from Meta for this number that could not be read or placed and that contain one of the identifiers. */
function* eraseUnplaced(_: EraseContext, erasing: Erasing, limit: number): Transaction<Erased> {
  const { phoneNumberId, identifiers, after } = erasing
  if (phoneNumberId === undefined) return { gone: {} }
  const found = yield* query<{ seq: number; raw: string; source: string | null }>(
    'select seq, raw, source from unplaced where phone_number_id = $1 and seq > $2 order by seq limit $3',
    phoneNumberId,
    after,
    limit,
  )
  const theirs = found.filter(({ raw, source }) =>
    identifiers.some((name) => isNamedIn(raw, name) || isNamedIn(source ?? '', name)),
  )
  for (const { seq } of theirs) {
    yield* queryOne(
      `update unplaced set raw = '{}', source = null, phone_number_id = null, waba_id = null
       where seq = $1 returning seq`,
      seq,
    )
  }
  const last = found.length === limit ? found.at(-1)?.seq : undefined
  return { gone: { unplaced: theirs.length }, ...(last === undefined ? {} : { next: last }) }
}

function* eraseNotes(_: EraseContext, { botId, userId, begunAt }: Erasing, limit: number): Transaction<Erased> {
  const found = yield* query(
    `delete from conversation_notes where id in (
       select id from conversation_notes where bot_id = $1 and user_id = $2 and at <= $3 order by at, id limit $4)
     returning id`,
    botId,
    userId,
    begunAt,
    limit,
  )
  return { gone: { notes: found.length }, ...onward(found, limit) }
}

/**
 * Saved views of the bot, or of no bot, that name the person. Taken away whole: without the person they would list
 * everybody's messages under their name.
 */
function* eraseViews(_: EraseContext, { botId, identifiers, after }: Erasing, limit: number): Transaction<Erased> {
  const found = yield* viewsAfter(botId, after, limit)
  const theirs = found.filter(({ view }) => namesPerson(view, identifiers))
  for (const { seq } of theirs) yield* queryOne('delete from saved_views where seq = $1 returning seq', seq)
  const last = found.length === limit ? found.at(-1)?.seq : undefined
  return { gone: { views: theirs.length }, ...(last === undefined ? {} : { next: last }) }
}

/** Matches the whole name only, not the digits of a longer number. */
function isNamedIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const [before = '', behind = ''] = [text[at - 1], text[at + name.length]]
    if (!/[0-9A-Za-z]/.test(before) && !/[0-9A-Za-z]/.test(behind)) return true
  }
  return false
}
