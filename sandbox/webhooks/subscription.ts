/**
 * The webhooks' destination: one address for all numbers or one per number, and the handshake by which Meta asks an
 * address whether it wants them. A failed handshake is only logged, since the receiver may still be starting.
 */
import { request } from 'undici'
import { type PhoneNumber, sandboxAppSecret } from '../identity.ts'
import type { Target } from './post.ts'

export type Subscription = {
  url: string
  verifyToken: string
  appSecret?: string
  /** The payloads' version, such as `v23.0`; defaults to the newest. */
  version?: string
  /** The webhook fields that it receives; all when absent. */
  fields?: readonly string[]
}

export type Subscriptions = {
  set(subscription: Subscription, phoneNumberId?: string): void
  targetOf(number: PhoneNumber): Target | undefined
  /** Whether this number's subscriber gets payloads of v23 or earlier. */
  isOldVersion(number: PhoneNumber): boolean
  /** The fields that this number's subscriber receives; undefined: all. */
  fieldsOf(number: PhoneNumber): readonly string[] | undefined
  /** The app's own, for all numbers without one of theirs. */
  general(): Subscription | undefined
  /** Whether it is the secret of an app that is subscribed. */
  hasSecret(appSecret: string): boolean
  all(): readonly { phoneNumberId: string | undefined; url: string }[]
  clear(): void
}

export function createSubscriptions(): Subscriptions {
  const byNumber = new Map<string | undefined, Subscription>()
  return {
    set: (subscription, phoneNumberId) => void byNumber.set(phoneNumberId, subscription),
    targetOf(number) {
      const own = byNumber.get(number.phoneNumberId)
      const chosen = own ?? byNumber.get(undefined)
      if (chosen === undefined) return undefined
      const appSecret = own?.appSecret ?? number.appSecret ?? chosen.appSecret ?? sandboxAppSecret
      return { url: chosen.url, appSecret }
    },
    isOldVersion(number) {
      const version = (byNumber.get(number.phoneNumberId) ?? byNumber.get(undefined))?.version
      return version !== undefined && Number.parseInt(version.replace(/^v/, ''), 10) < 24
    },
    fieldsOf: (number) => (byNumber.get(number.phoneNumberId) ?? byNumber.get(undefined))?.fields,
    general: () => byNumber.get(undefined),
    hasSecret: (appSecret) => byNumber.values().some((one) => (one.appSecret ?? sandboxAppSecret) === appSecret),
    all: () => [...byNumber].map(([phoneNumberId, { url }]) => ({ phoneNumberId, url })),
    clear: () => byNumber.clear(),
  }
}

/** Whether the address answered 200 with the challenge. */
export async function handshake(subscription: Subscription, challenge: string): Promise<boolean> {
  try {
    const url = new URL(subscription.url)
    url.searchParams.set('hub.mode', 'subscribe')
    url.searchParams.set('hub.challenge', challenge)
    url.searchParams.set('hub.verify_token', subscription.verifyToken)
    const answer = await request(url, { headersTimeout: 5_000, bodyTimeout: 5_000 })
    return (await answer.body.text()).trim() === challenge && answer.statusCode === 200
  } catch {
    return false
  }
}
