/**
 * A campaign's file into rows of the store: chunk by chunk, each one transaction that also says how far the file was read, so that a
 * crash is gone on from. Every row is judged before the first is sent. Called by run.
 */
import { join } from 'node:path'
import { type Frozen, type JudgedRow, judgeRow } from '../model/campaign.ts'
import type { CsvRow } from '../model/campaign-csv.ts'
import type { CampaignRecord } from '../store/campaigns.ts'
import type { CampaignDeps } from './deps.ts'
import { removeFile, rowsOf } from './file.ts'

export type ImportDeps = Omit<CampaignDeps, 'wake'>

/** Judging and writing so many takes the main thread some milliseconds. */
const chunkRows = 150

/** Resolves when the file is read, or nobody wants it any more, or `signal` says that the process stops. */
export async function importFile(deps: ImportDeps, campaign: CampaignRecord, signal: AbortSignal): Promise<void> {
  const path = join(deps.folder, `${campaign.id}.csv`)
  const frozen = await deps.store.frozenCampaign(campaign.id)
  const done = frozen && (await readInto(deps, { campaign, frozen, path, signal }))
  if (done === 'stopped') return
  if (done === 'read') await deps.store.endCampaignImport(campaign.id, deps.clock())
  if (done === 'lost') await deps.store.endCampaignImport(campaign.id, deps.clock(), 'The file is no longer there.')
  await removeFile(path)
}

type Reading = { campaign: CampaignRecord; frozen: Frozen; path: string; signal: AbortSignal }

async function readInto(deps: ImportDeps, reading: Reading): Promise<'read' | 'stopped' | 'unwanted' | 'lost'> {
  const { campaign, frozen, path, signal } = reading
  try {
    for await (const rows of rowsOf(path, { separator: frozen.separator, line: frozen.headerLine })) {
      const fresh = rows.filter((row) => row.line > campaign.importedLine)
      for (let at = 0; at < fresh.length; at += chunkRows) {
        if (signal.aborted) return 'stopped'
        const isWanted = await importChunk(deps, reading, fresh.slice(at, at + chunkRows))
        if (!isWanted) return 'unwanted'
      }
    }
    return 'read'
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'lost'
    throw error
  }
}

async function importChunk(deps: ImportDeps, { campaign, frozen }: Reading, rows: CsvRow[]): Promise<boolean> {
  const startedAt = performance.now()
  const judged = rows.map((row) => judgeRow(frozen, row, deps.allowPrivateMedia))
  const upTo = judged.at(-1)?.line ?? 0
  const isWanted = await deps.store.importCampaignRows(campaign.seq, judged.map(importedRow), upTo, deps.clock())
  // Half of the time is for those who wait at the door.
  await pause(performance.now() - startedAt)
  return isWanted
}

function importedRow(row: JudgedRow) {
  const { line, destination, values } = row
  return row.kind === 'bad' ? { line, destination, values, reasons: row.reasons } : { line, destination, values }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
