/**
 * The browser console, as `npm run build:console` and the package build it: its files, and its page at every address
 * that is one of its own. Everything comes from this server, and the policy allows nothing inline. Where it is not
 * built, the page at `/` is that of `home.ts`.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** The first parts of its addresses, each a folder of console/src/pages. Nothing else of this server begins so. */
export const consolePages = [
  'conversations',
  'messages',
  'webhooks',
  'campaigns',
  'templates',
  'skills',
  'sandbox',
  'numbers',
  'people',
  'account',
  'audit',
  'optouts',
  'unprocessed',
  'costs',
  'refused',
  'settings',
  'story',
] as const

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  // What people recorded.
  "media-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
]

/** The sandbox, where it is on, is asked and shown in a frame. */
function policyWith(sandboxUrl: string | undefined): string {
  const sandbox = sandboxUrl === undefined ? '' : ` ${new URL(sandboxUrl).origin}`
  return [...policy, `connect-src 'self'${sandbox}`, `frame-src${sandbox || " 'none'"}`].join('; ')
}

const headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const

export function isConsoleBuilt(folder: string): boolean {
  return existsSync(join(folder, 'index.html'))
}

type Site = { folder: string; sandboxUrl?: string | undefined }

/** `folder`: where the built console is. It is looked for once: one that is built later needs a start. */
export async function registerConsole(app: FastifyInstance, { folder, sandboxUrl }: Site): Promise<void> {
  const serving = servingWith(policyWith(sandboxUrl))
  const options = { schema: { hide: true }, config: { access: 'public' } } as const
  // Names of assets change with their contents.
  await app.register(fastifyStatic, {
    ...serving('public, max-age=31536000, immutable'),
    root: join(folder, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
  })
  await app.register(async (page) => {
    await page.register(fastifyStatic, { ...serving('no-cache'), root: folder, serve: false })
    const index = (_request: unknown, reply: FastifyReply) => reply.sendFile('index.html')
    page.get('/', options, index)
    for (const name of consolePages) {
      if (name === 'story' && !hasStory(folder)) continue
      page.get(`/${name}`, options, index)
      page.get(`/${name}/*`, options, index)
    }
  })
}

/** The package has no page of all components: it is for those who change the console. */
function hasStory(folder: string): boolean {
  return readdirSync(join(folder, 'assets')).some((name) => name.startsWith('story-'))
}

function servingWith(policyText: string) {
  const all = { ...headers, 'content-security-policy': policyText }
  return (cacheControl: string) => ({
    schemaHide: true,
    cacheControl: false,
    // Compressed once, when it was built.
    preCompressed: true,
    setHeaders: (reply: FastifyReply) => void reply.headers({ ...all, 'cache-control': cacheControl }),
  })
}
