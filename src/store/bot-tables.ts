/**
 * Every table that names bots by their id, and what the end of a bot does with it: one list, by which deletion (bot-deletion.ts), the walk
 * over what earlier versions left (leftovers.ts) and retention go. A test holds it against the schema: a table with bots' ids that is not
 * here fails it.
 */

/**
 * What becomes of its rows:
 * `marked`: in the transaction that deletes the bot, from which on it is nobody's;
 * `ended`: what waits ends, and is told where it is told; the rest is history, which goes by its age;
 * `removed`: all rows go before the deletion has ended;
 * `left`: history without an age of its own: goes when the bot's messages have had their time;
 * `released`: whose lanes they were, until the end;
 * `kept`: the reservation itself, and notes of settings' changes, of which the newest thousand are there.
 */
export type BotTableEnd = 'marked' | 'ended' | 'removed' | 'left' | 'released' | 'kept'

export type BotTable = {
  name: string
  /** Where the id is: in a column of its own, or within the text of one (a client's scope, a fact's name). */
  column: string
  end: BotTableEnd
  /** The primary key, where rows are taken away. */
  key?: readonly string[]
  /** SQL, of a partial index that begins with the bot's id, where there is no whole one: by it bots are found that left something. */
  found?: string
  /** History that has no age of its own, and so goes as what is `left`. */
  isAgeless?: true
  /** Tables without a bot's id whose rows hang on rows of this one, and so go with them. */
  through?: readonly string[]
}

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
  { name: 'media_uploads', column: 'bot_id', end: 'removed', key: ['bot_id', 'url'] },
  { name: 'former_numbers', column: 'bot_id', end: 'removed', key: ['phone_number_id', 'bot_id'] },
  { name: 'facts', column: 'name', end: 'removed' },
  { name: 'conversations', column: 'bot_id', end: 'left', key: ['bot_id', 'user_id'] },
  { name: 'former_names', column: 'bot_id', end: 'left', key: ['bot_id', 'name', 'until_at', 'user_id'] },
  // What was begun goes on to its end and takes its row, whether or not the bot is there (erasure.ts).
  { name: 'erasures', column: 'bot_id', end: 'ended' },
  { name: 'leases', column: 'bot_id', end: 'released' },
] as const satisfies readonly BotTable[]

/** Tables that name no bot, neither by themselves nor by what they hang on. */
export const tablesWithoutBots = [
  // Numbers, wamids and clients' keys are Meta's and the callers' names; they have short times of their own.
  'client_secrets',
  // Of members and API keys; their roles for bots are in grants. The trail is kept by its own age.
  'members',
  'sessions',
  'sign_in_links',
  'api_keys',
  'audit',
  'erased_marks',
  'idempotency',
  'numbers',
  'unplaced',
  'processes',
  'schema_version',
  'witnesses',
] as const

type Removable = BotTable & { key: readonly string[] }

/** Those of which rows are taken away before the deletion has ended, in the order in which they are. */
export const removedTables: Removable[] = removable(({ end }) => end === 'removed')

/** Those of which rows are taken away when the bot's history has had its time. */
export const leftTables: Removable[] = removable(({ end, isAgeless }) => end === 'left' || isAgeless === true)

function removable(isMeant: (table: BotTable) => boolean): Removable[] {
  return botTables.flatMap((table: BotTable) => (table.key && isMeant(table) ? [{ ...table, key: table.key }] : []))
}
