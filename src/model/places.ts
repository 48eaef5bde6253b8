/**
 * Places at a server that many share: whoever has fewest of them is served first, so that one whose requests hang, or who has thousands, leaves
 * the others their part. Nobody waits while a place is free. Used for connections to Graph servers and to addresses that callers name.
 */

export type Places = {
  /** Nothing when there is a place at once. */
  take(key: string): Promise<void> | undefined
  giveBack(key: string): void
  heldBy(keys: readonly string[]): [key: string, count: number][]
  /** Nobody has one, so nobody waits. */
  isUnused(): boolean
}

type Line = { key: string; held: number; waiting: (() => void)[] }

export function makePlaces(most: number): Places {
  let used = 0
  const lines = new Map<string, Line>()
  /** Lines in which somebody waits, by how many places they hold; of one number the one that came first. */
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

  /** Its number changes: it stands elsewhere. */
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
      if (used < most) {
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
