/**
 * The phone's page, as `npm run build:console` and the package build it (../phone): its files, served at the root.
 * Nothing comes from another host; the policy allows media from anywhere, because messages link to it, and nothing
 * else. Where it is not built, the page says how it is.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Admitted, admittedAt } from './doors.ts'

const here = fileURLToPath(new URL('./', import.meta.url))
const builds = ['..', '../..'].map((up) => join(here, up, 'dist-console'))
/** Beside the sources of a checkout, or beside the compiled ones of a package. */
const built = builds.find((path) => existsSync(path)) ?? builds[0] ?? ''

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
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

/** A page that was admitted may show it in a frame. An address of IPv6 is no source that browsers know. */
function policyFor(origins: readonly string[]): string {
  const framers = origins.filter((origin) => !origin.includes('['))
  return [...policy, ["frame-ancestors 'self'", ...framers].join(' ')].join('; ')
}

const headers = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** `folder`: where the build is. */
export function registerPhone(app: FastifyInstance, admitted: Admitted, folder = built): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('content-security-policy', policyFor(admittedAt(request, admitted)))
    done()
  })
  app.get('/', async (request, reply) => {
    const isBuilt = await send(join(folder, 'phone/index.html'), request, reply)
    return isBuilt ? reply : reply.headers(headers).type('text/html; charset=utf-8').send(unbuilt)
  })
  app.get('/theme.js', async (request, reply) =>
    (await send(join(folder, 'phone/theme.js'), request, reply)) ? reply : missing(reply),
  )
  app.get<{ Params: { name: string } }>('/assets/:name', async (request, reply) => {
    const { name } = request.params
    const isSent = /^[\w-]+\.\w+$/.test(name) && (await send(join(folder, 'assets', name), request, reply, lasting))
    return isSent ? reply : missing(reply)
  })
}

/** Names of assets change with their contents. */
const lasting = 'public, max-age=31536000, immutable'

/** Compressed, as the build has left it beside, if the browser takes that. Whether there is such a file. */
async function send(
  path: string,
  { headers: asked }: FastifyRequest,
  reply: FastifyReply,
  cacheControl = 'no-cache',
): Promise<boolean> {
  const isPacked = /\bgzip\b/.test(String(asked['accept-encoding']))
  const packed = isPacked ? await read(`${path}.gz`) : undefined
  const content = packed ?? (await read(path))
  if (content === undefined) return false
  reply.headers({ ...headers, 'cache-control': cacheControl, vary: 'accept-encoding' })
  if (packed) reply.header('content-encoding', 'gzip')
  reply.type(types[extname(path)] ?? 'application/octet-stream').send(content)
  return true
}

function read(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch(() => undefined)
}

function missing(reply: FastifyReply): FastifyReply {
  return reply.code(404).type('text/plain').send('not found')
}

const unbuilt = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>WhatsApp · Sandbox</title>
<p>The phone is not built. In a clone with the packages of development:
<p lang="es">El teléfono no está construido. En un clon con las dependencias de desarrollo:
<p lang="pt">O telefone não está construído. Em um clone com os pacotes de desenvolvimento:
<pre>npm run build:console</pre></html>`
