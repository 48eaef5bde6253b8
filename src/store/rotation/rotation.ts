/**
 * A rotation of the masters, begun once and carried on by every process (steps.ts): what one that was killed left, the
 * others or the next start go on with. Costs nothing while there is none. Bound by store/create-store.ts;
 * store/installation/facts.ts asks for the next step every second.
 */
import { freshen, freshForm } from '../sealing/forms.ts'
import { type MasterRow, masterRows, newestMaster, wrapAnew } from '../sealing/masters.ts'
import type { MasterState, Seal } from '../sealing/seal.ts'
import type { SettingsCache } from '../settings/cache.ts'
import type { Engine } from '../sql/engine.ts'
import { inPieces } from '../sql/pieces.ts'
import * as steps from './steps.ts'

export type KeyRotation = {
  /** Of the present master, or the one that comes. 0: no rotation was ever made, and none at the first start. */
  number: number
  state: MasterState
  /** When it came to this state; absent before the first rotation. */
  changedAt?: number | undefined
  /** When addresses of the former master end. */
  endsAt?: number | undefined
  /** Rows that are still of an older master. */
  left: number
}

export type RotationStore = {
  /** `overlapMs`: how long addresses of files and events stay good that were made before. */
  beginKeyRotation(input: { now: number; overlapMs: number }): Promise<steps.Begun>
  /** Addresses of the former master end now. False when none are in their overlap. */
  endKeyOverlap(now: number): Promise<boolean>
  keyRotation(): Promise<KeyRotation>
  /** Goes on as far as it can. Answers to which state it has come, if to another one. */
  carryOnKeys(now: number): Promise<MasterState | undefined>
  /** A client's secret came that is kept in another form than the first of `forms`. */
  freshenSecret(form: string, forms: readonly string[]): Promise<void>
}

type RotationDeps = Pick<Engine, 'read' | 'readSlow' | 'write' | 'leases'> & {
  seal: Seal
  cache: SettingsCache
  isStopped(): boolean
}

export function rotationStore(deps: RotationDeps): RotationStore {
  const { readSlow, write, seal, cache } = deps
  let working: Promise<MasterState | undefined> | undefined
  return {
    beginKeyRotation: (input) => cache.changing([], () => steps.beginRotation(seal, input)),
    endKeyOverlap: (now) => cache.changing([], () => steps.endOverlap(now)),
    keyRotation: () =>
      readSlow(function* () {
        const newest = yield* newestMaster()
        if (newest === undefined) return { number: 0, state: 'current' as const, left: 0 }
        const { number, state, changed_at, ends_at } = newest
        const left = state === 'current' || state === 'spreading' ? 0 : yield* steps.countLeft(number)
        return { number, state, changedAt: changed_at || undefined, endsAt: ends_at ?? undefined, left }
      }),
    carryOnKeys(now) {
      working ??= carryOn(deps, now).finally(() => {
        working = undefined
      })
      return working
    },
    async freshenSecret(form, forms) {
      const fresh = freshForm(seal, forms, form)
      if (fresh !== undefined) await write([], () => freshen('clients', form, fresh))
    },
  }
}

/** The memory says whether there is something to do: nothing is asked of the database while there is not. */
function isDue({ seal }: RotationDeps, now: number): boolean {
  const newest = seal.masters().at(-1)
  if (newest === undefined || newest.state === 'current') return false
  return newest.state !== 'overlap' || (newest.endsAt ?? 0) <= now
}

async function carryOn(deps: RotationDeps, now: number): Promise<MasterState | undefined> {
  const { read, write, seal, cache } = deps
  if (!isDue(deps, now)) return undefined
  const found = await read(masterRows)
  const newest = found.at(-1)
  if (newest === undefined) return undefined
  // What was made elsewhere may be wrapped under the key alone that is going.
  await write([], () => wrapAnew(seal, found))
  const known = seal.masters().at(-1)
  // Another process is a step ahead: heard of by the settings' version.
  if (known?.number !== newest.number || known.state !== newest.state) {
    await cache.renew()
    return undefined
  }
  const own = deps.leases.share()?.owner
  if (own !== undefined) await write([], () => steps.reportStep(own, steps.stepOf(newest)))
  return next(deps, newest, now)
}

async function next(deps: RotationDeps, newest: MasterRow, now: number): Promise<MasterState | undefined> {
  const { read, seal, cache } = deps
  const to = (from: MasterState, state: MasterState) =>
    cache
      .changing([], () => steps.moveOn(newest, { from, to: state, now }))
      .then((isMoved) => (isMoved ? state : undefined))
  switch (newest.state) {
    case 'spreading':
      return (await read(() => steps.haveAll(steps.stepOf(newest)))) ? to('spreading', 'sealing') : undefined
    case 'sealing': {
      if (!(await read(() => steps.haveAll(steps.stepOf(newest))))) return undefined
      return (await sealAll(deps)) ? to('sealing', 'overlap') : undefined
    }
    case 'overlap': {
      // What a process wrote that stood still all the while.
      if (!(await sealAll(deps))) return undefined
      const isEnded = await cache.changing([], () => steps.endRotation(seal, newest.number, now))
      return isEnded ? 'current' : undefined
    }
    default:
      return undefined
  }
}

/** Place by place, in pieces, between which others go on. Answers whether nothing is left. */
async function sealAll({ write, readSlow, seal, isStopped }: RotationDeps): Promise<boolean> {
  for (const position of steps.places) {
    let after: steps.SealedTo
    await inPieces(
      async (limit) => {
        const before = after
        after = await write([], () => steps.sealPiece(seal, position, limit, before))
        return after
      },
      (last) => last !== undefined,
      isStopped,
    )
  }
  return !isStopped() && (await readSlow(() => steps.countLeft(seal.number()))) === 0
}
