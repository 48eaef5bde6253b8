/**
 * What earlier versions left of bots that they deleted: queued messages, scheduled campaigns, deliveries for endpoints that are gone, and the
 * history, under ids that anybody could take. Once in an installation's life every id that rows name and no bot has becomes a deletion under
 * way, which then ends as any other does, in pieces; its id is reserved, for nobody knows whose number it was. Called at the start.
 */
import { type BotTable, botTables } from './bot-tables.ts'
import { isAlive } from './deleted-bots.ts'
import { beginTask } from './endpoint-tasks.ts'
import type { Engine } from './engine.ts'
import { bumpSettings, getFact, putFact } from './house.ts'
import { rows, type Transaction } from './transaction.ts'

/** That it was done. */
const fact = 'leftovers'
/** In one transaction. */
const idsAtOnce = 100

export type LeftoversDeps = Pick<Engine, 'read' | 'readAside' | 'write' | 'leases'> & {
  /** Settings that are kept in memory are others. */
  changed(): Promise<void>
}

/** Answers how many bots that are gone had left something. */
export async function adoptLeftovers(
  { read, readAside, write, leases, changed }: LeftoversDeps,
  now: number,
): Promise<number> {
  if ((await read(() => getFact(fact))) !== undefined) return 0
  const botIds = await readAside(strayBots)
  for (const some of parts(botIds)) {
    await write(some, () => reserve(some, now))
    await changed()
    for (const botId of some) await leases.add(botId)
  }
  for (const some of parts(await readAside(strayEndpoints))) await write([''], () => endWaiting(some))
  await write([], () => putFact(fact, String(now)))
  return botIds.length
}

function parts<T>(items: T[]): T[][] {
  const many = Math.ceil(items.length / idsAtOnce)
  return Array.from({ length: many }, (_, at) => items.slice(at * idsAtOnce, (at + 1) * idsAtOnce))
}

// ── bots that are not there ─────────────────────────────────

function* strayBots(): Transaction<string[]> {
  const found = new Set<string>()
  for (const table of botTables as readonly BotTable[]) {
    if (table.column !== 'bot_id' || table.end === 'released' || table.end === 'kept') continue
    for (const { id } of yield* rows<{ id: string }>(walkOf(table))) found.add(id)
  }
  return [...found]
}

/** From bot to bot, each a descent of an index that begins with it. */
function walkOf({ name, found = '' }: BotTable): string {
  return `with recursive walked (id) as (
      select min(bot_id) from ${name} where bot_id > ''${found}
      union all
      select (select min(bot_id) from ${name} where bot_id > walked.id${found}) from walked where walked.id is not null)
    select id from walked
    where id is not null and not exists (select 1 from bots where bots.id = walked.id) and ${isAlive('walked.id')}`
}

/** One that was made since has taken over what was there, as it did before. */
function* reserve(botIds: readonly string[], now: number): Transaction<void> {
  for (const id of botIds) {
    yield* rows(
      `insert into deleted_bots (id, created_at, updated_at, deleted_at, stage, stage_at)
       select $1, $2, $2, $2, 'ending', $2 where not exists (select 1 from bots where id = $1) on conflict (id) do nothing`,
      id,
      now,
    )
  }
  yield* bumpSettings(botIds)
}

// ── endpoints that are not there ────────────────────────────

function* strayEndpoints(): Transaction<string[]> {
  const next = (
    after: string,
  ) => `(select endpoint_id from deliveries where endpoint_id > ${after} and state = 'waiting'
      and seq >= $openDeliveries order by endpoint_id limit 1)`
  const found = yield* rows<{ id: string }>(
    `with recursive walked (id) as (
       select ${next("''")} union all select ${next('walked.id')} from walked where walked.id is not null)
     select id from walked where id is not null and not exists (select 1 from endpoints where endpoints.id = walked.id)`,
  )
  return found.map(({ id }) => id)
}

function* endWaiting(endpointIds: readonly string[]): Transaction<void> {
  for (const endpointId of endpointIds)
    yield* beginTask({ id: `end ${endpointId}`, endpointId, botId: '', kind: 'end', startedAt: 0 })
}
