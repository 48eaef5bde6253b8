/**
 * Access tokens: any non-empty token is valid until the control API declares otherwise; the others get Meta's 190
 * (cloud-api.md 5).
 */
import type { Refusal } from '../graph/error.ts'

export const tokenStates = ['valid', 'expired', 'invalid'] as const
export type TokenState = (typeof tokenStates)[number]

/** What `debug_token` says of a token beyond the default: never expiring, all permissions, for all accounts. */
export type TokenRecord = {
  state: TokenState
  /** ms; from then on it is expired. */
  expiresAt?: number
  scopes?: readonly string[]
  /** Accounts that the permissions are for. */
  wabaIds?: readonly string[]
}

export type Tokens = {
  set(token: string, record: TokenRecord): void
  /** Of a token about which nothing was declared: valid. */
  get(token: string): TokenRecord
  refusalOf(token: string, now: number): Refusal | undefined
  /** The tokens about which something was declared. */
  entries(): [string, TokenRecord][]
  clear(): void
}

const invalid: Refusal = { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' }

const expired: Refusal = {
  code: 190,
  subcode: 463,
  message: 'Error validating access token: Session has expired. The token was declared expired in this sandbox.',
}

export function createTokens(): Tokens {
  const records = new Map<string, TokenRecord>()
  return {
    set(token, record) {
      if (record.state === 'valid' && Object.keys(record).length === 1) records.delete(token)
      else records.set(token, record)
    },
    get: (token) => records.get(token) ?? { state: 'valid' },
    refusalOf(token, now) {
      const record = records.size === 0 ? undefined : records.get(token)
      if (record === undefined) return undefined
      if (record.state === 'invalid') return invalid
      return record.state === 'expired' || (record.expiresAt ?? now) < now ? expired : undefined
    },
    entries: () => [...records],
    clear: () => records.clear(),
  }
}
