/**
 * One timer wheel instead of a timer per item: items due in the same 5 ms share a slot and a tick, so that three
 * statuses for each of thousands of messages a second cost an array push each. Runs only while it holds items.
 */

export type Wheel<Item> = {
  /**
   * `onDue` gets the item at `dueAt` or up to a slot later; an item already due fires in the next turn of the event
   * loop.
   */
  add(item: Item, dueAt: number): void
  /** Must be called after time was moved by hand: fires all due items at once, even if time stands still afterwards. */
  turn(): void
  size(): number
  clear(): void
}

export const slotMs = 5

export function createWheel<Item>(deps: { now(): number; onDue(item: Item): void }): Wheel<Item> {
  const slots = new Map<number, Item[]>()
  let overdue: Item[] = []
  let size = 0
  // The first slot not yet emptied: an item added before it would never fire.
  let open = Math.floor(deps.now() / slotMs)
  let interval: NodeJS.Timeout | undefined
  let isTurnAhead = false

  const hand = (items: readonly Item[]) => {
    size -= items.length
    for (const item of items) deps.onDue(item)
  }
  const empty = (slot: number) => {
    const items = slots.get(slot)
    if (items === undefined) return
    slots.delete(slot)
    hand(items)
  }
  const turnTo = (current: number) => {
    const from = open
    // Advanced first, because a due item may add itself again while the slots are being emptied.
    open = Math.max(open, current + 1)
    const late = overdue
    overdue = []
    hand(late)
    // After a jump of virtual days, visiting the existing slots is cheaper than counting up to them.
    if (current - from > 1_000) for (const slot of dueSlots(slots, current)) empty(slot)
    else for (let slot = from; slot <= current; slot += 1) empty(slot)
    if (size === 0) halt()
  }
  const tick = () => turnTo(Math.floor(deps.now() / slotMs))
  const halt = () => {
    clearInterval(interval)
    interval = undefined
  }
  const turnSoon = () => {
    if (isTurnAhead) return
    isTurnAhead = true
    setImmediate(() => {
      isTurnAhead = false
      tick()
    })
  }
  const retain = (item: Item, slot: number) => {
    const items = slots.get(slot)
    if (items === undefined) slots.set(slot, [item])
    else items.push(item)
  }
  return {
    add(item, dueAt) {
      size += 1
      interval ??= setInterval(tick, slotMs)
      if (dueAt > deps.now()) retain(item, Math.max(Math.ceil(dueAt / slotMs), open))
      else {
        overdue.push(item)
        turnSoon()
      }
    },
    turn: () => turnTo(Math.ceil(deps.now() / slotMs)),
    size: () => size,
    clear() {
      slots.clear()
      overdue = []
      size = 0
      open = Math.floor(deps.now() / slotMs)
      halt()
    },
  }
}

function dueSlots(slots: ReadonlyMap<number, unknown>, current: number): number[] {
  return [...slots.keys()].filter((slot) => slot <= current).sort(ascending)
}

function ascending(a: number, b: number): number {
  return a - b
}
