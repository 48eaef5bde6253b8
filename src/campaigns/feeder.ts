/**
 * Turns rows into messages a little at a time: a bot's queue receives no more than it sends in half a second, each
 * message due at the instant at which the rate limit will reach it. A single message accepted meanwhile is due before
 * them and leaves at once, however many rows wait. A bot's campaigns take turns. Rows beyond what Meta allows within 24
 * hours wait until there is room again.
 */
import type { Bot } from '../model/bot/bot.ts'
import { rateOf } from '../model/bot/shared-number.ts'
import { type CampaignSnapshot, fillRow } from '../model/campaign/campaign.ts'
import { hasMedia } from '../model/media/media.ts'
import { paceOfRate } from '../model/scheduling/pace.ts'
import { ofAccount } from '../model/template/meaning.ts'
import type { CampaignRecord } from '../store/campaigns/campaigns.ts'
import type { RowOutcome, WaitingRow } from '../store/campaigns/rows.ts'
import type { Room } from './allowance.ts'
import type { CampaignDeps } from './deps.ts'

export type FeedDeps = Pick<
  CampaignDeps,
  'store' | 'clock' | 'newId' | 'allowPrivateMedia' | 'tracing' | 'allowances'
> & {
  snapshot(campaign: CampaignRecord): Promise<CampaignSnapshot | undefined>
  /** Wakes a bot that has new work. */
  wakeBot(botId: string): void
  onAccepted(botId: string, count: number): void
}

/** Rows in one transaction. */
const chunkRows = 100
/** While Meta is unavailable, messages wait for a retry: up to this multiple of the half second may queue. */
const maxTimes = 4

const aheadMs = 500

/** Feeds a bot's running campaigns once; `turn` selects which is served first. Returns those with no waiting rows. */
export async function feedBot(
  deps: FeedDeps,
  bot: Bot,
  campaigns: CampaignRecord[],
  turn: number,
): Promise<CampaignRecord[]> {
  const { intervalMs } = paceOfRate(rateOf(bot))
  const aim = Math.max(1, Math.floor(aheadMs / intervalMs))
  const ids = campaigns.map(({ id }) => id)
  const now = deps.clock()
  const queue = await deps.store.campaignRoom(bot.id, ids, { aim, max: aim * maxTimes, dueBy: now + aheadMs })
  let { free } = queue
  let slotAt = now + queue.ahead * intervalMs
  const nextSlot = () => {
    slotAt += intervalMs
    return Math.floor(slotAt - intervalMs)
  }
  const slotted = { ...deps, nextSlot, room: await deps.allowances.of(bot) }
  const exhausted: CampaignRecord[] = []
  const unsatisfied: CampaignRecord[] = []
  for (let served = 0; served < campaigns.length; served++) {
    const campaign = campaigns[(turn + served) % campaigns.length]
    if (campaign === undefined) continue
    const share = Math.ceil(free / (campaigns.length - served))
    const taken = await feedCampaign(slotted, bot, campaign, share)
    if (taken.isExhausted) exhausted.push(campaign)
    else if (taken.count === share) unsatisfied.push(campaign)
    free -= taken.count
  }
  // Capacity that exhausted campaigns left over.
  if (unsatisfied[0]) await feedCampaign(slotted, bot, unsatisfied[0], free)
  return exhausted
}

/**
 * Resumes a campaign that stopped for a cause: one row first, the others once it got through. A row that fails for a
 * reason of its own is followed by another one.
 */
export async function feedTrial(deps: FeedDeps, bot: Bot, campaign: CampaignRecord): Promise<void> {
  const trial = await deps.store.campaignTrial(campaign.id, deps.clock())
  if (trial === 'wait') return
  const snapshot = await deps.snapshot(campaign)
  const rows = trial === 'next' ? await deps.store.waitingCampaignRows(campaign.seq, 1, 'end') : []
  if (snapshot === undefined || rows.length === 0) return deps.store.passCampaignTrial(campaign.id)
  const room = await deps.allowances.of(bot)
  if (room.rows(isMarketing(snapshot), 1, aheadMs) === 0) return
  await acceptRows({ ...deps, nextSlot: deps.clock, room }, bot, campaign, snapshot, rows)
}

