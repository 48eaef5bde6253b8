/**
 * The HTTP server: hooks, limits, access control and all routes. Every route declares its access, or the server does
 * not start.
 */
import type { RequestListener, Server } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import { operationIdOf, operationName, operationOf } from '../model/access/operations.ts'
import { type Audit, createAudit } from './kit/audit.ts'
import { createAuth } from './kit/auth.ts'
import { maxBodyBytes, refuseStrangeQuery, registerJsonParser } from './kit/body.ts'
import type { Access, App, HttpDeps } from './kit/deps.ts'
import { plainHeaders, registerDoors, registerPreflights } from './kit/doors.ts'
import { createErrorHandler, keyOf, refusalBytes, refuse } from './kit/errors.ts'
import { createGuard, limitDefaults } from './kit/guard.ts'
import { createNothingForHead } from './kit/head.ts'
import { registerIdempotency } from './kit/idempotency.ts'
import { registerRefusalNotes } from './kit/refusals.ts'
import { createRequestIds, createRequestLog } from './kit/request-log.ts'
import { registerTraces } from './kit/request-trace.ts'
import { buildSerializer } from './kit/serializer.ts'
import { createWords } from './kit/unknown-names.ts'
import { type Connections, connectionBounds, createConnections } from './limits/connections.ts'
import { createPlaces } from './limits/places.ts'
import { ajvOptions, buildValidator } from './limits/schema-validator.ts'
import { registerDocument } from './openapi/document.ts'
import { registerOps } from './ops/access.ts'
import { registerDocs } from './ops/docs.ts'
import { createMetaDirect } from './ops/meta-direct.ts'
import { registerMetaWebhook } from './ops/meta-webhook.ts'
import { registerResources } from './resources.ts'

/** Set on a request as it goes along (kit/deps.ts). */
const carried = [
  'client',
  'principal',
  'scope',
  'auditing',
  'bot',
  'messageId',
  'refusedFields',
  'refusedFor',
  'ignoredFields',
  'misspelled',
  'traceparent',
  'route',
] as const

/** Ready to listen. */
export async function createHttp(deps: HttpDeps): Promise<FastifyInstance> {
  const connections = createConnections({ ...connectionBounds, ...deps.connectionBounds }, () =>
    refusalBytes('REQUEST_TIMEOUT'),
  )
  const requestId = createRequestIds(deps.newId('err').slice(-6))
  const closing = { isBegun: false }
  const isEnding = () => closing.isBegun || deps.health.isDraining?.() === true
  const direct = createMetaDirect({ ...deps, requestId, isEnding })
  const serve = (handle: RequestListener) => connections.server(direct.around(handle))
  const app = createFastify(deps, requestId, serve).withTypeProvider<TypeBoxTypeProvider>()
  registerJsonParser(app)
  app.decorate('makeServer', connections.server)
  for (const name of carried) app.decorateRequest(name, undefined)
  app.setErrorHandler(createErrorHandler(deps))
  registerEveryHead(app, isEnding)
  app.addHook('preClose', (done) => {
    closing.isBegun = true
    done()
  })
  registerTraces(app, deps.tracing)
  registerDoors(app, deps)
  registerOps(app, deps.ops)
  app.addHook('onResponse', createRequestLog(deps))
  requireAccess(app)
  registerDocument(app)
  const audit = createAudit(deps)
  await app.register((scope: App) => registerForCallers(scope, { ...deps, audit, connections }))
  await app.register(async (scope: App) => {
    scope.addHook('onSend', audit.finish)
    await registerMetaWebhook(scope, deps, direct.early)
  })
  await app.ready()
  return app
}

/**
 * All but Meta's webhook, in a scope whose hooks that does not have: three requests of a message are one, it has no
 * caller, no schema and no audit row, and the hooks here would cost it a quarter of its time on the server.
 */
