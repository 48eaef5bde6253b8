/**
 * A writer: the writes of the bots that are its own, in groups, one group after the other. A group costs some twenty
 * round trips whatever it has, so the writes that come while one runs share the next. While a group is slow, for its
 * many rows or its many locks, those of other bots go on beside it, over a connection of their own.
 */
import { createTurns, type TurnsOptions, type Waiting } from '../sql/fair-queue.ts'
import { createGroupStart } from '../sql/group-start.ts'

export type Written = Waiting & { botIds: readonly string[] }

export type WriterDeps<Item extends Written> = TurnsOptions & {
  /** Writes a group over one of two connections; settles each of its members, and never rejects. */
  settle(group: Item[], connection: 'usual' | 'beside'): Promise<void>
  /** Called after each group with its size and its duration. */
  onGroup?: ((size: number, ms: number) => void) | undefined
  /** How long a group runs before those of other bots go on beside it. */
  slowMs?: number
}

export type Writer<Item> = {
  add(item: Item): void
  /** Resolves when nothing waits any more and the last group has ended. */
  drained(): Promise<void>
}

/** A group takes some 20 ms, and a message waits for several. */
const usualSlowMs = 100

export function createWriter<Item extends Written>(deps: WriterDeps<Item>): Writer<Item> {
  const { settle, onGroup, slowMs = usualSlowMs, ...options } = deps
  const turns = createTurns<Item>(options)
  /** Bots of the groups that run: no other group may have writes of them. */
  const busy = new Set<string>()
  const isHeld = ({ botIds }: Item) => botIds.some((id) => busy.has(id))
  let working: Promise<void> | undefined
  let helping: Promise<void> | undefined
  let isSlow = false
  let isClosing = false

  const groups = createGroupStart(() => {
    working ??= new Promise((turn) => setImmediate(turn)).then(work)
    if (isSlow) help()
  })

  function help(): void {
    if (turns.urgent() > 0) helping ??= workBeside().finally(begin)
  }

  /** What was held for its bots may go on. */
  function begin(): void {
    helping = undefined
    if (working === undefined && turns.urgent() > 0) groups.ask({ mayWait: false }, turns.patient())
  }

  /** Writes that arrive while a group is running form the next one. */
  async function work(): Promise<void> {
    do {
      const group = turns.take(groups.begin(turns.patient(), turns.hasInOrder()) || isClosing, isHeld)
      if (group.length === 0) break
      const timer = setTimeout(() => {
        isSlow = true
        help()
      }, slowMs)
      await run(group, 'usual')
      clearTimeout(timer)
      isSlow = false
      groups.ended()
    } while (turns.urgent() > 0)
    working = undefined
    if (turns.patient() > 0) groups.ask({ mayWait: true }, turns.patient())
  }

  async function workBeside(): Promise<void> {
    while (isSlow) {
      const group = turns.take(true, isHeld)
      if (group.length === 0) return
      await run(group, 'beside')
    }
  }

  async function run(group: Item[], connection: 'usual' | 'beside'): Promise<void> {
    const startedAt = performance.now()
    const botIds = group.flatMap((item) => item.botIds)
    for (const id of botIds) busy.add(id)
    await settle(group, connection)
    for (const id of botIds) busy.delete(id)
    turns.end(group)
    onGroup?.(group.length, performance.now() - startedAt)
  }

  return {
    add(item) {
      turns.add(item)
      groups.ask(item, turns.patient())
    },
    async drained() {
      isClosing = true
      while (working || helping || turns.urgent() + turns.patient() > 0) {
        if (!helping) working ??= work()
        await Promise.all([working, helping])
      }
    },
  }
}
