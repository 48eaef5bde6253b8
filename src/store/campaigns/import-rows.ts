/**
 * The import of a campaign's file: its rows become `waiting`, `bad` or `repeated`. Each chunk is one transaction with
 * how far the file was read, so that a crash neither loses nor repeats a row, and memory holds one chunk.
 */
import type { RowReason } from '../../model/campaign/reason.ts'
import { otherSpelling, personKey } from '../../model/user/phone.ts'
import type { EventContext } from '../events/events.ts'
import { json, query, queryOne, type Transaction } from '../sql/transaction.ts'
import { findCampaign } from './campaigns.ts'
import { enter } from './state-changes.ts'

export type ImportedRow = { line: number; destination: string; values: string[]; reasons?: RowReason[] }

/**
 * Imports rows of the file; `upTo` is the last line examined. Returns false if the campaign no longer wants them, or
 * already has them: two processes read for a moment when a lane changes owner, and the later one stops.
 */
export function* importRows(seq: number, imported: ImportedRow[], upTo: number, now: number): Transaction<boolean> {
  const campaign = yield* queryOne<{ imported_line: number }>(
    `select imported_line from campaigns where seq = $1 and state in ('importing', 'paused') and imported_at is null`,
    seq,
  )
  if (!campaign || upTo <= campaign.imported_line) return false
  const placed = yield* placeRows(seq, imported)
  const count = (state: string) => placed.filter((one) => one.state === state).length
  yield* insertRows(seq, placed)
  yield* query(
    `update campaigns set row_count = row_count + $2, bad_count = bad_count + $3, repeated_count = repeated_count + $4,
       imported_line = $5, updated_at = $6 where seq = $1`,
    seq,
    placed.length,
    count('bad'),
    count('repeated'),
    upTo,
    now,
  )
  return true
}

type PlacedRow = ImportedRow & { state: 'waiting' | 'bad' | 'repeated' }

/** A number with two spellings is one person. */
function* placeRows(seq: number, imported: ImportedRow[]): Transaction<PlacedRow[]> {
  const lineOf = yield* linesOf(seq, imported)
  return imported.map((one) => {
    if (one.reasons) return { ...one, state: 'bad' }
    const person = personKey(one.destination)
    const line = lineOf.get(person)
    if (line === undefined) lineOf.set(person, one.line)
    if (line === undefined) return { ...one, state: 'waiting' }
    return { ...one, state: 'repeated', reasons: [{ path: 'destination', rule: 'row_repeated', args: { line } }] }
  })
}

const places = (from: number, count: number) => Array.from({ length: count }, (_, at) => `$${from + at}`).join(', ')

/**
 * Rows per statement: each statement costs as much as several rows. Few distinct texts, because each is prepared once.
 */
const lookedUp = 50
const inserted = 25
const lookUpText = `select destination, line from campaign_rows
  where campaign_seq = $1 and state = 'waiting' and destination in (${places(2, lookedUp)})`
const insertText = (count: number) =>
  `insert into campaign_rows (campaign_seq, line, destination, parameters, state, reason) values
   ${Array.from({ length: count }, (_, at) => `($1, ${places(2 + 5 * at, 5)})`).join(', ')}`
const insertOneText = insertText(1)
const insertManyText = insertText(inserted)

/** The lines that already contain people of these rows, by person. */
function* linesOf(seq: number, imported: ImportedRow[]): Transaction<Map<string, number>> {
  const names = imported
    .filter(({ reasons }) => reasons === undefined)
    .flatMap(({ destination }) => [destination, otherSpelling(destination) ?? []].flat())
  const lineOf = new Map<string, number>()
  for (let at = 0; at < names.length; at += lookedUp) {
    const some = names.slice(at, at + lookedUp)
    const padded = [...some, ...Array<string>(lookedUp - some.length).fill('')]
    const found = yield* query<{ destination: string; line: number }>(lookUpText, seq, ...padded)
    for (const { destination, line } of found) lineOf.set(personKey(destination), Number(line))
  }
  return lineOf
}

function* insertRows(seq: number, placed: PlacedRow[]): Transaction<void> {
  const values = (one: PlacedRow) => [
    one.line,
    one.destination,
    JSON.stringify(one.values),
    one.state,
    json(one.reasons),
  ]
  const whole = placed.length - (placed.length % inserted)
  for (let at = 0; at < whole; at += inserted) {
    yield* query(insertManyText, seq, ...placed.slice(at, at + inserted).flatMap(values))
  }
  for (const one of placed.slice(whole)) yield* query(insertOneText, seq, ...values(one))
}

/** Ends the import: the file was read completely, or cannot be read (`error`). */
export function* endImport(context: EventContext, id: string, now: number, error?: string): Transaction<void> {
  const campaign = yield* findCampaign(id)
  if (!campaign || campaign.importedAt !== undefined) return
  if (campaign.state !== 'importing' && campaign.state !== 'paused') return
  if (error !== undefined) {
    yield* enter(context, campaign, 'failed', now, { error })
    return
  }
  yield* query('update campaigns set imported_at = $2 where seq = $1', campaign.seq, now)
  const isDue = (campaign.dueAt ?? 0) <= now
  if (campaign.state === 'importing') yield* enter(context, campaign, isDue ? 'running' : 'scheduled', now)
}
