/**
 * How a number stands at Meta: a row for each change, whether Meta told it or was asked, and neither repeats what is
 * known. What asking finds is an event as well, in the same transaction (promise 9): what a webhook tells has its own.
 */
import type { StandingChange, StandingSource, StandingValue } from '../../model/bot/standing.ts'
import type { AccountWord } from '../../model/campaign/stop.ts'
import { isFormerNumber } from '../bots/former-identity.ts'
import { type EventContext, emitEvent } from '../events/events.ts'
import { accountFact, askedFact, profileFact } from '../installation/account-facts.ts'
import { getFact, putFact } from '../installation/facts.ts'
import { noteToken } from '../installation/token-fact.ts'
import { type Changed, type Expected, isExpected } from '../sql/revisions.ts'
import { parse, query, type Transaction } from '../sql/transaction.ts'

export type Standing = { values: StandingChange[]; askedAt?: number }

/** `fields`: Meta's name of each value that it answered, for the event. */
export type Asked = {
  wabaId: string
  phoneNumberId: string
  values: readonly (StandingValue & { field: string })[]
  /** As `TokenFact`. */
  tokenExpiresAt?: number
  now: number
}

type Row = {
  seq: number
  name: StandingChange['name']
  at: number
  value: string
  previous: string | null
  detail: string | null
  source: StandingSource
}

export function* standingOf(botId: string): Transaction<Standing> {
  const askedAt = yield* getFact(askedFact(botId))
  return { values: yield* present(botId), ...(askedAt !== undefined && { askedAt: Number(askedAt) }) }
}

export function* accountWord(botId: string): Transaction<AccountWord | undefined> {
  return parse<AccountWord>(yield* getFact(accountFact(botId)))
}

function* present(botId: string): Transaction<StandingChange[]> {
  const found = yield* query<Row>(
    `select * from number_changes where seq in (select max(seq) from number_changes where bot_id = $1 group by name)
     order by seq desc`,
    botId,
  )
  return found.map(changeOf)
}

export function* standingChanges(
  botId: string,
  { before, limit }: { before?: number; limit: number },
): Transaction<StandingChange[]> {
  const found = yield* query<Row>(
    'select * from number_changes where bot_id = $1 and seq < $2 order by seq desc limit $3',
    botId,
    before ?? Number.MAX_SAFE_INTEGER,
    limit,
  )
  return found.map(changeOf)
}

/** What a webhook says of the number. */
export function* noteTold(botId: string, told: readonly StandingValue[], now: number): Transaction<void> {
  if (told.length > 0) yield* note(botId, told, 'webhook', now)
}

export function* noteAsked(
  context: EventContext,
  botId: string,
  { wabaId, phoneNumberId, values, tokenExpiresAt, now }: Asked,
): Transaction<StandingValue[]> {
  if (yield* isFormerNumber(botId, wabaId, phoneNumberId)) return []
  const changed = yield* note(botId, values, 'asked', now)
  yield* putFact(askedFact(botId), String(now))
  yield* noteToken(botId, tokenExpiresAt)
  for (const { field, value, previous } of changed) {
    if (previous === undefined) continue
    const id = context.newId('evt')
    const raw = { [field]: value, previous }
    const body = { kind: 'account', wabaId, phoneNumberId, field, raw } as const
    const event = { ...body, event: 'account', eventId: id, botId, timestamp: now } as const
    yield* emitEvent(context, { id, botId, userId: '', type: 'account', at: now, body: event })
  }
  return changed
}

/** Adds a row for each value that differs from the one before it. */
function* note<Value extends StandingValue>(
  botId: string,
  values: readonly Value[],
  source: StandingSource,
  now: number,
): Transaction<(Value & { previous?: string })[]> {
  const known = new Map((yield* present(botId)).map((one) => [one.name, one]))
  const changed = values.filter(({ name, value, detail }) => {
    const before = known.get(name)
    return before?.value !== value || before.detail !== detail
  })
  for (const { name, value, detail } of changed)
    yield* query(
      `insert into number_changes (bot_id, name, at, value, previous, detail, source)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      botId,
      name,
      now,
      value,
      known.get(name)?.value ?? null,
      detail ?? null,
      source,
    )
  return changed.map((one) => {
    const previous = known.get(one.name)?.value
    return { ...one, ...(previous !== undefined && { previous }) }
  })
}

function changeOf({ seq, name, at, value, previous, detail, source }: Row): StandingChange {
  return {
    seq: Number(seq),
    name,
    at: Number(at),
    value,
    source,
    ...(previous !== null && { previous }),
    ...(detail !== null && { detail }),
  }
}

// ── the profile ─────────────────────────────────────────────

/** Meta has the profile: the gateway counts from 1, when it begins to replace it and when it has. */
export function* profileRevision(botId: string): Transaction<number> {
  return Number((yield* getFact(profileFact(botId))) ?? 1)
}

/** Of two who have seen the same one, the first may replace it. */
export function* takeProfile(botId: string, expected: Expected | undefined): Transaction<Changed<number>> {
  const revision = yield* profileRevision(botId)
  if (!isExpected(expected, revision)) return { kind: 'stale' }
  yield* putFact(profileFact(botId), String(revision + 1))
  return { kind: 'changed', value: revision + 1 }
}
