/**
 * Endpoints that fail, and their end: the first failure after a success is noted, the next success takes the note away, and one that failed
 * for days is switched off instead of losing event after event. Called by the settling of deliveries.
 */
import type { Endpoint } from '../model/bot.ts'
import { type TellContext, tell } from './events.ts'
import { bumpSettings } from './house.ts'
import { row, rows, type Transaction } from './transaction.ts'

export type SwitchOffReason = 'gone' | 'failing'

/** An event was given up after its three days: nothing else may have arrived for the better part of them. */
const failingForMs = 48 * 3_600_000

/** What this process knows to be in the rows, so that only a change is written. */
export function makeEndpointMarks() {
  const known = new Map<string, string>()
  return {
    /**
     * `settle` learns whether it has to write that the endpoint fails, or no longer does. `lease`: while another process had the lane, the row
     * may have changed; a resumption changes it too.
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
    ? rows('update endpoints set failing_since = $2 where id = $1 and failing_since is null', endpointId, now)
    : rows('update endpoints set failing_since = null where id = $1 and failing_since is not null', endpointId)
}

type Off = { bot_id: string; url: string; failing_since: number | null }

/** Off by now: by this, when the bot's other endpoints are told, or `before`. What waits for it stays. */
export function* switchOff(
  context: TellContext,
  endpointId: string,
  reason: SwitchOffReason,
  now: number,
): Transaction<'off' | 'before' | undefined> {
  const off = yield* row<Off>(
    `update endpoints set disabled_at = $2, disabled_reason = $3, revision = revision + 1
     where id = $1 and disabled_at is null ${reason === 'failing' ? 'and failing_since <= $4' : 'and 0 < $4'}
     returning bot_id, url, failing_since`,
    endpointId,
    now,
    reason,
    now - failingForMs,
  )
  if (!off) {
    const isOff = yield* row('select id from endpoints where id = $1 and disabled_at is not null', endpointId)
    return isOff === undefined ? undefined : 'before'
  }
  const { bot_id: botId, url, failing_since: failingSince } = off
  yield* bumpSettings([botId])
  const id = context.newId('evt')
  const type = 'endpoint_disabled'
  const body = { eventId: id, event: type, botId, timestamp: now, endpointId, url, reason, failingSince }
  yield* tell(context, { id, botId, userId: '', type, at: now, body, except: endpointId })
  return 'off'
}
