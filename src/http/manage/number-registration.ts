/**
 * A number at Meta itself: registered, its PIN, its verification by code, which app gets its webhooks, and its
 * username. PINs, codes and verify tokens are written only: no answer, log or trail has them.
 */
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuseInvalid, refuseMeta } from '../kit/errors.ts'
import { botParams, nothing, oneOf } from '../kit/schemas.ts'
import { answer, answerDone } from './number-settings.ts'

const config = { access: 'admin' } as const
const tags = ['Bots']
const strict = { additionalProperties: false } as const
const optional = Type.Optional
const orNull = Type.Union([Type.String(), Type.Null()])

const pin = Type.String({ pattern: '^\\d{6}$', description: 'Six digits.' })
const region = Type.String({ pattern: '^[A-Z]{2}$', description: 'Where Meta stores messages, as a country code.' })
const registration = Type.Object({ pin, region: optional(region) }, strict)
const newPin = Type.Object({ pin }, strict)
const codeRequest = Type.Object(
  { method: oneOf(['SMS', 'VOICE']), language: Type.String({ pattern: '^[a-z]{2,3}(_[A-Z]{2})?$' }) },
  strict,
)
const code = Type.Object({ code: Type.String({ pattern: '^\\d{3}-?\\d{3}$' }) }, strict)
const subscription = Type.Object(
  { application: orNull, account: orNull, number: orNull },
  { description: 'Addresses; the number counts before the account, and that before the app.' },
)
const newSubscription = Type.Object(
  {
    of: oneOf(['account', 'number']),
    url: optional(Type.String({ pattern: '^https://[^\\s]+$', maxLength: 2_048 })),
    verifyToken: optional(Type.String({ minLength: 1, maxLength: 255, description: "By default the bot's." })),
  },
  { ...strict, description: 'Without `url` the address is removed.' },
)
const username = Type.Object({ username: orNull, status: orNull }, { description: "`status` is Meta's word." })
const newUsername = Type.Object(
  {
    username: Type.String({ minLength: 3, maxLength: 35 }),
    transfer: optional(Type.Boolean({ description: 'Take it from another number of the portfolio (147005).' })),
  },
  strict,
)
const suggestions = Type.Object({ results: Type.Array(Type.String()) })

withNames({
  NumberSubscription: subscription,
  NewNumberSubscription: newSubscription,
  NumberUsername: username,
  NewNumberUsername: newUsername,
})

const writing = (summary: string) => ({ tags, summary, params: botParams, response: nothing })
const routes = {
  register: { config, schema: { ...writing('Register a number'), body: registration } },
  deregister: { config, schema: writing('Deregister a number') },
  setPin: { config, schema: { ...writing('Set the PIN of a number'), body: newPin } },
  requestCode: { config, schema: { ...writing('Ask for a verification code'), body: codeRequest } },
  verifyCode: { config, schema: { ...writing('Verify a number by its code'), body: code } },
  subscription: {
    config,
    schema: { tags, summary: 'Where webhooks go', params: botParams, response: { 200: subscription } },
  },
  subscribe: {
    config,
    schema: {
      tags,
      summary: 'Subscribe the app to webhooks',
      params: botParams,
      body: newSubscription,
      response: { 200: subscription },
    },
  },
  unsubscribe: { config, schema: writing('Unsubscribe the app from webhooks') },
  username: { config, schema: { tags, summary: 'Read the username', params: botParams, response: { 200: username } } },
  setUsername: {
    config,
    schema: { tags, summary: 'Claim a username', params: botParams, body: newUsername, response: { 200: username } },
  },
  deleteUsername: { config, schema: writing('Give up the username') },
  suggestions: {
    config,
    schema: { tags, summary: 'Usernames that Meta suggests', params: botParams, response: { 200: suggestions } },
  },
}

const bot = '/manage/v1/bots/:botId'

export function registerManageRegistration(app: App, deps: HttpDeps): void {
  const settings = (request: FastifyRequest) => deps.numbers.settings(botOf(request))
  app.post(`${bot}/registration`, routes.register, async (request, reply) =>
    answerDone(request, reply, await settings(request).register(request.body)),
  )
  app.delete(`${bot}/registration`, routes.deregister, async (request, reply) =>
    answerDone(request, reply, await settings(request).deregister()),
  )
  app.post(`${bot}/registration/pin`, routes.setPin, async (request, reply) =>
    answerDone(request, reply, await settings(request).setPin(request.body.pin)),
  )
  app.post(`${bot}/verification`, routes.requestCode, async (request, reply) =>
    answerDone(request, reply, await settings(request).requestCode(request.body.method, request.body.language)),
  )
  app.post(`${bot}/verification/code`, routes.verifyCode, async (request, reply) =>
    answerDone(request, reply, await settings(request).verifyCode(request.body.code)),
  )
  registerSubscription(app, deps)
  registerUsername(app, deps)
}

function registerSubscription(app: App, deps: HttpDeps): void {
  const settings = (request: FastifyRequest) => deps.numbers.settings(botOf(request))
  app.get(`${bot}/subscription`, routes.subscription, async (request, reply) =>
    answer(request, reply, await settings(request).subscription()),
  )
  app.post(`${bot}/subscription`, routes.subscribe, async (request, reply) => {
    const { of, url, verifyToken = botOf(request).channel.verifyToken } = request.body
    if (url !== undefined && verifyToken === undefined)
      return refuseInvalid(request, reply, [{ path: 'verifyToken', rule: 'required' }])
    const override = url === undefined ? {} : { url, ...(verifyToken !== undefined && { verifyToken }) }
    const done = await settings(request).subscribe({ of, ...override })
    if (done.kind === 'failed') return refuseMeta(request, reply, done.outcome)
    return answer(request, reply, await settings(request).subscription())
  })
  app.delete(`${bot}/subscription`, routes.unsubscribe, async (request, reply) =>
    answerDone(request, reply, await settings(request).unsubscribe()),
  )
}

function registerUsername(app: App, deps: HttpDeps): void {
  const settings = (request: FastifyRequest) => deps.numbers.settings(botOf(request))
  app.get(`${bot}/username`, routes.username, async (request, reply) =>
    answer(request, reply, await settings(request).username()),
  )
  app.post(`${bot}/username`, routes.setUsername, async (request, reply) =>
    answer(request, reply, await settings(request).setUsername(request.body.username, request.body.transfer === true)),
  )
  app.delete(`${bot}/username`, routes.deleteUsername, async (request, reply) =>
    answerDone(request, reply, await settings(request).deleteUsername()),
  )
  app.get(`${bot}/username/suggestions`, routes.suggestions, async (request, reply) => {
    const found = await settings(request).suggestedUsernames()
    return found.kind === 'failed' ? refuseMeta(request, reply, found.outcome) : { results: found.value }
  })
}
