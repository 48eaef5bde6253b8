/** So many of one kind at once for each key; one more is turned away. Used for uploads (bulk.ts), whose files stand on the disk meanwhile. */

export type Places = {
  /** What gives the place back; undefined: there is none. */
  enter(key: string): (() => void) | undefined
}

export function makePlaces(most: number): Places {
  const taken = new Map<string, number>()
  return {
    enter(key) {
      const count = taken.get(key) ?? 0
      if (count >= most) return undefined
      taken.set(key, count + 1)
      return () => {
        const left = (taken.get(key) ?? 1) - 1
        if (left === 0) taken.delete(key)
        else taken.set(key, left)
      }
    },
  }
}
