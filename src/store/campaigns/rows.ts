/**
 * The rows of a campaign, imported before: turned into messages, and retried. Each chunk is one transaction, so that a
 * crash leaves every row with its message or without one (exactly once), and memory holds one chunk.
 */
import { type RowReason, withheldReason } from '../../model/campaign/reason.ts'
import type { MarketingCap } from '../../model/consent/suppression.ts'
import { isAlive } from '../bots/deleted-bots.ts'
import type { EventContext } from '../events/events.ts'
import { enqueueAll } from '../messages/enqueue.ts'
import type { NewMessage } from '../messages/records.ts'
import { uncertainLines, waitAgain } from '../messages/repeated-rows.ts'
import { codeOf } from '../sql/message-row.ts'
import {
  json,
  parse,
  pipeline,
  query,
  queryOne,
  type Statement,
  statement,
  type Transaction,
} from '../sql/transaction.ts'
import { findCampaign } from './campaigns.ts'
import { type SentTemplate, standingFor } from './lift.ts'
import { stopCampaign } from './stops.ts'
import { withheldAmong } from './suppressed.ts'

export type WaitingRow = { line: number; destination: string; values: string[] }

export type Room = {
  /** Number of messages that may be added. */
  free: number
  /** Number of messages that go first. */
  ahead: number
}

/**
 * How many campaign messages the bot's queue may take: up to `aim` due by `dueBy`, and up to `max` of these campaigns
 * in total, so that during an outage of Meta a campaign waits in its rows and not in the queue.
 */
export function* campaignRoom(
  botId: string,
  campaignIds: string[],
  { aim, max, dueBy }: { aim: number; max: number; dueBy: number },
): Transaction<Room> {
  const due = yield* queryOne<{ n: number }>(
    `select count(*) as n from (
       select 1 as one from messages where bot_id = $1 and due_at is not null and due_at <= $2
         and seq >= $openMessages limit $3) as ready`,
    botId,
    dueBy,
    aim,
  )
  const probing = yield* queryOne<{ n: number }>(
    `select count(*) as n from (
       select 1 as one from messages where bot_id = $1 and probe_due_at is not null and seq >= $openMessages
         limit $2) as probing`,
    botId,
    aim,
  )
  let queued = 0
  for (const id of campaignIds) {
    const found = yield* queryOne<{ n: number }>(
      `select count(*) as n from (
         select 1 as one from messages where campaign_id = $1 and state = 'queued' and seq >= $openMessages
           limit $2) as waiting`,
      id,
      max,
    )
    queued += Number(found?.n ?? 0)
  }
  const ahead = Number(due?.n ?? 0) + Number(probing?.n ?? 0)
  return { free: Math.max(0, Math.min(aim - ahead, max - queued)), ahead }
}

/** With `end`, the trial row differs from the first one, which may itself be at fault. */
export function* waitingRows(seq: number, limit: number, from: 'start' | 'end' = 'start'): Transaction<WaitingRow[]> {
  const found = yield* query<{ line: number; destination: string; parameters: string }>(
    `select line, destination, parameters from campaign_rows
     where campaign_seq = $1 and state = 'waiting' order by line ${from === 'end' ? 'desc' : ''} limit $2`,
    seq,
    limit,
  )
  return found.map(({ line, destination, parameters }) => ({
    line: Number(line),
    destination,
    values: JSON.parse(parameters) as string[],
  }))
}

/** `notBefore`: the message's place among the others; messages accepted meanwhile go before it. */
export type RowOutcome = { line: number } & (
  | { message: NewMessage; notBefore: number }
  | { reasons: RowReason[]; isSuppressed?: true }
)

/** `template`: the template to send; a known obstacle to it stops the campaign. */
export type AcceptedRows = {
  seq: number
  botId: string
  outcomes: RowOutcome[]
  template?: SentTemplate
  /** Of marketing messages to one person. */
  marketingCap?: MarketingCap | undefined
}

/**
 * Turns each row into its message, or marks it as bad or left out, in one transaction, and only while the campaign
 * runs. Returns the number of messages.
 */
