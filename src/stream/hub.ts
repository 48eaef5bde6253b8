/**
 * Hands the store's events to everybody in this process who follows them: one read for all, however many they are, and
 * none while nobody does. Whoever was away is first read what came meanwhile, and joins the others where those are.
 */
import { dayMs } from '../model/time.ts'
import { type Poll, startPoll } from '../queue/poll.ts'
import { realTimers, type Timers } from '../queue/timers.ts'
import type { EventRecord } from '../store/lists/event-list.ts'
import { advance, type FollowerDeps, newestSettled, pieceSize, turn } from './follower.ts'

export type EventHubDeps = Pick<FollowerDeps, 'store'> & {
  clock: () => number
  /** How long events are kept, ms. */
  retainedMs: number
  timers?: Timers
  /** The store could not be read; the next poll retries. */
  onError(error: unknown): void
}

/** A place in the order of events. `at`: all before it were told at that time. */
export type StreamPlace = { seq: number; at: number }

export type StreamReader = {
  /** Events between the place before and this one, oldest first; of all bots. */
  take(events: readonly EventRecord[], place: StreamPlace): void
  /** Its former place is not known any more: it begins anew. */
  reset(): void
  /** It has not read yet what it was given. */
  isBusy(): boolean
  /** Resolves when it has, or has ended. */
  drained(): Promise<void>
  /** The hub stops, or could not read what it has missed. */
  end(): void
}

export type EventHub = {
  /** Events were committed. */
  wake(): void
  /** From `former` on, or from now on. Returns a function that leaves. */
  follow(reader: StreamReader, former: StreamPlace | undefined): () => void
  /** The place of now, for readers to whom nothing was told meanwhile. */
  place(): StreamPlace
  stop(): Promise<void>
}

const pollMs = 1_000
/** Groups of writes follow each other within milliseconds: one read for several of them. */
const gatherMs = 20
/** Clocks of processes differ a little. */
const skewMs = 60_000
const nowhere: StreamPlace = { seq: 0, at: 0 }

export function createEventHub(deps: EventHubDeps): EventHub {
  const { store, clock, timers = realTimers } = deps
  const readers = new Set<StreamReader>()
  /** Those who have caught up, each with its place. */
  const live = new Map<StreamReader, StreamPlace>()
  let running: Running | undefined
  let isStopped = false

  const start = () => {
    const started = startRunning({ ...deps, timers }, (events, place) => {
      for (const [reader, at] of [...live]) {
        if (place.seq <= at.seq) continue
        live.set(reader, place)
        if (reader.isBusy()) lag(reader, at)
        else reader.take(behind(events, at.seq), place)
      }
    })
    started.begun.catch(() => {})
    return started
  }

  async function begin(reader: StreamReader, former: StreamPlace | undefined): Promise<void> {
    running ??= start()
    const { begun, place } = running
    await begun
    let at = former ?? place()
    if (
      former !== undefined &&
      isLost(former, await store.eventBounds(), place(), clock() - deps.retainedMs + skewMs)
    ) {
      reader.reset()
      at = place()
    }
    reader.take([], at)
    await catchUp(reader, at)
  }

  /** Reads for it alone, as fast as it takes it, until it is where the others are. */
  async function catchUp(reader: StreamReader, start: StreamPlace): Promise<void> {
    let at = start
    const isGone = () => !readers.has(reader) || running === undefined
    const now = () => running?.place() ?? nowhere
    for (let end = now(); at.seq < end.seq && !isGone(); end = now()) {
      const found = await store.eventsAfter(at.seq, pieceSize)
      const last = found.length < pieceSize ? undefined : found.at(-1)
      at = last === undefined || last.seq > end.seq ? end : { seq: last.seq, at: Math.min(last.at, end.at) }
      if (!isGone()) reader.take(until(found, at.seq), at)
      await turn(timers)
      await reader.drained()
    }
    if (!isGone()) live.set(reader, at)
  }

  /** Who is slow reads at its own pace, so that nothing gathers in memory for it. */
  function lag(reader: StreamReader, at: StreamPlace): void {
    live.delete(reader)
    guarded(
      reader,
      reader.drained().then(() => catchUp(reader, at)),
    )
  }

  function guarded(reader: StreamReader, work: Promise<void>): void {
    work.catch((error: unknown) => {
      deps.onError(error)
      if (readers.has(reader)) reader.end()
    })
  }

  function leave(reader: StreamReader): void {
    readers.delete(reader)
    live.delete(reader)
    if (readers.size > 0) return
    void running?.stop()
    running = undefined
  }

  return {
    wake: () => running?.soon(),
    place: () => running?.place() ?? nowhere,
    follow(reader, former) {
      if (isStopped) reader.end()
      else {
        readers.add(reader)
        guarded(reader, begin(reader, former))
      }
      return () => leave(reader)
    },
    async stop() {
      isStopped = true
      const ending = running?.stop()
      for (const reader of [...readers]) reader.end()
      await ending
    },
  }
}

type Running = { begun: Promise<void>; place(): StreamPlace; stop(): Promise<void> } & Pick<Poll, 'soon'>

/** Reads the store for as long as somebody follows. */
function startRunning(
  { store, clock, timers, onError }: EventHubDeps & { timers: Timers },
  publish: (events: readonly EventRecord[], place: StreamPlace) => void,
): Running {
  let place: StreamPlace | undefined
  let isStopped = false
  let cancel: (() => void) | undefined
  const following: FollowerDeps = { store, timers, isStopped: () => isStopped }
  const begun = Promise.withResolvers<void>()

  async function look(): Promise<void> {
    const at = clock()
    if (place === undefined) {
      place = { seq: await newestSettled(following), at }
      begun.resolve()
      return
    }
    await advance(following, place.seq, (events, seq) => {
      place = { seq, at }
      publish(events, place)
    })
    place = { ...place, at }
  }

  const poll = startPoll(
    {
      timers,
      look,
      onDue() {},
      onError(error) {
        // Who waits for the beginning is told; the others wait for the next poll.
        begun.reject(error)
        onError(error)
      },
    },
    pollMs,
  )
  return {
    begun: begun.promise,
    place: () => place ?? nowhere,
    soon() {
      cancel ??= timers.after(gatherMs, () => {
        cancel = undefined
        poll.soon()
      })
    },
    async stop() {
      isStopped = true
      cancel?.()
      await poll.stop()
    },
  }
}

function behind(events: readonly EventRecord[], seq: number): readonly EventRecord[] {
  const [first] = events
  return first === undefined || first.seq > seq ? events : events.filter((event) => event.seq > seq)
}

function until(events: readonly EventRecord[], seq: number): readonly EventRecord[] {
  return events.filter((event) => event.seq <= seq)
}

/**
 * Retention may have deleted what came behind it, perhaps by a former setting that was shorter; or it is of another
 * database than this one.
 */
function isLost(
  { seq, at }: StreamPlace,
  { oldest, newest }: { oldest: number; newest: number },
  now: StreamPlace,
  retainedSince: number,
): boolean {
  const isOld = at < now.at - dayMs
  return at < retainedSince || (isOld && oldest > seq + 1) || seq > Math.max(newest, now.seq)
}
