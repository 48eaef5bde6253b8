/**
 * Detects browsers. They get no authentication challenge: a browser would ask its user, remember the credentials, and
 * add them to whatever any page sends here afterwards.
 */
import type { FastifyRequest } from 'fastify'

/** PowerShell calls itself a browser but needs the challenge. */
const likeBrowser = /^Mozilla\/(?!.*PowerShell)/

export function isBrowser({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const isOfPage = headers['sec-fetch-site'] !== undefined || headers.origin !== undefined
  return isOfPage || likeBrowser.test(headers['user-agent'] ?? '')
}
