/**
 * Checks on browser requests, since the sandbox authenticates no caller: it answers only to its own host names (no DNS
 * rebinding), and a page of another origin changes nothing. A write must either declare its body's type, which a form
 * or a page without CORS permission cannot do, or come from the phone's own page. Pages of origins that were admitted,
 * such as the gateway's console, may use the control API and show the phone in a frame.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errorBody } from './graph/error.ts'

/** `hosts`: names besides loopback's and the listening address; `*.example.com`, `*` for any. */
export type DoorNames = { host: string; hosts?: readonly string[] }

/** Origins of pages that were admitted; more may come while it runs. */
export type Admitted = ReadonlySet<string>

/**
 * Those of them that may use it at the name by which the request reached it. `http://localhost:3000` is another page
 * for each machine: whoever reaches the sandbox from elsewhere has a page of their own there, which nobody admitted.
 */
export function admittedAt({ headers: { host = '' } }: Pick<FastifyRequest, 'headers'>, admitted: Admitted): string[] {
  const isHere = isLoopback(nameIn(host) ?? '')
  return [...admitted].filter((origin) => isHere || !isLoopback(new URL(origin).hostname))
}

function isLoopback(name: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(name)
}

/** Of the header `Host`, in lower case; undefined: no name. */
function nameIn(host: string): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d+)?$/.exec(host.toLowerCase())?.[1]?.replace(/\.$/, '')
}

/** Headers of every answer; pages set further ones themselves. */
export const plainHeaders = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
} as const

const admission = {
  'access-control-allow-methods': 'GET, POST, PUT, DELETE',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '600',
  vary: 'origin',
} as const

const changesNothing = new Set(['GET', 'HEAD', 'OPTIONS'])
const graphTypes = /^(?:application\/json|multipart\/form-data|application\/x-www-form-urlencoded)\b/i
const controlType = /^application\/json\b/i

export function registerDoors(app: FastifyInstance, names: DoorNames, admitted: Admitted): void {
  const isOurName = createNameCheck(names)
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(plainHeaders)
    if (!isOurName(request)) return void refuse(request, reply, 421, 'the Host header names no sandbox')
    const { origin = '' } = request.headers
    const isAdmitted = isControl(request.url) && admittedAt(request, admitted).includes(origin)
    if (isAdmitted) reply.headers({ ...admission, 'access-control-allow-origin': origin })
    if (isAdmitted && request.method === 'OPTIONS') return void reply.code(204).send()
    if (changesNothing.has(request.method)) return done()
    const page = isAdmitted ? 'none' : pageOf(request)
    if (page === 'foreign') return void refuse(request, reply, 403, 'a page of another origin may not do this')
    if (page === 'none' && !isTyped(request)) return void refuse(request, reply, 415, wrongType(request))
    done()
  })
}

function createNameCheck({ host, hosts = [] }: DoorNames): (request: FastifyRequest) => boolean {
  const isEverywhere = host === '0.0.0.0' || host === '::'
  const listening = host.includes(':') ? `[${host}]` : host.toLowerCase()
  const isOwn = (name: string) => name === listening || isLoopback(name)
  const isListed = (name: string) =>
    hosts.some((one) => one === '*' || one === name || (one.startsWith('*.') && name.endsWith(one.slice(1))))
  return ({ headers, raw }) => {
    // Only HTTP/1.0 omits it, and no browser speaks that.
    if (headers.host === undefined) return true
    const name = nameIn(headers.host)
    if (name === undefined) return false
    if (isOwn(name) || isListed(name)) return true
    const reached = raw.socket.localAddress?.replace(/^::ffff:(?=\d)/, '') ?? ''
    return isEverywhere && name === (reached.includes(':') ? `[${reached}]` : reached)
  }
}

/** The origin of the sending page; `none`: a program, as far as the headers show. */
function pageOf({ headers }: FastifyRequest): 'own' | 'foreign' | 'none' {
  const site = headers['sec-fetch-site']
  const isElsewhere = site !== undefined && site !== 'same-origin' && site !== 'none'
  const isOfHost = headers.origin === `http://${headers.host}` || headers.origin === `https://${headers.host}`
  if (isElsewhere || (headers.origin !== undefined && !isOfHost)) return 'foreign'
  return site === 'same-origin' || isOfHost ? 'own' : 'none'
}

/** A body's type must be declared and be one that the route reads. Pieces of an upload may have any type. */
function isTyped({ headers, url }: FastifyRequest): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (!hasBody || url.startsWith('/upload:')) return true
  return (isControl(url) ? controlType : graphTypes).test(headers['content-type'] ?? '')
}

function wrongType({ url }: FastifyRequest): string {
  return isControl(url) ? 'Content-Type must be application/json' : 'Content-Type must be JSON or a form'
}

function isControl(url: string): boolean {
  return url.startsWith('/_sandbox/')
}

/** Answers in the shape of the API that was called. */
function refuse({ url }: FastifyRequest, reply: FastifyReply, statusCode: number, details: string): FastifyReply {
  const body = isControl(url) ? JSON.stringify({ ok: false, error: details }) : errorBody({ code: 100, details }, 'A0')
  return reply.code(statusCode).type('application/json').send(body)
}
