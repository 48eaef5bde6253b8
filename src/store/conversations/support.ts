/**
 * Conversations that the external support panel has, as a column of the conversation: the id under which the panel
 * knows it, from `manual` to `auto`. Its start and its end are events in the transaction of the change (promise 9),
 * which go to the panel before and behind what the person writes meanwhile. Costs no statement where nothing changes,
 * so nothing for bots without a panel.
 */
import type { Endpoint } from '../../model/bot/bot.ts'
import type { EventBody } from '../../model/events/schemas.ts'
import type { Redirect } from '../../model/support/redirect.ts'
import { stateAt } from '../../model/user/user.ts'
import { type EventContext, emitEvent } from '../events/events.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import type { ConversationRow } from './row.ts'

export type SupportChange = Pick<EventBody<'conversation'>, 'cause'> & { redirect?: Redirect | undefined; now: number }
export type Supported = Pick<ConversationRow, 'bot_id' | 'user_id' | 'name' | 'state' | 'state_until' | 'support_id'>

/** Brings the conversation's place in line with its state; the row is changed as well. */
export function* followSupport(context: EventContext, found: Supported, change: SupportChange): Transaction<void> {
  const isManual = stateAt(found.state, found.state_until, change.now) === 'manual'
  const { support_id: before } = found
  if (isManual === (before !== null)) return
  if (isManual && !context.endpointsOf(found.bot_id).some(isPanel)) return
  const id = before ?? context.newId('cnv')
  found.support_id = isManual ? id : null
  yield* query(
    'update conversations set support_id = $3 where bot_id = $1 and user_id = $2',
    found.bot_id,
    found.user_id,
    found.support_id,
  )
  yield* emitSupport(context, found, { ...change, conversationId: id, change: isManual ? 'start' : 'close' })
}

export function isPanel({ door }: Pick<Endpoint, 'door'>): boolean {
  return door === 'panel'
}

/** Also of a conversation that another one takes in: both were with the panel, and one of their ids ends. */
export function* emitSupport(
  context: EventContext,
  { bot_id: botId, user_id: userId, name }: Pick<Supported, 'bot_id' | 'user_id' | 'name'>,
  { now, ...change }: SupportChange & Pick<EventBody<'conversation'>, 'conversationId' | 'change'>,
): Transaction<void> {
  const id = context.newId('evt')
  const { redirect, ...rest } = change
  const body: EventBody<'conversation'> = {
    event: 'conversation',
    eventId: id,
    botId,
    userId,
    timestamp: now,
    names: name ?? '',
    ...rest,
    ...(redirect && { redirect }),
  }
  yield* emitEvent(context, { id, botId, userId, type: 'conversation', at: now, body })
}

/** In what an event of a person's message says. */
export function supportOf({ support_id: id }: Pick<ConversationRow, 'support_id'>): { conversationId?: string } {
  return id === null ? {} : { conversationId: id }
}
