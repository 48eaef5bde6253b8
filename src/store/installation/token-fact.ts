/**
 * What is known of a bot's access token: until when it is valid, and since when Meta refuses it. Asking how the number
 * stands finds both; the refusal of a message finds the latter.
 */

import type { Transaction } from '../sql/transaction.ts'
import { tokenFact } from './account-facts.ts'
import { getFact, putFact } from './facts.ts'

/** `expiresAt`: in ms, 0: never; absent: Meta did not say. */
export type TokenFact = { expiresAt?: number; refusedAt?: number }

export function isToken(value: unknown): value is TokenFact {
  return typeof value === 'object' && value !== null
}

/** Meta takes it. */
export function* noteToken(botId: string, expiresAt: number | undefined): Transaction<void> {
  const { expiresAt: known } = yield* tokenOf(botId)
  const at = expiresAt ?? known
  yield* put(botId, at === undefined ? {} : { expiresAt: at })
}

/** Meta does not take it: since when is kept. */
export function* noteTokenRefused(botId: string, now: number): Transaction<void> {
  const known = yield* tokenOf(botId)
  yield* put(botId, { ...known, refusedAt: known.refusedAt ?? now })
}

function* tokenOf(botId: string): Transaction<TokenFact> {
  const found: unknown = JSON.parse((yield* getFact(tokenFact(botId))) ?? '{}')
  return isToken(found) ? found : {}
}

function* put(botId: string, fact: TokenFact): Transaction<void> {
  yield* putFact(tokenFact(botId), JSON.stringify(fact))
}
