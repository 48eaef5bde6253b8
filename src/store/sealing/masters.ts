/**
 * The masters in the database: read into the seal (seal.ts) at the start and whenever they changed, wrapped under one
 * or two RECADO_SECRET_KEYs, and made: by the first start of an installation, or by a rotation
 * (store/rotation/steps.ts). Databases of versions before have none, and what they sealed stays readable by the key
 * alone.
 */
import { foreignKeyReason, getFact, putFact, weakKeyReason } from '../installation/facts.ts'
import { query, queryOne, type Transaction, type Value } from '../sql/transaction.ts'
import { createKeys, decrypt, type Material, newMaterial, type OperatorKey } from './master-keys.ts'
import type { Master, MasterState, Seal } from './seal.ts'
import { parsed } from './seal.ts'

export type MasterRow = {
  number: number
  state: MasterState
  wraps: string
  changed_at: number
  overlap_ms: number
  ends_at: number | null
}

/** For who reads the table by itself. */
export const masterColumns = ['number', 'state', 'wraps', 'changed_at', 'overlap_ms', 'ends_at'] as const

export function masterOf([number, state, wraps, changed_at, overlap_ms, ends_at]: readonly Value[]): MasterRow {
  return {
    number: Number(number),
    state: String(state) as MasterState,
    wraps: String(wraps),
    changed_at: Number(changed_at),
    overlap_ms: Number(overlap_ms),
    ends_at: ends_at === null || ends_at === undefined ? null : Number(ends_at),
  }
}

/** By the id of the key that wraps; the last one is the newest key. */
export type Wraps = Record<string, string>

export function* masterRows(): Transaction<MasterRow[]> {
  return yield* query<MasterRow>('select * from masters order by number')
}

export function* newestMaster(): Transaction<MasterRow | undefined> {
  return (yield* masterRows()).at(-1)
}

/**
 * Why this key will not do: it is not the one that the installation's secrets were sealed under, or it would become
 * that and is weak. An installation that has a weak one goes on with it. What was wrapped under the former key alone
 * is wrapped under the present one too.
 */
export function* openMasters(seal: Seal): Transaction<string | undefined> {
  const probe = yield* getFact('sealed')
  const before = yield* masterRows()
  if (before.length === 0) {
    const isNew = probe === undefined && !(yield* hasSecrets())
    if (isNew && seal.weakness !== undefined) return weakKeyReason(seal.weakness)
    const made = isNew ? { number: 1, material: newMaterial() } : formerFirst(seal, probe)
    if (made) yield* addMaster(seal, made)
  }
  const found = before.length === 0 ? yield* masterRows() : before
  if (!installMasters(seal, found)) return foreignKeyReason
  yield* wrapAnew(seal, found)
  if (probe !== undefined) return isProven(seal, probe) ? undefined : foreignKeyReason
  yield* putFact('sealed', seal.seal('probe', proof))
  return undefined
}

const proof = 'recado'

export function isProven(seal: Seal, probe: string): boolean {
  try {
    return seal.open('probe', probe) === proof
  } catch {
    return false
  }
}

function* hasSecrets(): Transaction<boolean> {
  const found = yield* queryOne('select id from bots union all select client_id from client_secrets limit 1')
  return found !== undefined
}

/**
 * Sealed by the former key itself, as earlier versions did: master 0 is kept then, for that key will not be given
 * for ever.
 */
function formerFirst(
  { operators }: Seal,
  probe: string | undefined,
): { number: number; material: Material } | undefined {
  const [, former] = operators
  if (former === undefined || probe === undefined) return undefined
  const key = createKeys(former.first).keyOf('seal probe')
  try {
    return key && decrypt(key, probe) === proof ? { number: 0, material: former.first } : undefined
  } catch {
    return undefined
  }
}

/** Of two first starts at once the first one's is there. */
function* addMaster(
  { operators }: Seal,
  { number, material }: { number: number; material: Material },
): Transaction<void> {
  yield* query(
    `insert into masters (number, state, wraps, changed_at) values ($1, 'current', $2, 0)
     on conflict (number) do nothing`,
    number,
    JSON.stringify(wrapped([operators[0]], number, material)),
  )
}

export function wrapped(operators: readonly OperatorKey[], number: number, material: Material): Wraps {
  return Object.fromEntries(operators.map((operator) => [operator.id, operator.wrap(number, material)]))
}

/**
 * False when one that is in use is wrapped under other keys only. Then it is left out, which is well while it
 * spreads: this process does not say that it knows it, and so nothing is sealed under it.
 */
export function installMasters(seal: Seal, found: readonly MasterRow[]): boolean {
  const read = found.map((one) => ({ ...one, material: materialOf(seal, one) }))
  const masters: Master[] = read.flatMap(({ number, state, material, ends_at }) =>
    material === undefined ? [] : [{ number, state, material, endsAt: ends_at ?? undefined }],
  )
  if (found.length === 0) masters.push({ number: 0, state: 'current', material: seal.operators[0].first })
  if (masters.some(({ state }) => state !== 'ended' && state !== 'spreading')) seal.install(masters)
  return masters.length >= found.length
}

function materialOf({ operators }: Seal, { number, wraps }: MasterRow): Material | undefined {
  const byId = wrapsOf(wraps)
  for (const operator of operators) {
    const material = operator.unwrap(number, byId[operator.id] ?? '')
    if (material) return material
  }
  return undefined
}

export function wrapsOf(text: string): Wraps {
  try {
    return JSON.parse(text) as Wraps
  } catch {
    return {}
  }
}

/** What the present key does not open by itself, and the former one does. */
export function* wrapAnew(seal: Seal, found: readonly MasterRow[]): Transaction<void> {
  const [present] = seal.operators
  const missing = found.filter(({ wraps }) => wrapsOf(wraps)[present.id] === undefined)
  for (const one of missing) {
    const material = materialOf(seal, one)
    if (material === undefined) continue
    const wraps = { ...wrapsOf(one.wraps), ...wrapped([present], one.number, material) }
    yield* query(
      'update masters set wraps = $2 where number = $1 and wraps = $3',
      one.number,
      JSON.stringify(wraps),
      one.wraps,
    )
  }
}

/** Which numbers a text names. */
export function mastersIn(stored: string): number[] {
  return parsed(stored).chain.split('-').map(Number)
}
