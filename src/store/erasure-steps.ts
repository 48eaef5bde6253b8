/**
 * What erasing a person does to each table, in steps of some hundred rows. A row keeps its place, its state and its figures, so that whatever
 * counts or names it goes on; nothing of the person stays in it, it belongs to no bot any more, and retention takes it in its time. Of what
 * Meta may repeat a keyed hash is left, so that it does not come back as new. Run by erasure.ts.
 */
import { endDelivery, promoteNext } from './delivery-lines.ts'
import type { TellContext } from './events.ts'
import { lifeColumns, type MessageLife } from './message-row.ts'
import { promoteRun } from './skill-runs.ts'
import { inOrder, parse, row, rows, statement, type Transaction } from './transaction.ts'
import { end } from './transitions.ts'

/** `names`: all that the bot knows, or knew, the person by; `userId` is the one in every row. */
export type Erasing = {
  botId: string
  userId: string
  names: readonly string[]
  /** The bot's number, by which Meta's unreadable words are found. */
  phoneNumberId?: string
  begunAt: number
  now: number
  /** Behind what the step begins, where what is done is not found by itself. */
  after: number
}

export type EraseContext = TellContext & {
  /** Keyed hash of an id at Meta, of one bot. */
  markOf(botId: string, wamid: string): string
}

export type ErasedTable =
  | 'messages'
  | 'inbound'
  | 'events'
  | 'deliveries'
  | 'skillRuns'
  | 'media'
  | 'campaignRows'
  | 'unplaced'

/** Rows that were emptied. `next`: behind what the next piece of the same step begins; absent: the step is done. */
export type Erased = { gone: Partial<Record<ErasedTable, number>>; next?: number }
type EraseStep = (context: EraseContext, erasing: Erasing, limit: number) => Transaction<Erased>

/** In their order: what waits to be sent ends before anything else is looked at, so that nothing of it leaves meanwhile. */
export const eraseSteps = {
  queue: cancelQueued,
  messages: eraseMessages,
  inbound: eraseInbound,
  events: eraseOtherEvents,
  runs: eraseRuns,
  campaigns: eraseCampaignRows,
  unplaced: eraseUnplaced,
} satisfies Record<string, EraseStep>

export type EraseStepName = keyof typeof eraseSteps

/** What a step has done it does not find again. */
const onward = (found: readonly unknown[], limit: number) => (found.length === limit ? { next: 0 } : {})

// ── messages ────────────────────────────────────────────────

function* cancelQueued(
  context: EraseContext,
  { botId, userId, begunAt, now }: Erasing,
  limit: number,
): Transaction<Erased> {
  const queued = yield* rows<MessageLife>(
    `select ${lifeColumns} from messages where bot_id = $1 and user_id = $2 and state in ('queued', 'sending')
       and state = 'queued' and accepted_at <= $3 and seq >= $openMessages order by seq limit $4`,
    botId,
    userId,
    begunAt,
    limit,
  )
  for (const message of queued) yield* end(context, message, 'canceled', 'canceled', now)
  return { gone: {}, ...onward(queued, limit) }
}

