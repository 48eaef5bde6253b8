/** A checksum of a table, independent of row order: the same rows give the same sum in every database. Pure. */
import { hash } from 'node:crypto'
import type { Value } from '../sql/transaction.ts'

export type Digest = {
  add(row: readonly Value[]): void
  rows(): number
  /** Hex, with the number of rows. */
  sum(): string
}

const words = 4

export function createDigest(): Digest {
  const sums = new Uint32Array(words)
  let rows = 0
  return {
    add(row) {
      rows += 1
      const bytes = hash('md5', JSON.stringify(row), 'buffer')
      for (let word = 0; word < words; word++) sums[word] = (sums[word] ?? 0) + bytes.readUInt32LE(4 * word)
    },
    rows: () => rows,
    sum: () => `${rows} ${Buffer.from(sums.buffer).toString('hex')}`,
  }
}
