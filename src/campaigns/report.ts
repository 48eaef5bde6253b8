/**
 * The report of a campaign as CSV or as a workbook: every line of its file and its outcome, page by page from the
 * store, so that a million lines cost the memory of one page.
 */
import { rowReasonText } from '../model/campaign/reason.ts'
import type { Locale } from '../model/errors/texts.ts'
import type { Failure } from '../model/outcome/decide.ts'
import { type CsvSeparator, csvHeader, csvLine } from '../model/text/csv.ts'
import type { SheetCell } from '../model/text/xlsx.ts'
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
] as const

/** In characters, for a workbook. */
const widths = [8, 18, 11, 32, 20, 20, 20, 12, 60, 9]

const pageRows = 1_000

type Report = Pick<CampaignDeps, 'store'>

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
  { store }: Report,
  campaign: CampaignRecord,
  language: Locale,
): AsyncGenerator<SheetCell[][]> {
  let afterLine = 0
  for (;;) {
    const rows = await store.campaignReport(campaign.seq, afterLine, pageRows)
    if (rows.length > 0) yield rows.map((row) => cellsOf(row, campaign, language))
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageRows) return
    afterLine = last.line
  }
}

function cellsOf(row: ReportRow, campaign: CampaignRecord, language: Locale): SheetCell[] {
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

function instant(at: number | undefined): Date | undefined {
  return at === undefined ? undefined : new Date(at)
}
