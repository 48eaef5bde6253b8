/**
 * Accept: a valid request becomes durable messages, and only then is there an answer (promises 1 and 2).
 * Called by http once the request is checked; the lane is woken as a hint, polling is the truth.
 */
import type { Bot } from '../model/bot.ts'
import type { Actions, SessionContent, TemplateContent } from '../model/content.ts'
import type { NewId } from '../model/ids.ts'
import { hasMedia } from '../model/media.ts'
import { personKey } from '../model/phone.ts'
import type { WindowRule } from '../model/user.ts'
import type { NewMessage, Store } from '../store/store.ts'

export type AcceptDeps = {
  store: Pick<Store, 'accept'>
  clock: () => number
  newId: NewId
  /** A bot has new work. */
  wake: (botId: string) => void
}

export type Caller = { clientId: string; idempotency?: { key: string; fingerprint: string } }

export type Acceptance<Answer> =
  /** `isWindowClosed`: the bot warns of it (its `window` is `warn`). */
  | { kind: 'accepted'; answer: Answer; messageIds: string[]; isWindowClosed?: true }
  /** The same key and body came before: its answer again. */
  | { kind: 'replayed'; answer: Answer }
  /** The same key came before with another body. */
  | { kind: 'conflict' }

/** The bot sends no session message outside the 24-hour window (its `window` is `enforce`). */
export type WindowClosed = { kind: 'window_closed' }

export type SessionAnswer = { success: true; messageId: string }
export type NotificationAnswer = { id: string; destination: string }[]

/** One message inside the 24-hour window. */
export function acceptSession(
  deps: AcceptDeps,
  input: { bot: Bot; caller: Caller; userId: string; content: SessionContent },
): Promise<Acceptance<SessionAnswer> | WindowClosed> {
  const message = sessionMessage(deps, input, input.content)
  return commit(deps, input, [message], { success: true, messageId: message.id }, input.bot.window)
}

/** Several to one person, in this order, all or nothing. */
export function acceptSessions<Answer>(
  deps: AcceptDeps,
  input: { bot: Bot; caller: Caller; userId: string; contents: SessionContent[] },
  answerOf: (messageIds: string[]) => Answer,
): Promise<Acceptance<Answer> | WindowClosed> {
  const messages = input.contents.map((content) => sessionMessage(deps, input, content))
  return commit(deps, input, messages, answerOf(messages.map(({ id }) => id)), input.bot.window)
}

function sessionMessage(
  deps: Pick<AcceptDeps, 'newId'>,
  { bot, userId }: { bot: Bot; userId: string },
  content: SessionContent,
): NewMessage {
  const needsProbe = bot.mediaProbe && hasMedia(content)
  return { id: deps.newId('msg'), userId, kind: 'session', content, needsProbe }
}

/** One template to many destinations; a repeated destination, in whatever spelling, is sent once and answers the same id. */
export async function acceptTemplate(
  deps: AcceptDeps,
  input: {
    bot: Bot
    caller: Caller
    destinations: string[]
    content: TemplateContent
    campaignId?: string
    expiresAt?: number
    actions?: Actions
  },
): Promise<Acceptance<NotificationAnswer>> {
  const { bot, content, campaignId, expiresAt, actions } = input
  const needsProbe = bot.mediaProbe && hasMedia(content)
  const byDestination = new Map<string, NewMessage>()
  for (const userId of input.destinations) {
    const person = personKey(userId)
    if (byDestination.has(person)) continue
    byDestination.set(person, {
      id: deps.newId('msg'),
      userId,
      kind: 'notification',
      content,
      elementName: content.elementName,
      campaignId,
      expiresAt,
      actions,
      needsProbe,
    })
  }
  const answer = input.destinations.map((destination) => ({
    id: byDestination.get(personKey(destination))?.id ?? '',
    destination,
  }))
  const acceptance = await commit(deps, input, [...byDestination.values()], answer)
  if (acceptance.kind === 'window_closed') throw new Error('a template was held against the 24-hour window')
  return acceptance
}

async function commit<Answer>(
  deps: AcceptDeps,
  input: { bot: Bot; caller: Caller },
  messages: NewMessage[],
  answer: Answer,
  windowRule?: WindowRule,
): Promise<Acceptance<Answer> | WindowClosed> {
  const { clientId, idempotency } = input.caller
  const result = await deps.store.accept({
    botId: input.bot.id,
    acceptedAt: deps.clock(),
    messages,
    windowRule,
    idempotency: idempotency && { clientId, ...idempotency, answer: JSON.stringify(answer) },
  })
  if (result.kind === 'conflict' || result.kind === 'window_closed') return result
  if (result.kind === 'replayed') return { kind: 'replayed', answer: JSON.parse(result.answer) as Answer }
  deps.wake(input.bot.id)
  const { isWindowClosed } = result
  const messageIds = messages.map((message) => message.id)
  return { kind: 'accepted', answer, messageIds, ...(isWindowClosed ? { isWindowClosed } : {}) }
}
