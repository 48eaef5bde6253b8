/**
 * The control API's own OpenAPI 3.1 document, built from the registered routes and the table in control/docs.ts. The
 * same schemas validate the bodies of routes marked `isChecked`. Served at /_sandbox/openapi.json, rendered at
 * /_sandbox/docs.
 */
import type { FastifyInstance, RouteOptions } from 'fastify'
import { bodyOf } from './answers.ts'
import { controlDocs, type RouteDoc } from './docs.ts'
import { docsPage, docsPolicy } from './docs-page.ts'
import type { ControlDocument, Operation, Parameter } from './document.ts'

const prefix = '/_sandbox'

/** Must run before the routes are registered. Bodies are parsed as JSON whatever their content type. */
export function describeRoutes(app: FastifyInstance): void {
  const registered: RegisteredRoute[] = []
  app.addHook('onRoute', (route) => {
    if (route.method === 'HEAD') return
    const known = registeredRoute(route)
    registered.push(known)
    if (known.doc?.isChecked !== true || known.doc.body === undefined) return
    route.schema = { body: known.doc.body }
    route.preValidation = (request, _reply, done) => {
      request.body = bodyOf(request.body)
      done()
    }
  })
  app.setErrorHandler((error, _request, reply) => {
    const { statusCode = 500, message } = error as Error & { statusCode?: number }
    return reply.code(statusCode).send({ ok: false, error: message })
  })
  app.get('/openapi.json', () => documentOf(registered))
  app.get('/docs', (_request, reply) => {
    return reply
      .header('content-security-policy', docsPolicy())
      .type('text/html; charset=utf-8')
      .send(docsPage(documentOf(registered)))
  })
}

type RegisteredRoute = { method: string; path: string; doc: RouteDoc | undefined }

function registeredRoute(route: RouteOptions): RegisteredRoute {
  const method = String(route.method)
  const path = route.url.slice(prefix.length)
  const key = `${method} ${path}`
  return { method, path, doc: Object.hasOwn(controlDocs, key) ? controlDocs[key] : undefined }
}

export function documentOf(routes: readonly RegisteredRoute[]): ControlDocument {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const { method, path, doc } of routes) {
    const shown = prefix + path.replace(/:(\w+)/g, '{$1}')
    const methods = paths[shown] ?? {}
    methods[method.toLowerCase()] = operationOf(path, doc)
    paths[shown] = methods
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Recado sandbox: control API',
      version: '1',
      description: 'Acts for people and controls the simulated WhatsApp. No authentication: for this machine only.',
      contact: { name: 'Recado' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [],
    tags: Object.entries(tags).map(([name, about]) => ({ name, description: about })),
    paths,
    components: { responses: { Refusal: refusal } },
  }
}

const tags: Record<RouteDoc['tag'], string> = {
  people: 'people and business numbers, and what they do',
  phones: 'what the phones show',
  trouble: "faults, disorder and Meta's rules",
  time: 'virtual time',
  templates: 'templates, their review, and flows',
  log: 'requests and webhooks, as they were on the wire',
  state: 'all of it: reset, export, import',
  about: 'the sandbox itself',
}

function operationOf(path: string, doc: RouteDoc | undefined): Operation {
  const parameters = parametersOf(path, doc)
  const body = doc?.body
  return {
    operationId: doc?.id ?? path,
    summary: doc?.summary ?? path,
    description: doc?.summary ?? path,
    tags: [doc?.tag ?? 'about'],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: doc?.isOptional !== true, content: { 'application/json': { schema: body } } } }),
    responses: {
      200: { description: doc?.answers ?? 'done', content: { [doc?.contentType ?? 'application/json']: {} } },
      '4XX': { $ref: '#/components/responses/Refusal' },
    },
  }
}

const refusal = {
  description: 'the error, as a sentence',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['ok', 'error'],
        properties: { ok: { const: false }, error: { type: 'string' } },
      },
    },
  },
}

/** What parameters mean that several routes have. */
const meanings: Record<string, string> = {
  digits: "the person's number",
  id: 'an id, as lists show it',
  file: "the file's name",
  phoneNumberId: 'a business number',
  wabaId: 'an account',
  method: 'an HTTP method',
  status: 'a status code',
  limit: 'how many',
}

function parametersOf(path: string, doc: RouteDoc | undefined): Parameter[] {
  const inPath = Array.from(path.matchAll(/:(\w+)/g), ([, name = '']) => name)
  return [
    ...inPath.map(
      (name): Parameter => ({
        name,
        in: 'path',
        required: true,
        description: meanings[name] ?? name,
        schema: { type: 'string' },
      }),
    ),
    ...Object.entries(doc?.query ?? {}).map(
      ([name, { description, ...schema }]): Parameter => ({
        name,
        in: 'query',
        required: false,
        description: typeof description === 'string' ? description : (meanings[name] ?? name),
        schema,
      }),
    ),
  ]
}
