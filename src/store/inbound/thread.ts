/**
 * What a number with several responders is told: handovers, and as `standby` what people write to another responder and
 * what that one answers. Both are the record of the conversation: no bot and no skill is woken, nothing is answered.
 * A person's message opens the window all the same, since Meta's window is that of the number and the person, whoever
 * answers; a word that stops marketing is obeyed. Part of ingest's transaction.
 */
import type { Bot } from '../../model/bot/bot.ts'
import type { EventBody } from '../../model/events/schemas.ts'
import { opensWindow } from '../../model/inbound/heard.ts'
import type { AccountChange, Echo } from '../../model/inbound/inbound.ts'
import { handoverIn, unknownRole } from '../../model/user/thread.ts'
import { follow } from '../conversations/follow.ts'
import { type Identified, identify } from '../conversations/identity.ts'
import { emitEvent } from '../events/events.ts'
import { noteResponder } from '../skills/thread.ts'
import { request, type Transaction } from '../sql/transaction.ts'
import { alreadyAltered, applyAlteration } from './alter.ts'
import { handleWish } from './consent.ts'
import type { ReceiveContext } from './context.ts'
import { noteContact } from './message.ts'
import { frameOf, isNew, prepare } from './record.ts'

/** Its event `account` goes to the bot as well. */
export function* handleHandover(context: ReceiveContext, bot: Bot, { raw }: AccountChange): Transaction<void> {
  const now = context.receivedAt
  const handover = handoverIn(raw, now)
  if (handover === undefined) return
  const { phone, scopedId, ...word } = handover
  const person = { ...(phone ? { phone } : {}), ...(scopedId ? { scopedId } : {}) }
  const conversation = yield* noteContact(bot.id, yield* identify(context, bot.id, person, word.at, now), undefined)
  yield* noteResponder(context, conversation, word, now)
}

export function* receiveStandby(
  context: ReceiveContext,
  bot: Bot,
  { person, message, phoneNumberId, renamed }: Echo,
): Transaction<'messages' | 'duplicates'> {
  const now = context.receivedAt
  if (!(yield* isNew(context, bot.id, message, phoneNumberId))) return 'duplicates'
  const isOfPerson = message.by === 'person'
  const identified = yield* whoWrote(context, bot.id, { person, message, renamed })
  const wroteAt = Math.min(message.sentAt, now)
  const wrote =
    isOfPerson && opensWindow(message.bubble) ? { at: wroteAt, reportedAfterMs: now - message.sentAt } : undefined
  const conversation = yield* noteContact(bot.id, identified, person.name, wrote)
  const { userId } = identified
  const told = { ...message, bubble: yield* alreadyAltered(bot.id, userId, message) }
  const { write, recorded: stored } = yield* prepare(context, bot, userId, told, { origin: 'echo' })
  yield* request(write)
  yield* applyAlteration(bot.id, userId, message)
  yield* noteResponder(context, conversation, { heldBy: unknownRole, at: wroteAt, source: 'standby' }, now)
  const { bubble, status: _, messageId, ...said } = stored
  const frame = frameOf(context, bot.id, userId, person)
  const heldBy = conversation.held_by
  const body: EventBody<'standby'> = {
    ...said,
    ...{ messageId, bubble, status: 'created', event: 'standby', heldBy },
    ...frame,
  }
  yield* emitEvent(context, { id: frame.eventId, botId: bot.id, userId, messageId, type: 'standby', at: now, body })
  if (isOfPerson) yield* handleWish(context, bot, message, { userId, messageId, bubble, mayAnswer: false })
  return 'messages'
}

/** A new id that Meta tells while another responder has the conversation is the person's all the same. */
function* whoWrote(
  context: ReceiveContext,
  botId: string,
  { person, message: { sentAt }, renamed }: Pick<Echo, 'person' | 'message' | 'renamed'>,
): Transaction<Identified> {
  if (renamed === undefined) return yield* identify(context, botId, person, sentAt, context.receivedAt)
  const { known } = yield* follow(context, botId, renamed, sentAt, context.receivedAt)
  return { userId: known.user_id, known }
}