/** `nextSlot`: when the rate limit allows one more message. */
type Slotted = FeedDeps & { nextSlot(): number; room: Room }

/** `isExhausted`: no more rows wait. */
type Taken = { count: number; isExhausted: boolean }

async function feedCampaign(deps: Slotted, bot: Bot, campaign: CampaignRecord, limit: number): Promise<Taken> {
  const snapshot = await deps.snapshot(campaign)
  if (snapshot === undefined) return { count: limit, isExhausted: false }
  const allowed = deps.room.rows(isMarketing(snapshot), limit, aheadMs)
  if (allowed === 0 && limit > 0) {
    const next = await deps.store.waitingCampaignRows(campaign.seq, 1)
    return { count: 0, isExhausted: next.length === 0 }
  }
  let count = 0
  while (count < allowed) {
    const asked = Math.min(chunkRows, allowed - count)
    const rows = await deps.store.waitingCampaignRows(campaign.seq, asked)
    if (rows.length > 0) await acceptRows(deps, bot, campaign, snapshot, rows)
    count += rows.length
    if (rows.length < asked) return { count, isExhausted: true }
  }
  return { count, isExhausted: false }
}

function isMarketing({ definition }: CampaignSnapshot): boolean {
  return definition.category === 'MARKETING'
}

async function acceptRows(
  deps: Slotted,
  bot: Bot,
  campaign: CampaignRecord,
  snapshot: CampaignSnapshot,
  rows: WaitingRow[],
): Promise<void> {
  const outcomes = rows.map((row) => outcomeOf(deps, bot, campaign, snapshot, row))
  const { language, category } = snapshot.definition
  const template = { language, category, wabaId: snapshot.wabaId }
  const marketingCap = bot.marketingCap ?? undefined
  const input = { seq: campaign.seq, botId: bot.id, outcomes, template, marketingCap }
  const taken = outcomes.filter((outcome) => 'message' in outcome).length
  const accepted = await deps.store.acceptCampaignRows(input, deps.clock()).finally(() => deps.room.stored(taken))
  if (accepted === 0) return
  deps.onAccepted(bot.id, accepted)
  deps.wakeBot(bot.id)
}

/** A row that fitted when the file was read still fits, unless the operator's list of private hosts changed. */
function outcomeOf(
  deps: Slotted,
  bot: Bot,
  campaign: CampaignRecord,
  snapshot: CampaignSnapshot,
  { line, destination, values }: WaitingRow,
): RowOutcome {
  const filled = fillRow(snapshot, destination, values, deps.allowPrivateMedia)
  if (!filled.ok) return { line, reasons: filled.violations.slice(0, 3) }
  const { actions, expiresAt } = filled.value
  const id = deps.newId('msg')
  const content = ofAccount(filled.value.content, snapshot.wabaId ?? bot.channel.wabaId, snapshot.definition)
  return {
    line,
    notBefore: deps.room.take(isMarketing(snapshot), deps.nextSlot()),
    message: {
      id,
      userId: destination,
      kind: 'notification',
      content,
      elementName: content.elementName,
      campaignId: campaign.id,
      expiresAt,
      actions,
      needsProbe: bot.mediaProbe && hasMedia(content),
      ...(isMarketing(snapshot) && { isMarketing: true }),
      ...rowTrace(deps, campaign, id),
    },
  }
}

/** Each row has a trace of its own: one of a hundred thousand messages could be looked at by nobody. */
function rowTrace({ tracing }: Slotted, { id, botId }: CampaignRecord, messageId: string): { traceparent?: string } {
  if (tracing === undefined) return {}
  const attributes = { 'recado.bot': botId, 'recado.campaign': id, 'recado.message': messageId }
  const span = tracing.begin('campaign row', { kind: 'consumer', attributes })
  span.end()
  return { traceparent: span.traceparent }
}
