/**
 * The phone's page: a few files, read once at start and served at the root. No build step and no external host; the
 * policy allows media from anywhere, because messages link to it, and nothing else.
 */
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Admitted } from './doors.ts'

const files = [
  'index.html',
  'phone.css',
  'bubble.css',
  'parts.css',
  'sheet.css',
  'theme.js',
  'phone.js',
  'act.js',
  'bubble.js',
  'cards.js',
  'chat.js',
  'chats.js',
  'compose.js',
  'element.js',
  'flow.js',
  'format.js',
  'lightbox.js',
  'map.js',
  'media.js',
  'numbers.js',
  'offer.js',
  'person.js',
  'player.js',
  'products.js',
  'settings.js',
  'sheet.js',
  'store.js',
  'words-en.js',
  'words-es.js',
  'words-pt.js',
  'words.js',
]

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  // From anywhere, because messages link to it; the page asks before it fetches from another origin.
  "img-src 'self' data: https: http:",
  "media-src 'self' https: http:",
  "base-uri 'none'",
  "form-action 'none'",
]

export function registerPhone(app: FastifyInstance, admitted: Admitted): void {
  // An address of IPv6 is no source that browsers know.
  const framers = () => [...admitted].filter((origin) => !origin.includes('['))
  const policyNow = () => [...policy, ["frame-ancestors 'self'", ...framers()].join(' ')].join('; ')
  for (const name of files) {
    const content = readFileSync(new URL(`./phone/${name}`, import.meta.url))
    const type = types[extname(name)] ?? 'application/octet-stream'
    app.get(name === 'index.html' ? '/' : `/${name}`, (_request, reply) =>
      reply
        .header('content-type', type)
        .header('content-security-policy', policyNow())
        .header('cache-control', 'no-cache')
        .header('referrer-policy', 'no-referrer')
        .header('x-content-type-options', 'nosniff')
        .send(content),
    )
  }
}
