/**
 * Time-based one-time codes as authenticator apps make them (RFC 6238: HMAC-SHA-1, 30 seconds, six digits), and
 * recovery codes. Pure.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

const stepMs = 30_000
const digits = 6
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4226: 160 bits. */
export const totpBytes = 20

export function base32(bytes: Uint8Array): string {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

export function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}

/** Content of the QR code for authenticator apps. */
export function totpUri(secret: string, email: string): string {
  const form = `algorithm=SHA1&digits=${digits}&period=${stepMs / 1_000}`
  return `otpauth://totp/Recado:${encodeURIComponent(email)}?secret=${secret}&issuer=Recado&${form}`
}

/** The time step that a code belongs to: the current, previous or next one, since clocks differ. */
export function totpStep(secret: string, code: string, now: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const given = Buffer.from(code)
  const step = Math.floor(now / stepMs)
  const near = [step, step - 1, step + 1].filter((one) => one >= 0)
  return near.find((one) => timingSafeEqual(Buffer.from(totpCode(secret, one)), given))
}

export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  const code = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits
  return String(code).padStart(digits, '0')
}

export const recoveryCodes = 10

/** 80 bits, in groups that can be read out. */
export function recoveryCode(bytes: Buffer): string {
  return (base32(bytes.subarray(0, 10)).toLowerCase().match(/.{4}/g) ?? []).join('-')
}

/** Normalizes a recovery code however a person wrote it down. */
export function normalRecovery(written: string): string {
  return written.toLowerCase().replaceAll(/[^a-z2-7]/g, '')
}
