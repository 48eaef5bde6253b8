/**
 * Webhook signatures over exactly the bytes sent: Standard Webhooks 1.0, and the header of Jelou's sibling products
 * (jelou-api.md, section 13). Native HMAC, because it runs for every attempt, thousands a second.
 */
import { createHmac } from 'node:crypto'
import type { Bot } from '../model/bot/bot.ts'

const prefix = 'whsec_'

/**
 * `secret` as shown to the bot's owner: `whsec_` and base64; several during a rotation, newest first.
 *
 * - `webhook-id`, `webhook-timestamp` (seconds), `webhook-signature`: `v1,` and base64 of HMAC-SHA256 over
 *   `id.timestamp.body`, one for each secret, separated by spaces; the key is the decoded base64.
 * - `x-jelou-signature`: `sha256=` and hex of HMAC-SHA256 over the body, by the newest secret alone; the key is the
 *   secret's text as it stands, `whsec_` included, because that is what a receiver with one line of HMAC will use.
 */
export function signatureHeaders(
  secret: string | readonly string[],
  eventId: string,
  timestampMs: number,
  body: string | Uint8Array,
): Record<string, string> {
  const seconds = Math.floor(timestampMs / 1_000)
  const secrets = typeof secret === 'string' ? [secret] : secret
  const [newest = ''] = secrets
  const standards = secrets.map((one) => {
    const standard = createHmac('sha256', keyOf(one)).update(`${eventId}.${seconds}.`).update(body)
    return `v1,${standard.digest('base64')}`
  })
  return {
    'webhook-id': eventId,
    'webhook-timestamp': String(seconds),
    'webhook-signature': standards.join(' '),
    'x-jelou-signature': `sha256=${createHmac('sha256', newest).update(body).digest('hex')}`,
  }
}

/** The bot's valid secrets, newest first: two for a while after a rotation. */
export function secretsOf(
  { webhookSecret, formerWebhookSecret: former }: Pick<Bot, 'webhookSecret' | 'formerWebhookSecret'>,
  now: number,
): string[] {
  return former && former.until > now ? [webhookSecret, former.secret] : [webhookSecret]
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret, 'base64')
}

/** 256 bits; `random` returns that many bytes (`crypto.randomBytes`). */
export function newWebhookSecret(random: (bytes: number) => Uint8Array): string {
  return prefix + Buffer.from(random(32)).toString('base64')
}
