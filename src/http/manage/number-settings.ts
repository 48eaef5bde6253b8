/**
 * A number's own settings at Meta, read and written there and stored nowhere here: what a new chat offers, whom the
 * number blocks, its QR codes, and the contact book. What Meta refuses is told with its complete error.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import { isDigitsPhone } from '../../model/user/phone.ts'
import type { NumberActions } from '../../number/actions.ts'
import { readUserId } from '../api/named-user.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseMeta } from '../kit/errors.ts'
import { botParams, nothing, oneOf, userParams } from '../kit/schemas.ts'
import { namesOf, scopedIdOf } from './number-person.ts'

type Settings = ReturnType<NumberActions['settings']>
type PersonName = Parameters<Settings['block']>[0]
type Failed = Extract<Awaited<ReturnType<Settings['blocked']>>, { kind: 'failed' }>
type Answered<Value> = { kind: 'ok'; value: Value } | Failed

const config = { access: 'admin' } as const
const tags = ['Bots']
const strict = { additionalProperties: false } as const
const orNull = Type.Union([Type.String(), Type.Null()])

const command = Type.Object(
  {
    name: Type.String({ pattern: '^\\w{1,32}$' }),
    description: Type.String({ minLength: 1, maxLength: 256 }),
  },
  strict,
)
const components = Type.Object(
  {
    prompts: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { maxItems: 4, description: 'Ice breakers.' }),
    commands: Type.Array(command, { maxItems: 30 }),
  },
  strict,
)
const blocked = Type.Object({ phone: orNull, scopedId: orNull })
const blockedPage = Type.Object({ results: Type.Array(blocked), next: orNull })
const blockedQuery = Type.Object({
  after: Type.Optional(Type.String({ pattern: '^[\\w=-]{1,500}$', description: '`next` of the previous page.' })),
})
const qrCode = Type.Object({ code: Type.String(), message: Type.String(), url: Type.String(), imageUrl: orNull })
const message = Type.String({ minLength: 1, maxLength: 140, description: 'Stands in the chat that the code opens.' })
const newQrCode = Type.Object({ message, image: Type.Optional(oneOf(['PNG', 'SVG'])) }, strict)
const qrChange = Type.Object({ message }, strict)
const qrCodes = Type.Object({ results: Type.Array(qrCode) })
const qrParams = Type.Object({ ...botParams.properties, code: Type.String({ pattern: '^\\w{1,40}$' }) })
const forgotten = Type.Object({ deleted: Type.Boolean({ description: 'False: Meta did not have the person.' }) })

withNames({
  ChatComponents: components,
  BlockedPeople: blockedPage,
  QrCode: qrCode,
  QrCodes: qrCodes,
  NewQrCode: newQrCode,
})

const routes = {
  components: {
    config,
    schema: { tags, summary: 'Read what a new chat offers', params: botParams, response: { 200: components } },
  },
  replaceComponents: {
    config,
    schema: {
      tags,
      summary: 'Replace what a new chat offers',
      params: botParams,
      body: components,
      response: { 200: components },
    },
  },
  blocked: {
    config,
    schema: {
      tags,
      summary: 'List blocked people',
      params: botParams,
      querystring: blockedQuery,
      response: { 200: blockedPage },
    },
  },
  block: { config, schema: { tags, summary: 'Block a person', params: userParams, response: nothing } },
  unblock: { config, schema: { tags, summary: 'Unblock a person', params: userParams, response: nothing } },
  qrCodes: { config, schema: { tags, summary: 'List QR codes', params: botParams, response: { 200: qrCodes } } },
  createQrCode: {
    config,
    schema: { tags, summary: 'Create a QR code', params: botParams, body: newQrCode, response: { 201: qrCode } },
  },
  changeQrCode: {
    config,
    schema: { tags, summary: 'Change a QR code', params: qrParams, body: qrChange, response: { 200: qrCode } },
  },
  deleteQrCode: { config, schema: { tags, summary: 'Delete a QR code', params: qrParams, response: nothing } },
  forget: {
    config,
    schema: {
      tags,
      summary: "Delete a person from Meta's contact book",
      params: userParams,
      response: { 200: forgotten },
    },
  },
}

const bot = '/manage/v1/bots/:botId'

export function registerManageNumberSettings(app: App, deps: HttpDeps): void {
  const settings = (request: FastifyRequest) => deps.numbers.settings(botOf(request))
  app.get(`${bot}/components`, routes.components, async (request, reply) =>
    answer(request, reply, await settings(request).components()),
  )
  app.post(`${bot}/components`, routes.replaceComponents, async (request, reply) => {
    const written = await settings(request).replaceComponents(request.body)
    if (written.kind === 'failed') return refuseMeta(request, reply, written.outcome)
    return answer(request, reply, await settings(request).components())
  })
  registerBlocked(app, deps)
  app.get(`${bot}/qr-codes`, routes.qrCodes, async (request, reply) => {
    const found = await settings(request).qrCodes()
    return found.kind === 'failed' ? refuseMeta(request, reply, found.outcome) : { results: found.value }
  })
  app.post(`${bot}/qr-codes`, routes.createQrCode, async (request, reply) =>
    answer(request, reply.code(201), await settings(request).createQrCode(request.body)),
  )
  app.post(`${bot}/qr-codes/:code`, routes.changeQrCode, async (request, reply) =>
    answer(request, reply, await settings(request).changeQrCode(request.params.code, request.body)),
  )
  app.delete(`${bot}/qr-codes/:code`, routes.deleteQrCode, async (request, reply) =>
    answerDone(request, reply, await settings(request).deleteQrCode(request.params.code)),
  )
}

function registerBlocked(app: App, deps: HttpDeps): void {
  const settings = (request: FastifyRequest) => deps.numbers.settings(botOf(request))
  app.get(`${bot}/blocked`, routes.blocked, async (request, reply) => {
    const found = await settings(request).blocked(request.query.after)
    if (found.kind === 'failed') return refuseMeta(request, reply, found.outcome)
    return { results: found.value.people, next: found.value.next }
  })
  app.post(`${bot}/blocked/:userId`, routes.block, async (request, reply) => {
    const person = await named(deps, request, reply, request.params)
    return person ? answerDone(request, reply, await settings(request).block(person)) : reply
  })
  app.delete(`${bot}/blocked/:userId`, routes.unblock, async (request, reply) => {
    const person = await named(deps, request, reply, request.params)
    return person ? answerDone(request, reply, await settings(request).unblock(person)) : reply
  })
  app.delete(`${bot}/contact-book/:userId`, routes.forget, async (request, reply) => {
    const userId = readUserId(request, reply, request.params.userId)
    if (userId === undefined) return reply
    const user = await deps.store.user(botOf(request).id, userId, deps.clock())
    const scopedId = scopedIdOf(user ?? { id: userId })
    // Meta's book has scoped ids alone.
    if (scopedId === undefined) return refuse(request, reply, 'USER_NOT_FOUND')
    return answer(request, reply, await settings(request).forgetContact(scopedId))
  })
}

/** Whoever the bot knows, by the name that Meta prefers; else as given. Undefined: refused. */
async function named(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { userId: given }: Static<typeof userParams>,
): Promise<PersonName | undefined> {
  const userId = readUserId(request, reply, given)
  if (userId === undefined) return undefined
  const user = await deps.store.user(botOf(request).id, userId, deps.clock())
  if (user) return namesOf(user)
  return isDigitsPhone(userId) ? { phone: userId } : { scopedId: userId }
}

export function answer<Value>(request: FastifyRequest, reply: FastifyReply, found: Answered<Value>): FastifyReply {
  return found.kind === 'failed' ? refuseMeta(request, reply, found.outcome) : reply.send(found.value)
}

export function answerDone(
  request: FastifyRequest,
  reply: FastifyReply,
  done: { kind: 'done' } | Failed,
): FastifyReply {
  return done.kind === 'failed' ? refuseMeta(request, reply, done.outcome) : reply.code(204).send()
}
