/**
 * Tokens that say who comes: sessions, API keys and sign-in links, 256 bits of chance each, told apart by their beginning. Stored is a keyed
 * hash, under a key of its own for each kind, so that none can stand for another. Pure but for chance, which comes from outside.
 */

const prefixes = { session: 'rcs_', key: 'rck_', link: 'rcl_' } as const
export type TokenKind = keyof typeof prefixes

export function newToken(kind: TokenKind, random: (bytes: number) => Buffer): string {
  return prefixes[kind] + random(32).toString('base64url')
}

export function isToken(kind: TokenKind, text: string): boolean {
  return text.length === 47 && text.startsWith(prefixes[kind]) && /^[\w-]+$/.test(text)
}

const uses = { session: 'sessions', key: 'keys', link: 'links' } as const
type Use<K extends TokenKind> = (typeof uses)[K]

export function tokenHash<K extends TokenKind>(kind: K, token: string, hash: (use: Use<K>, text: string) => string) {
  return hash(uses[kind], token)
}

/** In every form under which it may be kept, the present one first. */
export function tokenHashes<K extends TokenKind>(
  kind: K,
  token: string,
  hashes: (use: Use<K>, text: string) => readonly string[],
): readonly string[] {
  return hashes(uses[kind], token)
}

/** By which an API key is recognised, and nothing is guessed: 48 of its bits. */
export function visiblePrefix(key: string): string {
  return key.slice(0, 12)
}
