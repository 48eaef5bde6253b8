/**
 * A person's memory, which is a bounded column of their conversation: written by the API, skills, and messages'
 * actions.
 */
import { maxMemoryBytes, rememberedOf } from '../../model/user/user.ts'
import { personChanged } from '../events/changes.ts'
import { parse, query, type Transaction } from '../sql/transaction.ts'
import type { ConversationRow } from './row.ts'

export type MemoryFull = { kind: 'memory_full'; bytes: number }

/** Returns the stored memory including `params`; or the size that it would have had, and then nothing changes. */
export function* remember(
  known: Pick<ConversationRow, 'bot_id' | 'user_id' | 'memory'>,
  params: Record<string, unknown>,
): Transaction<string | MemoryFull> {
  const memory = mergedMemory(parse<Record<string, unknown>>(known.memory), params)
  const bytes = Buffer.byteLength(memory)
  if (bytes > maxMemoryBytes && bytes >= Buffer.byteLength(known.memory ?? '')) return { kind: 'memory_full', bytes }
  yield* query(
    'update conversations set memory = $3 where bot_id = $1 and user_id = $2',
    known.bot_id,
    known.user_id,
    memory,
  )
  yield personChanged(known.bot_id, known.user_id)
  return memory
}

function mergedMemory(before: Record<string, unknown> | undefined, params: Record<string, unknown>): string {
  return JSON.stringify(rememberedOf({ ...before, ...params }))
}
