/**
 * Accept: a valid request becomes durable messages, and only then is it answered (promises 1 and 2). Waking the lane is
 * a hint; polling is the truth.
 */
import type { Bot } from '../model/bot/bot.ts'
import { restsUntil } from '../model/bot/shared-number.ts'
import type { NewId } from '../model/ids.ts'
import { hasMedia, mediaOf } from '../model/media/media.ts'
import type { Actions, Content, SessionContent, TemplateContent } from '../model/message/content.ts'
import { personKey } from '../model/user/phone.ts'
import { defaultWindowRule, type WindowRule } from '../model/user/user.ts'
import type { BadReference, IdempotencyRecord, NewMessage, Withheld } from '../store/messages/records.ts'
import type { Store } from '../store/store.ts'
import type { Admission, Refusal } from './admission.ts'

export type AcceptDeps = {
  store: Pick<Store, 'accept' | 'earlierAnswer'>
  /** Bounds the backlog; without it nothing does. */
  admission?: Pick<Admission, 'admit'>
  observeOverload?: (botId: string, by: Refusal['by']) => void
  clock: () => number
  newId: NewId
  /** Whether the address is one of this gateway's files, which are uploaded to Meta before the message is sent. */
  isOwnFile?: (url: string) => boolean
  /** Wakes a bot that has new work. */
  wake: (botId: string) => void
}

export type Caller = {
  clientId: string
  idempotency?: { key: string; fingerprint: string }
  /** The trace of the request, to which its messages belong. */
  traceparent?: string | undefined
}

export type Acceptance<Answer> =
  /** `window`: the 24-hour window is closed or unknown, and the bot's setting asks for a warning. */
  | { kind: 'accepted'; answer: Answer; messageIds: string[]; window?: WindowWarning }
  /** Same key and body as an earlier request: the earlier answer. */
  | { kind: 'replayed'; answer: Answer }
  /** Same key as an earlier request, but another body. */
  | { kind: 'conflict' }

export type WindowWarning = 'closed' | 'unknown'

/** The bot sends no session message outside the 24-hour window (its `window` is `known` or `enforce`). */
export type WindowClosed = { kind: 'window_closed' }

/** The backlog is too large; nothing was stored. */
export type Overloaded = { kind: 'overloaded' } & Refusal

/** A refusal of session messages. `bad_reference`: one names a message that it can neither quote nor react to. */
export type NotAccepted = WindowClosed | Overloaded | BadReference | Withheld

export type SessionAnswer = { success: true; messageId: string }
export type NotificationAnswer = { id: string; destination: string }[]

/** One message inside the 24-hour window. */
export function acceptSession(
  deps: AcceptDeps,
  input: { bot: Bot; caller: Caller; userId: string; content: SessionContent; sendAt?: number | undefined },
): Promise<Acceptance<SessionAnswer> | NotAccepted> {
  const message = sessionMessage(deps, input, input.content)
  return commit(deps, input, [message], { success: true, messageId: message.id }, input.bot.window ?? defaultWindowRule)
}

/**
 * Several messages to one person, in this order, all or none. `isAnswer`: `userId` identifies a known person and is not
 * a number as a caller typed it.
 */
export function acceptSessions<Answer>(
  deps: AcceptDeps,
  input: { bot: Bot; caller: Caller; userId: string; contents: SessionContent[]; isAnswer?: true },
  answerOf: (messageIds: string[]) => Answer,
): Promise<Acceptance<Answer> | NotAccepted> {
  const messages = input.contents.map((content) => sessionMessage(deps, input, content))
  return commit(deps, input, messages, answerOf(messages.map(({ id }) => id)), input.bot.window ?? defaultWindowRule)
}

function sessionMessage(
  deps: Pick<AcceptDeps, 'newId' | 'isOwnFile'>,
  { bot, userId, isAnswer }: { bot: Bot; userId: string; isAnswer?: true },
  content: SessionContent,
): NewMessage {
  const needsProbe = isToProbe(deps, bot, content)
  return { id: deps.newId('msg'), userId, ...(isAnswer ? { isAnswer } : {}), kind: 'session', content, needsProbe }
}

