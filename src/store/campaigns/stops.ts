/**
 * Stops campaigns before the next row when a failure concerns all rows (model/outcome/failure-kinds.ts): queued
 * messages return to their rows as if never taken, and rows whose message in flight failed by the cause wait again. All
 * of it happens in the transaction that learns of the cause: settling a message, a status, a media check, a webhook of
 * a template or the account. lift.ts holds how they continue.
 */
import { type CampaignSnapshot, isOneFile } from '../../model/campaign/campaign.ts'
import { type AccountWord, accountWord, type Stop, type StopSource, stopReason } from '../../model/campaign/stop.ts'
import type { Failure } from '../../model/outcome/decide.ts'
import { failureName, isStop, kindNamed, stopOfStatus } from '../../model/outcome/failure-kinds.ts'
import { promote } from '../conversations/queue-head.ts'
import type { EventContext } from '../events/events.ts'
import { accountFact } from '../installation/account-facts.ts'
import { getFact, putFact } from '../installation/facts.ts'
import { hasNotBegun } from '../messages/attempts.ts'
import { waitAgain } from '../messages/repeated-rows.ts'
import { codeOf, type MessageLife } from '../sql/message-row.ts'
import { parse, pipeline, query, queryOne, statement, type Transaction } from '../sql/transaction.ts'
import { type CampaignRecord, findCampaign, runningCampaigns, snapshotOfCampaign } from './campaigns.ts'
import { enter } from './state-changes.ts'

/** `hadEnded`: the message had already ended on our side, so its row asks for no other one. */
export type FailureReport = { error?: Failure; told: StopSource; at: number; hadEnded?: boolean }

/** Whether the failure may affect campaigns, so that its write must be exclusive. */
export function mayStop(error: Failure | undefined): boolean {
  const name = failureName(error)
  return name !== undefined && isStop(name)
}

/** Handles a failed message, or refused credentials of its bot. */
export function* handleFailure(
  context: EventContext,
  message: MessageLife,
  { error, told: reported, at, hadEnded = false }: FailureReport,
): Transaction<void> {
  if (!mayStop(error)) return
  const own = message.campaign_id === null ? undefined : yield* findCampaign(message.campaign_id)
  const snapshot = own && (yield* snapshotOfCampaign(own.id))
  const reason = stopReason(error, snapshot !== undefined && isOneFile(snapshot))
  if (reason === undefined) return
  if (own && message.state === 'failed' && !hadEnded && (yield* giveBack(own, message)) === 'stubborn') return
  // News that Meta sends late refers to when the message left.
  const newsAt = reported === 'status' ? (message.sent_at ?? at) : at
  const stop: Stop = { reason, told: reported, at, ...(error ? { error } : {}) }
  const scope = kindNamed(reason).concerns
  yield* stopAll(context, message.bot_id, stop, (campaign, its) => {
    if ((campaign.resumedAt ?? 0) > newsAt) return false
    if (campaign.id === own?.id) return true
    if (scope === 'file') return false
    return scope !== 'template' || (snapshot !== undefined && isSameTemplate(its, snapshot.definition))
  })
}

/** Handles a template's status from a webhook or a sync. */
export function* handleTemplateStatus(
  context: EventContext,
  template: { botId: string; elementName: string; language: string; status: string },
  now: number,
): Transaction<void> {
  const reason = stopOfStatus(template.status)
  if (reason === undefined) return
  const stop: Stop = { reason, told: 'webhook', at: now }
  yield* stopAll(context, template.botId, stop, (_campaign, snapshot) => isSameTemplate(snapshot, template))
}

/** Meta's report on the account is stored: it also applies to campaigns that begin later. */
export function* handleAccountChange(
  context: EventContext,
  botId: string,
  { field, raw }: { field: string; raw: Record<string, unknown> },
  now: number,
): Transaction<void> {
  if (field !== 'account_update') return
  const before = parse<AccountWord>(yield* getFact(accountFact(botId)))
  const word = accountWord(field, raw, now, before)
  if (word === undefined) return
  yield* putFact(accountFact(botId), JSON.stringify(word))
  if (word.reason === undefined || (word.until ?? now + 1) <= now) return
  yield* stopAll(context, botId, stopOfWord(word, word.reason, now), (_campaign, { definition }) =>
    word.category === undefined ? true : word.category === definition.category,
  )
}

