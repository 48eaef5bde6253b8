/** What a campaign may cost, and over how many days it will be spread: shown before it starts, and while it runs. */
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { spreadFor, waitingOf } from '../../campaigns/allowance.ts'
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

const orNull = <Schema extends ReturnType<typeof Type.Integer> | ReturnType<typeof Type.String>>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

export const spreadSchema = withName(
  'CampaignSpread',
  Type.Object({
    tier: orNull(Type.String({ description: "Meta's word for the portfolio's limit of people in 24 hours." })),
    quality: orNull(Type.String()),
    percent: Type.Integer({ description: 'Below 100: the quality slows marketing down.' }),
    perDay: orNull(Type.Integer({ description: 'Rows in 24 hours; null: no limit is known.' })),
    perSecond: Type.Number(),
    used: Type.Integer({ description: 'People reached in the last 24 hours.' }),
    room: orNull(Type.Integer()),
    ahead: Type.Integer({ description: 'Rows of other running campaigns.' }),
    days: orNull(Type.Integer({ description: '1: all within 24 hours; null: never, at this quality.' })),
    parts: Type.Array(Type.Object({ at: Type.String({ format: 'date-time' }), rows: Type.Integer() }), {
      description: 'At most so many rows in the 24 hours from `at`; the first 31.',
    }),
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
    spread: spreadView(await spreadFor(campaigns, botOf(request), planned)),
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
  return spreadView(await spreadFor(campaigns, bot, planned))
}
