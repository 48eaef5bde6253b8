/** What a campaign may cost, and over how many days it will be spread: shown before it starts, and while it runs. */
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { waitingOf } from '../../campaigns/allowance.ts'
import type { CampaignPreview } from '../../campaigns/preview.ts'
import type { Bot } from '../../model/bot/bot.ts'
import type { Spread } from '../../model/campaign/allowance.ts'
import type { CampaignSnapshot } from '../../model/campaign/campaign.ts'
import { currencyOf, dayOf } from '../../model/cost/cost.ts'
import { estimateOf } from '../../model/cost/estimate.ts'
import { withName } from '../../model/request/named.ts'
import type { CampaignRecord } from '../../store/campaigns/campaigns.ts'
import { botOf } from '../kit/auth.ts'
import type { HttpDeps } from '../kit/deps.ts'
import { preferredLanguage } from '../kit/language.ts'
import { iso } from '../kit/schemas.ts'

const whole = Type.Integer()
const orNull = Type.Union([whole, Type.Null()])
const word = Type.Union([Type.String(), Type.Null()])

/** Its fields are explained in docs/api.md alone: the document has room for no more. */
export const spreadSchema = withName(
  'CampaignSpread',
  Type.Object({
    tier: word,
    quality: word,
    percent: whole,
    perDay: orNull,
    perSecond: Type.Number(),
    used: whole,
    room: orNull,
    ahead: whole,
    days: orNull,
    parts: Type.Array(Type.Object({ at: Type.String({ format: 'date-time' }), rows: whole })),
  }),
)

const finite = (value: number) => (Number.isFinite(value) ? value : null)

export function spreadView({ tier, quality, people, parts, ...spread }: Spread): Static<typeof spreadSchema> {
  return {
    tier: tier ?? null,
    quality: quality ?? null,
    percent: spread.percent,
    perDay: finite(people),
    perSecond: spread.perSecond,
    used: spread.used,
    room: finite(spread.room),
    ahead: spread.ahead,
    days: finite(spread.days),
    parts: parts.map(({ at, rows }) => ({ at: iso(at), rows })),
  }
}

type Counted = {
  countries: CampaignPreview['countries']
  seen: Pick<CampaignPreview, 'rows' | 'checkedRows' | 'good'>
  sendAt: number | undefined
}

/** The estimate goes by the card in force on the day of the sending; rows that were not checked are taken for good. */
export async function outlookOf(
  { campaigns }: Pick<HttpDeps, 'campaigns'>,
  request: FastifyRequest,
  { definition: { category } }: CampaignSnapshot,
  { countries, seen, sendAt }: Counted,
) {
  const startAt = Math.max(sendAt ?? 0, campaigns.clock())
  const day = dayOf(startAt)
  const cards = await campaigns.store.rateCards({ fromDay: day, toDay: day })
  const currency = currencyOf(botOf(request), cards)
  const unchecked = seen.rows - seen.checkedRows
  const input = { category: category.toLowerCase(), countries, day, currency, cards, unchecked }
  const planned = { rows: seen.good + unchecked, isMarketing: category === 'MARKETING', startAt }
  return {
    cost: { category, countries, estimate: estimateOf(input, preferredLanguage(request.headers['accept-language'])) },
    spread: spreadView(await campaigns.allowances.spread(botOf(request), planned)),
  }
}

const unended = new Set(['importing', 'scheduled', 'running', 'paused'])

/** Of the rows that have no message yet; undefined for a campaign that has ended. */
export async function spreadOfCampaign(
  { campaigns }: Pick<HttpDeps, 'campaigns'>,
  bot: Bot,
  campaign: CampaignRecord,
  snapshot: CampaignSnapshot | undefined,
) {
  if (snapshot === undefined || !unended.has(campaign.state)) return undefined
  const planned = {
    rows: waitingOf(campaign),
    isMarketing: snapshot.definition.category === 'MARKETING',
    startAt: campaign.dueAt ?? 0,
    besides: campaign.id,
  }
  return spreadView(await campaigns.allowances.spread(bot, planned))
}
