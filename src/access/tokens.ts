/**
 * Tokens for sessions, API keys and sign-in links: 256 random bits each, distinguished by prefix. Only a keyed hash is
 * stored, under a key of its own for each kind, so that no token can stand in for another kind. Pure apart from the
 * injected randomness.
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

/** In every form in which it may be stored, the current one first. */
export function tokenHashes<K extends TokenKind>(
  kind: K,
  token: string,
  hashes: (use: Use<K>, text: string) => readonly string[],
): readonly string[] {
  return hashes(uses[kind], token)
}

/** Identifies an API key to people without helping to guess it: 48 of its bits. */
export function visiblePrefix(key: string): string {
  return key.slice(0, 12)
}
