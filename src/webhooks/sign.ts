/**
 * Signatures of what bots' endpoints receive, over exactly the bytes sent: Standard Webhooks 1.0 and the header of Jelou's
 * sibling products (jelou-api.md, section 13). Native HMAC: it runs for every attempt, thousands a second.
 */
import { createHmac } from 'node:crypto'

const prefix = 'whsec_'

/**
 * `secret` as it is shown to the bot's owner: `whsec_` and base64.
 *
 * - `webhook-id`, `webhook-timestamp` (seconds), `webhook-signature`: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`;
 *   the key is what the base64 stands for.
 * - `x-jelou-signature`: `sha256=` and hex of HMAC-SHA256 over the body; the key is the secret's text as it stands,
 *   `whsec_` included, because that is what a receiver with one line of HMAC will use.
 */
export function signatureHeaders(
  secret: string,
  eventId: string,
  timestampMs: number,
  body: string | Uint8Array,
): Record<string, string> {
  const seconds = Math.floor(timestampMs / 1_000)
  const key = Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret, 'base64')
  const standard = createHmac('sha256', key).update(`${eventId}.${seconds}.`).update(body).digest('base64')
  return {
    'webhook-id': eventId,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${standard}`,
    'x-jelou-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  }
}

/** 256 bits; `random` answers that many bytes (`crypto.randomBytes`). */
export function newWebhookSecret(random: (bytes: number) => Uint8Array): string {
  return prefix + Buffer.from(random(32)).toString('base64')
}
