/**
 * Who wants no marketing, as it is asked for every marketing message: by every name that the person has now, so that an
 * entry holds for them whichever of their names it was made by. Entries of a bot move with their person; those of all
 * bots, made by a name, are added to a person's new name. After an erasure an entry is a keyed hash of the name.
 */
import type { MarketingCap, WithheldKind } from '../../model/consent/suppression.ts'
import type { NewId } from '../../model/ids.ts'
import { dayMs } from '../../model/time.ts'
import { personKey } from '../../model/user/phone.ts'
import { rowsOf } from '../sql/rows.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

/** Keyed hash of a person's name. */
export type MarkName = (name: string) => string

export type SuppressionRow = {
  seq: number
  id: string
  bot_id: string
  name: string
  user_id: string
  state: string
  source: string
  detail: string | null
  said_at: number
  changed_at: number
}

/** The forms in which names may stand in an entry. */
export function keysOf(names: readonly string[], markName: MarkName): string[] {
  const keys = new Set(names.map(personKey))
  return [...keys, ...[...keys].map((key) => markedKey(key, markName))]
}

/** What an erasure leaves of a name. No person is called so: their names have no colon. */
export function markedKey(name: string, markName: MarkName): string {
  return `mark:${markName(personKey(name))}`
}

/** All names that a person has now; the bot may not know them. */
export function* namesOf(botId: string, userId: string): Transaction<string[]> {
  const found = yield* queryOne<{ wa_id: string | null; scoped_id: string | null }>(
    'select wa_id, scoped_id from conversations where bot_id = $1 and user_id = $2',
    botId,
    userId,
  )
  return [userId, found?.wa_id, found?.scoped_id].filter((name) => typeof name === 'string')
}

/** Those among a bot's people who want no marketing, by the id that their rows have. */
export function* suppressedAmong(
  botId: string,
  userIds: readonly string[],
  markName: MarkName,
): Transaction<ReadonlySet<string>> {
  if (userIds.length === 0 || !(yield* hasEntries(botId))) return new Set()
  const hasMarks = yield* hasErased(botId)
  const holders = new Map<string, string[]>()
  const hold = (name: string, userId: string) => {
    const key = personKey(name)
    for (const one of hasMarks ? [key, markedKey(key, markName)] : [key])
      holders.set(one, [...(holders.get(one) ?? []), userId])
  }
  const unique = [...new Set(userIds)]
  for (const userId of unique) hold(userId, userId)
  const named = yield* query<{ user_id: string; wa_id: string | null; scoped_id: string | null }>(
    `select conversations.user_id, wa_id, scoped_id
     from rows($2, user_id text) as given join conversations on conversations.user_id = given.user_id
     where bot_id = $1 and (wa_id is not null or scoped_id is not null)`,
    botId,
    rowsOf(unique.map((userId) => [userId])),
  )
  for (const { user_id: userId, wa_id: waId, scoped_id: scopedId } of named)
    for (const name of [waId, scopedId]) if (name !== null) hold(name, userId)
  const found = yield* query<{ name: string }>(
    `select suppressions.name from rows($2, name text) as given join suppressions on suppressions.name = given.name
     where suppressions.bot_id in ('', $1) and state = 'stopped'`,
    botId,
    rowsOf([...holders.keys()].map((name) => [name])),
  )
  return new Set(found.flatMap(({ name }) => holders.get(name) ?? []))
}

function* hasEntries(botId: string): Transaction<boolean> {
  const found = yield* query(
    `select 1 as found from suppressions where bot_id in ('', $1) and state = 'stopped' limit 1`,
    botId,
  )
  return found.length > 0
}

function* hasErased(botId: string): Transaction<boolean> {
  const found = yield* query(
    `select 1 as found from suppressions where bot_id in ('', $1) and user_id = '' limit 1`,
    botId,
  )
  return found.length > 0
}

/** Messages that never left, or came to nothing, are none that the person got. */
const isGot = `marketing = 1 and state not in ('failed', 'expired', 'canceled')`

