/**
 * The OpenAPI 3.1 document, from the routes that a server has: their schemas are JSON Schema as they are, so that it
 * cannot drift from what is validated. Made when it is first asked for.
 */
import type { FastifyInstance } from 'fastify'
import { version } from '../../version.ts'
import { onFirstUse } from '../limits/on-first-use.ts'
import { refusals } from './errors.ts'
import { headers } from './headers.ts'
import { headerRefs, ofManagement, operationDocument, type Route } from './operation.ts'
import { createSchemas, type Json, type Schemas } from './schemas.ts'
import { type Paths, shareParameters, shareResponses } from './sharing.ts'
import { tags } from './tags.ts'
import { webhookParameters, webhookResponses, webhooksDocument } from './webhooks.ts'

/** Register before the routes. */
export function registerDocument(app: FastifyInstance): void {
  const routes: Route[] = []
  app.addHook('onRoute', (route) => {
    if (route.method !== 'HEAD' && route.schema !== undefined && route.schema.hide !== true) routes.push(route as Route)
  })
  const value = onFirstUse(() => documentOf(routes))
  // Written once: 300 kB that would otherwise be written for each request.
  app.decorate('openapi', { value, bytes: onFirstUse(() => Buffer.from(JSON.stringify(value()))) })
}

export function documentOf(routes: readonly Route[]): Json {
  const schemas = createSchemas()
  const paths = pathsOf(routes, schemas)
  const webhooks = webhooksDocument(schemas)
  const parameters = { ...shareParameters(paths), ...webhookParameters() }
  const refused = { ...responsesOf(paths, schemas), ...webhookResponses }
  const responses = { ...refused, ...shareResponses(paths, Object.keys(refused)) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Recado',
      version,
      description:
        'WhatsApp Business messaging: the Jelou messaging API, and the management of bots and clients. Every answer ' +
        'has a header `X-Request-Id`, which names the request in the log.',
      contact: { name: 'Recado' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: ofManagement,
    tags: tags.map(({ en: [name, description] }) => ({ name, description })),
    paths,
    webhooks,
    components: { securitySchemes, parameters, headers, responses, schemas: schemas.components() },
  }
}

function pathsOf(routes: readonly Route[], schemas: Schemas): Paths {
  const paths: Paths = {}
  for (const route of routes) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [String(route.method).toLowerCase()]: operationDocument(route, schemas) }
  }
  return paths
}

/** Those that an operation refers to. */
function responsesOf(paths: Paths, schemas: Schemas): Record<string, Json> {
  const text = JSON.stringify(paths)
  const used = Object.entries(refusals).filter(([name]) => text.includes(`#/components/responses/${name}"`))
  const written = used.map(([name, { description, schema, headers: named }]) => {
    const content = { 'application/json': { schema: schemas.of(schema) } }
    return [name, { description, headers: headerRefs(['X-Request-Id', ...named]), content }]
  })
  return Object.fromEntries(written)
}

const securitySchemes = {
  client: { type: 'http', scheme: 'basic', description: 'clientId and clientSecret' },
  admin: { type: 'http', scheme: 'bearer', description: 'RECADO_ADMIN_TOKEN' },
  key: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, as far as its roles permit: docs/access.md',
  },
  keyHeader: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The same key as `key`' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'recado_session',
    description:
      'A signed-in person, as far as their roles permit; requests that change something also need the header ' +
      'X-Recado-CSRF: docs/access.md',
  },
}
