/** The people of a campaign, row by row: what became of each, by state, code and number. Recado's addition. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { personFigures, personStates, readNumberStart } from '../../model/campaign/person.ts'
import { withName } from '../../model/request/named.ts'
import type { CampaignPerson, PeoplePlace } from '../../store/campaigns/people.ts'
import { cursorPageOf } from '../kit/cursor.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuseInvalid } from '../kit/errors.ts'
import { instant, iso, oneOf } from '../kit/schemas.ts'
import { campaignParams, reasonsView, rowReasons } from './campaign-schemas.ts'
import { admitToCampaign } from './campaigns.ts'

const optional = Type.Optional
const maxLimit = 500

const query = Type.Object({
  state: optional(oneOf(personFigures)),
  errorCode: optional(Type.String({ maxLength: 64, description: "Meta's code or our key." })),
  person: optional(Type.String({ minLength: 1, maxLength: 200, description: 'A number, or its beginning.' })),
  after: optional(Type.String({ pattern: '^[rm][0-9]{1,15}$', description: '`next` of the previous page.' })),
  limit: optional(Type.String({ pattern: '^[1-9][0-9]{0,8}$', description: 'At most 500.' })),
})

const person = Type.Object({
  line: optional(Type.Integer({ description: 'Of the file; absent: a single send of the campaign.' })),
  destination: Type.String(),
  state: oneOf(personStates, { description: '`accepted`: its message is no longer kept.' }),
  messageId: optional(Type.String()),
  userId: optional(Type.String({ description: 'The conversation.' })),
  sentAt: optional(instant),
  deliveredAt: optional(instant),
  readAt: optional(instant),
  repliedAt: optional(instant),
  error: optional(Type.Unknown()),
  reasons: optional(rowReasons),
  attempts: Type.Integer(),
})
withName('CampaignPerson', person)

export function registerCampaignPeople(app: App, deps: HttpDeps): void {
  app.get(
    '/v1/campaigns/:campaignId/people',
    {
      config: { access: 'client' },
      schema: {
        tags: ['Campaigns'],
        summary: 'List the people of a campaign',
        params: campaignParams,
        querystring: query,
        response: { 200: cursorPageOf(person) },
      },
    },
    (request, reply) => list(deps, request, reply, request.params.campaignId, request.query),
  )
}

async function list(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  asked: Static<typeof query>,
) {
  const campaign = await admitToCampaign(deps, request, reply, id)
  if (!campaign) return reply
  const { state, errorCode, person: written, after, limit = '50' } = asked
  const named = written === undefined ? undefined : readNumberStart(written)
  // Taken for no filter, it would find everybody.
  if (named !== undefined && !/[\p{L}\d]/u.test(named))
    return refuseInvalid(request, reply, [{ path: 'person', rule: 'format', args: { expected: 'digits' } }])
  const { people, next } = await deps.campaigns.store.campaignPeople(
    campaign,
    { state, errorCode, ...(named !== undefined && { person: named }) },
    { limit: Math.min(Number(limit), maxLimit), ...(after !== undefined && { after: placeOf(after) }) },
  )
  const more = next === undefined ? null : `${next.of === 'rows' ? 'r' : 'm'}${next.after}`
  return reply.send({ _metadata: { next: more }, results: people.map(view) })
}

function placeOf(after: string): PeoplePlace {
  return { of: after.startsWith('r') ? 'rows' : 'messages', after: Number(after.slice(1)) }
}

function view({ line, destination, state, message, reasons, attempt }: CampaignPerson): Static<typeof person> {
  const { id, userId, sentAt, deliveredAt, readAt, repliedAt, error } = message ?? {}
  return {
    ...(line !== undefined && { line }),
    destination,
    state,
    ...(id !== undefined && { messageId: id }),
    ...(userId !== undefined && { userId }),
    ...(sentAt !== undefined && { sentAt: iso(sentAt) }),
    ...(deliveredAt !== undefined && { deliveredAt: iso(deliveredAt) }),
    ...(readAt !== undefined && { readAt: iso(readAt) }),
    ...(repliedAt !== undefined && { repliedAt: iso(repliedAt) }),
    ...(error !== undefined && { error }),
    ...(reasons && { reasons: reasonsView(reasons) }),
    attempts: attempt,
  }
}
