/**
 * Preview of a campaign before anything is sent: the first rows as people will read them, errors by line, duplicates,
 * and message kinds by country. Same validation as the import's, one slice at a time.
 */
import { setImmediate } from 'node:timers/promises'
import { type Frozen, type JudgedRow, judgeRow } from '../model/campaign.ts'
import type { CsvRow } from '../model/campaign-csv.ts'
import type { RowReason } from '../model/campaign-reason.ts'
import { countryOf } from '../model/country.ts'
import { personKey } from '../model/phone.ts'
import { renderTemplate, type TemplatePreview } from '../model/template/preview.ts'
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
  problems: { line: number; destination: string; reasons: RowReason[] }[]
}

const mostChecked = 200_000
const mostSamples = 5
const mostProblems = 100
/** Rows validated without a pause: some milliseconds. */
const sliceRows = 200

export async function previewFile(
  deps: Pick<CampaignDeps, 'allowPrivateMedia' | 'store'>,
  botId: string,
  frozen: Frozen,
  path: string,
): Promise<CampaignPreview> {
  const tally = makeTally(frozen, await skillsOf(deps, botId, frozen))
  for await (const rows of rowsOf(textsOf(path), { separator: frozen.separator, line: frozen.headerLine })) {
    for (let at = 0; at < rows.length; at += sliceRows) {
      for (const row of rows.slice(at, at + sliceRows)) tally.add(row, deps.allowPrivateMedia)
      await setImmediate()
    }
  }
  return tally.result()
}

function makeTally(frozen: Frozen, hasSkill: ((id: string) => boolean) | undefined) {
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

  function tell({ line, destination }: JudgedRow, reasons: RowReason[]): void {
    if (result.problems.length < mostProblems) result.problems.push({ line, destination, reasons })
  }

  function addGood(row: JudgedRow & { kind: 'good' }): void {
    const { line, destination } = row
    const person = personKey(destination)
    const first = lineOf.get(person)
    if (first !== undefined) {
      result.repeated += 1
      tell(row, [{ path: 'destination', rule: 'row_repeated', args: { line: first } }])
      return
    }
    lineOf.set(person, line)
    result.good += 1
    const country = countryOf(destination) ?? '??'
    countries.set(country, (countries.get(country) ?? 0) + 1)
    if (result.samples.length >= mostSamples) return
    result.samples.push({ line, destination, message: renderTemplate(frozen.definition, row.filled.content) })
  }

  function addBad(row: JudgedRow & { kind: 'bad' }): void {
    result.bad += 1
    tell(row, row.reasons)
  }

  return {
    add(row: CsvRow, allowPrivateMedia: CampaignDeps['allowPrivateMedia']): void {
      result.rows += 1
      if (result.checkedRows >= mostChecked) return
      result.checkedRows += 1
      const judged = judgeRow(frozen, row, allowPrivateMedia, hasSkill)
      if (judged.kind === 'good') addGood(judged)
      else addBad(judged)
    },
    result: (): CampaignPreview => ({
      ...result,
      countries: [...countries]
        .map(([country, rows]) => ({ country, rows }))
        .sort((a, b) => b.rows - a.rows || (a.country < b.country ? -1 : 1)),
    }),
  }
}
