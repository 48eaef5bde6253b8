/**
 * Message history between a bot and people, newest first: GET /v1/external/messages/history/{botId} (jelou-api.md,
 * section 10). Both directions, session messages and notifications; for one person with `clientId`, as the documents
 * call the one on the phone.
 */
import { type Static, Type } from 'typebox'
import { receivedBubble, sentBubble } from '../../model/message/history.ts'
import { sentStatus, sentStatuses } from '../../model/message/lifecycle.ts'
import { withNames } from '../../model/request/named.ts'
import { readUserIdText } from '../../model/user/phone.ts'
import type { HistoryItem } from '../../store/lists/lists.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuseInvalid } from '../kit/errors.ts'
import { frameOf, listLimits, listQuery, pageOf, paginationOf } from '../kit/page.ts'
import { readRange } from '../kit/range.ts'
import { botParams, iso, oneOf } from '../kit/schemas.ts'

const optional = Type.Optional

const query = Type.Object({
  ...listQuery.properties,
  startAt: optional(Type.String({ description: 'At or after: a day or an instant.' })),
  endAt: optional(Type.String({ description: 'At or before.' })),
  clientId: optional(Type.String({ description: 'A person: digits with country code.' })),
  userId: optional(Type.String({ description: 'The same as clientId.' })),
  messageId: optional(Type.String()),
})

const party = Type.Object({
  id: Type.String(),
  names: Type.String(),
  name: Type.String(),
  type: optional(Type.String()),
})

export const historyBubble = Type.Object(
  { type: Type.String(), text: optional(Type.String()), mediaUrl: optional(Type.String()) },
  { additionalProperties: true },
)

const item = Type.Object({
  messageId: Type.String(),
  wamid: optional(Type.String()),
  by: oneOf(['bot', 'user'], { description: 'Author of the message.' }),
  sender: party,
  recipient: party,
  status: oneOf([...sentStatuses, 'RECEIVED']),
  bubble: historyBubble,
  source: optional(
    oneOf(['echo', 'history'], {
      description: 'For the record only: written by the business on its phone, or before the bot joined.',
    }),
  ),
  error: optional(Type.Unknown({ description: "Meta's complete error, or the reason why the message was not sent." })),
  createdAt: Type.String({ format: 'date-time' }),
  sendAt: optional(Type.String({ format: 'date-time', description: 'It waits for this instant.' })),
})

withNames({ HistoryBubble: historyBubble, HistoryItem: item, HistoryParty: party })

const route = {
  config: { access: 'client' } as const,
  schema: {
    tags: ['History'],
    summary: 'Read the message history',
    params: botParams,
    querystring: query,
    response: { 200: pageOf(item) },
  },
}

export function registerHistory(app: App, { store, clock }: HttpDeps): void {
  app.get('/v1/external/messages/history/:botId', route, async (request, reply) => {
    const asked = request.query
    const range = readRange(asked, 'startAt', 'endAt')
    if (!range.ok) return refuseInvalid(request, reply, range.violations)
    const bot = botOf(request)
    const { messageId, clientId, userId: named = clientId } = asked
    // Any spelling of the number finds the person.
    const name = named && (readUserIdText(named) ?? named)
    const userId = name && ((await store.user(bot.id, name, clock()))?.id ?? name)
    const filter = { botId: bot.id, userId, messageId, ...range.value }
    const frame = frameOf(asked, listLimits)
    const [found, total] = await Promise.all([
      store.history(filter, frame.offset, frame.limit),
      store.countHistory(filter),
    ])
    return { pagination: paginationOf(frame, total), _metadata: {}, results: found.map((one) => itemView(one, bot)) }
  })
}

function itemView(found: HistoryItem, bot: { id: string; name: string }): Static<typeof item> {
  const business = { id: bot.id, names: bot.name, name: bot.name, type: 'Whatsapp' }
  const person = { id: found.userId, names: found.name ?? '', name: found.name ?? '', type: 'Whatsapp' }
  const shared = { messageId: found.id, ...(found.wamid && { wamid: found.wamid }), createdAt: iso(found.at) }
  if (found.direction === 'in') {
    const bubble = receivedBubble(found.bubble)
    const recorded = { ...shared, ...(found.origin ? { source: found.origin } : {}), bubble }
    if (!found.isOfBusiness) return { ...recorded, by: 'user', sender: person, recipient: business, status: 'RECEIVED' }
    return { ...recorded, by: 'bot', sender: business, recipient: person, status: 'DELIVERED_CHANNEL' }
  }
  return {
    ...shared,
    by: 'bot',
    sender: business,
    recipient: person,
    status: sentStatus(found.state, found.isReplied),
    bubble: sentBubble(found.content),
    ...(found.error === undefined ? {} : { error: found.error }),
    ...(found.sendAt === undefined ? {} : { sendAt: iso(found.sendAt) }),
  }
}
