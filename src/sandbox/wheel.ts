// One timing wheel instead of a timer per thing: items due in the same 5 ms share a slot and a tick, so that three
// statuses for each of thousands of messages a second cost an array push each. Runs only while it holds something.

export type Wheel<Item> = {
  /** `onDue` gets the item at `dueAt` or up to a slot later; a time already past is due on the next turn of the loop. */
  add(item: Item, dueAt: number): void
  /** To be called when time was moved by hand. */
  turn(): void
  size(): number
  clear(): void
}

const slotMs = 5

export function createWheel<Item>(deps: { now(): number; onDue(item: Item): void }): Wheel<Item> {
  const slots = new Map<number, Item[]>()
  let size = 0
  let reached = Math.floor(deps.now() / slotMs)
  let interval: NodeJS.Timeout | undefined
  let isTurnAhead = false

  const empty = (slot: number) => {
    const items = slots.get(slot)
    if (items === undefined) return
    slots.delete(slot)
    size -= items.length
    for (const item of items) deps.onDue(item)
  }
  const turn = () => {
    const current = Math.floor(deps.now() / slotMs)
    // After a leap of virtual days, visiting the slots that exist is cheaper than counting up to them.
    if (current - reached > 1_000) for (const slot of [...slots.keys()].sort(ascending)) slot <= current && empty(slot)
    else for (let slot = reached; slot <= current; slot += 1) empty(slot)
    reached = current
    if (size === 0) halt()
  }
  const halt = () => {
    clearInterval(interval)
    interval = undefined
  }
  const turnSoon = () => {
    if (isTurnAhead) return
    isTurnAhead = true
    setImmediate(() => {
      isTurnAhead = false
      turn()
    })
  }
  return {
    add(item, dueAt) {
      if (size === 0) reached = Math.floor(deps.now() / slotMs)
      const slot = Math.max(Math.ceil(dueAt / slotMs), reached)
      const items = slots.get(slot)
      if (items === undefined) slots.set(slot, [item])
      else items.push(item)
      size += 1
      if (slot === reached) turnSoon()
      interval ??= setInterval(turn, slotMs)
    },
    turn,
    size: () => size,
    clear() {
      slots.clear()
      size = 0
      halt()
    },
  }
}

function ascending(a: number, b: number): number {
  return a - b
}
