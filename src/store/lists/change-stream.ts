/**
 * What has changed without an event (store/events/changes.ts), in the order of its places and as it is now: whoever
 * follows is told of a message's present state, and of nothing that is gone.
 */
import { personOf, readChanges } from '../../model/events/changes.ts'
import type { State } from '../../model/message/lifecycle.ts'
import { query, type Transaction } from '../sql/transaction.ts'

export type ChangeRecord = { botId: string } & (
  | { what: 'message'; messageId: string; userId: string; direction: 'out' | 'in'; state: State | 'received' }
  | { what: 'conversation'; userId: string }
  /** More of the bot than is named. */
  | { what: 'many' }
)

/** `seq`: the place that was reached. */
export type ChangePiece = { seq: number; records: ChangeRecord[] }

type Row = { place: number; body: string }
type FoundMessage = { id: string; bot_id: string; user_id: string; state: State | null }

/** Undefined: nothing behind `after`. `limit`: places, each of some changes. */
export function* changesAfter(after: number, limit: number): Transaction<ChangePiece | undefined> {
  const rows = yield* query<Row>(
    'select place, body from changes where place > $1 order by place limit $2',
    after,
    limit,
  )
  const end = rows.at(-1)
  if (end === undefined) return undefined
  const people = new Map<string, ChangeRecord>()
  const messages = new Set<string>()
  for (const { body } of rows)
    for (const [botId, marks] of readChanges(body)) {
      if (marks === null) people.set(botId, { botId, what: 'many' })
      for (const mark of marks ?? []) {
        const userId = personOf(mark)
        if (userId === undefined) messages.add(mark)
        // An erased one has no id.
        else if (userId !== '') people.set(`${botId} ${userId}`, { botId, what: 'conversation', userId })
      }
    }
  return { seq: end.place, records: [...(yield* messagesOf([...messages])), ...people.values()] }
}

/** Of one statement. */
const most = 100

function* messagesOf(ids: readonly string[]): Transaction<ChangeRecord[]> {
  const records: ChangeRecord[] = []
  for (let from = 0; from < ids.length; from += most) {
    const piece = ids.slice(from, from + most)
    const sent = yield* found('messages', 'state', piece)
    const known = new Set(sent.map(({ id }) => id))
    const others = piece.filter((id) => !known.has(id))
    records.push(...[...sent, ...(yield* found('inbound', 'null', others))].flatMap(recordOf))
  }
  return records
}

function* found(
  table: 'messages' | 'inbound',
  state: 'state' | 'null',
  ids: readonly string[],
): Transaction<FoundMessage[]> {
  if (ids.length === 0) return []
  const places = ids.map((_, index) => `$${index + 1}`).join(', ')
  return yield* query<FoundMessage>(
    `select id, bot_id, user_id, ${state} as state from ${table} where id in (${places})`,
    ...ids,
  )
}

/** An erased one has no bot. */
function recordOf({ id, bot_id: botId, user_id: userId, state }: FoundMessage): ChangeRecord[] {
  if (botId === '') return []
  const direction = state === null ? 'in' : 'out'
  return [{ botId, what: 'message', messageId: id, userId, direction, state: state ?? 'received' }]
}
