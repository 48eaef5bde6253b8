/**
 * Tokens that say who comes: sessions, API keys and sign-in links, 256 bits of chance each, told apart by their beginning. Stored is a keyed
 * hash, under a word of its own for each kind, so that none can stand for another. Pure but for chance, which comes from outside.
 */

const prefixes = { session: 'rcs_', key: 'rck_', link: 'rcl_' } as const
export type TokenKind = keyof typeof prefixes

export function newToken(kind: TokenKind, random: (bytes: number) => Buffer): string {
  return prefixes[kind] + random(32).toString('base64url')
}

export function isToken(kind: TokenKind, text: string): boolean {
  return text.length === 47 && text.startsWith(prefixes[kind]) && /^[\w-]+$/.test(text)
}

export function tokenHash(kind: TokenKind, token: string, hash: (text: string) => string): string {
  return hash(`${kind} ${token}`)
}

/** By which an API key is recognised, and nothing is guessed: 48 of its bits. */
export function visiblePrefix(key: string): string {
  return key.slice(0, 12)
}
