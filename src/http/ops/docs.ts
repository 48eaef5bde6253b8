/**
 * The page at `/docs`: every operation with its fields and examples, to be tried out, in the reader's language. All of
 * it comes from this server, and nothing of it is inline.
 */
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Locale } from '../../model/errors/texts.ts'
import { preferredLanguage } from '../kit/language.ts'
import { oneOf } from '../kit/schemas.ts'
import { onFirstUse } from '../limits/on-first-use.ts'
import { translated } from '../openapi/translated.ts'
import { docsPage, docsStyle } from './docs-page.ts'
import { docsScript } from './docs-script.ts'

/** The viewer sets styles by script, which no policy forbids. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const viewerFolder = join(dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui')), 'static')

/** Its folder also has a page of its own, which shows somebody else's API. */
const viewerFiles = new Set(['favicon-32x32.png', 'swagger-ui-bundle.js', 'swagger-ui.css'])

const querystring = Type.Object({ lang: Type.Optional(oneOf(['es', 'en', 'pt'])) })
type Asked = { Querystring: { lang?: Locale } }

/** In a scope of its own, because its routes are public. */
export async function registerDocs(app: FastifyInstance): Promise<void> {
  const options = { schema: { hide: true, querystring } } as const
  const documents = documentsOf(app)
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('content-security-policy', policy)
    done()
  })
  app.get<Asked>('/docs', options, ({ query, headers }, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('vary', 'accept-language')
      .send(docsPage(query.lang ?? preferredLanguage(headers['accept-language']))),
  )
  app.get<Asked>('/docs/json', options, ({ query: { lang = 'en' } }, reply) =>
    reply.type('application/json; charset=utf-8').send(documents[lang]()),
  )
  app.get<Asked>('/docs/page.js', options, ({ query: { lang = 'en' } }, reply) =>
    reply.type('text/javascript; charset=utf-8').send(docsScript(lang)),
  )
  app.get('/docs/page.css', { schema: { hide: true } }, (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(docsStyle),
  )
  await app.register(fastifyStatic, {
    root: viewerFolder,
    prefix: '/docs/static/',
    decorateReply: false,
    allowedPath: (path) => viewerFiles.has(basename(path)),
  })
}

/** Each written when it is first read. */
function documentsOf({ openapi }: FastifyInstance): Record<Locale, () => Buffer> {
  const bytesIn = (locale: 'es' | 'pt') =>
    onFirstUse(() => Buffer.from(JSON.stringify(translated(openapi.value(), locale))))
  return { es: bytesIn('es'), en: () => openapi.bytes(), pt: bytesIn('pt') }
}
