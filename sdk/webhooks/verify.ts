/**
 * Whether the gateway signed a body, and lately: Standard Webhooks, by WebCrypto, whose comparison takes the same time
 * whatever differs. https://www.standardwebhooks.com
 */

/** As every server has them; names in any case. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

export type VerifyOptions = {
  /** How far the time of signing may lie from now, either way, ms; 300000 by default. */
  toleranceMs?: number
  /** ms since 1970. */
  now?: () => number
}

export type VerificationProblem = 'missing_header' | 'timestamp' | 'signature'

export class WebhookVerificationError extends Error {
  override name = 'WebhookVerificationError'
  readonly problem: VerificationProblem

  constructor(problem: VerificationProblem, message: string) {
    super(message)
    this.problem = problem
  }
}

const usualToleranceMs = 300_000

/**
 * Rejects with WebhookVerificationError unless one of the signatures is by one of the secrets (`whsec_…`). `body`: as
 * it came, byte for byte; parsed and written again it is another one.
 */
export async function verify(
  body: Uint8Array | string,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  { toleranceMs = usualToleranceMs, now = Date.now }: VerifyOptions = {},
): Promise<void> {
  const id = required(headers, 'webhook-id')
  const timestamp = required(headers, 'webhook-timestamp')
  const signatures = required(headers, 'webhook-signature').split(' ').flatMap(bytesOfSignature)
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN
  if (!(Math.abs(now() - seconds * 1_000) <= toleranceMs))
    throw new WebhookVerificationError('timestamp', `webhook-timestamp is ${timestamp}: too far from now, or no number`)
  const signed = signedBytes(`${id}.${timestamp}.`, body)
  for (const secret of typeof secrets === 'string' ? [secrets] : secrets) {
    const key = await keyOf(secret)
    for (const signature of signatures) if (await crypto.subtle.verify('HMAC', key, signature, signed)) return
  }
  throw new WebhookVerificationError('signature', 'no signature is by a secret that is known here')
}

/** A header's first value. */
export function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (isHeaders(headers)) return headers.get(name) ?? undefined
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? []
  return typeof value === 'string' ? value : value?.[0]
}

/** By what it can do: some servers have a class of their own. */
function isHeaders(headers: WebhookHeaders): headers is Headers {
  return typeof headers.get === 'function'
}

function required(headers: WebhookHeaders, name: string): string {
  const value = headerOf(headers, name)
  if (!value) throw new WebhookVerificationError('missing_header', `there is no ${name}`)
  return value
}

/** Of another version, or no base64: it is no signature of ours. */
function bytesOfSignature(signature: string): Uint8Array<ArrayBuffer>[] {
  if (!signature.startsWith('v1,')) return []
  try {
    return [bytesOfBase64(signature.slice(3))]
  } catch {
    return []
  }
}

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = bytesOfBase64(secret.replace(/^whsec_/, ''))
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

function signedBytes(head: string, body: Uint8Array | string): Uint8Array<ArrayBuffer> {
  const [first, second] = [
    new TextEncoder().encode(head),
    typeof body === 'string' ? new TextEncoder().encode(body) : body,
  ]
  const joined = new Uint8Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}
