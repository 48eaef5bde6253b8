/** Erases a person's events with their deliveries and large bodies: those of messages, and those of no message. */
import { endDelivery, promoteNext } from '../events/delivery-queue.ts'
import { pipeline, query, statement, type Transaction } from '../sql/transaction.ts'
import { type EraseContext, type Erased, type Erasing, onward } from './erasing.ts'

type Reported = Pick<Erased['gone'], 'events' | 'deliveries'>

export function* eraseEventsOf(
  context: EraseContext,
  erasing: Erasing,
  messages: readonly { id: string }[],
): Transaction<Reported> {
  const events: { seq: number; id: string }[] = []
  for (const { id } of messages)
    events.push(...(yield* query<{ seq: number; id: string }>('select seq, id from events where message_id = $1', id)))
  return yield* eraseEvents(context, erasing, events)
}

/** Events of the person that belong to no message. */
export function* eraseOtherEvents(context: EraseContext, erasing: Erasing, limit: number): Transaction<Erased> {
  const identifiers = erasing.identifiers.map((_, index) => `$${index + 4}`).join(', ')
  const found = yield* query<{ seq: number; id: string }>(
    `select seq, id from events where bot_id = $1 and message_id is null and at <= $2 and user_id in (${identifiers})
     limit $3`,
    erasing.botId,
    erasing.begunAt,
    limit,
    ...erasing.identifiers,
  )
  return { gone: yield* eraseEvents(context, erasing, found), ...onward(found, limit) }
}

/** Waiting deliveries are given up, and the next of their line becomes due. */
function* eraseEvents(
  context: EraseContext,
  { now }: Erasing,
  events: readonly { seq: number; id: string }[],
): Transaction<Reported> {
  let count = 0
  for (const { seq, id } of events) {
    const deliveries = yield* query<{ seq: number; state: string; attempt: number; endpoint_id: string }>(
      'select seq, state, attempt, endpoint_id from deliveries where event_seq = $1',
      seq,
    )
    count += deliveries.length
    for (const one of deliveries) {
      // Its lane may hold the body.
      if (one.state === 'waiting') context.wake({ kind: 'deliveries_changed', id: one.endpoint_id })
      if (one.state === 'waiting') yield* promoteNext(yield* endDelivery({ ...one, state: 'given_up' }), now)
      yield* pipeline([
        statement(
          `update deliveries set user_id = '', first_answer = case when first_answer is null then null else '' end
           where seq = $1`,
          one.seq,
        ),
        statement(`update delivery_attempts set answer = '', reason = null where delivery_seq = $1`, one.seq),
      ])
    }
    yield* pipeline([
      statement(`update events set bot_id = '', user_id = '', message_id = null, body = '{}' where seq = $1`, seq),
      statement('delete from event_bodies where event_id = $1', id),
    ])
  }
  return { events: events.length, deliveries: count }
}
