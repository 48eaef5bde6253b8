/**
 * Workers that are replaced by new ones while the store and the HTTP server stay: for tests of bots. What is in memory
 * goes with the old workers, and what they still have in flight can no longer reach the store.
 */
import type { Config } from '../config/config.ts'
import type { Rewind } from '../store/copy/rewind.ts'
import type { Store } from '../store/store.ts'
import { closeAll, type Disposer, type Services } from './services.ts'
import { startWorkers, type Workers } from './workers.ts'

export type Rewinding = Pick<Rewind, 'keepSettings' | 'backlog'> & {
  /** Ends all work, empties what is outside by `emptyOutside`, then the store, and begins anew. */
  rewind(emptyOutside: () => Promise<void>): Promise<void>
  /** The clock was moved: what is due is looked for now, not at the next poll. */
  turn(): void
}

export type RewindableWorkers = { workers: Workers; rewinding: Rewinding | undefined }

/** Workers as always, unless the store can be rewound. */
export async function startRewindableWorkers(
  services: Services,
  config: Config,
  disposers: Disposer[],
): Promise<RewindableWorkers> {
  const { rewinding } = services
  if (rewinding === undefined) return { workers: await startWorkers(services, config, disposers), rewinding }
  const begin = createBeginning(services, config)
  let current = await begin()
  disposers.push(() => current.end())
  return {
    workers: latest(current.workers, () => current.workers),
    rewinding: {
      keepSettings: rewinding.keepSettings,
      backlog: rewinding.backlog,
      async rewind(emptyOutside) {
        await current.end()
        await emptyOutside()
        await rewinding.rewind()
        current = await begin()
      },
      turn() {
        current.workers.poll.soon()
        current.workers.campaigns.wake()
      },
    },
  }
}

type Generation = { workers: Workers; end(): Promise<void> }

/** Nothing in flight is waited for: its end could change nothing any more. */
function createBeginning(services: Services, config: Config): () => Promise<Generation> {
  let readAir: Parameters<Services['metrics']['watchAir']>[0] | undefined
  const metrics: Services['metrics'] = {
    ...services.metrics,
    watchAir(read) {
      if (readAir === undefined) services.metrics.watchAir(() => (readAir ?? read)())
      readAir = read
    },
  }
  return async () => {
    const disposers: Disposer[] = []
    const fence = createFence(services.store)
    const own = { ...services, metrics, store: fence.store }
    const workers = await startWorkers(own, { ...config, stopTimeoutMs: 0 }, disposers)
    return {
      workers,
      async end() {
        await closeAll(disposers)
        await fence.close()
      },
    }
  }
}

type Immediate = { [Name in keyof Store]: ReturnType<Store[Name]> extends Promise<unknown> ? never : Name }[keyof Store]

/** Answered from memory: these change nothing, and need no fence. */
const immediate = {
  ownBot: true,
  ownEndpoints: true,
  appSecretOf: true,
  appSecrets: true,
  hasVerifyToken: true,
  settingsVersion: true,
  leaseIsSafe: true,
} as const satisfies Record<Immediate, true>

type Method = (...given: unknown[]) => Promise<unknown>

/** The store until `close`, which resolves when no call is under way; a call that comes later is never answered. */
function createFence(store: Store): { store: Store; close(): Promise<void> } {
  let isOpen = true
  const calls = new Set<Promise<unknown>>()
  const guard =
    (method: Method): Method =>
    (...given) => {
      if (!isOpen) return new Promise(() => {})
      const call = method(...given)
      const ended = () => void calls.delete(call)
      calls.add(call)
      call.then(ended, ended)
      return call
    }
  const guarded = Object.entries(store).map(([name, method]) => [
    name,
    Object.hasOwn(immediate, name) ? method : guard(method as Method),
  ])
  return {
    store: Object.fromEntries(guarded),
    async close() {
      isOpen = false
      await Promise.allSettled(calls)
    },
  }
}

/** The methods of the current one, also for those who took this apart before it was replaced. */
function latest<T extends object>(first: T, current: () => T): T {
  return new Proxy(first, {
    get(_first, name) {
      const read = (): unknown => Reflect.get(current(), name)
      const value = read()
      if (typeof value === 'function') return (...given: unknown[]) => (read() as Method)(...given)
      return isPlain(value) ? latest(value, read as () => object) : value
    },
  })
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
