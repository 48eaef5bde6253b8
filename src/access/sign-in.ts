/**
 * Signing in: by address and password, with a code where a second factor is on; by single-use link; and
 * re-authentication. Attempts are throttled by address and by person (`model/access/attempt-limit.ts`).
 */
import type { AttemptLimit } from '../model/access/attempt-limit.ts'
import { createAttemptLimit } from '../model/access/attempt-limit.ts'
import { type Member, normalEmail, type Session } from '../model/access/member.ts'
import type { NewId } from '../model/ids.ts'
import { dayMs, hourMs } from '../model/time.ts'
import type { AccessStore } from '../store/access/store.ts'
import type { Seal } from '../store/sealing/seal.ts'
import { BusyError, type Passwords } from './passwords.ts'
import { newToken, tokenHash } from './tokens.ts'
import { normalRecovery, totpStep } from './totp.ts'

export type SignInDeps = {
  store: AccessStore
  clock: () => number
  newId: NewId
  random: (bytes: number) => Buffer
  seal: Pick<Seal, 'open' | 'hash' | 'hashes'>
  passwords: Passwords
  sessionMs: number
}

export type Tried = { email: string; password: string; code?: string | undefined; address: string }
export type SignedIn =
  /** `proof`: the hash that the password was verified against. */
  | { kind: 'in'; member: Member; proof: string }
  | { kind: 'refused' }
  | { kind: 'second_factor' }
  | { kind: 'wait'; waitMs: number }
  | { kind: 'busy' }

export type SignIn = ReturnType<typeof createSignIn>

/** One person from one address: nobody mistypes more often without checking what they type. */
const ofPair = { free: 5, firstMs: 1_000, maxMs: 15 * 60_000, forgetMs: hourMs, maxKeys: 10_000 }
/** One address, whichever person it tries. */
const ofAddress = { free: 30, firstMs: 1_000, maxMs: 15 * 60_000, forgetMs: hourMs, maxKeys: 10_000 }
/** One person from any address. Strangers must not lock a person out for long. */
const ofPerson = { free: 50, firstMs: 1_000, maxMs: 60_000, forgetMs: hourMs, maxKeys: 10_000 }

export function createSignIn(deps: SignInDeps) {
  const limits = {
    pair: createAttemptLimit(ofPair),
    address: createAttemptLimit(ofAddress),
    person: createAttemptLimit(ofPerson),
  }

  /** Counts an attempt, runs it if allowed, and clears the counters on success. */
  async function guarded(email: string, address: string, evaluate: () => Promise<SignedIn>): Promise<SignedIn> {
    const keys: [AttemptLimit, string][] = [
      [limits.pair, `${email} ${address}`],
      [limits.person, email],
    ]
    // Behind a proxy on this machine every request has the loopback address, so it identifies no one.
    if (!isLoopback(address)) keys.push([limits.address, address])
    const waitMs = beginAll(keys, deps.clock())
    if (waitMs > 0) return { kind: 'wait', waitMs }
    const result = await evaluate().catch((error: unknown): SignedIn => {
      if (error instanceof BusyError) return { kind: 'busy' }
      throw error
    })
    if (result.kind === 'in') limits.pair.succeed(`${email} ${address}`)
    if (result.kind !== 'refused') for (const [limit, key] of keys) limit.withdraw(key)
    return result
  }

  return {
    signIn({ email: written, password, code, address }: Tried): Promise<SignedIn> {
      const email = normalEmail(written)
      return guarded(email, address, async () => {
        const member = await deps.store.memberOfEmail(email)
        const known = member && (await deps.store.credentials(member.id))
        const isRight = await deps.passwords.verify(password, known?.password)
        if (member === undefined || known === undefined || !isRight || member.disabledAt !== undefined)
          return { kind: 'refused' }
        const proof = known.password ?? ''
        if (known.totp === undefined) return { kind: 'in', member, proof }
        if (code === undefined || code === '') return { kind: 'second_factor' }
        const isCode = await isSecondFactor(deps, known.memberId, known.totp, code)
        return isCode ? { kind: 'in', member, proof } : { kind: 'refused' }
      })
    },
    /** Re-authenticates a signed-in person before a sensitive operation. */
    prove(member: Member, password: string, address: string): Promise<SignedIn> {
      return guarded(member.email, address, async () => {
        const known = await deps.store.credentials(member.id)
        const isRight = await deps.passwords.verify(password, known?.password)
        return isRight ? { kind: 'in', member, proof: known?.password ?? '' } : { kind: 'refused' }
      })
    },
    /**
     * Opens a session; the token goes to the browser and is stored nowhere. Returns undefined when the proof is no
     * longer valid because the password was changed meanwhile.
     */
    async open(
      { member: { id: memberId }, proof }: Pick<Extract<SignedIn, { kind: 'in' }>, 'member' | 'proof'>,
      { address, agent }: Pick<Session, 'address' | 'agent'>,
    ): Promise<string | undefined> {
      const token = newToken('session', deps.random)
      const now = deps.clock()
      const session: Session = {
        id: deps.newId('ses'),
        memberId,
        createdAt: now,
        seenAt: now,
        expiresAt: now + deps.sessionMs,
        address,
        agent: agent.slice(0, 200),
      }
      const isOpen = await deps.store.addSession({
        ...session,
        tokenHash: tokenHash('session', token, deps.seal.hash),
        provenBy: proof,
      })
      return isOpen ? token : undefined
    },
    /** A sign-in link for a member; without `memberId`, for the first person. */
    async link(memberId: string | undefined, spanMs: number): Promise<{ token: string; expiresAt: number }> {
      const token = newToken('link', deps.random)
      const createdAt = deps.clock()
      const expiresAt = createdAt + spanMs
      await deps.store.addLink({ tokenHash: tokenHash('link', token, deps.seal.hash), memberId, createdAt, expiresAt })
      return { token, expiresAt }
    },
  }
}

function beginAll(keys: [AttemptLimit, string][], now: number): number {
  for (const [index, [limit, key]] of keys.entries()) {
    const waitMs = limit.begin(key, now)
    if (waitMs === 0) continue
    for (const [counted, of] of keys.slice(0, index)) counted.withdraw(of)
    return waitMs
  }
  return 0
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address)
}

/** Each code works once, whichever process receives it. */
async function isSecondFactor(
  { store, seal, clock }: SignInDeps,
  id: string,
  sealed: string,
  code: string,
): Promise<boolean> {
  const step = totpStep(seal.open('totp', sealed), code.replaceAll(/\s/g, ''), clock())
  if (step !== undefined) return store.useTotpStep(id, step)
  const recovery = normalRecovery(code)
  return recovery.length === 16 && store.useRecovery(id, seal.hashes('recovery', recovery))
}

/**
 * Link for the first member, until one can sign in. Each start makes a new one, since only the reader of that start's
 * output sees it.
 */
export async function firstLink(
  deps: Pick<SignInDeps, 'store' | 'clock' | 'random' | 'seal'>,
): Promise<string | undefined> {
  if (await deps.store.hasMembers()) return undefined
  const token = newToken('link', deps.random)
  const createdAt = deps.clock()
  await deps.store.addLink({
    tokenHash: tokenHash('link', token, deps.seal.hash),
    createdAt,
    expiresAt: createdAt + dayMs,
  })
  return token
}
