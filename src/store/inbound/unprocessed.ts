/**
 * Items from Meta without a place: no bot has their number or account, or they are unreadable. They are stored in
 * `unplaced` with all that reading them again needs, listed for the operator, and replayed: an item is then ingested as
 * if it had just arrived, and leaves the list in the same transaction, so that concurrent replays count once.
 */
import type { Fact } from '../../model/inbound/inbound.ts'
import { parse, query, queryOne, type Transaction } from '../sql/transaction.ts'
import { createWhere, type Where } from '../sql/where.ts'
import type { IngestResult } from './records.ts'

export type UnprocessedKind = 'unrouted' | 'unreadable'

/** `toAt` is exclusive. */
export type UnprocessedFilter = {
  kind?: UnprocessedKind
  reason?: string
  wabaId?: string
  phoneNumberId?: string
  fromAt?: number
  toAt?: number
}

/** An item's position in the list, which also identifies it. */
export type UnprocessedKey = { at: number; seq: number }

export type Unprocessed = UnprocessedKey & {
  /** Missing for items from before schema 10, which cannot be replayed. */
  kind?: UnprocessedKind
  reason: string
  factKind?: string
  wabaId?: string
  phoneNumberId?: string
  isReplayable: boolean
  replays: number
  replayedAt?: number
}

/** `source`: the webhook to read again; `fact`: what was read from it. */
export type UnprocessedWhole = Unprocessed & { source?: string; fact: unknown }

export type ReplayInput = {
  key: UnprocessedKey
  /** The facts just read from the source. */
  facts: Fact[]
  sourceOf: (fact: Fact) => string | undefined
  now: number
}

export type ReplayResult =
  | { kind: 'processed'; counts: IngestResult }
  /** It stays in the list, with the new reason. */
  | { kind: 'kept'; reason: string; counts: IngestResult }
  /** No bot has the app that signed it. */
  | { kind: 'no_app' }
  /** Replayed concurrently, or expired. */
  | { kind: 'gone' }

export type UnprocessedStore = {
  unprocessed(
    filter: UnprocessedFilter,
    page: { order: 'newest' | 'oldest'; after?: UnprocessedKey; limit: number },
  ): Promise<Unprocessed[]>
  /** Counts up to `max`, starting after `after`, oldest first. */
  countUnprocessed(filter: UnprocessedFilter, max: number, after?: UnprocessedKey): Promise<number>
  unprocessedWhole(key: UnprocessedKey): Promise<UnprocessedWhole | undefined>
  replayUnprocessed(input: ReplayInput): Promise<ReplayResult>
}

// ── storing ─────────────────────────────────────────────────

export type StoredUnprocessed = {
  kind: UnprocessedKind
  reason: string
  factKind: string
  wabaId?: string
  phoneNumberId?: string
  source?: string
  /** JSON. */
  fact: string
}

export function storedOf(
  { sourceOf }: { sourceOf?: (fact: Fact) => string | undefined },
  kind: UnprocessedKind,
  reason: string,
  fact: Fact,
): StoredUnprocessed {
  const source = sourceOf?.(fact)
  const { raw, ...read } = fact as Fact & { raw?: unknown }
  return {
    kind,
    reason,
    factKind: fact.kind,
    wabaId: 'wabaId' in fact ? fact.wabaId : undefined,
    phoneNumberId: 'phoneNumberId' in fact ? fact.phoneNumberId : undefined,
    source,
    // Meta's original text is in the source already.
    fact: JSON.stringify(source === undefined ? { ...read, raw } : read),
  }
}

