/**
 * Secrets at rest (promise 12): what is sealed (AES-256-GCM, a fresh nonce each time), hashed or marked, each use
 * under a key of its own (master-keys.ts). Of secrets that we only have to recognise nothing is kept but a keyed
 * hash. Which masters there are stands in the database: masters.ts reads them into this at the start and whenever
 * they change.
 *
 * Forms: `kN.` before a text says which master it is of; without that it is of master 0. `kN-M.` is a hash of master
 * M's, hashed once more under master N when that one came, since the secret itself is not known here: it becomes
 * plain when somebody next comes with it.
 */
import { timingSafeEqual } from 'node:crypto'
import { weakness } from '../../model/access/weak-secret.ts'
import {
  createKeys,
  createOperatorKey,
  decrypt,
  encrypt,
  type HashUse,
  type Keys,
  type LinkUse,
  type MarkUse,
  type Material,
  type OperatorKey,
  type SealUse,
} from './master-keys.ts'

/**
 * `spreading`: known, and nothing is sealed under it yet. `sealing`: what is new is, and what is older is being.
 * `overlap`: all is; addresses of the one before are good until a moment. `current`: as it stays. `former`: of which
 * something may be left. `ended`: what is kept of it.
 */
export type MasterState = 'spreading' | 'sealing' | 'overlap' | 'current' | 'former' | 'ended'

export type Master = { number: number; state: MasterState; material: Material; endsAt?: number | undefined }

export type Seal = {
  /** Why its key is weak; undefined if it is not. */
  weakness?: string | undefined
  /** `kN.` and the base64 of nonce, tag and ciphertext. */
  seal(use: SealUse, clear: string): string
  /** Throws when the text was sealed under another key or was changed. */
  open(use: SealUse, sealed: string): string
  /** Keyed, for secrets that we generate at 256 bits: cheap at every request. */
  hash(use: HashUse, secret: string): string
  /** In every form under which it may be kept: first the one that `hash` gives. */
  hashes(use: HashUse, secret: string): [string, ...string[]]
  /** A kept hash, of a secret that is not known, laid under the present master. */
  over(use: HashUse, stored: string): string
  /** Hex; the unguessable part of an address. */
  link(use: LinkUse, id: string): string
  isLink(use: LinkUse, id: string, given: string): boolean
  /** Hex; the same for ever. */
  mark(use: MarkUse, text: string): string
  /** RECADO_SECRET_KEY, then the former one if it is given. */
  operators: readonly [OperatorKey, ...OperatorKey[]]
  /** Takes the place of all that it knew. */
  install(masters: readonly Master[]): void
  masters(): readonly Master[]
  /** Under which all that is new is sealed. */
  number(): number
}

type Known = Master & { keys: Keys }

export function createSeal(secretKey: string, formerKey?: string): Seal {
  const operators: Seal['operators'] = [
    createOperatorKey(secretKey),
    ...(formerKey === undefined ? [] : [createOperatorKey(formerKey)]),
  ]
  let ring = createRing([{ number: 0, state: 'current', material: operators[0].first }])
  return {
    weakness: weakness(secretKey),
    seal: (use, clear) => {
      const { number, keys } = ring.present
      const key = keys.keyOf(`seal ${use}`)
      if (key === undefined) throw new Error(`master ${number} has no key to seal with`)
      return prefixed(String(number), encrypt(key, clear))
    },
    open(use, sealed) {
      const { chain, rest } = parsed(sealed)
      const key = ring.byNumber.get(Number(chain))?.keys.keyOf(`seal ${use}`)
      if (key === undefined) throw new Error(`sealed under master ${chain}, which this process does not know`)
      return decrypt(key, rest)
    },
    hash: (use, secret) => ring.hash(use, secret),
    hashes: (use, secret) => ring.hashes(use, secret),
    over: (use, stored) => ring.over(ring.present, use, stored),
    link: (use, id) => ring.present.keys.hmac(`link ${use}`, id) ?? '',
    // All are tried: which one it was tells nothing.
    isLink: (use, id, given) =>
      ring.living.filter(({ keys }) => isSame(given, keys.hmac(`link ${use}`, id) ?? '')).length > 0,
    mark: (use, text) => ring.oldest.keys.hmac(`mark ${use}`, text) ?? '',
    operators,
    install(masters) {
      ring = createRing(masters)
    },
    masters: () => ring.all,
    number: () => ring.present.number,
  }
}

/** Of `masters` one at least has not ended. */
function createRing(masters: readonly Master[]) {
  const all: Known[] = masters
    .map((master) => ({ ...master, keys: createKeys(master.material) }))
    .toSorted((a, b) => a.number - b.number)
  const living = all.filter(({ state }) => state !== 'ended')
  const present = living.findLast(({ state }) => state !== 'spreading')
  const [oldest] = all
  if (present === undefined || oldest === undefined) throw new Error('there is no master')
  const byNumber = new Map(all.map((master) => [master.number, master]))

  function hash(use: HashUse, secret: string): string {
    return plain(present as Known, use, secret) ?? ''
  }

  /** As `seal` says it of the one before it, laid under this one. */
  function over({ number, keys }: Known, use: HashUse, stored: string): string {
    return prefixed(`${number}-${parsed(stored).chain}`, keys.hmac(`over ${use}`, stored) ?? '')
  }

  /**
   * A rotation lays all there is under its master before the next one begins, so that masters follow each other in a
   * form. Those that spread are tried as well: another process may be a step ahead.
   */
  function hashes(use: HashUse, secret: string): [string, ...string[]] {
    const others: string[] = []
    for (const first of all) {
      let form = plain(first, use, secret)
      for (let next = first.number + 1; form !== undefined; next++) {
        if (first !== present || next > first.number + 1) others.push(form)
        const outer = byNumber.get(next)
        form = outer?.keys.keyOf(`over ${use}`) && over(outer, use, form)
      }
    }
    return [hash(use, secret), ...others.toReversed()]
  }

  return { all, living, present, oldest, byNumber, hash, hashes, over }
}

function plain({ number, keys }: Known, use: HashUse, secret: string): string | undefined {
  const hashed = keys.hmac(`hash ${use}`, secret)
  return hashed && prefixed(String(number), hashed)
}

function prefixed(chain: string, text: string): string {
  return chain === '0' ? text : `k${chain}.${text}`
}

/** `chain`: numbers of masters, the outermost first; base64 and hex have no full stop. */
export function parsed(stored: string): { chain: string; rest: string } {
  const [, chain = '0', rest = stored] = /^k(\d+(?:-\d+)*)\.(.*)$/s.exec(stored) ?? []
  return { chain, rest }
}

/** Compared without telling by its time how much is right. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b)
}
