/**
 * The OpenAPI 3.1 document, generated from the routes' schemas, and its page at /docs, whose assets come from this
 * server. Security and refusals, which all routes of one access share, are added here once, and to the document only:
 * Fastify need not compile a serializer for errors, which are sent ready-made.
 */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import { Type } from 'typebox'
import { operationName, operationOf } from '../../model/access/operations.ts'
import { version } from '../../version.ts'
import type { Access } from './deps.ts'
import { ifMatchHeaders } from './revision.ts'

export async function registerSwagger(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Recado',
        version,
        description: 'WhatsApp Business messaging: the Jelou messaging API, and the management of bots and clients.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      tags: tags.map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          client: { type: 'http', scheme: 'basic', description: 'clientId and clientSecret' },
          admin: { type: 'http', scheme: 'bearer', description: 'RECADO_ADMIN_TOKEN' },
          key: {
            type: 'http',
            scheme: 'bearer',
            description: 'An API key, as far as its roles permit: docs/access.md',
          },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'recado_session',
            description:
              'A signed-in person, as far as their roles permit; requests that change ' +
              'something also need the header X-Recado-CSRF: docs/access.md',
          },
        },
        schemas,
      },
    },
    transform: ({ schema, url, route }) => ({ schema: describe(schema, route), url }),
  })
}

/** The page sets styles by script, which no policy forbids; nothing else of it is inline. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // The one inline style of the page's library.
  "style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Serialized once: 250 kB that would otherwise be serialized for each request. */
export function createDocument(app: FastifyInstance): () => Buffer {
  let document: Buffer | undefined
  return () => {
    document ??= Buffer.from(JSON.stringify(app.swagger()))
    return document
  }
}

/** In a scope of its own, because its routes are public. */
export async function registerDocs(app: FastifyInstance): Promise<void> {
  const document = createDocument(app)
  app.addHook('onRoute', (route) => {
    if (route.url !== '/docs/json') return
    route.handler = (_request, reply) => reply.type('application/json; charset=utf-8').send(document())
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: pagePolicy,
    uiConfig: { docExpansion: 'list', deepLinking: true },
    theme: {
      title: 'Recado API',
      css: [{ filename: 'recado.css', content: '.swagger-ui .topbar { display: none }' }],
    },
  })
}

const tags = [
  ['Messages', 'Messages inside the 24-hour window'],
  ['Templates', 'Templates: create, edit, and send at any time once approved'],
  ['Media', 'Files that people sent'],
  ['Unprocessed', 'Webhook items from Meta that could not be processed, to read and replay'],
  ['Notifications', 'States of template messages, with statistics and a download'],
  ['History', 'Messages in both directions'],
  ['Campaigns', 'Campaigns: files, schedule, progress, report'],
  ['Users', 'People: state, memory, skill, conversation'],
  ['Webhooks', "Registration of a bot's webhooks"],
  ['Bots', 'Management: phone numbers with their credentials'],
  ['Clients', 'Management: API clients'],
  ['Access', 'Management: users, sessions, API keys and the audit trail'],
  ['Skills', 'Management: handlers of buttons and messages'],
  ['Template definitions', 'Management: template definitions that sends are checked against'],
  ['Endpoints', 'Management: webhook targets, replay, test'],
  ['Events', 'Management: what happened, with what endpoints receive of it'],
  ['Deliveries', 'Management: events on their way to endpoints, with their attempts; resend'],
  ['Diagnostics', 'Management: checks of a bot and of the installation'],
  ['Meta', 'Webhook called by Meta'],
  ['Operations', 'Health and metrics'],
] as const

const texts = Type.Object({ es: Type.String(), en: Type.String(), pt: Type.String() })

const envelope = {
  message: Type.Array(Type.String(), { description: 'In the language of Accept-Language; English by default.' }),
  statusMessage: Type.Literal('failed'),
  status: Type.Literal(0),
  error: Type.Object({
    code: Type.String({ description: 'docs/errors.md lists them.' }),
    key: Type.String(),
    description: Type.String(),
    developerMessages: texts,
    clientMessages: texts,
  }),
}

const schemas = {
  Error: Type.Object({
    ...envelope,
    errorId: Type.Optional(Type.String({ description: 'With 500: the id by which the log names the cause.' })),
  }),
  ValidationError: Type.Object({
    ...envelope,
    validationError: Type.Record(Type.String(), Type.Array(texts), {
      description: "Errors by the field's path.",
    }),
  }),
  AuthenticationFailed: Type.Object({ message: Type.Literal('Authentication failed') }),
  TemplateRefused: Type.Object(
    {
      message: Type.Array(Type.String()),
      status: Type.Literal('failed'),
      _metadata: Type.Object({ error: Type.Object({}), body: Type.Record(Type.String(), Type.Unknown()) }),
      error: Type.Object({}),
    },
    { description: 'The template does not exist or is not approved in this language. Echoes the normalized request.' },
  ),
}

function describe(schema: FastifySchema | undefined, route: RouteOptions): FastifySchema {
  const access = route.config?.access
  const responses = schema?.response as Record<string, unknown> | undefined
  return {
    ...schema,
    security: security(route),
    response: { ...responses, ...refusals(access, route) },
  } as FastifySchema
}

/** Routes of the own account require a session: neither token nor key has an account. */
function security({ config, method, url }: RouteOptions) {
  const access = config?.access
  if (access !== 'client' && access !== 'admin') return []
  const isOwn = operationOf(operationName(String(method), url))?.permission === 'self'
  return isOwn ? [{ session: [] }] : [{ [access]: [] }, { key: [] }, { session: [] }]
}

function refusals(access: Access | undefined, { method, url, schema }: RouteOptions): Record<string, unknown> {
  const hasBody = schema?.body !== undefined
  const internal = { 500: refusal('Error', 'Internal Server Error') }
  if (access === 'public' && !url.startsWith('/manage/')) return {}
  if (access === 'meta') {
    if (method === 'GET') return { 403: refusal('Error', 'Forbidden'), ...internal }
    return { 400: refusal('Error', 'Bad Request'), 401: refusal('AuthenticationFailed', 'Unauthorized'), ...internal }
  }
  return {
    ...(hasBody && { 400: refusal(url.endsWith('/hsm') ? 'TemplateRefused' : 'Error', 'Bad Request') }),
    401: refusal('AuthenticationFailed', 'Unauthorized'),
    403: refusal('Error', 'Forbidden'),
    ...((url.includes(':') || access === 'client') && { 404: refusal('Error', 'Not Found') }),
    ...(schema?.headers === ifMatchHeaders && { 412: refusal('Error', 'Precondition Failed') }),
    ...(hasBody && { 422: refusal('ValidationError', 'Unprocessable Entity') }),
    ...(asksMeta(method, url) && {
      409: refusal('Error', 'Conflict'),
      429: refusal('Error', 'Too Many Requests'),
      502: refusal('Error', 'Bad Gateway'),
    }),
    ...(access === 'public' && { 410: refusal('Error', 'Gone'), 429: refusal('Error', 'Too Many Requests') }),
    ...internal,
  }
}

/** Template writes and syncs are answered when Meta has answered. */
function asksMeta(method: RouteOptions['method'], url: string): boolean {
  return url.startsWith('/v1/bots/:botId/templates') && method !== 'GET' && !url.endsWith('/preview')
}

function refusal(name: keyof typeof schemas, description: string) {
  return { description, content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } }
}
