/**
 * How bots do now: how much was sent and received within the last minute, what waits, what is known of their tokens,
 * and which templates Meta stopped. Whatever is asked, a few statements for all bots, each through an index of its own.
 */
import { minuteMs } from '../../model/time.ts'
import { isToken, type TokenFact } from '../installation/token-fact.ts'
import { depths } from '../lists/depths.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import { lowQuality, stopped } from './conditions.ts'

/** Of a bot about which there is something to say. */
export type BotOverview = {
  botId: string
  sentPerMinute: number
  receivedPerMinute: number
  waiting: number
  /** When its oldest due message became or becomes due. */
  dueAt?: number
  token?: TokenFact
  /** By Meta's state of them, and `LOW_QUALITY`. */
  templates: Record<string, number>
  /** Of the number, while people block or report it. */
  quality?: LowNumber['quality']
}

export function* overview(now: number): Transaction<BotOverview[]> {
  const all = new Map<string, BotOverview>()
  const of = (botId: string) => {
    const known = all.get(botId) ?? { botId, sentPerMinute: 0, receivedPerMinute: 0, waiting: 0, templates: {} }
    all.set(botId, known)
    return known
  }
  for (const { botId, sent, received } of yield* rates(now))
    Object.assign(of(botId), { sentPerMinute: sent, receivedPerMinute: received })
  for (const { botId, ...depth } of yield* depths()) Object.assign(of(botId), depth)
  for (const { botId, token } of yield* tokens()) of(botId).token = token
  for (const { botId, state, count } of yield* troubledTemplates()) of(botId).templates[state] = count
  for (const { botId, quality } of yield* lowNumbers()) of(botId).quality = quality
  return [...all.values()]
}

type Rate = { botId: string; sent: number; received: number }

/**
 * Of the last sixty seconds: this minute, and of the one before it the part that they reach into, as if what happened
 * in it had been spread evenly.
 */
function* rates(now: number): Transaction<Rate[]> {
  const minuteAt = now - (now % minuteMs)
  const found = yield* query<{ minute_at: number; bot_id: string; sent: number; received: number }>(
    'select minute_at, bot_id, sent, received from figure_minutes where minute_at >= $1 and minute_at <= $2',
    minuteAt - minuteMs,
    minuteAt,
  )
  const shareBefore = 1 - (now - minuteAt) / minuteMs
  const sums = new Map<string, Rate>()
  for (const { minute_at, bot_id: botId, sent, received } of found) {
    const share = Number(minute_at) === minuteAt ? 1 : shareBefore
    const sum = sums.get(botId) ?? { botId, sent: 0, received: 0 }
    sums.set(botId, { botId, sent: sum.sent + share * Number(sent), received: sum.received + share * Number(received) })
  }
  return [...sums.values()].map(({ botId, sent, received }) => ({
    botId,
    sent: Math.max(0, Math.round(sent)),
    received: Math.max(0, Math.round(received)),
  }))
}

/** All facts of one kind: a range of the key. */
function* tokens(): Transaction<{ botId: string; token: TokenFact }[]> {
  const found = yield* query<{ name: string; value: string }>(
    `select name, value from facts where name >= 'token ' and name < 'token!'`,
  )
  return found.flatMap(({ name, value }) => {
    const token: unknown = JSON.parse(value)
    return isToken(token) ? [{ botId: name.slice('token '.length), token }] : []
  })
}

export type LowNumber = { botId: string; quality: 'YELLOW' | 'RED' }

export function* lowNumbers(): Transaction<LowNumber[]> {
  const found = yield* query<{ bot_id: string; value: LowNumber['quality'] }>(
    `select bot_id, value from number_changes
     where seq in (select max(seq) from number_changes where name = 'quality' group by bot_id)
       and value in ('YELLOW', 'RED')`,
  )
  return found.map(({ bot_id: botId, value: quality }) => ({ botId, quality }))
}

function* troubledTemplates(): Transaction<{ botId: string; state: string; count: number }[]> {
  const byState = yield* query<{ bot_id: string; status: string; count: number }>(
    `select bot_id, status, count(*) as count from templates where ${stopped} group by bot_id, status`,
  )
  const low = yield* query<{ bot_id: string; count: number }>(
    `select bot_id, count(*) as count from templates where ${lowQuality} group by bot_id`,
  )
  return [
    ...byState.map(({ bot_id: botId, status: state, count }) => ({ botId, state, count: Number(count) })),
    ...low.map(({ bot_id: botId, count }) => ({ botId, state: 'LOW_QUALITY', count: Number(count) })),
  ]
}
