/** Limits concurrency for each key; one more is refused. For uploads, whose files occupy the disk meanwhile. */

export type Places = {
  /** Returns the function that frees the slot; undefined when none is free. */
  enter(key: string): (() => void) | undefined
}

export function createPlaces(max: number): Places {
  const taken = new Map<string, number>()
  return {
    enter(key) {
      const count = taken.get(key) ?? 0
      if (count >= max) return undefined
      taken.set(key, count + 1)
      return () => {
        const left = (taken.get(key) ?? 1) - 1
        if (left === 0) taken.delete(key)
        else taken.set(key, left)
      }
    },
  }
}
