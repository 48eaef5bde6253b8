/**
 * Data that earlier versions left of bots they deleted: queued messages, scheduled campaigns, deliveries for deleted
 * endpoints, and the history, under ids that any bot could reuse. Once per installation, every id found in rows without
 * a bot becomes a running deletion, which proceeds in batches like any other; its id is reserved, because its number is
 * unknown.
 */
import { isAlive } from '../bots/deleted-bots.ts'
import { type BotTable, botTables } from '../bots/tables.ts'
import { beginTask } from '../deliveries/endpoint-tasks.ts'
import { bumpSettings, getFact, putFact } from '../installation/facts.ts'
import type { Engine } from '../sql/engine.ts'
import { query, type Transaction } from '../sql/transaction.ts'

/** The fact that records that it was done. */
const fact = 'leftovers'
/** Per transaction. */
const idsAtOnce = 100

export type LeftoversDeps = Pick<Engine, 'read' | 'readSlow' | 'write' | 'leases'> & {
  /** The cached settings have changed. */
  changed(): Promise<void>
}

/** Returns the number of deleted bots with leftovers. */
export async function adoptLeftovers(
  { read, readSlow, write, leases, changed }: LeftoversDeps,
  now: number,
): Promise<number> {
  if ((await read(() => getFact(fact))) !== undefined) return 0
  const botIds = await readSlow(strayBots)
  for (const some of parts(botIds)) {
    await write(some, () => adopt(leases, some, now))
    await changed()
    for (const botId of some) await leases.add(botId)
  }
  for (const some of parts(await readSlow(strayEndpoints))) await write([''], () => endWaiting(some))
  await write([], () => putFact(fact, String(now)))
  return botIds.length
}

function parts<T>(items: T[]): T[][] {
  const many = Math.ceil(items.length / idsAtOnce)
  return Array.from({ length: many }, (_, at) => items.slice(at * idsAtOnce, (at + 1) * idsAtOnce))
}

// ── orphaned bot ids ────────────────────────────────────────

function* strayBots(): Transaction<string[]> {
  const found = new Set<string>()
  for (const table of botTables as readonly BotTable[]) {
    if (table.column !== 'bot_id' || table.end === 'released' || table.end === 'kept') continue
    for (const { id } of yield* query<{ id: string }>(walkOf(table))) found.add(id)
  }
  return [...found]
}

/** Steps from bot to bot, each one descent of an index that begins with the bot id. */
function walkOf({ name, found = '' }: BotTable): string {
  return `with recursive walked (id) as (
      select min(bot_id) from ${name} where bot_id > ''${found}
      union all
      select (select min(bot_id) from ${name} where bot_id > walked.id${found}) from walked where walked.id is not null)
    select id from walked
    where id is not null and not exists (select 1 from bots where bots.id = walked.id) and ${isAlive('walked.id')}`
}

/** A bot created since has taken over the existing rows, as before. */
function* adopt(leases: Engine['leases'], botIds: readonly string[], now: number): Transaction<void> {
  for (const id of botIds) {
    yield* leases.reserve(id)
    yield* query(
      `insert into deleted_bots (id, created_at, updated_at, deleted_at, stage, stage_at)
       select $1, $2, $2, $2, 'ending', $2 where not exists (select 1 from bots where id = $1)
         on conflict (id) do nothing`,
      id,
      now,
    )
  }
  yield* bumpSettings(botIds)
}

// ── orphaned endpoint ids ───────────────────────────────────

function* strayEndpoints(): Transaction<string[]> {
  const next = (
    after: string,
  ) => `(select endpoint_id from deliveries where endpoint_id > ${after} and state = 'waiting'
      and seq >= $openDeliveries order by endpoint_id limit 1)`
  const found = yield* query<{ id: string }>(
    `with recursive walked (id) as (
       select ${next("''")} union all select ${next('walked.id')} from walked where walked.id is not null)
     select id from walked where id is not null
       and not exists (select 1 from endpoints where endpoints.id = walked.id)`,
  )
  return found.map(({ id }) => id)
}

function* endWaiting(endpointIds: readonly string[]): Transaction<void> {
  for (const endpointId of endpointIds)
    yield* beginTask({ id: `end ${endpointId}`, endpointId, botId: '', kind: 'end', startedAt: 0 })
}
