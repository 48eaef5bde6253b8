/**
 * The HTTP server: hooks, limits, access control and all routes. Every route declares its access, or the server does
 * not start.
 */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import { operationIdOf, operationName, operationOf } from '../model/access/operations.ts'
import { registerKeyRotation } from './access/key-rotation.ts'
import { registerAccess } from './access/routes.ts'
import { registerBotWebhook, registerEventWebhooks } from './api/bot-webhook.ts'
import { registerBulk } from './api/bulk.ts'
import { registerCampaignPeople } from './api/campaign-people.ts'
import { registerCampaigns } from './api/campaigns.ts'
import { registerConversations } from './api/conversations.ts'
import { registerEvents } from './api/events.ts'
import { registerHistory } from './api/history.ts'
import { registerHsm } from './api/hsm.ts'
import { registerMedia } from './api/media.ts'
import { registerMessages } from './api/messages.ts'
import { registerNotifications } from './api/notifications.ts'
import { registerReadReceipts } from './api/read-receipts.ts'
import { registerRooms } from './api/rooms.ts'
import { registerSupport } from './api/support.ts'
import { registerTemplateById } from './api/template-by-id.ts'
import { registerTemplates } from './api/templates.ts'
import { registerUserCache } from './api/user-cache.ts'
import { registerUserMemory } from './api/user-memory.ts'
import { registerUserSkill } from './api/user-skill.ts'
import { registerUsers } from './api/users.ts'
import { createAudit } from './kit/audit.ts'
import { type Auth, createAuth } from './kit/auth.ts'
import { maxBodyBytes, refuseStrangeQuery, registerJsonParser } from './kit/body.ts'
import type { Access, App, HttpDeps } from './kit/deps.ts'
import { plainHeaders, registerDoors } from './kit/doors.ts'
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
import { registerManageBots } from './manage/bots.ts'
import { registerManageClients } from './manage/clients.ts'
import { registerCosts } from './manage/costs.ts'
import { registerManageDeliveries } from './manage/deliveries.ts'
import { registerDiagnostics } from './manage/diagnostics.ts'
import { registerManageEndpoints } from './manage/endpoints.ts'
import { registerManageEvents } from './manage/events.ts'
import { registerManageFigures } from './manage/figures.ts'
import { registerManageFiles } from './manage/files.ts'
import { registerManageImport } from './manage/import.ts'
import { registerManageInbox } from './manage/inbox.ts'
import { registerLogLevel } from './manage/log-level.ts'
import { registerManageMessages } from './manage/messages.ts'
import { registerManageNotes } from './manage/notes.ts'
import { registerManageNumber } from './manage/number.ts'
import { registerManageRegistration } from './manage/number-registration.ts'
import { registerManageNumberSettings } from './manage/number-settings.ts'
import { registerManageOverview } from './manage/overview.ts'
import { registerPersonData } from './manage/person-data.ts'
import { registerManageQuickAnswers } from './manage/quick-answers.ts'
import { registerRateCards } from './manage/rate-cards.ts'
import { registerManageSavedViews } from './manage/saved-views.ts'
import { registerSettings } from './manage/settings.ts'
import { registerSkillRuns } from './manage/skill-runs.ts'
import { registerManageSkills } from './manage/skills.ts'
import { registerManageStream } from './manage/stream.ts'
import { registerManageSuppressions } from './manage/suppressions.ts'
import { registerManageTemplates } from './manage/templates.ts'
import { registerManageThread } from './manage/thread.ts'
import { registerManageUnprocessed } from './manage/unprocessed.ts'
import { registerManageUploads } from './manage/uploads.ts'
import { registerDocument } from './openapi/document.ts'
import { registerOps } from './ops/access.ts'
import { registerDocs } from './ops/docs.ts'
import { registerHealth } from './ops/health.ts'
import { registerMetaWebhook } from './ops/meta-webhook.ts'

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
  const app = createFastify(deps, connections).withTypeProvider<TypeBoxTypeProvider>()
  const limits = { ...limitDefaults, ...deps.config }
  const auth = createAuth(deps)
  const words = createWords(deps)
  const audit = createAudit(deps)
  registerJsonParser(app)
  app.decorate('makeServer', connections.server)
  for (const name of carried) app.decorateRequest(name, undefined)
  app.setErrorHandler(createErrorHandler(deps))
  app.setNotFoundHandler((request, reply) => refuse(request, reply, 'ROUTE_NOT_FOUND'))
  registerEveryHead(app, deps)
  registerTraces(app, deps.tracing)
  registerDoors(app, deps)
  registerOps(app, deps.ops)
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
  app.addHook('onResponse', createRequestLog(deps))
  registerRefusalNotes(app, deps)
  requireAccess(app)
  registerIdempotency(app, deps)
  registerDocument(app)
  await app.register(publicScope(registerDocs))

  const forms = { lookAtForm: words.lookAtForm, uploads: createPlaces(limits.uploadsPerClient) }
  await registerResources(app, { ...deps, scopeNow: auth.scopeNow }, forms)
  if (deps.pages) await app.register(publicScope(async (scope) => deps.pages?.(scope)))
  await app.ready()
  return app
}

