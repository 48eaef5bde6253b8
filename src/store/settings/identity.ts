/**
 * A bot changes its account, number, app or token: data learnt under the former identity is voided in the same
 * transaction, by the list in model/identity.ts. The bot still answers for its former number as long as Meta may report
 * on it.
 */
import type { Bot } from '../../model/bot.ts'
import type { Frozen } from '../../model/campaign.ts'
import { formerNumberMs, type Learnt, voidedBy } from '../../model/identity.ts'
import { draftStatus } from '../../model/template/record.ts'
import { runningCampaigns } from '../campaigns/campaigns.ts'
import { stopCampaign } from '../campaigns/stops.ts'
import type { TellContext } from '../events/events.ts'
import { accountFact, blockedFact, learningFact } from '../installation/account-facts.ts'
import { getFact, putFact } from '../installation/facts.ts'
import type { Seal } from '../sealing/seal.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { row, rows, type Transaction } from '../sql/transaction.ts'
import { bringDraftBack } from '../templates/changes.ts'

export type IdentityContext = TellContext & { seal: Seal }

/** The bot to write, after the data that depends on its former identity was voided. */
export function* changeIdentity(context: IdentityContext, before: Bot, after: Bot, now: number): Transaction<Bot> {
  const voided = voidedBy(before.channel, after.channel)
  for (const name of voided) yield* voids[name]?.(context, before, now) ?? nothing()
  let bot = after
  if (voided.has('windows')) {
    yield* rows(
      'delete from former_numbers where bot_id = $1 and phone_number_id = $2',
      after.id,
      after.channel.phoneNumberId,
    )
    bot = { ...bot, numberSince: now }
  }
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
  alarms: (_context, { id }) => forgetFact(blockedFact(id)),
  statuses: leaveNumber,
}

function* nothing(): Transaction<void> {}

function* forgetFact(name: string): Transaction<void> {
  yield* rows('delete from facts where name = $1', name)
}

// ── the account ─────────────────────────────────────────────

/** Drafts are ours and were not submitted to the new account, so they stay. */
function* forgetTemplates(_context: IdentityContext, { id }: Bot, now: number): Transaction<void> {
  const beside = yield* rows<{ element_name: string; language: string }>(
    'select element_name, language from templates where bot_id = $1 and draft is not null',
    id,
  )
  for (const { element_name, language } of beside)
    yield* bringDraftBack(id, { elementName: element_name, language }, now)
  yield* rows('delete from templates where bot_id = $1 and status <> $2', id, draftStatus)
  yield* rows('update templates set submitted_at = null where bot_id = $1 and submitted_at is not null', id)
  yield* putFact(learningFact(id), String(now))
}

export function* isLearning(botId: string): Transaction<boolean> {
  return (yield* getFact(learningFact(botId))) !== undefined
}

/** All such bots, in whichever process their lanes run. */
export function* learningBots(): Transaction<string[]> {
  const prefix = learningFact('')
  // The exclamation mark follows the space.
  const end = prefix.replace(/ $/, '!')
  const found = yield* rows<{ name: string }>('select name from facts where name > $1 and name < $2', prefix, end)
  return found.map(({ name }) => name.slice(prefix.length))
}

/** All templates of this account at Meta are now stored. */
export function* endLearning(botId: string, wabaId: string): Transaction<void> {
  if (!(yield* isFormerAccount(botId, wabaId))) yield* forgetFact(learningFact(botId))
}

/** Whether the bot has another account by now. */
export function* isFormerAccount(botId: string, wabaId: string): Transaction<boolean> {
  const found = yield* row<{ waba_id: string }>('select waba_id from bots where id = $1', botId)
  return found !== undefined && found.waba_id !== wabaId
}

/** Running campaigns stop now; one that begins later recognizes the other account (model/campaign-stop.ts). */
function* stopCampaigns(context: IdentityContext, { id, channel }: Bot, now: number): Transaction<void> {
  const open = yield* rows<{ seq: number; settings: string }>(
    `select seq, settings from campaigns where ended_at is null and ${unindexed('bot_id')} = $1`,
    id,
  )
  for (const { seq, settings } of open) {
    const frozen = JSON.parse(settings) as Frozen
    // Snapshots of an earlier version do not name the account.
    if (frozen.wabaId !== undefined) continue
    const known = JSON.stringify({ ...frozen, wabaId: channel.wabaId })
    yield* rows('update campaigns set settings = $2 where seq = $1', seq, known)
  }
  for (const campaign of yield* runningCampaigns(id))
    yield* stopCampaign(context, campaign, { reason: 'ACCOUNT_CHANGED', told: 'look', at: now })
}

// ── the number ──────────────────────────────────────────────

/** Keeps the secret with which Meta signs its later reports on the number. */
function* leaveNumber({ seal }: IdentityContext, { id, channel }: Bot, now: number): Transaction<void> {
  const { phoneNumberId, appSecret } = channel
  yield* rows(
    `insert into former_numbers (phone_number_id, bot_id, secrets, left_at) values ($1, $2, $3, $4)
     on conflict (phone_number_id, bot_id) do update set secrets = $3, left_at = $4`,
    phoneNumberId,
    id,
    seal.seal('bots', JSON.stringify({ appSecret })),
    now,
  )
}

type FormerNumberRow = { phone_number_id: string; bot_id: string; secrets: string; left_at: number }

export type FormerNumber = { phoneNumberId: string; botId: string; appSecret: string; leftAt: number }

/** Of all bots, or of one. */
export function* formerNumbers(seal: Seal, botId?: string): Transaction<FormerNumber[]> {
  const text = 'select phone_number_id, bot_id, secrets, left_at from former_numbers'
  const found = yield* botId === undefined
    ? rows<FormerNumberRow>(text)
    : rows<FormerNumberRow>(`${text} where bot_id = $1`, botId)
  return found.map(({ phone_number_id, bot_id, secrets, left_at }) => ({
    phoneNumberId: phone_number_id,
    botId: bot_id,
    appSecret: (JSON.parse(seal.open('bots', secrets)) as { appSecret: string }).appSecret,
    leftAt: left_at,
  }))
}

/** Deletes numbers on which no more reports come. Returns the number deleted. */
export function* forgetNumbers(now: number, limit: number): Transaction<number> {
  const gone = yield* rows(
    `delete from former_numbers where (phone_number_id, bot_id) in (
       select phone_number_id, bot_id from former_numbers where left_at < $1 order by left_at limit $2) returning bot_id`,
    now - formerNumberMs,
    limit,
  )
  return gone.length
}
