/**
 * Meta's webhook signature: HMAC-SHA256 of the raw body with the app's secret, in `X-Hub-Signature-256` (cloud-api.md,
 * section 8). Computed over the raw bytes, before any parsing, and compared in constant time; missing or malformed
 * input, the secret included, never verifies.
 */
import { timingSafeEqual } from 'node:crypto'
import { hmac, hmacKeys } from '../../model/hmac.ts'

const keyOf = hmacKeys((appSecret) => Buffer.from(appSecret))
const headerPattern = /^sha256=[0-9a-fA-F]{64}$/

export function verifySignature(rawBody: Uint8Array, header: string | undefined, appSecret: string): boolean {
  if (appSecret.trim() === '' || header === undefined || !headerPattern.test(header)) return false
  return timingSafeEqual(Buffer.from(signBody(rawBody, appSecret)), Buffer.from(header.toLowerCase()))
}

/** The header's value. */
export function signBody(rawBody: Uint8Array, appSecret: string): string {
  return `sha256=${hmac(keyOf(appSecret), rawBody, 'hex')}`
}
