/** Notifications of one transaction, delivered after its commit, since its rows are not visible before. */
import type { LifeNote, MemoryNote } from './events/notes.ts'
import type { DueDelivery, LaneWakeup, LocalWakeup, PromotedDelivery, Wakeup } from './events/wakeup.ts'
import { type StoredUnprocessed, type UnprocessedNotice, unprocessedNotices } from './inbound/unprocessed.ts'
import type { ClaimedMessage, MessagePlace } from './messages/records.ts'

export type ListenerDeps = {
  onWakeup?: (wakeup: Wakeup) => void
  /** A delivery is due. False: its lane must be woken to claim it. */
  onDelivery?: (delivery: DueDelivery) => boolean
  /** A delivery waits behind another of its line. */
  onHeldBack?: (delivery: DueDelivery) => void
  /** A delivery is due that waited behind another. False: its lane must be woken to claim it. */
  onPromoted?: (delivery: PromotedDelivery) => boolean
  /** A message is due that was just accepted. False: its lane must be woken to claim it. */
  onMessage?: (message: ClaimedMessage) => boolean
  /** A place in the bot's lane for a message that begins with its acceptance. Undefined: it must wait. */
  reserve?: (botId: string) => MessagePlace | undefined
  /** Events were committed: once for a transaction. */
  onEvents?: () => void
  /** A message took a step in its life. */
  onLife?: (note: LifeNote) => void
  /** An item arrived that has no place. */
  onUnprocessed?: (notice: UnprocessedNotice) => void
  onMemoryFull?: (note: MemoryNote) => void
  /** Meta told a message's price for the first time: a code of model/cost/pricing.ts. */
  onPriced?: (code: number) => void
}

export function createOutbox(deps: ListenerDeps) {
  /** Each lane is woken once. */
  const lanes = new Map<LaneWakeup['kind'], Set<string>>()
  const deliveries: DueDelivery[] = []
  const heldBack: DueDelivery[] = []
  const promoted: PromotedDelivery[] = []
  const local: LocalWakeup[] = []
  const lives: LifeNote[] = []
  const unprocessed: StoredUnprocessed[] = []
  const memories: MemoryNote[] = []
  const prices: number[] = []
  let hasEvents = false
  const lists: unknown[][] = [deliveries, heldBack, promoted, local, lives, unprocessed, memories, prices]

  function wake(wakeup: Wakeup): void {
    if (!('id' in wakeup)) return void local.push(wakeup)
    const ids = lanes.get(wakeup.kind)
    if (ids) ids.add(wakeup.id)
    else lanes.set(wakeup.kind, new Set([wakeup.id]))
  }

  return {
    /** The transaction begins, for the first time or again: hints of an earlier run were not committed. */
    begin(): void {
      lanes.clear()
      hasEvents = false
      for (const those of lists) if (those.length > 0) those.length = 0
    },
    collect: {
      wake,
      handOver: (delivery: DueDelivery) => deliveries.push(delivery),
      holdBack: (delivery: DueDelivery) => heldBack.push(delivery),
      promoted: (delivery: PromotedDelivery) => promoted.push(delivery),
      noteEvent() {
        hasEvents = true
      },
      noteLife: (note: LifeNote) => lives.push(note),
      noteMemory: (note: MemoryNote) => memories.push(note),
      notePriced: (code: number) => prices.push(code),
      hintUnprocessed: (stored: StoredUnprocessed) => unprocessed.push(stored),
    },
    flush(): void {
      for (const delivery of heldBack) deps.onHeldBack?.(delivery)
      for (const delivery of promoted) {
        if (!deps.onPromoted?.(delivery)) wake({ kind: 'deliveries', id: delivery.endpointId })
      }
      for (const delivery of deliveries) {
        if (!deps.onDelivery?.(delivery)) wake({ kind: 'deliveries', id: delivery.endpointId })
      }
      for (const [kind, ids] of lanes) for (const id of ids) deps.onWakeup?.({ kind, id })
      for (const wakeup of local) deps.onWakeup?.(wakeup)
      if (hasEvents) deps.onEvents?.()
      for (const note of lives) deps.onLife?.(note)
      for (const note of memories) deps.onMemoryFull?.(note)
      for (const code of prices) deps.onPriced?.(code)
      if (unprocessed.length === 0) return
      for (const notice of unprocessedNotices(unprocessed)) deps.onUnprocessed?.(notice)
    },
  }
}
