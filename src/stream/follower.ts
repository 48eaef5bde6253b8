/**
 * Reads the store's events in the order of `seq`, each once. With several writers a number can become visible after a
 * greater one: at a gap it waits until nobody is left who could fill it. So behind a `seq` nothing is missing.
 */
import type { Timers } from '../queue/timers.ts'
import type { EventRecord } from '../store/lists/event-list.ts'
import type { Store } from '../store/store.ts'

export type FollowerDeps = {
  store: Pick<Store, 'eventsAfter' | 'eventBounds' | 'eventWriters'>
  timers: Timers
  isStopped(): boolean
}

export type Publish = (events: readonly EventRecord[], seq: number) => void

/** Together far less than a reader may leave unread. */
export const pieceSize = 200
/** Between two looks at transactions that may still commit. */
const settleMs = 20

/** The last `seq` of now, once all before it are visible or will never be. */
export async function newestSettled(deps: FollowerDeps): Promise<number> {
  const { newest } = await deps.store.eventBounds()
  await othersEnd(deps)
  return newest
}

/** Publishes what came behind `start`; resolves with the place that was reached. */
export async function advance(deps: FollowerDeps, start: number, publish: Publish): Promise<number> {
  let seq = start
  const reach = (events: readonly EventRecord[], end: number) => {
    seq = end
    if (!deps.isStopped()) publish(events, end)
  }
  for (;;) {
    const found = await deps.store.eventsAfter(seq, pieceSize)
    const last = found.at(-1)
    if (last === undefined || deps.isStopped()) return seq
    const certain = found.slice(0, lengthOfRun(found, seq))
    const end = certain.at(-1)
    if (end !== undefined) reach(certain, end.seq)
    if (seq < last.seq) await fillGap(deps, seq, last.seq, reach)
    if (found.length < pieceSize) return seq
    await turn(deps.timers)
  }
}

/** How many follow each other without a gap. */
function lengthOfRun(found: readonly EventRecord[], start: number): number {
  const gap = found.findIndex(({ seq }, index) => seq !== start + index + 1)
  return gap === -1 ? found.length : gap
}

async function fillGap(deps: FollowerDeps, start: number, end: number, reach: Publish): Promise<void> {
  await othersEnd(deps)
  const found = await deps.store.eventsAfter(start, pieceSize)
  const settled = found.filter(({ seq }) => seq <= end)
  // Beyond a whole piece the next one reads on.
  const last = settled.length === pieceSize ? settled.at(-1) : undefined
  reach(settled, last?.seq ?? end)
}

/** Resolves when all that were writing at this moment have ended. */
async function othersEnd({ store, timers, isStopped }: FollowerDeps): Promise<void> {
  let open = new Set(await store.eventWriters())
  while (open.size > 0 && !isStopped()) {
    await new Promise<void>((resolve) => timers.after(settleMs, resolve))
    open = open.intersection(new Set(await store.eventWriters()))
  }
}

/** Others' work goes on between two pieces, also where a read takes no turn of the loop. */
export function turn(timers: Timers): Promise<void> {
  return new Promise((resolve) => timers.soon(resolve))
}
