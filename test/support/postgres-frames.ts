/** Splits a stream into PostgreSQL's messages: a letter, the length of the rest, and the rest. */
export function createFrames(onFrame: (type: string, frame: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer | undefined
  return (chunk) => {
    const all = rest ? Buffer.concat([rest, chunk]) : chunk
    let at = 0
    while (at + 5 <= all.length) {
      const end = at + 1 + all.readInt32BE(at + 1)
      if (end > all.length) break
      onFrame(String.fromCharCode(all[at] ?? 0), all.subarray(at, end))
      at = end
    }
    rest = at < all.length ? all.subarray(at) : undefined
  }
}
