/**
 * The session's cookie: out of reach of scripts, sent to this server's own pages only. A request that changes something must besides prove
 * that such a page sent it, by what a page of another origin cannot say: a header of its own, and the browser's word about the origin.
 * Used by auth.ts and the resources of access.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A page of another origin cannot add it without being asked about first. */
export const csrfHeader = 'x-recado-csrf'

/** With its prefix a browser takes it from https only, and for this host alone. */
const nameOf = (isSecure: boolean) => (isSecure ? '__Host-recado_session' : 'recado_session')

export function cookieOf({ headers }: FastifyRequest, isSecure: boolean): string | undefined {
  const { cookie } = headers
  if (cookie === undefined || cookie.length > 8_192) return undefined
  const wanted = `${nameOf(isSecure)}=`
  const found = cookie.split(';').find((pair) => pair.trim().startsWith(wanted))
  return found?.trim().slice(wanted.length)
}

export function setCookie(reply: FastifyReply, token: string, isSecure: boolean, spanMs: number): void {
  reply.header('set-cookie', cookie(token, isSecure, Math.floor(spanMs / 1_000)))
}

export function clearCookie(reply: FastifyReply, isSecure: boolean): void {
  reply.header('set-cookie', cookie('', isSecure, 0))
}

function cookie(value: string, isSecure: boolean, maxAge: number): string {
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Strict', `Max-Age=${maxAge}`, ...(isSecure ? ['Secure'] : [])]
  return [`${nameOf(isSecure)}=${value}`, ...attributes].join('; ')
}

const changesNothing = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What reads changes nothing, and its answer is for nobody else: no page of another origin is sent the cookie. */
export function isProven(request: FastifyRequest): boolean {
  if (changesNothing.has(request.method)) return true
  return request.headers[csrfHeader] !== undefined && isOwnPage(request)
}

/** The browser's own word; an old one that says nothing of the site says the origin. Who says neither is no browser of today. */
export function isOwnPage({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin = '', host = '' } = headers
  const page = URL.canParse(origin) ? new URL(origin) : undefined
  const here = page && `${page.protocol}//${host}`
  // A port that is the usual one may be said or not.
  return here !== undefined && URL.canParse(here) && new URL(here).host === page?.host
}
