/**
 * A bot changes its account, number, app or token: data learnt under the former identity is voided in the same
 * transaction, by the list in model/bot/identity.ts. The bot still answers for its former number as long as Meta may
 * report on it.
 */
import type { Bot } from '../../model/bot/bot.ts'
import { type Learnt, voidedBy } from '../../model/bot/identity.ts'
import type { CampaignSnapshot } from '../../model/campaign/campaign.ts'
import { draftStatus } from '../../model/template/record.ts'
import { runningCampaigns } from '../campaigns/campaigns.ts'
import { stopCampaign } from '../campaigns/stops.ts'
import type { EventContext } from '../events/events.ts'
import {
  accountFact,
  askedFact,
  blockedFact,
  importFact,
  insightsFact,
  learningFact,
  tokenFact,
} from '../installation/account-facts.ts'
import { forgetFact, putFact } from '../installation/facts.ts'
import type { Seal } from '../sealing/seal.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import { bringDraftBack } from '../templates/changes.ts'

export type IdentityContext = EventContext & { seal: Seal }

/** The bot to write, after the data that depends on its former identity was voided. */
export function* changeIdentity(context: IdentityContext, before: Bot, after: Bot, now: number): Transaction<Bot> {
  const voided = voidedBy(before.channel, after.channel)
  for (const name of voided) yield* voids[name]?.(context, before, now) ?? nothing()
  let bot = after
  if (voided.has('windows')) {
    yield* query(
      'delete from former_numbers where bot_id = $1 and phone_number_id = $2',
      after.id,
      after.channel.phoneNumberId,
    )
    bot = { ...bot, numberSince: now }
  }
  // Found of the former number.
  if (voided.has('standing')) bot = { ...bot, isShared: false, offboardedAt: null }
  return voided.has('digits') && bot.channel.displayNumber === before.channel.displayNumber ? withoutDigits(bot) : bot
}

function withoutDigits(bot: Bot): Bot {
  const { displayNumber: _, ...channel } = bot.channel
  return { ...bot, channel }
}

type Void = (context: IdentityContext, before: Bot, now: number) => Transaction<void>

/** Kinds not listed here are told apart when used, by the scope, account or number stored with them. */
const voids: Partial<Record<Learnt, Void>> = {
  templates: forgetTemplates,
  campaigns: stopCampaigns,
  accountWord: (_context, { id }) => forgetFact(accountFact(id)),
  alarms: forgetAlarms,
  standing: forgetStanding,
  statuses: leaveNumber,
}

function* forgetAlarms(_context: IdentityContext, { id }: Bot): Transaction<void> {
  yield* forgetFact(blockedFact(id))
  yield* forgetFact(tokenFact(id))
}

/** It is of the number that the bot had. */
function* forgetStanding(_context: IdentityContext, { id }: Bot): Transaction<void> {
  yield* query('delete from number_changes where bot_id = $1', id)
  yield* forgetFact(askedFact(id))
  yield* forgetFact(importFact(id))
}

function* nothing(): Transaction<void> {}

// ── the account ─────────────────────────────────────────────

/** Drafts are ours and were not submitted to the new account, so they stay. */
function* forgetTemplates(_context: IdentityContext, { id }: Bot, now: number): Transaction<void> {
  const beside = yield* query<{ element_name: string; language: string }>(
    'select element_name, language from templates where bot_id = $1 and draft is not null',
    id,
  )
  for (const { element_name, language } of beside)
    yield* bringDraftBack(id, { elementName: element_name, language }, now)
  yield* query('delete from templates where bot_id = $1 and status <> $2', id, draftStatus)
  yield* query('delete from template_changes where bot_id = $1', id)
  yield* query('delete from template_days where bot_id = $1', id)
  yield* forgetFact(insightsFact(id))
  yield* query('update templates set submitted_at = null where bot_id = $1 and submitted_at is not null', id)
  yield* putFact(learningFact(id), String(now))
}

/** Running campaigns stop now; one that begins later recognizes the other account (model/campaign/stop.ts). */
function* stopCampaigns(context: IdentityContext, { id, channel }: Bot, now: number): Transaction<void> {
  const open = yield* query<{ seq: number; settings: string }>(
    `select seq, settings from campaigns where ended_at is null and ${unindexed('bot_id')} = $1`,
    id,
  )
  for (const { seq, settings } of open) {
    const snapshot = JSON.parse(settings) as CampaignSnapshot
    // Snapshots of an earlier version do not name the account.
    if (snapshot.wabaId !== undefined) continue
    const known = JSON.stringify({ ...snapshot, wabaId: channel.wabaId })
    yield* query('update campaigns set settings = $2 where seq = $1', seq, known)
  }
  for (const campaign of yield* runningCampaigns(id))
    yield* stopCampaign(context, campaign, { reason: 'ACCOUNT_CHANGED', told: 'look', at: now })
}

// ── the number ──────────────────────────────────────────────

/** Keeps the secret with which Meta signs its later reports on the number. */
function* leaveNumber({ seal }: IdentityContext, { id, channel }: Bot, now: number): Transaction<void> {
  const { phoneNumberId, appSecret } = channel
  yield* query(
    `insert into former_numbers (phone_number_id, bot_id, secrets, left_at) values ($1, $2, $3, $4)
     on conflict (phone_number_id, bot_id) do update set secrets = $3, left_at = $4`,
    phoneNumberId,
    id,
    seal.seal('bots', JSON.stringify({ appSecret })),
    now,
  )
}
