/**
 * A person's memory, which is a bounded column of their conversation: written by the API, skills, and messages'
 * actions. Whoever reads it reads it here, so that nobody sees what has ended; the sweep removes that from the row
 * (store/retention/sweeps.ts).
 */
import {
  changedMemory,
  liveMemory,
  type MemoryChange,
  type MemoryTerms,
  maxMemoryBytes,
  nextEndOf,
  type Remembered,
  type Values,
} from '../../model/user/memory.ts'
import { personChanged } from '../events/changes.ts'
import { parse, pipeline, query, statement, type Transaction } from '../sql/transaction.ts'
import type { ConversationRow } from './row.ts'

export type MemoryFull = { kind: 'memory_full'; bytes: number }

/** Columns of a conversation. */
export type MemoryColumns = Pick<ConversationRow, 'memory' | 'memory_terms' | 'memory_ends_at'>

export function memoryOf(row: Pick<MemoryColumns, 'memory' | 'memory_terms'>, now: number): Remembered {
  const terms = parse<MemoryTerms>(row.memory_terms)
  return liveMemory({ values: parse<Values>(row.memory) ?? {}, terms }, now)
}

export function memoryColumns({ values, terms }: Remembered): MemoryColumns {
  return {
    memory: JSON.stringify(values),
    memory_terms: terms === undefined ? null : JSON.stringify(terms),
    memory_ends_at: nextEndOf({ values, terms }) ?? null,
  }
}

/** Returns the stored memory with the change; or the size that it would have had, and then nothing changes. */
export function* remember(
  known: Pick<ConversationRow, 'bot_id' | 'user_id' | 'memory' | 'memory_terms'>,
  change: MemoryChange,
  now: number,
): Transaction<MemoryColumns | MemoryFull> {
  const columns = memoryColumns(changedMemory(memoryOf(known, now), change))
  const bytes = sizeOf(columns)
  if (bytes > maxMemoryBytes && bytes >= sizeOf(known)) return { kind: 'memory_full', bytes }
  yield* query(writeText, known.bot_id, known.user_id, columns.memory, columns.memory_terms, columns.memory_ends_at)
  yield personChanged(known.bot_id, known.user_id)
  return columns
}

const writeText = `update conversations set memory = $3, memory_terms = $4, memory_ends_at = $5
  where bot_id = $1 and user_id = $2`

/** Ends and kinds of content count as well: they are as long as callers make them. */
function sizeOf({ memory, memory_terms }: Pick<MemoryColumns, 'memory' | 'memory_terms'>): number {
  return Buffer.byteLength(memory ?? '') + Buffer.byteLength(memory_terms ?? '')
}

type Ended = Pick<ConversationRow, 'bot_id' | 'user_id' | 'memory' | 'memory_terms'>

/** Removes what has ended from `limit` rows; returns of how many. */
export function* removeEnded(now: number, limit: number): Transaction<number> {
  const found = yield* query<Ended>(
    `select bot_id, user_id, memory, memory_terms from conversations where memory_ends_at <= $1
     order by memory_ends_at limit $2`,
    now,
    limit,
  )
  // Another process may write the same memory meanwhile: then that one has removed it.
  const removing = `${writeText} and memory = $6`
  yield* pipeline(
    found.map((row) => {
      const { memory, memory_terms, memory_ends_at } = memoryColumns(memoryOf(row, now))
      return statement(removing, row.bot_id, row.user_id, memory, memory_terms, memory_ends_at, row.memory)
    }),
  )
  return found.length
}
