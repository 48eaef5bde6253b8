/**
 * Campaigns: accepted with their idempotency record, found, listed. State changes are in state-changes.ts, rows in
 * rows.ts.
 */
import type { CampaignSnapshot, CampaignState } from '../../model/campaign/campaign.ts'
import type { Stop } from '../../model/campaign/stop.ts'
import type { Quotas } from '../../model/quota.ts'
import { isAlive } from '../bots/deleted-bots.ts'
import { recordKey } from '../messages/idempotency.ts'
import type { AcceptResult, IdempotencyRecord } from '../messages/records.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { within } from '../sql/quota.ts'
import { parse, query, queryOne, type Transaction } from '../sql/transaction.ts'

export type CampaignRecord = {
  seq: number
  id: string
  botId: string
  name: string
  elementName: string
  state: CampaignState
  fileName?: string
  clientId?: string
  rowCount: number
  badCount: number
  repeatedCount: number
  acceptedCount: number
  canceledCount: number
  /** Rows left out, because their person wants no marketing or had enough of it. */
  suppressedCount: number
  retriedCount: number
  importedLine: number
  importedAt?: number
  isRetrying: boolean
  dueAt?: number
  createdAt: number
  startedAt?: number
  endedAt?: number
  updatedAt: number
  error?: string
  /** Why a cause paused it. A pause on request has none. */
  stop?: Stop
  /** When the next check for the end of the cause is due, and the number of failed checks. */
  lookAt?: number
  looks: number
  /** A single row is sent until it has got through. */
  isOnTrial: boolean
  resumedAt?: number
  refreshedAt?: number
}

export type NewCampaign = {
  id: string
  botId: string
  name: string
  elementName: string
  snapshot: CampaignSnapshot
  fileName?: string
  clientId?: string
  dueAt?: number
  createdAt: number
}

export type CampaignFilter = {
  botId: string
  elementName?: string
  states?: readonly CampaignState[]
  fromAt?: number
  toAt?: number
}

const columns = `seq, id, bot_id, name, element_name, state, file_name, client_id, row_count, bad_count, repeated_count,
  accepted_count, canceled_count, suppressed_count, retried_count, imported_line, imported_at, retry_after, due_at,
  created_at, started_at, ended_at, updated_at, error, cause, look_at, looks, on_trial, resumed_at, refreshed_at`

type CampaignRow = {
  seq: number
  id: string
  bot_id: string
  name: string
  element_name: string
  state: CampaignState
  file_name: string | null
  client_id: string | null
  row_count: number
  bad_count: number
  repeated_count: number
  accepted_count: number
  canceled_count: number
  suppressed_count: number
  retried_count: number
  imported_line: number
  imported_at: number | null
  retry_after: number | null
  due_at: number | null
  created_at: number
  started_at: number | null
  ended_at: number | null
  updated_at: number
  error: string | null
  cause: string | null
  look_at: number | null
  looks: number
  on_trial: number
  resumed_at: number | null
  refreshed_at: number | null
}

function recordOf(found: CampaignRow): CampaignRecord {
  return {
    seq: found.seq,
    id: found.id,
    botId: found.bot_id,
    name: found.name,
    elementName: found.element_name,
    state: found.state,
    fileName: found.file_name ?? undefined,
    clientId: found.client_id ?? undefined,
    rowCount: Number(found.row_count),
    badCount: Number(found.bad_count),
    repeatedCount: Number(found.repeated_count),
    acceptedCount: Number(found.accepted_count),
    canceledCount: Number(found.canceled_count),
    suppressedCount: Number(found.suppressed_count),
    retriedCount: Number(found.retried_count),
    importedLine: Number(found.imported_line),
    importedAt: found.imported_at ?? undefined,
    isRetrying: found.retry_after !== null,
    dueAt: found.due_at ?? undefined,
    createdAt: found.created_at,
    startedAt: found.started_at ?? undefined,
    endedAt: found.ended_at ?? undefined,
    updatedAt: found.updated_at,
    error: found.error ?? undefined,
    stop: parse<Stop>(found.cause),
    lookAt: found.look_at ?? undefined,
    looks: found.looks,
    isOnTrial: found.on_trial > 0,
    resumedAt: found.resumed_at ?? undefined,
    refreshedAt: found.refreshed_at ?? undefined,
  }
}

// ── accepting and finding ───────────────────────────────────

