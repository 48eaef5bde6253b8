/**
 * What has changed without an event, for those who follow (model/events/changes.ts). A change says so with a `Mark`,
 * which costs its transaction no statement: it goes with what the group counts, and is written here when that is added
 * up (store/figures/roll-up.ts).
 */
import { type Changes, changesRetainedMs, changesText, personMark } from '../../model/events/changes.ts'
import { type Mark, query, queryOne, type Transaction } from '../sql/transaction.ts'

export function messageChanged(botId: string, messageId: string): Mark {
  return { botId, changed: messageId }
}

export function personChanged(botId: string, userId: string): Mark {
  return { botId, changed: personMark(userId) }
}

/**
 * Whoever has taken a place holds its row until the commit: so a place that can be read has all before it, and none is
 * left out, however many processes write.
 */
export function* recordChanges(changes: Changes, now: number): Transaction<void> {
  if (changes.size === 0) return
  const taken = yield* queryOne<{ place: number }>(
    `insert into change_place (id, place) values (1, 1)
     on conflict (id) do update set place = change_place.place + 1 returning place`,
  )
  yield* query('insert into changes (place, at, body) values ($1, $2, $3)', taken?.place, now, changesText(changes))
  yield* query('delete from changes where at < $1', now - changesRetainedMs)
}

/** Places that can be gone on from: those from `oldest` on. */
export type ChangeBounds = { oldest: number; newest: number }

export function* changeBounds(): Transaction<ChangeBounds> {
  const found = yield* queryOne<{ newest: number | null; first: number | null }>(
    'select (select place from change_place) as newest, (select min(place) from changes) as first',
  )
  const newest = found?.newest ?? 0
  return { newest, oldest: typeof found?.first === 'number' ? found.first - 1 : newest }
}

/** A person's name goes from what was told already too. */
export function* eraseChanges(userId: string): Transaction<void> {
  const named = JSON.stringify(personMark(userId))
  const nobody = JSON.stringify(personMark(''))
  const like = `%${named.replace(/[\\%_]/g, '\\$&')}%`
  for (const [table, column] of [
    ['tallies', 'changes'],
    ['changes', 'body'],
  ])
    yield* query(
      `update ${table} set ${column} = replace(${column}, $1, $2) where ${column} like $3 escape '\\'`,
      named,
      nobody,
      like,
    )
}
