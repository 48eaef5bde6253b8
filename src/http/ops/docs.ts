/** The page at /docs, whose assets come from this server. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

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

/** In a scope of its own, because its routes are public. */
export async function registerDocs(app: FastifyInstance): Promise<void> {
  // The page's plugin asks for this one; the document is our own.
  await app.register(swagger, { mode: 'static', specification: { document: {} } as never })
  app.addHook('onRoute', (route) => {
    if (route.url !== '/docs/json') return
    route.handler = (_request, reply) => reply.type('application/json; charset=utf-8').send(app.openapi.bytes())
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
