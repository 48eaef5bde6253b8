// The phone's page: a few files read once at start and served at the root. No build step and no outside host; the
// policy allows media from anywhere, because messages link to it, and nothing else.

import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { FastifyInstance } from 'fastify'

const files = [
  'index.html',
  'phone.css',
  'bubble.css',
  'phone.js',
  'chats.js',
  'bubble.js',
  'media.js',
  'offer.js',
  'format.js',
  'element.js',
  'sheet.js',
  'words.js',
]

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

const policy =
  "default-src 'self'; img-src 'self' data: https: http:; media-src 'self' https: http:; frame-ancestors 'self'"

export function registerPhone(app: FastifyInstance): void {
  for (const name of files) {
    const content = readFileSync(new URL(`./phone/${name}`, import.meta.url))
    const type = types[extname(name)] ?? 'application/octet-stream'
    app.get(name === 'index.html' ? '/' : `/${name}`, (_request, reply) =>
      reply
        .header('content-type', type)
        .header('content-security-policy', policy)
        .header('cache-control', 'no-cache')
        .send(content),
    )
  }
}
