/**
 * Password hashing: Node's own scrypt on its thread pool, a few at once because the pool also serves files and DNS. The
 * parameters are stored with the hash so that they can grow. An unknown user costs the same time as a known one.
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { normalPassword } from '../model/access/member.ts'

export type Passwords = {
  /** Rejects with `BusyError` when too many hashes wait. */
  hash(password: string): Promise<string>
  verify(password: string, hashed: string | undefined): Promise<boolean>
}

export type PasswordCost = { N: number; r: number; p: number }

/** 32 MiB and some 0.3 s: one of the equivalent settings of OWASP's Password Storage Cheat Sheet (June 2025). */
export const defaultCost: PasswordCost = { N: 2 ** 15, r: 8, p: 3 }
const keyBytes = 32
const maxAtOnce = 2
const maxWaiting = 30
const maxMemory = 256 * 1024 * 1024

/** More people sign in at this moment than the process can serve. */
export class BusyError extends Error {}

export function createPasswords(cost: PasswordCost = defaultCost): Passwords {
  const inTurn = createTurns()
  const hash = async (password: string) => {
    const salt = randomBytes(16)
    const key = await inTurn(() => derive(password, salt, cost))
    return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
  }
  const nobody = ['scrypt', cost.N, cost.r, cost.p, 'bm9ib2R5', Buffer.alloc(keyBytes).toString('base64url')].join('$')
  return {
    hash,
    async verify(password, hashed) {
      const parts = read(hashed ?? nobody)
      if (parts === undefined) return false
      const key = await inTurn(() => derive(password, parts.salt, parts.cost))
      return hashed !== undefined && key.length === parts.key.length && timingSafeEqual(key, parts.key)
    },
  }
}

function read(hashed: string): { cost: PasswordCost; salt: Buffer; key: Buffer } | undefined {
  const [kind, N, r, p, salt = '', key = ''] = hashed.split('$')
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const isSound = Object.values(cost).every((one) => Number.isInteger(one) && one > 0)
  if (kind !== 'scrypt' || !isSound || 128 * cost.N * cost.r > maxMemory) return undefined
  return { cost, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }
}

function derive(password: string, salt: Buffer, { N, r, p }: PasswordCost): Promise<Buffer> {
  const options: ScryptOptions = { N, r, p, maxmem: 128 * N * r * 2 }
  return new Promise((resolve, reject) => {
    scrypt(normalPassword(password), salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= maxAtOnce) {
      if (waiting.length >= maxWaiting) throw new BusyError('too many passwords are being checked at once')
      await new Promise<void>((turn) => waiting.push(turn))
    } else running += 1
    try {
      return await work()
    } finally {
      // The slot goes to the next in the queue, or becomes free.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