export function* insertUnprocessed(
  stored: StoredUnprocessed,
  app: string | undefined,
  receivedAt: number,
): Transaction<void> {
  yield* query(
    `insert into unplaced (reason, raw, received_at, kind, fact_kind, waba_id, phone_number_id, app, source)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    stored.reason,
    stored.fact,
    receivedAt,
    stored.kind,
    stored.factKind,
    stored.wabaId,
    stored.phoneNumberId,
    app,
    stored.source,
  )
}

/** Without the content, so that it may be logged. */
export type UnprocessedNotice = Pick<StoredUnprocessed, 'kind' | 'reason' | 'wabaId' | 'phoneNumberId'> & {
  count: number
}

/** One for each reason and number of a webhook. A reason may quote Meta after a colon; the quote is left out. */
export function unprocessedNotices(stored: readonly StoredUnprocessed[]): UnprocessedNotice[] {
  const notices = new Map<string, UnprocessedNotice>()
  for (const { kind, reason: whole, wabaId, phoneNumberId } of stored) {
    const [reason = ''] = whole.split(':')
    const key = JSON.stringify([kind, reason, wabaId, phoneNumberId])
    const known = notices.get(key)
    if (known) known.count += 1
    else notices.set(key, { kind, reason, wabaId, phoneNumberId, count: 1 })
  }
  return [...notices.values()]
}

// ── listing ─────────────────────────────────────────────────

const columns = `seq, received_at, kind, reason, fact_kind, waba_id, phone_number_id, replays, replayed_at,
  case when source is null or app is null then 0 else 1 end as replayable`

type Row = {
  seq: number
  received_at: number
  kind: UnprocessedKind | null
  reason: string
  fact_kind: string | null
  waba_id: string | null
  phone_number_id: string | null
  replays: number
  replayed_at: number | null
  replayable: number
}

export function* unprocessed(
  filter: UnprocessedFilter,
  { order, after, limit }: { order: 'newest' | 'oldest'; after?: UnprocessedKey; limit: number },
): Transaction<Unprocessed[]> {
  const where = whereOf(filter)
  const [direction, compared] = order === 'newest' ? ['desc', '<'] : ['asc', '>']
  if (after) where.add((n) => `(received_at, seq) ${compared} ($${n}, $${n + 1})`, after.at, after.seq)
  const found = yield* query<Row>(
    `select ${columns} from unplaced where ${where.text()}
     order by received_at ${direction}, seq ${direction} limit $${where.values.length + 1}`,
    ...where.values,
    limit,
  )
  return found.map(itemOf)
}

export function* countUnprocessed(filter: UnprocessedFilter, max: number, after?: UnprocessedKey): Transaction<number> {
  const where = whereOf(filter)
  if (after) where.add((n) => `(received_at, seq) > ($${n}, $${n + 1})`, after.at, after.seq)
  const found = yield* queryOne<{ n: number }>(
    `select count(*) as n from (
       select 1 as one from unplaced where ${where.text()} limit $${where.values.length + 1}) as few`,
    ...where.values,
    max,
  )
  return Number(found?.n ?? 0)
}

function whereOf({ kind, reason, wabaId, phoneNumberId, fromAt, toAt }: UnprocessedFilter): Where {
  const where = createWhere()
  where.add((n) => `received_at >= $${n}`, fromAt ?? 0)
  if (toAt !== undefined) where.add((n) => `received_at < $${n}`, toAt)
  if (kind !== undefined) where.add((n) => `kind = $${n}`, kind)
  if (reason !== undefined) where.add((n) => `reason = $${n}`, reason)
  if (phoneNumberId !== undefined) where.add((n) => `phone_number_id = $${n}`, phoneNumberId)
  if (wabaId !== undefined) where.add((n) => `waba_id = $${n}`, wabaId)
  return where
}

export function* unprocessedWhole({ at, seq }: UnprocessedKey): Transaction<UnprocessedWhole | undefined> {
  const found = yield* queryOne<Row & { source: string | null; raw: string }>(
    `select ${columns}, source, raw from unplaced where seq = $1 and received_at = $2`,
    seq,
    at,
  )
  return found && { ...itemOf(found), source: found.source ?? undefined, fact: parse(found.raw) }
}

function itemOf(found: Row): Unprocessed {
  return {
    at: found.received_at,
    seq: found.seq,
    kind: found.kind ?? undefined,
    reason: found.reason,
    factKind: found.fact_kind ?? undefined,
    wabaId: found.waba_id ?? undefined,
    phoneNumberId: found.phone_number_id ?? undefined,
    isReplayable: found.replayable > 0,
    replays: found.replays,
    replayedAt: found.replayed_at ?? undefined,
  }
}

// ── replaying ───────────────────────────────────────────────

/** The hash of the app that signed it; never changes. */
export function* appOfItem({ at, seq }: UnprocessedKey): Transaction<string | undefined> {
  const found = yield* queryOne<{ app: string | null }>(
    'select app from unplaced where seq = $1 and received_at = $2',
    seq,
    at,
  )
  return found?.app ?? undefined
}

/** `take` ingests the facts and returns those still without a place; missing if no bot has the app. */
export function* replay(
  { at, seq }: UnprocessedKey,
  now: number,
  take?: () => Transaction<{ counts: IngestResult; kept: StoredUnprocessed[] }>,
): Transaction<ReplayResult> {
  // A concurrent replay waits here for our commit, and then finds it gone.
  const found = yield* queryOne<{ app: string | null }>(
    `update unplaced set replays = replays + 1, replayed_at = $3 where seq = $1 and received_at = $2 returning app`,
    seq,
    at,
    now,
  )
  if (!found) return { kind: 'gone' }
  if (!take) return { kind: 'no_app' }
  const { counts, kept: stored } = yield* take()
  const [first, ...others] = stored
  if (!first) {
    yield* query('delete from unplaced where seq = $1', seq)
    return { kind: 'processed', counts }
  }
  yield* storeAgain(seq, first)
  for (const other of others) yield* insertUnprocessed(other, found.app ?? undefined, at)
  return { kind: 'kept', reason: first.reason, counts }
}

/** Keeps its position and time. */
function* storeAgain(seq: number, stored: StoredUnprocessed): Transaction<void> {
  yield* query(
    `update unplaced set kind = $2, reason = $3, fact_kind = $4, waba_id = $5, phone_number_id = $6, raw = $7,
       source = coalesce($8, source) where seq = $1`,
    seq,
    stored.kind,
    stored.reason,
    stored.factKind,
    stored.wabaId,
    stored.phoneNumberId,
    stored.fact,
    stored.source,
  )
}
