/**
 * Members, who sign in and have roles; and API keys of programs. (A `user` in this code is the person on the phone; the
 * management API calls members users, as is usual.) Also password rules.
 */
import type { Grant } from './roles.ts'

export type Member = {
  id: string
  /** In lower case; it identifies the member at sign-in. */
  email: string
  name: string
  grants: Grant[]
  /** When set, the member cannot sign in, and none of the member's credentials is valid. */
  disabledAt?: number
  hasPassword: boolean
  hasTotp: boolean
  lastSignInAt?: number
  createdAt: number
  updatedAt: number
  /** Grows with every change; the store sets it. */
  revision?: number
}

export type Session = {
  id: string
  memberId: string
  createdAt: number
  /** Updated from time to time, not at each request. */
  seenAt: number
  /** Independent of use. */
  expiresAt: number
  address: string
  agent: string
}

export type ApiKey = {
  id: string
  name: string
  /** The beginning of the key, which identifies it. */
  prefix: string
  grants: Grant[]
  createdAt: number
  expiresAt?: number
  /** Updated from time to time, not at each request. */
  lastUsedAt?: number
}

export const passwordLengths = { least: 12, most: 128 }

/** One form for each text, however a keyboard composes it. */
export function normalPassword(written: string): string {
  return written.normalize('NFKC')
}

/** The reason why a password is refused: no composition rules, only length and common guesses (OWASP ASVS 2.1). */
export function passwordFault(
  password: string,
  about: { email: string; name: string },
): 'short' | 'long' | 'weak' | undefined {
  const characters = [...password]
  if (characters.length < passwordLengths.least) return 'short'
  if (characters.length > passwordLengths.most) return 'long'
  if (new Set(characters).size < 5) return 'weak'
  const plain = password.toLowerCase().slice(0, passwordLengths.most * 4)
  const parts = [
    about.email.toLowerCase(),
    about.email.split('@')[0]?.toLowerCase() ?? '',
    about.name.toLowerCase(),
    ...guessedFirst,
  ]
  let left = plain
  for (const part of parts) if (part.length >= 4) left = left.split(part).join('')
  left = left.replaceAll(/[\d\W_]/g, '')
  return left.length < 4 ? 'weak' : undefined
}

/** Parts of the most common guesses; runs of digits and signs do not count anyway. */
const guessedFirst = [
  'password',
  'contraseña',
  'contrasena',
  'senha',
  'qwerty',
  'recado',
  'whatsapp',
  'administrator',
  'admin',
  'welcome',
  'letmein',
  'abcdef',
  'iloveyou',
]

/** The form that is compared and stored. */
export function normalEmail(written: string): string {
  return written.trim().toLowerCase()
}
