/**
 * Everything random in the sandbox: ids, media handles, shuffles, duplicates. One small seeded generator (sfc32), so
 * that the same seed and the same requests give the same bytes; `Math.random` is never used.
 */

export type Random = {
  /** A number in [0, 1). */
  next(): number
  /** An integer in [0, limit). */
  below(limit: number): number
  digits(length: number): string
  /** Upper-case hexadecimal, as in a wamid. */
  hex(length: number): string
  /** The generator's state, for an export; `restore` continues from it. */
  state(): RandomState
  restore(state: RandomState): void
  /** Returns to a seed's start. */
  reset(seed: number): void
}

export type RandomState = readonly [number, number, number, number]

export function createRandom(seed: number): Random {
  const words = createWords(seed)
  const { word } = words
  const below = (limit: number) => Math.floor((word() / 0x1_0000_0000) * limit)
  return {
    next: () => word() / 0x1_0000_0000,
    below,
    digits: (length) => String(1 + below(9)) + Array.from({ length: length - 1 }, () => below(10)).join(''),
    hex: (length) => hexadecimal(word, length),
    state: words.state,
    restore: words.restore,
    reset: words.reset,
  }
}

function hexadecimal(word: () => number, length: number): string {
  let text = ''
  while (text.length < length) text += word().toString(16).padStart(8, '0')
  return text.slice(0, length).toUpperCase()
}

/** sfc32: 32-bit words, passes PractRand, four additions and two shifts a word. */
function createWords(seed: number) {
  let [a, b, c, counter] = [0, 0, 0, 0]
  const word = () => {
    const sum = (a + b + counter) >>> 0
    counter = (counter + 1) >>> 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) >>> 0
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0
    return sum
  }
  const restore = (state: RandomState) => {
    ;[a, b, c, counter] = state
  }
  const reset = (from: number) => {
    restore([from >>> 0, Math.floor(from / 0x1_0000_0000) >>> 0, 0x9e3779b9, 1])
    for (let warmUp = 0; warmUp < 15; warmUp += 1) word()
  }
  reset(seed)
  const state = (): RandomState => [a, b, c, counter]
  return { word, state, restore, reset }
}
