/**
 * Slots of a shared server: the key that holds the fewest is served first, so that a key whose requests hang, or which
 * has thousands, leaves the others their share. Nothing waits while a slot is free.
 */

export type Places = {
  /** Undefined when a slot is free at once. */
  take(key: string): Promise<void> | undefined
  giveBack(key: string): void
  heldBy(keys: readonly string[]): [key: string, count: number][]
  /** No slot is held, so nothing waits. */
  isUnused(): boolean
}

type Line = { key: string; held: number; waiting: (() => void)[] }

export function createPlaces(max: number): Places {
  let used = 0
  const lines = new Map<string, Line>()
  /** Lines with waiters, by how many slots they hold; among equals the first comes first. */
  const waitingBy = new Map<number, Set<Line>>()

  function enqueue(line: Line): void {
    const those = waitingBy.get(line.held)
    if (those) those.add(line)
    else waitingBy.set(line.held, new Set([line]))
  }

  function dequeue(line: Line): void {
    const those = waitingBy.get(line.held)
    those?.delete(line)
    if (those?.size === 0) waitingBy.delete(line.held)
  }

  /** Its count changes, so it moves. */
  function hold(line: Line, change: 1 | -1): void {
    if (line.waiting.length > 0) dequeue(line)
    line.held += change
    used += change
    if (line.waiting.length > 0) enqueue(line)
    else if (line.held === 0) lines.delete(line.key)
  }

  function serveNext(): void {
    if (waitingBy.size === 0) return
    const [line] = waitingBy.get(Math.min(...waitingBy.keys())) ?? []
    if (line === undefined) return
    dequeue(line)
    const served = line.waiting.shift()
    line.held += 1
    used += 1
    if (line.waiting.length > 0) enqueue(line)
    served?.()
  }

  return {
    take(key) {
      const line = lines.get(key) ?? { key, held: 0, waiting: [] }
      lines.set(key, line)
      if (used < max) {
        hold(line, 1)
        return undefined
      }
      return new Promise<void>((served) => {
        if (line.waiting.push(served) === 1) enqueue(line)
      })
    },
    giveBack(key) {
      const line = lines.get(key)
      if (line === undefined) return
      hold(line, -1)
      serveNext()
    },
    heldBy: (keys) => keys.map((key) => [key, lines.get(key)?.held ?? 0]),
    isUnused: () => used === 0,
  }
}
