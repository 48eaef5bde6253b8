/**
 * Every table with a bot id, and what a bot's deletion does with its rows. Deletion (store/deletion/deletion.ts), the
 * scan for leftovers of earlier versions (store/deletion/leftovers.ts) and retention go by this list. A test compares
 * it with the schema and fails on a table with bot ids that is missing here.
 */
import { query, type Transaction } from '../sql/transaction.ts'

/**
 * What happens to the rows:
 *
 * - `marked`: released in the transaction that marks the bot as deleted;
 * - `ended`: pending ones end, and emit events where there are any; the rest is history, purged by age;
 * - `removed`: all rows are deleted before the deletion ends;
 * - `left`: history without an age of its own, deleted when the retention of the bot's messages is over;
 * - `released`: the bot's lanes, until the end;
 * - `kept`: the reservation itself, and notes of settings changes, of which the newest thousand are there.
 */
export type BotTableEnd = 'marked' | 'ended' | 'removed' | 'left' | 'released' | 'kept'

export type BotTable = {
  name: string
  /** The column with the id: alone, or within its text (a client's scope, a fact's name). */
  column: string
  end: BotTableEnd
  /** The primary key, where rows are deleted. */
  key?: readonly string[]
  /** SQL of a partial index that begins with the bot id, where no full one exists: finds bots that left rows. */
  found?: string
  /** History without an age of its own, purged as if it were `left`. */
  isAgeless?: true
  /** Tables without a bot id whose rows depend on rows of this one, and are deleted with them. */
  through?: readonly string[]
}

const figureKey = ['bot_id', 'hour_at', 'what', 'element_name', 'campaign_id', 'code'] as const
const priceKey = ['bot_id', 'day_at', 'element_name', 'campaign_id', 'pricing', 'country'] as const
const templateDayKey = ['bot_id', 'element_name', 'language', 'day_at'] as const
const figureDayKey = ['bot_id', 'day_at', 'what', 'element_name', 'campaign_id', 'code'] as const

