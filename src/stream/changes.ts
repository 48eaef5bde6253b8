/**
 * Tells everybody in this process who follows them what has changed without an event: one read for all who are at the
 * same place, and none while nobody follows. The store is asked to add up what was counted, since the changes go with
 * that: so they are told within a moment, from whichever process they come.
 */
import { type Poll, startPoll } from '../queue/poll.ts'
import { realTimers, type Timers } from '../queue/timers.ts'
import type { ChangePiece, ChangeRecord } from '../store/lists/change-stream.ts'
import type { Store } from '../store/store.ts'
import type { EventHub } from './hub.ts'

export type ChangeHubDeps = {
  store: Pick<Store, 'addUpFigures' | 'changesAfter' | 'changeBounds'>
  clock: () => number
  timers?: Timers
  /** The store could not be read; the next look retries. */
  onError(error: unknown): void
}

/** What one follows: events, and what changes without one. */
export type Hubs = { hub: EventHub; changes: ChangeHub }

export type ChangeReader = {
  /** First without changes: the place where it begins. */
  take(changes: readonly ChangeRecord[], seq: number): void
  /** Too much was missed to be told. */
  missed(seq: number): void
  /** It has not read yet what it was given: later, from its own place. */
  isBusy(): boolean
}

export type ChangeHub = {
  /** From behind `former` on, or from now on. Returns a function that leaves. */
  follow(reader: ChangeReader, former: number | undefined): () => void
  stop(): Promise<void>
}

/** Oftener would add up the same figures again and again. */
const lookMs = 300
/** Places of one read: as many as a reader may have missed within some seconds. */
const pieceSize = 20

export function createChangeHub(deps: ChangeHubDeps): ChangeHub {
  const { store, clock, timers = realTimers } = deps
  const places = new Map<ChangeReader, number | undefined>()
  let poll: Poll | undefined

  async function look(): Promise<void> {
    await store.addUpFigures(clock())
    const bounds = await store.changeBounds()
    const pieces = new Map<number, Promise<ChangePiece | undefined>>()
    const pieceBehind = (seq: number) => {
      const found = pieces.get(seq) ?? store.changesAfter(seq, pieceSize)
      pieces.set(seq, found)
      return found
    }
    for (const [reader, former] of [...places]) {
      const place = former ?? bounds.newest
      if (former === undefined) reach(reader, place, () => reader.take([], place))
      else if (former < bounds.oldest || former > bounds.newest)
        reach(reader, bounds.newest, () => reader.missed(bounds.newest))
      else if (former < bounds.newest && !reader.isBusy()) {
        const found = await pieceBehind(former)
        if (found) reach(reader, found.seq, () => reader.take(found.records, found.seq))
      }
    }
  }

  function reach(reader: ChangeReader, seq: number, report: () => void): void {
    // It may have left while the store was read.
    if (!places.has(reader)) return
    places.set(reader, seq)
    report()
  }

  return {
    follow(reader, former) {
      places.set(reader, former)
      poll ??= startPoll({ timers, look, onDue() {}, onError: deps.onError }, lookMs)
      poll.soon()
      return () => {
        places.delete(reader)
        if (places.size > 0) return
        void poll?.stop()
        poll = undefined
      }
    },
    async stop() {
      places.clear()
      await poll?.stop()
      poll = undefined
    },
  }
}
