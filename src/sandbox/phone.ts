// The phone's page: three files read once at start and served at the root. No build step and no outside host; the
// policy allows media from anywhere, because messages link to it, and nothing else.

import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

const files = [
  { path: '/', name: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/phone.css', name: 'phone.css', type: 'text/css; charset=utf-8' },
  { path: '/phone.js', name: 'phone.js', type: 'text/javascript; charset=utf-8' },
  { path: '/bubble.js', name: 'bubble.js', type: 'text/javascript; charset=utf-8' },
  { path: '/words.js', name: 'words.js', type: 'text/javascript; charset=utf-8' },
] as const

const policy =
  "default-src 'self'; img-src 'self' data: https: http:; media-src 'self' https: http:; frame-ancestors 'self'"

export function registerPhone(app: FastifyInstance): void {
  for (const { path, name, type } of files) {
    const content = readFileSync(new URL(`./phone/${name}`, import.meta.url))
    app.get(path, (_request, reply) =>
      reply
        .header('content-type', type)
        .header('content-security-policy', policy)
        .header('cache-control', 'no-cache')
        .send(content),
    )
  }
}
