/**
 * Meta's signature of a webhook: HMAC-SHA256 of the raw body with the app's secret, in `X-Hub-Signature-256`
 * (cloud-api.md, section 8). Over the bytes as they came, before any parsing; compared in constant time; what is missing
 * or malformed, the secret included, never verifies. Called by the route of Meta's webhook.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

const headerPattern = /^sha256=[0-9a-fA-F]{64}$/

export function verifySignature(rawBody: Uint8Array, header: string | undefined, appSecret: string): boolean {
  if (appSecret.trim() === '' || header === undefined || !headerPattern.test(header)) return false
  return timingSafeEqual(digest(rawBody, appSecret), Buffer.from(header.slice('sha256='.length), 'hex'))
}

/** The value of the header, for whoever plays Meta. */
export function signBody(rawBody: Uint8Array, appSecret: string): string {
  return `sha256=${digest(rawBody, appSecret).toString('hex')}`
}

function digest(rawBody: Uint8Array, appSecret: string): Buffer {
  return createHmac('sha256', appSecret).update(rawBody).digest()
}
