/**
 * How much waits to be sent, bot by bot, and since when its oldest is due: what admission goes by. One statement, beside the hot path: it
 * steps from bot to bot in the index of what is pending, so it costs what waits and nothing for what was sent. Bound by methods.ts.
 */
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
     from heads where bot_id is not null`,
  )
  return found.map(({ bot_id, waiting, due_at }) => ({
    botId: bot_id,
    waiting: Number(waiting),
    ...(due_at === null ? {} : { dueAt: Number(due_at) }),
  }))
}
