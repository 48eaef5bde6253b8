/**
 * Accept: a valid request becomes durable messages, and only then is there an answer (promises 1 and 2).
 * Called by http once the request is checked; the lane is woken as a hint, polling is the truth.
 */
import type { Bot } from '../model/bot.ts'
import type { Actions, SessionContent, TemplateContent } from '../model/content.ts'
import type { NewId } from '../model/ids.ts'
import { hasMedia } from '../model/media.ts'
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
  | { kind: 'accepted'; answer: Answer; messageIds: string[] }
  /** The same key and body came before: its answer again. */
  | { kind: 'replayed'; answer: Answer }
  /** The same key came before with another body. */
  | { kind: 'conflict' }

export type SessionAnswer = { success: true; messageId: string }
export type NotificationAnswer = { id: string; destination: string }[]

/** One message inside the 24-hour window. */
export function acceptSession(
  deps: AcceptDeps,
  input: { bot: Bot; caller: Caller; userId: string; content: SessionContent },
): Promise<Acceptance<SessionAnswer>> {
  const { bot, userId, content } = input
  const id = deps.newId('msg')
  const message: NewMessage = { id, userId, kind: 'session', content, needsProbe: bot.mediaProbe && hasMedia(content) }
  return commit(deps, input, [message], { success: true, messageId: id })
}

/** One template to many destinations; a repeated destination is sent once and answers the same id. */
export function acceptTemplate(
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
    if (byDestination.has(userId)) continue
    byDestination.set(userId, {
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
    id: byDestination.get(destination)?.id ?? '',
    destination,
  }))
  return commit(deps, input, [...byDestination.values()], answer)
}

async function commit<Answer>(
  deps: AcceptDeps,
  input: { bot: Bot; caller: Caller },
  messages: NewMessage[],
  answer: Answer,
): Promise<Acceptance<Answer>> {
  const { clientId, idempotency } = input.caller
  const result = await deps.store.accept({
    botId: input.bot.id,
    acceptedAt: deps.clock(),
    messages,
    idempotency: idempotency && { clientId, ...idempotency, answer: JSON.stringify(answer) },
  })
  if (result.kind === 'conflict') return result
  if (result.kind === 'replayed') return { kind: 'replayed', answer: JSON.parse(result.answer) as Answer }
  deps.wake(input.bot.id)
  return { kind: 'accepted', answer, messageIds: messages.map((message) => message.id) }
}
