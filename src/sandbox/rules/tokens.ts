// Access tokens: any that is not empty is valid until the control API says otherwise. Answers Meta's 190 for the others
// (cloud-api.md 5). Every Graph request is held against it.

import type { Refusal } from '../graph/error.ts'

export const tokenStates = ['valid', 'expired', 'invalid'] as const
export type TokenState = (typeof tokenStates)[number]

export type Tokens = {
  set(token: string, state: TokenState): void
  /** How many are not valid. */
  size(): number
  refusalOf(token: string): Refusal | undefined
  /** Those that are not valid. */
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
