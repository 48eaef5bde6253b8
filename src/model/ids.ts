/**
 * Ids: a prefix for the kind, then 26 characters of time and randomness, sortable by creation. Text everywhere, opaque
 * to callers. Time and randomness are injected.
 */
import { randomFillSync } from 'node:crypto'

export type IdKind =
  | 'msg'
  | 'evt'
  | 'bot'
  | 'ep'
  | 'rot'
  | 'err'
  | 'med'
  | 'cmp'
  | 'tsk'
  | 'usr'
  | 'key'
  | 'ses'
  | 'aud'
  | 'note'
  | 'view'
  | 'sup'
  | 'cnv'
export type NewId = (kind: IdKind) => string

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** 48 bits of ms and 80 random bits, base 32 (the ULID layout). */
export function createIds(clock: () => number, random: (bytes: Uint8Array) => unknown = pooled()): NewId {
  const bytes = new Uint8Array(16)
  return (kind) => {
    random(bytes)
    let text = ''
    let time = clock()
    for (let i = 0; i < 10; i++) {
      text = alphabet.charAt(time % 32) + text
      time = Math.floor(time / 32)
    }
    for (const byte of bytes) text += alphabet.charAt(byte & 31)
    return `${kind}_${text}`
  }
}

/** Requesting 16 random bytes from the system costs more than the rest of an id; 4 KB at a time makes it free. */
function pooled(): (bytes: Uint8Array) => void {
  const pool = new Uint8Array(4096)
  let used = pool.length
  return (bytes) => {
    if (used + bytes.length > pool.length) {
      randomFillSync(pool)
      used = 0
    }
    bytes.set(pool.subarray(used, used + bytes.length))
    used += bytes.length
  }
}
