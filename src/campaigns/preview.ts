/**
 * Preview of a campaign before anything is sent: the first rows as people will read them, errors by line, duplicates,
 * and message kinds by country. Same validation as the import's, one slice at a time.
 */
import { setImmediate } from 'node:timers/promises'
import { type CampaignSnapshot, type ValidatedRow, validateRow } from '../model/campaign/campaign.ts'
import type { CsvRow } from '../model/campaign/csv.ts'
import type { RowReason } from '../model/campaign/reason.ts'
import { renderTemplate, type TemplatePreview } from '../model/template/preview.ts'
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
  problems: { line: number; destination: string; reasons: RowReason[] }[]
}

const maxChecked = 200_000
const maxSamples = 5
const maxProblems = 100
/** Rows validated without a pause: some milliseconds. */
const sliceRows = 200

export async function previewFile(
  deps: Pick<CampaignDeps, 'allowPrivateMedia' | 'store'>,
  botId: string,
  snapshot: CampaignSnapshot,
  path: string,
): Promise<CampaignPreview> {
  const tally = createTally(snapshot, await skillsOf(deps, botId, snapshot))
  for await (const rows of rowsOf(textsOf(path), { separator: snapshot.separator, line: snapshot.headerLine })) {
    for (let at = 0; at < rows.length; at += sliceRows) {
      for (const row of rows.slice(at, at + sliceRows)) tally.add(row, deps.allowPrivateMedia)
      await setImmediate()
    }
  }
  return tally.result()
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

  function report({ line, destination }: ValidatedRow, reasons: RowReason[]): void {
    if (result.problems.length < maxProblems) result.problems.push({ line, destination, reasons })
  }

  function addGood(row: ValidatedRow & { kind: 'good' }): void {
    const { line, destination } = row
    const person = personKey(destination)
    const first = lineOf.get(person)
    if (first !== undefined) {
      result.repeated += 1
      report(row, [{ path: 'destination', rule: 'row_repeated', args: { line: first } }])
      return
    }
    lineOf.set(person, line)
    result.good += 1
    const country = countryOf(destination) ?? '??'
    countries.set(country, (countries.get(country) ?? 0) + 1)
    if (result.samples.length >= maxSamples) return
    result.samples.push({ line, destination, message: renderTemplate(snapshot.definition, row.filled.content) })
  }

  function addBad(row: ValidatedRow & { kind: 'bad' }): void {
    result.bad += 1
    report(row, row.reasons)
  }

  return {
    add(row: CsvRow, allowPrivateMedia: CampaignDeps['allowPrivateMedia']): void {
      result.rows += 1
      if (result.checkedRows >= maxChecked) return
      result.checkedRows += 1
      const validated = validateRow(snapshot, row, allowPrivateMedia, hasSkill)
      if (validated.kind === 'good') addGood(validated)
      else addBad(validated)
    },
    result: (): CampaignPreview => ({
      ...result,
      countries: [...countries]
        .map(([country, rows]) => ({ country, rows }))
        .sort((a, b) => b.rows - a.rows || (a.country < b.country ? -1 : 1)),
    }),
  }
}
