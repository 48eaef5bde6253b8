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
/** Each two characters together: an id of single ones is 26 strings of garbage, and a message has some five ids. */
const pairs = Array.from(alphabet, (first) => Array.from(alphabet, (second) => first + second)).flat()

/** 48 bits of ms and 80 random bits, base 32 (the ULID layout). */
export function createIds(clock: () => number, random: (bytes: Uint8Array) => unknown = pooled()): NewId {
  const bytes = new Uint8Array(16)
  let last = { time: Number.NaN, text: '' }
  return (kind) => {
    random(bytes)
    const time = clock()
    if (time !== last.time) last = { time, text: textOf(time) }
    let text = `${kind}_${last.text}`
    for (let at = 0; at < bytes.length; at += 2)
      text += pairs[((bytes[at] ?? 0) & 31) * 32 + ((bytes[at + 1] ?? 0) & 31)]
    return text
  }
}

function textOf(time: number): string {
  let text = ''
  for (let left = time, at = 0; at < 5; at++) {
    text = pairs[left % 1_024] + text
    left = Math.floor(left / 1_024)
  }
  return text
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
