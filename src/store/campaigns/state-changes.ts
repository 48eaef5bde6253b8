/**
 * State changes of campaigns: paused, resumed, canceled, retried, begun, completed. Each change is guarded by the state
 * it starts from, and emits its event in its own transaction (promise 9).
 */
import { type CampaignSnapshot, type CampaignState, statusOfState } from '../../model/campaign/campaign.ts'
import { nextLookAt, type Stop } from '../../model/campaign/stop.ts'
import { stopView } from '../../model/campaign/stop-texts.ts'
import type { EventBody } from '../../model/events/schemas.ts'
import type { Quotas } from '../../model/quota.ts'
import { isDeleted } from '../bots/deleted-bots.ts'
import { type EventContext, emitEvent } from '../events/events.ts'
import { end } from '../messages/transitions.ts'
import { lifeColumns, type MessageLife } from '../sql/message-row.ts'
import { within } from '../sql/quota.ts'
import { json, parse, query, queryOne, type Transaction } from '../sql/transaction.ts'
import { type CampaignRecord, findCampaign } from './campaigns.ts'

export type CampaignMove = 'pause' | 'resume' | 'cancel' | 'retry'
export type MoveResult =
  | { kind: 'moved'; campaign: CampaignRecord }
  | { kind: 'wrong_state'; state: CampaignState }
  | { kind: 'not_found' }

/**
 * `snapshot`: the new snapshot to send, if the template has changed. `errorCodes`: a retry of failures with these codes
 * alone.
 */
export type MoveOptions = { snapshot?: CampaignSnapshot | undefined; errorCodes?: readonly string[] | undefined }

type MoveContext = EventContext & { quotas: Quotas }

const allowedFrom = {
  pause: ['importing', 'scheduled', 'running'],
  resume: ['paused'],
  cancel: ['importing', 'scheduled', 'running', 'paused'],
  retry: ['running', 'paused', 'completed'],
} as const satisfies Record<CampaignMove, readonly CampaignState[]>

export function* moveCampaign(
  context: MoveContext,
  id: string,
  move: CampaignMove,
  now: number,
  { snapshot, errorCodes }: MoveOptions = {},
): Transaction<MoveResult> {
  const campaign = yield* findCampaign(id)
  if (!campaign || (yield* isDeleted(campaign.botId))) return { kind: 'not_found' }
  const allowed: readonly CampaignState[] = allowedFrom[move]
  // Pausing a campaign that a cause has paused keeps it paused for good.
  const isAllowed = allowed.includes(campaign.state) || (move === 'pause' && campaign.stop !== undefined)
  if (!isAllowed) return { kind: 'wrong_state', state: campaign.state }
  if (snapshot) yield* refresh(campaign, snapshot, now)
  switch (move) {
    case 'pause':
      return yield* moved(context, campaign, 'paused', now)
    case 'resume':
      return { kind: 'moved', campaign: yield* goOn(context, campaign, now) }
    case 'cancel':
      return yield* moved(context, campaign, 'canceled', now)
    case 'retry':
      return yield* beginRetry(context, campaign, now, errorCodes)
  }
}

function* moved(
  context: EventContext,
  campaign: CampaignRecord,
  state: CampaignState,
  now: number,
): Transaction<MoveResult> {
  return { kind: 'moved', campaign: yield* enter(context, campaign, state, now) }
}

function resumedState({ importedAt, dueAt = 0 }: CampaignRecord, now: number): CampaignState {
  if (importedAt === undefined) return 'importing'
  return dueAt > now ? 'scheduled' : 'running'
}

/** After a cause, a single trial row first shows whether it is gone. */
export function* goOn(context: EventContext, campaign: CampaignRecord, now: number): Transaction<CampaignRecord> {
  yield* query(
    'update campaigns set on_trial = $2, resumed_at = $3 where seq = $1',
    campaign.seq,
    campaign.stop ? 1 : 0,
    campaign.stop ? now : campaign.resumedAt,
  )
  return yield* enter(context, campaign, resumedState(campaign, now), now)
}

/** Replaces the snapshot that the campaign sends by one of the current template. */
export function* refresh(
  { seq }: Pick<CampaignRecord, 'seq'>,
  snapshot: CampaignSnapshot,
  now: number,
): Transaction<void> {
  yield* query(
    'update campaigns set settings = $2, refreshed_at = $3 where seq = $1',
    seq,
    JSON.stringify(snapshot),
    now,
  )
}

/**
 * Changes the state and emits the event. `canceled` ends when its rows and messages have ended (see `sweepCanceled`).
 */
export function* enter(
  context: EventContext,
  campaign: CampaignRecord,
  state: CampaignState,
  now: number,
  { error, stop }: { error?: string; stop?: Stop } = {},
): Transaction<CampaignRecord> {
  const isEnd = state === 'completed' || state === 'failed'
  const startedAt = campaign.startedAt ?? (state === 'running' ? now : undefined)
  // On trial, a cause that persists counts as a failed check.
  const looks = stop && campaign.isOnTrial ? campaign.looks + 1 : stop ? 0 : campaign.looks
  const lookAt = stop && nextLookAt(stop, looks, now)
  yield* query(
    `update campaigns set state = $2, started_at = $3, ended_at = $4, error = $5, updated_at = $6, cause = $7,
       look_at = $8, looks = $9 where seq = $1`,
    campaign.seq,
    state,
    startedAt,
    isEnd ? now : null,
    error,
    now,
    json(stop),
    lookAt,
    looks,
  )
  const endedAt = isEnd ? now : undefined
  const next = { ...campaign, state, startedAt, endedAt, error, stop, lookAt, looks, updatedAt: now }
  yield* emitCampaignEvent(context, next, now)
  return next
}