export const botTables = [
  { name: 'bots', column: 'id', end: 'marked' },
  { name: 'deleted_bots', column: 'id', end: 'kept' },
  { name: 'settings_changes', column: 'bot_id', end: 'kept' },
  { name: 'clients', column: 'bots', end: 'marked' },
  { name: 'grants', column: 'bot_id', end: 'marked' },
  {
    name: 'messages',
    column: 'bot_id',
    end: 'ended',
    through: ['attempts', 'orphan_statuses'],
  },
  {
    name: 'campaigns',
    column: 'bot_id',
    end: 'ended',
    key: ['seq'],
    isAgeless: true,
    through: ['campaign_rows', 'repeated_rows', 'campaign_files'],
  },
  { name: 'skill_runs', column: 'bot_id', end: 'ended', found: ` and state = 'waiting'` },
  { name: 'media_files', column: 'bot_id', end: 'ended', found: ` and state in ('waiting', 'kept', 'failed')` },
  { name: 'inbound', column: 'bot_id', end: 'ended' },
  { name: 'events', column: 'bot_id', end: 'ended', through: ['event_bodies', 'deliveries', 'delivery_attempts'] },
  { name: 'endpoint_tasks', column: 'bot_id', end: 'removed', key: ['id'] },
  { name: 'endpoints', column: 'bot_id', end: 'removed', key: ['id'] },
  { name: 'templates', column: 'bot_id', end: 'removed', key: ['bot_id', 'element_name', 'language'] },
  { name: 'skills', column: 'bot_id', end: 'removed', key: ['bot_id', 'id'] },
  { name: 'quick_answers', column: 'bot_id', end: 'removed', key: ['bot_id', 'name'] },
  { name: 'saved_views', column: 'bot_id', end: 'removed', key: ['seq'] },
  { name: 'suppressions', column: 'bot_id', end: 'removed', key: ['seq'] },
  { name: 'schedules', column: 'bot_id', end: 'removed', key: ['bot_id', 'message_id'] },
  { name: 'media_uploads', column: 'bot_id', end: 'removed', key: ['bot_id', 'url'] },
  { name: 'former_numbers', column: 'bot_id', end: 'removed', key: ['phone_number_id', 'bot_id'] },
  // Without the bot's token Meta cannot be asked.
  { name: 'contact_removals', column: 'bot_id', end: 'removed', key: ['bot_id', 'scoped_id'] },
  { name: 'facts', column: 'name', end: 'removed' },
  { name: 'conversations', column: 'bot_id', end: 'left', key: ['bot_id', 'user_id'] },
  { name: 'former_names', column: 'bot_id', end: 'left', key: ['bot_id', 'name', 'until_at', 'user_id'] },
  { name: 'conversation_notes', column: 'bot_id', end: 'left', key: ['id'] },
  { name: 'number_changes', column: 'bot_id', end: 'left', key: ['seq'] },
  { name: 'template_changes', column: 'bot_id', end: 'left', key: ['seq'] },
  { name: 'template_days', column: 'bot_id', end: 'left', key: templateDayKey },
  { name: 'figures', column: 'bot_id', end: 'left', key: figureKey },
  { name: 'figure_days', column: 'bot_id', end: 'left', key: figureDayKey },
  { name: 'figure_bot_days', column: 'bot_id', end: 'left', key: ['bot_id', 'day_at', 'what', 'code'] },
  { name: 'figure_minutes', column: 'bot_id', end: 'left', key: ['minute_at', 'bot_id'] },
  { name: 'price_days', column: 'bot_id', end: 'left', key: priceKey },
  // An erasure that has begun runs to its end and deletes its row, whether or not the bot exists
  // (store/erasure/erasure.ts).
  { name: 'erasures', column: 'bot_id', end: 'ended' },
  { name: 'leases', column: 'bot_id', end: 'released' },
] as const satisfies readonly BotTable[]

/** Tables without a bot id, in themselves and in the tables they depend on. */
export const tablesWithoutBots = [
  // Numbers, wamids and clients' keys are names given by Meta and by callers; they have short lifetimes of their own.
  'client_secrets',
  // For members and API keys; their roles for bots are in `grants`. The trail has its own retention.
  'members',
  'sessions',
  'sign_in_links',
  'api_keys',
  'audit',
  'refusals',
  'erased_marks',
  // A tally names bots in its text, and lives for seconds; what it counts of a deleted bot is history as other figures.
  // Changes do so for minutes.
  'tallies',
  'changes',
  'change_place',
  'earlier_figures',
  'earlier_days',
  // Rates in all markets, of no bot.
  'rate_cards',
  'idempotency',
  'masters',
  'numbers',
  'unplaced',
  'processes',
  'schema_version',
  'witnesses',
] as const

type Removable = BotTable & { key: readonly string[] }

/** Tables whose rows are deleted before the deletion ends, in this order. */
export const removedTables: Removable[] = removable(({ end }) => end === 'removed')

/** Tables whose rows are deleted when the retention of the bot's history is over. */
export const leftTables: Removable[] = removable(({ end, isAgeless }) => end === 'left' || isAgeless === true)

function removable(isMeant: (table: BotTable) => boolean): Removable[] {
  return botTables.flatMap((table: BotTable) => (table.key && isMeant(table) ? [{ ...table, key: table.key }] : []))
}

/** Deletes up to `limit` rows of a bot by their primary key. Returns the number deleted. */
export function* takeAway(
  { name, key }: { name: string; key: readonly string[] },
  botId: string,
  limit: number,
  also = '',
): Transaction<number> {
  const columns = key.join(', ')
  const removed = yield* query(
    `delete from ${name} where (${columns}) in (select ${columns} from ${name} where bot_id = $1${also} limit $2)
     returning 1 as gone`,
    botId,
    limit,
  )
  return removed.length
}
