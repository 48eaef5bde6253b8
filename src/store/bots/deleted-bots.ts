/**
 * Deleted bots. A deletion's first transaction moves the bot from `bots` to `deleted_bots`. From its commit on, no
 * process accepts anything new for the bot, since every write for a bot checks that row under the bot's lock. The row
 * reserves the id while data under it may exist; only the same number of the same account may reuse it.
 * store/deletion/deletion.ts does the rest.
 */
import { BotGoneError } from '../sql/failures.ts'
import { perRow } from '../sql/per-row.ts'
import { rarelyChanged } from '../sql/rarely-changed.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

export type DeletionStage = 'ending' | 'telling' | 'removing' | 'ended'

export type DeletedBot = {
  id: string
  /** The only number and account that may reuse the id; missing for bots deleted by an earlier version. */
  phoneNumberId?: string
  wabaId?: string
  deletedAt: number
  stage: DeletionStage
  endedAt?: number
  /** Numbers of pending items that the deletion ended. */
  ended: { campaigns: number; skillRuns: number; messages: number }
}

export type DeletedRow = {
  id: string
  phone_number_id: string | null
  waba_id: string | null
  settings: string | null
  secrets: string | null
  deleted_at: number
  stage: DeletionStage
  stage_at: number
  after_at: number
  after_seq: number
  campaigns: number
  runs: number
  messages: number
  ended_at: number | null
}

export const deletedColumns = `id, phone_number_id, waba_id, settings, secrets, deleted_at, stage, stage_at, after_at,
  after_seq, campaigns, runs, messages, ended_at`

// ── writes for a bot ────────────────────────────────────────

/** SQL condition: the bot named by the expression is not deleted. */
export const isAlive = (botId: string) => `not exists (select 1 from deleted_bots where deleted_bots.id = ${botId})`

/** For every message, status and webhook. */
const lookUp = rarelyChanged('deleted_bots', perRow('select 1 as found from deleted_bots where id = $1'))

export function* isDeleted(botId: string): Transaction<boolean> {
  return (yield* queryOne(lookUp, botId)) !== undefined
}

/**
 * A transaction for a request admitted while the bot existed: after the bot's deletion it is refused as a later request
 * would be.
 */
export function* ofLivingBot<T>(botId: string, transaction: () => Transaction<T>): Transaction<T> {
  if (yield* isDeleted(botId)) throw new BotGoneError(botId)
  return yield* transaction()
}

/** The existing ones of these bots. */
export function* livingOf(botIds: readonly string[]): Transaction<Set<string>> {
  const living = new Set<string>()
  for (const botId of botIds) if (!(yield* isDeleted(botId))) living.add(botId)
  return living
}

// ── marking as deleted ──────────────────────────────────────

// ── the reservation ─────────────────────────────────────────

/** `leaving`: the deletion is still running. `reserved`: the id belonged to another number. */
export type Reservation = 'free' | 'leaving' | 'reserved'

/**
 * Whether this number may use the id; if so, it is taken. The history under an id keeps its owner: only the same number
 * of the same account gets it back. Erasing a bot's history deletes its row from `deleted_bots`, which frees the id for
 * any number.
 */
export function* takeReserved(
  id: string,
  { phoneNumberId, wabaId }: { phoneNumberId: string; wabaId: string },
): Transaction<Reservation> {
  const former = yield* queryOne<DeletedRow>(`select ${deletedColumns} from deleted_bots where id = $1`, id)
  if (!former) return 'free'
  if (former.ended_at === null) return 'leaving'
  if (former.phone_number_id !== phoneNumberId || former.waba_id !== wabaId) return 'reserved'
  yield* query('delete from deleted_bots where id = $1', id)
  return 'free'
}

/** Latest first. */
export function* deletedBots(): Transaction<DeletedBot[]> {
  const found = yield* query<DeletedRow>(`select ${deletedColumns} from deleted_bots order by deleted_at desc, id`)
  return found.map(deletedBotOf)
}

export function deletedBotOf(found: DeletedRow): DeletedBot {
  const { campaigns, runs, messages } = found
  return {
    id: found.id,
    ...(found.phone_number_id === null ? {} : { phoneNumberId: found.phone_number_id }),
    ...(found.waba_id === null ? {} : { wabaId: found.waba_id }),
    deletedAt: found.deleted_at,
    stage: found.stage,
    ...(found.ended_at === null ? {} : { endedAt: found.ended_at }),
    ended: { campaigns: Number(campaigns), skillRuns: Number(runs), messages: Number(messages) },
  }
}

/** Ids of bots whose deletion is running. */
export function* openDeletions(): Transaction<string[]> {
  return (yield* query<{ id: string }>('select id from deleted_bots where ended_at is null order by id')).map(
    ({ id }) => id,
  )
}
