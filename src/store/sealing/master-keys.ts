/**
 * The keys of the installation: a master is 32 bytes of chance, each use has a key of its own derived from it
 * (HKDF-SHA-256, salt `recado`, the use as info), and masters are kept wrapped (AES-256-GCM) under a key derived
 * from RECADO_SECRET_KEY. Master 0 is what versions before masters had: two keys derived from RECADO_SECRET_KEY
 * itself, one for all that is sealed and one for all that is hashed, each kind of text behind a word. Derivations
 * and formats are fixed by vectors in test/unit/master-keys.test.ts: a change makes every database unreadable. Pure
 * but for nonces and new masters.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/**
 * What is sealed: credentials of bots and of their former numbers, of endpoints, second factors, the management
 * token, the proof of the key.
 */
export type SealUse = 'bots' | 'endpoints' | 'totp' | 'token' | 'probe'
/** Secrets of which only a hash is kept, and which nobody here knows. */
export const hashUses = ['clients', 'keys', 'sessions', 'links', 'recovery'] as const
export type HashUse = (typeof hashUses)[number]
/** The unguessable part of addresses. */
export type LinkUse = 'media' | 'events'
/**
 * What must stay comparable for ever: ids of erased messages, people in the audit trail, apps, secrets in the audit
 * trail.
 */
export const markUses = ['erased', 'person', 'app', 'audit'] as const
export type MarkUse = (typeof markUses)[number]

/** `over`: for a hash that another master made, hashed once more. */
export type Label = `seal ${SealUse}` | `${'hash' | 'over'} ${HashUse}` | `link ${LinkUse}` | `mark ${MarkUse}`

/** Bytes as base64. */
export type Material =
  | { kind: 'master'; key: string }
  | { kind: 'first'; seal: string; hash: string }
  /** What is left of one that has ended. */
  | { kind: 'kept'; isFirst: boolean; keys: Partial<Record<Label, string>> }

export type Keys = {
  /** Undefined: it has ended for this use. */
  keyOf(label: Label): Buffer | undefined
  /** Hex HMAC-SHA-256. */
  hmac(label: Label, text: string): string | undefined
}

/** Before masters one key hashed everything, and these words kept the kinds apart. */
const words: Partial<Record<Label, string>> = {
  'hash keys': 'key ',
  'hash sessions': 'session ',
  'hash links': 'link ',
  'hash recovery': 'recovery ',
  'link media': 'media ',
  'link events': 'event ',
  'mark erased': 'erased ',
  'mark person': 'audit person ',
  'mark app': 'app ',
  'mark audit': 'audit ',
}

/** Each key is derived once: 3 µs, of which a request must not pay for each hash. */
export function createKeys(material: Material): Keys {
  const known = new Map<Label, Buffer | undefined>()
  const isFirst = material.kind === 'first' || (material.kind === 'kept' && material.isFirst)
  function keyOf(label: Label): Buffer | undefined {
    if (!known.has(label)) known.set(label, derivedOf(material, label))
    return known.get(label)
  }
  return {
    keyOf,
    hmac(label, text) {
      const key = keyOf(label)
      const word = isFirst ? (words[label] ?? '') : ''
      return key && createHmac('sha256', key).update(`${word}${text}`).digest('hex')
    },
  }
}

function derivedOf(material: Material, label: Label): Buffer | undefined {
  switch (material.kind) {
    case 'master':
      return derive(Buffer.from(material.key, 'base64'), label)
    case 'first':
      // Nothing was hashed before it that it could be laid over.
      if (label.startsWith('over ')) return undefined
      return Buffer.from(label.startsWith('seal ') ? material.seal : material.hash, 'base64')
    case 'kept': {
      const key = material.keys[label]
      return key === undefined ? undefined : Buffer.from(key, 'base64')
    }
  }
}

function derive(key: string | Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, 'recado', info, 32))
}

export function newMaterial(): Material {
  return { kind: 'master', key: randomBytes(32).toString('base64') }
}

/** Master 0, as RECADO_SECRET_KEY alone gives it. */
export function firstMaterial(secretKey: string): Material {
  const [seal, hash] = [derive(secretKey, 'seal'), derive(secretKey, 'hash')]
  return { kind: 'first', seal: seal.toString('base64'), hash: hash.toString('base64') }
}

/** Of one that ends, what is still needed. Undefined: nothing. */
export function retainedOf(material: Material, labels: readonly Label[]): Material | undefined {
  const { keyOf } = createKeys(material)
  const keys: Partial<Record<Label, string>> = {}
  for (const label of labels) {
    const key = keyOf(label)
    if (key) keys[label] = key.toString('base64')
  }
  const isFirst = material.kind === 'first' || (material.kind === 'kept' && material.isFirst)
  return Object.keys(keys).length === 0 ? undefined : { kind: 'kept', isFirst, keys }
}

// ── sealing ─────────────────────────────────────────────────

/** base64 of nonce (12), tag (16) and ciphertext. `about` is authenticated along with it. */
export function encrypt(key: Buffer, clear: string, about = ''): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  if (about !== '') cipher.setAAD(Buffer.from(about))
  const body = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')
}

/** Throws when it was sealed under another key or was changed. */
export function decrypt(key: Buffer, sealed: string, about = ''): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
  if (about !== '') decipher.setAAD(Buffer.from(about))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}

// ── the operator's key ──────────────────────────────────────

/** RECADO_SECRET_KEY, or the former one, as what wraps masters. */
export type OperatorKey = {
  /** By which a wrapping says under which key it is: 64 bits, derived, so that it tells nothing of the key. */
  id: string
  /** Master 0. */
  first: Material
  wrap(number: number, material: Material): string
  /** Undefined: it is of another key, or no wrapping at all. */
  unwrap(number: number, wrapped: string): Material | undefined
}

export function createOperatorKey(secretKey: string): OperatorKey {
  const key = derive(secretKey, 'wrap')
  return {
    id: derive(secretKey, 'wrap id').toString('hex').slice(0, 16),
    first: firstMaterial(secretKey),
    wrap: (number, material) => encrypt(key, JSON.stringify(material), `master ${number}`),
    unwrap(number, wrapped) {
      try {
        return JSON.parse(decrypt(key, wrapped, `master ${number}`)) as Material
      } catch {
        return undefined
      }
    },
  }
}
