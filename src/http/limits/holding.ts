/** Bytes held by many under one bound: above it, the longest holders are cut off until it is met again. */

export type Holding<Holder> = {
  hold(holder: Holder, bytes: number): void
  release(holder: Holder): void
  bytes(): number
}

/**
 * `cut` makes the holder let go, sooner or later; it no longer counts from then on. Holders without `mayCut` are
 * skipped.
 */
export function createHolding<Holder>(
  max: number,
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
      // A map keeps insertion order: the first is the oldest.
      for (const oldest of held.keys()) {
        if (sum <= max) break
        if (!mayCut(oldest)) continue
        release(oldest)
        cut(oldest)
      }
    },
    release,
    bytes: () => sum,
  }
}
