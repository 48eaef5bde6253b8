/** What comes in bursts, told once: a moment after the first of it, and never while the former burst is still told. */
export type Gathering<One> = {
  add(one: One): void
  /** What is gathered is told to nobody. */
  drop(): void
}

/** `tell` rejects never. */
export function createGathering<One>(ms: number, tell: (all: readonly One[]) => Promise<void> | void): Gathering<One> {
  let all: One[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let isTelling = false
  const wait = () => {
    if (!isTelling && all.length > 0) timer ??= setTimeout(flush, ms)
  }
  const flush = async () => {
    timer = undefined
    const told = all
    all = []
    isTelling = true
    await tell(told)
    isTelling = false
    wait()
  }
  return {
    add(one) {
      all.push(one)
      wait()
    },
    drop() {
      clearTimeout(timer)
      timer = undefined
      all = []
    },
  }
}