export function* acceptRows(context: EventContext, input: AcceptedRows, now: number): Transaction<number> {
  const running = yield* queryOne<{ id: string; on_trial: number }>(
    `select id, on_trial from campaigns where seq = $1 and state = 'running' and ${isAlive('campaigns.bot_id')}`,
    input.seq,
  )
  if (!running || (running.on_trial > 0 && input.outcomes.length > 1)) return 0
  if (yield* isStopped(context, running.id, input.template, now)) return 0
  const asked = yield* withoutSuppressed(context, input, now)
  const taken = yield* pipeline<{ line: number }>(asked.map((outcome) => taking(input.seq, outcome)))
  const outcomes = asked.filter((_, index) => taken[index]?.line !== undefined)
  const enqueued = outcomes.filter((outcome) => 'message' in outcome)
  const uncertain = yield* uncertainLines(
    input.seq,
    enqueued.map(({ line }) => line),
  )
  yield* enqueueAll(
    input.botId,
    enqueued.map(({ line, ...one }) => (uncertain.has(line) ? { ...one, mayBeDouble: true } : one)),
    now,
  )
  const accepted = enqueued.length
  const suppressed = outcomes.filter((outcome) => 'reasons' in outcome && outcome.isSuppressed).length
  yield* query(
    `update campaigns set accepted_count = accepted_count + $2, bad_count = bad_count + $3,
       suppressed_count = suppressed_count + $4, updated_at = $5
     where seq = $1`,
    input.seq,
    accepted,
    outcomes.length - accepted - suppressed,
    suppressed,
    now,
  )
  return accepted
}

/** Marketing to people who get none becomes a row that is left out. */
function* withoutSuppressed(
  { markName }: EventContext,
  { botId, outcomes, marketingCap }: AcceptedRows,
  now: number,
): Transaction<RowOutcome[]> {
  const destinations = outcomes.flatMap((one) =>
    'message' in one && one.message.isMarketing ? one.message.userId : [],
  )
  if (destinations.length === 0) return outcomes
  const withheld = yield* withheldAmong(botId, destinations, marketingCap, { markName, now })
  return outcomes.map((one) => {
    const by = 'message' in one ? withheld.get(one.message.userId) : undefined
    return by === undefined ? one : { line: one.line, reasons: [withheldReason(by)], isSuppressed: true }
  })
}

function* isStopped(
  context: EventContext,
  id: string,
  template: SentTemplate | undefined,
  now: number,
): Transaction<boolean> {
  const campaign = template && (yield* findCampaign(id))
  const stop = campaign && (yield* standingFor(campaign, template, now))
  if (!stop) return false
  yield* stopCampaign(context, campaign, stop)
  return true
}

/** A row that another process took meanwhile matches nothing. */
function taking(seq: number, outcome: RowOutcome): Statement {
  const message = 'message' in outcome ? outcome.message : undefined
  return statement(
    `update campaign_rows set state = $3, message_id = $4, reason = $5, attempt = attempt + $6
     where campaign_seq = $1 and line = $2 and state = 'waiting' returning line`,
    seq,
    outcome.line,
    stateOf(outcome),
    message?.id,
    'reasons' in outcome ? json(outcome.reasons) : null,
    message ? 1 : 0,
  )
}

function stateOf(outcome: RowOutcome): 'accepted' | 'suppressed' | 'bad' {
  if ('message' in outcome) return 'accepted'
  return outcome.isSuppressed ? 'suppressed' : 'bad'
}

/** Sets a batch of rows whose message failed back to waiting. Returns whether more are left. */
export function* retryRows(id: string, limit: number, now: number): Transaction<boolean> {
  const retry = yield* queryOne<{
    seq: number
    retry_after: number | null
    retry_until: number
    retry_only: string | null
    retried_codes: string | null
  }>(`select seq, retry_after, retry_until, retry_only, retried_codes from campaigns where id = $1`, id)
  if (!retry || retry.retry_after === null) return false
  const failed = yield* query<{ seq: number; id: string; error: string | null; possible_double: number }>(
    `select seq, id, error, possible_double from messages
     where campaign_id = $1 and state = 'failed' and seq > $2 and seq <= $3 order by seq limit $4`,
    id,
    retry.retry_after,
    retry.retry_until,
    limit,
  )
  const only = parse<string[]>(retry.retry_only)
  const codes = parse<Record<string, number>>(retry.retried_codes) ?? {}
  let retried = 0
  for (const message of failed) {
    const code = codeOf(message.error)
    if (only?.includes(code) === false || !(yield* waitAgain(retry.seq, message))) continue
    codes[code] = (codes[code] ?? 0) + 1
    retried += 1
  }
  const last = failed.length === limit ? failed.at(-1)?.seq : undefined
  yield* query(
    `update campaigns set accepted_count = accepted_count - $2, retried_count = retried_count + $2, retried_codes = $3,
       retry_after = $4, updated_at = $5 where seq = $1`,
    retry.seq,
    retried,
    JSON.stringify(codes),
    last,
    now,
  )
  return last !== undefined
}