function* emitCampaignEvent(context: EventContext, campaign: CampaignRecord, now: number): Transaction<void> {
  const id = context.newId('evt')
  const { botId, rowCount, badCount, repeatedCount, suppressedCount } = campaign
  const status = statusOfState[campaign.state]
  const body: EventBody<'campaign'> = {
    eventId: id,
    event: 'campaign',
    timestamp: now,
    botId,
    campaignId: campaign.id,
    name: campaign.name,
    elementName: campaign.elementName,
    status,
    rowCount,
    badCount,
    repeatedCount,
    suppressedCount,
    error: campaign.error ?? null,
    ...(campaign.stop ? { reason: stopView(campaign.stop, campaign.lookAt) } : {}),
  }
  yield* emitEvent(context, { id, botId, userId: '', type: 'campaign', at: now, body })
}

/** Retries what has failed so far; later failures need another retry. One that is under way goes on with both. */
function* beginRetry(
  context: MoveContext,
  campaign: CampaignRecord,
  now: number,
  errorCodes: readonly string[] | undefined,
): Transaction<MoveResult> {
  const last = yield* queryOne<{ seq: number }>(
    `select seq from messages where campaign_id = $1 and state = 'failed' order by seq desc limit 1`,
    campaign.id,
  )
  if (!last) return { kind: 'moved', campaign }
  if (campaign.state === 'completed') yield* within(context.quotas, 'campaigns', campaign.botId)
  const earlier = campaign.isRetrying ? yield* codesUnderRetry(campaign) : []
  const codes = errorCodes && earlier && [...new Set([...earlier, ...errorCodes])]
  yield* query(
    'update campaigns set retry_after = 0, retry_until = $2, retry_only = $3 where seq = $1',
    campaign.seq,
    last.seq,
    json(codes),
  )
  const next = { ...campaign, isRetrying: true }
  if (campaign.state !== 'completed') return { kind: 'moved', campaign: next }
  return yield* moved(context, next, 'running', now)
}

/** Undefined: all of them. */
function* codesUnderRetry({ seq }: CampaignRecord): Transaction<string[] | undefined> {
  const found = yield* queryOne<{ retry_only: string | null }>('select retry_only from campaigns where seq = $1', seq)
  return parse<string[]>(found?.retry_only)
}

/** Starts a scheduled campaign that is due. */
export function* startDue(context: EventContext, id: string, now: number): Transaction<boolean> {
  const campaign = yield* findCampaign(id)
  if (campaign?.state !== 'scheduled' || (campaign.dueAt ?? 0) > now) return false
  yield* enter(context, campaign, 'running', now)
  return true
}

/** Completes a campaign with no waiting row and no message queued or in flight. */
export function* completeIfDone(context: EventContext, id: string, now: number): Transaction<boolean> {
  const campaign = yield* findCampaign(id)
  if (campaign?.state !== 'running' || campaign.isRetrying) return false
  if (yield* hasWaiting(campaign.seq)) return false
  if (yield* hasPending(campaign.id)) return false
  yield* enter(context, campaign, 'completed', now)
  return true
}

function* hasWaiting(seq: number): Transaction<boolean> {
  const found = yield* queryOne(
    `select 1 as found from campaign_rows where campaign_seq = $1 and state = 'waiting' limit 1`,
    seq,
  )
  return found !== undefined
}

function* hasPending(id: string): Transaction<boolean> {
  const found = yield* queryOne(
    `select 1 as found from messages where campaign_id = $1 and state in ('queued', 'sending')
       and seq >= $openMessages limit 1`,
    id,
  )
  return found !== undefined
}

/**
 * Cleans up a batch after a cancellation: queued messages end as canceled, and waiting rows never become messages.
 * Messages in flight finish; any that return to the queue end there. Returns whether more is to be done at once.
 */
export function* sweepCanceled(context: EventContext, id: string, limit: number, now: number): Transaction<boolean> {
  const campaign = yield* findCampaign(id)
  if (campaign?.state !== 'canceled' || campaign.endedAt !== undefined) return false
  const queued = yield* query<MessageLife>(
    `select ${lifeColumns} from messages where campaign_id = $1 and state = 'queued' and seq >= $openMessages limit $2`,
    id,
    limit,
  )
  for (const message of queued) yield* end(context, message, 'canceled', 'canceled', now)
  const waiting = yield* query(
    `update campaign_rows set state = 'canceled' where campaign_seq = $1 and line in (
       select line from campaign_rows where campaign_seq = $1 and state = 'waiting' order by line limit $2)
     returning line`,
    campaign.seq,
    limit,
  )
  if (waiting.length > 0)
    yield* query(
      'update campaigns set canceled_count = canceled_count + $2 where seq = $1',
      campaign.seq,
      waiting.length,
    )
  if (queued.length === limit || waiting.length === limit) return true
  if (!(yield* hasPending(id))) yield* query('update campaigns set ended_at = $2 where seq = $1', campaign.seq, now)
  return false
}
