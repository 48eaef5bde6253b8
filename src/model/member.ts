/**
 * Those who sign in: members of the house, with roles; and the API keys of programs. (A `user` in this code is the person on the phone; the
 * management API calls members users, as everybody does.) Shapes shared by store, access and http, and what a password must be.
 */
import type { Grant } from './roles.ts'

export type Member = {
  id: string
  /** In small letters; it names the member at the sign-in. */
  email: string
  name: string
  grants: Grant[]
  /** Set: signs in no more, and nothing of theirs is valid. */
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
  /** Written now and then, not at each request. */
  seenAt: number
  /** However much it is used. */
  expiresAt: number
  address: string
  agent: string
}

export type ApiKey = {
  id: string
  name: string
  /** Its beginning, by which it is recognised. */
  prefix: string
  grants: Grant[]
  createdAt: number
  expiresAt?: number
  /** Written now and then, not at each request. */
  lastUsedAt?: number
}

export const passwordLengths = { least: 12, most: 128 }

/** One form for each text, however a keyboard composes it. */
export function normalPassword(written: string): string {
  return written.normalize('NFKC')
}

/** Why it cannot be a password: no rules of composition, only what is guessed first (OWASP ASVS 2.1). */
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

/** What most guesses are made of; runs of figures and signs count as nothing anyway. */
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

/** As it is compared and kept. */
export function normalEmail(written: string): string {
  return written.trim().toLowerCase()
}
