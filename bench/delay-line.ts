/** Things that happen a fixed time after they were asked for, in order, with one timer for all of them. */

export type DelayLine<Item> = { add(item: Item): void }

/** Without a delay `onDue` is called at once. */
export function delayLine<Item>(ms: number, onDue: (item: Item) => void): DelayLine<Item> {
  if (ms === 0) return { add: onDue }
  let items: { item: Item; dueAt: number }[] = []
  let first = 0
  let isWaiting = false

  function turn(): void {
    const now = performance.now()
    for (let next = items[first]; next !== undefined && next.dueAt <= now; next = items[first]) {
      first += 1
      onDue(next.item)
    }
    const next = items[first]
    isWaiting = next !== undefined
    if (next !== undefined) setTimeout(turn, next.dueAt - now)
    else [items, first] = [[], 0]
  }

  return {
    add(item) {
      items.push({ item, dueAt: performance.now() + ms })
      if (!isWaiting) setTimeout(turn, ms)
      isWaiting = true
    },
  }
}