/** Those among a bot's people who had as much marketing as the cap allows. */
export function* cappedAmong(
  botId: string,
  userIds: readonly string[],
  cap: MarketingCap | undefined,
  now: number,
): Transaction<ReadonlySet<string>> {
  if (cap === undefined || userIds.length === 0) return new Set()
  const found = yield* query<{ user_id: string; n: number }>(
    `select messages.user_id, count(*) as n
     from rows($2, user_id text) as given join messages on messages.user_id = given.user_id
     where messages.bot_id = $1 and accepted_at > $3 and ${isGot} group by messages.user_id`,
    botId,
    rowsOf([...new Set(userIds)].map((userId) => [userId])),
    now - cap.days * dayMs,
  )
  return new Set(found.filter(({ n }) => Number(n) >= cap.messages).map(({ user_id }) => user_id))
}

type ClaimedMarketing = { botId: string; userId: string; seq: number; acceptedAt: number }

/**
 * Why a marketing message that is about to leave must not: its person said so after it was accepted, or others that
 * were accepted before it are as many as the cap allows.
 */
export function* withheldFrom(
  { botId, userId, seq, acceptedAt }: ClaimedMarketing,
  cap: MarketingCap | undefined,
  markName: MarkName,
): Transaction<WithheldKind | undefined> {
  if ((yield* suppressedAmong(botId, [userId], markName)).has(userId)) return 'SUPPRESSED'
  if (cap === undefined) return undefined
  const found = yield* queryOne<{ n: number }>(
    `select count(*) as n from messages
     where bot_id = $1 and user_id = $2 and accepted_at > $3 and accepted_at <= $4 and seq < $5 and ${isGot}`,
    botId,
    userId,
    acceptedAt - cap.days * dayMs,
    acceptedAt,
    seq,
  )
  return Number(found?.n ?? 0) >= cap.messages ? 'MARKETING_CAP' : undefined
}

/** The person has another id from now on. Of two entries the newer one stands, and at one moment the one that stops. */
export function* moveSuppressions(
  context: { newId: NewId },
  botId: string,
  from: string,
  to: string,
): Transaction<void> {
  const [was, is] = [personKey(from), personKey(to)]
  const known = yield* query<SuppressionRow>(
    'select * from suppressions where bot_id = $1 and name in ($2, $3)',
    botId,
    was,
    is,
  )
  const moving = known.find(({ name }) => name === was)
  if (moving !== undefined) {
    const there = known.find(({ name, seq }) => name === is && seq !== moving.seq)
    const stands = there === undefined || isNewer(moving, there) ? moving : there
    if (there !== undefined)
      yield* query('delete from suppressions where seq = $1', stands === moving ? there.seq : moving.seq)
    yield* query('update suppressions set name = $2, user_id = $3 where seq = $1', stands.seq, is, to)
  }
  if (was === is) return
  // The list of all bots was made by a name, which may be another person's by now: it holds for both.
  const [everywhere] = yield* query<SuppressionRow>(
    `select * from suppressions where bot_id = '' and name = $1 and state = 'stopped'`,
    was,
  )
  if (everywhere !== undefined)
    yield* insertSuppression({ ...everywhere, id: context.newId('sup'), name: is, user_id: to })
}

/** Does nothing if there is an entry of this name. */
export function* insertSuppression(entry: Omit<SuppressionRow, 'seq'>): Transaction<void> {
  yield* query(
    `insert into suppressions (id, bot_id, name, user_id, state, source, detail, said_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (bot_id, name) do nothing`,
    entry.id,
    entry.bot_id,
    entry.name,
    entry.user_id,
    entry.state,
    entry.source,
    entry.detail,
    entry.said_at,
    entry.changed_at,
  )
}

type Said = Pick<SuppressionRow, 'state' | 'said_at'>

/** Whether `one` came after `other`. */
export function isNewer(one: Said, other: Said): boolean {
  if (one.said_at !== other.said_at) return one.said_at > other.said_at
  return one.state === 'stopped' && other.state !== 'stopped'
}
