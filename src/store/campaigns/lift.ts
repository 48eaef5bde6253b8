/**
 * How a campaign paused by a cause continues: when Meta or the operator has lifted the cause, or at a periodic check,
 * and first with a single row. Known obstacles are checked before each row. The rules are in model/campaign/stop.ts.
 */
import type { CampaignSnapshot } from '../../model/campaign/campaign.ts'
import {
  type AccountWord,
  isLifted,
  nextLookAt,
  type Stop,
  type Surroundings,
  standingStop,
} from '../../model/campaign/stop.ts'
import type { Violation } from '../../model/errors/violation.ts'
import type { TemplateDefinition } from '../../model/template/definition.ts'
import type { EventContext } from '../events/events.ts'
import { accountFact } from '../installation/account-facts.ts'
import { json, parse, query, queryOne, type Transaction } from '../sql/transaction.ts'
import { type CampaignRecord, findCampaign, snapshotOfCampaign } from './campaigns.ts'
import { enter, goOn, refresh } from './state-changes.ts'

/** `wabaId`: the account that owns the template. */
export type SentTemplate = Pick<TemplateDefinition, 'language' | 'category'> & { wabaId?: string }

/** The known obstacle to the campaign's next row. */
export function* standingFor(
  campaign: CampaignRecord,
  { language, category, wabaId }: SentTemplate,
  now: number,
): Transaction<Stop | undefined> {
  return standingStop(yield* surroundings(campaign, language, now), campaign.resumedAt ?? 0, category, wabaId)
}

type SurroundingsRow = {
  status: string | null
  changed_at: number | null
  account: string | null
  bot_changed_at: number | null
  waba_id: string | null
}

function* surroundings(
  { botId, elementName }: CampaignRecord,
  language: string,
  now: number,
): Transaction<Surroundings> {
  const key = 'where bot_id = $1 and element_name = $2 and language = $3'
  const found = yield* queryOne<SurroundingsRow>(
    `select (select status from templates ${key}) as status, (select updated_at from templates ${key}) as changed_at,
       (select value from facts where name = $4) as account,
       (select updated_at from bots where id = $1) as bot_changed_at,
       (select waba_id from bots where id = $1) as waba_id`,
    botId,
    elementName,
    language,
    accountFact(botId),
  )
  const { status, changed_at: changedAt } = found ?? {}
  return {
    now,
    botChangedAt: Number(found?.bot_changed_at ?? 0),
    ...(found?.waba_id ? { wabaId: found.waba_id } : {}),
    ...(status ? { template: { status, changedAt: Number(changedAt ?? 0) } } : {}),
    ...(found?.account ? { account: parse<AccountWord>(found.account) } : {}),
  }
}

/** Whether a campaign paused by a cause may try again: the cause was lifted, or a check is due. */
export function* mayGoOn(id: string, now: number): Transaction<boolean> {
  const campaign = yield* findCampaign(id)
  if (campaign?.state !== 'paused' || campaign.stop === undefined) return false
  if (campaign.lookAt !== undefined && campaign.lookAt <= now) return true
  const snapshot = yield* snapshotOfCampaign(id)
  if (snapshot === undefined) return false
  return isLifted(campaign.stop, yield* surroundings(campaign, snapshot.definition.language, now))
}

/**
 * `snapshot`: the new snapshot to send. `violations`: why the current template does not accept the campaign's content.
 */
export type Renewal = { snapshot?: CampaignSnapshot; violations?: Violation[] }

/** Continues with one row, or waits for the next check if an obstacle is known. */
export function* lift(
  context: EventContext,
  id: string,
  now: number,
  { snapshot, violations }: Renewal,
): Transaction<boolean> {
  if (!(yield* mayGoOn(id, now))) return false
  const campaign = yield* findCampaign(id)
  const sent = snapshot ?? (yield* snapshotOfCampaign(id))
  if (campaign?.stop === undefined || sent === undefined) return false
  const { definition, wabaId } = sent
  const changed: Stop | undefined = violations && { reason: 'TEMPLATE_CHANGED', told: 'look', at: now, violations }
  const against = changed ?? (yield* standingFor(campaign, { ...definition, wabaId }, now))
  if (against) {
    yield* waitOn(context, campaign, against, now)
    return false
  }
  if (snapshot) yield* refresh(campaign, snapshot, now)
  yield* goOn(context, campaign, now)
  return true
}

/** A different reason is announced; the same one only extends the wait. */
function* waitOn(context: EventContext, campaign: CampaignRecord, stop: Stop, now: number): Transaction<void> {
  if (campaign.stop?.reason !== stop.reason) {
    yield* enter(context, campaign, 'paused', now, { stop })
    return
  }
  yield* query(
    'update campaigns set cause = $2, look_at = $3, looks = looks + 1 where seq = $1',
    campaign.seq,
    json({ ...campaign.stop, ...stop }),
    nextLookAt(stop, campaign.looks + 1, now),
  )
}

/** Since it continued: `next`: no row was tried; `wait`: one is in flight; `passed`: one got through. */
export type Trial = 'next' | 'wait' | 'passed'

/** Causes that Meta reports late arrive within seconds, if at all. */
const silentMs = 5_000

export function* trialOf(id: string, now: number): Transaction<Trial> {
  const campaign = yield* findCampaign(id)
  if (!campaign) return 'wait'
  const last = yield* queryOne<{ state: string; sent_at: number | null }>(
    `select state, sent_at from messages where bot_id = $1 and campaign_id = $2 and accepted_at >= $3
     order by accepted_at desc limit 1`,
    campaign.botId,
    id,
    campaign.resumedAt ?? 0,
  )
  switch (last?.state) {
    case 'queued':
    case 'sending':
      return 'wait'
    case 'delivered':
    case 'read':
      return 'passed'
    case 'sent':
      return (last.sent_at ?? now) <= now - silentMs ? 'passed' : 'wait'
    default:
      return 'next'
  }
}

export function* passTrial(id: string): Transaction<void> {
  yield* query(`update campaigns set on_trial = 0, looks = 0 where id = $1 and state = 'running'`, id)
}
