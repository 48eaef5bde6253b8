/**
 * How much waits to be sent, bot by bot, and since when its oldest is due: what admission goes by; and how much waits for each endpoint. One
 * statement each, beside the hot path: it goes through the index of what waits, so it costs what waits and nothing for what is over. Bound by
 * methods.ts.
 */
import { isAlive } from './deleted-bots.ts'
import { rows, type Transaction } from './transaction.ts'

export type Depth = {
  botId: string
  /** Messages that are not sent yet. */
  waiting: number
  /** When its oldest due message became due, if one is due or will be. */
  dueAt?: number
}

export function* depths(): Transaction<Depth[]> {
  const found = yield* rows<{ bot_id: string; waiting: number; due_at: number | null }>(
    `with recursive heads(bot_id) as (
       select min(bot_id) from messages where state in ('queued', 'sending')
       union all
       select (select min(bot_id) from messages where state in ('queued', 'sending') and bot_id > heads.bot_id)
       from heads where heads.bot_id is not null
     )
     select bot_id,
       (select count(*) from messages where messages.bot_id = heads.bot_id and state in ('queued', 'sending')) as waiting,
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
  /** Deliveries that wait, for their first attempt or another. */
  waiting: number
  /** When what the oldest of them tells of happened. */
  oldestAt?: number
}

export function* endpointDepths(): Transaction<EndpointDepth[]> {
  const found = yield* rows<{ endpoint_id: string; waiting: number; oldest_at: number | null }>(
    `select endpoint_id, waiting,
       (select at from events where events.seq = (select event_seq from deliveries where deliveries.seq = counted.oldest)) as oldest_at
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
