/**
 * A campaign's results: counts by state and code, and the report of its lines. Slow for a large campaign, so it runs on
 * the reader beside the main thread, and in pages.
 */
import type { RowReason } from '../../model/campaign/reason.ts'
import { withheldKinds } from '../../model/consent/suppression.ts'
import type { State } from '../../model/message/lifecycle.ts'
import type { Failure } from '../../model/outcome/decide.ts'
import { codeOf } from '../sql/message-row.ts'
import { parse, query, queryOne, type Transaction } from '../sql/transaction.ts'
import type { ArchivedCounts } from './archived-counts.ts'
import { type CampaignRecord, findCampaign } from './campaigns.ts'

export type ReportRow = {
  line: number
  destination: string
  state: 'waiting' | 'bad' | 'repeated' | 'canceled' | 'suppressed' | 'accepted'
  reasons?: RowReason[]
  attempt: number
  message?: {
    id: string
    state: State
    userId: string
    isReplied: boolean
    sentAt?: number
    deliveredAt?: number
    readAt?: number
    repliedAt?: number
    error?: Failure
    /** A code of model/cost/pricing.ts. */
    pricing?: number
  }
}

/** A campaign's messages by result; failures by Meta's code or our key. Excludes messages of earlier attempts. */
export type CampaignCounts = {
  /** As it was when they were counted. */
  campaign?: CampaignRecord | undefined
  states: Partial<Record<State, number>>
  replied: number
  failures: Record<string, number>
  /** Failures whose rows got another message; not those whose rows were left out. */
  retried: number
}

function countedCampaign(id: string): Transaction<CountedCampaign | undefined> {
  return queryOne<CountedCampaign>(
    'select seq, retried_count, retried_codes, past_counts, past_below from campaigns where id = $1',
    id,
  )
}

/** Counts existing and purged messages. In one snapshot: rows are taken back while the campaign continues. */
export function* campaignCounts(id: string): Transaction<CampaignCounts> {
  const campaign = yield* countedCampaign(id)
  const archived = parse<ArchivedCounts>(campaign?.past_counts)
  const from = campaign?.past_below ? `and seq >= ${campaign.past_below}` : ''
  const found = yield* query<{ state: State; n: number }>(
    `select state, count(*) as n from messages where campaign_id = $1 ${from} group by state`,
    id,
  )
  const replied = yield* queryOne<{ n: number }>(
    `select count(*) as n from messages
     where campaign_id = $1 ${from} and replied_at is not null and state in ('sent', 'delivered', 'read')`,
    id,
  )
  const states: CampaignCounts['states'] = { ...archived?.states }
  for (const { state, n } of found) states[state] = (states[state] ?? 0) + Number(n)
  if (states.failed) states.failed = Math.max(0, states.failed - Number(campaign?.retried_count ?? 0))
  const others = yield* notTheirRows(id, campaign)
  for (const { state, n } of others) states[state] = Math.max(0, (states[state] ?? 0) - Number(n))
  const otherReplies = others.reduce((sum, one) => sum + Number(one.replied), 0)
  const failures = { ...archived?.failures }
  for (const { head, n } of yield* failuresOf(id, from)) {
    failures[codeOf(head)] = (failures[codeOf(head)] ?? 0) + Number(n)
  }
  const retried = parse<Record<string, number>>(campaign?.retried_codes) ?? {}
  for (const [code, n] of Object.entries(retried)) failures[code] = (failures[code] ?? 0) - n
  const leftOut = withheldKinds.reduce((sum, kind) => sum + (retried[kind] ?? 0), 0)
  return {
    campaign: yield* findCampaign(id),
    states,
    replied: Math.max(0, Number(replied?.n ?? 0) + (archived?.replied ?? 0) - otherReplies),
    failures: Object.fromEntries(Object.entries(failures).filter(([, n]) => n > 0)),
    retried: Math.max(0, Number(campaign?.retried_count ?? 0) - leftOut),
  }
}

/** Only one of a row's messages counts (store/messages/repeated-rows.ts). Failed ones are in `retried_count`. */
function notTheirRows(
  id: string,
  campaign: CountedCampaign | undefined,
): Transaction<{ state: State; n: number; replied: number }[]> {
  return query(
    `select messages.state, count(*) as n,
       sum(case when replied_at is not null and messages.state in ('sent', 'delivered', 'read') then 1
         else 0 end) as replied
     from repeated_rows join messages on messages.id = repeated_rows.message_id
     where repeated_rows.campaign_seq = $1 and messages.campaign_id = $2 and messages.state <> 'failed'
     group by messages.state`,
    campaign?.seq,
    id,
  )
}

type CountedCampaign = {
  seq: number
  retried_count: number
  retried_codes: string | null
  past_counts: string | null
  past_below: number
}

/**
 * A failure's JSON begins with its code or key and ends with parts that differ by message: grouped by the beginning,
 * the failures of a million rows fall into a handful of groups, on every database.
 */
function failuresOf(id: string, from: string): Transaction<{ head: string | null; n: number }[]> {
  return query(
    `select substr(error, 1, 34) as head, count(*) as n from messages
     where campaign_id = $1 ${from} and state = 'failed'
     group by substr(error, 1, 34)`,
    id,
  )
}

export const reportColumns = `r.line, r.destination, r.state, r.reason, r.attempt, m.id as message_id, m.user_id,
  m.state as message_state, m.sent_at, m.delivered_at, m.read_at, m.replied_at, m.error,
  m.pricing`

/** A page of the report: the lines after `afterLine`. */
export function* reportRows(seq: number, afterLine: number, limit: number): Transaction<ReportRow[]> {
  const found = yield* query<ReportJoin>(
    `select ${reportColumns} from campaign_rows r left join messages m on m.id = r.message_id
     where r.campaign_seq = $1 and r.line > $2 order by r.line limit $3`,
    seq,
    afterLine,
    limit,
  )
  return found.map(reportRow)
}

export type ReportJoin = {
  line: number
  destination: string
  state: ReportRow['state']
  reason: string | null
  attempt: number
  message_id: string | null
  user_id: string | null
  message_state: State | null
  sent_at: number | null
  delivered_at: number | null
  read_at: number | null
  replied_at: number | null
  error: string | null
  pricing: number | null
}

export function reportRow(found: ReportJoin): ReportRow {
  const { line, destination, state, attempt } = found
  const reasons = parse<RowReason[]>(found.reason)
  const same = { line: Number(line), destination, state, attempt, ...(reasons ? { reasons } : {}) }
  if (found.message_id === null || found.message_state === null) return same
  return {
    ...same,
    message: {
      id: found.message_id,
      state: found.message_state,
      userId: found.user_id ?? found.destination,
      isReplied: found.replied_at !== null,
      sentAt: found.sent_at ?? undefined,
      deliveredAt: found.delivered_at ?? undefined,
      readAt: found.read_at ?? undefined,
      repliedAt: found.replied_at ?? undefined,
      error: parse(found.error),
      pricing: found.pricing ?? undefined,
    },
  }
}
