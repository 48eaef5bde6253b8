/**
 * The report of a campaign as CSV: every line of its file and its outcome, page by page from the store, so that a
 * million lines cost the memory of one page.
 */
import { rowReasonText } from '../model/campaign/reason.ts'
import type { Locale } from '../model/errors/texts.ts'
import type { Failure } from '../model/outcome/decide.ts'
import { type Cell, type CsvSeparator, csvHeader, csvLine } from '../model/text/csv.ts'
import type { CampaignRecord } from '../store/campaigns/campaigns.ts'
import type { ReportRow } from '../store/campaigns/report.ts'
import type { CampaignDeps } from './deps.ts'

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
] as const

const pageRows = 1_000

/** Reasons are in `language`; Meta's own texts stay as Meta wrote them. */
export async function* reportLines(
  { store }: Pick<CampaignDeps, 'store'>,
  campaign: CampaignRecord,
  { language, separator }: { language: Locale; separator: CsvSeparator },
): AsyncGenerator<string> {
  yield csvHeader(columns, separator)
  let afterLine = 0
  for (;;) {
    const rows = await store.campaignReport(campaign.seq, afterLine, pageRows)
    if (rows.length > 0) yield rows.map((row) => csvLine(cellsOf(row, campaign, language), separator)).join('')
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageRows) return
    afterLine = last.line
  }
}

function cellsOf(row: ReportRow, campaign: CampaignRecord, language: Locale): Cell[] {
  const { line, destination, message, attempt } = row
  const reasons = row.reasons?.map((reason) => rowReasonText(reason, language)).join(' ')
  return [
    line,
    destination,
    stateOf(row, campaign),
    message?.id,
    iso(message?.sentAt),
    iso(message?.deliveredAt),
    iso(message?.readAt),
    message?.error ? codeOf(message.error) : undefined,
    message?.error ? textOf(message.error) : reasons,
    attempt,
  ]
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

function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString()
}
