/** The tables that make up an installation; a test compares the list with the schema. */

/** Tables with large rows are read in smaller batches. */
export const copiedTables = [
  { name: 'facts' },
  { name: 'masters' },
  { name: 'bots' },
  { name: 'deleted_bots' },
  { name: 'endpoints' },
  { name: 'endpoint_tasks' },
  { name: 'clients' },
  { name: 'client_secrets' },
  { name: 'members' },
  { name: 'grants' },
  { name: 'sessions' },
  { name: 'sign_in_links' },
  { name: 'api_keys' },
  { name: 'audit' },
  { name: 'refusals' },
  { name: 'templates' },
  { name: 'skills' },
  { name: 'conversations' },
  { name: 'former_names' },
  { name: 'numbers' },
  { name: 'former_numbers' },
  { name: 'messages' },
  { name: 'attempts' },
  { name: 'inbound' },
  { name: 'orphan_statuses' },
  { name: 'unplaced' },
  { name: 'events' },
  { name: 'event_bodies', batchRows: 4 },
  { name: 'deliveries' },
  { name: 'delivery_attempts' },
  { name: 'idempotency' },
  { name: 'campaigns' },
  { name: 'campaign_rows' },
  { name: 'repeated_rows' },
  { name: 'campaign_files', batchRows: 4 },
  { name: 'skill_runs' },
  { name: 'media_files' },
  { name: 'media_uploads' },
  { name: 'figures' },
  { name: 'tallies' },
  { name: 'earlier_figures' },
  { name: 'erasures' },
  { name: 'erased_marks' },
] as const satisfies readonly CopiedTable[]

export type CopiedTable = { name: string; batchRows?: number }

/** Each database has its own notifications, processes and schema records. */
export const tablesLeftOut = ['schema_version', 'processes', 'leases', 'witnesses', 'settings_changes'] as const
