/** Bytes held by many under one bound: over it, whoever has held theirs longest is cut off until it is kept again. Used by connections.ts. */

export type Holding<Holder> = {
  hold(holder: Holder, bytes: number): void
  release(holder: Holder): void
  bytes(): number
}

/** `cut` makes the holder let go, sooner or later; it is forgotten at once. `mayCut`: others are passed over. */
export function makeHolding<Holder>(
  most: number,
  cut: (holder: Holder) => void,
  mayCut: (holder: Holder) => boolean = () => true,
): Holding<Holder> {
  const held = new Map<Holder, number>()
  let sum = 0

  function release(holder: Holder): void {
    sum -= held.get(holder) ?? 0
    held.delete(holder)
  }

  return {
    hold(holder, bytes) {
      release(holder)
      held.set(holder, bytes)
      sum += bytes
      // A map keeps the order in which keys were put: the first is the oldest.
      for (const oldest of held.keys()) {
        if (sum <= most) break
        if (!mayCut(oldest)) continue
        release(oldest)
        cut(oldest)
      }
    },
    release,
    bytes: () => sum,
  }
}