async function registerForCallers(
  app: App,
  { audit, connections, ...deps }: HttpDeps & { audit: Audit; connections: Connections },
): Promise<void> {
  const limits = { ...limitDefaults, ...deps.config }
  const auth = createAuth(deps)
  const words = createWords(deps)
  app.setNotFoundHandler((request, reply) => refuse(request, reply, 'ROUTE_NOT_FOUND'))
  app.addHook('onRequest', auth.admit)
  app.addHook('onRequest', createGuard({ ...deps, limits }))
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) connections.charge(reply.raw, payload.length)
    done(null, payload)
  })
  app.addHook('onRoute', words.learn)
  app.addHook('preValidation', refuseStrangeQuery)
  app.addHook('preValidation', words.look)
  app.addHook('preHandler', words.refuse)
  app.addHook('preHandler', audit.begin)
  app.addHook('onSend', audit.finish)
  app.addHook('onSend', createNothingForHead)
  registerRefusalNotes(app, deps)
  registerPreflights(app, deps)
  registerIdempotency(app, deps)
  await app.register(publicScope(registerDocs))

  const forms = { lookAtForm: words.lookAtForm, uploads: createPlaces(limits.uploadsPerClient) }
  await registerResources(app, { ...deps, scopeNow: auth.scopeNow }, forms)
  if (deps.pages) await app.register(publicScope(async (scope) => deps.pages?.(scope)))
}

/** What every answer says in its head: whose it is, and whether the connection goes on. */
function registerEveryHead(app: FastifyInstance, isEnding: () => boolean): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    if (isEnding()) reply.header('connection', 'close')
    done()
  })
}

function createFastify(
  deps: HttpDeps,
  genReqId: ReturnType<typeof createRequestIds>,
  serverFactory: (handle: RequestListener) => Server,
): FastifyInstance {
  return Fastify({
    // Fastify would make a child logger for every request; one own line per request costs a tenth of that.
    logger: false,
    genReqId,
    bodyLimit: maxBodyBytes,
    serverFactory,
    trustProxy: deps.config.trustedProxies?.length ? [...deps.config.trustedProxies] : false,
    // A request on an open connection still gets its response while the server closes.
    return503OnClosing: false,
    schemaController: { compilersFactory: { buildValidator, buildSerializer } },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 600 },
    ajv: { customOptions: ajvOptions },
    frameworkErrors: (_error, request, reply) => refuse(request, reply.headers(plainHeaders), 'BAD_REQUEST'),
    clientErrorHandler: (error, socket) => {
      if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy()
      const key = keyOf({ code: error.code })
      socket.end(refusalBytes(key === 'UNKNOWN_ERROR' ? 'BAD_REQUEST' : key), () => socket.destroy())
    },
  })
}

/** Collects routes and checks them once all are registered: a scope may still set the access of its routes. */
function requireAccess(app: FastifyInstance): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  app.addHook('onReady', (done) => {
    const open = routes.find((route) => route.config?.access === undefined)
    if (open) return done(new Error(`${open.method} ${open.url} declares no access`))
    const unlisted = routes.find((route) => !isListed(route))
    done(unlisted && new Error(`${unlisted.method} ${unlisted.url} is not in the table of operations`))
  })
}

const asks = (access: Access | undefined) => access === 'client' || access === 'admin'

/** With its permission when it requires credentials, with its id when the document describes it. */
function isListed({ config, method, url, schema }: RouteOptions): boolean {
  const names = [method].flat().map((one) => operationName(one, url))
  if (asks(config?.access)) return names.every((name) => operationOf(name) !== undefined)
  return schema === undefined || schema.hide === true || names.every((name) => operationIdOf(name) !== undefined)
}

/** A scope whose routes are public unless they say otherwise. */
function publicScope(register: (app: FastifyInstance) => Promise<void>): (app: FastifyInstance) => Promise<void> {
  return async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { access: 'public', ...route.config }
    })
    await register(scope)
  }
}
