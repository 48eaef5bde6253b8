/**
 * The words by which people stop marketing messages, in an answer or on a button. Part of ingest's transaction: the
 * list, its event and the answer to the person are committed with the message.
 */
import type { Bot } from '../../model/bot/bot.ts'
import { wishOf } from '../../model/consent/words.ts'
import type { Bubble } from '../../model/inbound/bubble.ts'
import { inputKindOf, isAnswer } from '../../model/inbound/heard.ts'
import type { InboundMessage } from '../../model/inbound/inbound.ts'
import { setConsent } from '../consent/consent.ts'
import { enqueueAll } from '../messages/enqueue.ts'
import type { Transaction } from '../sql/transaction.ts'
import type { ReceiveContext } from './context.ts'

type Said = { userId: string; messageId: string; bubble: Bubble; mayAnswer: boolean }

/** The person's message is stored; a word in it is obeyed, and answered if the bot has an answer. */
export function* handleWish(
  context: ReceiveContext,
  bot: Bot,
  fact: Pick<InboundMessage, 'sentAt'>,
  { userId, messageId, bubble, mayAnswer }: Said,
): Transaction<void> {
  const said = wishIn(bot, bubble)
  if (said === undefined) return
  const { wish, word } = said
  const result = yield* setConsent(context, {
    botId: bot.id,
    userId,
    state: wish === 'stop' ? 'stopped' : 'resumed',
    source: 'word',
    detail: word,
    saidAt: Math.min(fact.sentAt, context.receivedAt),
    now: context.receivedAt,
    messageId,
  })
  const text = wish === 'stop' ? bot.stopAnswer : bot.resumeAnswer
  if (result !== 'changed' || !mayAnswer || !text) return
  const content = { type: 'text', text } as const
  const message = { id: context.newId('msg'), userId, isAnswer: true, kind: 'session', content } as const
  yield* enqueueAll(bot.id, [{ message: { ...message, needsProbe: false } }], context.receivedAt, { userIds: [userId] })
  context.wake({ kind: 'messages', id: bot.id })
}

/** Of words and presses, as the person sees them; a button's payload counts too, since it was made for the bot. */
function wishIn(bot: Bot, bubble: Bubble): { wish: 'stop' | 'resume'; word: string } | undefined {
  if (!isAnswer(inputKindOf(bubble))) return undefined
  for (const word of [bubble.text, bubble.payload]) {
    const wish = typeof word === 'string' ? wishOf(word, bot) : undefined
    if (wish !== undefined) return { wish, word: String(word).trim() }
  }
  return undefined
}
