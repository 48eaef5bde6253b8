/**
 * The Graph API's routes, with the version already stripped from the path: authentication (any non-empty token), the
 * object, and the answer in Meta's form. send.ts evaluates messages; each other object has its own file.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { registerFaultHooks } from '../faults/hooks.ts'
import { registerManagementRate } from '../rules/management.ts'
import type { Endpoint } from '../rules/marketing.ts'
import { type Answer, handleMessage } from '../send.ts'
import type { World } from '../world.ts'
import { registerAccountRoutes } from './account.ts'
import { refusalOfAppToken, registerAppRoutes } from './app.ts'
import { registerBlockRoutes } from './block.ts'
import { type Refusal, unknownObject } from './error.ts'
import { registerFlowRoutes } from './flows.ts'
import { registerInsightRoutes } from './insights.ts'
import { registerMediaRoutes } from './media.ts'
import { registerNumberRoutes } from './numbers.ts'
import { registerObjectRoutes } from './objects.ts'
import { registerProfileRoutes } from './profile.ts'
import { type ById, sendRefusal, sendText } from './request.ts'
import { registerTemplateRoutes } from './templates.ts'
import { registerThreadRoutes } from './thread.ts'
import { registerUploadRoutes } from './upload.ts'
import { registerUsernameRoutes } from './username.ts'

export function registerGraphRoutes(app: FastifyInstance, world: World): void {
  app.addHook('onRequest', (request, reply, done) => {
    // Meta's time is the sandbox's.
    reply.header('date', new Date(world.now()).toUTCString())
    const refusal = isOpen(world, request) ? undefined : refusalOfToken(world, tokenOf(request))
    if (refusal === undefined) done()
    else sendRefusal(world, reply, refusal)
  })
  registerManagementRate(app, world)
  registerFaultHooks(app, world, (request, statusCode) => recordRequest(world, request, statusCode))
  // Runs when the answer is written, not when it has been sent, which would cost listeners on every response.
  app.addHook('onSend', (request, reply, payload, done) => {
    recordRequest(world, request, reply.statusCode, payload)
    done()
  })
  for (const endpoint of ['messages', 'marketing_messages'] as const) registerSends(app, world, endpoint)
  registerMediaRoutes(app, world)
  registerUploadRoutes(app, world)
  registerTemplateRoutes(app, world)
  registerInsightRoutes(app, world)
  registerAccountRoutes(app, world)
  registerAppRoutes(app, world, tokenOf)
  registerNumberRoutes(app, world)
  registerProfileRoutes(app, world)
  registerBlockRoutes(app, world)
  registerThreadRoutes(app, world)
  registerUsernameRoutes(app, world)
  registerFlowRoutes(app, world)
  registerObjectRoutes(app, world)
  app.setNotFoundHandler((request, reply) =>
    sendRefusal(world, reply, {
      code: 2500,
      httpStatus: 400,
      message: `Unknown path components: ${request.url.split('?')[0] ?? ''}`,
    }),
  )
}

function registerSends(app: FastifyInstance, world: World, endpoint: Endpoint): void {
  app.post<ById>(`/:id/${endpoint}`, (request, reply) => {
    const phoneNumber = world.numbers.get(request.params.id)
    if (phoneNumber === undefined) return sendRefusal(world, reply, unknownObject(request.params.id, 'post'))
    if (!world.business.isRegistered(phoneNumber.phoneNumberId)) return sendRefusal(world, reply, notRegistered)
    const body = typeof request.body === 'string' ? request.body : ''
    return writeAnswer(world, request, reply, handleMessage(world, { phoneNumber, body, endpoint }))
  })
}

const tokenMissing: Refusal = {
  code: 190,
  message: 'Invalid OAuth access token - Cannot parse access token',
}

const notRegistered: Refusal = {
  code: 133010,
  details: 'The phone number is not registered: register it with its PIN.',
}

function refusalOfToken(world: World, token: string): Refusal | undefined {
  if (token === '') return tokenMissing
  if (!world.rules.tokens) return undefined
  return refusalOfAppToken(world, token) ?? world.policy.tokens.refusalOf(token, world.now())
}

/** `Bearer`, `OAuth` or `?access_token=`. */
function tokenOf(request: FastifyRequest): string {
  const header = /^(?:bearer|oauth)\s+(\S+)/i.exec(request.headers.authorization ?? '')?.[1]
  return header ?? (request.query as { access_token?: string }).access_token ?? ''
}

function isOpen(world: World, request: FastifyRequest): boolean {
  return !world.rules.mediaAuth && request.url.startsWith('/whatsapp_business/attachments')
}

function recordRequest(world: World, request: FastifyRequest, statusCode: number, payload?: unknown): void {
  const { method, originalUrl: url, headers } = request
  const body = typeof request.body === 'string' ? request.body : ''
  const answer = typeof payload === 'string' ? { answer: payload } : {}
  world.requests.add({ at: world.now(), method, url, headers, body, statusCode, ...answer })
}

function writeAnswer(world: World, request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.kind === 'drop') {
    // A cut connection never reaches the hook that logs requests; status 0 stands for no answer.
    recordRequest(world, request, 0)
    reply.hijack()
    reply.raw.destroy()
    return reply
  }
  if (answer.after === undefined) return sendText(reply, answer.statusCode, answer.body)
  void answer.after.then(() => sendText(reply, answer.statusCode, answer.body))
  return reply
}
