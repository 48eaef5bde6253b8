/**
 * Webhook signatures over exactly the bytes sent: Standard Webhooks 1.0, and the header of Jelou's sibling products
 * (jelou-api.md, section 13), which support panels send as well.
 */
import { timingSafeEqual } from 'node:crypto'
import type { Bot, Endpoint, Signing } from '../model/bot/bot.ts'
import { hmac, hmacKeys } from '../model/hmac.ts'

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
  const standards = secrets.map((one) => `v1,${hmac(standardKey(one), body, 'base64', `${eventId}.${seconds}.`)}`)
  return {
    'webhook-id': eventId,
    'webhook-timestamp': String(seconds),
    'webhook-signature': standards.join(' '),
    'x-jelou-signature': jelouSignature(newest, body),
  }
}

function jelouSignature(secret: string, body: string | Uint8Array): string {
  return `sha256=${hmac(textKey(secret), body, 'hex')}`
}

/**
 * Whether one of the panel's valid secrets made the `X-Jelou-Signature` of exactly these bytes. Each is compared in
 * constant time, and all are tried: which one matched is not revealed.
 */
export function isSignedBy({ secret, former }: Signing, header: string, body: Uint8Array, now: number): boolean {
  const secrets = former && former.until > now ? [secret, former.secret] : [secret]
  // The documents write hex in lower case; other programs may not.
  const given = Buffer.from(header.toLowerCase())
  const matches = secrets.map((one) => {
    const expected = Buffer.from(jelouSignature(one, body))
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  return matches.includes(true)
}

/** What signs for this endpoint, newest first: a panel has a secret of its own. */
export function secretsFor({ signing }: Pick<Endpoint, 'signing'>, bot: SecretBot, now: number): string[] {
  return signing === undefined ? secretsOf(bot, now) : [signing.secret]
}

type SecretBot = Pick<Bot, 'webhookSecret' | 'formerWebhookSecret'>

/** The bot's valid secrets, newest first: two for a while after a rotation. */
export function secretsOf({ webhookSecret, formerWebhookSecret: former }: SecretBot, now: number): string[] {
  return former && former.until > now ? [webhookSecret, former.secret] : [webhookSecret]
}

const standardKey = hmacKeys((secret) =>
  Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret, 'base64'),
)
const textKey = hmacKeys((secret) => Buffer.from(secret))

/** 256 bits; `random` returns that many bytes (`crypto.randomBytes`). */
export function newWebhookSecret(random: (bytes: number) => Uint8Array): string {
  return prefix + Buffer.from(random(32)).toString('base64')
}
