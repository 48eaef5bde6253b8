/** Conversations of a team's inbox as the API shows them. */
import { type Static, Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import { type InboxConversation, maxLabelLength, maxLabels } from '../../model/user/inbox.ts'
import { userStates } from '../../model/user/user.ts'
import type { InboxItem } from '../../store/inbox/list.ts'
import { messageOf, userMessage } from '../api/users.ts'
import { instant, iso, oneOf } from '../kit/schemas.ts'

export const assignee = Type.Object({ memberId: Type.String(), name: Type.String() })
export const labels = Type.Array(Type.String({ maxLength: maxLabelLength }), { maxItems: maxLabels })

const thread = Type.Object({ heldBy: Type.String({ description: "Meta's role, or `unknown`." }), since: instant })

export const conversation = Type.Object({
  botId: Type.String(),
  userId: Type.String(),
  names: Type.String(),
  state: oneOf(userStates),
  assignee: Type.Union([assignee, Type.Null()]),
  labels,
  isUnread: Type.Boolean({ description: 'The person has written since it was last read.' }),
  lastInboundAt: Type.Union([instant, Type.Null()]),
  thread: Type.Union([thread, Type.Null()], { description: 'Another responder of the number who has it.' }),
  last: Type.Optional(userMessage),
})

withNames({ Assignee: assignee, ConversationThread: thread, InboxConversation: conversation })

export function viewOf(found: InboxConversation): Static<typeof conversation> {
  const { botId, userId, name, state, assignee: holder, isUnread, lastInboundAt } = found
  return {
    botId,
    userId,
    names: name ?? '',
    state,
    assignee: holder === undefined ? null : { memberId: holder.id, name: holder.name },
    labels: found.labels,
    isUnread,
    lastInboundAt: lastInboundAt === undefined ? null : iso(lastInboundAt),
    thread: found.thread === undefined ? null : { heldBy: found.thread.heldBy, since: iso(found.thread.since) },
  }
}

export function itemOf({ last, ...found }: InboxItem): Static<typeof conversation> {
  return { ...viewOf(found), ...(last && { last: messageOf(last) }) }
}
