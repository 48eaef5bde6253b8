/**
 * Failing endpoints: the first failure after a success is marked, the next success clears the mark, and an endpoint
 * that has failed for days is switched off instead of losing event after event.
 */
import type { Endpoint } from '../../model/bot/bot.ts'
import { dayMs } from '../../model/time.ts'
import { type EventContext, emitEvent } from '../events/events.ts'
import { bumpSettings } from '../installation/facts.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

export type SwitchOffReason = 'gone' | 'failing'

/** An event was given up after its three days: nothing else may have arrived for most of that time. */
const failingForMs = 2 * dayMs

/** The marks that this process knows to be stored, so that only changes are written. */
export function createEndpointMarks() {
  const known = new Map<string, string>()
  return {
    /**
     * Tells `settle` whether to write that the endpoint began or ceased to fail. `lease`: while another process had the
     * lane, the row may have changed; a resumption changes it too.
     */
    async marking<T>(
      endpoint: Endpoint | undefined,
      lease: number | undefined,
      isFailing: boolean,
      settle: (isMarked: boolean) => Promise<T>,
    ): Promise<T> {
      if (endpoint === undefined || endpoint.disabledAt !== undefined) return settle(false)
      const { id, resumedAt } = endpoint
      const state = `${lease} ${resumedAt} ${isFailing}`
      if (known.get(id) === state) return settle(false)
      known.set(id, state)
      try {
        return await settle(true)
      } catch (error) {
        known.delete(id)
        throw error
      }
    },
  }
}

export function* markEndpoint(endpointId: string, isFailing: boolean, now: number): Transaction<void> {
  yield* isFailing
    ? query('update endpoints set failing_since = $2 where id = $1 and failing_since is null', endpointId, now)
    : query('update endpoints set failing_since = null where id = $1 and failing_since is not null', endpointId)
}

/** On request. One that is off already stays so, for its own reason. False: there is no such endpoint. */
export function* pauseEndpoint(endpointId: string, now: number): Transaction<boolean> {
  yield* query(
    `update endpoints set disabled_at = $2, disabled_reason = 'paused', failing_since = null, revision = revision + 1
     where id = $1 and disabled_at is null`,
    endpointId,
    now,
  )
  return (yield* queryOne('select id from endpoints where id = $1', endpointId)) !== undefined
}

type Off = { bot_id: string; url: string; failing_since: number | null }

/**
 * Whether it is off: switched off now, which the bot's other endpoints are notified of, or `before`. Its waiting
 * deliveries stay.
 */
export function* switchOff(
  context: EventContext,
  endpointId: string,
  reason: SwitchOffReason,
  now: number,
): Transaction<'off' | 'before' | undefined> {
  const off = yield* queryOne<Off>(
    `update endpoints set disabled_at = $2, disabled_reason = $3, revision = revision + 1
     where id = $1 and disabled_at is null ${reason === 'failing' ? 'and failing_since <= $4' : 'and 0 < $4'}
     returning bot_id, url, failing_since`,
    endpointId,
    now,
    reason,
    now - failingForMs,
  )
  if (!off) {
    const isOff = yield* queryOne('select id from endpoints where id = $1 and disabled_at is not null', endpointId)
    return isOff === undefined ? undefined : 'before'
  }
  const { bot_id: botId, url, failing_since: failingSince } = off
  yield* bumpSettings([botId])
  const id = context.newId('evt')
  const type = 'endpoint_disabled'
  const body = { eventId: id, event: type, botId, timestamp: now, endpointId, url, reason, failingSince } as const
  yield* emitEvent(context, { id, botId, userId: '', type, at: now, body, except: endpointId })
  return 'off'
}
