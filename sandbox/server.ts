/**
 * A simulated WhatsApp: a Cloud API for any client, a control API that plays the people, and a phone in the browser.
 */
import { get } from 'node:http'
import fastify, { type FastifyInstance } from 'fastify'
import { type DestinationStream, type Logger, pino } from 'pino'
import { createBoundedServer } from './connections.ts'
import { registerControlRoutes } from './control/routes.ts'
import { type Admitted, registerDoors } from './doors.ts'
import { errorBody } from './graph/error.ts'
import { registerGraphRoutes } from './graph/routes.ts'
import { demoPerson, sandboxAppSecret, sandboxNumber, sandboxVerifyToken } from './identity.ts'
import { receiveInbound } from './inbound/inbound.ts'
import { registerPhone } from './phone.ts'
import type { Rules } from './rules/switch.ts'
import type { TemplateReview } from './templates/review.ts'
import type { StatusDelays } from './webhooks/statuses.ts'
import type { Subscription } from './webhooks/subscription.ts'
import { createWorld, type World } from './world.ts'

export type SandboxOptions = {
  host: string
  /** Host names that it answers to besides loopback's and the listening address. */
  hosts?: readonly string[]
  /** 0 picks a free port. */
  port: number
  clock?: () => number
  /** Determines everything random. By default each start differs, so that wamids do not repeat. */
  seed?: number
  logLevel?: string
  /** Takes the log lines, JSON; the standard output by default. */
  logTo?: DestinationStream
  /** Whether /_sandbox/samples/… serves media; on by default. */
  sampleMedia?: boolean
  /** From the send's answer to each status. */
  statusDelayMs?: StatusDelays
  subscription?: Subscription
  people?: readonly { waId: string; name: string }[]
  /** Ana (593987654321) exists, her window is open, and she writes on the first subscription. */
  demoPerson?: boolean
  /** Whether people read what they get, unless `hasRead` says otherwise of one; they do by default. */
  peopleRead?: boolean
  rules?: Partial<Rules>
  /** Messages in the history, all phones together; 200,000 by default. */
  historyLimit?: number
  /** The throughput rule's rate per number; Meta's 80 by default. */
  throughputPerSecond?: number
  /** How created templates are reviewed: by default after a delay; optionally at once, or only by hand. */
  templateReview?: TemplateReview
  templateReviewDelayMs?: number
}

export type Sandbox = {
  url: string
  port: number
  /** In-process handle, for tests that look inside. */
  world: World
  stop(): Promise<void>
  subscribe(subscription: { url: string; verifyToken?: string; appSecret?: string }): void
  /** Pages of these origins may use the control API, and show the phone in a frame. */
  admit(origins: Iterable<string>): void
  /** Cuts every connection, also those that wait to be accepted: nothing that was sent before has an effect after. */
  disconnect(): Promise<void>
}

/** As many as the gateway's own limit of requests in flight, and more; Node's 511 overflow (../src/http/listen.ts). */
const backlog = 4_096

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const logger = pino({ level: options.logLevel ?? 'warn', name: 'sandbox' }, options.logTo)
  const world = createWorld({
    clock: options.clock ?? Date.now,
    seed: options.seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 1,
    historyLimit: options.historyLimit ?? 200_000,
    statusDelayMs: options.statusDelayMs ?? { sent: 20, delivered: 120, read: 400 },
    rules: options.rules ?? {},
    people: options.people ?? [],
    demoPerson: options.demoPerson ?? false,
    peopleRead: options.peopleRead ?? true,
    throughputPerSecond: options.throughputPerSecond ?? 80,
    templateReview: { mode: options.templateReview ?? 'automatic', delayMs: options.templateReviewDelayMs ?? 1_000 },
    log: (text, details) => logger.info(details, text),
  })
  const admitted = new Set<string>()
  const app = createApp(world, logger, options, admitted)
  await app.listen({ host: options.host, port: options.port, backlog })
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  if (options.demoPerson === true) greetOnce(world)
  const subscribe: Sandbox['subscribe'] = ({ url, verifyToken = sandboxVerifyToken, appSecret = sandboxAppSecret }) =>
    void world.subscribe({ url, verifyToken, appSecret })
  if (options.subscription !== undefined) subscribe(options.subscription)
  const url = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`
  return {
    url,
    port,
    world,
    subscribe,
    admit: (origins) => {
      for (const origin of origins) admitted.add(origin)
    },
    async disconnect() {
      app.server.closeAllConnections()
      // Connections are accepted in order: when one that is made now is answered, none of before waits any more.
      await answered(`${url}/_sandbox/healthz`)
      app.server.closeAllConnections()
    },
    async stop() {
      await world.stop()
      app.server.closeAllConnections()
      await app.close()
    },
  }
}

/** On a connection of its own. */
function answered(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (answer) => answer.resume().on('end', resolve)).on('error', reject)
  })
}

/**
 * Ana says hello on the first subscription; while the receiver is still starting, her message is retried like any
 * other.
 */
function greetOnce(world: World): void {
  world.onSubscribed = () => {
    world.onSubscribed = () => {}
    receiveInbound(world, { ...hello, phoneNumberId: sandboxNumber.phoneNumberId })
  }
}

const hello = { from: demoPerson.waId, name: demoPerson.name, type: 'text', text: 'Hola' }

function createApp(world: World, logger: Logger, options: SandboxOptions, admitted: Admitted): FastifyInstance {
  const { sampleMedia: hasSamples = true } = options
  const app = fastify({
    bodyLimit: 4 * 1024 * 1024,
    serverFactory: (handle) => createBoundedServer(handle),
    // The control API validates bodies unchanged: no coercion, no removal, no defaults. That its schemas are valid a
    // test checks (test/unit/http-schemas.test.ts): at a start it took 0.1 s.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, validateSchema: false } },
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    // Strips any or no /vN.N/ before routing; `request.originalUrl` keeps it.
    rewriteUrl: (request) => (request.url ?? '/').replace(/^\/v\d+(?:\.\d+)?(?=\/)/, ''),
  })
  registerDoors(app, options, admitted)
  // Bodies are left unparsed: a message is stored exactly as sent on the wire, and its handler parses it.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(/^multipart\/form-data/, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error, _request, reply) => {
    const httpStatus = (error as { statusCode?: number }).statusCode ?? 500
    // A bug in the sandbox: its answer reveals nothing, so the log must.
    if (httpStatus >= 500) logger.error({ err: error }, 'request failed')
    const refusal = httpStatus < 500 ? { code: 100, details: String((error as Error).message) } : { code: 131000 }
    return reply.code(httpStatus).type('application/json').send(errorBody(refusal, 'A0'))
  })
  app.register(async (scope) => registerControlRoutes(scope, world, hasSamples), { prefix: '/_sandbox' })
  app.register(async (scope) => registerPhone(scope, admitted))
  app.register(async (scope) => registerGraphRoutes(scope, world))
  return app
}