function isToProbe({ isOwnFile }: Pick<AcceptDeps, 'isOwnFile'>, bot: Bot, content: Content): boolean {
  return (bot.mediaProbe && hasMedia(content)) || mediaOf(content).some(({ url }) => isOwnFile?.(url))
}

/**
 * One template to many destinations. A destination that appears twice, in whatever spelling, is sent once and returns
 * the same id.
 */
export async function acceptTemplate(
  deps: AcceptDeps,
  input: {
    bot: Bot
    caller: Caller
    destinations: string[]
    content: TemplateContent
    campaignId?: string
    expiresAt?: number
    sendAt?: number | undefined
    actions?: Actions
    /** A template of the category MARKETING. */
    isMarketing: boolean
  },
): Promise<Acceptance<NotificationAnswer> | Overloaded | Withheld> {
  const { bot, content, campaignId, expiresAt, actions } = input
  const needsProbe = isToProbe(deps, bot, content)
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
      origin: campaignId === undefined ? undefined : 'API',
      expiresAt,
      actions,
      needsProbe,
      ...(input.isMarketing && { isMarketing: true }),
    })
  }
  const answer = input.destinations.map((destination) => ({
    id: byDestination.get(personKey(destination))?.id ?? '',
    destination,
  }))
  const acceptance = await commit(deps, input, [...byDestination.values()], answer)
  if (acceptance.kind === 'window_closed' || acceptance.kind === 'bad_reference')
    throw new Error('a template has no 24-hour window, and refers to no message')
  return acceptance
}

async function commit<Answer>(
  deps: AcceptDeps,
  input: { bot: Bot; caller: Caller; sendAt?: number | undefined },
  messages: NewMessage[],
  answer: Answer,
  windowRule?: WindowRule,
): Promise<Acceptance<Answer> | NotAccepted> {
  const { clientId, idempotency, traceparent } = input.caller
  const record = idempotency && { clientId, ...idempotency, answer: JSON.stringify(answer) }
  const admitted = deps.admission?.admit(input.bot, messages.length)
  if (admitted?.kind === 'refused') {
    const earlier = await repetition<Answer>(deps, record)
    if (earlier === undefined) deps.observeOverload?.(input.bot.id, admitted.by)
    return earlier ?? { ...admitted, kind: 'overloaded' }
  }
  const acceptedAt = deps.clock()
  const result = await deps.store
    .accept({
      botId: input.bot.id,
      acceptedAt,
      messages: traceparent === undefined ? messages : messages.map((one) => ({ ...one, traceparent })),
      windowRule,
      numberSince: input.bot.numberSince,
      marketingCap: input.bot.marketingCap ?? undefined,
      idempotency: record,
      ...(input.sendAt === undefined ? {} : { sendAt: input.sendAt }),
      leavesFrom: restsUntil(input.bot, acceptedAt) === undefined ? input.bot.channel.phoneNumberId : undefined,
    })
    .catch((error: unknown) => {
      admitted?.end(false)
      throw error
    })
  admitted?.end(result.kind === 'accepted')
  if (result.kind === 'replayed') return { kind: 'replayed', answer: JSON.parse(result.answer) as Answer }
  if (result.kind !== 'accepted') return result
  if (!result.isHandedOver) deps.wake(input.bot.id)
  const messageIds = messages.map((message) => message.id)
  if (!result.isWindowClosed) return { kind: 'accepted', answer, messageIds }
  // Under `known`, a window known to be closed was refused already.
  return { kind: 'accepted', answer, messageIds, window: windowRule === 'known' ? 'unknown' : 'closed' }
}

/** A repeated request gets its earlier answer, however large the backlog is. */
async function repetition<Answer>(
  deps: AcceptDeps,
  record: IdempotencyRecord | undefined,
): Promise<Acceptance<Answer> | undefined> {
  const earlier = record && (await deps.store.earlierAnswer(record, deps.clock()))
  if (earlier?.kind === 'conflict') return { kind: 'conflict' }
  return earlier?.kind === 'replayed' ? { kind: 'replayed', answer: JSON.parse(earlier.answer) as Answer } : undefined
}