function stopOfWord({ until }: AccountWord, reason: Stop['reason'], at: number): Stop {
  return { reason, told: 'webhook', at, ...(until === undefined ? {} : { until }) }
}

type Named = { elementName: string; language: string }

function isSameTemplate({ definition }: CampaignSnapshot, { elementName, language }: Named): boolean {
  return definition.elementName === elementName && definition.language === language
}

function* stopAll(
  context: EventContext,
  botId: string,
  stop: Stop,
  concerns: (campaign: CampaignRecord, snapshot: CampaignSnapshot) => boolean,
): Transaction<void> {
  for (const campaign of yield* runningCampaigns(botId)) {
    const snapshot = yield* snapshotOfCampaign(campaign.id)
    if (snapshot !== undefined && concerns(campaign, snapshot)) yield* stopCampaign(context, campaign, stop)
  }
}

export function* stopCampaign(context: EventContext, campaign: CampaignRecord, stop: Stop): Transaction<void> {
  yield* enter(context, campaign, 'paused', stop.at, { stop })
  yield* withdrawQueued(campaign, stop.at)
  context.wake({ kind: 'messages', id: campaign.botId })
}

/**
 * Takes back messages whose attempt has not begun, claimed or not: no event has mentioned them, so they are deleted
 * without one, and their lane drops them.
 */
function* withdrawQueued({ seq, id, botId }: CampaignRecord, now: number): Transaction<void> {
  const queued = yield* query<{ seq: number; id: string; user_id: string }>(
    `select seq, id, user_id from messages where campaign_id = $1 and state in ('queued', 'sending') and attempt <= 1
       and seq >= $openMessages and ${hasNotBegun}
       and exists (select 1 from campaign_rows
         where message_id = messages.id and campaign_seq = $2 and state = 'accepted')`,
    id,
    seq,
  )
  if (queued.length === 0) return
  yield* pipeline(
    queued.flatMap((message) => [
      statement(
        `update campaign_rows set state = 'waiting', message_id = null, attempt = attempt - 1
         where message_id = $1 and campaign_seq = $2`,
        message.id,
        seq,
      ),
      statement('delete from messages where seq = $1', message.seq),
    ]),
  )
  yield* query('update campaigns set accepted_count = accepted_count - $2 where seq = $1', seq, queued.length)
  for (const message of queued) yield* promote(botId, message.user_id, now)
}

/** A row that keeps failing while others get through is itself at fault. */
const stubbornAttempts = 5

/** Sets the row back to waiting for another message; its failure counts among those taken back. */
function* giveBack(campaign: CampaignRecord, message: MessageLife): Transaction<'back' | 'stubborn' | 'none'> {
  if (campaign.state !== 'running' && campaign.state !== 'paused') return 'none'
  const found = yield* queryOne<{ attempt: number; retried_codes: string | null }>(
    `select r.attempt, c.retried_codes from campaign_rows r join campaigns c on c.seq = r.campaign_seq
     where r.message_id = $1 and r.campaign_seq = $2 and r.state = 'accepted'`,
    message.id,
    campaign.seq,
  )
  if (!found) return 'none'
  const haveOthersPassed = campaign.resumedAt !== undefined && !campaign.isOnTrial
  if (haveOthersPassed && found.attempt >= stubbornAttempts) return 'stubborn'
  if (!(yield* waitAgain(campaign.seq, message))) return 'none'
  const codes = parse<Record<string, number>>(found.retried_codes) ?? {}
  const code = codeOf(message.error)
  yield* query(
    `update campaigns set accepted_count = accepted_count - 1, retried_count = retried_count + 1, retried_codes = $2
     where seq = $1`,
    campaign.seq,
    JSON.stringify({ ...codes, [code]: (codes[code] ?? 0) + 1 }),
  )
  return 'back'
}