/** Stores the campaign and its idempotency record in one transaction. */
export function* addCampaign(
  quotas: Quotas,
  campaign: NewCampaign,
  idempotency?: IdempotencyRecord,
): Transaction<AcceptResult> {
  const { createdAt } = campaign
  const earlier = idempotency && (yield* recordKey(idempotency, createdAt))
  if (earlier) return earlier
  yield* within(quotas, 'campaigns', campaign.botId)
  yield* query(
    `insert into campaigns (id, bot_id, name, element_name, state, settings, file_name, client_id, due_at, created_at,
       updated_at)
     values ($1, $2, $3, $4, 'importing', $5, $6, $7, $8, $9, $9)`,
    campaign.id,
    campaign.botId,
    campaign.name,
    campaign.elementName,
    JSON.stringify(campaign.snapshot),
    campaign.fileName,
    campaign.clientId,
    campaign.dueAt,
    createdAt,
  )
  return { kind: 'accepted' }
}

export function* findCampaign(id: string): Transaction<CampaignRecord | undefined> {
  const found = yield* queryOne<CampaignRow>(`select ${columns} from campaigns where id = $1`, id)
  return found && recordOf(found)
}

export function* snapshotOfCampaign(id: string): Transaction<CampaignSnapshot | undefined> {
  const found = yield* queryOne<{ settings: string }>('select settings from campaigns where id = $1', id)
  return parse<CampaignSnapshot>(found?.settings)
}

/** The bot that owns it; a campaign never changes its bot. */
export function* botOfCampaign(campaign: { id: string } | { seq: number }): Transaction<string | undefined> {
  const found =
    'id' in campaign
      ? yield* queryOne<{ bot_id: string }>('select bot_id from campaigns where id = $1', campaign.id)
      : yield* queryOne<{ bot_id: string }>('select bot_id from campaigns where seq = $1', campaign.seq)
  return found?.bot_id
}

/** The running campaigns of one bot. */
export function* runningCampaigns(botId: string): Transaction<CampaignRecord[]> {
  const found = yield* query<CampaignRow>(
    `select ${columns} from campaigns where ended_at is null and ${unindexed('bot_id')} = $1 and state = 'running'
     order by seq`,
    botId,
  )
  return found.map(recordOf)
}

/** The campaigns of one bot that have not ended. */
export function* openCampaignsOf(botId: string): Transaction<CampaignRecord[]> {
  const found = yield* query<CampaignRow>(
    `select ${columns} from campaigns where ended_at is null and ${unindexed('bot_id')} = $1 order by seq`,
    botId,
  )
  return found.map(recordOf)
}

/**
 * Campaigns with work to do now, oldest first; neither scheduled ones that are not due, nor those paused on request.
 */
export function* activeCampaigns(now: number): Transaction<CampaignRecord[]> {
  const found = yield* query<CampaignRow>(
    `select ${columns} from campaigns
     where ended_at is null and ${isAlive('campaigns.bot_id')}
       and (state in ('importing', 'running', 'canceled') or (state = 'scheduled' and due_at <= $1)
       or (state = 'paused' and (imported_at is null or retry_after is not null or cause is not null)))
     order by seq`,
    now,
  )
  return found.map(recordOf)
}

/** Newest first. */
export function* listCampaigns(filter: CampaignFilter, offset: number, limit: number): Transaction<CampaignRecord[]> {
  const { text, values } = whereOf(filter)
  const found = yield* query<CampaignRow>(
    `select ${columns} from campaigns where ${text} order by created_at desc, seq desc
     limit $${values.length + 1} offset $${values.length + 2}`,
    ...values,
    limit,
    offset,
  )
  return found.map(recordOf)
}

export function* countCampaigns(filter: CampaignFilter): Transaction<number> {
  const { text, values } = whereOf(filter)
  const found = yield* queryOne<{ n: number }>(`select count(*) as n from campaigns where ${text}`, ...values)
  return Number(found?.n ?? 0)
}

function whereOf({ botId, elementName, states, fromAt, toAt }: CampaignFilter): {
  text: string
  values: (string | number)[]
} {
  const values: (string | number)[] = [botId]
  const parts = ['bot_id = $1']
  const add = (condition: string, value: string | number) => {
    values.push(value)
    parts.push(`${condition} $${values.length}`)
  }
  if (elementName !== undefined) add('element_name =', elementName)
  if (fromAt !== undefined) add('created_at >=', fromAt)
  if (toAt !== undefined) add('created_at <', toAt)
  if (states !== undefined) {
    const places = states.map((state) => `$${values.push(state)}`)
    parts.push(`state in (${places.join(', ')})`)
  }
  return { text: parts.join(' and '), values }
}
