/**
 * The guide at `/guide`, as `npm run guide` builds it: files of this server, under a policy without inline scripts and
 * styles. Where it is not built, one page in the reader's language says how to build it.
 */
import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Locale } from '../../model/errors/texts.ts'
import { preferredLanguage } from '../kit/language.ts'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const

/** `folder`: where the built site is, or is not. It is looked for once: a guide that is built later needs a start. */
export function registerGuide(app: FastifyInstance, { folder }: { folder: string }): void {
  const isBuilt = existsSync(join(folder, 'en', 'index.html'))
  const options = { schema: { hide: true }, config: { access: 'public' } } as const
  app.get('/guide', options, isBuilt ? toLanguage : sayNotBuilt)
  if (isBuilt) app.register(fastifyStatic, { ...serving, root: folder })
  else app.get('/guide/*', options, sayNotBuilt)
}

const serving = {
  prefix: '/guide/',
  // The page at /docs has decorated replies already.
  decorateReply: false,
  schemaHide: true,
  cacheControl: false,
  setHeaders(reply: FastifyReply, path: string) {
    // Names of assets change with their contents; pages keep theirs.
    const isAsset = path.includes(`${sep}assets${sep}`)
    reply.headers({ ...headers, 'cache-control': isAsset ? 'public, max-age=31536000, immutable' : 'no-cache' })
  },
}

function toLanguage({ headers: { 'accept-language': languages } }: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.header('vary', 'accept-language').redirect(`/guide/${preferredLanguage(languages)}/`, 302)
}

function sayNotBuilt({ headers: { 'accept-language': languages } }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const locale = preferredLanguage(languages)
  return reply
    .code(404)
    .headers({ ...headers, vary: 'accept-language', 'cache-control': 'no-store' })
    .type('text/html; charset=utf-8')
    .send(page(locale))
}

const words = {
  es: {
    title: 'La guía no está construida',
    how: 'Ejecute este comando en la carpeta de Recado e inicie la pasarela de nuevo:',
    else: 'Las páginas están también en la carpeta guide/es, para leerlas sin sitio.',
  },
  en: {
    title: 'The guide is not built',
    how: 'Run this command in the folder of Recado, and start the gateway again:',
    else: 'The pages are also in the folder guide/en, to be read without a site.',
  },
  pt: {
    title: 'O guia não está construído',
    how: 'Execute este comando na pasta do Recado e inicie o gateway de novo:',
    else: 'As páginas estão também na pasta guide/pt, para ler sem site.',
  },
} as const satisfies Record<Locale, object>

function page(locale: Locale): string {
  const word = words[locale]
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${word.title}</title>
</head>
<body>
<main>
<h1>${word.title}</h1>
<p>${word.how}</p>
<pre>npm run guide</pre>
<p>${word.else}</p>
</main>
</body>
</html>
`
}
