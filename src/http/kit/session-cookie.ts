/**
 * The session's cookie: inaccessible to scripts, sent to this server's own pages only. A request that changes something
 * must also prove that such a page sent it, by two things that a page of another origin cannot provide: a custom
 * header, and the browser's statement of the origin.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A page of another origin cannot add it without a preflight. */
export const csrfHeader = 'x-recado-csrf'

/** With this prefix a browser accepts it over https only, and for this host alone. */
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

/**
 * Reads change nothing, and only this server's pages can see the response: pages of other origins are not sent the
 * cookie.
 */
export function isProven(request: FastifyRequest): boolean {
  if (changesNothing.has(request.method)) return true
  return request.headers[csrfHeader] !== undefined && isOwnPage(request)
}

/**
 * The browser's own statement; an old browser without Sec-Fetch-Site sends the origin. A caller with neither is no
 * current browser.
 */
export function isOwnPage({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin = '', host = '' } = headers
  const page = URL.canParse(origin) ? new URL(origin) : undefined
  const here = page && `${page.protocol}//${host}`
  // The default port may be given or omitted.
  return here !== undefined && URL.canParse(here) && new URL(here).host === page?.host
}
