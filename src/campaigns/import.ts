/**
 * Imports a campaign's file into rows of the store. Each chunk is one transaction that also records the position in the
 * file, so an import continues after a crash. Every row is validated before the first is sent.
 */
import { type CampaignSnapshot, type ValidatedRow, validateRow } from '../model/campaign/campaign.ts'
import type { CsvRow } from '../model/campaign/csv.ts'
import { sleep } from '../queue/sleep.ts'
import type { CampaignRecord } from '../store/campaigns/campaigns.ts'
import type { CampaignDeps } from './deps.ts'
import { skillsOf } from './skills.ts'
import { rowsOf } from './spool.ts'
import { dropFile, isStored, storedTexts } from './stored-file.ts'

export type ImportDeps = Omit<CampaignDeps, 'wake'>

/** Validating and writing this many takes the main thread some milliseconds. */
const chunkRows = 150

/**
 * Resolves when the file is read, when the campaign no longer needs it, or when `signal` says that another process
 * reads on.
 */
export async function importFile(deps: ImportDeps, campaign: CampaignRecord, signal: AbortSignal): Promise<void> {
  const { store, clock } = deps
  const { id } = campaign
  const snapshot = await store.campaignSnapshot(id)
  if (snapshot === undefined) return
  const error = (await isStored(store, id)) ? undefined : 'The file no longer exists.'
  const isAtEnd = error !== undefined || (await readInto(deps, { campaign, snapshot, signal }))
  if (isAtEnd) await store.endCampaignImport(id, clock(), error)
  else if (signal.aborted || isUnread(await store.campaign(id))) return
  await dropFile(store, id)
}

/** The campaign still needs its file. */
export function isUnread(campaign: CampaignRecord | undefined): boolean {
  return campaign?.importedAt === undefined && (campaign?.state === 'importing' || campaign?.state === 'paused')
}

type Reading = { campaign: CampaignRecord; snapshot: CampaignSnapshot; signal: AbortSignal }

/** Returns true at the end of the file. */
async function readInto(deps: ImportDeps, reading: Reading): Promise<boolean> {
  const { campaign, snapshot, signal } = reading
  const header = { separator: snapshot.separator, line: snapshot.headerLine }
  for await (const rows of rowsOf(storedTexts(deps.store, campaign.id), header)) {
    const fresh = rows.filter((row) => row.line > campaign.importedLine)
    for (let at = 0; at < fresh.length; at += chunkRows) {
      if (signal.aborted || !(await importChunk(deps, reading, fresh.slice(at, at + chunkRows)))) return false
    }
  }
  return !signal.aborted
}

async function importChunk(deps: ImportDeps, { campaign, snapshot }: Reading, rows: CsvRow[]): Promise<boolean> {
  const startedAt = performance.now()
  const hasSkill = await skillsOf(deps, campaign.botId, snapshot)
  const validated = rows.map((row) => validateRow(snapshot, row, deps.allowPrivateMedia, hasSkill))
  const upTo = validated.at(-1)?.line ?? 0
  const isWanted = await deps.store.importCampaignRows(campaign.seq, validated.map(importedRow), upTo, deps.clock())
  // Half of the time is left to requests.
  await sleep(performance.now() - startedAt)
  return isWanted
}

function importedRow(row: ValidatedRow) {
  const { line, destination, values } = row
  return row.kind === 'bad' ? { line, destination, values, reasons: row.reasons } : { line, destination, values }
}
