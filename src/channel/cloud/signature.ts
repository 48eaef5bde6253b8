/**
 * Meta's webhook signature: HMAC-SHA256 of the raw body with the app's secret, in `X-Hub-Signature-256` (cloud-api.md,
 * section 8). Computed over the raw bytes, before any parsing, and compared in constant time; missing or malformed
 * input, the secret included, never verifies.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

const headerPattern = /^sha256=[0-9a-fA-F]{64}$/

export function verifySignature(rawBody: Uint8Array, header: string | undefined, appSecret: string): boolean {
  if (appSecret.trim() === '' || header === undefined || !headerPattern.test(header)) return false
  return timingSafeEqual(digest(rawBody, appSecret), Buffer.from(header.slice('sha256='.length), 'hex'))
}

/** The header's value, for simulating Meta. */
export function signBody(rawBody: Uint8Array, appSecret: string): string {
  return `sha256=${digest(rawBody, appSecret).toString('hex')}`
}

function digest(rawBody: Uint8Array, appSecret: string): Buffer {
  return createHmac('sha256', appSecret).update(rawBody).digest()
}
