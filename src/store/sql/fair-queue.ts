/**
 * A fair queue of pending writes: each group takes from the bots in turn, so that a bot with thousands of writes delays
 * other bots by no more than a group. The order within a bot is kept, so that what is written later sees what happened
 * before it; only writes that need not see it overtake those that may wait. Writes that wait too long are refused, as
 * are new ones when too many wait.
 */
import { StoreUnavailableError } from './failures.ts'

export type Waiting = {
  /** The bot whose turn it takes. */
  botId: string
  /** Approximate number of rows written. */
  cost: number
  /** Nobody waits for it (group-start.ts). */
  mayWait?: boolean
  /** It goes before those that may wait (engine.ts). */
  overtakes?: boolean
  reject(error: unknown): void
}

export type Turns<Item extends Waiting> = {
  add(item: Item): void
  /**
   * Takes the next group, each bot's writes together; empty if nothing waits. Its members are still refused when their
   * time is over. Without `withPatient`, those that may wait stay: not to be asked for while `hasInOrder`. `isHeld`: it
   * stays, and so does what came after it for its bot.
   */
  take(withPatient?: boolean, isHeld?: (item: Item) => boolean): Item[]
  /** Marks writes as answered. */
  end(items: Item[]): void
  /** How many wait that may not, and that may. */
  urgent(): number
  patient(): number
  /** Whether one waits that neither may wait nor overtakes: whatever came before it goes with it or before it. */
  hasInOrder(): boolean
}

export type TurnsOptions = {
  /** Maximum weight of a group: more would delay the others. A heavier item goes alone. */
  maxGrouped: number
  /** More would only wait in vain, and use memory. */
  maxWaiting: number
  /** Maximum wait, ms; plus three for each row. */
  timeoutMs: number
  onRefused: (error: StoreUnavailableError) => void
}

const lookMs = 100
/**
 * A request of ten thousand messages takes ten seconds by itself on a busy machine; refused earlier, it would be stored
 * all the same.
 */
const msPerRow = 3

export function createTurns<Item extends Waiting>(options: TurnsOptions): Turns<Item> {
  const { maxGrouped, maxWaiting, timeoutMs, onRefused } = options
  const lines = new Map<string, Item[]>()
  /** Unanswered writes, with the time at which they are refused. */
  const unanswered = new Map<Item, number>()
  let urgent = 0
  let patient = 0
  let inOrder = 0
  /** `by`: 1 or -1. */
  const count = (by: number, { mayWait, overtakes }: Item) => {
    if (mayWait) patient += by
    else urgent += by
    if (!mayWait && !overtakes) inOrder += by
  }
  let timer: NodeJS.Timeout | undefined

  function add(item: Item): void {
    if (urgent + patient >= maxWaiting) {
      refuse(item, 'too many requests wait for the store')
      return
    }
    const line = lines.get(item.botId)
    if (line) line.push(item)
    else lines.set(item.botId, [item])
    count(1, item)
    unanswered.set(item, performance.now() + timeoutMs + item.cost * msPerRow)
    timer ??= setInterval(refuseLate, lookMs)
  }

  function take(withPatient = true, isHeld: (item: Item) => boolean = () => false): Item[] {
    const taken = new Map<string, Item[]>()
    let room = maxGrouped
    // The loop reaches a line again after it has moved to the end.
    for (const [botId, line] of lines) {
      const at = withPatient ? 0 : line.findIndex(({ mayWait }) => !mayWait)
      const next = line[at]
      if (next === undefined || isHeld(next)) continue
      if (room <= 0 || (next.cost > room && taken.size > 0)) break
      line.splice(at, 1)
      count(-1, next)
      room -= next.cost
      const together = taken.get(botId)
      if (together) together.push(next)
      else taken.set(botId, [next])
      lines.delete(botId)
      if (line.length > 0) lines.set(botId, line)
    }
    return [...taken.values()].flat()
  }

  function refuseLate(): void {
    const now = performance.now()
    for (const [item, refuseAt] of unanswered) {
      if (refuseAt > now) continue
      unanswered.delete(item)
      leave(item)
      refuse(item, 'the store did not answer in time')
    }
    if (unanswered.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  function refuse(item: Item, reason: string): void {
    const error = new StoreUnavailableError(reason)
    onRefused(error)
    item.reject(error)
  }

  /** Does nothing if it is on its way to the database: it may still be written. */
  function leave(item: Item): void {
    const line = lines.get(item.botId)
    const at = line?.indexOf(item) ?? -1
    if (line === undefined || at < 0) return
    line.splice(at, 1)
    count(-1, item)
    if (line.length === 0) lines.delete(item.botId)
  }

  return {
    add,
    take,
    end(items) {
      for (const item of items) unanswered.delete(item)
    },
    urgent: () => urgent,
    patient: () => patient,
    hasInOrder: () => inOrder > 0,
  }
}
