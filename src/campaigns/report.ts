/**
 * The report of a campaign as CSV or as a workbook: every line of its file and its outcome, page by page from the
 * store, so that a million lines cost the memory of one page.
 */

import { rowReasonText } from '../model/campaign/reason.ts'
import { currencyOf, dayOf, messageCost } from '../model/cost/cost.ts'
import { pricingOf } from '../model/cost/pricing.ts'
import type { RateCard } from '../model/cost/rate-card.ts'
import type { Locale } from '../model/errors/texts.ts'
import type { Failure } from '../model/outcome/decide.ts'
import { type CsvSeparator, csvHeader, csvLine } from '../model/text/csv.ts'
import type { SheetCell } from '../model/text/xlsx.ts'
import { countryOfUser } from '../model/user/country.ts'
import type { CampaignRecord } from '../store/campaigns/campaigns.ts'
import type { ReportRow } from '../store/campaigns/report.ts'
import type { CampaignDeps } from './deps.ts'
import { workbook } from './workbook.ts'

const columns = [
  'line',
  'destination',
  'state',
  'messageId',
  'sentAt',
  'deliveredAt',
  'readAt',
  'errorCode',
  'reason',
  'attempts',
  'category',
  'pricingType',
  'cost',
  'currency',
] as const

/** In characters, for a workbook. */
const widths = [8, 18, 11, 32, 20, 20, 20, 12, 60, 9, 16, 22, 10, 9]

const pageRows = 1_000

type Report = Pick<CampaignDeps, 'store' | 'clock'>

/** Reasons are in `language`; Meta's own texts stay as Meta wrote them. */
export async function* reportLines(
  deps: Report,
  campaign: CampaignRecord,
  { language, separator }: { language: Locale; separator: CsvSeparator },
): AsyncGenerator<string> {
  yield csvHeader(columns, separator)
  for await (const page of reportPages(deps, campaign, language))
    yield page.map((cells) => csvLine(cells, separator)).join('')
}

/** As Excel reads it; instants are in UTC, and a million rows and more go on in another sheet. */
export function reportWorkbook(deps: Report, campaign: CampaignRecord, language: Locale): AsyncGenerator<Buffer> {
  const header = columns.map((name) => (name.endsWith('At') ? `${name} (UTC)` : name))
  return workbook({ name: 'Recado', header, widths, pages: reportPages(deps, campaign, language) })
}

async function* reportPages(
  { store, clock }: Report,
  campaign: CampaignRecord,
  language: Locale,
): AsyncGenerator<SheetCell[][]> {
  const fromDay = dayOf(campaign.createdAt)
  const cards = await store.rateCards({ fromDay, toDay: dayOf(Math.max(clock(), campaign.createdAt)) })
  const costs = { cards, currency: currencyOf(await store.bot(campaign.botId), cards) }
  let afterLine = 0
  for (;;) {
    const rows = await store.campaignReport(campaign.seq, afterLine, pageRows)
    if (rows.length > 0) yield rows.map((row) => cellsOf(row, campaign, language, costs))
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageRows) return
    afterLine = last.line
  }
}

type Costs = { cards: RateCard[]; currency: string | undefined }

function cellsOf(row: ReportRow, campaign: CampaignRecord, language: Locale, costs: Costs): SheetCell[] {
  const { line, destination, message, attempt } = row
  const reasons = row.reasons?.map((reason) => rowReasonText(reason, language)).join(' ')
  return [
    line,
    destination,
    stateOf(row, campaign),
    message?.id,
    instant(message?.sentAt),
    instant(message?.deliveredAt),
    instant(message?.readAt),
    message?.error ? codeOf(message.error) : undefined,
    message?.error ? textOf(message.error) : reasons,
    attempt,
    ...priceOf(message, costs),
  ]
}

/** Of what was delivered or failed; no amount where it is not known. */
function priceOf(message: ReportRow['message'], { cards, currency }: Costs): SheetCell[] {
  if (message === undefined) return [undefined, undefined, undefined, undefined]
  const pricing = message.pricing === undefined ? undefined : pricingOf(message.pricing)
  const country = countryOfUser(message.userId) ?? ''
  const { state, deliveredAt = message.readAt ?? null } = message
  const cost = messageCost({ state, deliveredAt }, { pricing, country, currency, cards })
  const amount = cost.amount === null ? undefined : Number(cost.amount)
  return [pricing?.category || undefined, pricing?.type || undefined, amount, cost.currency]
}

/** Waiting rows of a canceled campaign will not be sent, even before the cancel has processed them. */
function stateOf({ state, message }: ReportRow, campaign: CampaignRecord): string {
  if (message) return message.isReplied && message.state !== 'failed' ? 'replied' : message.state
  return state === 'waiting' && campaign.state === 'canceled' ? 'canceled' : state
}

function codeOf(error: Failure): string {
  return 'key' in error ? error.key : String(error.code)
}

function textOf(error: Failure): string {
  if ('key' in error) return error.message
  return [error.title, error.message, error.details]
    .filter((text, at, all) => text && all.indexOf(text) === at)
    .join(' – ')
}

function instant(at: number | undefined): Date | undefined {
  return at === undefined ? undefined : new Date(at)
}
