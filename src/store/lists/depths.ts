/**
 * Queue depths: by bot, the messages waiting and when the oldest became due, on which admission decides; and by
 * endpoint, the deliveries waiting, and whether it fails. Each is one statement beside the hot path, through an index
 * of waiting rows, so the cost depends on those only.
 */
import { isAlive } from '../bots/deleted-bots.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

export type Depth = {
  botId: string
  /** Messages not sent yet. */
  waiting: number
  /** When its oldest due message became or becomes due, if there is one. */
  dueAt?: number
}

/**
 * A range for one bot's count: with an equation, SQLite holds the index of a bot's whole history for as good as that of
 * what waits, once the table is a little wider.
 */
export function* depths(): Transaction<Depth[]> {
  const found = yield* query<{ bot_id: string; waiting: number; due_at: number | null }>(
    `with recursive heads(bot_id) as (
       select min(bot_id) from messages where state in ('queued', 'sending')
       union all
       select (select min(bot_id) from messages where state in ('queued', 'sending') and bot_id > heads.bot_id)
       from heads where heads.bot_id is not null
     )
     select bot_id,
       (select count(*) from messages
         where messages.bot_id between heads.bot_id and heads.bot_id and state in ('queued', 'sending')) as waiting,
       (select min(due_at) from messages where messages.bot_id = heads.bot_id and due_at is not null) as due_at
     from heads where bot_id is not null and ${isAlive('heads.bot_id')}`,
  )
  return found.map(({ bot_id, waiting, due_at }) => ({
    botId: bot_id,
    waiting: Number(waiting),
    ...(due_at === null ? {} : { dueAt: Number(due_at) }),
  }))
}

export type EndpointDepth = {
  endpointId: string
  /** Deliveries waiting for their first attempt or a retry. */
  waiting: number
  /** Time of the event of the oldest of them. */
  oldestAt?: number
}

export function* endpointDepths(): Transaction<EndpointDepth[]> {
  const found = yield* query<{ endpoint_id: string; waiting: number; oldest_at: number | null }>(
    `select endpoint_id, waiting,
       (select at from events
         where events.seq = (select event_seq from deliveries where deliveries.seq = counted.oldest)) as oldest_at
     from (
       select endpoint_id, count(*) as waiting, min(seq) as oldest from deliveries
       where state = 'waiting' and seq >= $openDeliveries group by endpoint_id) as counted`,
  )
  return found.map(({ endpoint_id, waiting, oldest_at }) => ({
    endpointId: endpoint_id,
    waiting: Number(waiting),
    ...(oldest_at === null ? {} : { oldestAt: Number(oldest_at) }),
  }))
}

/** `failingSince`: the first failed attempt after its last success. */
export type EndpointHealth = EndpointDepth & { failingSince?: number }

/** Of a bot's endpoints, each of them; or of one, whose backlog is then the only one to be counted. */
export function* endpointHealth(botId: string, endpointId?: string): Transaction<EndpointHealth[]> {
  const found = yield* query<{ id: string; failing_since: number | null }>(
    `select id, failing_since from endpoints where bot_id = $1 ${endpointId === undefined ? '' : 'and id = $2'}`,
    botId,
    ...(endpointId === undefined ? [] : [endpointId]),
  )
  const health: EndpointHealth[] = []
  for (const { id, failing_since } of found) {
    const failing = failing_since === null ? {} : { failingSince: Number(failing_since) }
    health.push({ ...(yield* depthOf(id)), ...failing })
  }
  return health
}

/** One walk of what waits: its oldest has no order in the index of lines. */
function* depthOf(endpointId: string): Transaction<EndpointDepth> {
  const found = yield* queryOne<{ waiting: number; oldest: number | null }>(
    `select count(*) as waiting, min(seq) as oldest from deliveries
     where endpoint_id = $1 and state = 'waiting' and seq >= $openDeliveries`,
    endpointId,
  )
  const { waiting = 0, oldest = null } = found ?? {}
  if (oldest === null) return { endpointId, waiting: Number(waiting) }
  const event = yield* queryOne<{ at: number }>(
    'select at from events where seq = (select event_seq from deliveries where seq = $1)',
    oldest,
  )
  return { endpointId, waiting: Number(waiting), ...(event && { oldestAt: Number(event.at) }) }
}
