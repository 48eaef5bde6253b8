/**
 * Preview of a campaign before anything is sent: the first rows as people will read them, errors by line, duplicates,
 * and message kinds by country; and every row that would not be sent, as CSV. Same validation as the import's, one
 * slice at a time.
 */
import { setImmediate } from 'node:timers/promises'
import { type CampaignSnapshot, type ValidatedRow, validateRow } from '../model/campaign/campaign.ts'
import type { CsvRow } from '../model/campaign/csv.ts'
import { type RowReason, rowReasonText } from '../model/campaign/reason.ts'
import type { Locale } from '../model/errors/texts.ts'
import { renderTemplate, type TemplatePreview } from '../model/template/preview.ts'
import { type CsvSeparator, csvHeader, csvLine } from '../model/text/csv.ts'
import { countryOf } from '../model/user/country.ts'
import { personKey } from '../model/user/phone.ts'
import type { CampaignDeps } from './deps.ts'
import { skillsOf } from './skills.ts'
import { rowsOf, textsOf } from './spool.ts'

export type CampaignPreview = {
  /** Rows below the header, blank ones excluded. */
  rows: number
  /** Rows validated, which a preview limits: it does not check a million. The figures below are of these. */
  checkedRows: number
  good: number
  bad: number
  repeated: number
  countries: { country: string; rows: number }[]
  samples: { line: number; destination: string; message: TemplatePreview }[]
  problems: Problem[]
}

type Problem = { line: number; destination: string; reasons: RowReason[] }
type PreviewDeps = Pick<CampaignDeps, 'allowPrivateMedia' | 'store'>

const maxChecked = 200_000
const maxSamples = 5
const maxProblems = 100
/** Rows validated without a pause: some milliseconds. */
const sliceRows = 200

export async function previewFile(
  deps: PreviewDeps,
  botId: string,
  snapshot: CampaignSnapshot,
  path: string,
): Promise<CampaignPreview> {
  const tally = createTally(snapshot, await skillsOf(deps, botId, snapshot))
  for await (const rows of slicesOf(path, snapshot)) for (const row of rows) tally.add(row, deps.allowPrivateMedia)
  return tally.result()
}

/** As their file has them, behind their line and reason: mended, and without these two columns, they are a file. */
export async function* problemLines(
  deps: PreviewDeps,
  { botId, snapshot, path }: { botId: string; snapshot: CampaignSnapshot; path: string },
  { columns, language, separator }: { columns: readonly string[]; language: Locale; separator: CsvSeparator },
): AsyncGenerator<string> {
  const tally = createTally(snapshot, await skillsOf(deps, botId, snapshot))
  yield csvHeader(['line', 'reason', ...columns], separator)
  for await (const rows of slicesOf(path, snapshot)) {
    const lines = rows.flatMap((row) => {
      const problem = tally.add(row, deps.allowPrivateMedia)
      if (problem === undefined) return []
      const reasons = problem.reasons.map((reason) => rowReasonText(reason, language)).join(' ')
      const cells = 'fault' in row ? [problem.destination] : row.cells
      return csvLine([problem.line, reasons, ...cells], separator)
    })
    if (lines.length > 0) yield lines.join('')
  }
}

async function* slicesOf(path: string, { separator, headerLine }: CampaignSnapshot): AsyncGenerator<CsvRow[]> {
  for await (const rows of rowsOf(textsOf(path), { separator, line: headerLine })) {
    for (let at = 0; at < rows.length; at += sliceRows) {
      yield rows.slice(at, at + sliceRows)
      await setImmediate()
    }
  }
}

function createTally(snapshot: CampaignSnapshot, hasSkill: ((id: string) => boolean) | undefined) {
  const result: CampaignPreview = {
    rows: 0,
    checkedRows: 0,
    good: 0,
    bad: 0,
    repeated: 0,
    countries: [],
    samples: [],
    problems: [],
  }
  const lineOf = new Map<string, number>()
  const countries = new Map<string, number>()

  function report({ line, destination }: ValidatedRow, reasons: RowReason[]): Problem {
    const problem = { line, destination, reasons }
    if (result.problems.length < maxProblems) result.problems.push(problem)
    return problem
  }

  function addGood(row: ValidatedRow & { kind: 'good' }): Problem | undefined {
    const { line, destination } = row
    const person = personKey(destination)
    const first = lineOf.get(person)
    if (first !== undefined) {
      result.repeated += 1
      return report(row, [{ path: 'destination', rule: 'row_repeated', args: { line: first } }])
    }
    lineOf.set(person, line)
    result.good += 1
    const country = countryOf(destination) ?? '??'
    countries.set(country, (countries.get(country) ?? 0) + 1)
    if (result.samples.length < maxSamples)
      result.samples.push({ line, destination, message: renderTemplate(snapshot.definition, row.filled.content) })
    return undefined
  }

  function addBad(row: ValidatedRow & { kind: 'bad' }): Problem {
    result.bad += 1
    return report(row, row.reasons)
  }

  return {
    /** What keeps the row from being sent; undefined also beyond those that are checked. */
    add(row: CsvRow, allowPrivateMedia: CampaignDeps['allowPrivateMedia']): Problem | undefined {
      result.rows += 1
      if (result.checkedRows >= maxChecked) return undefined
      result.checkedRows += 1
      const validated = validateRow(snapshot, row, allowPrivateMedia, hasSkill)
      return validated.kind === 'good' ? addGood(validated) : addBad(validated)
    },
    result: (): CampaignPreview => ({
      ...result,
      countries: [...countries]
        .map(([country, rows]) => ({ country, rows }))
        .sort((a, b) => b.rows - a.rows || (a.country < b.country ? -1 : 1)),
    }),
  }
}
