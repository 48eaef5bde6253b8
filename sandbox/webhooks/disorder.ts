/**
 * Meta's disorder on demand: updates shuffled, duplicated, batched (statuses and messages of many people in one body)
 * and delayed, all from the one seed, so that a run can be repeated. `arrange` is pure apart from the generator; the
 * gatherer in front of the queue holds delayed updates.
 */
import type { Random } from '../random.ts'
import { createWheel } from '../timer-wheel.ts'
import type { Update } from './body.ts'

export type Disorder = {
  shuffle: boolean
  /** Probability from 0 to 1 that an update is posted twice. */
  duplicate: number
  /** The maximum of updates per post. */
  batch: number
  /** How long updates are gathered before they are arranged. */
  delayMs: number
  /** Each post holds a random number of updates from one to `batch`, as under load. */
  isUneven: boolean
  /** Probability from 0 to 1 that messages and statuses of one number share one value in a post. */
  mix: number
  /** Probability from 0 to 1 that an update has no contact. */
  dropContacts: number
}

export const noDisorder: Disorder = {
  shuffle: false,
  duplicate: 0,
  batch: 1,
  delayMs: 0,
  isUneven: false,
  mix: 0,
  dropContacts: 0,
}

export function isDisorderly(disorder: Disorder): boolean {
  const { shuffle, duplicate, batch, delayMs, dropContacts } = disorder
  return shuffle || duplicate > 0 || batch > 1 || delayMs > 0 || dropContacts > 0
}

/** The posts, each a batch of updates, in sending order. */
export function arrange<Item>(items: readonly Item[], disorder: Disorder, random: Random): Item[][] {
  const doubled = items.flatMap((item) => (random.next() < disorder.duplicate ? [item, item] : [item]))
  const ordered = disorder.shuffle ? shuffled(doubled, random) : doubled
  const posts: Item[][] = []
  for (let at = 0; at < ordered.length; ) {
    const size = disorder.isUneven ? 1 + random.below(disorder.batch) : disorder.batch
    posts.push(ordered.slice(at, at + size))
    at += size
  }
  return posts
}

/**
 * Drops contacts, and decides whether the post's lists share a value. Settings that are off draw nothing from the
 * generator.
 */
export function blur(updates: readonly Update[], { mix, dropContacts }: Disorder, random: Random): Update[] {
  const isMixed = mix > 0 && random.next() < mix
  return updates.map(({ contact, ...update }) => ({
    ...update,
    ...(contact === undefined || (dropContacts > 0 && random.next() < dropContacts) ? {} : { contact }),
    ...(isMixed ? { isMixed } : {}),
  }))
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const result = [...items]
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1)
    const item = result[index] as Item
    result[index] = result[other] as Item
    result[other] = item
  }
  return result
}

export type Gatherer<Item> = {
  add(item: Item): void
  flush(): void
  /** Must be called after time was moved by hand. */
  turn(): void
  size(): number
  clear(): void
}

/**
 * Gathers items for `delayMs` of the sandbox's time (at least 20 ms, since otherwise there would be nothing to
 * shuffle), then posts them.
 */
export function createGatherer<Item>(deps: {
  now(): number
  disorder(): Disorder
  random: Random
  post(items: Item[]): void
}): Gatherer<Item> {
  let held: Item[] = []
  const wheel = createWheel<'flush'>({ now: deps.now, onDue: () => flush() })
  const clear = () => {
    wheel.clear()
    held = []
  }
  const flush = () => {
    const items = held
    clear()
    for (const post of arrange(items, deps.disorder(), deps.random)) deps.post(post)
  }
  return {
    add(item) {
      if (held.length === 0) wheel.add('flush', deps.now() + Math.max(deps.disorder().delayMs, 20))
      held.push(item)
    },
    flush,
    turn: () => wheel.turn(),
    size: () => held.length,
    clear,
  }
}