/** What is in the air stays whole until its outcome is known: erasure.ts comes to it again. */
function* eraseMessages(context: EraseContext, erasing: Erasing, limit: number): Transaction<Erased> {
  const { botId, userId, begunAt } = erasing
  const found = yield* rows<{ seq: number; id: string; wamid: string | null; error: string | null }>(
    `select seq, id, wamid, error from messages
     where bot_id = $1 and user_id = $2 and accepted_at <= $3 and state not in ('queued', 'sending') and lease is null
     order by accepted_at limit $4`,
    botId,
    userId,
    begunAt,
    limit,
  )
  const told = yield* eraseEventsOf(erasing, found)
  yield* mark(context, erasing, found)
  for (const { seq, id, wamid, error } of found) {
    yield* inOrder([
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
  return { gone: { messages: found.length, campaignRows: 0, ...told }, ...onward(found, limit) }
}

/** A campaign counts its failures by it (campaign-past.ts). */
function codeAlone(error: string | null): string | null {
  const { code, key } = parse<{ code?: number; key?: string }>(error) ?? {}
  if (error === null) return null
  return JSON.stringify(code === undefined ? { key } : { code })
}

function* eraseInbound(context: EraseContext, erasing: Erasing, limit: number): Transaction<Erased> {
  const { botId, userId, begunAt } = erasing
  const found = yield* rows<{ seq: number; id: string; wamid: string }>(
    'select seq, id, wamid from inbound where bot_id = $1 and user_id = $2 and received_at <= $3 order by received_at limit $4',
    botId,
    userId,
    begunAt,
    limit,
  )
  const told = yield* eraseEventsOf(erasing, found)
  yield* mark(context, erasing, found)
  let media = 0
  for (const { seq, id } of found) {
    media += (yield* eraseFiles(id)).length
    yield* rows(
      // Unique by bot and wamid.
      `update inbound set bot_id = '', user_id = '', bubble = '{}', context_wamid = null, media = null, wamid = id where seq = $1`,
      seq,
    )
  }
  return { gone: { inbound: found.length, media, ...told }, ...onward(found, limit) }
}

/** Handed out no more from now on; the sweep of media removes the bytes (media-removal.ts). One that is being fetched goes when it has come. */
function eraseFiles(messageId: string): Transaction<unknown[]> {
  return rows(
    `update media_files set due_at = null, filename = null, sha256 = null, meta_id = '', message_id = null,
       state = case when place is null then 'expired' else 'removing' end,
       remove_at = case when place is null then null else 0 end
     where message_id = $1 and message_id is not null and state <> 'removing' returning id`,
    messageId,
  )
}

function* mark(
  { markOf }: EraseContext,
  { botId, now }: Erasing,
  found: readonly { wamid: string | null }[],
): Transaction<void> {
  const wamids = found.flatMap(({ wamid }) => wamid ?? [])
  yield* inOrder(
    wamids.map((wamid) =>
      statement(
        'insert into erased_marks (mark, erased_at) values ($1, $2) on conflict (mark) do nothing returning mark',
        markOf(botId, wamid),
        now,
      ),
    ),
  )
}

// ── what was told ───────────────────────────────────────────

type Told = Pick<Erased['gone'], 'events' | 'deliveries'>

function* eraseEventsOf(erasing: Erasing, messages: readonly { id: string }[]): Transaction<Told> {
  const events: { seq: number; id: string }[] = []
  for (const { id } of messages)
    events.push(...(yield* rows<{ seq: number; id: string }>('select seq, id from events where message_id = $1', id)))
  return yield* eraseEvents(erasing, events)
}

/** Of the person, and of none of their messages. */
function* eraseOtherEvents(_: EraseContext, erasing: Erasing, limit: number): Transaction<Erased> {
  const names = erasing.names.map((_, index) => `$${index + 4}`).join(', ')
  const found = yield* rows<{ seq: number; id: string }>(
    `select seq, id from events where bot_id = $1 and message_id is null and at <= $2 and user_id in (${names}) limit $3`,
    erasing.botId,
    erasing.begunAt,
    limit,
    ...erasing.names,
  )
  return { gone: yield* eraseEvents(erasing, found), ...onward(found, limit) }
}

/** What waits to be delivered is given up: the next of its line goes on. */
function* eraseEvents({ now }: Erasing, events: readonly { seq: number; id: string }[]): Transaction<Told> {
  let count = 0
  for (const { seq, id } of events) {
    const deliveries = yield* rows<{ seq: number; state: string; attempt: number }>(
      'select seq, state, attempt from deliveries where event_seq = $1',
      seq,
    )
    count += deliveries.length
    for (const one of deliveries) {
      if (one.state === 'waiting') yield* promoteNext(yield* endDelivery(one.seq, 'given_up', one.attempt), now)
      yield* inOrder([
        statement(`update deliveries set user_id = '' where seq = $1`, one.seq),
        statement(`update delivery_attempts set answer = '', reason = null where delivery_seq = $1`, one.seq),
      ])
    }
    yield* inOrder([
      statement(`update events set bot_id = '', user_id = '', message_id = null, body = '{}' where seq = $1`, seq),
      statement('delete from event_bodies where event_id = $1', id),
    ])
  }
  return { events: events.length, deliveries: count }
}

// ── skills, campaigns, and what nobody could place ──────────

function* eraseRuns(_: EraseContext, { botId, userId, begunAt, now }: Erasing, limit: number): Transaction<Erased> {
  const found = yield* rows(
    `update skill_runs set bot_id = '', user_id = '', facts = '{}', detail = null, due_at = null,
       state = case when state = 'waiting' then 'failed' else state end, ended_at = coalesce(ended_at, $4)
     where seq in (select seq from skill_runs where bot_id = $1 and user_id = $2 and created_at <= $3 order by seq limit $5)
     returning seq`,
    botId,
    userId,
    begunAt,
    now,
    limit,
  )
  yield* promoteRun(botId, userId, now)
  return { gone: { skillRuns: found.length }, ...onward(found, limit) }
}

const emptyRow = `destination = '', parameters = '[]', reason = null`

/** Campaigns looked at in one piece: each costs a look into its index for each name. */
const campaignsAtOnce = 50

/** Rows that are no message yet, and those that never became one. */
function* eraseCampaignRows(_: EraseContext, { botId, names, after }: Erasing): Transaction<Erased> {
  const campaigns = yield* rows<{ seq: number }>(
    'select seq from campaigns where bot_id = $1 and seq > $2 order by seq limit $3',
    botId,
    after,
    campaignsAtOnce,
  )
  let count = 0
  const named = names.map((_, index) => `$${index + 2}`).join(', ')
  for (const { seq } of campaigns) {
    const canceled = yield* rows(
      `update campaign_rows set ${emptyRow}, state = 'canceled'
       where campaign_seq = $1 and destination in (${named}) and state = 'waiting' returning line`,
      seq,
      ...names,
    )
    if (canceled.length > 0)
      yield* rows('update campaigns set canceled_count = canceled_count + $2 where seq = $1', seq, canceled.length)
    const others = yield* rows(
      `update campaign_rows set ${emptyRow} where campaign_seq = $1 and destination in (${named}) and message_id is null
       returning line`,
      seq,
      ...names,
    )
    count += canceled.length + others.length
  }
  const last = campaigns.length === campaignsAtOnce ? campaigns.at(-1)?.seq : undefined
  return { gone: { campaignRows: count }, ...(last === undefined ? {} : { next: last }) }
}

/** Words of Meta's at this number which could not be read or placed, and in which one of the names stands. */
function* eraseUnplaced(_: EraseContext, erasing: Erasing, limit: number): Transaction<Erased> {
  const { phoneNumberId, names, after } = erasing
  if (phoneNumberId === undefined) return { gone: {} }
  const found = yield* rows<{ seq: number; raw: string; source: string | null }>(
    'select seq, raw, source from unplaced where phone_number_id = $1 and seq > $2 order by seq limit $3',
    phoneNumberId,
    after,
    limit,
  )
  const theirs = found.filter(({ raw, source }) =>
    names.some((name) => isNamedIn(raw, name) || isNamedIn(source ?? '', name)),
  )
  for (const { seq } of theirs) {
    yield* row(
      `update unplaced set raw = '{}', source = null, phone_number_id = null, waba_id = null where seq = $1 returning seq`,
      seq,
    )
  }
  const last = found.length === limit ? found.at(-1)?.seq : undefined
  return { gone: { unplaced: theirs.length }, ...(last === undefined ? {} : { next: last }) }
}

/** As a whole: not the digits of a longer number. */
function isNamedIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const [before = '', behind = ''] = [text[at - 1], text[at + name.length]]
    if (!/[0-9A-Za-z]/.test(before) && !/[0-9A-Za-z]/.test(behind)) return true
  }
  return false
}
