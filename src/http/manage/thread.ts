/**
 * Who answers a conversation on a number with several responders: it is taken, given back, or passed to another by
 * Meta's thread control, and what Meta then said is the conversation's state here.
 */
import { type Static, Type } from 'typebox'
import { withName } from '../../model/request/named.ts'
import { threadActions, unknownRole } from '../../model/user/thread.ts'
import { readUserId } from '../api/named-user.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid, refuseMeta } from '../kit/errors.ts'
import { oneOf, userParams } from '../kit/schemas.ts'
import { conversation, viewOf } from './inbox-view.ts'
import { namesOf } from './number-person.ts'

const change = withName(
  'ThreadChange',
  Type.Object(
    {
      action: oneOf(threadActions, { description: '`pass` needs `targetRole`; `take` is for an escalation partner.' }),
      targetRole: Type.Optional(Type.String({ pattern: '^[a-z_]{1,40}$', examples: ['ai_agent'] })),
      metadata: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000, description: 'For the other one.' })),
    },
    { additionalProperties: false },
  ),
)

const route = {
  config: { access: 'admin' },
  schema: {
    tags: ['Inbox'],
    summary: 'Take, pass or give back a conversation',
    params: userParams,
    body: change,
    response: { 200: conversation },
  },
} as const

export function registerManageThread(app: App, deps: HttpDeps): void {
  app.post('/manage/v1/bots/:botId/conversations/:userId/thread', route, async (request, reply) => {
    const bot = botOf(request)
    const { action, targetRole } = request.body
    if (action === 'pass' && targetRole === undefined)
      return refuseInvalid(request, reply, [{ path: 'targetRole', rule: 'required' }])
    const userId = readUserId(request, reply, request.params.userId)
    const user = userId === undefined ? undefined : await deps.store.user(bot.id, userId, deps.clock())
    if (user === undefined) return userId === undefined ? reply : refuse(request, reply, 'USER_NOT_FOUND')
    const done = await deps.numbers.settings(bot).thread({ ...request.body, ...namesOf(user) })
    if (done.kind === 'failed') return refuseMeta(request, reply, done.outcome)
    const input = { botId: bot.id, userId: user.id, now: deps.clock() }
    await deps.store.noteThread({ ...input, heldBy: heldAfter(request.body) })
    const found = await deps.store.inboxConversation(input)
    return found ? viewOf(found) : refuse(request, reply, 'USER_NOT_FOUND')
  })
}

/** After a release nobody has it: the person's next message decides. */
function heldAfter({ action, targetRole = unknownRole }: Static<typeof change>): string | null {
  return action === 'pass' ? targetRole : null
}
