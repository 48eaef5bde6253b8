/** The list of those who want no marketing: read, written by hand or from a file, and asked about one person. */
import type { BotIds } from '../../model/bot/bot.ts'
import type { Suppression, SuppressionSource } from '../../model/consent/suppression.ts'
import { findConversation } from '../conversations/identity.ts'
import { keysOf, type MarkName, namesOf, type SuppressionRow } from '../conversations/suppressed.ts'
import type { EventContext } from '../events/events.ts'
import { rowsOf } from '../sql/rows.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { setConsent } from './consent.ts'

/** `isEverywhere`: entries of all bots as well. `name`: any name of the person. */
export type SuppressionFilter = { botIds: BotIds; isEverywhere: boolean; name?: string }
export type SuppressionPage = { rows: Suppression[]; next?: number }

/** Those in force, newest first; `after`: `next` of the page before. */
export function* suppressions(
  filter: SuppressionFilter,
  { limit, after }: { limit: number; after?: number },
  markName: MarkName,
): Transaction<SuppressionPage> {
  const values: (string | number)[] = [after ?? Number.MAX_SAFE_INTEGER, limit]
  const place = (value: string | number) => `$${values.push(value)}`
  const conditions = [`state = 'stopped'`, 'seq < $1']
  if (filter.botIds !== 'all') {
    const scope = [...filter.botIds, ...(filter.isEverywhere ? [''] : [])]
    if (scope.length === 0) return { rows: [] }
    conditions.push(`bot_id in (${scope.map(place).join(', ')})`)
  } else if (!filter.isEverywhere) conditions.push(`bot_id <> ''`)
  if (filter.name !== undefined) {
    const keys = keysOf(yield* namesKnown(filter.botIds, filter.name), markName)
    conditions.push(`name in (${keys.map(place).join(', ')})`)
  }
  const found = yield* query<SuppressionRow>(
    `select * from suppressions where ${conditions.join(' and ')} order by seq desc limit $2`,
    ...values,
  )
  const last = found.length === limit ? found.at(-1)?.seq : undefined
  return { rows: found.map(suppressionOf), ...(last === undefined ? {} : { next: Number(last) }) }
}

/** With one bot, all names by which that bot knows the person. */
function* namesKnown(botIds: BotIds, name: string): Transaction<string[]> {
  const [only, ...others] = botIds === 'all' ? [] : botIds
  const known = only === undefined || others.length > 0 ? undefined : yield* findConversation(only, name)
  return [name, known?.user_id, known?.wa_id, known?.scoped_id].filter((one) => typeof one === 'string')
}

/** The entry in force for a person of a bot, by any of their names: the bot's, or that of all bots. */
export function* suppressionFor(
  botId: string,
  userId: string,
  markName: MarkName,
): Transaction<Suppression | undefined> {
  const known = yield* findConversation(botId, userId)
  const names = [userId, ...(known === undefined ? [] : yield* namesOf(botId, known.user_id))]
  const [found] = yield* query<SuppressionRow>(
    `select suppressions.* from rows($2, name text) as given join suppressions on suppressions.name = given.name
     where suppressions.bot_id in ('', $1) and state = 'stopped' order by suppressions.bot_id desc limit 1`,
    botId,
    rowsOf(keysOf(names, markName).map((key) => [key])),
  )
  return found && suppressionOf(found)
}

export type Added = {
  /** Missing: of all bots. */
  botId?: string
  people: readonly { userId: string; note?: string }[]
  source: Extract<SuppressionSource, 'api' | 'csv'>
  now: number
}

/** Returns how many were not on the list before. */
export function* addSuppressions(
  context: EventContext,
  { botId = '', people, source, now }: Added,
): Transaction<number> {
  let added = 0
  for (const { userId, note } of people) {
    const known = botId === '' ? undefined : yield* findConversation(botId, userId)
    const wish = { botId, userId: known?.user_id ?? userId, names: [userId], saidAt: now, now, detail: note }
    if ((yield* setConsent(context, { ...wish, state: 'stopped', source })) === 'changed') added += 1
  }
  return added
}

export function* suppression(id: string): Transaction<Suppression | undefined> {
  const found = yield* queryOne<SuppressionRow>(`select * from suppressions where id = $1 and state = 'stopped'`, id)
  return found && suppressionOf(found)
}

/** False if it is not in force. */
export function* liftSuppression(context: EventContext, id: string, now: number): Transaction<boolean> {
  const found = yield* queryOne<SuppressionRow>(`select * from suppressions where id = $1 and state = 'stopped'`, id)
  if (!found) return false
  const { bot_id: botId, user_id: userId } = found
  // Of an erased person only this is known.
  if (userId === '') yield* query('delete from suppressions where seq = $1', found.seq)
  else yield* setConsent(context, { botId, userId, state: 'resumed', source: 'api', saidAt: now, now })
  return true
}

function suppressionOf(found: SuppressionRow): Suppression {
  return {
    id: found.id,
    ...(found.bot_id === '' ? {} : { botId: found.bot_id }),
    ...(found.user_id === '' ? {} : { userId: found.user_id }),
    source: found.source as SuppressionSource,
    ...(found.detail === null ? {} : { detail: found.detail }),
    saidAt: Number(found.said_at),
  }
}
