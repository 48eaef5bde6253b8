/**
 * Secrets at rest (promise 12): AES-256-GCM with a key derived from RECADO_SECRET_KEY and a fresh nonce each time.
 * Client secrets are never stored, only a keyed hash of them.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { weakness } from '../model/weak-secret.ts'

export type Seal = {
  /** Why its key is weak; undefined if it is not. */
  weakness?: string | undefined
  /** base64 of nonce, tag and ciphertext. */
  seal(clear: string): string
  /** Throws if the text was sealed with another key or was changed. */
  open(sealed: string): string
  /** Hex HMAC-SHA-256: enough for secrets that we generate at 256 bits, and cheap at every request. */
  hash(secret: string): string
}

export function makeSeal(secretKey: string): Seal {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secretKey, 'recado', use, 32))
  const sealKey = derive('seal')
  const hashKey = derive('hash')
  return {
    weakness: weakness(secretKey),
    seal(clear) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce)
      const body = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, 12), { authTagLength: 16 })
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
    hash: (secret) => createHmac('sha256', hashKey).update(secret).digest('hex'),
  }
}
