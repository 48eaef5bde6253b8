/**
 * Access tokens: any non-empty token is valid until the control API declares otherwise; the others get Meta's 190
 * (cloud-api.md 5).
 */
import type { Refusal } from '../graph/error.ts'

export const tokenStates = ['valid', 'expired', 'invalid'] as const
export type TokenState = (typeof tokenStates)[number]

export type Tokens = {
  set(token: string, state: TokenState): void
  /** The number of tokens that are not valid. */
  size(): number
  refusalOf(token: string): Refusal | undefined
  /** The tokens that are not valid. */
  entries(): [string, TokenState][]
  clear(): void
}

const invalid: Refusal = { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' }

const expired: Refusal = {
  code: 190,
  subcode: 463,
  message: 'Error validating access token: Session has expired. The token was declared expired in this sandbox.',
}

export function createTokens(): Tokens {
  const states = new Map<string, TokenState>()
  return {
    set(token, state) {
      if (state === 'valid') states.delete(token)
      else states.set(token, state)
    },
    size: () => states.size,
    refusalOf(token) {
      const state = states.size === 0 ? undefined : states.get(token)
      return state === undefined ? undefined : state === 'expired' ? expired : invalid
    },
    entries: () => [...states],
    clear: () => states.clear(),
  }
}
