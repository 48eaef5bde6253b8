/**
 * A person's data under data protection law (LGPD, LOPDP, Ley 1581): export of all that the bot keeps of them as JSON,
 * and erasure of all of it. The export is streamed as it is read, page after page, at the reader's pace.
 */
import { Readable } from 'node:stream'
import { type Static, Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import { personParts } from '../../model/user/person-data.ts'
import { readUserId } from '../api/named-user.ts'
import { userView, viewOf } from '../api/users.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse } from '../kit/errors.ts'
import { iso, userParams } from '../kit/schemas.ts'

const count = Type.Integer({ minimum: 0 })

const erased = Type.Object({
  userId: Type.String({ examples: ['593987654321'] }),
  isErased: Type.Boolean({
    description:
      'False while a message to the person is in flight: the rest is erased automatically when it has ended.',
  }),
  erased: Type.Object(
    {
      messages: count,
      inbound: count,
      events: count,
      deliveries: count,
      skillRuns: count,
      media: count,
      campaignRows: count,
      unplaced: count,
      notes: count,
      views: count,
      suppressions: count,
    },
    { description: 'Rows erased by this request, by kind.' },
  ),
  contacts: Type.Integer({
    minimum: 0,
    description: "Ids of the person that Meta's contact book is asked to delete, in the background.",
  }),
})

const list = Type.Array(Type.Object({}, { additionalProperties: true }))
const exported = Type.Object({
  exportedAt: Type.String({ format: 'date-time' }),
  user: userView,
  names: list,
  inbox: list,
  notes: list,
  messagesSent: list,
  messagesReceived: list,
  events: list,
  skillRuns: list,
  campaignRows: list,
  files: list,
  filesFor: list,
})

withNames({ UserErased: erased, Records: list, UserExport: exported })

const routes = {
  erase: {
    config: { access: 'client', isDestructive: true },
    schema: {
      tags: ['Users'],
      summary: 'Erase a person',
      params: userParams,
      querystring: Type.Object({ erase: Type.Literal('true', { description: 'Required confirmation.' }) }),
      response: { 200: erased, 202: erased },
    },
  },
  export: {
    config: { access: 'client' },
    schema: {
      tags: ['Users'],
      summary: "Export a person's data",
      params: userParams,
      response: { 200: exported },
    },
    // It is written in pieces that are JSON already.
    serializerCompiler: () => (body: unknown) => body as string,
  },
} as const

export function registerPersonData(app: App, deps: HttpDeps): void {
  const { store, clock } = deps
  app.delete('/v1/bots/:botId/users/:userId', routes.erase, async (request, reply) => {
    const { botId } = request.params
    const userId = readUserId(request, reply, request.params.userId)
    if (userId === undefined) return reply
    const done = await store.erasePerson(botId, userId, clock())
    if (done === undefined) return refuse(request, reply, 'USER_NOT_FOUND')
    const { isDone: isErased, gone: removed, contacts } = done
    deps.log.info({ botId, isErased, erased: removed, contacts }, 'a person was erased')
    if (contacts > 0) deps.numbers.forgetErased()
    return reply.code(isErased ? 200 : 202).send({ userId, isErased, erased: removed, contacts })
  })

  app.get('/v1/bots/:botId/users/:userId/export', routes.export, async (request, reply) => {
    const userId = readUserId(request, reply, request.params.userId)
    if (userId === undefined) return reply
    const now = clock()
    const user = await store.user(request.params.botId, userId, now)
    if (!user) return refuse(request, reply, 'USER_NOT_FOUND')
    const view = viewOf(user, now, botOf(request).numberSince)
    const head = `{"exportedAt":${JSON.stringify(iso(now))},"user":${JSON.stringify(view)}`
    return reply
      .type('application/json; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${user.id.replace(/[^\w.-]/g, '_')}.json"`)
      .send(Readable.from(document(store, user, head)) as unknown as Static<typeof exported>)
  })
}

async function* document(
  store: Pick<HttpDeps['store'], 'personData'>,
  { botId, id }: { botId: string; id: string },
  head: string,
): AsyncGenerator<string> {
  yield head
  for (const part of personParts) {
    yield `,"${part}":[`
    let isFirst = true
    let page = await store.personData(botId, id, part)
    for (;;) {
      for (const item of page.items) {
        yield `${isFirst ? '' : ','}${JSON.stringify(item)}`
        isFirst = false
      }
      if (page.next === undefined) break
      page = await store.personData(botId, id, part, page.next)
    }
    yield ']'
  }
  yield '}'
}
