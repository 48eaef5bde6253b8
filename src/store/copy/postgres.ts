/**
 * A PostgreSQL database as one end of a copy, in one transaction: the source is one snapshot, and the target is
 * committed as a whole. A gateway that starts meanwhile fails to get its lock.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { addressOf } from '../postgres/address.ts'
import type { Connection } from '../postgres/connection.ts'
import { reach } from '../postgres/migrate.ts'
import { makeRoom } from '../postgres/partitions.ts'
import { DatabaseTrouble } from '../postgres/trouble.ts'
import { createWitnesses, type Witness } from '../postgres/witness.ts'
import { StoreOpenError } from '../sql/failures.ts'
import { type CopyReader, type CopySource, type CopyTarget, copied, batchRows as usualRows } from './ends.ts'
import { copiedTables } from './tables.ts'

/** `isServed`: gateways go on writing; the first statement decides the moment that all later ones see. */
export async function openPostgresSource(url: string, isServed = false): Promise<CopySource> {
  const connection = await (isServed ? openBeside(url) : openAlone(url, 'share'))
  return { ...readerOf(connection), close: connection.close }
}

export async function openPostgresTarget(url: string): Promise<CopyTarget> {
  const connection = await openAlone(url, 'exclusive')
  const witness = createWitnesses().next()
  const reader = readerOf(connection)
  await refuseFull(connection)
  await makeRoom(connection, Date.now())
  const typesOf = remembered((table) => columnsOf(connection, table))
  return {
    ...reader,
    async write(table, columns, batch) {
      const types = await typesOf(table)
      const typed = columns.map((name) => `${name} ${types.get(name)}`)
      await connection.execute({
        text: `insert into ${table} (${columns.join(', ')}) select *
               from json_to_recordset(cast($1 as json)) as given (${typed.join(', ')})`,
        values: [JSON.stringify(batch.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]]))))],
      })
    },
    async finish() {
      for (const { name } of copiedTables) if ((await typesOf(name)).has('seq')) await connection.command(onward(name))
      await commitWitnessed(url, connection, witness)
    },
    close: connection.close,
  }
}

const maxAsked = 10
const askAgainMs = 500

/**
 * Hours of copying end with one commit. If its response is lost, the witness is looked up on whichever server answers
 * now: if it is there, the whole copy is.
 */
async function commitWitnessed(url: string, connection: Connection, witness: Witness): Promise<void> {
  await witness.leave(connection.execute)
  witness.ran([])
  try {
    await connection.commit()
    return await analyze(connection)
  } catch (error) {
    if (!(error instanceof DatabaseTrouble) || error.trouble === 'guilty') throw error
    if (!(await isCommitted(url, witness))) throw error
  }
}

async function isCommitted(url: string, witness: Witness): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await isCommittedAt(await reach(url), witness)
    } catch (error) {
      if (attempt === maxAsked) throw error
      await sleep(askAgainMs)
    }
  }
}

async function isCommittedAt(connection: Connection, witness: Witness): Promise<boolean> {
  try {
    await connection.command('begin')
    const found = await witness.leave(connection.execute)
    witness.ran(found ?? notCommitted)
    await connection.commit()
    const isThere = found !== undefined && found !== notCommitted
    if (isThere) await analyze(connection)
    return isThere
  } finally {
    await connection.close()
  }
}

/** The result that a lookup leaves in the witness. */
const notCommitted: unknown[] = ['nothing']

async function analyze(connection: Connection): Promise<void> {
  await connection.command(`analyze ${(await filledTables(connection)).join(', ')}`)
}

/**
 * Analyzed so that the first plans are good. Empty partitions are left out: with no rows any plan looks as good as
 * another, and would be kept when rows come.
 */
async function filledTables(connection: Connection): Promise<string[]> {
  const found = await connection.command(
    `select quote_ident(relname) as name from pg_class
     where relkind = 'r' and relnamespace = current_schema()::text::regnamespace and pg_relation_size(oid) > 0`,
  )
  return found.map(({ name }) => String(name))
}

const withoutTimeouts = 'set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0'

/** A starting gateway writes to both tables, and a living one has a row in the second. */
async function openAlone(url: string, mode: 'share' | 'exclusive'): Promise<Connection> {
  const connection = await reach(url)
  try {
    await connection.command(
      `begin isolation level repeatable read; ${withoutTimeouts};
       set local lock_timeout = '3s'; lock table facts, processes in ${mode} mode`,
    )
    const [found] = await connection.command(
      'select count(*) as n from processes where expires_at > extract(epoch from clock_timestamp()) * 1000',
    )
    if (found?.n === 0) return connection
  } catch (error) {
    await connection.close()
    if (!(error instanceof DatabaseTrouble) || error.trouble !== 'conflict') throw error
  }
  await connection.close()
  throw new StoreOpenError(
    `a gateway is running on PostgreSQL at ${addressOf(url).hosts}: stop it first ` +
      '(a killed gateway counts as running for five seconds)',
  )
}

/** Locks nothing that a gateway waits for; what it deletes meanwhile is vacuumed once the copy has ended. */
async function openBeside(url: string): Promise<Connection> {
  const connection = await reach(url)
  await connection.command(`begin isolation level repeatable read, read only; ${withoutTimeouts}`)
  return connection
}

async function refuseFull(connection: Connection): Promise<void> {
  for (const { name } of copiedTables) {
    const found = await connection.command(`select 1 from ${name} limit 1`)
    if (found.length === 0) continue
    await connection.close()
    throw new StoreOpenError(`the target is not empty: its table ${name} has rows`)
  }
}

/** Sets the sequence so that new rows follow the copied ones; never moves it back. */
function onward(table: string): string {
  const sequence = `pg_get_serial_sequence('${table}', 'seq')`
  return `select setval(${sequence}, greatest(coalesce(max(seq), 0) + 1, nextval(${sequence})), false) from ${table}`
}

function readerOf(connection: Connection): CopyReader {
  return {
    columns: async (table) => [...(await columnsOf(connection, table)).keys()],
    async count(table) {
      const [found] = await connection.command(`select count(*) as n from ${table}`)
      return Number(found?.n)
    },
    async *read({ name, batchRows = usualRows }, columns) {
      await connection.command(`declare copied no scroll cursor for select ${columns.join(', ')} from ${name}`)
      for (;;) {
        const rows = await connection.command(`fetch ${batchRows} from copied`)
        if (rows.length === 0) break
        yield rows.map((row) => columns.map((column) => copied(row[column])))
      }
      await connection.command('close copied')
    },
    async fact(name) {
      const [found] = await connection.execute({ text: 'select value from facts where name = $1', values: [name] })
      return found?.value as string | undefined
    },
  }
}

/** Name and type, in the order of the names. */
async function columnsOf(connection: Connection, table: string): Promise<Map<string, string>> {
  const found = await connection.execute({
    text: `select column_name, data_type from information_schema.columns
      where table_schema = current_schema() and table_name = $1 order by column_name collate "C"`,
    values: [table],
  })
  return new Map(found.map(({ column_name, data_type }) => [String(column_name), String(data_type)]))
}

function remembered<T>(look: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (key) => {
    const value = known.get(key) ?? look(key)
    known.set(key, value)
    return value
  }
}
