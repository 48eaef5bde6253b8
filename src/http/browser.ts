/**
 * Whether a browser asks. It is told of no way to sign in: it would ask its user, remember the credentials, and add them to whatever any page
 * sends here afterwards. Called by errors.ts.
 */
import type { FastifyRequest } from 'fastify'

/** PowerShell calls itself a browser and needs the challenge all the same. */
const likeBrowser = /^Mozilla\/(?!.*PowerShell)/

export function isBrowser({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const isOfPage = headers['sec-fetch-site'] !== undefined || headers.origin !== undefined
  return isOfPage || likeBrowser.test(headers['user-agent'] ?? '')
}
