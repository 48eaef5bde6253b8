/**
 * Answers in view that could not be renewed: what is seen is of a while ago. They are asked for again by themselves,
 * soon at first and then ever more seldom. Whoever looks at them is told when that first attempt has failed too, so
 * that one request that went wrong shows nothing. What is refused for good is no answer any more (`isDenied`).
 */
import type { Query, QueryCache } from '@tanstack/react-query'
import { ApiError, AuthenticationError } from '../../../sdk/client.ts'

/** `since`: of the oldest one. `nextAt`: undefined while an attempt is under way. */
export type Outdated = { since: number; error: Error; nextAt: number | undefined }

export type Renewals = {
  follow(tell: () => void): () => void
  now(): Outdated | undefined
  tryNow(): void
}

const quickMs = 2_000
const firstMs = 5_000
const longestMs = 60_000
/** Whatever else the cache says of its queries changes nothing here. */
const heard = new Set(['updated', 'removed', 'observerAdded', 'observerRemoved', 'observerOptionsUpdated'])

/** A role was taken away, or the thing deleted: what was known of it must not stay in view. */
export function isDenied(error: Error): boolean {
  return error instanceof ApiError && [403, 404, 410].includes(error.status)
}

/** `meta.isProbe`: of a query that looks whether there is an answer, and shows none. */
function isOutdated(query: Query): boolean {
  const { status, data, error, fetchMeta } = query.state
  if (status !== 'error' || data === undefined || error instanceof AuthenticationError) return false
  // A further page that did not come is told at its place (`kit/more.tsx`).
  return query.isActive() && query.meta?.isProbe !== true && fetchMeta?.fetchMore === undefined
}

export function createRenewals(cache: QueryCache): Renewals {
  const followers = new Set<() => void>()
  let rounds = 0
  let isTrying = false
  let next: { at: number; timer: ReturnType<typeof setTimeout> } | undefined
  let shown: Outdated | undefined
  const outdated = () => cache.getAll().filter(isOutdated)
  const drop = () => {
    clearTimeout(next?.timer)
    next = undefined
  }
  const attempt = async () => {
    drop()
    isTrying = true
    show(outdated())
    await Promise.allSettled(outdated().map((query) => query.fetch()))
    isTrying = false
    look()
  }
  const look = () => {
    const old = outdated()
    if (old.length === 0) {
      rounds = 0
      drop()
    } else if (next === undefined && !isTrying) {
      const pauseMs = pauseBefore(rounds++, old)
      next = { at: Date.now() + pauseMs, timer: setTimeout(() => void attempt(), pauseMs) }
    }
    show(old)
  }
  const show = (old: readonly Query[]) => {
    const found = rounds > 1 || longestWait(old) > quickMs ? describe(old, isTrying ? undefined : next?.at) : undefined
    if (isSame(found, shown)) return
    shown = found
    for (const tell of followers) tell()
  }
  cache.subscribe(({ type }) => heard.has(type) && look())
  return {
    follow(tell) {
      followers.add(tell)
      return () => followers.delete(tell)
    },
    now: () => shown,
    tryNow: () => void (isTrying || attempt()),
  }
}

/** None before the time that the gateway names. */
function pauseBefore(rounds: number, old: readonly Query[]): number {
  const pauseMs = rounds === 0 ? quickMs : Math.min(longestMs, firstMs * 2 ** (rounds - 1))
  return Math.max(pauseMs, longestWait(old))
}

function longestWait(old: readonly Query[]): number {
  return Math.max(0, ...old.map(({ state: { error } }) => (error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0)))
}

function describe(old: readonly Query[], nextAt: number | undefined): Outdated | undefined {
  const [oldest] = old.toSorted((one, other) => one.state.dataUpdatedAt - other.state.dataUpdatedAt)
  const error = oldest?.state.error
  return oldest && error ? { since: oldest.state.dataUpdatedAt, error, nextAt } : undefined
}

function isSame(one: Outdated | undefined, other: Outdated | undefined): boolean {
  return one?.since === other?.since && one?.error === other?.error && one?.nextAt === other?.nextAt
}
