/**
 * The people of a bot as pages with their total, latest writer first. A search that fits few is one look at them, which
 * are then sorted; one that fits many is walked in the order of the list, where a page of them is found soon, and
 * counted. A name is looked for in all of a bot's people, once: lists are read off the main thread.
 */
import type { ConversationRow } from '../conversations/row.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { query, queryOne, type Transaction, type Value } from '../sql/transaction.ts'

export type UserFilter = { botId: string; search?: string }
export type FoundPeople = { rows: ConversationRow[]; total: number }

export function* people(filter: UserFilter, offset: number, limit: number): Transaction<FoundPeople> {
  const few = filter.search === undefined ? undefined : yield* fewOf(filter)
  if (few) return { rows: yield* rowsOf(filter.botId, few.slice(offset, offset + limit)), total: few.length }
  return { rows: yield* walked(filter, offset, limit), total: yield* count(filter) }
}

/** More are not sorted: a walk in the list's order finds a page of them in fewer rows. In the text, for the planner. */
const maxFew = 2_000

/** Who they are, in the list's order; undefined if they are more. */
function* fewOf(filter: UserFilter): Transaction<string[] | undefined> {
  const { text, values } = matching(filter, 'bot_id')
  const found = yield* query<{ user_id: string; at: number | null }>(
    `select user_id, last_inbound_at as at from conversations where ${text} limit ${maxFew + 1}`,
    ...values,
  )
  if (found.length > maxFew) return undefined
  return found
    .sort((one, other) => (other.at ?? 0) - (one.at ?? 0) || (one.user_id < other.user_id ? 1 : -1))
    .map(({ user_id }) => user_id)
}

/** Of one statement; always as many, so that one text is prepared. */
const manyAtOnce = 50
const places = Array.from({ length: manyAtOnce }, (_, at) => `$${at + 2}`).join(', ')

function* rowsOf(botId: string, userIds: readonly string[]): Transaction<ConversationRow[]> {
  const rows = new Map<string, ConversationRow>()
  for (let at = 0; at < userIds.length; at += manyAtOnce) {
    const some: Value[] = userIds.slice(at, at + manyAtOnce)
    const filler = Array<Value>(manyAtOnce - some.length).fill(some[0] ?? '')
    const text = `select * from conversations where bot_id = $1 and user_id in (${places})`
    for (const row of yield* query<ConversationRow>(text, botId, ...some, ...filler)) rows.set(row.user_id, row)
  }
  return userIds.flatMap((userId) => rows.get(userId) ?? [])
}

function* walked(filter: UserFilter, offset: number, limit: number): Transaction<ConversationRow[]> {
  const { text, values } = matching(filter, unindexed('bot_id'))
  return yield* query<ConversationRow>(
    `select * from conversations where ${text} order by coalesce(last_inbound_at, 0) desc, user_id desc
     limit $${values.length + 1} offset $${values.length + 2}`,
    ...values,
    limit,
    offset,
  )
}

function* count(filter: UserFilter): Transaction<number> {
  const { text, values } = matching(filter, 'bot_id')
  const found = yield* queryOne<{ n: number }>(`select count(*) as n from conversations where ${text}`, ...values)
  return Number(found?.n ?? 0)
}

const digitsOnly = /^\d+$/
/** Sorts after every digit: the end of the range of a prefix. */
const afterDigits = ':'

/** `ofBot`: the column as the index to be used has it. Digits are a range of the key. */
function matching({ botId, search }: UserFilter, ofBot: string): { text: string; values: string[] } {
  if (search === undefined) return { text: `${ofBot} = $1`, values: [botId] }
  if (digitsOnly.test(search)) {
    const text = `${ofBot} = $1 and (user_id >= $2 and user_id < $3 or wa_id >= $2 and wa_id < $3)`
    return { text, values: [botId, search, search + afterDigits] }
  }
  const part = `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  const text = `${ofBot} = $1 and (user_id = $2 or scoped_id = $2 or lower(name) like $3 escape '\\')`
  return { text, values: [botId, search, part] }
}