/** What every answer says in its head: whose it is, and whether the connection goes on. */
function registerEveryHead(app: FastifyInstance, { health }: Pick<HttpDeps, 'health'>): void {
  let isClosing = false
  app.addHook('preClose', (done) => {
    isClosing = true
    done()
  })
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    if (isClosing || health.isDraining?.()) reply.header('connection', 'close')
    done()
  })
}

/** Of all bots together. */
function registerLists(app: App, deps: HttpDeps & Pick<Auth, 'scopeNow'>): void {
  registerManageNumber(app, deps)
  registerManageImport(app, deps)
  registerManageNumberSettings(app, deps)
  registerManageRegistration(app, deps)
  registerSkillRuns(app, deps)
  registerManageMessages(app, deps)
  registerManageFigures(app, deps)
  registerManageOverview(app, deps)
  registerManageEvents(app, deps)
  registerManageStream(app, deps)
  registerManageDeliveries(app, deps)
}

/** Of a team that answers people. */
function registerInbox(app: App, deps: HttpDeps): void {
  registerManageInbox(app, deps)
  registerManageThread(app, deps)
  registerManageNotes(app, deps)
  registerManageQuickAnswers(app, deps)
  registerCosts(app, deps)
  registerRateCards(app, deps)
  registerManageSavedViews(app, deps)
  registerManageSuppressions(app, deps)
}

/** Of the compatible API: the people on the phones. */
function registerPeople(app: App, deps: HttpDeps): void {
  registerUsers(app, deps)
  registerPersonData(app, deps)
  registerUserCache(app, deps)
  registerUserMemory(app, deps)
  registerUserSkill(app, deps)
}

function registerInstallation(app: App, deps: HttpDeps): void {
  registerKeyRotation(app, deps)
  registerLogLevel(app, deps)
  registerSettings(app, deps)
}

async function registerForms(app: App, deps: Parameters<typeof registerBulk>[1]): Promise<void> {
  await registerBulk(app, deps)
  await registerManageFiles(app, deps)
  await registerManageUploads(app, deps)
}

/** In the order of the API's document. */
async function registerResources(
  app: App,
  deps: HttpDeps & Pick<Auth, 'scopeNow'>,
  forms: Pick<Parameters<typeof registerBulk>[1], 'lookAtForm' | 'uploads'>,
): Promise<void> {
  registerMessages(app, deps)
  registerHsm(app, deps)
  registerTemplates(app, deps)
  registerTemplateById(app, deps)
  registerNotifications(app, deps)
  registerHistory(app, deps)
  registerMedia(app, deps)
  registerEvents(app, deps)
  registerPeople(app, deps)
  registerConversations(app, deps)
  registerReadReceipts(app, deps)
  registerRooms(app, deps)
  registerBotWebhook(app, deps)
  registerEventWebhooks(app, deps)
  await registerSupport(app, deps)
  registerManageBots(app, deps)
  registerManageClients(app, deps)
  registerManageTemplates(app, deps)
  registerManageEndpoints(app, deps)
  registerLists(app, deps)
  registerInbox(app, deps)
  registerManageSkills(app, deps)
  registerManageUnprocessed(app, deps)
  registerDiagnostics(app, deps)
  registerAccess(app, deps)
  registerInstallation(app, deps)
  registerCampaigns(app, deps)
  registerCampaignPeople(app, deps)
  await registerForms(app, { ...deps, ...forms })
  registerHealth(app, deps)
  await app.register((scope: App) => registerMetaWebhook(scope, deps))
}

function createFastify(deps: HttpDeps, connections: Connections): FastifyInstance {
  return Fastify({
    // Fastify would make a child logger for every request; one own line per request costs a tenth of that.
    logger: false,
    genReqId: createRequestIds(deps.newId('err').slice(-6)),
    bodyLimit: maxBodyBytes,
    serverFactory: (handle) => connections.server(handle),
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
