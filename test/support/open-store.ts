/** A test store that can be opened again in its place, on either database. */
import { createIds, type NewId } from '../../src/model/ids.ts'
import type { StoreDeps } from '../../src/store/create-store.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import type { Store } from '../../src/store/store.ts'

export type TestStore = {
  /** The open store; each `reopen` replaces it. */
  store: Store
  path: string
  newId: NewId
  reopen(changes?: OpenChanges): Promise<Store>
  /** The committed rows, for facts that no store method returns. */
  rows(text: string): Record<string, unknown>[]
  /** Errors of work in pieces, such as a bot's deletion: the next piece tries again. */
  pieceErrors: unknown[]
  /** Everything stored, as text, to search for secrets in the clear. */
  everything(): string
  [Symbol.asyncDispose](): Promise<void>
}

/** Options apply to every later reopening too. */
export type OpenChanges = Partial<Omit<StoreDeps, 'seal'>> & {
  secretKey?: string
  /** The one before it. */
  formerKey?: string | undefined
  onStatement?: (text: string) => void
  /** Called with each text that was answered from memory; SQLite only. */
  onRemembered?: (text: string) => void
  /** A database never used before or after, for tests that move time. */
  isFresh?: boolean
}

/**
 * A busy machine delays callers, which is not the store's fault; refusals of late requests are tested with a shorter
 * timeout.
 */
export const patienceMs = 120_000

/** An arbitrary instant. */
export const t0 = 1_800_000_000_000

type Place = Pick<TestStore, 'path' | 'rows' | 'everything'> & {
  open(deps: StoreDeps, onStatement: OpenChanges['onStatement']): Promise<Store>
  dispose(): void
}

/** A store at its place, with all options so far. */
export async function openReopenable(
  changes: OpenChanges,
  { path, rows, everything, ...location }: Place,
): Promise<TestStore> {
  const newId = createIds(Date.now)
  let options: OpenChanges = changes
  const pieceErrors: unknown[] = []
  const onPieceError = (error: unknown) => void pieceErrors.push(error)
  let isOpen = true
  const open = () => {
    const {
      secretKey = 'a key only for tests',
      formerKey,
      onStatement,
      onRemembered: _,
      isFresh: __,
      ...deps
    } = options
    return location.open({ newId, seal: createSeal(secretKey, formerKey), onPieceError, ...deps }, onStatement)
  }
  const close = async () => {
    if (isOpen) await test.store.close()
    isOpen = false
  }
  const test: TestStore = {
    store: await open(),
    path,
    newId,
    async reopen(further = {}) {
      await close()
      options = { ...options, ...further }
      test.store = await open()
      isOpen = true
      return test.store
    },
    rows,
    pieceErrors,
    everything,
    async [Symbol.asyncDispose]() {
      await close()
      location.dispose()
    },
  }
  return test
}
